"""Which of the replies that fit are suggested, and in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from bot.store.answers import Sent, Standing
from bot.suggesting.chat import chat
from bot.suggesting.offer import Offer
from bot.suggesting.suggestion import Source
from bot.suggesting.team import Answered, latest, offer, successors

MOST = 3
"""Suggestions at once: as many as are read at a glance."""

GRANTED = 2
"""Uses that a reply is granted at first, so that one which was passed over once or twice has not lost everything."""

LEAST_TRUST = 0.2
"""Share of the times it was offered in which a reply was taken, those granted included, below which it is not offered any more: after
nobody has wanted it nine times."""

AHEAD: Mapping[Source, float] = {"team": 0.5, "article": 0.0, "past_answer": -0.4}
"""What a source counts for: a colleague's answer was right for such a question, an article may be about something near it, and a past
answer was part of another talk."""

SAME = 92
"""Likeness of two texts, 0 to 100, from which on they differ by a word or two, and one of them is enough."""


def chosen(
    offers: Iterable[Offer], of_wording: Mapping[str, Sequence[Answered]], standings: Mapping[str, Standing], told: Iterable[str] = ()
) -> list[Offer]:
    """The best few, best first; what was edited is there in its new words, what nobody takes sinks and disappears.

    What the customer was ``told`` already has not helped them.
    """
    said = "\n".join(told)
    every = [one for one in together(up_to_date(offers, of_wording)) if one.text not in said]
    trusted = [one for one in every if trust(standings.get(one.wording)) >= LEAST_TRUST and not chat(one.text)]
    found: list[Offer] = []
    for one in sorted(trusted, key=lambda one: rank(one, standings.get(one.wording))):
        if len(found) < MOST and all(ratio(one.text, other.text) < SAME for other in found):
            found.append(one)
    return found


def up_to_date(offers: Iterable[Offer], of_wording: Mapping[str, Sequence[Answered]]) -> Iterable[Offer]:
    """The offers in the words to which they were edited last, from wherever they came."""
    replaced = successors(sent for sent in in_order(of_wording))
    for one in offers:
        after = latest(one.wording, replaced)
        yield replace(offer(of_wording[after]), fit=one.fit, title=one.title) if after != one.wording and after in of_wording else one


def in_order(of_wording: Mapping[str, Sequence[Answered]]) -> list[Sent]:
    """All answers, the latest first."""
    return sorted((sent for group in of_wording.values() for sent, _ in group), key=lambda sent: -sent.at)


def together(offers: Iterable[Offer]) -> list[Offer]:
    """One offer a wording: an article that the team has sent as it is stays the article, and tells how often."""
    found: dict[str, Offer] = {}
    for one in offers:
        had = found.get(one.wording)
        if had is None:
            found[one.wording] = one
        else:
            named = had if had.source != "team" else one
            times, fit, at = max(had.times, one.times), max(had.fit, one.fit), max(had.at, one.at)
            found[one.wording] = replace(named, times=times, fit=fit, at=at)
    return list(found.values())


def trust(standing: Standing | None) -> float:
    """How often a reply is taken when it is offered, 0 to 1; 1 where it never was."""
    return 1.0 if standing is None else min((standing.used + GRANTED) / (standing.offered + GRANTED), 1.0)


def rank(one: Offer, standing: Standing | None) -> tuple[float, float, str]:
    """By what offers are sorted; those that are about as good come in the order in which they were used last."""
    lately = max(one.at, standing.used_at if standing is not None else 0.0)
    return -round((1 + one.fit + AHEAD[one.source]) * trust(standing), 1), -lately, one.wording
