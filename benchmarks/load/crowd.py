"""A crowd that arrives at once at a server with a short queue; customers who are turned away retry when told to."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import aiohttp

from benchmarks.load.customers import Customer, Reply
from benchmarks.load.patterns import Load, customers, lines

MESSAGES = 3
"""Messages that each customer sends after opening the conversation."""

PATIENCE = 120.0
"""Seconds after which a customer who is turned away gives up."""

WAITING = re.compile(rb"^frontdesk_inbox_waiting (\S+)$", re.M)
LOOK = 0.1
"""Seconds between two readings of the queue's length."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many customers were ``served`` in the end, and the most events that waited at any moment (``waited``)."""

    load: Load
    served: int
    waited: int


async def crowd(channel: str, address: str, count: int) -> Crowd:
    """Let many customers open a conversation at the same moment and send a few messages each."""
    load, served, most = Load(), 0, [0.0]

    async def one(customer: Customer, mine: Iterator[str]) -> bool:
        for number in range(1 + MESSAGES):
            text = next(mine)
            if not await taken(customer.open if number == 0 else lambda text=text: customer.say(text), load):
                return False
        return True

    watching = asyncio.create_task(watch(address, most))
    async with customers(channel, address, count) as everybody:
        began = time.perf_counter()
        served = sum(await asyncio.gather(*(one(customer, mine) for customer, mine in zip(everybody, lines(count), strict=True))))
        load.seconds = time.perf_counter() - began
    watching.cancel()
    await asyncio.wait([watching])
    return Crowd(load, served, int(most[0]))


async def taken(request: Callable[[], Awaitable[Reply]], load: Load) -> bool:
    """Repeat a request, waiting as long as the server says, until it is taken; all of that counts as one turn."""
    began = time.perf_counter()
    while True:
        reply = await request()
        load.note(reply)
        if not reply.retry_after or time.perf_counter() - began > PATIENCE:
            break
        await asyncio.sleep(reply.retry_after)
    load.took.append((time.perf_counter() - began) * 1000)
    return not reply.wrong


async def watch(address: str, most: list[float]) -> None:
    """Read the metrics until cancelled, and keep the largest number of waiting events in ``most``."""
    async with aiohttp.ClientSession() as session:
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(f"{address}/metrics") as response:
                    if found := WAITING.search(await response.read()):
                        most[0] = max(most[0], float(found[1]))
            await asyncio.sleep(LOOK)
