"""One person at the desk: what they do to a conversation, as events through the reception."""

import time
import uuid
from collections.abc import Callable

from bot import keys
from bot.account import Account
from bot.desk.door import DeskReception
from bot.dialogue.events import ConversationClosed, Event, OperatorJoined, OperatorReleased, OperatorSaid, OperatorTransferred
from bot.errors import FrontdeskError

SECONDS = 10.0
"""How long an operator waits for a click to take effect before being told that it is late."""


class NotNow(FrontdeskError):
    """What an operator wanted cannot be done; the message is for them."""


class NoAccount(NotNow):
    """A colleague is named who has no account."""


class Unfit(NotNow):
    """What an operator wanted can never be done as they want it."""


class Late(NotNow):
    """What an operator wanted is kept and will be done, but not yet."""


class Operator:
    """Takes, speaks, hands on, gives back and closes; every act looks at the conversation first, since colleagues act too."""

    def __init__(self, name: str, reception: DeskReception, most: int, clock: Callable[[], float] = time.time) -> None:
        self.name, self.reception, self.most, self.clock = name, reception, most, clock

    async def take(self, conversation_id: str, from_colleague: str | None = None) -> None:
        """Take over; from a colleague only where it is said from whom. NotNow names whoever was faster."""
        summary = await self.reception.summary(conversation_id)
        holder = summary.operator if summary.mode == "operator" else None
        if holder == self.name:
            return
        if holder is not None and holder != from_colleague:
            raise NotNow(f"{holder} has taken this conversation.")
        await self.happen(conversation_id, OperatorJoined(self.clock(), self.name))
        after = await self.reception.summary(conversation_id)
        if after.mode == "operator" and after.operator != self.name:
            raise NotNow(f"{after.operator} was faster.")

    async def say(self, conversation_id: str, text: str) -> None:
        """Write to the customer."""
        text = text.strip()
        if not text:
            return
        self.check_length(text, "message")
        await self.check_mine(conversation_id)
        delivery_id = uuid.uuid4().hex
        await self.happen(conversation_id, OperatorSaid(self.clock(), self.name, text, delivery_id), delivery_id)

    async def release(self, conversation_id: str) -> None:
        """Give the conversation back to the bot."""
        await self.check_mine(conversation_id)
        await self.happen(conversation_id, OperatorReleased(self.clock(), self.name))

    async def transfer(self, conversation_id: str, to: Account | None, note: str = "") -> None:
        """Hand the conversation to a colleague, or to the queue where ``to`` is None; only colleagues read the ``note``."""
        note = note.strip()
        self.check_length(note, "note")
        if to is not None and to.name == self.name:
            raise Unfit("That is you: choose a colleague.")
        await self.check_mine(conversation_id)
        await self.happen(conversation_id, OperatorTransferred(self.clock(), self.name, to.name if to else None, note))
        after = await self.reception.summary(conversation_id)
        if after.mode == "operator" and (to is None or after.operator != to.name):
            raise NotNow(f"{after.operator} has taken this conversation.")

    async def close(self, conversation_id: str) -> None:
        """End the conversation; nothing where it has ended already."""
        summary = await self.reception.summary(conversation_id)
        if summary.mode == "closed":
            return
        if summary.mode == "operator" and summary.operator != self.name:
            raise NotNow(f"{summary.operator} has this conversation and can close it.")
        await self.happen(conversation_id, ConversationClosed(self.clock(), "operator"))

    def check_length(self, text: str, of: str) -> None:
        """Unfit where a text is longer than a message may be."""
        if len(text) > self.most:
            raise Unfit(f"That is {len(text):,} characters; {self.most:,} go into one {of}.")

    async def check_mine(self, conversation_id: str) -> None:
        """NotNow unless this person has the conversation."""
        summary = await self.reception.summary(conversation_id)
        if summary.mode != "operator":
            raise NotNow("You do not have this conversation any more: take it over first.")
        if summary.operator != self.name:
            raise NotNow(f"{summary.operator} has taken this conversation.")

    async def happen(self, conversation_id: str, event: Event, delivery_id: str | None = None) -> None:
        """Hand the event over and wait until it has taken effect."""
        key = keys.key(conversation_id, "desk", delivery_id or uuid.uuid4().hex)
        await self.reception.receive(conversation_id, event, key)
        if not await self.reception.wait(conversation_id, key, SECONDS):
            raise Late("The server is busy: this is kept and will be done in a moment.")
