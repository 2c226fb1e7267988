"""A worker that is killed in the middle of its work loses nothing, doubles nothing and mixes nothing up."""

import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.bus.local import LocalBus
from bot.dialogue.events import ActionRequested, ActionReturned, MessageReceived
from bot.dialogue.step import opening
from bot.reception import Reception
from bot.store.sql import SqlStore
from tests.dialogue.shop import DOMAIN
from tests.store.parts import transcript

ROOT = Path(__file__).parent.parent.parent
CANCEL = "cancel my order HL-204518"
LINES = ("what does delivery cost", CANCEL, "yes please", "and delivery to Leeds?", CANCEL, "yes please")
ANSWERS = {
    "what does delivery cost": "Delivery costs $4.90.",
    CANCEL: "Cancel HL-204518, $59.90?",
    "yes please": "HL-204518 is cancelled.",
    "and delivery to Leeds?": "Delivery costs $4.90.",
}
CONVERSATIONS = 15


@asynccontextmanager
async def worker(address: str, folder: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker that is ready; killed at the end, unless it is dead by then."""
    command = (sys.executable, "-m", "tests.faults.serving_process", address, str(folder), *options)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 30) == b"ready\n"
    yield process
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()


def calls(folder: Path) -> list[str]:
    """The keys with which the writing action was called, one a call."""
    return (folder / "calls").read_text().split()


def effects(folder: Path) -> int:
    """How often it had an effect."""
    return len(list(folder.glob("done-*")))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await SqlStore.connect(f"sqlite:///{tmp_path / 'frontdesk.db'}")
    yield store
    await store.close()


async def test_a_worker_killed_again_and_again_answers_every_message_once_and_in_order(store: SqlStore, tmp_path: Path) -> None:
    reception = Reception(store, LocalBus(), {"shop": DOMAIN})
    ids = [f"c{n}" for n in range(CONVERSATIONS)]
    for one in ids:
        await store.create(opening(one, DOMAIN, "en"), "web", 1.0)
    for number, text in enumerate(LINES):
        for one in ids:
            assert await reception.receive(one, MessageReceived(1.0, text, f"d{number}"), f"{one}:{number}")
    address, kills = f"sqlite:///{tmp_path / 'frontdesk.db'}", 0
    while await store.waiting():
        async with worker(address, tmp_path, str(random.randint(18, 28))) as process:
            while process.returncode is None and await store.waiting():  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(0.02)
        kills += 1
    assert kills >= 3

    expected = [line for text in LINES for line in (f"customer: {text}", f"bot: {ANSWERS[text]}")]
    for one in ids:
        assert await transcript(reception, one) == expected
        assert [log.turn for log in await reception.turns(one)] == list(range(1, len(LINES) + 1))
        assert (await store.head(one)).requested == ()
    assert len(set(calls(tmp_path))) == effects(tmp_path) == 2 * len(ids)


async def test_a_writing_action_cut_off_by_a_crash_is_repeated_with_the_same_key(store: SqlStore, tmp_path: Path) -> None:
    reception = Reception(store, LocalBus(), {"shop": DOMAIN})
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    await store.create(opening("c1", DOMAIN, "en"), "web", 1.0)
    for number, text in enumerate(LINES[1:3]):
        await reception.receive("c1", MessageReceived(1.0, text, f"d{number}"), f"c1:{number}")
    async with worker(address, tmp_path, "acting") as process:
        assert await asyncio.wait_for(process.wait(), 10) == -signal.SIGKILL
    (requested,) = (await store.head("c1")).requested
    assert (requested.action, requested.arguments) == ("cancel_order", {"order_code": "HL-204518"})
    assert await transcript(reception, "c1") == [f"customer: {CANCEL}", "bot: Cancel HL-204518, $59.90?"]

    async with worker(address, tmp_path):
        assert await reception.wait("c1", "c1:1", 10)
    assert calls(tmp_path) == [requested.key, requested.key]
    assert effects(tmp_path) == 1
    assert (await transcript(reception, "c1"))[-2:] == ["customer: yes please", "bot: HL-204518 is cancelled."]
    (*_, log) = await reception.turns("c1")
    keys = [event.key for event in log.events if isinstance(event, ActionRequested | ActionReturned)]
    assert keys == [requested.key, requested.key]
