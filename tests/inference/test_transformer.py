from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from bot.inference.processor import adds_exactly, multiplies_bfloat16
from bot.inference.transformer import EXACT_PRODUCTS, session

ROWS, INNER, COLUMNS = 7, 384, 96


def test_the_largest_int8_products_are_added_exactly_on_any_processor(tmp_path: Path) -> None:
    """Without VNNI instructions the fastest product cuts off what does not fit into sixteen bits; the setting chooses another one there."""
    weights = numpy_helper.from_array(np.full((INNER, COLUMNS), 127, dtype=np.int8), "weights")
    product = helper.make_node("MatMulInteger", ["seen", "weights"], ["sums"])
    seen = helper.make_tensor_value_info("seen", TensorProto.UINT8, [ROWS, INNER])
    sums = helper.make_tensor_value_info("sums", TensorProto.INT32, [ROWS, COLUMNS])
    graph = helper.make_graph([product], "products", [seen], [sums], [weights])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(tmp_path / "products.onnx"))
    ready = session(tmp_path / "products.onnx")
    assert (ready.run(None, {"seen": np.full((ROWS, INNER), 255, dtype=np.uint8)})[0] == 255 * 127 * INNER).all()
    assert ready.get_session_options().get_session_config_entry(EXACT_PRODUCTS) == ("0" if adds_exactly() else "1")


@pytest.mark.parametrize(
    ("machine", "flags", "exact"),
    [
        ("x86_64", "fpu sse4_2 avx2 avx512_vnni", True),
        ("x86_64", "fpu sse4_2 avx2 avx_vnni sha_ni", True),
        ("AMD64", "fpu sse4_2 avx2 fma", False),
        ("x86_64", None, False),
        ("aarch64", None, True),
        ("arm64", None, True),
    ],
)
def test_a_processor_without_vnni_is_told_by_its_flags(machine: str, flags: str | None, exact: bool, tmp_path: Path) -> None:
    if flags:
        (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nmodel name\t: any\nflags\t\t: {flags}\nbugs\t\t: none\n")
    assert adds_exactly(machine, tmp_path / "cpuinfo") is exact


@pytest.mark.parametrize(
    ("flags", "fast"),
    [("fpu avx512f avx512_bf16", True), ("fpu amx_bf16 amx_int8", True), ("fpu avx512_vnni", False), ("fpu my_avx512_bf16_not", False)],
)
def test_a_processor_that_multiplies_bfloat16_is_told_by_its_flags(flags: str, fast: bool, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(f"flags\t\t: {flags}\n")
    assert multiplies_bfloat16(tmp_path / "cpuinfo") is fast
    assert multiplies_bfloat16(tmp_path / "none") is False
