"""Rates that several processes share, over a real Redis that comes and goes."""

import asyncio

import pytest

from bot.bus.clocks import RedisClocks
from bot.rates import Rate
from tests.bus.conftest import Joining
from tests.store.redis_server import RedisServer


async def test_a_rate_is_counted_over_all_processes(client: Joining) -> None:
    here, there = RedisClocks(await client()), RedisClocks(await client())
    waits = [await clocks.wait("message:c1", 20.0) for clocks in (here, there, here, there)]
    assert waits[:3] == [0.0, 0.0, 0.0]
    assert 19.0 < waits[3] <= 20.0
    assert await here.wait("message:c2", 20.0) == 0.0


async def test_a_rate_is_still_kept_while_redis_is_away(redis: RedisServer, client: Joining) -> None:
    clocks = RedisClocks(await client())
    redis.kill()
    assert [await clocks.wait("message:c1", 60.0) for _ in range(2)] == [0.0, pytest.approx(60.0, abs=2.0)]
    redis.start()
    await Rate(clocks, "message", 0).admit("c1")


async def test_nobody_waits_again_and_again_for_a_redis_that_hangs_to_be_counted(redis: RedisServer, client: Joining) -> None:
    clocks = RedisClocks(await client())
    assert await clocks.wait("message:c1", 60.0) == 0.0
    with redis.hanging():
        began = asyncio.get_running_loop().time()
        waits = [await clocks.wait("message:c2", 60.0) for _ in range(20)]
        assert asyncio.get_running_loop().time() - began < 2.0
        assert [wait > 0 for wait in waits] == [False] + [True] * 19
