"""Slot tags of words and the spans that they form, the same in training and in serving.

A span begins with ``B`` and continues with ``I``; ``O`` is no slot (Ramshaw and Marcus, Text Chunking, 1995). If the tokenizer splits a
word, its first piece carries the tag.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding

Floats = npt.NDArray[np.floating]
Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters of a text that hold a slot's value; ``value`` is the probability, 1 if a person marked it."""

    start: int
    end: int
    slot: str
    value: float = field(default=1.0, compare=False)


@dataclass(frozen=True, slots=True)
class Words:
    """Tag logits (w, k) of the words of a text, and the characters where each word stands."""

    logits: npt.NDArray[np.float32]
    places: Places


def tags_of(slots: Sequence[str]) -> int:
    """The number of tags: 0 is O, then come B and I of each slot; 0 tags if there are no slots."""
    return 1 + 2 * len(slots) if slots else 0


def first_pieces(encoding: Encoding) -> tuple[tuple[int, ...], Places]:
    """The index of each word's first token, and the characters that each word spans."""
    found: list[int] = []
    places: list[tuple[int, int]] = []
    before = None
    for token, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
        if word is None or start == end:
            continue
        if word == before:
            places[-1] = (places[-1][0], end)
        else:
            found.append(token)
            places.append((start, end))
        before = word
    return tuple(found), tuple(places)


def tagged(places: Places, spans: Sequence[Span], slots: Sequence[str]) -> list[int]:
    """The tag of each word by the span in which it begins; spans of slots that are not listed are ignored."""
    tags = [0] * len(places)
    for span in spans:
        inside = [word for word, (start, _) in enumerate(places) if span.start <= start < span.end]
        if span.slot in slots:
            for word in inside:
                tags[word] = 1 + 2 * slots.index(span.slot) + (word != inside[0])
    return tags


def spans_of(words: Words, slots: Sequence[str]) -> tuple[Span, ...]:
    """The spans of the likeliest valid tag sequence; a span's probability is the mean over its words."""
    if not words.places or not words.logits.argmax(1).any():  # most messages have none
        return ()
    logits = words.logits.astype(np.float64)
    scores = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    tags = likeliest(scores)
    chances = np.exp(scores[np.arange(len(tags)), tags])
    found = []
    for first in (word for word, tag in enumerate(tags) if tag % 2):
        last = first
        while last + 1 < len(tags) and tags[last + 1] == tags[first] + 1:
            last += 1
        sure = round(float(chances[first : last + 1].mean()), 4)
        found.append(Span(words.places[first][0], words.places[last][1], slots[tags[first] // 2], sure))
    return tuple(found)


def likeliest(scores: Floats) -> list[int]:
    """The likeliest tags (w,) of log-probabilities (w, k) in which every I follows a B or an I of its slot (Viterbi)."""
    best = [int(tag) for tag in scores.argmax(1)]
    if all(follows(before, tag) for before, tag in pairwise([0, *best])):
        return best
    barred = bars(scores.shape[1])
    total, back = scores[0] + barred[0], []
    for score in scores[1:]:
        ways = total[:, None] + barred
        back.append(ways.argmax(0))
        total = ways.max(0) + score
    path = [int(total.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


@cache
def bars(kinds: int) -> Floats:
    """The score (k, k) of each tag after each other: 0 if it may follow, minus infinity if not."""
    return np.array([[0.0 if follows(before, tag) else -np.inf for tag in range(kinds)] for before in range(kinds)])


def follows(before: int, tag: int) -> bool:
    """Whether a tag may follow another: an I only follows a B or an I of the same slot."""
    return tag == 0 or tag % 2 == 1 or before in (tag - 1, tag)
