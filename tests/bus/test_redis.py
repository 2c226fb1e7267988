"""Wakes between processes, over a real Redis that comes and goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.bus import Arrived, Ticks, handled
from bot.bus.redis import RedisBus, connected, stream
from bot.bus.shares import partition
from bot.bus.streams import LIVING, WORKERS, RedisArrivals
from bot.composition import Job
from bot.dialogue.effects import Button
from bot.dialogue.events import MessageReceived
from bot.errors import SetupError
from bot.store.records import Inbound, Message, Stored
from tests.bus.conftest import Joining
from tests.store.redis_server import RedisServer
from tests.store.servers import a_redis

LONG, NEVER = 10.0, 3600.0
IDS = [f"c{n}" for n in range(200)]


@asynccontextmanager
async def at_work(*jobs: Job) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(job.run()) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def tick(ticks: Ticks, seconds: float = LONG) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await anext(ticks)
    except TimeoutError:
        return False
    return True


async def joined(*buses: RedisBus) -> None:
    """Return once each hears the others; a bus that joins is woken once, since it may have missed something."""
    assert all(await asyncio.gather(*(tick(ticks) for ticks in [bus.listen("joined") for bus in buses])))


def hello(conversation_id: str) -> Inbound:
    """A customer's message."""
    return Inbound(f"{conversation_id}:d1", conversation_id, MessageReceived(1.0, "你好, hello\n\tthere", "d1"))


async def collected(arrivals: RedisArrivals, enough: int, seconds: float = LONG) -> set[str]:
    """The conversations that a worker is told of, once there are enough."""
    found: set[str] = set()
    end = asyncio.get_running_loop().time() + seconds
    while len(found) < enough and asyncio.get_running_loop().time() < end:
        arrived = await arrivals.next(0.2)
        found |= {event.conversation_id for event in arrived.events} | (arrived.conversations or set())
    return found


async def divided(*workers: RedisArrivals) -> None:
    """Return once every conversation belongs to exactly one worker's share."""
    async with asyncio.timeout(LIVING + LONG):
        while any(sum(one in worker.share() for worker in workers) != 1 for one in IDS):  # noqa: ASYNC110 - others' jobs are waited for
            await asyncio.sleep(0.02)


async def test_a_wake_reaches_who_listens_in_another_process_and_nobody_else(client: Joining) -> None:
    here, there = RedisBus(await client(), look=NEVER), RedisBus(await client(), look=NEVER)
    async with at_work(here, there):
        await joined(here, there)
        wanted, other = there.listen("conversation c1"), there.listen("conversation c2")
        here.wake("conversation c1")
        assert await tick(wanted)
        assert not await tick(other, 0.1)


async def test_the_last_wakes_of_a_process_that_ends_are_still_heard(client: Joining) -> None:
    here, there = RedisBus(await client()), RedisBus(await client())
    async with at_work(there):
        async with at_work(here):
            await joined(here, there)
            ticks = there.listen("handled k1")
            here.wake("handled k1")
        assert await tick(ticks)


async def test_when_redis_is_back_everybody_looks_for_what_was_missed(redis: RedisServer, client: Joining) -> None:
    here, there = RedisBus(await client(), look=NEVER), RedisBus(await client(), look=NEVER)
    with capture_logs() as logs:
        async with at_work(here, there):
            await joined(here, there)
            ticks = there.listen("conversation c1")
            redis.kill()
            here.wake("conversation c1")
            assert not await tick(ticks, 0.5)
            redis.start()
            assert await tick(ticks)
            async with asyncio.timeout(LONG):
                while [entry["event"] for entry in logs].count("redis_back") < 2:  # noqa: ASYNC110 - nothing tells
                    await asyncio.sleep(0.02)
            here.wake("conversation c1")
            assert await tick(ticks)
    said = [entry["event"] for entry in logs]
    assert said.count("redis_away") == said.count("redis_back") == 2  # once in each process, however often it was tried


async def test_while_nothing_is_heard_whoever_listens_looks_by_itself_but_nobody_is_told_that_a_row_is_answered(
    redis: RedisServer, client: Joining
) -> None:
    bus = RedisBus(await client(), look=0.2)
    following, waiting = bus.listen("conversation c1"), bus.listen(handled("k1"))
    async with at_work(bus):
        await joined(bus)
        redis.kill()
        await tick(following)
        assert await tick(following, 2.0)
        assert await tick(following, 2.0)
        redis.start()
        await joined(bus)
        assert not await tick(waiting, 0.1)


async def test_a_redis_that_takes_connections_and_says_nothing_is_away(redis: RedisServer, client: Joining) -> None:
    bus = RedisBus(await client(), look=0.2)
    with capture_logs() as logs:
        async with at_work(bus):
            await joined(bus)
            with redis.hanging():
                async with asyncio.timeout(LONG):
                    while not logs:  # noqa: ASYNC110 - nothing tells
                        await asyncio.sleep(0.02)
                ticks = bus.listen("conversation c1")
                assert await tick(ticks, 2.0)
            async with asyncio.timeout(2 * LONG):
                while len(logs) < 2:  # noqa: ASYNC110 - nothing tells
                    await asyncio.sleep(0.02)
    assert [entry["event"] for entry in logs] == ["redis_away", "redis_back"]


