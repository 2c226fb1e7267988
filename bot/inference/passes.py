"""Readings as generators that hand out the network pass, so that only the pass runs on another thread.

The pass is nearly all of a reading's cost, and it releases the interpreter lock. The rest is many short steps, which on another thread
would pass the lock back and forth with the event loop. So a reading yields the pass, is sent its result, and its driver chooses where it
runs.
"""

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")

Pass = Callable[[], Any]
Passes = Generator[Pass, Any, T]
"""A generator that yields passes, is sent their results, and returns its own result."""


def here(reading: Passes[T]) -> T:
    """Run the whole reading on the caller's thread."""
    try:
        run = next(reading)
        while True:
            run = reading.send(run())
    except StopIteration as done:
        found: T = done.value
        return found


async def elsewhere(reading: Passes[T], threads: Executor) -> T:
    """Run the reading on the event loop and its passes on ``threads``."""
    loop = asyncio.get_running_loop()
    try:
        run = next(reading)
        while True:
            run = reading.send(await loop.run_in_executor(threads, run))
    except StopIteration as done:
        found: T = done.value
        return found
