"""Runs the turns of the events in the inbox: one after the other within a conversation, different conversations concurrently.

The inbox is the source of truth: the bus says when to look, and brings an event that nothing else of its conversation comes before. All
unanswered rows are read at the start and every few seconds, so that rows left behind by a crash or a lost wake are picked up.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot import bus as topics
from bot.bus import Bus
from bot.dialogue.events import Event, MessageReceived, OperatorJoined
from bot.errors import AlreadyHandled, UnknownConversation, places
from bot.lookout import Inbox, Lookout
from bot.store.records import Inbound, Message, Turn

PAUSES = (0.1, 0.5)
"""Seconds before the second and the third try of a turn that raises; after the third failure the bot apologises to the customer."""

REST = 10.0
"""Seconds for which a conversation is left alone when even the apology fails: the database is away, or its pack is not served."""

GRACE = 10.0
"""Seconds that running turns get to finish when the worker stops; after that they are cancelled, and their events stay in the inbox."""

log = structlog.get_logger("worker")


class Turns(Protocol):
    """Runs turns: ``bot.engine.Engine``."""

    async def handle(self, conversation_id: str, event: Event, key: str = "") -> Turn: ...

    async def apologise(self, conversation_id: str, event: Event, key: str, failure: str) -> Turn: ...


@dataclass(slots=True)
class Queue:
    """The waiting rows of one conversation; ``task`` is handling the first."""

    rows: deque[Inbound] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Worker:
    """Hands the inbox rows that ``lookout`` finds to the engine; ``pauses``, ``rest`` and ``grace`` as above, in seconds."""

    def __init__(
        self, engine: Turns, lookout: Lookout, bus: Bus, pauses: tuple[float, ...] = PAUSES, rest: float = REST, grace: float = GRACE
    ) -> None:
        self.engine, self.lookout, self.bus, self.pauses, self.rest, self.grace = engine, lookout, bus, pauses, rest, grace
        self.inbox: Inbox = lookout.inbox
        self.queues: dict[str, Queue] = {}
        self.known: set[str] = set()
        self.finished: set[str] = set()
        """Keys of rows answered since the current look at the inbox began, which may still show them."""
        self.resting: dict[str, float] = {}
        """Conversations that cannot be handled at the moment, and until when they are left alone, in the loop's time."""
        self.takeovers: set[asyncio.Task[None]] = set()
        self.stopping = False

    async def run(self) -> None:
        """Work until cancelled; running turns may then finish, and rows behind them are left to other workers."""
        try:
            while True:
                self.finished.clear()
                for row in await self.lookout.next():
                    if self.is_new(row):
                        self.add(row)
        finally:
            self.stopping = True
            await self.lookout.arrivals.leave()
            await self.end([queue.task for queue in self.queues.values() if queue.task is not None] + list(self.takeovers))

    async def end(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for running turns, and cancel those that take longer than ``grace``."""
        if tasks:
            await asyncio.wait(tasks, timeout=self.grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def is_new(self, inbound: Inbound) -> bool:
        """Whether a row of the inbox is to be queued: it is not known yet, and its conversation is not resting."""
        if inbound.key in self.known or inbound.key in self.finished:
            return False
        return self.resting.get(inbound.conversation_id, float("-inf")) <= asyncio.get_running_loop().time()

    def add(self, row: Inbound) -> None:
        """Queue a row; a takeover goes ahead of the customer's waiting messages."""
        self.known.add(row.key)
        conversation_id = row.conversation_id
        queue = self.queues.get(conversation_id)
        if queue is None:
            queue = self.queues[conversation_id] = Queue()
            queue.rows.append(row)
            queue.task = asyncio.create_task(self.drain(conversation_id, queue))
        elif isinstance(row.event, OperatorJoined) and all(isinstance(one.event, MessageReceived) for one in queue.rows):
            task = asyncio.create_task(self.take_over(row, queue))
            self.takeovers.add(task)
            task.add_done_callback(self.takeovers.discard)
        else:
            queue.rows.append(row)

    async def drain(self, conversation_id: str, queue: Queue, again: bool = False) -> None:
        """Handle a conversation's rows one after the other; ``again`` means that the first one was begun before."""
        while queue.rows and not self.stopping:
            if not await self.handle(queue.rows[0], again):
                self.known -= {row.key for row in queue.rows}
                break
            queue.rows.popleft()
            again = False
        del self.queues[conversation_id]

    async def take_over(self, row: Inbound, queue: Queue) -> None:
        """Give the conversation to a person at once; a running turn is cancelled and repeated, now without the bot's words."""
        await self.handle(row)
        interrupted = queue.task
        if interrupted is None or interrupted.done():
            return
        interrupted.cancel()
        await asyncio.gather(interrupted, return_exceptions=True)
        if queue.task is interrupted and interrupted.cancelled():
            queue.task = asyncio.create_task(self.drain(row.conversation_id, queue, again=True))

    async def handle(self, inbound: Inbound, again: bool = False) -> bool:
        """Answer a row; False if even the apology failed, so that its conversation rests and the row stays in the inbox."""
        try:
            lines = await self.answer(inbound, again)
        except Exception as error:  # noqa: BLE001 - one conversation's failure must not stop the others
            log.error("turn_given_up", conversation=inbound.conversation_id, key=inbound.key, error=type(error).__name__, at=places(error))
            now = asyncio.get_running_loop().time()
            # Expired entries would stay for ever if another worker has answered the conversation.
            self.resting = {name: until for name, until in self.resting.items() if until > now}
            self.resting[inbound.conversation_id] = now + self.rest
            self.known.discard(inbound.key)
            return False
        self.finish(inbound, lines)
        return True

    def finish(self, inbound: Inbound, lines: Sequence[Message]) -> None:
        """Note that a row is answered, and wake everybody who waits for that; ``lines`` are those of the turn, if this worker ran it."""
        self.finished.add(inbound.key)
        self.known.discard(inbound.key)
        self.bus.wake(topics.handled(inbound.key))
        self.bus.said(inbound.conversation_id, lines)
        self.bus.wake(topics.EVERYTHING)

    async def answer(self, inbound: Inbound, again: bool) -> Sequence[Message]:
        """Run the turn and return its lines; if it keeps failing, apologise and hand the conversation to a person."""
        failure = ""
        for pause in (0.0, *self.pauses):
            if pause:
                await asyncio.sleep(pause)
            if (again or pause) and await self.inbox.handled(inbound.key):
                return ()
            try:
                return (await self.engine.handle(inbound.conversation_id, inbound.event, inbound.key)).messages
            except (AlreadyHandled, UnknownConversation):
                return ()  # another worker was faster, or the conversation was deleted: nothing is left to do
            except Exception as error:  # noqa: BLE001 - whatever a pack or a model does, the customer gets an answer
                failure = f"{type(error).__name__}: {error}"
                log.error("turn_failed", conversation=inbound.conversation_id, error=type(error).__name__, at=places(error))
        with suppress(AlreadyHandled, UnknownConversation):
            return (await self.engine.apologise(inbound.conversation_id, inbound.event, inbound.key, failure)).messages
        return ()
