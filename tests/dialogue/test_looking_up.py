"""A question with a code is answered by the flow that can look the code up."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Part, Score, Understood
from tests.dialogue.shop import DOMAIN, Player, code, reading

COSTS = replace(DOMAIN.intents["delivery_cost"], looks_up="track")
SHOP: Domain = replace(DOMAIN, intents={**DOMAIN.intents, "delivery_cost": COSTS})


def coded(text: str, *intents: tuple[str, float]) -> Callable[[str], Understood]:
    """A reading with the order code at its place in the text."""
    at = text.index("HL-204518")
    return reading(*intents, entities=(replace(code(), start=at, end=at + 9),))


@pytest.mark.parametrize("text", ["when can I pick up HL-204518", "HL-204518几点能取"])
def test_a_question_about_a_code_is_looked_up(text: str) -> None:
    assert Player(domain=SHOP).write(text, coded(text, ("delivery_cost", 0.9))) == ["HL-204518 arrives on 27 November."]


@pytest.mark.parametrize("text", ["make HL-204518 a pickup", "can you change HL-204518 to a pickup point?", "HL-204518能改成自提吗"])
def test_a_request_to_change_something_is_answered_by_the_article(text: str) -> None:
    assert Player(domain=SHOP).write(text, coded(text, ("delivery_cost", 0.9))) == ["Delivery costs $4.90."]


def test_without_a_code_the_article_answers() -> None:
    assert Player(domain=SHOP).write("when can I pick it up", reading(("delivery_cost", 0.9))) == ["Delivery costs $4.90."]


def test_an_intent_without_a_lookup_is_answered_by_its_article_despite_a_code() -> None:
    text = "what does delivery cost for HL-204518"
    assert Player().write(text, coded(text, ("delivery_cost", 0.9))) == ["Delivery costs $4.90."]


def test_little_more_than_a_code_is_looked_up_if_that_is_the_likely_wish() -> None:
    text = "HL-204518 where"
    assert Player(domain=SHOP).write(text, coded(text, ("complaint", 0.1))) == ["clarify"]
    cautious = replace(reading()(text).thresholds, accept=0.9)

    def understand(words: str) -> Understood:
        return replace(coded(words, ("track_order", 0.75))(words), thresholds=cautious)

    assert Player().write(text, understand) == ["HL-204518 arrives on 27 November."]


def test_a_flow_that_changes_something_is_clarified_first_however_likely() -> None:
    text = "HL-204518 away"
    cautious = replace(reading()(text).thresholds, accept=0.9)

    def understand(words: str) -> Understood:
        return replace(coded(words, ("cancel_order", 0.75))(words), thresholds=cautious)

    assert Player().write(text, understand) == ["clarify"]


DROWNED = (("cancel_order", 0.99), ("delivery_cost", 0.002))


def two(first: str, second: str) -> Callable[[str], Understood]:
    """A question and a wish; the reading of the whole message shows only the wish."""
    text = f"{first}, {second}"
    parts = Part(0, first, (Score("delivery_cost", 0.97),), 0.0), Part(len(first) + 2, second, (Score("cancel_order", 0.99),), 0.0)
    return lambda _: replace(reading(*DROWNED)(text), parts=parts)


def test_a_question_for_an_article_is_not_lost_beside_a_wish() -> None:
    understand = two("what does delivery cost", "and cancel my order")
    assert Player().write("what does delivery cost, and cancel my order", understand) == ["Delivery costs $4.90.", "Which order?"]


def test_a_reason_that_is_not_a_question_is_not_a_wish() -> None:
    understand = two("delivery costs too much", "cancel my order")
    assert Player().write("delivery costs too much, cancel my order", understand) == ["Which order?"]


def asked_which() -> Player:
    player = Player()
    assert player.write("my parcel", reading(("track_order", 0.3), ("complaint", 0.25))) == ["clarify"]
    return player


def no(*intents: tuple[str, float]) -> Callable[[str], Understood]:
    return reading(*intents, entities=(Entity("boolean", False, "no", 0, 2),))


def test_a_no_to_a_choice_may_say_what_was_meant_instead() -> None:
    assert asked_which().write("no what does delivery cost", no(("delivery_cost", 0.95))) == ["Delivery costs $4.90."]


@pytest.mark.parametrize("text", ["no", "no not that"])
def test_a_bare_no_to_a_choice_makes_the_bot_ask_for_other_words(text: str) -> None:
    assert asked_which().write(text, no(("delivery_cost", 0.3))) == ["not_understood"]
