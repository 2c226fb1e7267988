"""A running server under load, over REST and over WebSockets: saturated, at a rate, with one customer, with a crowd.

`python -m benchmarks.serving [PART OF A ROW'S NAME]...` measures the rows with such names, by default all; what the page has of the others
stays. The load generator shares the server's cores, and its processor time is told.
"""

import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import uvloop

from benchmarks.load.crowd import Crowd, crowd
from benchmarks.load.customers import CHANNELS
from benchmarks.load.patterns import Load, closed, offered
from benchmarks.load.servers import MOST_WAITING, SETUPS, Server, Setup, serving
from benchmarks.page import write_sets

SECTION = "serving"
CLIENTS, CROWD, RATE = 60, 500, 120.0
WARM, LONG, SHORT = 2.0, 9.0, 3.0
"""How long loads last, in seconds: the warm-up, many customers, one customer."""

HEAD = (
    "set-up",
    f"{CLIENTS} clients, turns/s (asked: 300; Rasa 3.6: 31)",
    f"p95 (asked: 1.6 x {CLIENTS} / turns/s)",
    f"{RATE:.0f} turns/s offered: median / p95 (asked: 60 ms)",
    "one client: median / p95 (asked: 10 ms; Rasa 3.6: 40)",
    f"{CROWD} at once: turned away, served in the end, most that waited",
    "errors",
    "processor time of a turn: server / generator",
    "ready, memory after",
)
NAMES = [f"{setup.name}, {channel}" for setup in SETUPS for channel in CHANNELS]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one set-up over one transport; processor milliseconds of a turn, of server and load generator, are at saturation."""

    saturated: Load
    steady: Load
    alone: Load
    crowd: Crowd
    server: float
    generator: float
    ready: float
    memory: float


async def measure(server: Server, channel: str) -> Measured:
    """Run all four patterns of load."""
    await closed(channel, server.address, 4, WARM)
    alone = await closed(channel, server.address, 1, SHORT)
    steady = await offered(channel, server.address, CLIENTS, RATE, LONG)
    before = server.processor(), own()
    saturated = await closed(channel, server.address, CLIENTS, LONG)
    turns = len(saturated.took) / 1000
    spent = (server.processor() - before[0]) / turns, (own() - before[1]) / turns
    at_once = await crowd(channel, server.address, CROWD)
    return Measured(saturated, steady, alone, at_once, *spent, server.ready, server.memory())


def own() -> float:
    """The processor seconds used by this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def row(name: str, found: Measured) -> tuple[str, ...]:
    """A set-up as a row of the page."""
    saturated, errors = found.saturated, [e for load in (found.alone, found.steady, found.saturated, found.crowd.load) for e in load.errors]
    for error in errors[:3]:
        print(f"  {name}: {error}", file=sys.stderr)
    return (
        name,
        f"{saturated.rate:.0f}",
        f"{saturated.p95:.0f} ms (asked: {1600 * CLIENTS / saturated.rate:.0f})",
        f"{found.steady.median:.0f} / {found.steady.p95:.0f} ms",
        f"{found.alone.median:.1f} / {found.alone.p95:.1f} ms",
        f"{found.crowd.load.busy}, {found.crowd.served}, {found.crowd.waited} of {MOST_WAITING}",
        str(len(errors)),
        f"{found.server:.1f} / {found.generator:.1f} ms",
        f"{found.ready:.1f} s, {found.memory:.0f} MB",
    )


async def measure_setup(setup: Setup, names: Sequence[str]) -> None:
    """Measure the wanted rows of one set-up, and put each on the page as soon as it is done."""
    async with serving(setup) as server:
        for channel in CHANNELS:
            name = f"{setup.name}, {channel}"
            if name in names:
                write_sets(SECTION, HEAD, {name: row(name, await measure(server, channel))}, NAMES)


def main(wanted: Sequence[str] = ()) -> None:
    """Measure the rows whose names contain one of the given texts, or all."""
    names = [name for name in NAMES if not wanted or any(text.lower() in name.lower() for text in wanted)]
    for setup in SETUPS:
        if any(name.startswith(f"{setup.name},") for name in names):
            uvloop.run(measure_setup(setup, names))


if __name__ == "__main__":
    main(sys.argv[1:])
