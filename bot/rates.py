"""How often somebody may do something: a minute's worth at once, then as fast as it comes back.

The generic cell rate algorithm (ITU-T I.371): one number for each name, the time at which everything so far would have been in order.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.errors import Overloaded

WINDOW = 60.0
"""Seconds whose share may be used at once."""

REMEMBERED = 50_000
"""Names of which a process keeps the time."""


class Clocks(Protocol):
    """Keeps the times: seconds that ``name`` has to wait to do something again, ``interval`` seconds being due for each; 0: it may now."""

    async def wait(self, name: str, interval: float) -> float: ...


class LocalClocks:
    """The times in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.times: OrderedDict[str, float] = OrderedDict()

    async def wait(self, name: str, interval: float) -> float:
        """As in Clocks; what waited longest is forgotten where there are too many names."""
        now = self.clock()
        due = max(self.times.pop(name, now), now) + interval
        over = due - now - WINDOW
        self.times[name] = due if over <= 0 else due - interval
        if len(self.times) > REMEMBERED:
            self.times.popitem(last=False)
        return max(over, 0.0)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many ``a_minute`` (0: any number) for each name of a ``kind``."""

    clocks: Clocks
    kind: str
    a_minute: int

    async def admit(self, name: str) -> None:
        """Count one more; raises Overloaded where it comes too soon."""
        if not self.a_minute:
            return
        wait = await self.clocks.wait(f"{self.kind}:{name}", WINDOW / self.a_minute)
        if wait:
            raise Overloaded(f"That is faster than this server takes it. Please try again in {max(1, round(wait))} seconds.", wait)


@dataclass(frozen=True, slots=True)
class Rates:
    """What is counted: the messages of a conversation, and the conversations that an address opens."""

    messages: Rate
    openings: Rate


def rates(clocks: Clocks, messages: int, openings: int) -> Rates:
    """Both rates, a minute."""
    return Rates(Rate(clocks, "message", messages), Rate(clocks, "open", openings))


def counted(address: str) -> str:
    """What limits count for an address: of IPv6 its /64, all of which one subscriber has, so that nobody is somebody new at will."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
