"""What an operator does, and what the customer and the bot see of it."""

import pytest

from bot.account import Account
from bot.desk.acting import Late, NotNow, Operator, Unfit
from bot.dialogue.events import ConversationClosed, Event, OperatorJoined, OperatorSaid, OperatorTransferred
from bot.errors import UnknownConversation
from tests.desk.cases import TRACK, Shop

TOM = Account("Tom", "")


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def mia(shop: Shop) -> Operator:
    return Operator("Mia", shop, 200)


@pytest.fixture
def tom(shop: Shop) -> Operator:
    return Operator("Tom", shop, 200)


async def test_after_a_takeover_the_customer_reads_the_operator_and_the_bot_is_silent(shop: Shop, mia: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    before = len(shop.texts("c1", "bot"))
    await mia.say("c1", "  Hello, I am looking at it.\n")
    await shop.write("c1", TRACK, 20.0)
    assert shop.texts("c1", "operator") == ["Hello, I am looking at it."]
    assert len(shop.texts("c1", "bot")) == before
    assert shop.kept["c1"].summary.operator == "Mia"


async def test_given_back_the_bot_answers_again_and_knows_what_the_operator_said(shop: Shop, mia: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    await mia.say("c1", "Your kettle is on its way.")
    await mia.release("c1")
    await shop.write("c1", TRACK, 20.0)
    assert shop.kept["c1"].summary.mode == "bot"
    assert "HL-204518 arrives on 27 November." in shop.texts("c1", "bot")
    assert shop.kept["c1"].conversation.operator_words == ("Your kettle is on its way.",)


async def test_a_conversation_of_the_bot_can_be_taken_over_too(shop: Shop, mia: Operator) -> None:
    await shop.start("c1")
    await mia.take("c1")
    assert shop.kept["c1"].summary.mode == "operator"


async def test_a_colleague_who_came_second_is_told_who_has_it(shop: Shop, mia: Operator, tom: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    await mia.take("c1")
    with pytest.raises(NotNow, match="Mia has taken"):
        await tom.take("c1")
    for act in (tom.say("c1", "hi"), tom.release("c1"), tom.close("c1")):
        with pytest.raises(NotNow, match="Mia has"):
            await act
    assert shop.kept["c1"].summary.operator == "Mia"
    assert shop.texts("c1", "operator") == []


async def test_a_colleague_can_take_it_over_by_saying_from_whom(shop: Shop, mia: Operator, tom: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    with pytest.raises(NotNow):
        await tom.take("c1", from_colleague="Ann")
    await tom.take("c1", from_colleague="Mia")
    assert shop.kept["c1"].summary.operator == "Tom"
    with pytest.raises(NotNow, match="Tom has taken"):
        await mia.say("c1", "hello?")


async def test_without_taking_over_nothing_can_be_said(shop: Shop, mia: Operator) -> None:
    await shop.queued("c1")
    with pytest.raises(NotNow, match="take it over first"):
        await mia.say("c1", "hello")
    assert shop.texts("c1", "operator") == []


async def test_each_saying_has_an_id_of_its_own_and_empty_ones_are_not_said(shop: Shop, mia: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    for text in ("same", "same", "  \n"):
        await mia.say("c1", text)
    sayings = [event.delivery_id for _, event in shop.events if isinstance(event, OperatorSaid)]
    assert len(sayings) == len(set(sayings)) == 2


async def test_a_text_that_is_too_long_is_refused_before_it_is_sent(shop: Shop, mia: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    with pytest.raises(NotNow, match="201 characters"):
        await mia.say("c1", "x" * 201)
    assert shop.texts("c1", "operator") == []


async def test_closing_ends_it_once(shop: Shop, mia: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    await mia.close("c1")
    await mia.close("c1")
    assert shop.kept["c1"].summary.mode == "closed"
    assert [event.by for _, event in shop.events if isinstance(event, ConversationClosed)] == ["operator"]


async def test_a_colleague_who_is_handed_a_conversation_has_it_and_whoever_handed_it_on_does_not(
    shop: Shop, mia: Operator, tom: Operator
) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    await mia.transfer("c1", TOM, "  She was promised a refund.\n")
    assert [event.note for _, event in shop.events if isinstance(event, OperatorTransferred)] == ["She was promised a refund."]
    with pytest.raises(NotNow, match="Tom has taken"):
        await mia.say("c1", "hello?")
    await tom.say("c1", "Hello, I am Tom.")
    assert (shop.kept["c1"].summary.operator, shop.kept["c1"].summary.handed_by) == ("Tom", "Mia")


async def test_handed_to_nobody_in_particular_it_waits_in_the_queue(shop: Shop, mia: Operator, tom: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    await mia.transfer("c1", None)
    assert (shop.kept["c1"].summary.mode, shop.kept["c1"].summary.operator) == ("queued", None)
    await tom.take("c1")
    assert shop.kept["c1"].summary.operator == "Tom"


async def test_what_one_does_not_have_cannot_be_handed_on(shop: Shop, mia: Operator, tom: Operator) -> None:
    await shop.queued("c1")
    with pytest.raises(NotNow, match="take it over first"):
        await mia.transfer("c1", TOM)
    await tom.take("c1")
    with pytest.raises(NotNow, match="Tom has taken"):
        await mia.transfer("c1", Account("Ann", ""))
    assert not any(isinstance(event, OperatorTransferred) for _, event in shop.events)


async def test_nobody_hands_a_conversation_to_themselves_or_with_a_note_that_nobody_would_read(shop: Shop, mia: Operator) -> None:
    await shop.queued("c1")
    await mia.take("c1")
    with pytest.raises(Unfit, match="That is you"):
        await mia.transfer("c1", Account("Mia", ""))
    with pytest.raises(Unfit, match="201 characters; 200 go into one note"):
        await mia.transfer("c1", TOM, "x" * 201)
    assert shop.kept["c1"].summary.operator == "Mia"


class Snatching(Shop):
    """Where a colleague takes every conversation over in the moment in which it is handed on."""

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool:
        if isinstance(event, OperatorTransferred):
            await super().receive(conversation_id, OperatorJoined(event.at, "Ann"), f"{key}:ann")
        return await super().receive(conversation_id, event, key)


async def test_who_was_not_fast_enough_to_hand_it_on_is_told_who_has_it() -> None:
    shop = Snatching()
    mia = Operator("Mia", shop, 200)
    await shop.queued("c1")
    await mia.take("c1")
    with pytest.raises(NotNow, match="Ann has taken"):
        await mia.transfer("c1", TOM)
    assert shop.kept["c1"].summary.operator == "Ann"


async def test_a_busy_server_says_that_the_act_is_kept(shop: Shop, mia: Operator) -> None:
    await shop.queued("c1")
    shop.slow = True
    with pytest.raises(Late, match="kept"):
        await mia.take("c1")


async def test_a_conversation_that_does_not_exist_cannot_be_taken(mia: Operator) -> None:
    with pytest.raises(UnknownConversation):
        await mia.take("nowhere")
