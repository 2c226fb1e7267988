"""Deleting beside running turns, in batches, and for age."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.bus.local import LocalBus
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import MessageReceived
from bot.erasing import Eraser
from bot.errors import StoreUnavailable, UnknownConversation
from bot.retention import BY, DAY, Retention
from bot.store.erasure import Erased, Wanted
from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from tests.store.parts import Models, a_turn, say, served, transcript

SECRET = "my kettle burnt a hole into the table"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await SqlStore.connect(f"sqlite:///{tmp_path / 'frontdesk.db'}")
    yield store
    await store.close()


async def test_a_conversation_that_is_deleted_in_the_middle_of_its_turn_stays_gone_and_others_go_on(store: SqlStore) -> None:
    models = Models(gate=asyncio.Event())
    async with served(store, models) as reception:
        assert models.gate is not None
        id = await reception.open("shop", "web")
        await reception.receive(id, MessageReceived(1.0, SECRET, "d1"), f"{id}:d1")
        await models.reached.wait()
        went = await reception.eraser.erase([id], "mei")
        models.gate.set()
        assert (went["conversations"], went["inbox"]) == (1, 2)
        other = await reception.open("shop", "web")
        assert await say(reception, other, "what does delivery cost", "d1")
        with pytest.raises(UnknownConversation):
            await transcript(reception, id)
        assert [one.id for one in await store.found(Wanted())] == [other]
        assert await store.found(Wanted(saying="kettle")) == []


async def test_a_writing_action_is_not_begun_in_a_conversation_that_was_deleted(store: SqlStore) -> None:
    models = Models()
    async with served(store, models) as reception:
        id = await reception.open("shop", "web")
        await say(reception, id, "cancel my order HL-204518", "d1")
        models.gate = asyncio.Event()
        await reception.receive(id, MessageReceived(1.0, "yes please", "d2"), f"{id}:d2")
        await models.reached.wait()
        await reception.eraser.erase([id], "mei")
        models.gate.set()
        models.gate = None
        other = await reception.open("shop", "web")
        await say(reception, other, "what does delivery cost", "d1")
        assert models.called("cancel_order") == []


async def test_whoever_follows_a_conversation_is_told_that_it_is_gone() -> None:
    store, bus = MemoryStore(), LocalBus()
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    woken = [bus.listen(topic) for topic in ("conversation c1", "everything")]
    await Eraser(store, bus).erase(["c1"], "mei")
    async with asyncio.timeout(5):
        for ticks in woken:
            await anext(ticks)


async def test_a_copy_has_dates_that_people_can_read_and_can_be_written_as_json(store: SqlStore) -> None:
    await store.create(Conversation("c1", "shop"), "web", 1_800_000_000.0)
    opened = await store.open("c1")
    await store.commit(opened.lease, replace(a_turn(opened, "hello"), at=1_800_000_060.0))
    copy = json.loads(json.dumps(await Eraser(store, LocalBus()).copied("c1")))
    assert (copy["conversation"]["opened_at"], copy["turns"][0]["at"]) == ("2027-01-15T08:00:00+00:00", "2027-01-15T08:01:00+00:00")
    assert copy["conversation"]["waiting_since"] is None
    assert [line["text"] for line in copy["messages"]] == ["hello"]


class Counting(MemoryStore):
    """Counts what goes in one transaction."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def removed(self, ids: object) -> Erased:
        went = super().removed(ids)  # type: ignore[arg-type]
        self.batches.append(went["conversations"])
        return went


async def begun(store: MemoryStore | SqlStore, number: int, at: float) -> None:
    for place in range(number):
        await store.create(Conversation(f"{at:.0f}-{place}", "shop"), "web", at)


async def test_conversations_go_in_small_batches_between_which_others_get_their_turn() -> None:
    store = Counting()
    await begun(store, 25, 1.0)
    eraser = Eraser(store, LocalBus(), batch=10)
    assert (await eraser.erase([f"1-{place}" for place in range(25)], "mei"))["conversations"] == 25
    assert store.batches == [10, 10, 5]


async def test_what_is_older_than_promised_goes_in_batches_and_the_rest_stays() -> None:
    store = Counting()
    await begun(store, 25, 10 * DAY)
    await begun(store, 3, 30 * DAY)
    with capture_logs() as logs:
        retention = Retention(Eraser(store, LocalBus(), batch=10), days=30, clock=lambda: 45 * DAY)
        assert (await retention.look(), await retention.look()) == (25, 0)
    assert store.batches == [10, 10, 5, 0, 0]
    assert len(await store.found(Wanted())) == 3
    assert [(one["event"], one["conversations"]) for one in logs] == [("conversations_expired", 25)]
    assert {(one.by, one.why, one.conversations) for one in await store.deletions()} == {(BY, "age", 10), (BY, "age", 5)}


async def test_turns_go_on_while_what_is_too_old_is_deleted(store: SqlStore) -> None:
    await begun(store, 120, 10 * DAY)
    async with served(store, Models()) as reception:
        retention = Retention(reception.eraser, days=30)
        looking = asyncio.create_task(retention.look())
        id = await reception.open("shop", "web")
        assert await say(reception, id, "what does delivery cost", "d1", seconds=2.0)
        assert await looking == 120
        assert [one.id for one in await store.found(Wanted())] == [id]


class Away(MemoryStore):
    """A database that is away the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.came = asyncio.Event()

    async def erase_idle(self, wanted: Wanted, by: str, at: float, limit: int) -> Erased:
        self.looks += 1
        if self.looks == 1:
            raise StoreUnavailable("locked")
        self.came.set()
        return await super().erase_idle(wanted, by, at, limit)


async def test_a_database_that_is_away_for_a_moment_does_not_end_the_promise() -> None:
    store = Away()
    with capture_logs() as logs:
        task = asyncio.create_task(Retention(Eraser(store, LocalBus()), days=1, every=0.01).run())
        async with asyncio.timeout(5):
            await store.came.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert logs[0]["event"] == "retention_failed"


def settled(file: Path) -> bytes:
    """What stands in a database's file once everything is written to it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.read_bytes()


async def test_what_was_deleted_is_gone_from_the_file_of_the_database_too(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    store = await SqlStore.connect(address)
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, *[SECRET] * 50))
    await store.close()
    assert SECRET.encode() in settled(tmp_path / "frontdesk.db")
    store = await SqlStore.connect(address)
    await store.erase(["c1"], "mei", 2.0)
    await store.close()
    assert SECRET.encode() not in settled(tmp_path / "frontdesk.db")
