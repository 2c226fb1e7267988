"""What people write stays out of the log, whether a text, a name or a phone number, whatever goes wrong."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.bus.local import LocalArrivals, LocalBus
from bot.delivery import Delivery, Patience
from bot.dialogue.events import (
    ConversationClosed,
    Event,
    MessageReceived,
    OperatorJoined,
    OperatorReleased,
    OperatorSaid,
    OperatorTransferred,
)
from bot.errors import ChannelError, StoreUnavailable, Undeliverable
from bot.gauges import observe
from bot.lookout import Lookout
from bot.reception import Reception
from bot.store.records import Outgoing
from bot.store.sql import SqlStore
from bot.telemetry import Telemetry, WatchedEngine
from bot.worker import Worker
from tests.channels.botapi import BotApi
from tests.channels.telegram_shop import running, settled
from tests.channels.updates import message
from tests.dialogue.shop import DOMAIN
from tests.store.parts import Models, engine

TEXT, NAME, PHONE = "my kettle burnt a hole into the table", "Annegret Lindqvist", "+49 170 5550199"
SAID = f"{TEXT}. {NAME}, {PHONE}"
SECRETS = ("kettle", "burnt", "Annegret", "Lindqvist", "Lind", "5550199")


class Quoting:
    """A channel that raises the given errors, one a try; it refuses lines that begin with "Dear", and quotes them."""

    def __init__(self) -> None:
        self.troubles: list[ChannelError | None] = []

    async def send(self, outgoing: Outgoing, part: int) -> bool:
        trouble = self.troubles.pop(0) if self.troubles else None
        if outgoing.message.text.startswith("Dear"):
            raise Undeliverable(f"can't parse entities in {outgoing.message.text}")
        if trouble is not None:
            raise trouble
        return False


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await SqlStore.connect(f"sqlite:///{tmp_path / 'frontdesk.db'}")
    yield store
    await store.close()


@asynccontextmanager
async def working(store: SqlStore, models: Models, wire: Quoting) -> AsyncIterator[Reception]:
    """A process that handles, counts and delivers."""
    bus, telemetry, plain = LocalBus(), Telemetry(), engine(store, models)
    watched = WatchedEngine(store, plain.packs)
    watched.watch, watched.failed = telemetry.turn, telemetry.failed
    delivery = Delivery(store, wire, bus, Patience(3, 0.01, 0.02))
    jobs = (Worker(watched, Lookout(store, LocalArrivals(bus), 0.05), bus, (0.01, 0.01), rest=0.05, grace=0.1), delivery)
    tasks = [asyncio.create_task(job.run()) for job in jobs]
    yield Reception(store, bus, {"shop": DOMAIN})
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def happen(reception: Reception, id: str, event: Event, key: str) -> None:
    await reception.receive(id, event, key)
    assert await reception.wait(id, key, 10)


def names(log: io.StringIO) -> set[str]:
    return {json.loads(line)["event"] for line in log.getvalue().splitlines()}


def leaks(log: io.StringIO) -> list[str]:
    return [line for line in log.getvalue().splitlines() if any(secret in line for secret in SECRETS)]


async def test_a_whole_conversation_with_all_its_failures_leaves_no_word_of_it_in_the_log(store: SqlStore, log: io.StringIO) -> None:
    models, wire = Models(broken={f"{SAID} again"}), Quoting()
    async with asyncio.timeout(30), working(store, models, wire) as reception:
        id = await reception.open("shop", "telegram", "en", "c1")
        wire.troubles = [ChannelError("Bad Gateway"), ChannelError("wait", 0.01), Undeliverable("cannot parse"), None]
        await happen(reception, id, MessageReceived(1.0, SAID, "d1"), "k1")
        await settled(store, 1)
        await happen(reception, id, MessageReceived(1.0, f"{SAID} again", "d2"), "k2")
        models.unavailable = True
        await happen(reception, id, MessageReceived(1.0, SAID, "d3"), "k3")
        await happen(reception, id, OperatorJoined(2.0, "Mia"), "k4")
        await happen(reception, id, OperatorSaid(3.0, "Mia", f"Dear {SAID}", "d5"), "k5")
        await settled(store, 2)
        await reception.letters.retry(id, (await store.undelivered())[0].seq)
        await happen(reception, id, OperatorTransferred(3.5, "Mia", "Tom", SAID), "k6")
        await happen(reception, id, OperatorReleased(4.0, "Tom"), "k7")
        await happen(reception, id, ConversationClosed(5.0, "operator"), "k8")
    assert {"turn", "turn_failed", "delivered", "not_delivered", "given_up"} <= names(log)
    assert leaks(log) == []


async def test_a_database_that_refuses_what_was_written_is_logged_without_it(store: SqlStore, log: io.StringIO) -> None:
    async with asyncio.timeout(30), working(store, Models(), Quoting()) as reception:
        id = await reception.open("shop", "web", "en")
        await store.database.write(lambda connection: connection.exec_driver_sql("DROP TABLE messages"))
        await reception.receive(id, MessageReceived(1.0, SAID, "d1"), "k1")
        assert not await reception.wait(id, "k1", 0.5)
        await store.database.write(lambda connection: connection.exec_driver_sql("DROP TABLE inbox"))
        with pytest.raises(StoreUnavailable):
            await reception.receive(id, MessageReceived(1.0, SAID, "d2"), "k2")
        await observe(reception, Telemetry())
    assert {"write_failed", "turn_given_up", "backlog_unreadable"} <= names(log)
    assert leaks(log) == []


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_what_comes_and_goes_through_telegram_leaves_neither_names_nor_words_in_the_log(store: SqlStore, log: io.StringIO) -> None:
    async with BotApi() as api:
        api.trouble += ["502", "400", "429"]
        async with running(api, store) as desk:
            await api.add(message(SAID), message(f"/start {SAID}"))
            await settled(store, 1)
            await api.until(1)
            desk.models.broken.add(f"{SAID} again")
            api.trouble += ["403"]
            await api.add(message(f"{SAID} again"), {"update_id": 9_000_000, "message": {"text": SAID, "from": "Annegret"}})
            await settled(store, 2)
            async with asyncio.timeout(10):
                while "turn_failed" not in names(log):  # noqa: ASYNC110 - a line of an earlier turn may have been the second to die
                    await asyncio.sleep(0.01)
    assert {"not_delivered", "given_up"} <= names(log)
    assert leaks(log) == []
