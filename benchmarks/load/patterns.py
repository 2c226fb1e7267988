"""Patterns of load: closed loop (customers who write as soon as they are answered) and open loop (messages that arrive at a rate)."""

import asyncio
import itertools
import random
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from benchmarks.load.customers import ROADS, Customer, Reply, texts

MESSAGES_A_CONVERSATION = 6


@dataclass(slots=True)
class Load:
    """The milliseconds of each turn, the seconds in all, the errors, and how often the server was busy."""

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
        """Of a turn, in milliseconds."""
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        """Of a turn, in milliseconds."""
        return sorted(self.took)[int(len(self.took) * 0.95)]

    def note(self, reply: Reply) -> bool:
        """Count what is not as it should be; whether it is."""
        if reply.retry_after:
            self.busy += 1
        elif reply.wrong:
            self.errors.append(reply.wrong)
        return not reply.wrong


@asynccontextmanager
async def customers(road: str, address: str, count: int) -> AsyncIterator[list[Customer]]:
    """New customers, none of whom has begun."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        all_of_them: list[Customer] = [ROADS[road](session, address) for _ in range(count)]
        try:
            yield all_of_them
        finally:
            await asyncio.gather(*(one.leave() for one in all_of_them))


def lines(count: int) -> list[Iterator[str]]:
    """What each of the customers says, without end; they begin all over the texts, so that languages have their share."""
    said = texts()
    starts = [number * len(said) // count for number in range(count)]
    return [itertools.cycle(said[start:] + said[:start]) for start in starts]


async def closed(
    road: str, address: str, count: int, seconds: float, turns: float = float("inf"), length: int = MESSAGES_A_CONVERSATION
) -> Load:
    """Customers who write again as soon as they are answered, for some seconds or so many turns; opening is not counted as a turn.

    ``length``: messages after which each opens another conversation.
    """
    load = Load()
    async with customers(road, address, count) as everybody:
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


async def offered(road: str, address: str, count: int, rate: float, seconds: float) -> Load:
    """Messages at random moments (Poisson), ``rate`` a second, by whichever customer is free; each counts from when it was due."""
    load, clock = Load(), time.perf_counter
    async with customers(road, address, count) as everybody:
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
