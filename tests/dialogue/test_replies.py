"""How a reply writes the values of its places."""

from dataclasses import replace

import pytest

from bot.dialogue.events import Value
from bot.dialogue.replies import render
from bot.dialogue.step import opening
from tests.dialogue.shop import DOMAIN


def said(reply: str, language: str = "en", **slots: Value) -> str:
    return render(replace(opening("c1", DOMAIN, language), slots=slots), DOMAIN, reply).text


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Return of HL-204518 (Too small) started."), ("zh", "zh:Return of HL-204518 (太小) started.")]
)
def test_what_was_chosen_is_written_as_its_button_says_it(language: str, text: str) -> None:
    assert said("return_started", language, order_code="HL-204518", reason="too_small") == text


def test_a_choice_that_the_pack_has_no_more_is_written_as_it_is() -> None:
    assert said("return_started", order_code="HL-204518", reason="too_big") == "Return of HL-204518 (too_big) started."


def test_nothing_is_written_where_nothing_is_known() -> None:
    assert said("return_started", order_code="HL-204518") == "Return of HL-204518 () started."


def test_a_yes_or_no_is_written_in_words() -> None:
    texts = {"en": {**DOMAIN.replies["en"], "kept": replace(DOMAIN.replies["en"]["kept"], texts=("Sure: {sure}.",))}}
    domain = replace(DOMAIN, replies={**DOMAIN.replies, **texts})
    conversation = opening("c1", domain, "en")
    assert [render(replace(conversation, slots={"sure": sure}), domain, "kept").text for sure in (True, False)] == [
        "Sure: yes.",
        "Sure: no.",
    ]
