"""Whether a server grows: 100,000 turns over REST on SQLite in one process, its memory looked at every 10,000 turns.

`python -m benchmarks.endurance [TURNS]`; about six minutes. What a process keeps in mind (places of 20,000 conversations, readings of 4,096
messages, its databases' pages) has an upper bound and is filled during the first part, so growth is told from the second half.
"""

import asyncio
import statistics
import sys
from collections.abc import Sequence

import uvloop

from benchmarks.load.patterns import closed
from benchmarks.load.servers import SETUPS, serving
from benchmarks.page import HEAD, write

SECTION = "memory"
TURNS, STEPS, CLIENTS = 100_000, 10, 30


async def measure(turns: int) -> list[tuple[int, float]]:
    """Numbers of turns with the memory after them, in MB; RuntimeError if a turn goes wrong."""
    async with serving(SETUPS[0]) as server:
        samples = [(0, server.memory())]
        while samples[-1][0] < turns:
            load = await closed("REST", server.address, CLIENTS, float("inf"), turns / STEPS)
            if load.errors:
                raise RuntimeError(f"{len(load.errors)} turns went wrong, the first: {load.errors[0]}")
            await asyncio.sleep(1.0)
            samples.append((samples[-1][0] + len(load.took), server.memory()))
            print(f"  {samples[-1][0]:,} turns, {load.rate:.0f}/s: {samples[-1][1]:.0f} MB", file=sys.stderr)
        return samples


def rows(samples: Sequence[tuple[int, float]]) -> list[tuple[str, str, str]]:
    """The rows of the section: what is measured, the value, the target."""
    later = samples[len(samples) // 2 :]
    slope = statistics.linear_regression([turns / 10_000 for turns, _ in later], [memory for _, memory in later]).slope
    (first, after_first), (last, after_last) = samples[1], samples[-1]
    return [
        ("memory, idle", f"{samples[0][1]:.0f} MB", ""),
        (f"after {first:,} turns", f"{after_first:.0f} MB", ""),
        (f"after {last:,} turns", f"{after_last:.0f} MB", "600 MB"),
        (f"growth in the second half, for every 10,000 of {last - later[0][0]:,} turns", f"{slope:+.1f} MB", "none"),
        ("at every step", ", ".join(f"{memory:.0f}" for _, memory in samples[1:]), ""),
    ]


if __name__ == "__main__":
    write(SECTION, HEAD, rows(uvloop.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS))))
