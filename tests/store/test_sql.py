"""What only a store in a database does: leases that last, groups, and giving back."""

import asyncio
import errno
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import MessageReceived
from bot.errors import StoreConflict, StoreUnavailable
from bot.store.database import Sqlite, connect
from bot.store.records import Inbound, Stored
from bot.store.rows import inbox_row
from bot.store.sql import SqlStore
from bot.store.writes import Receive
from tests.store.parts import a_turn

T = TypeVar("T")


class Counting:
    """A database that counts its transactions, and fails when it is told to."""

    def __init__(self, database: Sqlite) -> None:
        self.database, self.writes, self.fail = database, 0, 0

    async def write(self, change: Callable[[Connection], T]) -> T:
        self.writes += 1
        if self.fail:
            self.fail -= 1
            raise StoreUnavailable("disk I/O error")
        return await self.database.write(change)

    async def read(self, query: Callable[[Connection], T]) -> T:
        return await self.database.read(query)

    async def close(self) -> None:
        await self.database.close()


@pytest.fixture
async def address(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    await (await SqlStore.connect(address)).close()
    return address


@pytest.fixture
async def counting(address: str) -> AsyncIterator[tuple[SqlStore, Counting]]:
    database = connect(address)
    assert isinstance(database, Sqlite)
    counter = Counting(database)
    store = SqlStore(counter, seconds=0.4, keep=0.3)
    for number in range(40):
        await store.create(Conversation(f"c{number}", "shop"), "web", 1.0)
    counter.writes = 0
    yield store, counter
    await store.close()


async def test_what_waits_together_is_committed_together(counting: tuple[SqlStore, Counting]) -> None:
    store, counter = counting
    opened = await asyncio.gather(*(store.open(f"c{n}") for n in range(40)))
    await asyncio.gather(*(store.commit(o.lease, a_turn(o, "hello")) for o in opened))
    assert counter.writes <= 6
    assert [len(await store.messages(f"c{n}")) for n in range(40)] == [1] * 40


async def test_a_turn_that_follows_at_once_needs_no_lease_of_its_own(counting: tuple[SqlStore, Counting]) -> None:
    store, counter = counting
    for number in range(5):
        opened = await store.open("c1")
        assert opened.last_seq == number
        await store.commit(opened.lease, a_turn(opened, "hello"))
    assert counter.writes == 1 + 5
    await asyncio.sleep(0.35)
    await store.release((await store.open("c1")).lease)
    assert counter.writes == 6 + 2


async def test_who_writes_when_the_kept_lease_is_nearly_over_does_not_wait_for_its_end(counting: tuple[SqlStore, Counting]) -> None:
    store, counter = counting
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, "hello"))
    counter.writes, began = 0, store.clock()
    store.clock = lambda: began + store.keep * 5 / 6
    assert (await store.open("c1")).last_seq == 1
    assert counter.writes == 1, "it is taken at the first try"


async def test_a_kept_lease_that_is_nearly_over_gives_no_right_to_a_lease_that_another_process_has_taken(address: str) -> None:
    first, second = await SqlStore.connect(address, seconds=60.0, keep=30.0), await SqlStore.connect(address, seconds=60.0)
    await first.create(Conversation("c1", "shop"), "web", 1.0)
    opened = await first.open("c1")
    await first.commit(opened.lease, a_turn(opened, "hello"))
    await second.open("c1", force=True)
    began = first.clock()
    first.clock = lambda: began + 25.0
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(first.open("c1"), 0.3)
    await first.close()
    await second.close()


async def test_a_lease_lasts_as_long_as_its_turn(address: str) -> None:
    first, second = await SqlStore.connect(address, 0.8, 0.3), await SqlStore.connect(address)
    await first.create(Conversation("c1", "shop"), "web", 1.0)
    opened = await first.open("c1")
    other = asyncio.create_task(second.open("c1"))
    await asyncio.sleep(1.7)
    assert not other.done()
    await first.commit(opened.lease, a_turn(opened, "after two lease times"))
    assert (await asyncio.wait_for(other, 5)).last_seq == 1
    await first.close()
    await second.close()


