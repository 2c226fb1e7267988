"""Rate limits: a minute's allowance may be used at once, and then comes back steadily.

This is the generic cell rate algorithm (ITU-T I.371), which keeps one number for each name: the theoretical arrival time, at which
everything so far would have conformed to the rate.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.errors import Overloaded

WINDOW = 60.0
"""Seconds whose allowance may be used at once."""

REMEMBERED = 50_000
"""Names whose times a process keeps at most."""


class Clocks(Protocol):
    """Counts one more action of ``name``, which costs ``interval`` seconds; 0, or the seconds to wait if it may not act yet."""

    async def wait(self, name: str, interval: float) -> float: ...


class LocalClocks:
    """Keeps the times in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.times: OrderedDict[str, float] = OrderedDict()

    async def wait(self, name: str, interval: float) -> float:
        """As in Clocks; the name that was idle longest is forgotten when there are too many."""
        now = self.clock()
        due = max(self.times.pop(name, now), now) + interval
        over = due - now - WINDOW
        self.times[name] = due if over <= 0 else due - interval
        if len(self.times) > REMEMBERED:
            self.times.popitem(last=False)
        return max(over, 0.0)


@dataclass(frozen=True, slots=True)
class Rate:
    """A limit of ``a_minute`` actions for each name of a ``kind``; 0 sets no limit."""

    clocks: Clocks
    kind: str
    a_minute: int

    async def admit(self, name: str) -> None:
        """Count one more action; raises Overloaded if it comes too soon."""
        if not self.a_minute:
            return
        wait = await self.clocks.wait(f"{self.kind}:{name}", WINDOW / self.a_minute)
        if wait:
            raise Overloaded(f"Too many requests in a short time. Please try again in {max(1, round(wait))} seconds.", wait)


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits of an installation: messages of a conversation, and conversations opened by an address."""

    messages: Rate
    openings: Rate


def rates(clocks: Clocks, messages: int, openings: int) -> Rates:
    """The limits for so many messages and openings a minute."""
    return Rates(Rate(clocks, "message", messages), Rate(clocks, "open", openings))


def counted(address: str) -> str:
    """The name under which an address is counted: for IPv6 its /64, since one subscriber owns all of it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
