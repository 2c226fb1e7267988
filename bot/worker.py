"""Runs the turns that wait in the inbox: those of one conversation one after the other, those of different ones beside each other.

The inbox is the truth, the bus only says when to look: new rows are read at once when it wakes, and all that are unanswered when the
worker starts and every few seconds, so what a crash or a lost wake left behind is picked up.
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot import bus as topics
from bot.bus import Bus
from bot.dialogue.events import Event, MessageReceived, OperatorJoined
from bot.errors import AlreadyHandled, UnknownConversation, places
from bot.lookout import Inbox, Lookout
from bot.store.records import Inbound, Turn, Waiting

PAUSES = (0.1, 0.5)
"""Before the second and the third try of a turn that raises, in seconds; then the customer is told."""

REST = 10.0
"""How long a conversation is left alone whose turn could not even be apologised for: the database is away, its pack is not served."""

GRACE = 10.0
"""Seconds that turns which run get to end when the worker is asked to stop; then they are ended, and stay in the inbox."""

log = structlog.get_logger("worker")


class Turns(Protocol):
    """Runs turns: ``bot.engine.Engine``."""

    async def handle(self, conversation_id: str, event: Event, key: str = "") -> Turn: ...

    async def apologise(self, conversation_id: str, event: Event, key: str, failure: str) -> Turn: ...


@dataclass(slots=True)
class Line:
    """What waits for one conversation; the first one is being handled by ``task``."""

    rows: deque[Waiting] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Worker:
    """Hands inbox rows to the engine, as ``lookout`` finds them; ``pauses`` and ``rest`` as above, in seconds."""

    def __init__(
        self, engine: Turns, lookout: Lookout, bus: Bus, pauses: tuple[float, ...] = PAUSES, rest: float = REST, grace: float = GRACE
    ) -> None:
        self.engine, self.lookout, self.bus, self.pauses, self.rest, self.grace = engine, lookout, bus, pauses, rest, grace
        self.inbox: Inbox = lookout.inbox
        self.lines: dict[str, Line] = {}
        self.known: set[str] = set()
        self.finished: set[str] = set()
        """Rows answered since the last look at the inbox began: it may still show them."""
        self.resting: dict[str, float] = {}
        """Conversations that cannot be handled now, and until when they are left alone, in the loop's time."""
        self.takeovers: set[asyncio.Task[None]] = set()
        self.stopping = False

    async def run(self) -> None:
        """Work until cancelled; turns that are running then are ended well, what waits behind them is left to other workers."""
        try:
            while True:
                self.finished.clear()
                for row in await self.lookout.next():
                    if self.is_new(row.inbound):
                        self.add(row)
        finally:
            self.stopping = True
            await self.lookout.arrivals.leave()
            await self.end([line.task for line in self.lines.values() if line.task is not None] + list(self.takeovers))

    async def end(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for turns that run, and end those that do not come to rest."""
        if tasks:
            await asyncio.wait(tasks, timeout=self.grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def is_new(self, inbound: Inbound) -> bool:
        """Whether a row that the inbox shows is to be queued."""
        if inbound.key in self.known or inbound.key in self.finished:
            return False
        return self.resting.get(inbound.conversation_id, float("-inf")) <= asyncio.get_running_loop().time()

    def add(self, row: Waiting) -> None:
        """Queue a row; somebody who takes over goes before the customer's messages that wait."""
        self.known.add(row.inbound.key)
        conversation_id = row.inbound.conversation_id
        line = self.lines.get(conversation_id)
        if line is None:
            line = self.lines[conversation_id] = Line()
            line.rows.append(row)
            line.task = asyncio.create_task(self.drain(conversation_id, line))
        elif isinstance(row.inbound.event, OperatorJoined) and all(isinstance(r.inbound.event, MessageReceived) for r in line.rows):
            task = asyncio.create_task(self.take_over(row, line))
            self.takeovers.add(task)
            task.add_done_callback(self.takeovers.discard)
        else:
            line.rows.append(row)

    async def drain(self, conversation_id: str, line: Line, again: bool = False) -> None:
        """Handle what waits for a conversation, one row after the other; ``again``: the first one was begun before."""
        while line.rows and not self.stopping:
            if not await self.handle(line.rows[0], again):
                self.known -= {row.inbound.key for row in line.rows}
                break
            line.rows.popleft()
            again = False
        del self.lines[conversation_id]

    async def take_over(self, row: Waiting, line: Line) -> None:
        """A person takes the conversation at once; the turn that is running is ended and begins again, now without the bot's words."""
        await self.handle(row)
        interrupted = line.task
        if interrupted is None or interrupted.done():
            return
        interrupted.cancel()
        await asyncio.gather(interrupted, return_exceptions=True)
        if line.task is interrupted and interrupted.cancelled():
            line.task = asyncio.create_task(self.drain(row.inbound.conversation_id, line, again=True))

    async def handle(self, row: Waiting, again: bool = False) -> bool:
        """Answer a row, whatever it takes; where even the apology fails (False), it and those behind it stay in the inbox for a while."""
        inbound = row.inbound
        try:
            await self.answer(inbound, again)
        except Exception as error:  # noqa: BLE001 - one conversation's failure must not stop the others
            log.error("turn_given_up", conversation=inbound.conversation_id, key=inbound.key, error=type(error).__name__, at=places(error))
            now = asyncio.get_running_loop().time()
            self.resting = {name: until for name, until in self.resting.items() if until > now}  # others may have answered those
            self.resting[inbound.conversation_id] = now + self.rest
            self.known.discard(inbound.key)
            return False
        self.finish(inbound)
        return True

    def finish(self, inbound: Inbound) -> None:
        """A row is answered: tell everybody who waits for that."""
        self.finished.add(inbound.key)
        self.known.discard(inbound.key)
        self.bus.wake(topics.handled(inbound.key))
        self.bus.wake(topics.conversation(inbound.conversation_id))
        self.bus.wake(topics.EVERYTHING)

    async def answer(self, inbound: Inbound, again: bool) -> None:
        """Run the turn; one that keeps failing ends with an apology and a person."""
        failure = ""
        for pause in (0.0, *self.pauses):
            if pause:
                await asyncio.sleep(pause)
            if (again or pause) and await self.inbox.handled(inbound.key):
                return
            try:
                await self.engine.handle(inbound.conversation_id, inbound.event, inbound.key)
                return
            except (AlreadyHandled, UnknownConversation):
                return  # another worker was faster, or the conversation was deleted: nothing is left to do
            except Exception as error:  # noqa: BLE001 - whatever a pack or a model does, the customer gets an answer
                failure = f"{type(error).__name__}: {error}"
                log.error("turn_failed", conversation=inbound.conversation_id, error=type(error).__name__, at=places(error))
        with suppress(AlreadyHandled, UnknownConversation):
            await self.engine.apologise(inbound.conversation_id, inbound.event, inbound.key, failure)
