"""What frightened people write first raises the clinic's alarm at once, and what only sounds like it raises none."""

from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from bot.dialogue.safety import heard
from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer

WRITTEN = cast("dict[str, dict[str, list[str]]]", yaml.safe_load((Path(__file__).parent / "frightened.yaml").read_text(encoding="utf-8")))
CRISES = [
    "I want to hurt my baby", "my daughter says she wants to die", "I'm thinking about suicide", "I can't go on any more, I want to end it",
    "女儿割了手腕", "孩子说他想死", "我真的活够了", "我快控制不住要打死孩子",
]  # fmt: skip


@pytest.fixture(scope="module")
def clinic() -> Pack:
    return load(ROOT / "domains/triage")


def every(part: str) -> list[Any]:
    return [pytest.param(text, id=f"{language}-{text}") for language, texts in WRITTEN[part].items() for text in texts]


@pytest.mark.parametrize("text", every("alarming"))
def test_a_frightened_opening_raises_the_alarm(clinic: Pack, text: str) -> None:
    """Whoever writes this has no time for a question."""
    found = heard(clinic.domain, text)
    assert found is not None
    assert found[0].hand_over in ("emergency", "crisis")


@pytest.mark.parametrize("text", every("harmless"))
def test_history_denial_a_question_or_a_figure_of_speech_raises_none(clinic: Pack, text: str) -> None:
    """A bot that cries wolf is not believed when it matters."""
    assert heard(clinic.domain, text) is None


@pytest.mark.parametrize("text", CRISES)
def test_whoever_speaks_of_death_or_of_harming_a_child_gets_numbers_and_a_person(clinic: Pack, tmp_path: Path, text: str) -> None:
    """A crisis has words of its own, which come before the ambulance's."""
    assert Customer(clinic, tmp_path).say(text) == ["crisis_help", "handed_over"]


@pytest.mark.parametrize("text", ["SOS", "her lips are blue", "he just fainted", "she isn't breathing", "救命", "刚昏过去", "嘴唇发紫"])
def test_the_alarm_comes_in_the_middle_of_the_questions_too(clinic: Pack, tmp_path: Path, text: str) -> None:
    """No question of the interview stands before it."""
    customer = Customer(clinic, tmp_path)
    customer.say("my 3 year old has a cold", "child_ill")
    assert customer.replies == ["ask_danger"]
    assert customer.say(text) == ["emergency_now", "handed_over"]


def test_the_lists_are_long_enough_to_tell_anything() -> None:
    """Sixty of each at least, and in both languages."""
    for part in ("alarming", "harmless"):
        assert all(len(texts) >= 60 for texts in WRITTEN[part].values())
