"""Cuts what is kept of one customer into visits: from the first message to the end, and again when they come back.

A conversation in the database goes on for as long as its customer has it: one in Telegram for years. What people call a conversation is one
visit in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.dialogue.conversation import Mode
from evaluation.operation.drafts import Draft
from evaluation.operation.happenings import Happening
from evaluation.operation.visit import DAY, HOUR, Visit

BACK = 72 * HOUR
"""Seconds after the end of a visit within which another one counts as coming back."""


@dataclass(frozen=True, slots=True)
class Chat:
    """What is kept of one customer, oldest turn first; ``asking``: a flow or a question of the bot's is open in it now."""

    id: str
    pack: str
    channel: str
    language: str
    mode: Mode
    asking: bool
    opened_at: float
    turns: tuple[Happening, ...]


def cut(chat: Chat, quiet: float, now: float) -> tuple[Visit, ...]:
    """The visits of a chat; one that the bot holds is over once nobody has written for ``quiet`` seconds."""
    drafts: list[Draft] = []
    at = 0.0
    for turn in chat.turns:
        at = max(at, min(turn.at, now))  # a clock that was set back or ran ahead makes no visit negative
        if drafts and parts(drafts[-1], turn, at, quiet):
            drafts[-1].part(turn)
            continue
        if not drafts or begins_anew(drafts[-1], turn, at, quiet):
            drafts.append(Draft(at))
        drafts[-1].take(turn, at)
    if not drafts:
        return (Draft(min(chat.opened_at, now)).done(over=True, asking=False),)
    drafts[-1].mode = chat.mode
    return (
        *(draft.done(over=True, asking=False) for draft in drafts[:-1]),
        drafts[-1].done(over=is_over(drafts[-1], quiet, now), asking=chat.asking),
    )


def parts(draft: Draft, turn: Happening, at: float, quiet: float) -> bool:
    """Whether a turn only thanks for a visit that has ended, or rates it: people do that after a colleague closed it, too."""
    written = draft.messages > 0 or bool(draft.holds)
    return turn.parting and written and is_over(draft, quiet, at) and at - draft.last <= BACK


def begins_anew(draft: Draft, turn: Happening, at: float, quiet: float) -> bool:
    """Whether a turn begins another visit: a customer writes after the end, or a colleague comes in long after it."""
    if not draft.messages and draft.mode == "bot":
        return False
    return (turn.wrote and is_over(draft, quiet, at)) or (
        turn.joined is not None and draft.mode in ("bot", "closed") and at - draft.last > BACK
    )


def is_over(draft: Draft, quiet: float, now: float) -> bool:
    """Whether a visit has ended: it was closed, was thanked for after that, or is with the bot and nobody has written for long enough.

    A question of a flow may be answered for a day, because the bot goes on with it then; most packs close the chat much sooner.
    """
    patience = max(quiet, DAY) if draft.questioned else quiet
    return draft.parted or draft.mode == "closed" or (draft.mode == "bot" and now - draft.last >= patience)


def returned(visit: Visit, later: Iterable[Visit]) -> tuple[bool, bool]:
    """Whether the customer came back within ``BACK`` seconds, and whether about the same.

    A visit that a colleague began counts as nobody's coming back, as it begins later than that.
    """
    soon = [one for one in later if one.began - visit.last <= BACK]
    return bool(soon), any(visit.subjects & one.subjects for one in soon)
