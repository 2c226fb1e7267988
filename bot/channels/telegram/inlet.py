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
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.contents import quoting
from bot.channels.telegram.edits import Edits, Heard
from bot.channels.telegram.origins import Origin, origin
from bot.channels.telegram.parsing import Arrival, Commanded, Edited, Press, Pressed, Said, Scored, Spent, arrival
from bot.channels.telegram.phrases import NAMES, helping
from bot.dialogue.events import CustomerRated, Event, MessageReceived
from bot.errors import FrontdeskError, StoreUnavailable, UnknownConversation
from bot.store.order import Order

SOON = 0.4
"""Seconds within which most messages are answered, so that no typing indicator is needed before."""

SIGN = 4.0
"""Seconds after which the typing indicator is sent again; Telegram removes it after five."""

UNREAD = "unread"
"""The choice that comes with what is not to be read; no button has it, so the bot says that it did not understand."""

CHOICES = {"start": "restart", "restart": "restart", "human": "human", "language": "languages", "cancel": "cancel", "stop": "cancel"}

log = structlog.get_logger("telegram")


class Inlet:
    """Takes the updates of one bot; ``seconds`` is how long a turn may take, and so how long the typing indicator stays at most."""

    def __init__(self, account: Account, reception: ChannelReception, seconds: float) -> None:
        self.account, self.reception, self.seconds = account, reception, seconds
        self.buttons, self.edits = Buttons(account, reception), Edits(reception)
        self.order = Order()
        self.open: OrderedDict[str, Heard] = OrderedDict()
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
        """Store an arrival's event in its conversation; if that was deleted meanwhile, a message opens it again, and a press does not."""
        try:
            await self.receive(arrival, conversation_id)
        except UnknownConversation:
            self.open.pop(conversation_id, None)
            if isinstance(arrival.content, Press):
                self.start(self.buttons.show(arrival, arrival.content, conversation_id, None, "dead"))
            else:
                await self.receive(arrival, conversation_id)

    async def receive(self, arrival: Arrival, conversation_id: str) -> None:
        """Store an arrival's event, and show the customer that it arrived; raises UnknownConversation for a press in none."""
        await self.enter(arrival, conversation_id)
        event, key = await self.event(arrival, conversation_id), named(arrival, conversation_id)
        taken = event is not None and await self.reception.receive(conversation_id, event, key)
        if event is not None and taken:
            self.hear(conversation_id, event, key, arrival.update)
            self.start(self.typing(conversation_id, key, arrival))
        if isinstance(arrival.content, Press):
            came = "taken" if taken else await self.buttons.came(arrival, conversation_id, self.heard(conversation_id))
            self.start(self.buttons.show(arrival, arrival.content, conversation_id, label(event), came))

    async def enter(self, arrival: Arrival, conversation_id: str) -> None:
        """Open the conversation of a message if it is new; an old button opens none, so that nobody is kept again for a press."""
        if isinstance(arrival.content, Press):
            await self.reception.summary(conversation_id)
        elif conversation_id not in self.open:
            await self.reception.open(self.account.pack, "telegram", arrival.language, conversation_id)
        if conversation_id not in self.open:
            self.remember(conversation_id)

    def remember(self, conversation_id: str) -> None:
        """Remember that a conversation exists, and forget the oldest one when there are too many."""
        self.open[conversation_id] = Heard()
        if len(self.open) > REMEMBERED:
            self.open.popitem(last=False)

    def hear(self, conversation_id: str, event: Event, key: str, update: int) -> None:
        """Remember the customer's last message and last update."""
        heard = self.heard(conversation_id)
        heard.update = update
        if isinstance(event, MessageReceived):
            heard.key, number = key, origin(event.delivery_id).message
            if number >= heard.message:
                heard.message, heard.text = number, event.text

    async def event(self, arrival: Arrival, conversation_id: str) -> Event | None:
        """The event of an arrival, or None if the bot need not know of it."""
        now = time.time()
        match arrival.content:
            case Said(message=number, attachment=attachment, file=file, read=read) as said:
                text = await self.words(conversation_id, said)
                return MessageReceived(now, text, delivery(arrival, number), None if read else UNREAD, attachment, file)
            case Commanded() as command:
                return await self.command(arrival, conversation_id, command)
            case Pressed() as pressed:
                button = await self.buttons.chosen(conversation_id, pressed, self.heard(conversation_id).key)
                if button is None:
                    return None
                return MessageReceived(now, button.label, delivery(arrival, pressed.message), button.payload)
            case Scored(score=score) as scored:
                return CustomerRated(now, score) if await self.buttons.rates(conversation_id, scored) else None
            case Edited() as edited:
                return await self.edit(arrival, conversation_id, edited)
            case Spent():
                return None

    async def words(self, conversation_id: str, said: Said) -> str:
        """A message's text; a person at the desk sees which earlier one it answers, while the bot is to read nothing but the customer's."""
        if not said.answers or (await self.reception.summary(conversation_id)).mode != "operator":
            return said.text
        return quoting(said.text, said.answers)

    async def command(self, arrival: Arrival, conversation_id: str, command: Commanded) -> MessageReceived | None:
        """The message of a command; None for the /start that opened the conversation, which the greeting has answered.

        A /start of somebody who waits for a person is no wish to leave the queue: Telegram's app sends it also when a link is followed.
        """
        summary, now = await self.reception.summary(conversation_id), time.time()
        if command.word == "start" and summary.opened_at >= arrival.sent_at:
            return None
        if command.word == "help":
            return MessageReceived(now, helping(summary.language), delivery(arrival, command.message))
        spoken = NAMES.get(command.rest.casefold()) if command.word == "language" else None
        meant = f"language:{spoken}" if spoken else CHOICES[command.word]
        stays = command.word == "start" and summary.mode == "queued"
        text = f"/{command.word} {command.rest}".strip()
        return MessageReceived(now, text, delivery(arrival, command.message), None if stays else meant)

    async def edit(self, arrival: Arrival, conversation_id: str, edited: Edited) -> MessageReceived | None:
        """The message of an edit, which may be a command now; None if there is nothing new in it."""
        command = None
        if edited.word is not None:
            command = await self.command(arrival, conversation_id, Commanded(edited.word, edited.message, edited.rest))
            if command is None:
                return None
        kept = edited.text if command is None else command.text
        new = await self.edits.words(conversation_id, edited, kept, self.heard(conversation_id))
        if new is None:
            return None
        if command is not None and new == edited.text:
            return command
        return MessageReceived(time.time(), new, delivery(arrival, edited.message))

    def heard(self, conversation_id: str) -> Heard:
        """The customer's last message, as far as this process knows."""
        return self.open.get(conversation_id, Heard())

    def start(self, work: "asyncio._CoroutineLike[None]") -> None:
        """Run ``work`` in a task of its own."""
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def typing(self, conversation_id: str, key: str, arrival: Arrival) -> None:
        """Show the typing indicator until the event is answered; failing to show it does no harm."""
        until = time.monotonic() + self.seconds
        wait = SOON
        with suppress(TelegramError, StoreUnavailable):
            while not await self.reception.wait(conversation_id, key, wait) and time.monotonic() < until:
                await self.account.bot.send_chat_action(arrival.chat, ChatAction.TYPING, message_thread_id=arrival.thread)
                wait = SIGN

    async def close(self) -> None:
        """Cancel the tasks that are still running."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)


def named(arrival: Arrival, conversation_id: str) -> str:
    """The inbox key of an arrival's event; a line's buttons count once, however often and by whomever they are pressed."""
    match arrival.content:
        case Scored(seq=None, message=message):
            return keys.key(conversation_id, "rating", f"message-{message}")
        case Scored(seq=seq):
            return keys.key(conversation_id, "rating", f"line-{seq}")
        case Pressed(seq=seq):
            return keys.key(conversation_id, "message", f"button-{seq}")
    return keys.key(conversation_id, "message", str(arrival.update))


def delivery(arrival: Arrival, message: int) -> str:
    """The delivery id of a message that came with an arrival."""
    return str(Origin(arrival.update, message, arrival.thread))


def label(event: Event | None) -> str | None:
    """What was chosen with a button, as its line shows it then; None if nothing was."""
    match event:
        case MessageReceived(text=text):
            return text
        case CustomerRated(score=score):
            return str(score)
    return None
