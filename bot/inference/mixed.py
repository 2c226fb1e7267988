"""An adapted sentence encoder combined with word n-grams, which catch rare words that decide by themselves.

The logits of both are added. The stored n-gram tables are already weighted against the encoder, so serving only adds.
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
        """The encoder's outputs with the n-gram logits added; the embedding is the encoder's."""
        return self.completed((yield from self.encoder.reading(text, parts)), text)

    def completed(self, seen: Outputs, text: str) -> Outputs:
        """The encoder's outputs for this text with the n-gram logits added."""
        intents, sentiment = self.words.logits(text)
        return replace(seen, intents=seen.intents + intents, sentiment=seen.sentiment + sentiment)


def load(folder: Path) -> Mixed:
    """Load both models from a group's folder."""
    return Mixed(transformer.load(folder), ngram.load(folder))
