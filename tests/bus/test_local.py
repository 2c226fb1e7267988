"""Wakes within one process, and the order of turns."""

import asyncio

import pytest

from bot.bus import Arrived
from bot.bus.local import BROUGHT, LocalArrivals, LocalBus
from bot.dialogue.events import MessageReceived
from bot.store.order import Order
from bot.store.records import Inbound, Message, Stored


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


def line(seq: int) -> Message:
    return Message(seq, "bot", f"line {seq}", 1.0, 1)


async def test_the_lines_of_a_turn_are_at_hand_for_who_has_seen_all_before_them_and_not_all_of_them() -> None:
    bus = LocalBus()
    bus.said("c1", [line(4), line(5)])
    assert [bus.latest("c1", seen) for seen in (2, 3, 4, 5)] == [None, [line(4), line(5)], [line(5)], None]
    assert bus.latest("c2", 3) is None
    bus.said("c1", [line(6)])
    assert [bus.latest("c1", seen) for seen in (4, 5)] == [None, [line(6)]]
    bus.said("c1", ())
    assert bus.latest("c1", 5) is None


async def test_lines_are_kept_of_so_many_conversations_only() -> None:
    bus = LocalBus()
    for number in range(BROUGHT + 1):
        bus.said(f"c{number}", [line(1)])
    assert bus.latest("c0", 0) is None
    assert bus.latest("c1", 0) == [line(1)]


async def test_a_worker_gets_the_events_that_nothing_comes_before_and_looks_for_the_others() -> None:
    bus = LocalBus()
    first, second = (Inbound(key, key, MessageReceived(1.0, "hello", "d")) for key in ("c1", "c2"))
    bus.arrived(first, Stored.FIRST)  # nobody works yet
    arrivals = LocalArrivals(bus)
    assert await arrivals.next(0.01) == Arrived()
    bus.arrived(first, Stored.FIRST)
    assert await arrivals.next(1) == Arrived((first,))
    bus.arrived(first, Stored.FIRST)
    bus.arrived(second, Stored.BEHIND)
    assert await arrivals.next(1) == Arrived((first,), None)


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