async def test_a_listener_is_woken_now_and_then_since_who_changed_something_may_have_died_before_it_told(client: Joining) -> None:
    bus = RedisBus(await client(), look=0.02)
    async with at_work(bus):
        await joined(bus)
        ticks = bus.listen("conversation c1")
        assert await tick(ticks)
        assert await tick(ticks)


async def test_who_could_not_tell_something_says_so_when_it_can_again(redis: RedisServer, client: Joining) -> None:
    here, there = RedisBus(await client(), look=NEVER), RedisBus(await client(), look=NEVER)
    async with at_work(here, there):
        await joined(here, there)
        ticks = there.listen("conversation c1")
        with redis.refusing("publish"):
            here.wake("conversation c1")
            assert not await tick(ticks, 0.5)
        assert await tick(ticks)


async def test_what_arrives_reaches_one_worker_and_always_the_same_for_a_conversation(client: Joining) -> None:
    bus, first, second = RedisBus(await client()), RedisArrivals(await client()), RedisArrivals(await client())
    async with at_work(bus, first, second):
        await divided(first, second)
        for _ in range(2):
            for one in IDS:
                bus.arrived(hello(one), Stored.FIRST)
            wanted = [sum(one in worker.share() for one in IDS) for worker in (first, second)]
            told = await asyncio.gather(*(collected(worker, n) for worker, n in zip((first, second), wanted, strict=True)))
            assert told[0] | told[1] == set(IDS)
            assert all(one in first.share() for one in told[0])
            assert all(one in second.share() for one in told[1])


async def test_an_event_that_nothing_comes_before_is_brought_and_not_kept_since_it_is_what_a_customer_wrote(
    client: Joining,
) -> None:
    bus, worker, redis = RedisBus(await client()), RedisArrivals(await client()), await client()
    await worker.begin()
    async with at_work(bus):
        bus.arrived(hello("c1"), Stored.FIRST)
        assert await worker.next(LONG) == Arrived((hello("c1"),))
        bus.arrived(hello("c2"), Stored.BEHIND)
        assert await worker.next(LONG) == Arrived(conversations=frozenset({"c2"}))
        assert await redis.xrange(stream(partition("c1"))) == []
        bus.arrived(hello("c1"), Stored.FIRST)
        await worker.next(LONG)
        await worker.leave()
    assert await redis.xrange(stream(partition("c1"))) == []


async def test_of_two_events_of_a_conversation_on_their_way_together_neither_is_brought_since_only_the_inbox_knows_their_order(
    client: Joining,
) -> None:
    bus, worker = RedisBus(await client()), RedisArrivals(await client())
    await worker.begin()
    for one in ("first", "second"):
        bus.arrived(replace(hello("c1"), key=one), Stored.FIRST)
    await bus.send()
    assert await worker.next(LONG) == Arrived(conversations=frozenset({"c1"}))


async def test_an_event_that_only_a_newer_version_can_read_is_looked_for_in_the_inbox(client: Joining) -> None:
    worker, redis = RedisArrivals(await client()), await client()
    await worker.begin()
    await redis.xadd(stream(partition("c1")), {"conversation": "c1", "key": "k", "event": '{"type": "Sung"}'})
    assert await worker.next(LONG) == Arrived(conversations=frozenset({"c1"}))


async def test_who_follows_a_conversation_in_another_process_gets_its_lines_with_the_wake(client: Joining) -> None:
    here, there = RedisBus(await client(), look=NEVER), RedisBus(await client(), look=NEVER)
    lines = tuple(Message(seq, "bot", f"line {seq}\n\t说", 1.0, 2, (Button("Yes", "yes"),)) for seq in (4, 5))
    async with at_work(here, there):
        await joined(here, there)
        ticks = there.listen("conversation c1")
        here.said("c1", lines)
        assert await tick(ticks)
        assert there.latest("c1", 3) == here.latest("c1", 3) == list(lines)
        here.wake("conversation c1")
        assert await tick(ticks)
        assert there.latest("c1", 3) is here.latest("c1", 3) is None  # something else has changed: the store is asked


async def test_a_worker_that_leaves_hands_over_at_once_and_one_that_dies_within_seconds(client: Joining) -> None:
    bus, leaving, dying, staying = RedisBus(await client()), *[RedisArrivals(await client()) for _ in range(3)]
    async with at_work(bus, staying):
        async with at_work(dying), at_work(leaving):
            await divided(leaving, dying, staying)
            await leaving.leave()
            await asyncio.wait_for(divided(dying, staying), LIVING)
        await divided(staying)
        for one in IDS:
            bus.arrived(hello(one), Stored.FIRST)
        assert await collected(staying, len(IDS)) == set(IDS)


async def test_a_worker_gives_up_what_goes_to_another_and_is_told_what(client: Joining) -> None:
    moves: list[int] = []
    first = RedisArrivals(await client(), lambda share: moves.append(sum(one in share for one in IDS)))
    second = RedisArrivals(await client())
    async with at_work(first):
        assert all(one in first.share() for one in IDS)
        async with at_work(second):
            await divided(first, second)
    assert moves == [sum(one in first.share() for one in IDS)]
    assert 0 < moves[0] < len(IDS)


