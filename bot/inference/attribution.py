"""Explains a reading: how much each word adds to the log-odds of a label, found by reading the message without some of its words.

This works for any served model, since the model is only run. The weights add up to the difference between the log-odds of the whole message
and those of an empty one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, exp, log2
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.inference import shapley
from bot.inference.artifact import OUT_OF_SCOPE, SENTIMENTS, GroupRecord
from bot.inference.encoder import Encoder
from bot.inference.prototypes import Model
from bot.inference.scores import Outputs, log_odds, out_of_scope_odds
from bot.inference.script import SYLLABIC, script_of
from bot.inference.text import LONGEST, tidy

About = Literal["intent", "out_of_scope", "sentiment"]
Label = tuple[About, str]
OUTSIDE: Label = ("out_of_scope", OUT_OF_SCOPE)

SLICE = 16
"""Passes in a row; between two slices the thread is free for others."""

SURELY_READ = 120
"""A text of so many characters is read to its end by every model here: it has fewer word pieces than a model takes."""

MOST_PASSES = shapley.PASSES + ceil(log2(LONGEST)) + 1
"""The most passes that one message costs: those over coalitions, and those that find how far a long message is read."""


@dataclass(frozen=True, slots=True)
class WordWeight:
    """A word with its punctuation, or one character of a script without word breaks: ``text[start:end]``; in a long message, several.

    ``weight`` is what it adds to the log-odds of the label.
    """

    word: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class LabelAttribution:
    """The explanation of one label: its probability, its log-odds with and ``without`` the message's words, and each word's weight."""

    about: About
    label: str
    probability: float
    odds: float
    without: float
    words: tuple[WordWeight, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """The ``weights`` (n, c) of the words at ``spans`` for ``labels``, and the log-odds (c,) of the message and of an empty one.

    Words beyond the model's input limit are left out; an unreadable message has none. ``exact`` is False if the weights are estimates.
    """

    text: str
    model: str
    labels: tuple[Label, ...]
    spans: tuple[tuple[int, int], ...]
    odds: npt.NDArray[np.float64]
    without: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    exact: bool

    def told(self, label: Label) -> LabelAttribution:
        """The explanation of one label; KeyError if the model has no such label."""
        if label not in self.labels:
            raise KeyError(label)
        place = self.labels.index(label)
        words = [
            WordWeight(self.text[start:end], start, end, float(weight))
            for (start, end), weight in zip(self.spans, self.weights[:, place], strict=True)
        ]
        odds = float(self.odds[place])
        return LabelAttribution(*label, 1 / (1 + exp(-odds)) if odds > -500 else 0.0, odds, float(self.without[place]), tuple(words))

    def best(self, about: About, most: int = 1) -> list[Label]:
        """The likeliest labels of one kind, best first."""
        places = [place for place, label in enumerate(self.labels) if label[0] == about]
        return [self.labels[place] for place in sorted(places, key=lambda place: -self.odds[place])[:most]]


def attribute(encoder: Encoder, text: str, begins: int = 0) -> Iterator[Attribution | None]:
    """Read a message at most ``MOST_PASSES`` times; yields None after each slice of passes, and last the attribution.

    ``begins``: where the part of the text that was read begins; words before it are left out.
    """
    for found in attributed(encoder, text[begins:]):
        shifted = tuple((start + begins, end + begins) for start, end in found.spans) if found else ()
        yield replace(found, text=text, spans=shifted) if found else None


def attributed(encoder: Encoder, text: str) -> Iterator[Attribution | None]:
    """As ``attribute``, for a text that is read whole."""
    group = encoder.group(text)
    model, record = encoder.models[group], encoder.manifest.groups[group]
    labels, whole = labels_of(record), model.outputs(tidy(text))
    empty = log_odds_of(whole, record)
    if not whole.readable:
        yield Attribution(text, encoder.version, labels, (), empty, empty, np.zeros((0, len(labels))), True)
        return
    yield None
    starts = read_to(model, text, pieces(text[:LONGEST]), whole)
    starts = joined(starts, shapley.MOST)
    plan = shapley.plan(len(starts) - 1)
    values: list[npt.NDArray[np.float64]] = []
    for first in range(0, len(plan.coalitions), SLICE):
        for coalition in plan.coalitions[first : first + SLICE]:
            values.append(log_odds_of(model.outputs(tidy(left(text, starts, coalition))), record))
        yield None
    seen = np.stack(values)
    spans = tuple((start, start + len(text[start:end].rstrip())) for start, end in pairwise(starts))
    exact = len(spans) <= shapley.EXACT
    yield Attribution(text, encoder.version, labels, spans, seen[-1], seen[-2], shapley.shares(plan, seen), exact)


def labels_of(record: GroupRecord) -> tuple[Label, ...]:
    """The labels that a model of this group scores, in the order of ``log_odds_of``."""
    intents: list[Label] = [("intent", label) for label in record.labels if label != OUT_OF_SCOPE]
    moods: list[Label] = [("sentiment", mood) for mood in SENTIMENTS]
    return (*intents, OUTSIDE, *moods)


def log_odds_of(outputs: Outputs, record: GroupRecord) -> npt.NDArray[np.float64]:
    """The calibrated log-odds (c,) of the labels in ``labels_of``."""
    calibration = record.calibration
    inside = [place for place, label in enumerate(record.labels) if label != OUT_OF_SCOPE]
    intents = log_odds(outputs.intents / calibration.temperature)[inside]
    outside = out_of_scope_odds(outputs.intents, outputs.near, record.labels, calibration)
    return np.concatenate([intents, [float(outside)], log_odds(outputs.sentiment / calibration.sentiment_temperature)])


def pieces(text: str) -> list[int]:
    """The start of each word and the end of the last; a syllabic character is a word, and punctuation belongs to the word before it."""
    starts: list[int] = []
    for chunk in re.finditer(r"\S+", text):
        last = ""
        starts.append(chunk.start())
        for place in range(chunk.start(), chunk.end()):
            if text[place].isalnum():
                if last and (syllabic(text[place]) or syllabic(last)):
                    starts.append(place)
                last = text[place]
    return [*starts, len(text)] if starts else [0]


def syllabic(character: str) -> bool:
    """Whether a character belongs to a script that is written without word breaks."""
    return script_of(character.lower()) in SYLLABIC


def read_to(model: Model, text: str, starts: list[int], whole: Outputs) -> list[int]:
    """The words that the model reads: the shortest beginning of the text with the same outputs as the whole."""
    if len(text) <= SURELY_READ:
        return starts

    def same(count: int) -> bool:
        read = model.outputs(tidy(text[: starts[count]]))
        return np.array_equal(read.intents, whole.intents) and np.array_equal(read.sentiment, whole.sentiment)

    return starts[: bisect_left(range(len(starts) - 1), True, key=same) + 1]


def joined(starts: Sequence[int], most: int) -> list[int]:
    """The words merged with their neighbours, if needed, so that there are at most ``most``."""
    several = max(1, ceil((len(starts) - 1) / most))
    return [*starts[:-1:several], starts[-1]]


def left(text: str, starts: Sequence[int], coalition: npt.NDArray[np.bool_]) -> str:
    """The message without the words that are not in the coalition."""
    return "".join(text[start:end] for (start, end), kept in zip(pairwise(starts), coalition, strict=True) if kept)
