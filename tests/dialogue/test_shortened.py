"""Options that customers type in a shortened form."""

import pytest

from bot.dialogue.domain import Option, Slot
from bot.dialogue.events import Entity, Understood
from bot.dialogue.shortened import shortened
from tests.dialogue.shop import reading

LEFT = Slot(
    "left",
    "choice",
    "ask",
    options=(
        Option("nothing", {"en": "Nothing is left", "zh": "没有结余"}),
        Option("little", {"en": "A little is left", "zh": "略有结余"}, {"en": ("not much",)}),
        Option("much", {"en": "A lot is left", "zh": "结余很多"}),
    ),
)
RISK = Slot("risk", "choice", "ask", options=(Option("some", {"en": "Average risk"}), Option("more", {"en": "Above-average risk"})))


def heard(slot: Slot, text: str, entities: tuple[Entity, ...] = ()) -> object:
    understood: Understood = reading(("thanks", 0.1), entities=entities)(text)
    found = shortened(slot, understood)
    return found and found.value


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        (LEFT, "a little", "little"),
        (LEFT, "Nothing!", "nothing"),
        (LEFT, "a lot...", "much"),
        (LEFT, "很多", "much"),
        (LEFT, "略有", "little"),
        (RISK, "average", "some"),
        (RISK, "above average", "more"),
        (RISK, "above-average", "more"),
    ],
)
def test_a_part_of_one_button_is_that_button(slot: Slot, text: str, value: str) -> None:
    assert heard(slot, text) == value


@pytest.mark.parametrize(
    "text",
    ["is left", "left", "a", "结余", "much more than that", "a little more time please", "is a lot left?", "what is left", "一点", "hm"],
)
def test_words_of_several_buttons_or_of_none_are_not_an_answer(text: str) -> None:
    assert heard(LEFT, text) is None


LEFT_OVER = Slot(
    "left_over",
    "choice",
    "ask",
    options=(
        Option("nothing", {"en": "Nothing is left", "zh": "没有结余"}),
        Option(
            "little",
            {"en": "A little", "zh": "略有一点"},
            {"en": ("not much left", "hardly anything left"), "zh": ("不想冒险", "没剩多少")},
        ),
        Option("plenty", {"en": "A lot is left", "zh": "结余很多"}, {"en": ("plenty left", "isn't short of money")}),
    ),
)


@pytest.mark.parametrize("text", ["much", "much left", "anything left", "anything", "short of money", "冒险", "剩多少", "有结余"])
def test_a_label_that_denies_the_words_of_a_message_is_not_meant(text: str) -> None:
    assert heard(LEFT_OVER, text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("not much", "little"),
        ("hardly anything", "little"),
        ("not much left", "little"),
        ("没剩多少", "little"),
        ("plenty", "plenty"),
        ("很多", "plenty"),
    ],
)
def test_a_denial_that_the_message_repeats_is_meant(text: str, value: str) -> None:
    assert heard(LEFT_OVER, text) == value


def test_a_message_with_a_recognised_value_is_not_a_shortened_label() -> None:
    assert heard(LEFT, "nothing", (Entity("boolean", False, "nothing", 0, 7),)) is None
