"""Rate limits shared by several processes: keeps the times of ``bot.rates`` in Redis, or in the process while Redis is away."""

import asyncio

from redis.asyncio import Redis

from bot.bus.redis import AWAY
from bot.rates import WINDOW, LocalClocks

SOON = 0.5
"""Seconds that Redis has to answer, short because a customer is waiting."""

ALONE = 5.0
"""Seconds for which Redis is not asked again after it failed to answer."""

SCRIPT = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + ARGV[1]
local over = due - now - ARGV[2]
if over > 0 then
    return tostring(over)
end
redis.call('SET', KEYS[1], string.format('%.6f', due), 'PX', math.ceil((due - now) * 1000))
return '0'
"""
"""Counts one more action by the clock of Redis, unless it comes too soon; the key expires once it no longer limits anything."""


class RedisClocks:
    """Implements ``bot.rates.Clocks``."""

    def __init__(self, client: Redis) -> None:
        self.script = client.register_script(SCRIPT)
        self.own = LocalClocks()
        self.alone_until = float("-inf")

    async def wait(self, name: str, interval: float) -> float:
        """As in Clocks."""
        clock = asyncio.get_running_loop().time
        if clock() >= self.alone_until:
            try:
                async with asyncio.timeout(SOON):
                    return float(await self.script(keys=[f"frontdesk:rate:{name}"], args=[interval, WINDOW]))
            except AWAY:
                self.alone_until = clock() + ALONE
        return await self.own.wait(name, interval)
