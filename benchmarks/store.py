"""What keeping conversations costs: turns a second through the reception with models that take no time, and one turn's own overhead.

`python -m benchmarks.store [DATABASE_URL]`; without an address, SQLite in a temporary folder. On uvloop, as the server runs.
"""

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import uvloop

from bot.bus.local import LocalArrivals, LocalBus
from bot.dialogue.conversation import Conversation, Utterance
from bot.dialogue.effects import CallAction, Retrieve
from bot.dialogue.events import MessageReceived, Passage, Score, Thresholds, Understood, Value
from bot.engine import Engine, Serving
from bot.lookout import Lookout
from bot.reception import Reception
from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from bot.turn import Vector
from bot.worker import Worker
from tests.dialogue.shop import DOMAIN, PASSAGE

CLIENTS = 60
SECONDS = 6.0
SINGLE = 400
VECTOR = np.zeros(384, dtype=np.float32)
MOODS = (Score("neutral", 0.9), Score("negative", 0.05), Score("positive", 0.05))


class Instant:
    """Understands, retrieves and acts in no time, so that everything else is measured."""

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        ranked = (Score("delivery_cost", 0.9), *(Score(f"intent_{n}", 0.003) for n in range(30)))
        return Understood(at, text, "en", ranked, 0.01, MOODS, (), Thresholds(0.6, 0.5), "none"), VECTOR

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        return (PASSAGE,) * 5

    async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
        return {}


@dataclass(frozen=True, slots=True)
class Result:
    """Turns a second with many clients, and the milliseconds of a single client's turn."""

    store: str
    turns_per_second: float
    p95: float
    one: float
    one_without_store: float

    @property
    def overhead(self) -> float:
        """What the database adds to one turn, in milliseconds."""
        return self.one - self.one_without_store


@contextlib.asynccontextmanager
async def running(store: MemoryStore | SqlStore) -> AsyncIterator[Reception]:
    """A reception with a running worker."""
    instant, bus = Instant(), LocalBus()
    engine = Engine(store, {"shop": Serving(DOMAIN, instant, instant, instant, "none")})
    worker = asyncio.create_task(Worker(engine, Lookout(store, LocalArrivals(bus)), bus).run())
    try:
        yield Reception(store, bus, {"shop": DOMAIN})
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def customer(reception: Reception, until: float, took: list[float], turns: int = sys.maxsize, pause: float = 0.0) -> None:
    """One closed-loop customer: writes, waits for the answer, reads it, writes again."""
    conversation, after = await reception.open("shop", "rest", "en"), 1
    for number in range(turns):
        if (began := time.perf_counter()) >= until:
            return
        key = f"{conversation}:{number}"
        await reception.receive(conversation, MessageReceived(time.time(), "what is delivery to Leeds", str(number)), key)
        assert await reception.wait(conversation, key, 30)
        took.append((time.perf_counter() - began) * 1000)
        lines = await reception.messages(conversation, after)
        assert len(lines) == 2, lines
        after = lines[-1].seq
        await asyncio.sleep(pause)


async def one_client(store: MemoryStore | SqlStore) -> float:
    """The median turn of a single client, who writes often enough for the lease to be kept."""
    async with running(store) as reception:
        took: list[float] = []
        await customer(reception, time.perf_counter() + 30, took, SINGLE, 0.002)
        return statistics.median(took)


async def many_clients(store: MemoryStore | SqlStore) -> tuple[float, float]:
    """Turns a second, and the 95th percentile in milliseconds."""
    async with running(store) as reception:
        took: list[float] = []
        began = time.perf_counter()
        await asyncio.gather(*(customer(reception, began + SECONDS, took) for _ in range(CLIENTS)))
        return len(took) / (time.perf_counter() - began), sorted(took)[int(len(took) * 0.95)]


async def measure(address: str | None = None) -> Result:
    """Both figures for one database."""
    with tempfile.TemporaryDirectory() as folder:
        store = await SqlStore.connect(address or f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            bare = await one_client(MemoryStore())
            one = await one_client(store)
            rate, p95 = await many_clients(store)
        finally:
            await store.close()
        return Result((address or "sqlite").split(":")[0], rate, p95, one, bare)


if __name__ == "__main__":
    result = uvloop.run(measure(sys.argv[1] if len(sys.argv) > 1 else None))
    print(f"{result.store}: {result.turns_per_second:.0f} turns/s with {CLIENTS} clients (95th percentile {result.p95:.0f} ms)")
    print(f"one client: {result.one:.2f} ms a turn at the median, {result.overhead:.2f} ms of it the database")
