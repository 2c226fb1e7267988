"""Reception, worker and engine over every store: what customers and operators can rely on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.bus import conversation
from bot.bus.local import LocalBus
from bot.dialogue.events import (
    ActionReturned,
    ConversationClosed,
    CustomerRated,
    Event,
    MessageReceived,
    OperatorJoined,
    OperatorReleased,
    OperatorSaid,
    OperatorTransferred,
)
from bot.errors import Overloaded, PackError, UnknownConversation
from bot.reception import Reception
from tests.dialogue.shop import DOMAIN
from tests.store.parts import AnyStore, Models, a_turn, say, served, transcript

Another = Callable[..., Awaitable[AnyStore]]
COSTS = "Delivery costs $4.90."


async def test_a_customer_is_greeted_and_answered(store: AnyStore) -> None:
    async with served(store, Models()) as reception:
        one = await reception.open("shop", "web", "en")
        assert await say(reception, one, "what does delivery cost", "d1") == ["customer: what does delivery cost", f"bot: {COSTS}"]
        assert await transcript(reception, one) == ["bot: greeting", "customer: what does delivery cost", f"bot: {COSTS}"]
        summary = await reception.summary(one)
        assert (summary.pack, summary.channel, summary.mode, summary.mood) == ("shop", "web", "bot", "neutral")
        assert summary.preview == "what does delivery cost"
        assert [log.turn for log in await reception.turns(one)] == [1, 2]
        assert {line.turn for line in await reception.messages(one, after=1)} == {2}
        assert (await reception.conversation(one)).turn == 1


async def test_a_conversation_may_bring_its_own_id_and_is_opened_once(store: AnyStore) -> None:
    async with served(store, Models()) as reception:
        assert await reception.open("shop", "rasa", "zh", "customer-7") == "customer-7"
        assert await reception.open("shop", "rasa", "en", "customer-7") == "customer-7"
        assert await transcript(reception, "customer-7") == ["bot: zh:greeting"]


async def test_a_pack_that_is_not_served_and_a_conversation_that_is_not_there_are_named(store: AnyStore) -> None:
    async with served(store, Models()) as reception:
        with pytest.raises(PackError, match="shop"):
            await reception.open("bank", "web")
        for attempt in (
            reception.receive("nobody", MessageReceived(1.0, "hello", "d1"), "nobody:d1"),
            reception.messages("nobody"),
            reception.turns("nobody"),
            reception.summary("nobody"),
            reception.conversation("nobody"),
            anext(reception.follow("nobody")),
        ):
            with pytest.raises(UnknownConversation):
                await attempt


async def test_a_message_sent_twice_is_answered_once(store: AnyStore) -> None:
    models = Models()
    async with served(store, models) as reception:
        one = await reception.open("shop", "web")
        event = MessageReceived(1.0, "what does delivery cost", "d1")
        assert await asyncio.gather(*(reception.receive(one, event, "k") for _ in range(4))) == [True, False, False, False]
        assert await asyncio.gather(*(reception.wait(one, "k", 5) for _ in range(4))) == [True] * 4
        assert await reception.receive(one, event, "k") is False
        assert await reception.wait(one, "k", 0) is True
        assert (await transcript(reception, one))[1:] == ["customer: what does delivery cost", f"bot: {COSTS}"]
        assert models.read == ["what does delivery cost"]


async def test_messages_of_one_conversation_are_answered_in_order_whichever_of_two_workers_does_it(another: Another) -> None:
    first, second = await another(keep=0.05), await another(keep=0.05)
    async with served(first, Models(), second) as reception:
        ids = [await reception.open("shop", "rest") for _ in range(4)]
        for number in range(8):
            for one in ids:
                await reception.receive(one, MessageReceived(1.0, f"question {number}", f"d{number}"), f"{one}:{number}")
        for one in ids:
            assert await reception.wait(one, f"{one}:7", 20)
            lines = (await transcript(reception, one))[1:]
            assert lines == [line for n in range(8) for line in (f"customer: question {n}", f"bot: {COSTS}")]


async def test_a_slow_turn_delays_only_its_own_conversation(store: AnyStore) -> None:
    models = Models(gate=asyncio.Event())
    async with served(store, models) as reception:
        slow, quick = await reception.open("shop", "web"), await reception.open("shop", "web")
        await reception.receive(slow, MessageReceived(1.0, "what does delivery cost", "d1"), "slow")
        await models.reached.wait()
        assert await reception.wait(slow, "slow", 0.05) is False
        models.gate = None
        assert len(await say(reception, quick, "what does delivery cost", "d1")) == 2
        assert await transcript(reception, slow) == ["bot: greeting"]


async def test_what_was_kept_before_a_restart_is_answered_after_it(another: Another) -> None:
    first = await another(keep=0.05)
    async with served(first, Models()) as reception:
        one = await reception.open("shop", "web")
    for number in range(3):
        await reception.receive(one, MessageReceived(1.0, f"question {number}", f"d{number}"), f"k{number}")
    async with served(await another(), Models()) as reception:
        assert await reception.wait(one, "k2", 10)
        questions = [line for line in await transcript(reception, one) if line.startswith("customer")]
        assert questions == [f"customer: question {n}" for n in range(3)]


async def test_a_message_stored_by_a_process_that_can_wake_nobody_is_found_by_the_sweep(another: Another) -> None:
    worker, elsewhere = await another(), await another()
    async with served(worker, Models()) as here:
        one = await here.open("shop", "web")
        async with served(elsewhere, Models()) as other:
            pass
        await other.receive(one, MessageReceived(1.0, "what does delivery cost", "d1"), "k")
        assert await other.wait(one, "k", 10)


async def test_who_follows_sees_an_answer_whose_wake_was_lost_as_soon_as_who_waits_for_it(store: AnyStore) -> None:
    async with served(store, Models()) as elsewhere:
        one = await elsewhere.open("shop", "web")
        here = Reception(store, LocalBus(), {"shop": DOMAIN})
        ticks = here.bus.listen(conversation(one))
        await here.receive(one, MessageReceived(1.0, "what does delivery cost", "d1"), f"{one}:d1")
        assert await here.wait(one, f"{one}:d1", 20.0)
        await asyncio.wait_for(anext(ticks), 1.0)


async def test_a_turn_that_fails_again_and_again_ends_with_an_apology_and_a_person(store: AnyStore) -> None:
    models = Models(broken={"my invoice is broken"})
    async with served(store, models) as reception:
        one = await reception.open("shop", "web")
        lines = await say(reception, one, "my invoice is broken", "d1")
        assert lines == ["customer: my invoice is broken", "bot: model_failed", "bot: handed_over"]
        assert models.read == ["my invoice is broken"] * 3
        summary = await reception.summary(one)
        assert (summary.mode, summary.reason) == ("queued", "failure")
        (*_, log) = await reception.turns(one)
        assert "a bug that 'my invoice is broken' sets off" in log.trace[0].because


async def test_a_model_that_is_gone_is_said_at_once(store: AnyStore) -> None:
    async with served(store, Models(unavailable=True)) as reception:
        one = await reception.open("shop", "web")
        assert await say(reception, one, "what does delivery cost", "d1") == ["customer: what does delivery cost", "bot: model_failed"]


async def test_an_operator_who_takes_over_a_running_turn_is_not_talked_over(store: AnyStore) -> None:
    models = Models(gate=asyncio.Event())
    async with served(store, models) as reception:
        one = await reception.open("shop", "web")
        await reception.receive(one, MessageReceived(1.0, "what does delivery cost", "d1"), "customer")
        await models.reached.wait()
        await reception.receive(one, OperatorJoined(2.0, "Ada"), "joined")
        assert await reception.wait(one, "joined", 5)
        await reception.receive(one, OperatorSaid(3.0, "Ada", "Hello, I am Ada.", "o1"), "said")
        assert await reception.wait(one, "said", 5), "the operator waits for the bot"
        assert models.gate is not None
        models.gate.set()
        await asyncio.sleep(0.05)
        assert await transcript(reception, one) == [
            "bot: greeting",
            "system: Ada is here.",
            "customer: what does delivery cost",
            "operator: Hello, I am Ada.",
        ]
        assert (await reception.summary(one)).operator == "Ada"


async def test_an_operator_takes_over_from_a_worker_in_another_process(another: Another) -> None:
    here, elsewhere = await another(), await another()
    models = Models(gate=asyncio.Event())
    async with served(elsewhere, models) as reception:
        one = await reception.open("shop", "web")
        await reception.receive(one, MessageReceived(1.0, "what does delivery cost", "d1"), "customer")
        await models.reached.wait()
        taking = await here.open(one, force=True)
        await here.commit(taking.lease, a_turn(taking, "Ada is here.", mode="operator", operator="Ada"))
        assert models.gate is not None
        models.gate.set()
        assert await reception.wait(one, "customer", 10)
        assert await transcript(reception, one) == ["bot: greeting", "bot: Ada is here.", "customer: what does delivery cost"]


async def test_a_writing_action_that_ran_when_an_operator_took_over_is_known_to_the_operator(store: AnyStore) -> None:
    models = Models(action_gate=asyncio.Event())
    async with served(store, models) as reception:
        one = await reception.open("shop", "web")
        await say(reception, one, "cancel my order HL-204518", "d1")
        await reception.receive(one, MessageReceived(1.0, "yes please", "d2"), "yes")
        await models.reached.wait()
        await reception.receive(one, OperatorJoined(2.0, "Ada"), "joined")
        assert await reception.wait(one, "joined", 5)
        assert models.action_gate is not None
        models.action_gate.set()
        assert await reception.wait(one, "yes", 5)
        assert (await transcript(reception, one))[-2:] == ["system: Ada is here.", "customer: yes please"]
        (*_, log) = await reception.turns(one)
        returned = [event for event in log.events if isinstance(event, ActionReturned)]
        assert [event.results for event in returned] == [{"status": "cancelled"}]
        assert len(models.called("cancel_order")) == 2 and len(set(models.called("cancel_order"))) == 1
        assert (await store.head(one)).requested == ()


async def test_an_operator_speaks_gives_back_and_the_bot_goes_on(store: AnyStore) -> None:
    async with served(store, Models()) as reception:
        one = await reception.open("shop", "web")
        events: dict[str, Event] = {
            "a": OperatorJoined(1.0, "Ada"),
            "b": OperatorSaid(2.0, "Ada", "Let me look.", "o1"),
            "c": OperatorReleased(3.0, "Ada"),
            "d": CustomerRated(4.0, 5),
            "e": ConversationClosed(5.0, "customer"),
        }
        for key, event in events.items():
            await reception.receive(one, event, key)
        assert await reception.wait(one, "e", 5)
        said = await transcript(reception, one)
        assert said[1:] == ["system: Ada is here.", "operator: Let me look.", "bot: operator_left", "bot: rated", "bot: closed"]
        summary = await reception.summary(one)
        assert (summary.mode, summary.rating) == ("closed", 5)


async def test_an_operator_hands_on_what_they_have_and_nothing_else_and_the_note_stays_in_the_log(store: AnyStore) -> None:
    async with served(store, Models()) as reception:
        one = await reception.open("shop", "web")
        handed = OperatorTransferred(3.0, "Ada", "Ben", "He was promised a refund.")
        events: dict[str, Event] = {
            "too early": replace(handed, at=1.0),
            "joined": OperatorJoined(2.0, "Ada"),
            "handed": handed,
            "too late": replace(handed, at=4.0, to="Cem"),
            "queued": OperatorTransferred(5.0, "Ben", None),
        }
        for key, event in events.items():
            await reception.receive(one, event, key)
            assert await reception.wait(one, key, 5)
            if key == "too late":
                summary = await reception.summary(one)
                assert (summary.mode, summary.operator, summary.handed_by) == ("operator", "Ben", "Ada")
        assert await transcript(reception, one) == [
            "bot: greeting",
            "system: Ada is here.",
            "system: Ben takes over.",
            "system: operator_queued",
        ]
        (waiting,) = await reception.conversations("shop", "queued")
        assert (waiting.operator, waiting.handed_by) == (None, "Ben")
        assert [event for log in await reception.turns(one) for event in log.events][1:] == list(events.values())


async def test_the_queue_of_the_desk_shows_angry_customers(store: AnyStore) -> None:
    async with served(store, Models()) as reception:
        one = await reception.open("shop", "web")
        for number in range(3):
            await say(reception, one, "this is the worst shop ever", f"d{number}")
        (waiting,) = await reception.conversations("shop", "queued")
        assert (waiting.id, waiting.reason, waiting.mood) == (one, "angry", "negative")
        assert waiting.waiting_since is not None


async def test_followers_see_every_change_and_first_of_all_what_there_is(store: AnyStore) -> None:
    async with served(store, Models()) as reception:
        one = await reception.open("shop", "web")
        seen: list[int] = []

        async def follow() -> None:
            async for _ in reception.follow(one):
                seen.append(len(await reception.messages(one)))

        async def follow_all() -> None:
            async for _ in reception.follow_all():
                seen.append(-1)

        tasks = [asyncio.create_task(follow()), asyncio.create_task(follow_all())]
        await asyncio.sleep(0.1)
        assert sorted(seen) == [-1, 1]
        await say(reception, one, "what does delivery cost", "d1")
        await asyncio.sleep(0.1)
        assert seen.count(-1) >= 2 and 3 in seen
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_customers_are_asked_to_come_back_when_too_much_waits_and_operators_are_not(store: AnyStore) -> None:
    models = Models(gate=asyncio.Event())
    async with served(store, models, most=2) as reception:
        one, two = await reception.open("shop", "web"), await reception.open("shop", "web")
        for conversation in (one, two):
            await reception.receive(conversation, MessageReceived(1.0, "what does delivery cost", "d1"), f"{conversation}:1")
        with pytest.raises(Overloaded):
            await reception.receive(one, MessageReceived(1.0, "hello?", "d2"), f"{one}:2")
        with pytest.raises(Overloaded):
            await reception.open("shop", "web")
        await reception.receive(one, OperatorJoined(2.0, "Ada"), "joined")
        assert await reception.wait(one, "joined", 5)
        assert models.gate is not None
        models.gate.set()
        assert await reception.wait(two, f"{two}:1", 5)
        assert await reception.receive(two, MessageReceived(1.0, "hello?", "d2"), f"{two}:2") is True


async def test_a_pack_that_changed_under_a_conversation_does_not_stop_it(store: AnyStore) -> None:
    async with served(store, Models()) as reception:
        one = await reception.open("shop", "web")
        await say(reception, one, "cancel my order HL-204518", "d1")
        opened = await store.open(one)
        (frame,) = opened.conversation.stack
        changed = replace(opened.conversation, stack=(replace(frame, flow="gone"),))
        await store.commit(opened.lease, replace(a_turn(opened), conversation=changed))
        assert await say(reception, one, "what does delivery cost", "d2") == ["customer: what does delivery cost", f"bot: {COSTS}"]
