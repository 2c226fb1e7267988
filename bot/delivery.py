"""Sends the lines in the outbox: in order within a conversation, different conversations concurrently.

A line is claimed before it is sent and settled afterwards, so it is sent at least once. One part of a line is repeated if the process is
killed, or hangs for longer than its claim lasts, between sending it and noting that. A line that fails holds up the lines behind it until
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
from bot.claims import Calm, Claim, Claims
from bot.errors import Cause, ChannelError, FrontdeskError, StoreUnavailable, Undeliverable
from bot.store.records import FARTHEST, Fate, Outgoing

BATCH = 200
"""Conversations that are read at a look, and sent to at once, at most: each renews a claim, and the next look takes who is left."""

GRACE = 5.0
"""Seconds that lines being sent get to finish when the process is asked to stop."""

CLAIM = 6.0
"""Seconds that a claim lasts unless it is renewed; then another process may take over a line whose process was killed."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds before the second try, and the most before any later one; each pause is twice the one before."""

PUNCTUAL = 0.005
"""Seconds after its time that a line is tried again, so that a clock which runs a little slow does not call that too early."""

TRIES = 40
"""Failed tries after which a line is given up; with these pauses, about two and a half hours after the first."""

Outcome = Literal["sent", "failed", "given_up"]

log = structlog.get_logger("delivery")


class Outbox(Claims, Protocol):
    """Keeps the lines that wait to be sent: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def outgoing(self, now: float, limit: int = 1000, lapsed: bool = True) -> list[str]: ...

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None: ...


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

    A line that this process is to try again is tried in time, without a look.

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
        self.due: dict[str, asyncio.TimerHandle] = {}
        self.calm = Calm(max(patience.claim / 2, patience.first * 2), clock)
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
            await self.stop()

    async def stop(self) -> None:
        """Begin nothing more, and end once what is being sent has ended or been cancelled."""
        self.stopping = True
        for later in self.due.values():
            later.cancel()
        tasks = list(self.running.values())
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def look(self) -> None:
        """Begin with every conversation that has a line to send."""
        began = time.monotonic()
        try:
            waiting = await self.outbox.outgoing(self.clock(), BATCH, self.calm.at(began))
        except (FrontdeskError, OSError) as error:  # a database that is away for a moment must not end the deliveries
            log.error("outbox_unreadable", error=type(error).__name__)
            return
        self.calm.looked(began)
        for conversation_id in waiting:
            self.begin(conversation_id)

    def begin(self, conversation_id: str) -> None:
        """Start a task for a conversation that has none yet."""
        if (later := self.due.pop(conversation_id, None)) is not None:
            later.cancel()
        if conversation_id not in self.running and len(self.running) < BATCH and not self.stopping:
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
                until = now + self.patience.claim
                outgoing = await self.outbox.claim(conversation_id, self.owner, now, until)
                if outgoing is None:
                    return
                async with Claim(self.outbox, outgoing, self.owner, until, self.patience.claim, self.clock) as claim:
                    await self.settle(claim)
        except (StoreUnavailable, OSError) as error:  # the next look tries again
            log.warning("outbox_unwritable", conversation=conversation_id, error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - one conversation's failure must not stop the others; its line rests for a while
            log.error("delivery_broken", conversation=conversation_id, error=type(error).__name__)

    async def settle(self, claim: Claim) -> None:
        """Deliver a claimed line and note what came of it, unless another process has taken it over."""
        outgoing = claim.outgoing
        fate = await self.deliver(claim)
        if fate is None or not await claim.note(fate):
            log.warning("claim_lost", conversation=outgoing.conversation_id, seq=outgoing.message.seq)
            return
        if fate.next_at:
            self.try_again(outgoing.conversation_id, fate.next_at)
        self.show(outgoing, fate)

    def try_again(self, conversation_id: str, at: float) -> None:
        """Begin with a conversation once more when its line's time has come."""
        if (before := self.due.pop(conversation_id, None)) is not None:
            before.cancel()
        if not self.stopping:
            pause = at - self.clock() + PUNCTUAL
            self.due[conversation_id] = asyncio.get_running_loop().call_later(pause, self.begin, conversation_id)

    async def deliver(self, claim: Claim) -> Fate | None:
        """Send the remaining parts of a line; the line's fate, or None if another process has taken it over."""
        outgoing, part, more = claim.outgoing, claim.outgoing.part, True
        try:
            while more:
                if not await claim.holds():
                    return None
                more = await self.channel.send(outgoing, part)
                part += 1
                if more:
                    await claim.note(Fate("waiting", part, outgoing.tries, claimed_until=self.clock() + self.patience.claim))
        except ChannelError as error:
            return self.failed(outgoing, part, error)
        self.observer("sent", None, outgoing.tries > 0)
        log.info("delivered", conversation=outgoing.conversation_id, seq=outgoing.message.seq, parts=part, failed=outgoing.tries)
        return Fate("sent", part, outgoing.tries)

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
