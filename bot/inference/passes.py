"""Readings that say which of their steps may leave the event loop.

Almost all that a reading costs is the pass through a network, and the pass alone does not hold the interpreter. The rest is many short
steps: on another thread they would wait for the interpreter, and keep it from the loop, again and again. So a reading is a generator. It
hands out the pass, is sent what the pass gives, and whoever drives it chooses where that runs.
"""

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")

Pass = Callable[[], Any]
Passes = Generator[Pass, Any, T]
"""Hands out passes, is sent their results, and returns its own."""


def here(reading: Passes[T]) -> T:
    """The whole reading on the caller's thread."""
    try:
        run = next(reading)
        while True:
            run = reading.send(run())
    except StopIteration as done:
        found: T = done.value
        return found


async def elsewhere(reading: Passes[T], threads: Executor) -> T:
    """The reading on the event loop, its passes on other threads."""
    loop = asyncio.get_running_loop()
    try:
        run = next(reading)
        while True:
            run = reading.send(await loop.run_in_executor(threads, run))
    except StopIteration as done:
        found: T = done.value
        return found