async def test_a_kept_lease_that_somebody_took_by_force_does_not_write(address: str) -> None:
    first, second = await SqlStore.connect(address), await SqlStore.connect(address)
    await first.create(Conversation("c1", "shop"), "web", 1.0)
    opened = await first.open("c1")
    await first.commit(opened.lease, a_turn(opened, "one"))
    taken = await second.open("c1", force=True)
    await second.commit(taken.lease, a_turn(taken, "two"))
    stale = await first.open("c1")
    assert stale.last_seq == 1
    with pytest.raises(StoreConflict):
        await first.commit(stale.lease, a_turn(stale, "two again"))
    await first.release(stale.lease)
    assert (await first.open("c1")).last_seq == 2
    await first.close()
    await second.close()


async def test_a_store_that_is_closed_leaves_no_lease_behind(address: str) -> None:
    first, second = await SqlStore.connect(address), await SqlStore.connect(address)
    for one in ("kept", "running"):
        await first.create(Conversation(one, "shop"), "web", 1.0)
    opened = await first.open("kept")
    await first.commit(opened.lease, a_turn(opened, "one"))
    await first.open("running")
    await first.close()
    for one in ("kept", "running"):
        await asyncio.wait_for(second.open(one), 0.5)
    await second.close()


async def test_who_is_cancelled_while_a_lease_is_written_leaves_none_behind(address: str) -> None:
    first, second = await SqlStore.connect(address), await SqlStore.connect(address)
    await first.create(Conversation("c1", "shop"), "web", 1.0)
    for pause in (0.0, 0.0005, 0.001, 0.002):
        opening = asyncio.create_task(first.open("c1"))
        await asyncio.sleep(pause)
        if opening.cancel():
            await asyncio.gather(opening, return_exceptions=True)
        else:
            await first.release(opening.result().lease)
        if not opening.cancelled():
            await first.release(opening.result().lease)
        opened = await asyncio.wait_for(second.open("c1"), 1.0)
        await second.release(opened.lease)
    await first.close()
    await second.close()


async def test_a_write_that_fails_once_is_written_all_the_same(counting: tuple[SqlStore, Counting]) -> None:
    store, counter = counting
    counter.fail = 1
    events = [Inbound(f"k{n}", f"c{n}", MessageReceived(1.0, "hello", str(n))) for n in range(10)]
    assert await asyncio.gather(*(store.receive(event, 2.0) for event in events)) == [Stored.FIRST] * 10
    assert [row.inbound for row in await store.waiting()] == events


async def test_a_row_that_the_database_refuses_fails_alone(counting: tuple[SqlStore, Counting]) -> None:
    store, _ = counting
    good = [Inbound(f"k{n}", f"c{n}", MessageReceived(1.0, "hello", str(n))) for n in range(10)]
    unusable = {**inbox_row(replace(good[0], key="bad"), 2.0), "body": None}

    async def refused() -> None:
        await store.writer.write(Receive("c11", ("bad",), unusable, None))

    outcomes = await asyncio.wait_for(asyncio.gather(*(store.receive(event, 2.0) for event in good), refused(), return_exceptions=True), 5)
    assert outcomes[:-1] == [Stored.FIRST] * 10
    assert isinstance(outcomes[-1], IntegrityError)
    assert [row.inbound for row in await store.waiting()] == good


async def test_a_database_that_fails_is_said_to_whoever_waits_and_the_writer_goes_on(counting: tuple[SqlStore, Counting]) -> None:
    store, counter = counting
    counter.fail = 2
    with pytest.raises(StoreUnavailable):
        await store.receive(Inbound("k1", "c1", MessageReceived(1.0, "hello", "1")), 2.0)
    assert await store.receive(Inbound("k1", "c1", MessageReceived(1.0, "hello", "1")), 2.0) is Stored.FIRST


async def test_an_event_that_cannot_be_read_does_not_hide_those_behind_it(counting: tuple[SqlStore, Counting], address: str) -> None:
    store, _ = counting
    await store.receive(Inbound("k1", "c1", MessageReceived(1.0, "hello", "1")), 2.0)
    await store.receive(Inbound("k2", "c1", MessageReceived(1.0, "hello?", "2")), 2.0)
    await store.database.write(lambda c: c.exec_driver_sql("UPDATE inbox SET body = '{\"type\": \"FromTheFuture\"}' WHERE key = 'k1'"))
    assert [row.inbound.key for row in await store.waiting()] == ["k2"]


