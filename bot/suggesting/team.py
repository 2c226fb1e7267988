"""Candidates from what operators sent, and which wordings have replaced which."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from bot.store.answers import SentAnswer
from bot.suggesting.candidate import Candidate
from bot.suggesting.similarity import LEAST_ALIKE, ComparedQuestion, alike

Answered = tuple[SentAnswer, ComparedQuestion | None]
"""An answer with its question as it is compared, None if that is still to be read."""

OFTEN = 3
"""The number of conversations from which on the questions that a wording answered are compared with each other."""

SPREAD = 0.35
"""A wording is said to anything, like "I have passed this on", if its questions are less similar than this on average.

Measured on messages to the shop: of groups of three about anything, 95 in 100 are below .38 in English and .25 in Chinese; of groups of
five, below .30 and .17. Of groups about one intent, only 5 in 100 are below .45 and .32 (three messages), or .44 and .37 (five).
"""

COMPARED = 8
"""How many of a wording's latest questions are compared with each other, which is 28 pairs."""


def wordings(answered: Sequence[Answered]) -> dict[str, list[Answered]]:
    """The answers by wording, in the order in which they are given: the latest first."""
    found: dict[str, list[Answered]] = {}
    for one in answered:
        found.setdefault(one[0].wording, []).append(one)
    return found


def from_team(asked: ComparedQuestion, of_wording: Mapping[str, Sequence[Answered]], rarity: Mapping[str, float]) -> Iterator[Candidate]:
    """A candidate for each wording that was sent in reply to a similar question."""
    for group in of_wording.values():
        likeness = max((alike(asked, question, rarity) for _, question in group if question is not None), default=0.0)
        if likeness >= LEAST_ALIKE and not said_to_anything(group, rarity):
            yield replace(candidate(group), fit=likeness - LEAST_ALIKE)


def candidate(group: Sequence[Answered]) -> Candidate:
    """The candidate for a wording, which has no fit yet."""
    latest = group[0][0]
    return Candidate(latest.wording, latest.said, "team", "", len(group), 0.0, latest.at)


def said_to_anything(group: Sequence[Answered], rarity: Mapping[str, float]) -> bool:
    """Whether a wording has answered questions that are not similar, and so is only chat."""
    asked = {one.conversation_id: question for one, question in group if question is not None}
    pairs = list(combinations(list(asked.values())[:COMPARED], 2))
    return len(asked) >= OFTEN and sum(alike(one, other, rarity) for one, other in pairs) / len(pairs) < SPREAD


def successors(sent: Iterable[SentAnswer]) -> dict[str, str]:
    """What each wording was last edited to, unless it was sent unchanged since; the latest answers come first."""
    last: dict[str, SentAnswer] = {}
    for one in sent:
        if one.origin and one.how != "own":
            last.setdefault(one.origin, one)
    return {origin: one.wording for origin, one in last.items() if one.how == "edited" and one.wording != origin}


def latest(wording: str, replaced: Mapping[str, str]) -> str:
    """The wording that has replaced this one in the end; of edits that form a circle, the last one before it closes."""
    passed = {wording}
    while (after := replaced.get(wording)) is not None and after not in passed:
        passed.add(after)
        wording = after
    return wording
