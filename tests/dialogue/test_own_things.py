"""Several things in one message: a part about a thing of its own is read by itself, and its wish keeps its values."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.dialogue.commands import Clarify, StartFlow
from bot.dialogue.conversation import Clarification
from bot.dialogue.domain import Collect, Domain, Option, Say, Slot
from bot.dialogue.events import Entity, Part, Score, Understood
from bot.dialogue.several import several_possible
from bot.dialogue.wanted import in_turn
from tests.dialogue.shop import DOMAIN, Player, flow, reading

SHIRT, SHOES = Option("shirt", {"en": "shirt", "zh": "衬衫"}), Option("shoes", {"en": "shoes", "zh": "鞋子"})
THING = Slot("thing", "choice", "ask_story", options=(SHIRT, SHOES), subject=True)
COLOUR = Slot("colour", "choice", "ask_story", options=(Option("red", {"en": "red", "zh": "红色"}),))
THINGS: Domain = replace(
    DOMAIN,
    slots={**DOMAIN.slots, "thing": THING, "colour": COLOUR},
    flows={
        **DOMAIN.flows,
        "return": flow("return", Collect("what", "thing", "start"), Say("start", "kept", None), forgets=("thing",)),
        "complain": flow(
            "complain",
            Collect("what", "thing", "how"),
            Collect("how", "colour", "over"),
            Say("over", "kept", None),
            forgets=("thing", "colour"),
        ),
    },
)
DROWNED = (("complaint", 0.99), ("return_item", 0.001))
"""The reading of a whole message, which hides the other wish."""


def entity(text: str, words: str, value: str, slot: str = "thing") -> Entity:
    at = text.index(words)
    return Entity("choice", value, words, at, at + len(words), slot)


def read(text: str, *parts: tuple[str, str, float]) -> Callable[[str], Understood]:
    """A message about the shirt and the red shoes, with readings of its parts."""
    words = {"shirt": "shirt", "shoes": "shoes", "衬衫": "shirt", "鞋子": "shoes"}
    found = [entity(text, word, value) for word, value in words.items() if word in text]
    found += [entity(text, "red", "red", "colour")] if "red" in text else []
    several = tuple(Part(text.index(part), part, (Score(name, value),), 0.0) for part, name, value in parts)
    return lambda _: replace(reading(*DROWNED, entities=tuple(found))(text), parts=several)


BOTH = "return the shirt and exchange the shoes for red"


def test_a_part_about_its_own_thing_is_a_wish_even_if_the_whole_message_hides_it() -> None:
    player = Player(domain=THINGS)
    player.write(BOTH, read(BOTH, ("return the shirt", "return_item", 0.98), ("exchange the shoes for red", "complaint", 1.0)))
    assert (player.conversation.slots["thing"], player.conversation.slots["colour"]) == ("shoes", "red")
    assert player.sent == ["It stays.", "It stays."], "the return of the shirt, then the other wish about the shoes"


def test_each_wish_has_the_values_of_its_own_part() -> None:
    understood = read(BOTH, ("return the shirt", "return_item", 0.98), ("exchange the shoes for red", "complaint", 1.0))(BOTH)
    wishes = (THINGS.intents["return_item"], THINGS.intents["complaint"])
    assert in_turn(wishes, understood, THINGS) == (
        StartFlow("return", (("thing", "shirt"),)),
        StartFlow("complain", (("colour", "red"), ("thing", "shoes"))),
    )


def test_a_part_that_is_not_sure_enough_is_asked_about_after_the_other() -> None:
    understood = read(BOTH, ("return the shirt", "return_item", 0.55), ("exchange the shoes for red", "complaint", 1.0))(BOTH)
    assert in_turn((THINGS.intents["complaint"],), understood, THINGS) == (
        StartFlow("complain", (("colour", "red"), ("thing", "shoes"))),
        Clarify(("return_item",), (("thing", "shirt"),), missed=False),
    )


def test_a_part_that_may_be_anything_is_not_asked_about() -> None:
    understood = read(BOTH, ("return the shirt", "return_item", 0.4), ("exchange the shoes for red", "complaint", 1.0))(BOTH)
    assert in_turn((THINGS.intents["complaint"],), understood, THINGS) == (StartFlow("complain", (("colour", "red"), ("thing", "shoes"))),)


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        (BOTH, True),
        ("衬衫退货，鞋子换红色", True),
        ("return the shirt and the shoes", False),
        ("return the shirt, my shoes too please", False),
        ("衬衫和鞋子都退", False),
        ("return the shirt and tell me when it is over", False),
    ],
)
def test_parts_are_read_where_each_says_something_of_a_thing_of_its_own(text: str, worth: bool) -> None:
    understood = replace(read(text)(text), intents=(Score("complaint", 0.99),))
    assert several_possible(understood, THINGS) is worth


def test_a_thing_that_the_customer_likes_is_not_the_one_to_change() -> None:
    player = Player(domain=THINGS)
    text = "I like the shirt but the shoes are wrong, I want them in red"
    player.write(text, read(text))
    assert player.conversation.slots["thing"] == "shoes"


def test_the_question_about_a_part_offers_its_thing_to_the_wish_that_is_picked() -> None:
    player = Player(domain=THINGS)
    player.write(BOTH, read(BOTH, ("return the shirt", "return_item", 0.55), ("exchange the shoes for red", "complaint", 1.0)))
    assert isinstance(player.conversation.question, Clarification)
    player.write("return item", reading(("return_item", 0.9)))
    assert player.conversation.slots["thing"] == "shirt"
