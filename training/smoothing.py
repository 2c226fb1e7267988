"""Evens out the ranges of activations before quantisation to int8 (SmoothQuant: Xiao et al., 2023).

A few channels of a transformer's states are many times as large as the rest, and activations share one int8 scale, so most channels are
left with a few steps of it. Dividing a channel by a factor and multiplying the weights that read it by the same factor changes no result
but moves the range to the weights, which have a scale for every output.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import ModelProto, NodeProto, helper, numpy_helper

STRENGTH = 0.8
"""The share of a channel's range that moves to the weights, 0 to 1 (docs/experiments.md)."""

LEAST = 1e-5
"""A smaller range counts as this one."""

Floats = npt.NDArray[np.float32]
Feed = Mapping[str, npt.NDArray[Any]]
"""The inputs of a graph for one text, by name."""


def smooth(graph: Path, samples: Sequence[Feed], exact: Collection[str] = ()) -> None:
    """Rewrite the file of a float graph so that int8 loses less; ``samples``: inputs like those it will read.

    ``exact``: names of nodes that stay in float32 and are left alone. Without samples nothing changes.
    """
    model = onnx.load(str(graph))
    readers = readers_of(model, exact)
    if not samples or not readers:
        return
    largest = ranges(model, tuple(readers), samples)
    weights = {one.name: one for one in model.graph.initializer}
    before: dict[str, NodeProto] = {}
    for state, nodes in readers.items():
        matrices = [numpy_helper.to_array(weights[node.input[1]]) for node in nodes]
        factors = factors_of(largest[state], matrices)
        model.graph.initializer.append(numpy_helper.from_array(1 / factors, f"{state}_factors"))
        before[nodes[0].name] = helper.make_node("Mul", [state, f"{state}_factors"], [f"{state}_even"], f"{nodes[0].name}_Even")
        for node, matrix in zip(nodes, matrices, strict=True):
            weights[node.input[1]].CopyFrom(numpy_helper.from_array(matrix * factors[:, None], node.input[1]))
            node.input[0] = f"{state}_even"
    nodes_in_order = [made for node in model.graph.node for made in ((before[node.name], node) if node.name in before else (node,))]
    del model.graph.node[:]
    model.graph.node.extend(nodes_in_order)
    onnx.save(model, str(graph))


def readers_of(model: ModelProto, exact: Collection[str]) -> Mapping[str, list[NodeProto]]:
    """The products of a state (1, t, d) with weights (d, k) that no other node uses, by the name of the state."""
    constant = {one.name for one in model.graph.initializer}
    used = [name for node in model.graph.node for name in node.input]
    found: dict[str, list[NodeProto]] = defaultdict(list)
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.name not in exact and node.input[1] in constant and used.count(node.input[1]) == 1:
            found[node.input[0]].append(node)
    return found


def ranges(model: ModelProto, states: tuple[str, ...], samples: Sequence[Feed]) -> Mapping[str, Floats]:
    """For each state, the largest absolute value of each channel (d,) over the samples."""
    own = len(model.graph.output)
    model.graph.output.extend(helper.make_empty_tensor_value_info(state) for state in states)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    del model.graph.output[own:]
    run: Callable[..., list[Floats]] = session.run
    largest: dict[str, Floats] = {}
    for feed in samples:
        for state, values in zip(states, run(states, feed), strict=True):
            seen = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            largest[state] = np.maximum(largest.get(state, seen), seen)
    return largest


def factors_of(largest: Floats, matrices: Sequence[Floats]) -> Floats:
    """The divisors (d,) of a state's channels, with geometric mean 1; ``matrices`` (d, k) read the state."""
    weighs = np.max([np.abs(matrix).max(axis=1) for matrix in matrices], axis=0)
    logs = STRENGTH * np.log(np.maximum(largest, LEAST)) - (1 - STRENGTH) * np.log(np.maximum(weighs, LEAST))
    return np.asarray(np.exp(logs - logs.mean()), dtype=np.float32)
