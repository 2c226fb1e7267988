"""Words of a message as tags, and tags as spans: what the tag head of an encoder says about slots, read the same in training and serving.

A slot's span begins with ``B``, goes on with ``I``, and ``O`` is no slot (Ramshaw and Marcus, Text Chunking, 1995). Of a word that the
tokenizer cuts in pieces the first piece speaks.
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
    """The characters of a text that hold a slot's value; ``value``: how likely that is, 1 where a person marked it."""

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
    """How many tags there are for slots: 0 is O, then B and I of each slot in turn."""
    return 1 + 2 * len(slots) if slots else 0


def first_pieces(encoding: Encoding) -> tuple[tuple[int, ...], Places]:
    """Which tokens begin a word, and from where to where each of these words goes."""
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
    """The tag of each word: it belongs to the span in which it begins; spans of other slots count as none."""
    tags = [0] * len(places)
    for span in spans:
        inside = [word for word, (start, _) in enumerate(places) if span.start <= start < span.end]
        if span.slot in slots:
            for word in inside:
                tags[word] = 1 + 2 * slots.index(span.slot) + (word != inside[0])
    return tags


def spans_of(words: Words, slots: Sequence[str]) -> tuple[Span, ...]:
    """The spans of the likeliest tags that make sense; a span is as likely as its words are on average."""
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
    """What a tag costs after another (k, k): nothing where it may stand there, infinitely much where not."""
    return np.array([[0.0 if follows(before, tag) else -np.inf for tag in range(kinds)] for before in range(kinds)])


def follows(before: int, tag: int) -> bool:
    """Whether a tag may stand after another: an I only after a B or an I of the same slot."""
    return tag == 0 or tag % 2 == 1 or before in (tag - 1, tag)
