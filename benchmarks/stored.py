"""What a million stored conversations cost: the latency of a turn beside that on an empty database, in runs that take turns.

`python -m benchmarks.stored [SQLite] [PostgreSQL] [--conversations N]`; some minutes and about 10 GB of disk each. The stored ones are
copies of a few hundred real conversations of one message, under other ids and spread over a year.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import asyncpg
import uvloop

from benchmarks.load.filling import fill
from benchmarks.load.patterns import closed, offered
from benchmarks.load.servers import SETUPS, Setup, services, serving
from benchmarks.page import write_sets
from bot.store.database import connect

SECTION = "stored"
CONVERSATIONS, LENGTH, ROUNDS = 1_000_000, 1, 4
CLIENTS, RATE, WARM, SECONDS = 60, 60.0, 3.0, 12.0
HEAD = (
    "database",
    f"{RATE:.0f} turns/s offered, empty: p95 of each run",
    "filled: p95 of each run",
    "filled / empty, of the medians (asked: 1.2)",
    "errors",
    "rows, filled in",
)
BACKENDS: dict[str, Setup] = {"SQLite": SETUPS[0], "PostgreSQL": SETUPS[1]}


@asynccontextmanager
async def places(backend: str) -> AsyncIterator[tuple[Mapping[str, str], Callable[[int], Mapping[str, str]]]]:
    """The settings of the database that will be filled, and those of a new and empty one for each round."""
    if backend == "SQLite":
        folder = Path(tempfile.mkdtemp(prefix="frontdesk-stored-"))
        try:
            yield {"database_url": f"sqlite:///{folder}/filled.db"}, lambda number: {"database_url": f"sqlite:///{folder}/{number}.db"}
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    with services() as settings:
        address = settings["database_url"]
        connection = await asyncpg.connect(address)
        await connection.execute("ALTER SYSTEM SET max_wal_size = '8GB'")  # or filling waits for the disk again and again
        await connection.execute("SELECT pg_reload_conf()")
        for number in range(ROUNDS):
            await connection.execute(f"CREATE DATABASE empty{number}")
        await connection.close()
        yield settings, lambda number: {**settings, "database_url": f"{address.rpartition('/')[0]}/empty{number}"}


async def filled(setup: Setup, settings: Mapping[str, str], count: int) -> str:
    """Fill a database: with some real conversations first, of which the others are copies; what that took, in words."""
    async with serving(setup, **settings) as server:
        await closed("REST", server.address, 8, 6.0, length=LENGTH)
    began = time.perf_counter()
    database = connect(settings["database_url"], None)
    rows = await database.write(partial(fill, count=count))
    await database.close()
    if setup.workers is not None:
        connection = await asyncpg.connect(settings["database_url"])
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
        await connection.close()
    seconds = time.perf_counter() - began
    print(f"  {rows} in {seconds:.0f} s", file=sys.stderr)
    return f"{sum(rows.values()):,} in {seconds:.0f} s"


async def run(setup: Setup, settings: Mapping[str, str]) -> tuple[float, int]:
    """The 95th percentile of a turn in milliseconds, and how many went wrong."""
    async with serving(setup, **settings) as server:
        await closed("REST", server.address, 8, WARM)
        load = await offered("REST", server.address, CLIENTS, RATE, SECONDS)
        return load.p95, len(load.errors) + load.busy


async def measure(backend: str, count: int) -> tuple[str, ...]:
    """One row of the page."""
    setup, errors = BACKENDS[backend], 0
    times: dict[str, list[float]] = {"empty": [], "filled": []}
    async with places(backend) as (full, empty):
        said = await filled(setup, full, count)
        for number in range(ROUNDS):
            for name, settings in (("empty", empty(number)), ("filled", full)):
                p95, wrong = await run(setup, settings)
                times[name].append(p95)
                errors += wrong
                print(f"  {backend}, {name}: p95 {p95:.1f} ms", file=sys.stderr)
    ratio = statistics.median(times["filled"]) / statistics.median(times["empty"])
    shown = [", ".join(f"{p95:.0f}" for p95 in times[name]) + " ms" for name in ("empty", "filled")]
    return f"{backend} ({count:,} conversations)", *shown, f"{ratio:.2f}", str(errors), said


def main() -> None:
    """Measure the named databases, or both; each is on the page as soon as it is measured."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.stored")
    options.add_argument("backends", nargs="*", metavar="SQLite|PostgreSQL")
    options.add_argument("--conversations", type=int, default=CONVERSATIONS)
    chosen = options.parse_args()
    for backend in chosen.backends or BACKENDS:
        write_sets(SECTION, HEAD, {backend: uvloop.run(measure(backend, chosen.conversations))}, BACKENDS)


if __name__ == "__main__":
    main()
