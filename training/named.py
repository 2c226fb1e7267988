"""Turns the names of intents into training rows, because a name such as ``card_arrival`` says what the intent is about."""

import re
from collections.abc import Sequence

from bot.inference.artifact import OUT_OF_SCOPE
from bot.inference.text import tidy
from training.data import Row

PARTS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
SHORT = 3
"""The fewest letters of an ASCII word that is used."""


def named(intents: Sequence[str]) -> list[Row]:
    """A row for each intent whose name has words of its own; none for names such as ``intent_12``."""
    said = {intent: spoken(intent).split() for intent in intents if intent != OUT_OF_SCOPE}
    everywhere = set.intersection(*map(set, said.values())) if said else set()
    return [Row(" ".join(words), (intent,)) for intent, words in said.items() if set(words) - everywhere]


def spoken(intent: str) -> str:
    """An intent's name in words, without numbers."""
    words = [word.lower() for word in PARTS.split(intent) if word]
    return tidy(" ".join(word for word in words if not word.isdigit() and (len(word) >= SHORT or not word.isascii())))
