"""The methods of ``SqlStore`` about leases: who runs a conversation's turn.

A lease is a row with an owner, an expiry and a version, which is the fencing token: whoever writes names the version that it read, and
loses where it has moved on. A process keeps a lease for a moment after a turn, with the state it has just written, so that the next turn
needs no write and no read to begin; another process waits until then, or takes the conversation by force.

A clock may be set back while a lease is held, which then seems to last for that much longer. Who has it notices and gives it a new end;
who waits for it takes it once its end has been the same for longer than a living owner would leave it.
"""

import asyncio
import time
import uuid
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Row

from bot.errors import StoreConflict
from bot.store.head import Head
from bot.store.order import Order
from bot.store.records import Lease, Opened
from bot.store.rows import head_of
from bot.store.writer import Writer
from bot.store.writes import Busy, Hold, Outcome, Take

SHORTEST_WAIT, LONGEST_WAIT = 0.004, 0.25
"""Between two looks at a lease that somebody else has, in seconds."""

SET_BACK = 1.0
"""A clock that was set back by more, in seconds, is noticed by who has a lease: it would last longer than it was taken for."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lease of this process with the row as it is under it; ``ordered``: later turns of this process wait for it."""

    lease: Lease
    head: Head
    ordered: bool = True


class SqlLeases:
    """The leases of one process: of turns that run, and those kept after a turn."""

    def __init__(self, writer: Writer, seconds: float, keep: float, clock: Callable[[], float]) -> None:
        self.writer, self.seconds, self.keep, self.clock = writer, seconds, keep, clock
        self.owner = uuid.uuid4().hex
        self.order = Order()
        self.running: dict[tuple[str, int], Held] = {}
        self.kept: dict[str, Held] = {}
        self.share: Container[str] | None = None
        """The conversations whose next turn is this process's too, so that their leases are worth keeping; None: all of them."""
        self.renewing: asyncio.Task[None] | None = None

    async def open(self, conversation_id: str, key: str = "", force: bool = False) -> Opened:
        """The conversation under a lease of its own, once nobody else has one; ``force`` takes it from whoever runs a turn.

        Raises UnknownConversation, and AlreadyHandled where the inbox row ``key`` is answered.
        """
        if not force:
            await self.order.enter(conversation_id)
        try:
            kept = self.kept.pop(conversation_id, None)
            held = kept if kept is not None and self.lasts(kept) else await self.take(conversation_id, key, force, kept)
        except BaseException:
            if not force:
                self.order.leave(conversation_id)
            raise
        self.running[conversation_id, held.lease.version] = replace(held, ordered=not force)
        if self.renewing is None:
            self.renewing = asyncio.create_task(self.renew())
        return held.head.opened(held.lease)

    def lasts(self, kept: Held) -> bool:
        """Whether enough is left of a lease kept from the last turn to be renewed in time."""
        return kept.lease.until - self.clock() > self.keep / 3

    async def take(self, conversation_id: str, key: str, force: bool, kept: Held | None = None) -> Held:
        """A new lease from the database; waits while another process, or a takeover, has one, but not for the end of its own, ``kept``."""
        pause, busy, since = SHORTEST_WAIT, 0.0, time.monotonic()
        own = kept.lease.until if kept is not None else 0.0
        while True:
            now = self.clock()
            until = now + self.seconds
            dead = busy if time.monotonic() - since > self.seconds else own
            written = self.writer.write(Take(conversation_id, (key,) if key else (), self.owner, now, until, force, dead))
            try:
                outcome = await asyncio.shield(written)
            except asyncio.CancelledError:
                written.add_done_callback(self.give_back)
                raise
            if isinstance(outcome, Row):
                head = head_of(outcome)
                lease = Lease(conversation_id, self.owner, head.version + 1, until)
                return Held(lease, replace(head, version=lease.version))
            assert isinstance(outcome, Busy)
            if outcome.until != busy:
                busy, since = outcome.until, time.monotonic()
            await asyncio.sleep(min(max(outcome.until - self.clock(), SHORTEST_WAIT), pause))
            pause = min(pause * 2, LONGEST_WAIT)

    def give_back(self, taken: "asyncio.Future[Outcome]") -> None:
        """End a lease whose taker did not wait for it."""
        if not taken.cancelled() and taken.exception() is None and isinstance(row := taken.result(), Row):
            self.writer.write(Hold(row.id, (), row.version + 1, 0.0)).add_done_callback(seen)

    async def release(self, lease: Lease) -> None:
        """Give a lease back that no turn was committed under; does nothing for one that has ended."""
        if self.end(lease):
            await self.writer.write(Hold(lease.conversation_id, (), lease.version, 0.0))

    def held(self, lease: Lease) -> Held:
        """What this process knows under a lease; StoreConflict where it has ended."""
        held = self.running.get((lease.conversation_id, lease.version))
        if held is None:
            raise StoreConflict(f"the lease of conversation {lease.conversation_id} has ended")
        return held

    def end(self, lease: Lease) -> bool:
        """Let the next turn of the conversation begin; False where the lease had ended before."""
        held = self.running.pop((lease.conversation_id, lease.version), None)
        if held is not None and held.ordered:
            self.order.leave(lease.conversation_id)
        return held is not None

    async def renew(self) -> None:
        """Renew the leases of turns that run, and forget kept ones that have run out, until the store is closed."""
        while True:
            await asyncio.sleep(min(self.keep, self.seconds) / 6)
            now = self.clock()
            self.forget(now)
            for place, held in list(self.running.items()):
                if not self.seconds / 2 <= held.lease.until - now <= self.seconds + SET_BACK:
                    lease = replace(held.lease, until=now + self.seconds)
                    self.running[place] = replace(held, lease=lease)
                    self.writer.write(Hold(lease.conversation_id, (), lease.version, lease.until)).add_done_callback(seen)

    def forget(self, now: float) -> None:
        """Let go of kept leases that have run out; one that seems to last too long, since the clock was set back, is given back."""
        for name, held in list(self.kept.items()):
            if not 0 < held.lease.until - now <= self.keep + SET_BACK:
                if held.lease.until > now:
                    self.hand_back(name)
                else:
                    del self.kept[name]

    def keep_only(self, share: Container[str]) -> None:
        """Give back the leases kept from turns of conversations that another worker looks after from now on, and keep no new ones."""
        self.share = share
        for name in [name for name in self.kept if name not in share]:
            self.hand_back(name)

    def looks_after(self, conversation_id: str) -> bool:
        """Whether this process is to run the conversation's next turn."""
        return self.share is None or conversation_id in self.share

    def hand_back(self, conversation_id: str) -> None:
        """End a kept lease."""
        lease = self.kept.pop(conversation_id).lease
        self.writer.write(Hold(conversation_id, (), lease.version, 0.0)).add_done_callback(seen)

    async def give_all_back(self) -> None:
        """End every lease, as far as that can be written."""
        if self.renewing is not None:
            self.renewing.cancel()
            with suppress(asyncio.CancelledError):
                await self.renewing
        for held in (*self.running.values(), *self.kept.values()):
            self.writer.write(Hold(held.lease.conversation_id, (), held.lease.version, 0.0)).add_done_callback(seen)


def seen(written: "asyncio.Future[Outcome]") -> None:
    """Nobody waits for this write; where it failed, the writer has logged it and the lease runs out by itself."""
    if not written.cancelled():
        written.exception()
