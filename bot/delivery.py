"""Sends the lines in the outbox: in order within a conversation, different conversations concurrently.

A line is claimed before it is sent and settled afterwards, so it is sent at least once. One part of a line is repeated if the process is
killed between sending it and noting that, or if the database is away for longer than the claim lasts. A line that fails holds up the lines
behind it until it is sent or given up.
"""

import asyncio
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

import structlog

from bot import bus as topics
from bot.bus import Bus
from bot.errors import Cause, ChannelError, FrontdeskError, StoreUnavailable, Undeliverable
from bot.store.records import FARTHEST, Fate, Outgoing

BATCH = 200
"""Conversations that one look at the outbox reads at most."""

GRACE = 5.0
"""Seconds that lines being sent get to finish when the process is asked to stop."""

CLAIM = 60.0
"""Seconds that a claim lasts, longer than sending one part takes; then another process may take over a line whose process was killed."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds before the second try, and the most before any later one; each pause is twice the one before."""

TRIES = 40
"""Failed tries after which a line is given up; with these pauses, about two and a half hours after the first."""

Outcome = Literal["sent", "failed", "given_up"]

log = structlog.get_logger("delivery")


class Outbox(Protocol):
    """Keeps the lines that wait to be sent: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def outgoing(self, now: float, limit: int = 1000) -> list[str]: ...

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None: ...

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool: ...


class Observer(Protocol):
    """Is told of each try: its outcome, the cause of a failure, and whether an earlier try of the line had failed (``again``)."""

    def __call__(self, outcome: Outcome, cause: Cause | None, again: bool) -> None: ...


class Channel(Protocol):
    """Sends one part of a line (the first is 0) and says whether more parts follow; raises ChannelError, Undeliverable."""

    async def send(self, outgoing: Outgoing, part: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a line is tried, and in seconds the first and the longest pause between tries and how long a claim lasts."""

    tries: int = TRIES
    first: float = FIRST_PAUSE
    longest: float = LONGEST_PAUSE
    claim: float = CLAIM

    def pause(self, failed: int) -> float:
        """Seconds before the next try once ``failed`` tries (at least 1) have failed."""
        return float(min(self.first * 2.0 ** min(failed - 1, 30), self.longest))


PATIENCE = Patience()


def unobserved(outcome: Outcome, cause: Cause | None, again: bool) -> None:
    """Ignore a try."""


class Delivery:
    """Sends lines through one channel; it looks at the outbox when the bus wakes it, and every ``patience.first`` seconds.

    Set ``observer`` before ``run`` to be told of each try.
    """

    def __init__(
        self,
        outbox: Outbox,
        channel: Channel,
        bus: Bus,
        patience: Patience = Patience(),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.outbox, self.channel, self.bus, self.patience, self.clock = outbox, channel, bus, patience, clock
        self.owner = uuid.uuid4().hex
        self.observer: Observer = unobserved
        self.running: dict[str, asyncio.Task[None]] = {}
        self.stopping = False

    async def run(self) -> None:
        """Work until cancelled; lines being sent then get ``GRACE`` seconds to finish."""
        ticks = self.bus.listen(topics.EVERYTHING)
        try:
            while True:
                await self.look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.patience.first):
                        await anext(ticks)
        finally:
            ticks.close()
            self.stopping = True
            tasks = list(self.running.values())
            if tasks:
                await asyncio.wait(tasks, timeout=GRACE)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def look(self) -> None:
        """Start a task for every conversation that has a line to send and no task yet."""
        try:
            waiting = await self.outbox.outgoing(self.clock(), BATCH)
        except (FrontdeskError, OSError) as error:  # a database that is away for a moment must not end the deliveries
            log.error("outbox_unreadable", error=type(error).__name__)
            return
        for conversation_id in waiting:
            if conversation_id not in self.running:
                task = asyncio.create_task(self.drain(conversation_id))
                self.running[conversation_id] = task
                task.add_done_callback(partial(self.ended, conversation_id))

    def ended(self, conversation_id: str, task: "asyncio.Task[None]") -> None:
        """Forget a conversation's task, so that the next line gets a new one."""
        del self.running[conversation_id]

    async def drain(self, conversation_id: str) -> None:
        """Send a conversation's lines until none is left or the next one has to wait."""
        try:
            while not self.stopping:
                now = self.clock()
                outgoing = await self.outbox.claim(conversation_id, self.owner, now, now + self.patience.claim)
                if outgoing is None:
                    return
                fate = await self.deliver(outgoing)
                if not await self.note(outgoing, fate):
                    log.warning("claim_lost", conversation=conversation_id, seq=outgoing.message.seq)
                self.show(outgoing, fate)
        except Exception as error:  # noqa: BLE001 - one conversation's failure must not stop the others; the claim runs out
            log.error("delivery_broken", conversation=conversation_id, error=type(error).__name__)

    async def note(self, outgoing: Outgoing, fate: Fate) -> bool:
        """Settle a line, retrying while the database is away and the claim lasts; False if the claim was lost."""
        ends = self.clock() + self.patience.claim
        while True:
            try:
                return await self.outbox.settle(outgoing, self.owner, fate, self.clock())
            except (StoreUnavailable, OSError):
                if self.clock() + self.patience.first > ends:
                    raise
            await asyncio.sleep(self.patience.first)

    async def deliver(self, outgoing: Outgoing) -> Fate:
        """Send the remaining parts of a line; the line's fate."""
        part = outgoing.part
        try:
            while await self.channel.send(outgoing, part):
                part += 1
                on_the_way = Fate("waiting", part, outgoing.tries, claimed_until=self.clock() + self.patience.claim)
                await self.note(outgoing, on_the_way)
        except ChannelError as error:
            return self.failed(outgoing, part, error)
        self.observer("sent", None, outgoing.tries > 0)
        log.info("delivered", conversation=outgoing.conversation_id, seq=outgoing.message.seq, parts=part + 1, failed=outgoing.tries)
        return Fate("sent", part + 1, outgoing.tries)

    def failed(self, outgoing: Outgoing, part: int, error: ChannelError) -> Fate:
        """The fate of a line that was not sent: another try later, or giving up.

        A wait that the channel asked for is not a failed try. The text of a refusal may quote the line, so it is stored and not logged.
        """
        about = {"conversation": outgoing.conversation_id, "seq": outgoing.message.seq, "cause": error.cause}
        if error.cause != "refused":
            about["reason"] = str(error)
        waits = error.retry_after is not None
        tries = outgoing.tries + (not waits)
        given_up = isinstance(error, Undeliverable) or (not waits and tries >= self.patience.tries)
        self.observer("given_up" if given_up else "failed", error.cause, outgoing.tries > 0)
        if given_up:
            log.error("given_up", tries=tries, **about)
            rest = isinstance(error, Undeliverable) and error.gone
            return Fate("dead", part, tries, error=str(error), rest=rest, cause=error.cause)
        pause = min(error.retry_after if error.retry_after is not None else self.patience.pause(tries), FARTHEST)
        log.warning("not_delivered", tries=tries, pause=pause, **about)
        return Fate("waiting", part, tries, self.clock() + pause, error=str(error), cause=error.cause)

    def show(self, outgoing: Outgoing, fate: Fate) -> None:
        """Wake whoever follows the conversation if its line failed, now or at an earlier try."""
        if fate.state == "dead" or fate.tries > 0:
            self.bus.wake(topics.conversation(outgoing.conversation_id))
        if fate.state == "dead":
            self.bus.wake(topics.EVERYTHING)
