"""Values that the running flow asks for later, given while it asks for something else."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.domain import Collect, Domain, Slot
from bot.dialogue.events import Entity
from bot.packs import Pack, load
from tests.dialogue.shop import DOMAIN, Player, code, flow, reading, yes
from tests.domains.customer import Customer

HOW_LONG = "delivery_cost", 0.95
"""The wish that the model sees in a bare length of time."""


@pytest.fixture(scope="module")
def bank() -> Pack:
    return load(Path("domains/credit"))


def stays(*kinds: str) -> Domain:
    """A flow that asks for an order and then for lengths of time."""
    slots = {name: Slot(name, "duration", f"ask_{name}") for name in kinds}
    steps = (Collect("code", "order_code", kinds[0]), *(Collect(n, n, later) for n, later in zip(kinds, (*kinds[1:], None), strict=True)))
    more = {f"ask_{name}": replace(DOMAIN.replies["en"]["greeting"], name=f"ask_{name}", texts=(f"ask_{name}",)) for name in kinds}
    return replace(
        DOMAIN,
        slots={**DOMAIN.slots, **slots},
        flows={**DOMAIN.flows, "track": flow("track", *steps)},
        replies={language: {**known, **more} for language, known in DOMAIN.replies.items()},
    )


def length(text: str = "3 days") -> Entity:
    return Entity("duration", 3 * 86400.0, text, 0, len(text))


def test_a_choice_that_is_asked_for_later_is_noted_and_the_question_stays() -> None:
    player = Player()
    player.write("return", reading(("return_item", 0.9)))
    broken = Entity("choice", "broken", "broken", 0, 6, "reason")
    assert player.write("broken", reading(HOW_LONG, entities=(broken,))) == ["For later: Broken.", "Which order?"]
    assert player.write("HL-204518", reading(entities=(code(),))) == ["Return of HL-204518 (Broken) started."]


def test_a_length_of_time_goes_to_the_slot_that_will_ask_for_one() -> None:
    player = Player(domain=stays("stay", "wait"))
    player.write("track", reading(("track_order", 0.9)))
    assert player.write("3 days", reading(HOW_LONG, entities=(length(),))) == ["For later: 3 days.", "Which order?"]
    assert player.write("HL-204518", reading(entities=(code(),))) == ["ask_wait"]


def test_a_second_length_of_time_may_put_the_first_right_and_is_not_noted() -> None:
    player = Player(domain=stays("stay", "wait"))
    player.write("track", reading(("track_order", 0.9)))
    player.write("3 days", reading(HOW_LONG, entities=(length(),)))
    player.write("4 days", reading(("track_order", 0.1), entities=(replace(length("4 days"), value=4 * 86400.0),)))
    assert player.conversation.slots == {"stay": 3 * 86400.0}


def test_a_question_with_a_length_of_time_is_still_a_question() -> None:
    player = Player(domain=stays("stay"))
    player.write("track", reading(("track_order", 0.9)))
    asked = reading(HOW_LONG, entities=(Entity("duration", 3 * 86400.0, "3 days", 17, 23),))
    assert "Delivery costs $4.90." in player.write("does it cost for 3 days?", asked)


def test_a_bare_no_is_never_noted_for_another_question() -> None:
    player = Player()
    player.write("return", reading(("return_item", 0.9)))
    assert player.write("no", reading(entities=(yes(False), Entity("choice", "broken", "no", 0, 2, "reason")))) == ["It starts with HL-."]


@pytest.mark.parametrize(
    ("language", "wish", "said", "noted"),
    [
        ("en", "I would like a loan", "3 years", ["3 years"]),
        ("en", "I would like a loan", "5000 euros for 24 months", ["€5,000", "24 months"]),
        ("zh", "我想贷款", "5万，3年", ["€50,000", "3年"]),
    ],
)
def test_the_bank_notes_what_the_loan_is_to_be_before_it_knows_what_for(
    bank: Pack, tmp_path: Path, language: str, wish: str, said: str, noted: list[str]
) -> None:
    """A model once took "3 years" for the question how long a decision takes."""
    customer = Customer(bank, tmp_path, language)
    customer.say(wish, "check_loan")
    assert customer.say(said, "how_long") == ["noted", "ask_purpose"]
    assert all(value in customer.texts[0] for value in noted)
