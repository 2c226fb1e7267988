"""Turns updates into events and hands them to the reception, however the updates arrive."""

import asyncio
import time
from collections import OrderedDict
from contextlib import suppress

import structlog
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot import keys
from bot.channels.intake import REMEMBERED, ChannelReception
from bot.channels.telegram.account import Account, Me, conversation_of
from bot.channels.telegram.parsing import Arrival, Commanded, Edited, Pressed, Said, Scored, arrival
from bot.dialogue.events import CustomerRated, Event, MessageReceived
from bot.errors import FrontdeskError, StoreUnavailable, UnknownConversation
from bot.store.order import Order

SOON = 0.4
"""Seconds within which most messages are answered, so that no typing indicator is needed before."""

SIGN = 4.0
"""Seconds after which the typing indicator is sent again; Telegram removes it after five."""

BACK = 20
"""The last lines in which the customer's last message is looked for."""

CHOICES = {"start": "restart", "restart": "restart", "human": "human", "language": "languages"}

log = structlog.get_logger("telegram")


class Inlet:
    """Takes the updates of one bot; ``seconds`` is how long a turn may take, and so how long the typing indicator stays at most."""

    def __init__(self, account: Account, reception: ChannelReception, seconds: float) -> None:
        self.account, self.reception, self.seconds = account, reception, seconds
        self.order = Order()
        self.open: OrderedDict[str, None] = OrderedDict()
        self.running: set[asyncio.Task[None]] = set()

    async def take(self, raw: object, me: Me) -> None:
        """Store the event of an update, in order within a chat; raises FrontdeskError if it should be tried again.

        An update that can never be stored is logged and dropped, so that it does not hold up those behind it.
        """
        try:
            found = arrival(raw, me)
        except ValueError as error:
            log.warning("update_unreadable", pack=self.account.pack, reason=str(error))
            return
        if found is None:
            return
        conversation_id = conversation_of(me.id, found.chat)
        await self.order.enter(conversation_id)
        try:
            await self.keep(found, conversation_id)
        except FrontdeskError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug that one update sets off must not hold up all others for ever
            log.error("update_given_up", pack=self.account.pack, error=type(error).__name__)
        finally:
            self.order.leave(conversation_id)

    async def keep(self, arrival: Arrival, conversation_id: str) -> None:
        """Store an arrival's event in its conversation, which is opened again if it was deleted in the meantime."""
        try:
            await self.receive(arrival, conversation_id)
        except UnknownConversation:
            self.open.pop(conversation_id, None)
            await self.receive(arrival, conversation_id)

    async def receive(self, arrival: Arrival, conversation_id: str) -> None:
        """Open the conversation if it is new, store the event, and show the customer that it arrived."""
        if conversation_id not in self.open:
            await self.reception.open(self.account.pack, "telegram", arrival.language, conversation_id)
            self.remember(conversation_id)
        event = await self.event(arrival, conversation_id)
        if event is not None:
            key = keys.key(conversation_id, "rating" if isinstance(event, CustomerRated) else "message", str(arrival.update))
            if await self.reception.receive(conversation_id, event, key):
                self.start(self.typing(conversation_id, key, arrival.chat))
        if isinstance(arrival.content, Pressed | Scored):
            self.start(self.acknowledge(arrival.content.query))

    def remember(self, conversation_id: str) -> None:
        """Remember that a conversation exists, and forget the oldest one when there are too many."""
        self.open[conversation_id] = None
        if len(self.open) > REMEMBERED:
            self.open.popitem(last=False)

    async def event(self, arrival: Arrival, conversation_id: str) -> Event | None:
        """The event of an arrival, or None if the bot need not know of it."""
        now = time.time()
        match arrival.content:
            case Said(text=text, message=number, attachment=attachment, file=file):
                return MessageReceived(now, text, self.delivery(arrival, number), attachment=attachment, file=file)
            case Commanded(word=word, message=number):
                if word == "start" and (await self.reception.summary(conversation_id)).opened_at >= arrival.sent_at:
                    return None  # this /start opened the conversation, and the greeting has answered it
                return MessageReceived(now, f"/{word}", self.delivery(arrival, number), CHOICES[word])
            case Pressed(seq=seq, index=index):
                return await self.choice(arrival, conversation_id, seq, index)
            case Scored(score=score):
                return CustomerRated(now, score)
            case Edited(text=text, message=number):
                return await self.correction(arrival, conversation_id, text, number)

    def delivery(self, arrival: Arrival, message: int) -> str:
        """The delivery id of a message: the update's id, which makes it unique, and Telegram's id of the message."""
        return f"{arrival.update}-{message}"

    async def choice(self, arrival: Arrival, conversation_id: str, seq: int, index: int) -> MessageReceived | None:
        """The message of a pressed button, whose text is the button's label; None if the line has no such button."""
        lines = await self.reception.messages(conversation_id, seq - 1, 1)
        if not lines or lines[0].seq != seq or index >= len(lines[0].buttons):
            log.warning("button_unknown", conversation=conversation_id, seq=seq)
            return None
        button = lines[0].buttons[index]
        return MessageReceived(time.time(), button.label, self.delivery(arrival, seq), button.payload)

    async def correction(self, arrival: Arrival, conversation_id: str, text: str, message: int) -> MessageReceived | None:
        """An edited message as a further message, if it was the customer's last and its text changed; edits of older ones are logged."""
        end = await self.reception.last(conversation_id)
        lines = await self.reception.messages(conversation_id, max(end - BACK, 0), BACK)
        own = next((line for line in reversed(lines) if line.author == "customer"), None)
        if own is None or own.delivery_id.partition("-")[2] != str(message):
            log.info("older_message_edited", conversation=conversation_id)
            return None
        return None if own.text == text else MessageReceived(time.time(), text, self.delivery(arrival, message))

    def start(self, work: "asyncio._CoroutineLike[None]") -> None:
        """Run ``work`` in a task of its own."""
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def acknowledge(self, query: str) -> None:
        """Tell Telegram that a pressed button was noticed, which ends its loading animation."""
        with suppress(TelegramError):
            await self.account.bot.answer_callback_query(query)

    async def typing(self, conversation_id: str, key: str, chat: int) -> None:
        """Show the typing indicator until the event is answered; failing to show it does no harm."""
        until = time.monotonic() + self.seconds
        wait = SOON
        with suppress(TelegramError, StoreUnavailable):
            while not await self.reception.wait(conversation_id, key, wait) and time.monotonic() < until:
                await self.account.bot.send_chat_action(chat, ChatAction.TYPING)
                wait = SIGN

    async def close(self) -> None:
        """Cancel the tasks that are still running."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)
