"""Pressed buttons: each counts once and while what it answers is still open; what was chosen is marked below the line."""

from contextlib import suppress
from typing import Literal

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.channels.intake import ChannelReception
from bot.channels.telegram.account import Account
from bot.channels.telegram.edits import Heard
from bot.channels.telegram.origins import origin
from bot.channels.telegram.parsing import Arrival, Press, Pressed, Scored, Spent
from bot.channels.telegram.phrases import OTHERS, spent
from bot.dialogue.effects import Button
from bot.errors import FrontdeskError
from bot.store.records import Message

STANDING = ("intent", "human", "language")
"""Beginnings of payloads that mean the same at any time; the others answer what was asked just before."""

SPENT = "spent"
"""The data of a button that shows what was chosen."""

Came = Literal["taken", "again", "late", "dead"]
"""What came of a press: it was taken, or it had been taken and came again, or it came too late, or its conversation is no more."""

log = structlog.get_logger("telegram")


class Buttons:
    """Finds what presses mean, and shows below the lines what came of them."""

    def __init__(self, account: Account, reception: ChannelReception) -> None:
        self.account, self.reception = account, reception

    async def chosen(self, conversation_id: str, pressed: Pressed, before: str) -> Button | None:
        """The button of a press; None if the line has none there, or if what it answers is no longer open.

        ``before`` is the inbox key of the customer's message before it, or empty.
        """
        lines = await self.reception.messages(conversation_id, pressed.seq - 1, 1)
        found = lines[0].buttons if lines and lines[0].seq == pressed.seq else ()
        if pressed.index >= len(found) or not alike(found[pressed.index].label, pressed.label):
            log.warning("button_unknown", conversation=conversation_id, seq=pressed.seq)
            return None
        button = found[pressed.index]
        standing = button.payload.partition(":")[0] in STANDING
        return button if standing or await self.open(conversation_id, pressed.seq, before) else None

    async def open(self, conversation_id: str, seq: int, before: str) -> bool:
        """Whether what a line asks has not been answered yet; who waits for a person may add words before the line's button is pressed."""
        if (await self.reception.summary(conversation_id)).mode == "queued":
            return True
        if before and not await self.reception.wait(conversation_id, before, 0.0):
            return False
        return all(line.author != "customer" or aside(line) for line in await self.reception.messages(conversation_id, seq))

    async def rates(self, conversation_id: str, scored: Scored) -> bool:
        """Whether the line of a rating asks for one, as far as the button names it."""
        if scored.seq is None:
            return True
        lines = await self.reception.messages(conversation_id, scored.seq - 1, 1)
        return bool(lines) and lines[0].seq == scored.seq and lines[0].kind == "rating"

    async def came(self, arrival: Arrival, conversation_id: str, heard: Heard) -> Came:
        """What came of a press that was not taken; Telegram brings one again if it was not told that it had arrived."""
        again = heard.update == arrival.update
        match arrival.content:
            case Pressed(seq=seq):
                lines = await self.reception.messages(conversation_id, seq)
                again = again or any(origin(line.delivery_id).update == arrival.update for line in lines)
            case Scored(score=score):
                again = again or (await self.reception.summary(conversation_id)).rating == score
        return "again" if again else "late"

    async def show(self, arrival: Arrival, press: Press, conversation_id: str, label: str | None, came: Came) -> None:
        """End the button's loading animation; leave only ``label`` below the line if it was taken, and nothing if it came too late."""
        with suppress(TelegramError, FrontdeskError):
            words = spent(await self.language(arrival, conversation_id)) if came in ("late", "dead") else None
            await self.account.bot.answer_callback_query(press.query, words)
        with suppress(TelegramError, FrontdeskError):
            if came == "taken" and not isinstance(press, Spent):
                await self.account.bot.edit_message_reply_markup(arrival.chat, press.message, reply_markup=mark(label))
            elif came == "late" and isinstance(press, Pressed) and label is None and not await self.answered(conversation_id, press):
                await self.account.bot.edit_message_reply_markup(arrival.chat, press.message)

    async def language(self, arrival: Arrival, conversation_id: str) -> str:
        """The conversation's language, or the app's where there is no conversation."""
        try:
            return (await self.reception.summary(conversation_id)).language
        except FrontdeskError:
            return arrival.language or OTHERS

    async def answered(self, conversation_id: str, pressed: Pressed) -> bool:
        """Whether another press of the same line was taken, whose mark is to stay below it."""
        lines = await self.reception.messages(conversation_id, pressed.seq)
        return any(origin(line.delivery_id).message == pressed.message for line in lines)


def mark(label: str | None) -> InlineKeyboardMarkup:
    """A keyboard with nothing but what was chosen."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"✓ {label}", callback_data=SPENT)]])


def aside(line: Message) -> bool:
    """Whether a customer's line leaves open what was asked: a file without words, or /language, after which the question still stands."""
    words = line.text.split()
    return words[:1] == ["/language"] or (line.kind in ("photo", "document", "file") and not words)


def alike(label: str, shown: str) -> bool:
    """Whether a button that Telegram shows is the one with this label: after a deletion lines are numbered anew, and old buttons stay."""
    return not shown or [c for c in label.casefold() if c.isalnum()] == [c for c in shown.casefold() if c.isalnum()]
