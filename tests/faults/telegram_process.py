"""A process that answers the small shop's customers on Telegram and sends to them; begun by tests.faults.forking, killed by a test.

It prints the name under which it claims lines. What it answers names the question, so that the order of what is sent can be seen.
"""

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import replace

from bot.bus.local import LocalArrivals, LocalBus
from bot.channels.telegram.attaching import attached
from bot.composition import working
from bot.delivery import Patience
from bot.dialogue.effects import Retrieve
from bot.dialogue.events import Passage
from bot.lookout import Lookout
from bot.reception import Reception
from bot.settings import Settings, read
from bot.store.sql import SqlStore
from bot.turn import Vector
from bot.worker import Worker
from tests.dialogue.shop import DOMAIN, PASSAGE
from tests.store.parts import Models, engine

OWNER = "claims lines as "
PATIENCE = Patience(first=0.1, longest=0.2)
SLOW = 20.0
"""Seconds that a request to Telegram may take: only who is killed sends twice, however loaded the machine is."""


class Naming(Models):
    """Answers with the question."""

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        return (replace(PASSAGE, text=f"Asked: {request.query}."),)


async def serve(settings: Settings) -> None:
    """Run turns and send until it is asked to stop."""
    store, bus = await SqlStore.connect(settings.database, seconds=2.0, keep=0.5), LocalBus()
    reception = Reception(store, bus, {"shop": DOMAIN})
    worker = Worker(engine(store, Naming()), Lookout(store, LocalArrivals(bus), 0.1), bus)
    async with attached(settings, reception, store, bus, PATIENCE, SLOW) as telegram, working(worker, telegram.delivery)():
        print(f"{OWNER}{telegram.delivery.owner}", flush=True)
        asked = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
        await asked.wait()


def run(environment: Mapping[str, str]) -> None:
    """The process, from its beginning."""
    asyncio.run(serve(read(environment)))
