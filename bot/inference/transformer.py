"""The served form of an adapted sentence encoder: one int8 ONNX graph with its heads, and its tokenizer."""

from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.errors import ArtifactError
from bot.inference.scores import Outputs
from bot.inference.tags import Words, first_pieces

KIND = "transformer"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
OUTPUTS = ("intents", "sentiment", "vector")
TAGS = "tags"
"""A fourth output, tag logits (1, t, k), of models that saw marked slots."""

MAX_TOKENS = 128
UNKNOWN = "[UNK]"


class Transformer:
    """Reads one text a call on the caller's thread: dynamic int8 shares its scale over a batch, so a batch would change scores."""

    def __init__(self, graph: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self.session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
            self.tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:
            raise ArtifactError(f"{graph.parent} cannot be loaded: {error}") from error
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.wanted = [*OUTPUTS, *(one.name for one in self.session.get_outputs() if one.name == TAGS)]
        self.unknown = self.tokenizer.token_to_id(UNKNOWN) or 0

    def outputs(self, text: str) -> Outputs:
        """One pass over one text; of a long text the first 128 tokens count."""
        encoding = self.tokenizer.encode(text)
        ids = np.array([encoding.ids], dtype=np.int64)
        intents, sentiment, vector, *tags = self.session.run(self.wanted, {"input_ids": ids})
        written = len(encoding.ids) - sum(encoding.special_tokens_mask)
        readable = written > 0 and 2 * encoding.ids.count(self.unknown) <= written
        tokens, places = first_pieces(encoding) if tags else ((), ())
        words = Words(tags[0][0][list(tokens)], places) if tokens else None
        return Outputs(intents[0], sentiment[0], vector[0], readable, words)


def load(folder: Path) -> Transformer:
    """The transformer of an artifact's group folder."""
    return Transformer(folder / GRAPH, folder / TOKENIZER)
