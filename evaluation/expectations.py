"""Compares a turn with what a golden case expects of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.dialogue.events import Value
from evaluation.cases import NOTHING, Entry
from evaluation.stage import Scene


@dataclass(frozen=True, slots=True)
class Miss:
    """An expectation that was not met: its field, the expected value, and what came instead."""

    field: str
    expected: str
    came: str


def missed(entry: Entry, scene: Scene) -> tuple[Miss, ...]:
    """Every expectation of an entry that was not met."""
    return (*said_otherwise(entry, scene), *left_otherwise(entry, scene))


def said_otherwise(entry: Entry, scene: Scene) -> Iterator[Miss]:
    """The missed expectations of what was said and shown."""
    if entry.bot is not None and tuple(entry.bot) != scene.replies:
        yield Miss("bot", listed(entry.bot), listed(scene.replies))
    said = "\n".join(message.text for message in scene.said)
    for fragment in entry.says:
        if fragment.casefold() not in said.casefold():
            yield Miss("says", f"“{fragment}”", "it is in none of the messages")
    for fragment in entry.never:
        if fragment.casefold() in said.casefold():
            yield Miss("never", f"not “{fragment}”", "it was said")
    sources = [message.source.partition("#")[0] for message in scene.said if message.source]
    if entry.source is not None and entry.source not in sources:
        yield Miss("source", entry.source, listed(sources))
    shown = [button.label for button in scene.buttons]
    for label in entry.buttons:
        if label not in shown:
            yield Miss("buttons", f"“{label}”", listed(shown))


def left_otherwise(entry: Entry, scene: Scene) -> Iterator[Miss]:
    """The missed expectations of the conversation's state after the turn."""
    after = scene.after
    for name, value in entry.slots.items():
        if not same(value, after.slots.get(name)):
            yield Miss("slots", f"{name}: {shown(value)}", f"{name}: {shown(after.slots.get(name))}")
    if entry.mode is not None and entry.mode != after.mode:
        yield Miss("mode", entry.mode, after.mode)
    reason = scene.summary.reason if after.mode in ("queued", "operator") else ""
    if entry.reason is not None and entry.reason != reason:
        yield Miss("reason", entry.reason, reason or "nobody was brought in")
    flow = after.stack[-1].flow if after.stack else NOTHING
    if entry.flow is not None and entry.flow != flow:
        yield Miss("flow", entry.flow, flow)


def same(expected: Value, came: Value) -> bool:
    """Whether a slot has the value that a case names; 42 equals "42", but null and false differ."""
    if expected is None or came is None or isinstance(expected, bool) or isinstance(came, bool):
        return expected is came
    return expected == came or str(expected) == str(came)


def shown(value: Value) -> str:
    """A slot's value as a case writes it."""
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def listed(names: Iterable[str]) -> str:
    """Names separated by commas, or "nothing"."""
    return ", ".join(names) or "nothing"
