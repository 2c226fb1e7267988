"""Two patterns of load: a closed loop, in which customers write as soon as they are answered, and an open loop with a fixed rate."""

import asyncio
import itertools
import random
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from benchmarks.load.customers import CHANNELS, Customer, Reply, texts

MESSAGES_A_CONVERSATION = 6
"""Messages after which a customer opens another conversation."""


@dataclass(slots=True)
class Load:
    """What was measured: the milliseconds of each turn (``took``), all ``seconds``, the errors, and how often the server was ``busy``."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)
    busy: int = 0

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.took) / self.seconds

    @property
    def median(self) -> float:
        """The median of a turn, in milliseconds."""
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        """The 95th percentile of a turn, in milliseconds."""
        return sorted(self.took)[int(len(self.took) * 0.95)]

    def note(self, reply: Reply) -> bool:
        """Count a refusal or an error; whether the request succeeded."""
        if reply.retry_after:
            self.busy += 1
        elif reply.wrong:
            self.errors.append(reply.wrong)
        return not reply.wrong


@asynccontextmanager
async def customers(channel: str, address: str, count: int) -> AsyncIterator[list[Customer]]:
    """Customers who have not opened a conversation yet; their connections are closed at the end."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        all_of_them: list[Customer] = [CHANNELS[channel](session, address) for _ in range(count)]
        try:
            yield all_of_them
        finally:
            await asyncio.gather(*(one.leave() for one in all_of_them))


def lines(count: int) -> list[Iterator[str]]:
    """For each customer an endless run of messages; they start at evenly spaced texts, so that every language has its share."""
    said = texts()
    starts = [number * len(said) // count for number in range(count)]
    return [itertools.cycle(said[start:] + said[:start]) for start in starts]


async def closed(
    channel: str, address: str, count: int, seconds: float, turns: float = float("inf"), length: int = MESSAGES_A_CONVERSATION
) -> Load:
    """Closed loop, until so many seconds have passed or so many turns were taken; opening a conversation is not counted as a turn.

    A customer opens another conversation after ``length`` messages.
    """
    load = Load()
    async with customers(channel, address, count) as everybody:
        began = time.perf_counter()

        async def one(customer: Customer, mine: Iterator[str]) -> None:
            for number in itertools.count():
                if time.perf_counter() - began > seconds or len(load.took) >= turns:
                    return
                if number % length == 0 and not load.note(await customer.open()):
                    return
                sent = time.perf_counter()
                if load.note(await customer.say(next(mine))):
                    load.took.append((time.perf_counter() - sent) * 1000)

        await asyncio.gather(*(one(customer, mine) for customer, mine in zip(everybody, lines(count), strict=True)))
        load.seconds = time.perf_counter() - began
    return load


async def offered(channel: str, address: str, count: int, rate: float, seconds: float) -> Load:
    """Open loop: messages at random moments, ``rate`` a second (a Poisson process), each from a customer who is free.

    The time of a turn counts from the moment at which its message was due.
    """
    load, clock = Load(), time.perf_counter
    async with customers(channel, address, count) as everybody:
        free: asyncio.Queue[tuple[Customer, Iterator[str], int]] = asyncio.Queue()
        for customer, mine in zip(everybody, lines(count), strict=True):
            load.note(await customer.open())
            free.put_nowait((customer, mine, 0))

        async def one(due: float) -> None:
            customer, mine, said = await free.get()
            if load.note(await customer.say(next(mine))):
                load.took.append((clock() - due) * 1000)
            if (said := said + 1) % MESSAGES_A_CONVERSATION == 0:
                load.note(await customer.open())
            free.put_nowait((customer, mine, said))

        chance, began, running = random.Random(7), clock(), set()
        due = began
        while (due := due + chance.expovariate(rate)) < began + seconds:
            await asyncio.sleep(max(due - clock(), 0.0))
            running.add(asyncio.create_task(one(due)))
        await asyncio.gather(*running)
        load.seconds = clock() - began
    return load
