"""The result of a replay, as text and as JSON."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["same", "pack", "model", "both", "open"]
VERDICTS: Mapping[Verdict, str] = {
    "same": "the customer would be told the same",
    "pack": "the pack answers otherwise now",
    "model": "the model reads it otherwise",
    "both": "the pack and the model have changed the answer",
    "open": "the model now wants an answer of an action that was not asked then",
}

Line = tuple[str, tuple[str, ...]]
"""A line to the customer: its text and the labels of its buttons."""


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """What a turn told the customer, and how ``model`` read the message."""

    lines: tuple[Line, ...]
    reading: str
    model: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A turn then and now; ``now`` is None if it needs the result of a call, ``wants``, that was not recorded."""

    conversation: str
    turn: int
    wrote: str
    verdict: Verdict
    then: TurnOutcome
    now: TurnOutcome | None
    wants: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The turns of some conversations of ``pack``, replayed on ``model``."""

    pack: str
    model: str
    conversations: int
    turns: tuple[Compared, ...]

    @property
    def counts(self) -> Counter[Verdict]:
        """The number of turns by verdict."""
        return Counter(one.verdict for one in self.turns)

    def as_json(self) -> dict[str, Any]:
        """The counts, and every turn that changed."""
        changed = [in_json(one) for one in self.turns if one.verdict != "same"]
        head = {"pack": self.pack, "model": self.model, "conversations": self.conversations, "turns": len(self.turns)}
        return {**head, "verdicts": {verdict: self.counts[verdict] for verdict in VERDICTS}, "changed": changed}

    def lines(self) -> Iterator[str]:
        """The text that people read: every turn that changed, then the counts."""
        for one in self.turns:
            if one.verdict != "same":
                yield from in_lines(one)
        yield f"{counted(len(self.turns), 'turn')} of {counted(self.conversations, 'conversation')}, read again by {self.model}:"
        yield from (
            f"{self.counts[verdict]:>8}  {about}" for verdict, about in VERDICTS.items() if self.counts[verdict] or verdict == "same"
        )


def in_json(one: Compared) -> dict[str, Any]:
    """A turn as JSON."""
    ids = {"conversation": one.conversation, "turn": one.turn, "wrote": one.wrote, "verdict": one.verdict}
    return {**ids, "then": told_in_json(one.then), "now": told_in_json(one.now) if one.now else None, "wants": one.wants or None}


def told_in_json(one: TurnOutcome) -> dict[str, Any]:
    """What was told, as JSON."""
    lines = [{"text": text, "buttons": list(buttons)} for text, buttons in one.lines]
    return {"model": one.model, "reading": one.reading or None, "lines": lines}


def in_lines(one: Compared) -> Iterator[str]:
    """A turn as text."""
    yield f"{one.conversation}, turn {one.turn}: {VERDICTS[one.verdict]}"
    yield f"{'customer':>10}  {one.wrote}"
    yield from told_in_lines("then", one.then)
    if one.now is not None:
        yield from told_in_lines("now", one.now)
    else:
        yield f"{'now':>10}  {one.wants}"
    yield ""


def told_in_lines(when: str, one: TurnOutcome) -> Iterator[str]:
    """What was told, as text."""
    for label, text in [(when, f"({one.reading})")] * bool(one.reading) + [("", shown(line)) for line in one.lines or [("nothing", ())]]:
        yield f"{label:>10}  {text}"


def shown(line: Line) -> str:
    """A line with its buttons."""
    text, buttons = line
    return text + "".join(f" [{label}]" for label in buttons)


def counted(number: int, thing: str) -> str:
    """A number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
