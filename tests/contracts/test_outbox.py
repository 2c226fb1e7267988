"""What every store promises of the outbox: in memory, SQLite and PostgreSQL alike."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import OperatorJoined
from bot.store.records import Channel, Fate, Message
from tests.store.parts import AnyStore, a_turn

Another = Callable[..., Awaitable[AnyStore]]
SENT = Fate("sent", 1)


async def begin(store: AnyStore, *said: str, name: str = "c1", channel: Channel = "telegram") -> None:
    await store.create(Conversation(name, "shop"), channel, 1.0)
    await turn(store, *said, name=name)


async def turn(store: AnyStore, *said: str, name: str = "c1", **how: object) -> None:
    opened = await store.open(name)
    await store.commit(opened.lease, replace(a_turn(opened, *said), **how))  # type: ignore[arg-type]


async def drained(store: AnyStore, name: str = "c1") -> list[str]:
    found = []
    while (outgoing := await store.claim(name, "me", 10.0, 70.0)) is not None:
        found.append(outgoing.message.text)
        assert await store.settle(outgoing, "me", SENT, 10.0)
    return found


async def test_what_a_turn_says_is_sent_in_its_order_and_only_once(store: AnyStore) -> None:
    await begin(store, "one", "two")
    await turn(store, "three")
    assert await store.outgoing(10.0) == ["c1"]
    assert await drained(store) == ["one", "two", "three"]
    assert await store.outgoing(10.0) == []
    assert await drained(store) == []


@pytest.mark.parametrize("channel", ["web", "rest", "rasa", "terminal"])
async def test_channels_whose_customers_ask_for_what_was_said_have_nothing_to_send(store: AnyStore, channel: Channel) -> None:
    await begin(store, "hello", channel=channel)
    assert await store.outgoing(10.0) == []


async def test_what_the_customer_wrote_is_not_sent_back(store: AnyStore) -> None:
    await begin(store)
    await turn(store, messages=(Message(1, "customer", "hi", 5.0, 1), Message(2, "bot", "Hello", 5.0, 1)))
    assert await drained(store) == ["Hello"]


async def test_a_line_that_failed_holds_up_those_behind_it_until_its_time_has_come(store: AnyStore) -> None:
    await begin(store, "one", "two")
    outgoing = await store.claim("c1", "me", 10.0, 70.0)
    assert outgoing is not None
    assert await store.settle(outgoing, "me", Fate("waiting", 2, 1, next_at=20.0, error="no network"), 10.0)
    assert (await store.outgoing(19.0), await store.claim("c1", "me", 19.0, 79.0)) == ([], None)
    assert await store.outgoing(20.0) == ["c1"]
    again = await store.claim("c1", "me", 20.0, 80.0)
    assert again is not None
    assert (again.message.text, again.part, again.tries) == ("one", 2, 1)


async def test_a_claim_is_one_processs_until_it_runs_out(another: Another) -> None:
    first, second = await another(), await another()
    await begin(first, "one", "two")
    claims = await asyncio.gather(
        *(store.claim("c1", owner, 10.0, 70.0) for store, owner in ((first, "a"), (second, "b")) for _ in range(5))
    )
    assert sum(claim is not None for claim in claims) == 1
    assert await second.outgoing(69.0) == []
    assert await second.outgoing(70.0) == ["c1"]
    late = await second.claim("c1", "c", 70.0, 130.0)
    assert late is not None
    mine = next(claim for claim in claims if claim is not None)
    assert not await first.settle(mine, "a", SENT, 71.0) or not await first.settle(mine, "b", SENT, 71.0)
    assert await second.settle(late, "c", SENT, 71.0)
    assert late.message.text == "one"


async def test_a_dead_line_is_kept_with_its_error_and_the_next_one_goes_on(store: AnyStore) -> None:
    await begin(store, "one", "two")
    outgoing = await store.claim("c1", "me", 10.0, 70.0)
    assert outgoing is not None
    await store.settle(outgoing, "me", Fate("dead", 0, 1, error="message is too long"), 11.0)
    assert await drained(store) == ["two"]
    (dead,) = await store.undelivered()
    assert (dead.conversation_id, dead.seq, dead.at, dead.error) == ("c1", 1, 11.0, "message is too long")


async def test_where_the_customer_is_gone_the_rest_is_dead_and_what_is_said_later_is_not(store: AnyStore) -> None:
    await begin(store, "one", "two")
    await begin(store, "other", name="c2")
    outgoing = await store.claim("c1", "me", 10.0, 70.0)
    assert outgoing is not None
    await store.settle(outgoing, "me", Fate("dead", error="blocked", rest=True), 11.0)
    assert [dead.seq for dead in await store.undelivered()] == [1, 2]
    await turn(store, "three")
    assert (await drained(store), await drained(store, "c2")) == (["three"], ["other"])


async def test_taking_over_drops_what_the_bot_has_not_begun_to_say(store: AnyStore) -> None:
    await begin(store, "one", "two", "three")
    outgoing = await store.claim("c1", "me", 2000.0, 90_000.0)
    assert outgoing is not None
    joined = (Message(4, "system", "Mei is here.", 5.0, 2), Message(5, "operator", "Hello, Mei here.", 5.0, 2, reply="Mei"))
    await turn(store, events=(OperatorJoined(5.0, "Mei"),), messages=joined)
    assert await store.settle(outgoing, "me", SENT, 2001.0)
    assert await drained(store) == ["Mei is here.", "Hello, Mei here."]


async def test_a_line_of_the_bot_that_failed_while_a_person_took_over_is_not_tried_again(store: AnyStore) -> None:
    await begin(store, "one", "two")
    outgoing = await store.claim("c1", "me", 10.0, 90_000.0)
    assert outgoing is not None
    opened = await store.open("c1")
    joined = replace(a_turn(opened, mode="operator"), events=(OperatorJoined(5.0, "Mei"),))
    await store.commit(opened.lease, replace(joined, messages=(Message(3, "operator", "Mei here.", 5.0, 2, reply="Mei"),)))
    assert await store.settle(outgoing, "me", Fate("waiting", 0, 1, next_at=11.0, error="no network"), 11.0)
    assert await drained(store) == ["Mei here."]
    assert await store.undelivered() == []
