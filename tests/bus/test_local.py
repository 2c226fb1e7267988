"""Wakes within one process, and the order of turns."""

import asyncio

import pytest

from bot.bus.local import LocalBus
from bot.store.order import Order


async def test_many_wakes_between_two_looks_are_one_tick() -> None:
    bus = LocalBus()
    ticks = bus.listen("c1")
    for _ in range(1000):
        bus.wake("c1")
    bus.wake("c2")
    await asyncio.wait_for(anext(ticks), 1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(ticks), 0.01)


async def test_everybody_who_listens_is_woken_and_nobody_after_closing() -> None:
    bus = LocalBus()
    first, second = bus.listen("c1"), bus.listen("c1")
    bus.wake("c1")
    await asyncio.wait_for(asyncio.gather(anext(first), anext(second)), 1)
    first.close()
    first.close()
    bus.wake("c1")
    await asyncio.wait_for(anext(second), 1)
    second.close()
    assert bus.topics == {}


async def test_turns_go_through_one_after_the_other_and_those_who_leave_the_queue_are_skipped() -> None:
    order, seen = Order(), list[int]()

    async def go(number: int) -> None:
        await order.enter("c1")
        try:
            seen.append(number)
            await asyncio.sleep(0.002)
            assert seen[-1] == number
        finally:
            order.leave("c1")

    tasks = [asyncio.create_task(go(n)) for n in range(6)]
    await asyncio.sleep(0.001)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert seen == [0, 1, 3, 4, 5]
    assert order.queues == {}


async def test_one_who_is_cancelled_just_as_its_turn_comes_passes_it_on() -> None:
    order = Order()
    await order.enter("c1")
    second, third = asyncio.create_task(order.enter("c1")), asyncio.create_task(order.enter("c1"))
    await asyncio.sleep(0)
    order.leave("c1")
    second.cancel()
    await asyncio.wait_for(third, 1)
    order.leave("c1")
    assert order.queues == {}
