"""Hands what an update says to the reception, as the event that it is; knows nothing of how updates come."""

import asyncio
import time
from collections import OrderedDict
from contextlib import suppress

import structlog
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot import keys
from bot.channels.intake import REMEMBERED, Reception
from bot.channels.telegram.account import Account, Me, conversation_of
from bot.channels.telegram.parsing import Arrival, Commanded, Edited, Pressed, Said, Scored, arrival
from bot.dialogue.events import CustomerRated, Event, MessageReceived
from bot.errors import FrontdeskError, StoreUnavailable, UnknownConversation
from bot.store.order import Order

SOON = 0.4
"""Seconds within which most turns are answered, so that nothing has to say that somebody is typing."""

SIGN = 4.0
"""Seconds after which the typing sign is shown again; Telegram takes it away after five."""

BACK = 20
"""Lines in which the customer's last message is looked for."""

CHOICES = {"start": "restart", "restart": "restart", "human": "human", "language": "languages"}

log = structlog.get_logger("telegram")


class Inlet:
    """Takes the updates of one bot; ``seconds`` is how long a turn may take, and so how long the typing sign stays at most."""

    def __init__(self, account: Account, reception: Reception, seconds: float) -> None:
        self.account, self.reception, self.seconds = account, reception, seconds
        self.order = Order()
        self.open: OrderedDict[str, None] = OrderedDict()
        self.running: set[asyncio.Task[None]] = set()

    async def take(self, raw: object, me: Me) -> None:
        """Keep what an update says, those of a chat one after the other; raises FrontdeskError: then try again.

        What can never be kept is noted in the log, so that it does not hold up what comes behind it.
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
        """Put an arrival's event into the inbox, in its conversation, which may have been deleted since it was last heard of."""
        try:
            await self.receive(arrival, conversation_id)
        except UnknownConversation:
            self.open.pop(conversation_id, None)
            await self.receive(arrival, conversation_id)

    async def receive(self, arrival: Arrival, conversation_id: str) -> None:
        """Open the conversation where it is new, keep the event, and let the customer see that it was heard."""
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
        """Keep in mind that a conversation is there, and forget the one that was first kept when there are too many."""
        self.open[conversation_id] = None
        if len(self.open) > REMEMBERED:
            self.open.popitem(last=False)

    async def event(self, arrival: Arrival, conversation_id: str) -> Event | None:
        """What happened, None where nothing did that the bot has to know of."""
        now = time.time()
        match arrival.content:
            case Said(text=text, message=number, attachment=attachment, file=file):
                return MessageReceived(now, text, self.delivery(arrival, number), attachment=attachment, file=file)
            case Commanded(word=word, message=number):
                if word == "start" and (await self.reception.summary(conversation_id)).opened_at >= arrival.sent_at:
                    return None  # this is the /start that opened the conversation: the greeting has answered it
                return MessageReceived(now, f"/{word}", self.delivery(arrival, number), CHOICES[word])
            case Pressed(seq=seq, index=index):
                return await self.choice(arrival, conversation_id, seq, index)
            case Scored(score=score):
                return CustomerRated(now, score)
            case Edited(text=text, message=number):
                return await self.correction(arrival, conversation_id, text, number)

    def delivery(self, arrival: Arrival, message: int) -> str:
        """What tells a message from all others, and says which of Telegram's it was."""
        return f"{arrival.update}-{message}"

    async def choice(self, arrival: Arrival, conversation_id: str, seq: int, index: int) -> MessageReceived | None:
        """The pressed button, with its label as what the customer says; None where the line has none at this place."""
        lines = await self.reception.messages(conversation_id, seq - 1, 1)
        if not lines or lines[0].seq != seq or index >= len(lines[0].buttons):
            log.warning("button_unknown", conversation=conversation_id, seq=seq)
            return None
        button = lines[0].buttons[index]
        return MessageReceived(time.time(), button.label, self.delivery(arrival, seq), button.payload)

    async def correction(self, arrival: Arrival, conversation_id: str, text: str, message: int) -> MessageReceived | None:
        """An edited message as one more message, where it is the last one that the customer wrote; others are noted in the log."""
        end = await self.reception.last(conversation_id)
        lines = await self.reception.messages(conversation_id, max(end - BACK, 0), BACK)
        own = next((line for line in reversed(lines) if line.author == "customer"), None)
        if own is None or own.delivery_id.partition("-")[2] != str(message):
            log.info("older_message_edited", conversation=conversation_id)
            return None
        return None if own.text == text else MessageReceived(time.time(), text, self.delivery(arrival, message))

    def start(self, work: "asyncio._CoroutineLike[None]") -> None:
        """Do something beside, that may fail."""
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def acknowledge(self, query: str) -> None:
        """Let a pressed button come to rest."""
        with suppress(TelegramError):
            await self.account.bot.answer_callback_query(query)

    async def typing(self, conversation_id: str, key: str, chat: int) -> None:
        """Show that an answer is being written, until it is there; nobody misses the sign where it cannot be shown."""
        until = time.monotonic() + self.seconds
        wait = SOON
        with suppress(TelegramError, StoreUnavailable):
            while not await self.reception.wait(conversation_id, key, wait) and time.monotonic() < until:
                await self.account.bot.send_chat_action(chat, ChatAction.TYPING)
                wait = SIGN

    async def close(self) -> None:
        """End what is being done beside."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)
