"""What people at the desk call slots and results is part of the pack."""

from pathlib import Path

import pytest

from bot.desk.known import known
from bot.dialogue.conversation import Conversation
from bot.packs import Pack, check
from tests.packs.folders import copied

LABELS = "labels:\n  {name}: {labels}\n"


def spoilt(folder: Path, name: str, labels: str) -> list[str]:
    pack = copied(folder)
    file = pack / "pack.yaml"
    file.write_text(file.read_text(encoding="utf-8") + LABELS.format(name=name, labels=labels), encoding="utf-8")
    return [str(mistake) for mistake in check(pack)]


def test_a_label_of_what_no_slot_and_no_action_has_is_a_mistake(tmp_path: Path) -> None:
    (mistake,) = spoilt(tmp_path, "nobody", "{en: somebody, zh: 某人}")
    assert "labels.nobody" in mistake
    assert "neither a slot nor a result of an action" in mistake


def test_a_label_that_lacks_a_language_is_a_mistake(tmp_path: Path, retail: Pack) -> None:
    (mistake,) = spoilt(tmp_path, "order_code", "{en: order}")
    assert "has no text in 'zh'" in mistake


def test_the_desk_reads_labels_in_place_of_names(retail: Pack) -> None:
    slots = {"order_code": "HL-204518", "eta": "2026-11-27", "pickup_until": "2026-12-04", "order_status": "in_transit"}
    found = known(Conversation("c1", "retail", slots=slots), retail.domain)
    assert found == {"order": "HL-204518", "expected on": "27 November", "kept at the pickup point until": "4 December"}


def test_what_has_no_label_is_called_by_its_name_in_words(retail: Pack) -> None:
    assert retail.domain.called("return_state", "en") == "return state"
    assert retail.domain.called("eta", "nl") == "eta"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_that_the_shop_tells_people_has_a_label(retail: Pack, language: str) -> None:
    spoken = {name for name, slot in retail.domain.slots.items() if slot.ask}
    assert {name for name in spoken if name not in retail.domain.labels} == set()
    assert len({labels[language] for labels in retail.domain.labels.values()}) >= len(retail.domain.labels) - 1
