"""What is evened out before int8 gives the same results in float32 and better ones in int8."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.smoothing import smooth

Floats = npt.NDArray[np.float32]

WIDTH, RESULTS, VOCABULARY = 32, 64, 40
CHANCE = np.random.default_rng(3)
STATES = CHANCE.normal(size=(VOCABULARY, WIDTH)).astype(np.float32) * np.where(np.arange(WIDTH) == 5, 80, 1).astype(np.float32)
SAMPLES = [{"input_ids": CHANCE.integers(0, VOCABULARY, (1, 6))} for _ in range(20)]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Two matrices that read the same states, one channel of which is eighty times as large as the others."""
    matrices = [CHANCE.normal(size=(WIDTH, RESULTS)).astype(np.float32) for _ in range(2)]
    nodes = [
        helper.make_node("Gather", ["states", "input_ids"], ["state"], "/look_up"),
        *(helper.make_node("MatMul", ["state", name], [f"out_{name}"], f"/layer/{name}") for name in ("query", "key")),
    ]
    weights = [numpy_helper.from_array(STATES, "states"), *map(numpy_helper.from_array, matrices, ("query", "key"))]
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, None])
    outputs = [helper.make_tensor_value_info(f"out_{name}", TensorProto.FLOAT, [1, None, RESULTS]) for name in ("query", "key")]
    made = helper.make_graph(nodes, "two", [ids], outputs, weights)
    onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(tmp_path / "float.onnx"))
    return tmp_path / "float.onnx"


def results(graph: Path) -> Floats:
    """Both products of one text."""
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    return np.concatenate(session.run(None, {"input_ids": np.array([[3, 9, 27, 14]])}))


def int8(graph: Path) -> Floats:
    """Both products after the matrices became int8."""
    served = graph.with_name("int8.onnx")
    quantize_dynamic(str(graph), str(served), per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
    return results(served)


def test_smoothing_changes_no_result_in_float32(graph: Path) -> None:
    before = results(graph)
    smooth(graph, SAMPLES)
    assert np.allclose(results(graph), before, rtol=1e-4, atol=1e-3)


def test_a_channel_that_outgrows_the_others_costs_int8_much_less_afterwards(graph: Path) -> None:
    exact = results(graph)
    rough = np.abs(int8(graph) - exact).mean()
    smooth(graph, SAMPLES)
    assert np.abs(int8(graph) - exact).mean() < rough / 2


def test_states_that_several_matrices_read_are_divided_once(graph: Path) -> None:
    smooth(graph, SAMPLES)
    assert [node.op_type for node in onnx.load(str(graph)).graph.node] == ["Gather", "Mul", "MatMul", "MatMul"]


def test_what_stays_in_float32_stays_as_it_is(graph: Path) -> None:
    smooth(graph, SAMPLES, ["/layer/query", "/layer/key"])
    assert [node.op_type for node in onnx.load(str(graph)).graph.node] == ["Gather", "MatMul", "MatMul"]


def test_without_texts_to_look_at_nothing_is_changed(graph: Path) -> None:
    before = graph.read_bytes()
    smooth(graph, [])
    assert graph.read_bytes() == before
