"""What hangs ends within its time limit, and holds up nobody else."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.bus.local import LocalArrivals, LocalBus
from bot.composition import assembled
from bot.dialogue.conversation import Utterance
from bot.dialogue.events import MessageReceived, Understood
from bot.engine import Engine, Serving
from bot.lookout import Lookout
from bot.reception import Reception
from bot.settings import read
from bot.store.memory import MemoryStore
from bot.turn import Vector
from bot.worker import Worker
from tests.dialogue.shop import DOMAIN
from tests.faults import stall
from tests.faults.cluster import Cluster
from tests.faults.crowd import crowd
from tests.store.parts import Models, say, transcript

MANY = 40
"""More than there are threads for an action."""


@dataclass
class Hanging(Models):
    """A model that never answers one text."""

    stuck: set[str] = field(default_factory=set)

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        if text in self.stuck:
            await asyncio.Event().wait()
        return await super().understand(text, at)


async def test_a_model_that_hangs_ends_with_an_apology_and_others_are_answered_meanwhile() -> None:
    store, bus, models = MemoryStore(), LocalBus(), Hanging(stuck={"hang"})
    engine = Engine(store, {"shop": Serving(DOMAIN, models, models, models, "test-1")}, seconds=2.0)
    reception = Reception(store, bus, {"shop": DOMAIN})
    task = asyncio.create_task(Worker(engine, Lookout(store, LocalArrivals(bus)), bus).run())
    ids = [await reception.open("shop", "web") for _ in range(MANY + 1)]
    for one in ids[1:]:
        await reception.receive(one, MessageReceived(1.0, "hang", "d1"), f"{one}:d1")
    assert "bot: Delivery costs $4.90." in await say(reception, ids[0], "what does delivery cost", "d1")
    assert not any([await store.handled(f"{one}:d1") for one in ids[1:]])
    assert await asyncio.gather(*(reception.wait(one, f"{one}:d1", 20.0) for one in ids[1:])) == [True] * MANY
    for one in ids[1:]:
        assert (await transcript(reception, one))[-1].startswith("bot: model_failed")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def reception(tmp_path: Path) -> AsyncIterator[Reception]:
    """The market stall in one process."""
    async with assembled(read(stall.settings(tmp_path))) as parts, parts.running():
        assert isinstance(parts.reception, Reception)
        yield parts.reception


async def test_actions_that_never_return_fail_in_time_and_hold_up_no_other_action(reception: Reception) -> None:
    ids = await asyncio.gather(*(reception.open(stall.PACK, "web") for _ in range(MANY + 10)))
    hanging, others = ids[:MANY], ids[MANY:]
    for one in hanging:
        await reception.receive(one, MessageReceived(time.time(), "wait for it", "d1"), f"{one}:d1")
    said = await asyncio.gather(*(say(reception, one, "look it up", "d1", 20.0) for one in others))
    assert all(lines[-1] == "bot: Found it." for lines in said)
    assert await asyncio.gather(*(reception.wait(one, f"{one}:d1", 20.0) for one in hanging)) == [True] * MANY
    for one in hanging:
        assert (await transcript(reception, one))[-1] == "bot: The book cannot be reached right now."
    again = await say(reception, others[0], "wait for it", "d2", 20.0)
    assert again[-1] == "bot: The book cannot be reached right now."


async def test_a_worker_whose_actions_hang_answers_others_and_ends_when_it_is_asked_to(house: Cluster) -> None:
    worker = house.start("worker", "--port", "0")
    await house.web()
    await worker.begun()
    async with crowd(house.address, 13) as customers:
        answers = await asyncio.gather(*(one.say("wait for it", 20.0) for one in customers[1:]), customers[0].say("look it up", 20.0))
    assert answers[-1].json()["messages"][-1]["text"] == "Found it."
    assert {answer.json()["messages"][-1]["text"] for answer in answers[:-1]} == {"The book cannot be reached right now."}
    worker.ask_to_stop()
    assert await worker.ended() == 0
