"""An adapted sentence encoder with word n-grams beside it: meaning from the one, from the other what a rare word says outright.

The logits of both are added. The n-gram tables are stored as they count, already weighed against the encoder, so that nothing but an
addition is left to serving.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from bot.inference import ngram, transformer
from bot.inference.ngram import Ngram
from bot.inference.passes import Passes
from bot.inference.prototypes import Model
from bot.inference.scores import Outputs
from bot.inference.text import Ranges
from bot.inference.transformer import Transformer

KIND = "mixed"


@dataclass(frozen=True, slots=True)
class Mixed(Model):
    """Reads one text with both models; thread-safe."""

    encoder: Transformer
    words: Ngram

    def reading(self, text: str, parts: Ranges = ()) -> Passes[Outputs]:
        """The encoder's pass, its logits moved by the words'; the embedding is the encoder's alone."""
        return self.completed((yield from self.encoder.reading(text, parts)), text)

    def completed(self, seen: Outputs, text: str) -> Outputs:
        """What the encoder saw, its logits moved by the words of the text."""
        intents, sentiment = self.words.logits(text)
        return replace(seen, intents=seen.intents + intents, sentiment=seen.sentiment + sentiment)


def load(folder: Path) -> Mixed:
    """Both models of an artifact's group folder."""
    return Mixed(transformer.load(folder), ngram.load(folder))
