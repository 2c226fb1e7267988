"""Sends what the outbox holds: each conversation's lines one after the other, those of different ones beside each other.

A line is claimed before it is sent and settled after, so it is sent at least once: where a process is killed between a send and its note,
or the database is away for longer than the claim lasts, one part of one line is repeated. A line that fails holds up those behind it until
it is sent or given up.
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
"""Conversations of one look at the outbox."""

GRACE = 5.0
"""Seconds that lines which are being sent get to end when the process is asked to stop."""

CLAIM = 60.0
"""Seconds after which a line whose process was killed while it sent it is taken up by another; longer than a part takes to send."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Before the second try, and before the last ones; each pause is twice the one before."""

TRIES = 40
"""Tries after which a line is given up: with these pauses, about two and a half hours after the first."""

Outcome = Literal["sent", "failed", "given_up"]

log = structlog.get_logger("delivery")


class Outbox(Protocol):
    """Lines that wait to be sent: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def outgoing(self, now: float, limit: int = 1000) -> list[str]: ...

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None: ...

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool: ...


class Told(Protocol):
    """Hears of each try: whether the line was sent, is tried again, or is given up, why, and whether an earlier try had failed."""

    def __call__(self, outcome: Outcome, cause: Cause | None, again: bool) -> None: ...


class Channel(Protocol):
    """Sends one part of a line (the first is 0) and says whether there are more; raises ChannelError, Undeliverable."""

    async def send(self, outgoing: Outgoing, part: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a line is tried, the pauses between the tries and how long a claim lasts, in seconds."""

    tries: int = TRIES
    first: float = FIRST_PAUSE
    longest: float = LONGEST_PAUSE
    claim: float = CLAIM

    def pause(self, failed: int) -> float:
        """Before the next try, when so many have failed."""
        return float(min(self.first * 2.0 ** min(failed - 1, 30), self.longest))


PATIENCE = Patience()


def untold(outcome: Outcome, cause: Cause | None, again: bool) -> None:
    """Nobody counts."""


class Delivery:
    """Sends through one channel; it looks when the bus wakes it, and as often as a line may be tried again.

    Set ``told`` before it runs, to hear of each try.
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
        self.told: Told = untold
        self.running: dict[str, asyncio.Task[None]] = {}
        self.stopping = False

    async def run(self) -> None:
        """Work until cancelled; lines that are being sent then are sent to their end, if that does not take too long."""
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
        """Begin with every conversation that has something to send and nobody who sends it."""
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
        """Let somebody send what comes next."""
        del self.running[conversation_id]

    async def drain(self, conversation_id: str) -> None:
        """Send a conversation's lines until none is left, or the next one has to wait."""
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
        """Settle a line, again and again while the database is away and nobody else has it; False where it is not this one's any more."""
        ends = self.clock() + self.patience.claim
        while True:
            try:
                return await self.outbox.settle(outgoing, self.owner, fate, self.clock())
            except (StoreUnavailable, OSError):
                if self.clock() + self.patience.first > ends:
                    raise
            await asyncio.sleep(self.patience.first)

    async def deliver(self, outgoing: Outgoing) -> Fate:
        """Send the parts of a line that are left; what came of it."""
        part = outgoing.part
        try:
            while await self.channel.send(outgoing, part):
                part += 1
                on_the_way = Fate("waiting", part, outgoing.tries, claimed_until=self.clock() + self.patience.claim)
                await self.note(outgoing, on_the_way)
        except ChannelError as error:
            return self.failed(outgoing, part, error)
        self.told("sent", None, outgoing.tries > 0)
        log.info("delivered", conversation=outgoing.conversation_id, seq=outgoing.message.seq, parts=part + 1, failed=outgoing.tries)
        return Fate("sent", part + 1, outgoing.tries)

    def failed(self, outgoing: Outgoing, part: int, error: ChannelError) -> Fate:
        """When a line is tried again, or that it is given up; a wait that the channel asked for is not a failed try.

        What a channel says of a line that it refuses may quote it: that is kept with the line, and not logged.
        """
        about = {"conversation": outgoing.conversation_id, "seq": outgoing.message.seq, "cause": error.cause}
        if error.cause != "refused":
            about["reason"] = str(error)
        waits = error.retry_after is not None
        tries = outgoing.tries + (not waits)
        given_up = isinstance(error, Undeliverable) or (not waits and tries >= self.patience.tries)
        self.told("given_up" if given_up else "failed", error.cause, outgoing.tries > 0)
        if given_up:
            log.error("given_up", tries=tries, **about)
            rest = isinstance(error, Undeliverable) and error.gone
            return Fate("dead", part, tries, error=str(error), rest=rest, cause=error.cause)
        pause = min(error.retry_after if error.retry_after is not None else self.patience.pause(tries), FARTHEST)
        log.warning("not_delivered", tries=tries, pause=pause, **about)
        return Fate("waiting", part, tries, self.clock() + pause, error=str(error), cause=error.cause)

    def show(self, outgoing: Outgoing, fate: Fate) -> None:
        """Wake who looks at a conversation of which a line did not arrive, or arrives now that did not before."""
        if fate.state == "dead" or fate.tries > 0:
            self.bus.wake(topics.conversation(outgoing.conversation_id))
        if fate.state == "dead":
            self.bus.wake(topics.EVERYTHING)
