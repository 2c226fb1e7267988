"""The lists on the left: which conversations there are, in which order, and what a row shows."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.desk import words
from bot.dialogue.conversation import Mode
from bot.dialogue.domain import Domain
from bot.store.records import Summary

Name = Literal["waiting", "mine", "others", "bot", "closed"]
TITLES: Mapping[Name, str] = {  # one's own come first: however many wait, what is new there is seen
    "mine": "Mine",
    "waiting": "Waiting",
    "others": "With colleagues",
    "bot": "With the bot",
    "closed": "Closed",
}
PAGE: Mapping[Name, int] = {"waiting": 25, "mine": 25, "others": 10, "bot": 10, "closed": 10}
"""Rows of a section that are shown at first, and how many more each time."""

LIMITS: Mapping[Mode, int] = {"queued": 500, "operator": 300, "bot": 200, "closed": 50}
"""Conversations that are read at most, by mode."""

PREVIEW = 140


@dataclass(frozen=True, slots=True)
class View:
    """What one operator looks at: ``chosen`` is open in the middle, ``seen`` when they last looked at their conversations.

    ``said``: in which conversations each word of ``find`` was written, as far as that is known. ``alarms`` as ``alarms`` gives them.
    """

    operator: str
    chosen: str | None = None
    find: str = ""
    said: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    shown: Mapping[Name, int] = field(default_factory=dict)
    seen: Mapping[str, float] = field(default_factory=dict)
    alarms: AbstractSet[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the list: ``rows`` are shown, ``total`` match; ``more``: the store may hold others; ``narrowed``: a search is on."""

    name: Name
    title: str
    rows: tuple[dict[str, Any], ...]
    total: int
    more: bool = False
    narrowed: bool = False


def alarms(domains: Mapping[str, Domain]) -> frozenset[tuple[str, str]]:
    """The reasons for which a pack's alarms bring a person in, each with its pack."""
    return frozenset((pack, alarm.hand_over) for pack, domain in domains.items() for alarm in domain.safety.alarms if alarm.hand_over)


def sections(summaries: Mapping[Mode, list[Summary]], view: View) -> list[Section]:
    """The sections as this operator sees them; alarms come first, then who has waited longest, elsewhere what happened last."""
    operated = summaries.get("operator", [])
    groups: dict[Name, Iterable[Summary]] = {
        "mine": newest_first(one for one in operated if one.operator == view.operator),
        "waiting": sorted(summaries.get("queued", []), key=lambda one: (not alarming(one, view), waiting_since(one))),
        "others": newest_first(one for one in operated if one.operator != view.operator),
        "bot": newest_first(summaries.get("bot", [])),
        "closed": newest_first(summaries.get("closed", [])),
    }
    modes: Mapping[Name, Mode] = {"waiting": "queued", "mine": "operator", "others": "operator", "bot": "bot", "closed": "closed"}
    packs = {one.pack for group in summaries.values() for one in group}
    return [
        section(name, list(group), view, len(summaries.get(modes[name], ())) >= LIMITS[modes[name]], len(packs) > 1)
        for name, group in groups.items()
    ]


def section(name: Name, group: list[Summary], view: View, full: bool, several_packs: bool) -> Section:
    """One section: what matches the search, and of that as much as is shown."""
    matching = [one for one in group if matches(one, view)]
    shown = matching[: view.shown.get(name, PAGE[name])]
    return Section(name, TITLES[name], tuple(row(one, view, several_packs) for one in shown), len(matching), full, bool(view.find.strip()))


def alarming(summary: Summary, view: View) -> bool:
    """Whether a safety rule brought the person in."""
    return (summary.pack, summary.reason) in view.alarms


def unread(summary: Summary, view: View) -> bool:
    """Whether something was said in a conversation of this operator since they looked, and it is not open."""
    mine = summary.mode == "operator" and summary.operator == view.operator
    return mine and summary.id != view.chosen and summary.updated_at > view.seen.get(summary.id, 0.0)


def waiting_since(summary: Summary) -> float:
    """When the customer began to wait."""
    return summary.waiting_since if summary.waiting_since is not None else summary.updated_at


def newest_first(group: Iterable[Summary]) -> list[Summary]:
    """What changed last comes first."""
    return sorted(group, key=lambda one: one.updated_at, reverse=True)


def matches(summary: Summary, view: View) -> bool:
    """Whether every word of a search was written in it, or is in its id, reason, pack or the names that the row shows."""
    if not view.find.strip():
        return True
    parts = (summary.id, summary.pack, summary.preview, summary.summary, words.reason(summary.reason), summary.operator or "")
    text = " ".join((*parts, words.language(summary.language), words.badge(summary.language))).casefold()
    return all(word in text or summary.id in view.said.get(word, ()) for word in terms(view.find))


def terms(find: str) -> list[str]:
    """The words of a search."""
    return find.casefold().split()


def row(summary: Summary, view: View, several_packs: bool) -> dict[str, Any]:
    """A row, as ``rows.js`` shows it."""
    queued, mine = summary.mode == "queued", summary.mode == "operator" and summary.operator == view.operator
    return {
        "id": summary.id,
        "short": words.short(summary.id),
        "since": waiting_since(summary) if queued else None,
        "at": summary.updated_at,
        "reason": words.reason(summary.reason) if queued and summary.reason else "",
        "kind": "alarm" if alarming(summary, view) else summary.reason,
        "language": words.badge(summary.language),
        "mood": summary.mood if summary.mood in words.MOODS else "",
        "feeling": words.MOODS.get(summary.mood, ""),
        "outlook": "" if summary.mode == "closed" else words.outlook(summary.satisfaction, summary.risk, summary.negative),
        "preview": ((queued and summary.summary) or summary.preview)[:PREVIEW],
        "pack": summary.pack if several_packs else "",
        "operator": summary.operator if summary.mode == "operator" and not mine else "",
        "rating": summary.rating,
        "unread": unread(summary, view),
        "open": summary.id == view.chosen,
    }