async def test_a_group_that_meets_a_database_that_is_away_is_told_so_at_once(counting: tuple[SqlStore, Counting]) -> None:
    store, counter = counting
    counter.fail = 2
    events = [Inbound(f"k{n}", f"c{n}", MessageReceived(1.0, "hello", str(n))) for n in range(10)]
    outcomes = await asyncio.gather(*(store.receive(event, 2.0) for event in events), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 10
    assert counter.writes == 2, "ten writes that wait for a lock one after the other would wait ten times as long"


async def test_a_database_that_takes_nothing_is_known_until_it_takes_something(counting: tuple[SqlStore, Counting]) -> None:
    store, counter = counting
    await store.check()
    counter.fail = 2
    with pytest.raises(StoreUnavailable):
        await store.receive(Inbound("k1", "c1", MessageReceived(1.0, "hello", "1")), 2.0)
    with pytest.raises(StoreUnavailable, match="disk I/O error"):
        await store.check()
    await store.receive(Inbound("k1", "c1", MessageReceived(1.0, "hello", "1")), 2.0)
    await store.check()


@pytest.fixture
def broken_log() -> Iterator[None]:
    """Whoever logs gets an error, as from a full disk."""

    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    structlog.configure(processors=[full])
    yield
    structlog.reset_defaults()


async def test_whoever_waits_for_a_write_is_told_even_where_its_failure_cannot_be_logged(
    counting: tuple[SqlStore, Counting], broken_log: None
) -> None:
    store, counter = counting
    counter.fail = 2
    events = [Inbound(f"k{n}", f"c{n}", MessageReceived(1.0, "hello", str(n))) for n in range(3)]
    outcomes = await asyncio.wait_for(asyncio.gather(*(store.receive(one, 2.0) for one in events), return_exceptions=True), 5)
    assert all(isinstance(outcome, OSError) for outcome in outcomes)
    counter.fail = 0
    assert await asyncio.wait_for(store.receive(events[0], 2.0), 5) is Stored.FIRST


async def test_a_store_whose_database_is_away_can_be_closed(address: str) -> None:
    database = connect(address)
    assert isinstance(database, Sqlite)
    counter = Counting(database)
    store = SqlStore(counter)
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    await store.open("c1")
    counter.fail = 1000
    await asyncio.wait_for(store.close(), 5)


async def test_a_database_that_another_process_has_locked_is_named_and_written_later(address: str) -> None:
    store = await SqlStore.connect(address)
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    await store.database.write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout=20"))
    event = Inbound("k1", "c1", MessageReceived(1.0, "hello", "1"))
    other = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="database is locked"):
        await store.receive(event, 2.0)
    assert await store.waiting() == [], "reading goes on"
    other.execute("ROLLBACK")
    other.close()
    assert await store.receive(event, 2.0) is Stored.FIRST
    await store.close()


async def test_what_goes_to_another_worker_is_given_back_at_once_and_what_stays_is_kept(address: str) -> None:
    leaving, coming = await SqlStore.connect(address), await SqlStore.connect(address)
    for one in ("c1", "c2"):
        await leaving.create(Conversation(one, "shop"), "web", 1.0)
        opened = await leaving.open(one)
        await leaving.commit(opened.lease, a_turn(opened, "hello"))
    leaving.keep_only({"c2"})
    began = asyncio.get_running_loop().time()
    opened = await coming.open("c1")
    assert asyncio.get_running_loop().time() - began < leaving.keep / 2
    assert opened.last_turn == 1
    assert set(leaving.kept) == {"c2"}
    for store in (leaving, coming):
        await store.close()


@pytest.mark.parametrize("committing", [False, True], ids=["before the commit", "during the commit"])
async def test_a_turn_whose_conversation_goes_to_another_worker_does_not_keep_it_waiting(address: str, committing: bool) -> None:
    leaving, coming = await SqlStore.connect(address, keep=30.0, seconds=60.0), await SqlStore.connect(address)
    await leaving.create(Conversation("c1", "shop"), "web", 1.0)
    opened = await leaving.open("c1")
    commit = asyncio.create_task(leaving.commit(opened.lease, a_turn(opened, "hello")))
    if committing:
        await asyncio.sleep(0)
    leaving.keep_only(())
    await commit
    assert (await asyncio.wait_for(coming.open("c1"), 2)).last_turn == 1
    for store in (leaving, coming):
        await store.close()
