"""What every store promises of the outbox: in memory, SQLite and PostgreSQL alike."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import OperatorJoined, OperatorTransferred
from bot.store.records import Channel, Fate, Message, Retried, Unsent
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


async def test_a_claim_lasts_for_as_long_as_it_is_held(another: Another) -> None:
    first, second = await another(), await another()
    await begin(first, "one")
    outgoing = await first.claim("c1", "a", 10.0, 16.0)
    assert outgoing is not None
    assert await first.settle(outgoing, "a", Fate("waiting", 1, claimed_until=16.0), 11.0)
    assert await first.hold(outgoing, "a", 20.0)
    assert (await second.outgoing(19.0), await second.claim("c1", "b", 19.0, 25.0)) == ([], None)
    late = await second.claim("c1", "b", 20.0, 26.0)
    assert late is not None
    assert late.part == 1, "holding a claim repeats nothing"
    assert not await first.hold(outgoing, "a", 30.0)
    assert await second.outgoing(26.0) == ["c1"], "who has lost a claim does not prolong it"


async def test_a_claim_that_was_given_back_is_anybodys_and_no_late_renewal_takes_it_again(store: AnyStore) -> None:
    await begin(store, "one")
    outgoing = await store.claim("c1", "a", 10.0, 16.0)
    assert outgoing is not None
    assert await store.hold(outgoing, "a", 0.0)
    assert not await store.hold(outgoing, "a", 17.0)
    assert await store.outgoing(11.0, lapsed=False) == ["c1"]
    assert await drained(store) == ["one"]
    assert not await store.hold(outgoing, "a", 18.0)


async def test_holding_a_claim_keeps_what_was_noted_of_a_failure(store: AnyStore) -> None:
    await begin(store, "one")
    await fails(store, Fate("waiting", 0, 3, next_at=20.0, error="Bad Gateway", cause="unreachable"))
    outgoing = await store.claim("c1", "a", 20.0, 26.0)
    assert outgoing is not None
    assert await store.hold(outgoing, "a", 30.0)
    assert await store.unsent("c1") == [Unsent(1, "waiting", 20.0, 3, "unreachable")]


async def test_lines_on_which_a_claim_has_run_out_can_be_left_aside(store: AnyStore) -> None:
    await begin(store, "one")
    await begin(store, "two", name="c2")
    assert await store.claim("c1", "dead", 10.0, 16.0) is not None
    assert await store.outgoing(20.0, lapsed=False) == ["c2"]
    assert sorted(await store.outgoing(20.0)) == ["c1", "c2"]


async def test_a_claim_noted_before_the_clock_was_set_back_by_minutes_keeps_nobody_waiting(store: AnyStore) -> None:
    await begin(store, "one")
    assert await store.claim("c1", "dead", 1000.0, 1006.0) is not None
    assert await store.outgoing(1005.0) == []
    assert await store.outgoing(700.0) == ["c1"]
    assert await store.outgoing(700.0, lapsed=False) == []
    assert await store.claim("c1", "me", 700.0, 706.0) is not None


async def test_who_holds_a_claim_in_an_erased_conversation_learns_that_it_is_lost(store: AnyStore) -> None:
    await begin(store, "one")
    outgoing = await store.claim("c1", "a", 10.0, 16.0)
    assert outgoing is not None
    await store.erase(["c1"], "a test", 12.0)
    assert not await store.hold(outgoing, "a", 18.0)
    assert not await store.settle(outgoing, "a", SENT, 12.0)


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


async def test_a_line_of_the_bot_that_a_dead_process_had_claimed_is_not_sent_after_a_person_took_over(store: AnyStore) -> None:
    await begin(store, "one", "two")
    assert await store.claim("c1", "dead", 89_200.0, 90_000.0) is not None
    opened = await store.open("c1")
    joined = replace(a_turn(opened, mode="operator"), events=(OperatorJoined(5.0, "Mei"),))
    await store.commit(opened.lease, replace(joined, messages=(Message(3, "operator", "Mei here.", 5.0, 2, reply="Mei"),)))
    assert await store.claim("c1", "me", 89_999.0, 90_500.0) is None, "it may still be on its way"
    late = await store.claim("c1", "me", 90_001.0, 90_061.0)
    assert late is not None
    assert late.message.text == "Mei here."
    assert await store.settle(late, "me", SENT, 90_002.0)
    assert await store.outgoing(100_000.0) == []


GONE = Fate("dead", 1, 1, error="Forbidden: bot was blocked by the user", rest=True, cause="gone")
REFUSED = Fate("dead", 0, 1, error="message is too long", cause="refused")


async def fails(store: AnyStore, fate: Fate, now: float = 11.0, name: str = "c1") -> None:
    """The next line of a conversation is tried, with this result."""
    outgoing = await store.claim(name, "me", 10.0, 70.0)
    assert outgoing is not None
    assert await store.settle(outgoing, "me", fate, now)


async def test_a_line_that_was_given_up_is_listed_with_what_it_said_to_whom_and_why(store: AnyStore) -> None:
    await begin(store, "one")
    await begin(store, "other", name="c2")
    await fails(store, REFUSED)
    await fails(store, GONE, 12.0, "c2")
    latest, dead = await store.undelivered()
    assert (dead.text, dead.author, dead.pack, dead.channel, dead.cause, dead.holder) == ("one", "bot", "shop", "telegram", "refused", None)
    assert (latest.conversation_id, latest.text, latest.cause, latest.at) == ("c2", "other", "gone", 12.0)
    assert [one.conversation_id for one in await store.undelivered(1)] == ["c2"]


async def test_a_line_that_is_tried_again_goes_on_where_it_broke_off_and_counts_its_tries_anew(store: AnyStore) -> None:
    await begin(store, "one")
    await fails(store, replace(REFUSED, part=2, tries=40))
    assert await store.retry("c1", 1) == Retried(1)
    assert (await store.undelivered(), await store.outgoing(10.0)) == ([], ["c1"])
    again = await store.claim("c1", "me", 10.0, 70.0)
    assert again is not None
    assert (again.message.text, again.part, again.tries) == ("one", 2, 0)


async def test_lines_that_were_given_up_together_are_tried_again_together_and_in_their_order(store: AnyStore) -> None:
    await begin(store, "one", "two", "three")
    await fails(store, REFUSED, 11.0)
    await fails(store, GONE, 12.0)
    await turn(store, "four")
    assert await store.retry("c1", 3) == Retried(2)
    assert [dead.seq for dead in await store.undelivered()] == [1]
    assert await drained(store) == ["two", "three", "four"]


async def test_a_line_that_nobody_has_given_up_is_not_sent_twice(store: AnyStore) -> None:
    await begin(store, "one", "two")
    await fails(store, SENT)
    assert [await store.retry("c1", seq) for seq in (1, 2, 9)] == [Retried(0)] * 3
    assert await drained(store) == ["two"]


async def held(store: AnyStore, *said: Message) -> None:
    """Mei takes the conversation over and says something."""
    opened = await store.open("c1")
    joined = replace(a_turn(opened, mode="operator", operator="Mei"), events=(OperatorJoined(5.0, "Mei"),))
    await store.commit(opened.lease, replace(joined, messages=said))


async def test_the_bots_lines_are_not_tried_again_while_a_person_has_the_conversation_but_the_persons_are(store: AnyStore) -> None:
    await begin(store, "one", "two")
    await fails(store, GONE)
    await held(store, Message(3, "operator", "Mei here.", 5.0, 2, reply="Mei"))
    await fails(store, GONE, 12.0)
    assert [(dead.seq, dead.held_back, dead.holder) for dead in await store.undelivered()] == [
        (3, False, "Mei"),
        (1, True, "Mei"),
        (2, True, "Mei"),
    ]
    assert await store.retry("c1", 1) == Retried(0, 2, "Mei")
    assert await store.retry_all("gone") == 1
    assert [dead.seq for dead in await store.undelivered()] == [1, 2]
    assert await drained(store) == ["Mei here."]
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, mode="bot", operator=None))
    assert await store.retry("c1", 1) == Retried(2)
    assert await drained(store) == ["one", "two"]


async def test_the_bots_lines_stay_unsent_when_a_person_hands_the_conversation_to_another(store: AnyStore) -> None:
    await begin(store, "one")
    await fails(store, GONE)
    await held(store)
    opened = await store.open("c1")
    handed = replace(a_turn(opened, operator="Tom", handed_by="Mei"), events=(OperatorTransferred(6.0, "Mei", "Tom"),))
    await store.commit(opened.lease, replace(handed, messages=(Message(2, "system", "Tom takes over.", 6.0, 3),)))
    assert await store.retry("c1", 1) == Retried(0, 1, "Tom")
    assert await drained(store) == ["Tom takes over."]


async def test_a_takeover_drops_the_bots_lines_that_wait_once_more(store: AnyStore) -> None:
    await begin(store, "one")
    await fails(store, REFUSED)
    await store.retry("c1", 1)
    await held(store)
    assert (await drained(store), await store.undelivered()) == ([], [])


async def test_all_lines_of_one_cause_are_tried_again_at_once_the_earliest_conversations_first(store: AnyStore) -> None:
    away = Fate("dead", 0, 40, error="Bad Gateway", cause="unreachable")
    for number, name in enumerate(("c1", "c2", "c3")):
        await begin(store, f"one of {name}", f"two of {name}", name=name)
        await fails(store, away, 30.0 - number, name)
        await fails(store, away, 31.0 - number, name)
    await begin(store, "refused", name="c4")
    await fails(store, REFUSED, 1.0, "c4")
    assert await store.retry_all("unreachable", 1) == 2
    assert {dead.conversation_id for dead in await store.undelivered()} == {"c1", "c2", "c4"}
    assert [await store.retry_all("unreachable") for _ in range(2)] == [4, 0]
    assert await drained(store, "c1") == ["one of c1", "two of c1"]
    assert [dead.conversation_id for dead in await store.undelivered()] == ["c4"]


async def test_a_conversation_tells_which_of_its_lines_its_customer_does_not_have(store: AnyStore) -> None:
    await begin(store, "one", "two", "three")
    assert await store.unsent("c1") == [], "what waits for its first try is no trouble yet"
    await fails(store, SENT)
    await fails(store, REFUSED, 11.0)
    await fails(store, Fate("waiting", 0, 3, next_at=20.0, error="Bad Gateway", cause="unreachable"), 12.0)
    assert await store.unsent("c1") == [Unsent(2, "dead", 11.0, 1, "refused"), Unsent(3, "waiting", 20.0, 3, "unreachable")]
    await store.retry("c1", 2)
    assert [one.seq for one in await store.unsent("c1")] == [3]


async def test_what_was_given_up_together_is_dismissed_together_and_neither_counted_nor_tried_again(store: AnyStore) -> None:
    await begin(store, "one", "two", "three")
    await fails(store, REFUSED, 11.0)
    await fails(store, Fate("dead", error="blocked", rest=True, cause="gone"), 12.0)
    assert await store.dismiss("c1", 3, 20.0) == 2
    assert [dead.seq for dead in await store.undelivered()] == [1]
    assert (await store.backlog()).dead == 1
    assert [(one.seq, one.state, one.cause) for one in await store.unsent("c1")] == [
        (1, "dead", "refused"),
        (2, "dismissed", "gone"),
        (3, "dismissed", "gone"),
    ], "the customer still does not have them"
    assert (await store.retry("c1", 2), await store.retry_all("gone"), await store.dismiss("c1", 2, 21.0)) == (Retried(0), 0, 0)
    assert await drained(store) == []


async def test_what_a_takeover_dropped_was_not_dismissed(store: AnyStore) -> None:
    await begin(store, "one", "two")
    await held(store)
    assert await store.unsent("c1") == []


async def test_a_line_that_was_given_up_comes_with_what_its_customer_wrote_last(store: AnyStore) -> None:
    await begin(store)
    await turn(store, messages=(Message(1, "customer", "where is it?", 5.0, 1), Message(2, "bot", "In Utrecht.", 5.0, 1)))
    await fails(store, REFUSED)
    assert [dead.wrote for dead in await store.undelivered()] == ["where is it?"]
