"""A chat with a pack in the terminal, over the same reception as every channel; quick replies are chosen by number."""

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Protocol

from rich.console import Console
from rich.markup import escape

from bot import keys
from bot.dialogue.domain import Domain
from bot.dialogue.effects import Button
from bot.dialogue.events import CustomerRated, Event, MessageReceived
from bot.explain import explain
from bot.store.records import Channel, Message, TurnLog

SECONDS = 30.0
"""Seconds that the terminal waits for a turn before it says that the answer is late."""

HELP = "Type a message, or the number of a quick reply. /why explains the last answer, /new begins again, /quit (or Ctrl-D) leaves."


class TerminalReception(Protocol):
    """What the terminal needs of ``bot.reception.Reception``."""

    async def open(self, pack: str, channel: Channel, language: str | None = None) -> str: ...

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool: ...

    async def wait(self, conversation_id: str, key: str, seconds: float) -> bool: ...

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]: ...

    async def turns(self, conversation_id: str) -> list[TurnLog]: ...


class Chat:
    """One customer at one terminal; with ``why``, each answer is explained. ``domain`` gives the titles of slots in explanations."""

    def __init__(
        self, reception: TerminalReception, pack: str, language: str | None, console: Console, why: bool, domain: Domain | None = None
    ) -> None:
        self.reception, self.pack, self.language, self.console, self.why = reception, pack, language, console, why
        self.domain = domain
        self.conversation, self.seen = "", 0
        self.buttons: Sequence[Button] = ()
        self.rating = False

    async def run(self, read: Callable[[], str | None]) -> None:
        """Talk until the customer leaves or ``read``, which returns the next line, returns None."""
        self.console.print(HELP, style="dim", markup=False)
        await self.begin()
        while (line := await asyncio.to_thread(read)) is not None:
            match line.strip():
                case "/quit":
                    return
                case "/new":
                    await self.begin()
                case "/why":
                    await self.show_why()
                case "/help":
                    self.console.print(HELP, style="dim", markup=False)
                case said:
                    await self.say(said)

    async def begin(self) -> None:
        """Open a new conversation and print its greeting."""
        self.conversation, self.seen = await self.reception.open(self.pack, "terminal", self.language), 0
        await self.show()

    async def say(self, line: str) -> None:
        """Send a line: as a rating if one was asked for, as a quick reply if it is the number of one, otherwise as a message."""
        delivery = uuid.uuid4().hex
        event: Event
        if self.rating and line in "12345" and len(line) == 1:
            event = CustomerRated(time.time(), int(line))
        elif line.isdecimal() and 0 < int(line) <= len(self.buttons):
            button = self.buttons[int(line) - 1]
            event = MessageReceived(time.time(), button.label, delivery, button.payload)
        else:
            event = MessageReceived(time.time(), line, delivery)
        self.rating = False
        key = keys.key(self.conversation, "message", delivery)
        await self.reception.receive(self.conversation, event, key)
        if not await self.reception.wait(self.conversation, key, SECONDS):
            self.console.print("(no answer yet: it takes longer than usual)", style="yellow")
        await self.show()
        if self.why:
            await self.show_why()

    async def show(self) -> None:
        """Print what was said since the last call."""
        self.buttons = ()
        for message in await self.reception.messages(self.conversation, self.seen):
            self.seen = message.seq
            if message.author == "customer":
                continue
            name = message.reply if message.author == "operator" else message.author
            self.console.print(f"[bold cyan]{escape(name)}[/]  {escape(message.text)}", highlight=False)
            self.buttons = message.buttons or self.buttons
            self.rating = message.kind == "rating"
        if self.rating:
            self.console.print("      1 2 3 4 5", style="dim")
        for number, button in enumerate(self.buttons, start=1):
            self.console.print(f"      {number}. {button.label}", style="dim", markup=False, highlight=False)

    async def show_why(self) -> None:
        """Explain the last turn."""
        turns = await self.reception.turns(self.conversation)
        if not turns:
            return
        said = [m for m in await self.reception.messages(self.conversation) if m.turn == turns[-1].turn]
        for line in explain(turns[-1], said, self.domain):
            self.console.print(f"      {line.kind:>10}  {line.text}", style="dim", markup=False, highlight=False)
