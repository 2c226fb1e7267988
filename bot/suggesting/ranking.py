"""Ranks the candidates, and chooses the few that are suggested."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from bot.store.answers import SentAnswer, Standing
from bot.suggesting.candidate import Candidate
from bot.suggesting.chat import chat
from bot.suggesting.suggestion import Source
from bot.suggesting.team import Answered, candidate, latest, successors

MOST = 3
"""The most suggestions at once: as many as can be read at a glance."""

GRANTED = 2
"""Uses that every reply is credited with, so that one which was passed over once or twice is not lost."""

LEAST_TRUST = 0.2
"""The least trust with which a reply is still offered; one that was never taken is below it after the ninth time."""

AHEAD: Mapping[Source, float] = {"team": 0.5, "article": 0.0, "past_answer": -0.4}
"""Bonus of each source: a colleague's answer was right for a similar question, an article may be about something near it, and a past answer
belonged to another dialogue."""

SAME = 92
"""The similarity of two texts (0 to 100) from which on they differ by a word or two, so that one of them is enough."""


def chosen(
    candidates: Iterable[Candidate],
    of_wording: Mapping[str, Sequence[Answered]],
    standings: Mapping[str, Standing],
    told: Iterable[str] = (),
) -> list[Candidate]:
    """The best few candidates, best first, each in the words to which operators last edited it.

    Candidates that nobody takes sink and disappear. What the customer was ``told`` already is left out, since it has not helped.
    """
    said = "\n".join(told)
    every = [one for one in together(up_to_date(candidates, of_wording)) if one.text not in said]
    trusted = [one for one in every if trust(standings.get(one.wording)) >= LEAST_TRUST and not chat(one.text)]
    found: list[Candidate] = []
    for one in sorted(trusted, key=lambda one: rank(one, standings.get(one.wording))):
        if len(found) < MOST and all(ratio(one.text, other.text) < SAME for other in found):
            found.append(one)
    return found


def up_to_date(candidates: Iterable[Candidate], of_wording: Mapping[str, Sequence[Answered]]) -> Iterable[Candidate]:
    """The candidates in the words to which operators last edited them, whatever their source."""
    replaced = successors(sent for sent in in_order(of_wording))
    for one in candidates:
        after = latest(one.wording, replaced)
        yield replace(candidate(of_wording[after]), fit=one.fit, title=one.title) if after != one.wording and after in of_wording else one


def in_order(of_wording: Mapping[str, Sequence[Answered]]) -> list[SentAnswer]:
    """All answers, the latest first."""
    return sorted((sent for group in of_wording.values() for sent, _ in group), key=lambda sent: -sent.at)


def together(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate for each wording; an article that operators have sent unchanged stays an article, and says how often it was sent."""
    found: dict[str, Candidate] = {}
    for one in candidates:
        had = found.get(one.wording)
        if had is None:
            found[one.wording] = one
        else:
            named = had if had.source != "team" else one
            times, fit, at = max(had.times, one.times), max(had.fit, one.fit), max(had.at, one.at)
            found[one.wording] = replace(named, times=times, fit=fit, at=at)
    return list(found.values())


def trust(standing: Standing | None) -> float:
    """How often a reply is taken when it is offered (0 to 1), with the credit of ``GRANTED`` uses; 1 if it was never offered."""
    return 1.0 if standing is None else min((standing.used + GRANTED) / (standing.offered + GRANTED), 1.0)


def rank(one: Candidate, standing: Standing | None) -> tuple[float, float, str]:
    """The sort key of candidates; of those that are about equally good, the one used last comes first."""
    lately = max(one.at, standing.used_at if standing is not None else 0.0)
    return -round((1 + one.fit + AHEAD[one.source]) * trust(standing), 1), -lately, one.wording
