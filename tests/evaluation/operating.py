"""Chats made by hand for counting: each turn at a minute after the start of a Monday."""

from datetime import UTC, datetime
from typing import Any

from bot.dialogue.conversation import Mode
from bot.registry.roles import RoleChange
from evaluation.operation.counting import count
from evaluation.operation.happenings import Happening
from evaluation.operation.results import Period, Results
from evaluation.operation.visit import DAY, HOUR, MINUTE
from evaluation.operation.visits import Chat

START = datetime(2026, 11, 2, tzinfo=UTC).timestamp()
LATER = START + 10 * DAY
"""When everything of the first day has been over for 72 hours."""


def happened(minute: float, **what: Any) -> Happening:
    return Happening(START + minute * MINUTE, **{"model": "m1", "bot_lines": 1, **what})


def wrote(minute: float, about: str = "track", **what: Any) -> Happening:
    return happened(minute, **{"wrote": True, "mood": "neutral", "subjects": frozenset({about} if about else ()), **what})


def thanks(minute: float, **what: Any) -> Happening:
    return wrote(minute, "", thanked=True, **what)


def scores(minute: float, score: int, **what: Any) -> Happening:
    """The customer writes the rating that they were asked for."""
    return wrote(minute, **{"about": "", "rating": score, **what})


def asks(minute: float, reason: str = "human_agent", **what: Any) -> Happening:
    return wrote(minute, "", handed=reason, **what)


def joined(minute: float, operator: str = "mei") -> Happening:
    return happened(minute, joined=operator, bot_lines=0)


def said(minute: float) -> Happening:
    return happened(minute, answered=True, bot_lines=0, operator_lines=1)


def closed(minute: float, by: str = "operator") -> Happening:
    return happened(minute, ended=by)


def rated(minute: float, score: int) -> Happening:
    return happened(minute, rating=score)


def chat(*turns: Happening, mode: Mode = "bot", id: str = "c1", channel: str = "web", **what: Any) -> Chat:
    return Chat(**{"id": id, "pack": "shop", "channel": channel, "language": "en", "mode": mode, "asking": False, "opened_at": START,
                   "turns": turns, **what})  # fmt: skip


def helped(id: str = "c1", at: float = 0, **what: Any) -> Chat:
    """A customer who asks, is answered and says thank you."""
    return chat(wrote(at), thanks(at + 1), id=id, **what)


def period(now: float = LATER, **what: Any) -> Period:
    return Period(**{"since": START, "until": START + 30 * DAY, "now": now, "quiet": HOUR, **what})


def counts(*chats: Chat, now: float = LATER, changes: tuple[RoleChange, ...] = (), **what: Any) -> Results:
    return count(chats, period(now, **what), changes=changes)


def of(results: Results, name: str) -> tuple[int, int]:
    """A rate as count and total."""
    rate = results.all.rate(name)
    return rate.count, rate.of
