"""What every store promises: in memory, SQLite and PostgreSQL alike."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy.exc import StatementError

from bot.dialogue.conversation import Conversation, Frame, Offer, Timer, Utterance
from bot.dialogue.effects import Button, Drawing, Escalate
from bot.dialogue.events import (
    ActionRequested,
    ActionReturned,
    ConversationOpened,
    MessageReceived,
    Score,
    Thresholds,
    TimerFired,
    Understood,
)
from bot.errors import AlreadyHandled, Overloaded, StoreConflict, UnknownConversation
from bot.keys import key
from bot.store.memory import MemoryStore
from bot.store.records import Due, Inbound, Message, Stored
from bot.store.rows import inbox_row
from bot.store.writes import Receive
from tests.store.parts import AnyStore, a_turn

Another = Callable[..., Awaitable[AnyStore]]
LATE = 10.0
"""Seconds after which a test that waits for something has failed."""


async def begin(store: AnyStore, *ids: str) -> None:
    for one in ids or ("c1",):
        assert await store.create(Conversation(one, "shop"), "web", 1.0)


def wrote(text: str, number: int = 1, conversation_id: str = "c1") -> Inbound:
    return Inbound(f"{conversation_id}:{number}", conversation_id, MessageReceived(2.0, text, str(number)))


async def test_a_conversation_is_what_its_last_turn_left(store: AnyStore) -> None:
    await begin(store)
    opened = await store.open("c1")
    turn = a_turn(
        opened, "Hello!", "Which order?", language="zh", stack=(Frame("track", "code", 1),), slots={"order_code": "HL-1", "n": 2.5}
    )
    await store.commit(opened.lease, turn)

    again = await store.open("c1")
    assert again.conversation == turn.conversation
    assert (again.last_seq, again.last_turn) == (2, 1)
    assert [m.text for m in await store.messages("c1")] == ["Hello!", "Which order?"]
    (logged,) = await store.turns("c1")
    assert (logged.turn, logged.events, logged.trace, logged.model_version) == (1, turn.events, turn.trace, "m1")


async def test_lines_are_read_from_where_the_reader_left_off(store: AnyStore) -> None:
    await begin(store)
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, *"abcde"))
    assert [m.text for m in await store.messages("c1", after=2)] == ["c", "d", "e"]
    assert [m.text for m in await store.messages("c1", after=1, limit=2)] == ["b", "c"]
    assert await store.messages("c1", after=5) == []


@pytest.mark.parametrize("text", ["👩‍👩‍👧 🚚", "أين طلبي", "退货\n退款", "x" * 100_000, "'; DROP TABLE messages; --", "“quoted” \\ \t"])
async def test_any_text_is_kept_as_it_was_written(store: AnyStore, text: str) -> None:
    await begin(store)
    await store.receive(wrote(text), 2.0)
    (waiting,) = await store.waiting()
    assert waiting.inbound == wrote(text)
    opened = await store.open("c1")
    line = Message(1, "customer", text, 2.0, 1, (Button(text[:50], "affirm"),), "answer", "costs#1", "text", "d1")
    await store.commit(opened.lease, replace(a_turn(opened, inbound=("c1:1",)), messages=(line,)))
    assert await store.messages("c1") == [line]


async def test_a_text_with_nul_does_not_stop_anything(store: AnyStore) -> None:
    await begin(store)
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, "before\x00after"))
    assert "after" in (await store.messages("c1"))[0].text


async def test_an_id_can_be_used_once(store: AnyStore) -> None:
    await begin(store)
    assert await store.create(Conversation("c1", "shop", language="zh"), "rest", 2.0) is Stored.BEFORE
    assert (await store.head("c1")).conversation.language == "en"


async def test_an_unknown_conversation_is_named(store: AnyStore) -> None:
    for attempt in (store.open("nobody"), store.receive(wrote("hello", conversation_id="nobody"), 1.0), store.head("nobody")):
        with pytest.raises(UnknownConversation, match="nobody"):
            await attempt
    assert await store.messages("nobody") == []
    assert await store.turns("nobody") == []


async def test_a_message_delivered_twice_is_kept_once(store: AnyStore) -> None:
    await begin(store)
    assert await store.receive(wrote("where is my parcel"), 2.0) is Stored.FIRST
    assert await store.receive(wrote("where is my parcel"), 3.0) is Stored.BEFORE
    assert len(await store.waiting()) == 1


async def test_the_same_message_delivered_by_two_processes_at_once_is_kept_once(another: Another) -> None:
    first, second = await another(), await another()
    await begin(first)
    kept = await asyncio.gather(*(store.receive(wrote("hello", n // 2), 2.0) for n in range(40) for store in (first, second)))
    assert sum(map(bool, kept)) == 20
    assert len(await first.waiting()) == 20


async def test_an_event_is_the_first_only_while_nothing_else_of_its_conversation_waits(store: AnyStore) -> None:
    await begin(store, "c2")
    opening = Inbound("c1:0", "c1", MessageReceived(1.0, "hello", "0"))
    assert await store.create(Conversation("c1", "shop"), "web", 1.0, first=opening) is Stored.FIRST
    assert await store.receive(wrote("hello", 1), 2.0) is Stored.BEHIND
    assert await store.receive(wrote("hello", 1, "c2"), 2.0) is Stored.FIRST
    opened = await store.open("c1", "c1:0")
    await store.commit(opened.lease, a_turn(opened, inbound=("c1:0",)))
    assert await store.receive(wrote("hello", 2), 2.0) is Stored.BEHIND
    opened = await store.open("c1", "c1:1")
    await store.commit(opened.lease, a_turn(opened, inbound=("c1:1", "c1:2")))
    assert await store.receive(wrote("hello", 3), 2.0) is Stored.FIRST


async def test_of_several_messages_that_are_stored_together_one_is_the_first(store: AnyStore) -> None:
    await begin(store)
    assert sorted(await asyncio.gather(*(store.receive(wrote("hello", n), 2.0) for n in range(4)))) == [Stored.BEHIND] * 3 + [Stored.FIRST]


async def test_messages_wait_in_the_order_in_which_they_came(store: AnyStore) -> None:
    await begin(store)
    for number in range(1, 6):
        await store.receive(wrote(f"message {number}", number), 2.0)
    waiting = await store.waiting()
    assert [row.inbound.key for row in waiting] == [f"c1:{n}" for n in range(1, 6)]
    assert [row.inbound.key for row in await store.waiting(after=waiting[2].position, limit=1)] == ["c1:4"]


async def test_what_waits_can_be_asked_for_by_conversation(store: AnyStore) -> None:
    await begin(store, "c1", "c2", "c3")
    for number, one in enumerate(("c2", "c1", "c3", "c2")):
        await store.receive(wrote("hello", number, one), 2.0)
    assert [row.inbound.key for row in await store.waiting(of={"c2", "c9"})] == ["c2:0", "c2:3"]
    assert await store.waiting(of=set()) == []


async def test_a_turn_answers_its_message_in_its_own_commit(store: AnyStore) -> None:
    await begin(store)
    await store.receive(wrote("hello"), 2.0)
    opened = await store.open("c1", "c1:1")
    assert await store.handled("c1:1") is False
    await store.commit(opened.lease, a_turn(opened, "Hello!", inbound=("c1:1",)))
    assert await store.handled("c1:1") is True
    assert await store.waiting() == []
    assert await store.receive(wrote("hello"), 9.0) is Stored.BEFORE


async def test_a_message_that_was_answered_is_not_answered_again(store: AnyStore) -> None:
    await begin(store)
    await store.receive(wrote("hello"), 2.0)
    opened = await store.open("c1", "c1:1")
    await store.commit(opened.lease, a_turn(opened, "Hello!", inbound=("c1:1",)))
    again = await store.open("c1")
    with pytest.raises(AlreadyHandled):
        await store.commit(again.lease, a_turn(again, "Hello again!", inbound=("c1:1",)))
    await store.release(again.lease)
    assert [m.text for m in await store.messages("c1")] == ["Hello!"]


async def test_another_process_learns_that_a_message_was_answered_before_it_begins(another: Another) -> None:
    first, second = await another(keep=0.05), await another()
    await begin(first)
    await first.receive(wrote("hello"), 2.0)
    opened = await first.open("c1", "c1:1")
    await first.commit(opened.lease, a_turn(opened, "Hello!", inbound=("c1:1",)))
    with pytest.raises(AlreadyHandled):
        await second.open("c1", "c1:1")
    assert (await asyncio.wait_for(second.open("c1"), LATE)).last_seq == 1


async def test_a_turn_waits_until_the_one_before_is_over(another: Another) -> None:
    first, second = await another(), await another(keep=0.05)
    await begin(first)
    for store in (first, second):
        running = await second.open("c1")
        waiting = asyncio.create_task(store.open("c1"))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await second.commit(running.lease, a_turn(running, "one"))
        opened = await asyncio.wait_for(waiting, LATE)
        assert opened.last_seq == running.last_seq + 1
        await store.release(opened.lease)


async def test_turns_of_one_process_run_in_the_order_in_which_they_came(store: AnyStore) -> None:
    await begin(store)

    async def say(text: str) -> None:
        opened = await store.open("c1")
        await asyncio.sleep(0.001)
        await store.commit(opened.lease, a_turn(opened, text))

    tasks = []
    for number in range(20):
        tasks.append(asyncio.create_task(say(str(number))))
        await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.gather(*tasks), LATE)
    lines = await store.messages("c1")
    assert sorted(int(line.text) for line in lines) == list(range(20))
    assert [line.seq for line in lines] == list(range(1, 21))


async def test_two_processes_never_write_into_one_another(another: Another) -> None:
    first, second = await another(keep=0.02), await another(keep=0.02)
    await begin(first)

    async def say(store: AnyStore, text: str) -> None:
        while True:
            opened = await store.open("c1")
            with suppress(StoreConflict):  # a lease that is kept so shortly may end under a turn that has just begun
                return await store.commit(opened.lease, a_turn(opened, f"{text} begins", f"{text} ends"))
            await store.release(opened.lease)

    await asyncio.wait_for(asyncio.gather(*(say(store, f"{n}") for n in range(5) for store in (first, second))), LATE)
    lines = [line.text for line in await first.messages("c1")]
    assert len(lines) == 20
    assert all(lines[i + 1] == lines[i].replace("begins", "ends") for i in range(0, 20, 2))
    assert [log.turn for log in await second.turns("c1")] == list(range(1, 11))


async def test_a_lease_that_ran_out_goes_to_others_and_its_first_owner_writes_nothing_more(another: Another) -> None:
    first, second = await another(seconds=0.2), await another(seconds=0.2)
    await begin(first)
    stalled = await first.open("c1")
    if renewing := getattr(first, "renewing", None):
        renewing.cancel()  # what a process that hangs does
    opened = await asyncio.wait_for(second.open("c1"), LATE)
    with pytest.raises(StoreConflict):
        await first.request(stalled.lease, ActionRequested(3.0, "k", "cancel_order"))
    with pytest.raises(StoreConflict):
        await first.commit(stalled.lease, a_turn(stalled, "late"))
    await second.commit(opened.lease, a_turn(opened, "in time"))
    assert [m.text for m in await second.messages("c1")] == ["in time"]


@pytest.mark.parametrize("same_process", [True, False])
async def test_who_takes_a_conversation_by_force_does_not_wait_and_the_running_turn_loses(another: Another, same_process: bool) -> None:
    first = await another()
    second = first if same_process else await another()
    await begin(first)
    running = await first.open("c1")
    taking = await asyncio.wait_for(second.open("c1", force=True), LATE)
    await second.commit(taking.lease, a_turn(taking, "Ada is here.", mode="operator", operator="Ada"))
    with pytest.raises(StoreConflict):
        await first.commit(running.lease, a_turn(running, "the bot, late"))
    await first.release(running.lease)
    assert [m.text for m in await first.messages("c1")] == ["Ada is here."]
    again = await asyncio.wait_for(first.open("c1"), 2.0)  # less than a lease is kept
    assert again.conversation.mode == "operator"


async def test_what_lost_leaves_nothing_behind(store: AnyStore) -> None:
    await begin(store)
    await store.receive(wrote("hello"), 2.0)
    running = await store.open("c1", "c1:1")
    taking = await store.open("c1", force=True)
    with pytest.raises(StoreConflict):
        await store.commit(running.lease, a_turn(running, "lost", inbound=("c1:1",), slots={"x": 1}))
    await store.release(running.lease)
    await store.release(taking.lease)
    assert await store.handled("c1:1") is False
    assert await store.turns("c1") == []
    assert (await store.head("c1")).conversation.slots == {}


async def test_one_conversations_conflict_does_not_touch_the_turns_that_are_kept_with_it(store: AnyStore) -> None:
    ids = [f"c{n}" for n in range(12)]
    await begin(store, *ids)
    opened = [await store.open(one) for one in ids]
    await store.open("c5", force=True)
    outcomes = await asyncio.gather(*(store.commit(o.lease, a_turn(o, "kept")) for o in opened), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreConflict if one == "c5" else type(None) for one in ids]
    assert [len(await store.messages(one)) for one in ids] == [int(one != "c5") for one in ids]


async def test_a_turn_that_was_given_up_leaves_the_conversation_as_it_was(another: Another) -> None:
    first, second = await another(seconds=10 * LATE), await another(seconds=10 * LATE)
    await begin(first)
    opened = await first.open("c1")
    await first.release(opened.lease)
    await first.release(opened.lease)
    again = await asyncio.wait_for(second.open("c1"), LATE)
    assert again.conversation == opened.conversation
    with pytest.raises(StoreConflict):
        await first.commit(opened.lease, a_turn(opened, "too late"))


async def test_who_stops_waiting_for_a_turn_is_not_in_the_way_of_others(store: AnyStore) -> None:
    await begin(store)
    running = await store.open("c1")
    gone, waiting = asyncio.create_task(store.open("c1")), asyncio.create_task(store.open("c1"))
    await asyncio.sleep(0.02)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await store.commit(running.lease, a_turn(running, "one"))
    assert (await asyncio.wait_for(waiting, LATE)).last_seq == 1


async def test_a_writing_action_is_remembered_until_a_turn_holds_its_answer(another: Another) -> None:
    first, second = await another(seconds=0.3), await another()
    await begin(first)
    requested = ActionRequested(3.0, "c1:d1:1", "cancel_order", {"order_code": "HL-204518"})
    opened = await first.open("c1")
    await first.request(opened.lease, requested)
    await first.request(opened.lease, requested)
    if renewing := getattr(first, "renewing", None):
        renewing.cancel()  # what a crash leaves behind
    again = await asyncio.wait_for(second.open("c1"), LATE)
    assert again.requested == (requested,)
    returned = ActionReturned(4.0, "c1:d1:1", "cancel_order", {"status": "cancelled"})
    await second.commit(again.lease, a_turn(again, "It is cancelled.", events=(requested, returned)))
    assert (await second.open("c1")).requested == ()


async def test_customers_are_turned_away_while_too_much_waits_but_what_came_before_is_known(store: AnyStore) -> None:
    await begin(store)
    for number in range(3):
        await store.receive(wrote("hello", number), 2.0, most=3)
    with pytest.raises(Overloaded) as error:
        await store.receive(wrote("hello", 3), 2.0, most=3)
    assert error.value.retry_after > 0
    with pytest.raises(Overloaded):
        await store.create(Conversation("c2", "shop"), "web", 1.0, most=3)
    assert await store.receive(wrote("hello", 2), 2.0, most=3) is Stored.BEFORE
    assert await store.receive(wrote("hello", 4), 2.0) is Stored.BEHIND
    opened = await store.open("c1", "c1:0")
    await store.commit(opened.lease, a_turn(opened, inbound=("c1:0", "c1:4")))
    assert await store.receive(wrote("hello", 5), 2.0, most=3) is Stored.BEHIND


async def test_of_a_crowd_that_opens_conversations_at_once_as_many_are_let_in_as_may_wait(store: AnyStore) -> None:
    async def opens(number: int) -> Stored:
        first = Inbound(f"c{number}::opened", f"c{number}", ConversationOpened(1.0, "en"))
        return await store.create(Conversation(f"c{number}", "shop"), "web", 1.0, 3, first)

    came = await asyncio.gather(*(opens(number) for number in range(10)), return_exceptions=True)
    assert [type(one) for one in came if one is not Stored.FIRST] == [Overloaded] * 7
    assert [row.inbound.key for row in await store.waiting()] == ["c0::opened", "c1::opened", "c2::opened"]
    assert await opens(0) is Stored.BEFORE


async def test_the_list_of_the_desk_shows_who_waits_longest_first(store: AnyStore) -> None:
    await begin(store, "c1", "c2", "c3")
    for one in ("c2", "c3"):
        opened = await store.open(one)
        turn = a_turn(opened, "A colleague will be with you.", mode="queued", escalation=Escalate("angry", "HL-1 · “enough”"))
        await store.commit(opened.lease, turn)
    since = {s.id: s.waiting_since for s in await store.conversations("shop", "queued")}
    assert list(since) == ["c2", "c3"]
    opened = await store.open("c2")
    lines = (Message(2, "customer", "Still here?", 5.0, 2), Message(3, "bot", "You are in the queue.", 5.0, 2))
    await store.commit(opened.lease, replace(a_turn(opened), messages=lines))
    (first, _) = await store.conversations(mode="queued")
    assert (first.id, first.waiting_since, first.reason, first.summary) == ("c2", since["c2"], "angry", "HL-1 · “enough”")
    assert first.preview == "Still here?"
    assert [s.id for s in await store.conversations()] == ["c2", "c3", "c1"]
    assert [s.id for s in await store.conversations(limit=1)] == ["c2"]
    assert await store.conversations("bank") == []
    opened = await store.open("c2")
    await store.commit(opened.lease, a_turn(opened, mode="operator", operator="Ada", rating=4))
    taken = (await store.head("c2")).summary
    assert (taken.waiting_since, taken.operator, taken.rating, taken.preview) == (None, "Ada", 4, "Still here?")


async def test_the_list_of_the_desk_says_who_handed_a_conversation_on(store: AnyStore) -> None:
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    for state in ({"mode": "operator", "operator": "Mei"}, {"mode": "operator", "operator": "Tom", "handed_by": "Mei"}):
        opened = await store.open("c1")
        await store.commit(opened.lease, a_turn(opened, **state))
    (one,) = await store.conversations(mode="operator")
    assert (one.operator, one.handed_by, one.waiting_since) == ("Tom", "Mei", None)
    assert (await store.head("c1")).summary == one
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, mode="queued", operator=None, handed_by="Tom"))
    (one,) = await store.conversations(mode="queued")
    assert (one.operator, one.handed_by, one.waiting_since) == (None, "Tom", one.updated_at)


async def test_conversations_are_found_by_what_was_written_in_any_of_their_lines(store: AnyStore) -> None:
    await begin(store, "c1", "c2", "c3")
    for id, lines in (("c1", ("My KETTLE leaks, 100% sure", "On its way.")), ("c2", ("杯子坏了", "Hello."))):
        for line in lines:
            opened = await store.open(id)
            await store.commit(opened.lease, a_turn(opened, line))
    assert await store.saying("kettle") == {"c1"}
    assert await store.saying("坏了") == {"c2"}
    assert await store.saying("o") == {"c1", "c2"}
    assert await store.saying("0%") == {"c1"}
    assert await store.saying("0_") == set()
    assert await store.saying("o", recent=1) == {"c2"}


async def test_conversations_are_named_by_the_beginning_of_their_ids(store: AnyStore) -> None:
    await begin(store, "abcdef12", "abcdef99", "ABCDEF", "abc%")
    assert await store.beginning("abcdef") == ["abcdef12", "abcdef99"]
    assert await store.beginning("abcdef1") == ["abcdef12"]
    assert await store.beginning("abc%d") == []
    assert await store.beginning("abc", limit=1) in (["abc%"], ["abcdef12"])


async def test_the_mood_is_that_of_the_last_message_that_was_understood(store: AnyStore) -> None:
    await begin(store)
    angry = Understood(1.0, "enough!", "en", (), 0.0, (Score("negative", 0.8), Score("neutral", 0.2)), (), Thresholds(0.6, 0.5), "m")
    for events in ((angry,), ()):
        opened = await store.open("c1")
        await store.commit(opened.lease, a_turn(opened, "I see.", events=events))
        assert (await store.head("c1")).summary.mood == "negative"


async def test_what_is_foreseen_is_that_of_the_last_message_that_was_understood(store: AnyStore) -> None:
    await begin(store)
    worried = Understood(1.0, "hm", "en", (), 0.0, (), (), Thresholds(0.6, 0.5), "m", satisfaction=2.25, risk=0.62)
    for events, expected in (((), (None, None)), ((worried,), (2.25, 0.62)), ((), (2.25, 0.62))):
        opened = await store.open("c1")
        await store.commit(opened.lease, a_turn(opened, "I see.", events=events, lines=(Utterance("customer", "hm"),)))
        head = await store.head("c1")
        assert (head.summary.satisfaction, head.summary.risk) == expected
        assert head.conversation.lines == (Utterance("customer", "hm"),)


async def test_every_kind_of_state_comes_back(store: AnyStore) -> None:
    await begin(store)
    opened = await store.open("c1")
    turn = a_turn(opened, question=Offer("angry"), operator_words=("hello",), misunderstood=2)
    await store.commit(opened.lease, turn)
    assert (await store.head("c1")).conversation == turn.conversation


@pytest.mark.parametrize("wrong", [{"failure": None}, {"received_at": "my card is 4111 1111"}, {"key": "my card is 4111 1111\x00"}])
async def test_what_a_database_has_against_a_row_is_told_without_a_customers_words(store: AnyStore, wrong: dict[str, object]) -> None:
    if isinstance(store, MemoryStore):
        pytest.skip("memory has nothing against any row")
    await begin(store)
    row = {**inbox_row(wrote("my card is 4111 1111"), 2.0), **wrong}
    try:
        await store.writer.write(Receive("c1", ("c1:1",), row, None))
    except StatementError as error:
        assert "4111" not in "".join(traceback.format_exception(error))
        assert "INSERT INTO inbox" in str(error), "what was tried is told"
    await store.receive(wrote("and afterwards", 2), 2.0)


async def test_a_timer_is_due_when_its_time_has_come_and_until_the_turn_that_ends_it(store: AnyStore) -> None:
    await begin(store, "c1", "c2", "c3")
    for name, timer in (("c1", Timer("remind", 60.0)), ("c2", Timer("close", 30.0))):
        opened = await store.open(name)
        await store.commit(opened.lease, a_turn(opened, "Which order?", timer=timer))
    assert await store.due(29.0) == []
    assert await store.due(60.0) == [Due("c2", 30.0), Due("c1", 60.0)]
    assert await store.due(60.0, limit=1) == [Due("c2", 30.0)]
    opened = await store.open("c2")
    assert opened.conversation.timer == Timer("close", 30.0)
    await store.commit(opened.lease, a_turn(opened, timer=None))
    assert await store.due(60.0) == [Due("c1", 60.0)]


async def test_timers_whose_turns_cannot_be_run_do_not_hide_the_others(store: AnyStore) -> None:
    await begin(store, "c1", "c2")
    for name, due in (("c1", 30.0), ("c2", 60.0)):
        opened = await store.open(name)
        await store.commit(opened.lease, a_turn(opened, timer=Timer("remind", due)))
    assert await store.due(60.0, limit=1) == [Due("c1", 30.0)]
    await store.receive(Inbound(key("c1", "timer", repr(30.0)), "c1", TimerFired(60.0, 30.0)), 60.0)
    assert await store.due(60.0, limit=1) == [Due("c2", 60.0)]


async def test_what_a_picture_is_drawn_of_is_kept_with_its_line(store: AnyStore) -> None:
    await begin(store)
    opened, drawing = await store.open("c1"), Drawing("draw_mix", {"amount": 2.5, "method": None, "answers": "a|b"}, "zh")
    turn = a_turn(opened, "hello", "there")
    await store.commit(opened.lease, replace(turn, messages=(replace(turn.messages[0], drawing=drawing), turn.messages[1])))
    assert [line.drawing for line in await store.messages("c1")] == [drawing, None]
