"""One turn, from an event to rest."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation, Utterance
from bot.dialogue.effects import CallAction
from bot.dialogue.events import (
    ActionFailed,
    ActionRequested,
    ActionReturned,
    ConversationOpened,
    Event,
    Found,
    MessageReceived,
    ModelFailed,
    OperatorJoined,
    Understood,
    Value,
)
from bot.dialogue.step import opening
from bot.engine import TRIES, Engine
from bot.errors import ActionError, AlreadyHandled, StoreConflict
from bot.store.memory import MemoryStore
from bot.store.records import Inbound, Lease, Turn
from bot.turn import Vector
from tests.dialogue.shop import DOMAIN
from tests.store.parts import Models, engine

CANCEL = "cancel my order HL-204518"


class Killed(BaseException):
    """What a process does not survive."""


class Contested(MemoryStore):
    """Somebody else writes just before the first ``losses`` commits."""

    losses = 0

    async def commit(self, lease: Lease, turn: Turn) -> None:
        if self.losses:
            self.losses -= 1
            raise StoreConflict("somebody was faster")
        await super().commit(lease, turn)


def wrote(text: str, delivery_id: str = "d1") -> MessageReceived:
    return MessageReceived(7.0, text, delivery_id)


async def a_store(store: MemoryStore | None = None) -> MemoryStore:
    store = store or MemoryStore()
    await store.create(opening("c1", DOMAIN, "en"), "web", 1.0)
    return store


async def lines(store: MemoryStore) -> list[str]:
    return [f"{m.author}: {m.text}" for m in await store.messages("c1")]


def kinds(turn: Turn) -> list[type[Event]]:
    return [type(event) for event in turn.events]


async def test_a_question_is_understood_searched_for_and_answered_with_one_reading() -> None:
    store, models = await a_store(), Models()
    turn = await engine(store, models).handle("c1", wrote("what does delivery cost"))
    assert kinds(turn) == [MessageReceived, Understood, Found]
    assert models.read == ["what does delivery cost"]
    assert await lines(store) == ["customer: what does delivery cost", "bot: Delivery costs $4.90."]
    assert (turn.domain_version, turn.model_version) == ("v1", "test-1")
    assert turn.took > 0
    assert any(reason.rule == "answer_found" and reason.fired for reason in turn.trace)


async def test_lines_carry_the_number_that_their_turn_has_in_the_log() -> None:
    store = await a_store()
    bot = engine(store, Models())
    await bot.handle("c1", ConversationOpened(1.0, "en"))
    await bot.handle("c1", wrote("what does delivery cost"))
    await bot.handle("c1", OperatorJoined(2.0, "Ada"))
    assert [(m.seq, m.turn) for m in await store.messages("c1")] == [(1, 1), (2, 2), (3, 2), (4, 3)]
    assert [log.turn for log in await store.turns("c1")] == [1, 2, 3]


async def test_a_writing_action_is_kept_as_requested_before_it_runs() -> None:
    store = await a_store()
    seen: list[tuple[str, ...]] = []

    class Looking(Models):
        async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
            requested = (await store.head("c1")).requested
            seen.append((request.action, *(event.action for event in requested if event.key == request.key)))
            return await super().call(request, conversation, at)

    bot = engine(store, Looking())
    await bot.handle("c1", wrote(CANCEL))
    turn = await bot.handle("c1", wrote("yes please", "d2"))
    assert seen == [("order_status",), ("cancel_order", "cancel_order")]
    assert kinds(turn)[-2:] == [ActionRequested, ActionReturned]
    assert (await store.head("c1")).requested == ()


async def test_a_writing_action_that_a_crash_cut_off_is_repeated_with_its_key() -> None:
    store, models = await a_store(), Models()

    class Dying(Models):
        async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
            await super().call(request, conversation, at)
            raise Killed if request.action == "cancel_order" else ActionError("never")

    await engine(store, models).handle("c1", wrote(CANCEL))
    dying = Dying()
    opened = await store.open("c1")
    running = asyncio.create_task(engine(store, dying).play(opened, wrote("yes please", "d2"), ""))
    with pytest.raises(Killed):
        await running
    await store.release(opened.lease)
    turn = await engine(store, models).handle("c1", wrote("yes please", "d2"))
    assert models.called("cancel_order") == dying.called("cancel_order") != []
    assert (await lines(store))[-1] == "bot: HL-204518 is cancelled."
    assert kinds(turn).count(ActionReturned) == 1


async def test_an_action_that_an_earlier_try_began_is_asked_for_its_result_even_if_the_turn_goes_another_way() -> None:
    store, models = await a_store(), Models()
    opened = await store.open("c1")
    await store.request(opened.lease, ActionRequested(3.0, "c1:d1:1", "cancel_order", {"order_code": "HL-204518"}))
    await store.release(opened.lease)
    await engine(store, models).handle("c1", OperatorJoined(4.0, "Ada"))
    assert models.calls == []
    turn = await engine(store, models).handle("c1", wrote("yes please"))
    assert models.called("cancel_order") == ["c1:d1:1"]
    assert next(event for event in turn.events if isinstance(event, ActionReturned)).results == {"status": "cancelled"}
    assert (await lines(store))[1:] == ["customer: yes please"]
    assert (await store.head("c1")).requested == ()


async def test_who_interrupts_a_writing_action_waits_until_it_is_over() -> None:
    store, models = await a_store(), Models(action_gate=asyncio.Event())
    bot = engine(store, models)
    await bot.handle("c1", wrote(CANCEL))
    running = asyncio.create_task(bot.handle("c1", wrote("yes please", "d2")))
    await models.reached.wait()
    running.cancel()
    await asyncio.sleep(0.02)
    assert not running.done()
    assert models.action_gate is not None
    models.action_gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_an_action_that_fails_is_an_event_and_not_an_error() -> None:
    class Down(Models):
        async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
            raise ActionError("the shop does not answer")

    store = await a_store()
    turn = await engine(store, Down()).handle("c1", wrote(CANCEL))
    assert kinds(turn)[-1] is ActionFailed
    assert turn.conversation.mode == "queued"


async def test_a_turn_that_loses_a_conflict_runs_again() -> None:
    store, models = Contested(), Models()
    store.losses = 2
    await a_store(store)
    await engine(store, models).handle("c1", wrote("what does delivery cost"))
    assert len(models.read) == 3
    assert await lines(store) == ["customer: what does delivery cost", "bot: Delivery costs $4.90."]


async def test_a_turn_that_always_loses_gives_up_and_leaves_the_conversation_free() -> None:
    store = Contested()
    store.losses = TRIES
    await a_store(store)
    with pytest.raises(StoreConflict):
        await engine(store, Models()).handle("c1", wrote("what does delivery cost"))
    await asyncio.wait_for(store.open("c1"), 1)


async def test_a_turn_that_raises_leaves_nothing_and_lets_go_of_the_conversation() -> None:
    store = await a_store()
    with pytest.raises(RuntimeError):
        await engine(store, Models(broken={"boom"})).handle("c1", wrote("boom"))
    assert await store.messages("c1") == []
    await asyncio.wait_for(store.open("c1"), 1)


async def test_a_message_that_was_answered_costs_no_reading() -> None:
    store, models = await a_store(), Models()
    await store.receive(Inbound("k", "c1", wrote("what does delivery cost")), 2.0)
    await engine(store, models).handle("c1", wrote("what does delivery cost"), "k")
    with pytest.raises(AlreadyHandled):
        await engine(store, models).handle("c1", wrote("what does delivery cost"), "k")
    assert len(models.read) == 1


async def test_a_model_that_takes_too_long_is_an_event_and_the_customer_hears_of_it() -> None:
    store, models = await a_store(), Models(gate=asyncio.Event())
    bot = Engine(store, engine(store, models).packs, seconds=0.05)
    turn = await asyncio.wait_for(bot.handle("c1", wrote("what does delivery cost")), 2)
    assert kinds(turn) == [MessageReceived, ModelFailed]
    assert (await lines(store))[-1] == "bot: model_failed"


async def test_an_operator_who_takes_over_does_not_wait_for_the_bot_which_then_is_silent() -> None:
    store, models = await a_store(), Models(gate=asyncio.Event())
    bot = engine(store, models)
    running = asyncio.create_task(bot.handle("c1", wrote("what does delivery cost")))
    await models.reached.wait()
    await asyncio.wait_for(bot.handle("c1", OperatorJoined(8.0, "Ada")), 1)
    assert models.gate is not None
    models.gate.set()
    await asyncio.wait_for(running, 1)
    assert await lines(store) == ["system: Ada is here.", "customer: what does delivery cost"]


@pytest.mark.parametrize("mode", ["bot", "queued", "operator", "closed"])
async def test_an_apology_brings_a_person_in_and_never_talks_over_one(mode: str) -> None:
    store = await a_store()
    opened = await store.open("c1")
    changed = replace(opened.conversation, mode=mode)  # type: ignore[arg-type]
    await store.commit(opened.lease, Turn(changed, (), (), (), 1.0, 0.0, "v1", "m1"))
    turn = await engine(store, Models()).apologise("c1", wrote("boom"), "", "RuntimeError: a bug")
    told = ["bot: model_failed", "bot: handed_over"] if mode in ("bot", "closed") else []
    assert await lines(store) == ["customer: boom", *told]
    assert turn.conversation.mode == ("operator" if mode == "operator" else "queued")
    assert turn.trace[0].because == "RuntimeError: a bug"


async def test_a_passage_may_be_searched_with_a_message_of_an_earlier_turn() -> None:
    class Counting(Models):
        async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
            understood, vector = await super().understand(text, at)
            return understood, vector + len(self.read)

    store, models = await a_store(), Counting()
    bot = engine(store, models)
    await bot.handle("c1", MessageReceived(1.0, "Delivery cost", "d1", "intent:delivery_cost"))
    assert models.read == ["Delivery cost"]
    assert (await lines(store))[-1] == "bot: Delivery costs $4.90."
