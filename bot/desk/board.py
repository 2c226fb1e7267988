"""The lists on the left: which conversations there are, in which order, and what a row shows."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
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

REACH = 2000
"""Conversations that a search looks through at most, by mode."""

PREVIEW = 140


@dataclass(frozen=True, slots=True)
class View:
    """What one operator looks at: ``chosen`` is open in the middle, ``seen`` when they last looked at their conversations.

    ``looking``: whether they have the page before them. ``said``: in which conversations each word of ``find`` was written, and
    ``reached``: those that a search looks at beyond the lists; None as long as nobody has looked. ``alarms`` as ``alarms`` gives them.
    """

    operator: str
    chosen: str | None = None
    looking: bool = True
    find: str = ""
    said: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    reached: tuple[Summary, ...] | None = None
    shown: Mapping[Name, int] = field(default_factory=dict)
    seen: Mapping[str, float] = field(default_factory=dict)
    alarms: AbstractSet[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the list: ``rows`` are shown, ``total`` match; ``more``: the store may hold others; ``narrowed``: a search is on.

    ``rated``: what customers rated those that match.
    """

    name: Name
    title: str
    rows: tuple[dict[str, Any], ...]
    total: int
    more: bool = False
    narrowed: bool = False
    rated: str = ""


def alarms(domains: Mapping[str, Domain]) -> frozenset[tuple[str, str]]:
    """The reasons for which a pack's alarms bring a person in, each with its pack."""
    return frozenset((pack, alarm.hand_over) for pack, domain in domains.items() for alarm in domain.safety.alarms if alarm.hand_over)


def sections(summaries: Mapping[Mode, list[Summary]], view: View) -> list[Section]:
    """The sections as this operator sees them; alarms come first, then who has waited longest, elsewhere what happened last."""
    full = {mode for mode, most in LIMITS.items() if len(summaries.get(mode, ())) >= most}
    if view.reached:
        summaries = farther(summaries, view.reached)
        full = {mode for mode, group in summaries.items() if len(group) >= REACH}
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
    return [section(name, list(group), view, modes[name] in full, len(packs) > 1) for name, group in groups.items()]


def farther(summaries: Mapping[Mode, list[Summary]], reached: Iterable[Summary]) -> dict[Mode, list[Summary]]:
    """The lists with what a search reached beyond them; what stands in one of them is newer than what was reached."""
    there = {one.id for group in summaries.values() for one in group}
    found: dict[Mode, list[Summary]] = {mode: list(summaries.get(mode, ())) for mode in LIMITS}
    for one in {one.id: one for one in reached if one.id not in there}.values():
        found[one.mode].append(one)
    return found


def section(name: Name, group: list[Summary], view: View, full: bool, several_packs: bool) -> Section:
    """One section: what matches the search, and of that as much as is shown."""
    matching = [one for one in group if matches(one, view)]
    shown = matching[: view.shown.get(name, PAGE[name])]
    rows = tuple(row(one, view, several_packs) for one in shown)
    rated = words.rated([one.rating for one in matching if one.rating is not None]) if name == "closed" else ""
    return Section(name, TITLES[name], rows, len(matching), full, bool(view.find.strip()), rated)


def alarming(summary: Summary, view: View) -> bool:
    """Whether a safety rule brought the person in."""
    return (summary.pack, summary.reason) in view.alarms


def unread(summary: Summary, view: View) -> bool:
    """Whether something was said in a conversation of this operator since they looked, and they do not have it before them."""
    mine = summary.mode == "operator" and summary.operator == view.operator
    before_them = summary.id == view.chosen and view.looking
    return mine and not before_them and summary.updated_at > view.seen.get(summary.id, 0.0)


def without(conversation_id: str, view: View) -> View:
    """The view without a conversation that is gone, which a search may have reached."""
    return replace(view, reached=view.reached and tuple(one for one in view.reached if one.id != conversation_id))


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
    pressing = queued or (summary.mode == "operator" and alarming(summary, view))
    return {
        "id": summary.id,
        "short": words.short(summary.id),
        "since": waiting_since(summary) if queued else None,
        "at": summary.updated_at,
        "reason": words.reason(summary.reason) if pressing and summary.reason else "",
        "kind": "alarm" if alarming(summary, view) else summary.reason,
        "language": words.badge(summary.language),
        "mood": summary.mood if summary.mood in words.MOODS else "",
        "feeling": words.MOODS.get(summary.mood, ""),
        "outlook": "" if summary.mode == "closed" else words.outlook(summary.satisfaction, summary.risk, summary.negative),
        "preview": ((queued and summary.summary) or summary.preview)[:PREVIEW],
        "pack": summary.pack if several_packs else "",
        "operator": summary.operator if summary.mode == "operator" and not mine else "",
        "from": words.who(summary.handed_by, view.operator) if summary.handed_by and (queued or mine) else "",
        "rating": summary.rating,
        "unread": unread(summary, view),
        "open": summary.id == view.chosen,
    }