async def test_a_worker_that_leaves_gives_its_conversations_up_before_its_last_turns_have_ended(client: Joining) -> None:
    moves: list[int] = []
    worker = RedisArrivals(await client(), lambda share: moves.append(sum(one in share for one in IDS)))
    await worker.leave()
    assert moves == [0]


async def test_a_worker_that_joins_reads_nothing_of_the_others_share(client: Joining) -> None:
    bus, first, second = RedisBus(await client()), RedisArrivals(await client()), RedisArrivals(await client())
    async with at_work(bus, first):
        await first.next(0.01)
        for one in IDS:
            bus.arrived(hello(one), Stored.FIRST)
        read = await collected(second, len(IDS), 1.0)
        await second.beat()
    assert read
    assert all(one in second.share() for one in read)


async def test_a_redis_that_forgot_everything_is_taught_again_without_moving_a_conversation(redis: RedisServer, client: Joining) -> None:
    bus, first, second = RedisBus(await client()), RedisArrivals(await client()), RedisArrivals(await client())
    async with at_work(bus, first, second):
        await joined(bus)
        await divided(first, second)
        before = first.share()
        redis.flush()
        assert (await first.next(1.0)).conversations is None  # its streams are gone: look everywhere
        bus.arrived(hello(next(one for one in IDS if one in before)), Stored.BEHIND)
        assert len(await collected(first, 1)) == 1
        await asyncio.sleep(1.2)
        assert first.share() == before


async def test_while_redis_is_away_a_worker_keeps_its_share_and_looks_by_itself(redis: RedisServer, client: Joining) -> None:
    first, second = RedisArrivals(await client()), RedisArrivals(await client())
    async with at_work(first, second):
        await divided(first, second)
        before = first.share()
        redis.kill()
        began = asyncio.get_running_loop().time()
        assert (await first.next(5.0)).conversations is None
        assert asyncio.get_running_loop().time() - began < 2.0
        assert first.share() == before
        redis.start()


async def test_while_redis_hangs_a_worker_looks_by_itself_every_second_or_so(redis: RedisServer, client: Joining) -> None:
    worker = RedisArrivals(await client())
    async with at_work(worker):
        await worker.next(0.1)
        with redis.hanging():
            assert (await worker.next(LONG)).conversations is None
            began = asyncio.get_running_loop().time()
            assert (await worker.next(LONG)).conversations is None
            assert asyncio.get_running_loop().time() - began < 2.0
        assert any([(await worker.next(0.1)).conversations is not None for _ in range(2)])


async def test_a_worker_that_starts_while_redis_is_away_is_made_known_before_it_reads(redis: RedisServer, client: Joining) -> None:
    worker = RedisArrivals(await client())
    redis.kill()
    assert (await worker.next(LONG)).conversations is None, "it looks by itself"
    redis.start()
    assert not worker.introduced
    while not worker.introduced:
        await worker.next(0.05)
    assert await (await client()).zscore(WORKERS, worker.name) is not None


async def test_a_worker_that_has_left_does_not_report_again(client: Joining) -> None:
    worker, redis = RedisArrivals(await client()), await client()
    await worker.next(0.01)
    await worker.leave()
    await worker.beat()
    await worker.next(0.01)
    assert await redis.zscore(WORKERS, worker.name) is None


async def test_a_process_that_is_asked_to_end_while_it_tells_something_ends(client: Joining) -> None:
    here = await client()
    for moments in range(40):
        bus = RedisBus(here, look=NEVER)
        task = asyncio.create_task(bus.run())
        await joined(bus)
        bus.wake("conversation c1")
        for _ in range(moments):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=3.0)
        assert task.cancelled(), moments


async def test_a_worker_that_is_asked_to_end_while_it_asks_what_has_arrived_ends(client: Joining) -> None:
    worker = RedisArrivals(await client())

    async def work() -> None:
        while True:
            await worker.next(0.01)

    for moments in range(40):
        task = asyncio.create_task(work())
        await asyncio.sleep(0.02)
        for _ in range(moments):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=1.0)
        assert task.cancelled(), moments


async def test_a_password_that_redis_does_not_take_is_told_at_the_start() -> None:
    with a_redis("right") as guarded:
        for address in (guarded.address.replace("right", "wrong"), guarded.address.replace(":right@", "")):
            with pytest.raises(SetupError, match="does not let Frontdesk in"):
                async with connected(address):
                    pass
        async with connected(guarded.address) as fine:
            assert await fine.ping()


async def test_an_address_that_is_none_is_told_and_one_where_nobody_answers_is_waited_for() -> None:
    with pytest.raises(SetupError, match="no address of a Redis"):
        async with connected("http://127.0.0.1:1"):
            pass
    with capture_logs() as logs:
        async with connected("redis://127.0.0.1:1/0"):
            pass
    assert [entry["event"] for entry in logs] == ["redis_away"]
