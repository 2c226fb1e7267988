"""Names groups by words that are frequent in one and rare elsewhere (class-based TF-IDF, Grootendorst 2022)."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from anyascii import anyascii
from Stemmer import Stemmer

from bot.inference.artifact import OUT_OF_SCOPE
from bot.inference.script import SYLLABIC, script_of
from training.discovery.words import terms

SHOWN = 6
"""The most words that describe a group."""

LONGEST = 40
ENOUGH = 0.10
"""A word names a group only if at least this share of its messages holds it."""

OWN = 0.25
"""The exponent of the share of a word's messages that are in the group."""

MOST_WORDS = 4
STEM = Stemmer("english").stemWord


def describe(groups: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The characteristic words of each group of texts, the most characteristic first; none if its texts hold no words."""
    counts = [Counter(term for text in texts for term in set(terms(text))) for texts in groups]
    everywhere: Counter[str] = Counter()
    for count in counts:
        everywhere.update(count)
    usual = sum(everywhere.values()) / max(len(groups), 1)
    return [telling(count, everywhere, usual, len(texts)) for count, texts in zip(counts, groups, strict=True)]


def telling(count: Counter[str], everywhere: Counter[str], usual: float, size: int) -> tuple[str, ...]:
    """The words of one group, ranked by frequency and by rarity elsewhere; only the best of several forms of a word is kept."""
    weight = {term: number * np.log(1.0 + usual / everywhere[term]) * (number / everywhere[term]) ** OWN for term, number in count.items()}
    frequent = [term for term in weight if count[term] >= max(2.0, ENOUGH * size)] or list(weight)
    chosen: list[str] = []
    for term in sorted(frequent, key=lambda term: (-weight[term], -len(term), term)):
        if not any(akin(term, other) for other in chosen):
            chosen.append(term)
        if len(chosen) == SHOWN:
            break
    return tuple(chosen)


def akin(one: str, other: str) -> bool:
    """Whether two words have the same stem, or, in scripts without spaces, may be parts of the same word."""
    if one.isascii() or other.isascii():
        return bool(STEM(one) == STEM(other))
    return bool(set(one) & set(other)) if script_of(one[0]) in SYLLABIC else one[:5] == other[:5]


def name(words: Sequence[tuple[str, ...]], groups: Sequence[Sequence[str]]) -> list[str]:
    """A distinct identifier for each group: its two best words in the order they are said in, or more if that is taken."""
    taken = {OUT_OF_SCOPE}
    names = []
    for telling_words, texts in zip(words, groups, strict=True):
        options = [identifier(in_order(telling_words[:size], texts)) for size in range(2, MOST_WORDS + 1)]
        made = next((option for option in options if option not in taken), None)
        if made is None:
            made = next(f"{options[0]}_{number}" for number in range(2, len(groups) + 3) if f"{options[0]}_{number}" not in taken)
        taken.add(made)
        names.append(made)
    return names


def in_order(words: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Words in the order in which the messages of a group mostly use them."""
    place: dict[str, list[float]] = {word: [] for word in words}
    for text in texts:
        small = text.lower()
        held = [word for word in words if word in small]
        if len(held) > 1:
            for rank, word in enumerate(sorted(held, key=small.index)):
                place[word].append(rank / (len(held) - 1))
    return sorted(words, key=lambda word: float(np.mean(place[word])) if place[word] else 0.5)


def identifier(words: Sequence[str]) -> str:
    """``card_arrival``: small letters, digits and underscores, letter first; other scripts are spelt in Latin letters."""
    parts = [re.sub(r"[^a-z0-9]+", "", anyascii(word).lower()) for word in words]
    joined = "_".join(part for part in parts if part)[:LONGEST].strip("_")
    return joined if joined[:1].isalpha() else f"group_{joined}".strip("_")
