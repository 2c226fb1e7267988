"""What conversations tell about how messages should have been read."""

from dataclasses import replace

import pytest

from bot.dialogue.events import MessageReceived
from bot.feedback import Heard, Talk, heard
from bot.store.annotations import Annotation
from tests.desk.cases import TRACK, Shop
from tests.dialogue.shop import reading

VAGUE, STRANGE = "it is about the thing", "do you sell horses"


def shop() -> Shop:
    shop = Shop()
    shop.readers |= {
        VAGUE: reading(("track_order", 0.4), ("cancel_order", 0.35), ("delivery_cost", 0.1)),
        STRANGE: reading(("greeting", 0.2), outside=0.97),
    }
    return shop


def told(shop: Shop, *marks: Annotation, id: str = "c1") -> list[Heard]:
    kept = shop.kept[id]
    return list(heard(Talk(id, kept.messages, kept.logs, {one.turn: one for one in marks})))


async def press(shop: Shop, choice: str, label: str = "") -> None:
    await shop.receive("c1", MessageReceived(20.0, label, "p1", choice), "c1:p1")


def mark(turn: int, *intents: str) -> Annotation:
    return Annotation("c1", turn, "shop", intents, "Mia", 30.0)


async def test_what_an_operator_marked_is_told_with_what_it_was_read_as() -> None:
    one = shop()
    await one.start("c1")
    await one.write("c1", TRACK)
    (found,) = told(one, mark(2, "cancel_order"))
    assert (found.text, found.intents, found.how, found.by) == (TRACK, ("cancel_order",), "marked", "Mia")
    assert (found.read, found.likelihood, found.conversation_id, found.turn) == ("track_order", 0.93, "c1", 2)
    assert found.before == one.texts("c1", "bot")[0]


async def test_what_a_customer_chose_when_asked_back_is_what_the_message_meant() -> None:
    one = shop()
    await one.start("c1")
    await one.write("c1", VAGUE)
    await press(one, "intent:cancel_order", "Cancel it")
    (found,) = told(one)
    assert (found.text, found.intents, found.how) == (VAGUE, ("cancel_order",), "chosen")


@pytest.mark.parametrize("answer", ["Cancel Order", "cancel order!", "2"])
async def test_a_choice_in_words_or_by_its_number_counts_as_its_button(answer: str) -> None:
    one = shop()
    one.readers[answer] = reading(("greeting", 0.2))
    await one.start("c1")
    await one.write("c1", VAGUE)
    await one.write("c1", answer)
    assert [(found.text, found.intents, found.how) for found in told(one)] == [(VAGUE, ("cancel_order",), "chosen")]


async def test_what_was_served_in_part_means_more_than_what_was_chosen() -> None:
    one = shop()
    await one.start("c1")
    await one.write("c1", VAGUE)
    await press(one, "intent:cancel_order")
    kept = one.kept["c1"]
    asked = next(line for line in kept.messages if line.reply == "clarify")
    kept.messages.append(replace(asked, reply="on_its_way", buttons=()))
    assert told(one) == []


async def test_who_asks_for_a_person_instead_has_chosen_nothing_and_was_not_served() -> None:
    one = shop()
    await one.start("c1")
    await one.write("c1", VAGUE)
    await press(one, "human")
    assert [(found.text, found.intents, found.how) for found in told(one)] == [(VAGUE, (), "unserved")]


async def test_what_is_out_of_scope_was_not_served_until_an_operator_says_what_it_meant() -> None:
    one = shop()
    await one.start("c1")
    await one.write("c1", STRANGE)
    assert [(found.read, found.likelihood, found.how) for found in told(one)] == [("oos", 0.97, "unserved")]
    assert [(found.intents, found.how) for found in told(one, mark(2, "complaint"))] == [(("complaint",), "marked")]


async def test_a_message_that_was_served_tells_nothing() -> None:
    one = shop()
    await one.start("c1")
    await one.write("c1", TRACK)
    assert told(one) == []
