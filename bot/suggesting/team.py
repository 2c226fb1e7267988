"""Suggested replies from what operators sent: which wordings there are, and which of them took another's place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from bot.store.answers import Sent
from bot.suggesting.likeness import LEAST_ALIKE, Read, alike
from bot.suggesting.offer import Offer

Answered = tuple[Sent, Read | None]
"""An answer with its question as it is compared, None where that was not read yet."""

OFTEN = 3
"""Conversations in which a wording was sent from which on its questions are compared with each other."""

SPREAD = 0.35
"""Questions that are less alike than this on average have nothing in common but that "I have passed this on to my colleagues" was said.

Of three messages to the shop about anything, 95 in 100 threes are less alike than .38 (English) and .25 (Chinese), of fives than .30 and
.17; of those about one intent, 5 in 100 threes are less alike than .45 and .32, of fives than .44 and .37.
"""

COMPARED = 8
"""Questions of a wording, the latest, that are compared with each other: 28 pairs."""


def wordings(answered: Sequence[Answered]) -> dict[str, list[Answered]]:
    """The answers by wording, each wording's latest first, as all are."""
    found: dict[str, list[Answered]] = {}
    for one in answered:
        found.setdefault(one[0].wording, []).append(one)
    return found


def from_team(asked: Read, of_wording: Mapping[str, Sequence[Answered]], rarity: Mapping[str, float]) -> Iterator[Offer]:
    """The wordings that were sent in reply to a question like this one."""
    for group in of_wording.values():
        likeness = max((alike(asked, question, rarity) for _, question in group if question is not None), default=0.0)
        if likeness >= LEAST_ALIKE and not said_to_anything(group, rarity):
            yield replace(offer(group), fit=likeness - LEAST_ALIKE)


def offer(group: Sequence[Answered]) -> Offer:
    """A wording as a reply."""
    latest = group[0][0]
    return Offer(latest.wording, latest.said, "team", "", len(group), 0.0, latest.at)


def said_to_anything(group: Sequence[Answered], rarity: Mapping[str, float]) -> bool:
    """Whether a wording answers questions that are not alike: then it is only chat."""
    asked = {one.conversation_id: question for one, question in group if question is not None}
    pairs = list(combinations(list(asked.values())[:COMPARED], 2))
    return len(asked) >= OFTEN and sum(alike(one, other, rarity) for one, other in pairs) / len(pairs) < SPREAD


def successors(sent: Iterable[Sent]) -> dict[str, str]:
    """By what each wording is replaced, given the latest answers first: what it was last edited to, unless it went out as it was since."""
    last: dict[str, Sent] = {}
    for one in sent:
        if one.origin and one.how != "own":
            last.setdefault(one.origin, one)
    return {origin: one.wording for origin, one in last.items() if one.how == "edited" and one.wording != origin}


def latest(wording: str, replaced: Mapping[str, str]) -> str:
    """The wording that stands in for this one in the end; where edits went round in a circle, the one before it closes."""
    passed = {wording}
    while (after := replaced.get(wording)) is not None and after not in passed:
        passed.add(after)
        wording = after
    return wording
