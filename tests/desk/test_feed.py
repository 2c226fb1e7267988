"""The lists are read once for everybody, not too often, and again after a failure."""

import asyncio

from bot.desk.feed import Feed, steadily
from tests.desk.cases import COSTS, Shop


async def ticks(feed: Feed, count: int) -> None:
    seen = 0
    async for _ in feed.watch():
        seen += 1
        if seen == count:
            return


async def test_a_watcher_gets_the_lists_at_once_and_after_each_change() -> None:
    shop = Shop()
    await shop.queued("c1")
    feed = Feed(shop, 0.01)
    lengths: list[int] = []

    async def watch() -> None:
        async for _ in feed.watch():
            lengths.append(len(feed.lists["queued"]))
            if len(lengths) == 2:
                return

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.05)
    await shop.queued("c2")
    await asyncio.wait_for(watching, 2)
    assert lengths == [1, 2]


async def test_a_second_watcher_and_a_later_one_see_the_same_without_waiting_for_a_change() -> None:
    shop = Shop()
    await shop.queued("c1")
    feed = Feed(shop, 0.01)
    await asyncio.wait_for(asyncio.gather(ticks(feed, 1), ticks(feed, 1)), 2)
    await asyncio.wait_for(ticks(feed, 1), 2)


async def test_a_storm_of_changes_is_read_a_few_times_only() -> None:
    shop = Shop()
    await shop.start("c1")
    feed = Feed(shop, 0.2)
    watching = asyncio.create_task(ticks(feed, 1000))
    await asyncio.sleep(0.05)
    before = shop.readings
    for _ in range(200):
        await shop.write("c1", COSTS)
        await asyncio.sleep(0.001)
    writes = 200
    watching.cancel()
    assert shop.readings - before - writes <= 4 * 5


async def test_nobody_watches_nothing_is_read() -> None:
    shop = Shop()
    await shop.start("c1")
    feed = Feed(shop, 0.01)
    await asyncio.wait_for(ticks(feed, 1), 2)
    await asyncio.sleep(0)
    assert feed.task is None
    await asyncio.sleep(0.05)
    assert shop.changed == set()


async def test_a_store_that_is_away_is_told_and_asked_again() -> None:
    shop = Shop()
    await shop.queued("c1")
    shop.broken = True
    told, read = [], []

    async def reading() -> None:
        read.append(await shop.conversations(mode="queued"))

    def fail() -> None:
        told.append(True)
        shop.broken = False

    running = asyncio.create_task(steadily(shop.follow_all, reading, 0.01, fail, retry=0.02))
    await asyncio.sleep(0.2)
    running.cancel()
    assert told == [True]
    assert len(read[0]) == 1
