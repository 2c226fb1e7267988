"""Exports a trained network for serving: an ONNX graph with the adapter merged and weights in int8."""

import copy
import errno
import json
import logging
import re
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors import SafetensorError
from torch import Tensor, nn

from bot.inference.transformer import GRAPH, INPUTS, OUTPUTS, QUERY, TAGS, TOKENIZER, shares
from training import batches
from training.drawing import rank
from training.network import Network
from training.smoothing import Feed, smooth

QUANTISED = ("MatMul", "Gemm", "Gather")
"""Operators whose weights become int8, with one scale for each channel."""

EXACT = ("/intents/", "/sentiment/", "/embedding/", "/tags/", "/recall/", "/second/")
"""Node names that stay in float32: the heads, which are small and decide."""

SAMPLED = 200
"""How many training texts are used to measure the range of each channel."""

ADAPTER = "adapter"
EXAMPLE = torch.tensor([[0, 1, 2, 3, 4, 5]]), torch.from_numpy(shares([[1, 2]], 6))
"""Inputs to trace the graph with: token ids that every vocabulary has, and the shares of their parts."""


class Served(nn.Module):  # type: ignore[misc]
    """The network for a single text, which needs no padding and no mask."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder.merge_and_unload()
        self.intents, self.sentiment, self.embedding, self.tags = network.intents, network.sentiment, network.embedding, network.tags
        self.recall, self.second = network.recall, network.second

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return (*OUTPUTS, *((TAGS,) if self.tags is not None else ()), *((QUERY,) if self.recall is not None else ()))

    def forward(self, input_ids: Tensor, shares: Tensor) -> tuple[Tensor, ...]:
        """Logits and embeddings (p, ...) of the parts of a text, given token ids (1, t) and shares (p, t); tag logits; the query (1, d)."""
        every = self.encoder(input_ids=input_ids, output_hidden_states=True).hidden_states
        vector = shares @ every[-1][0]
        read = [self.intents(vector), self.sentiment(vector), nn.functional.normalize(self.embedding(vector), dim=-1)]
        if self.tags is not None:
            read.append(self.tags(every[-1]))
        if self.recall is not None:
            recalled = nn.functional.normalize(self.recall(torch.cat([shares @ states[0] for states in every], dim=-1)), dim=-1)
            read.append(recalled[:1])
            if self.second is not None:
                read[0] = read[0] + self.second(recalled)
        return tuple(read)


def export(network: Network, tokenizer: str, folder: Path, texts: Sequence[str]) -> None:
    """Write graph, tokenizer and adapter into a group's folder; the network is not changed.

    ``texts``: texts like those it will read; a sample of them measures the ranges of activations for int8.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENIZER).write_text(tokenizer, encoding="utf-8")
    save_adapter(network, folder / ADAPTER)
    (folder / ADAPTER / "README.md").unlink(missing_ok=True)
    in_order(folder / ADAPTER / "adapter_config.json")
    served = Served(copy.deepcopy(network)).eval()
    with tempfile.TemporaryDirectory() as scratch, quiet():
        float_graph = Path(scratch) / GRAPH
        torch.onnx.export(
            served,
            EXAMPLE,
            str(float_graph),
            input_names=list(INPUTS),
            output_names=list(served.names),
            dynamic_axes={
                **{name: {0: "parts"} for name in OUTPUTS},
                **{name: {1: "tokens"} for name in (INPUTS[0], *({TAGS} & set(served.names)))},
                INPUTS[1]: {0: "parts", 1: "tokens"},
            },
            opset_version=17,
            dynamo=False,
        )
        exact = [name for name in node_names(float_graph) if any(part in name for part in EXACT)]
        smooth(float_graph, sampled(texts, tokenizer), exact)
        quantize_dynamic(
            str(float_graph),
            str(folder / GRAPH),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=list(QUANTISED),
            nodes_to_exclude=[*exact, *(f"{name}_MatMul" for name in exact)],  # the quantiser renames a Gemm before it compares names
        )


def sampled(texts: Sequence[str], tokenizer: str) -> list[Feed]:
    """The graph's inputs for a reproducible sample of the distinct texts."""
    some = sorted(set(texts), key=lambda text: rank(text, 0))[:SAMPLED]
    ids = [one.ids for one in batches.tokenizer(tokenizer).encode_batch(some)]
    return [dict(zip(INPUTS, (np.array([one], dtype=np.int64), shares([], len(one))), strict=True)) for one in ids]


def save_adapter(network: Network, folder: Path) -> None:
    """Write the adapter; OSError if the disk refuses it, as for any other file."""
    try:
        network.encoder.save_pretrained(str(folder), safe_serialization=True)
    except SafetensorError as error:
        code = re.search(r"os error (\d+)", str(error))
        raise OSError(int(code[1]) if code else errno.EIO, str(error), str(folder)) from error


def in_order(config: Path) -> None:
    """Sort the lists of names in an adapter's configuration, which peft writes from sets, so that the file is reproducible."""
    settings = json.loads(config.read_text(encoding="utf-8"))
    names = {
        key: sorted(value) for key, value in settings.items() if isinstance(value, list) and all(isinstance(one, str) for one in value)
    }
    config.write_text(json.dumps(settings | names, indent=2, sort_keys=True), encoding="utf-8")


def node_names(graph: Path) -> list[str]:
    """The names of a graph's nodes."""
    return [node.name for node in onnx.load(str(graph)).graph.node]


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress the warnings and log lines of the exporters."""
    root, silent = logging.getLogger(), logging.NullHandler()
    level = root.level
    root.addHandler(silent)  # without a handler, logging would install one permanently
    root.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        root.setLevel(level)
        root.removeHandler(silent)
