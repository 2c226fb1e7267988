"""How a reply writes the values of its placeholders."""

from dataclasses import replace

import pytest

from bot.dialogue.domain import Slot
from bot.dialogue.events import Value
from bot.dialogue.replies import duration, render, shown
from bot.dialogue.step import opening
from tests.dialogue.shop import DOMAIN


def said(reply: str, language: str = "en", **slots: Value) -> str:
    return render(replace(opening("c1", DOMAIN, language), slots=slots), DOMAIN, reply).text


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Return of HL-204518 (Too small) started."), ("zh", "zh:Return of HL-204518 (太小) started.")]
)
def test_a_choice_is_written_as_its_button_label(language: str, text: str) -> None:
    assert said("return_started", language, order_code="HL-204518", reason="too_small") == text


def test_a_choice_that_the_pack_no_longer_has_is_written_unchanged() -> None:
    assert said("return_started", order_code="HL-204518", reason="too_big") == "Return of HL-204518 (too_big) started."


def test_an_unknown_value_is_written_as_nothing() -> None:
    assert said("return_started", order_code="HL-204518") == "Return of HL-204518 () started."


def test_a_yes_or_no_is_written_in_words() -> None:
    texts = {"en": {**DOMAIN.replies["en"], "kept": replace(DOMAIN.replies["en"]["kept"], texts=("Sure: {sure}.",))}}
    domain = replace(DOMAIN, replies={**DOMAIN.replies, **texts})
    conversation = opening("c1", domain, "en")
    assert [render(replace(conversation, slots={"sure": sure}), domain, "kept").text for sure in (True, False)] == [
        "Sure: yes.",
        "Sure: no.",
    ]


DAY = 86400.0


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (8 * 365 * DAY, "8 years", "8年"),
        (365 * DAY, "1 year", "1年"),
        (18 * 30 * DAY, "18 months", "18个月"),
        (1.5 * 365 * DAY, "1.5 years", "1.5年"),
        (14 * DAY, "2 weeks", "2周"),
        (1800, "30 minutes", "30分钟"),
        (0, "0 minutes", "0分钟"),
        (400 * DAY, "400 days", "400天"),
        (123_456_789, "3.9 years", "3.9年"),
    ],
)
def test_a_length_of_time_is_written_as_people_say_it_and_not_in_seconds(seconds: float, english: str, chinese: str) -> None:
    assert (duration(seconds, "en"), duration(seconds, "zh")) == (english, chinese)


def test_a_length_of_time_is_in_words_in_replies_and_for_the_desk() -> None:
    texts = {"en": {**DOMAIN.replies["en"], "kept": replace(DOMAIN.replies["en"]["kept"], texts=("For {horizon}.",))}}
    slots = {**DOMAIN.slots, "horizon": Slot("horizon", "duration", "ask_story")}
    domain = replace(DOMAIN, slots=slots, replies={**DOMAIN.replies, **texts})
    conversation = replace(opening("c1", domain, "en"), slots={"horizon": 2 * 365 * DAY})
    assert render(conversation, domain, "kept").text == "For 2 years."
    assert shown(domain, "horizon", 2 * 365 * DAY, "zh") == "2年"
    assert shown(domain, "horizon", "as long as it takes", "en") == "as long as it takes"
