"""The shop's alarm for a life in danger and the clinic's for a dose too many: what raises them, and what only sounds like it."""

from pathlib import Path
from typing import cast

import pytest
import yaml

from bot.dialogue.safety import heard
from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer

WRITTEN = cast("dict[str, list[str]]", yaml.safe_load((Path(__file__).parent / "in_danger.yaml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def shop() -> Pack:
    return load(ROOT / "domains/retail")


@pytest.fixture(scope="module")
def clinic() -> Pack:
    return load(ROOT / "domains/triage")


def alarm(pack: Pack, text: str) -> str | None:
    found = heard(pack.domain, text)
    return found[0].name if found else None


@pytest.mark.parametrize("text", WRITTEN["shop_emergency"])
def test_the_shop_tells_whoever_is_in_danger_to_call_the_emergency_number(shop: Pack, text: str) -> None:
    assert alarm(shop, text) == "emergency"


@pytest.mark.parametrize("text", WRITTEN["shop_calm"])
def test_the_shop_takes_no_parcel_device_or_exaggeration_for_an_emergency(shop: Pack, text: str) -> None:
    """A parcel lies at the door, a pump does not respond, a price takes one's breath away."""
    assert alarm(shop, text) != "emergency"


@pytest.mark.parametrize("text", ["the baby isn't breathing", "我妈晕过去了"])
def test_no_order_code_comes_before_the_emergency_number(shop: Pack, tmp_path: Path, text: str) -> None:
    customer = Customer(shop, tmp_path)
    customer.say("something is missing", "missing_part")
    assert customer.replies == ["ask_order_code"]
    assert customer.say(text) == ["emergency_heard", "handed_over"]


@pytest.mark.parametrize("text", WRITTEN["clinic_dose"])
def test_a_dose_given_twice_is_for_the_poisons_line_and_a_nurse(clinic: Pack, text: str) -> None:
    """The child still looks well, so no parent calls it an emergency."""
    assert alarm(clinic, text) == "dose_given_twice"


@pytest.mark.parametrize("text", WRITTEN["clinic_no_dose"])
def test_medicine_as_it_should_be_given_raises_no_alarm(clinic: Pack, text: str) -> None:
    assert alarm(clinic, text) is None


@pytest.mark.parametrize("text", WRITTEN["clinic_emergency"])
def test_a_dying_child_needs_an_ambulance(clinic: Pack, text: str) -> None:
    found = heard(clinic.domain, text)
    assert found is not None
    assert found[0].hand_over == "emergency"
