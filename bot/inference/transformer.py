"""The served form of an adapted sentence encoder: one int8 ONNX graph with its heads, and its tokenizer.

A sentence vector is the mean over the encoder's token vectors. The mean over the tokens of a part is thus a reading of that part in its
context, in the same pass.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

from bot.errors import ArtifactError
from bot.inference.passes import Passes
from bot.inference.processor import adds_exactly
from bot.inference.prototypes import Model
from bot.inference.scores import Outputs
from bot.inference.tags import Words, first_pieces
from bot.inference.text import Ranges

KIND = "transformer"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
INPUTS = ("input_ids", "shares")
"""Token ids (1, t), and the weight (p, t) of each token in each sentence vector; rows sum to one."""

OUTPUTS = ("intents", "sentiment", "vector")
TAGS = "tags"
"""Optional output: tag logits (1, t, k), of models trained on marked slots."""

QUERY = "query"
"""Optional output: the retrieval vector (1, d), of models whose embedding differs from the base encoder's."""

EXACT_PRODUCTS = "session.x64quantprecision"
"""Makes sums of int8 products exact where the fastest are not, so that a message is read alike wherever it is served.

Where the fastest are exact it would take half as long again (docs/experiments.md).
"""

MAX_TOKENS = 128
UNKNOWN = "[UNK]"


class Transformer(Model):
    """Reads one text a pass, on one thread: dynamic int8 shares its scale over a batch, so a batch would change scores."""

    def __init__(self, graph: Path, tokenizer: Path) -> None:
        try:
            self.session = session(graph)
            self.tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:
            raise ArtifactError(f"{graph.parent} cannot be loaded: {error}") from error
        if {one.name for one in self.session.get_inputs()} != set(INPUTS):
            raise ArtifactError(f"{graph.parent} was trained by another version of Frontdesk: train it again.")
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.wanted = [one.name for one in self.session.get_outputs()]
        self.unknown = self.tokenizer.token_to_id(UNKNOWN) or 0

    def reading(self, text: str, parts: Ranges = ()) -> Passes[Outputs]:
        """Read one text in one pass; only its first 128 tokens count, so a part beyond them is not readable."""
        encoding = self.tokenizer.encode(text)
        counted = [[one for one, special in enumerate(encoding.special_tokens_mask) if not special]]
        counted += [within(encoding, start, end) for start, end in parts]
        feed = dict(zip(INPUTS, (np.array([encoding.ids], dtype=np.int64), shares(counted[1:], len(encoding.ids))), strict=True))
        given = dict(zip(self.wanted, (yield partial(self.session.run, self.wanted, feed)), strict=True))
        readable = [self.readable([encoding.ids[one] for one in some]) for some in counted]
        tokens, places = first_pieces(encoding) if TAGS in given else ((), ())
        words = Words(given[TAGS][0][list(tokens)], places) if tokens else None
        whole, *several = map(Outputs, *(given[name] for name in OUTPUTS), readable)
        query = given[QUERY][0] if QUERY in given else None
        return replace(whole, words=words, query=query, parts=tuple(several))

    def readable(self, ids: Sequence[int]) -> bool:
        """Whether the vocabulary knows at least half of the tokens."""
        return 2 * ids.count(self.unknown) <= len(ids) > 0


def session(graph: Path) -> onnxruntime.InferenceSession:
    """A graph ready to run, each pass on its caller's thread alone."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry(EXACT_PRODUCTS, "0" if adds_exactly() else "1")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def within(encoding: Encoding, start: int, end: int) -> list[int]:
    """The tokens that begin within a range of characters."""
    return [token for token, (begins, ends) in enumerate(encoding.offsets) if begins < ends and start <= begins < end]


def shares(parts: Sequence[Sequence[int]], tokens: int) -> npt.NDArray[np.float32]:
    """Weights (1 + p, t) for the mean over all tokens and over those of each part; a part without tokens gets all of them."""
    weights = np.zeros((1 + len(parts), tokens), dtype=np.float32)
    for row, some in enumerate(([], *parts)):
        weights[row, some or slice(None)] = 1 / (len(some) or tokens)
    return weights


def load(folder: Path) -> Transformer:
    """Load the transformer from a group's folder."""
    return Transformer(folder / GRAPH, folder / TOKENIZER)
