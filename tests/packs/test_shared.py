"""The list of words that every pack's `crisis` alarm hears: what is heard, what is not, and how a pack names it and adds to it."""

from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from bot.dialogue.safety import heard, plain
from bot.packs import Pack, check, load
from bot.packs.shared import shared_list, shared_lists
from tests.conftest import ROOT
from tests.packs.folders import copied, spoil

PACKS = sorted(path.parent.name for path in ROOT.glob("domains/*/pack.yaml"))
WRITTEN = cast("dict[str, dict[str, list[str]]]", yaml.safe_load((Path(__file__).parent / "despairing.yaml").read_text(encoding="utf-8")))
RULES = """\
alarms:
  crisis:
    because: Whoever speaks of ending their life gets a person.
    shared: crisis
    say: greeting
    hand_over: crisis
"""


@pytest.fixture(scope="module", params=PACKS)
def pack(request: pytest.FixtureRequest) -> Pack:
    return load(ROOT / "domains" / cast("str", request.param))


def every(*parts: str) -> list[Any]:
    return [text for part in parts for texts in WRITTEN[part].values() for text in texts]


def alarm(pack: Pack, text: str) -> str | None:
    found = heard(pack.domain, text)
    return found[0].name if found else None


def test_every_pack_hears_whoever_is_about_to_take_their_life(pack: Pack) -> None:
    """What counts as a cry for help does not depend on the trade."""
    assert [text for text in every("alarming") if alarm(pack, text) != "crisis"] == []


def test_no_pack_takes_an_exaggeration_or_a_term_of_its_trade_for_a_cry_for_help(pack: Pack) -> None:
    """Somebody who is dying for a coffee is not told to call a helpline."""
    clinic = pack.domain.name == "triage"
    harmless = every("harmless", *([] if clinic else ["harmless_outside_the_clinic"]))
    assert [text for text in harmless if alarm(pack, text) == "crisis"] == []


def test_the_lists_of_the_test_are_long_enough_to_tell_anything() -> None:
    assert all(len(texts) >= 50 for part in ("alarming", "harmless") for texts in WRITTEN[part].values())


@pytest.mark.parametrize("name", shared_lists())
def test_every_phrase_of_a_shared_list_has_a_word_and_stands_there_once(name: str) -> None:
    listed = shared_list(name)
    for phrases in (*listed.phrases.values(), *listed.spare.values()):
        assert all(plain(phrase).strip() for phrase in phrases)
        assert len(set(phrases)) == len(phrases)


def with_rules(tmp_path: Path, added: str = "") -> Path:
    folder = copied(tmp_path)
    (folder / "rules.yaml").write_text(RULES + added, encoding="utf-8")
    return folder


def test_a_pack_adds_its_own_phrases_to_the_shared_ones_and_spares_its_own(tmp_path: Path) -> None:
    added = "    phrases: {en: [walk into the saw]}\n    spare: {en: [want to die in the film]}\n"
    domain = load(with_rules(tmp_path, added)).domain
    assert heard(domain, "I could just walk into the saw") is not None
    assert heard(domain, "I want to die") is not None
    assert heard(domain, "all the heroes want to die in the film") is None
    assert heard(domain, "我不想活了") is not None, "also in a language in which the pack adds nothing"


def test_a_shared_list_is_enough_for_an_alarm(tmp_path: Path) -> None:
    assert check(with_rules(tmp_path)) == []


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("crises", "there is no shared list 'crises'; did you mean 'crisis'?"),
        ("Fire!", "there is no shared list 'Fire!'; known: crisis"),
    ],
)
def test_a_list_that_does_not_ship_is_named_with_its_line(tmp_path: Path, named: str, told: str) -> None:
    folder = with_rules(tmp_path)
    spoil(folder, "rules.yaml", "shared: crisis", f"shared: {named}")
    (mistake,) = check(folder)
    assert str(mistake) == f"{folder / 'rules.yaml'}:4: alarms.crisis.shared: {told}"
