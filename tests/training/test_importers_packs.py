"""A first pack from imported history."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot import packs
from bot.errors import DataError
from training import dialogues
from training.dialogues import Dialogue, Turn
from training.importers import pack_from
from training.importers.packs import readable, slug


def history(path: Path, *labelled: tuple[str, str, str], again: int = 3) -> Path:
    """A history of one question and one answer a dialogue: question, label, answer."""
    dialogues.write(
        path,
        (
            Dialogue(
                id=f"d-{i}-{turn}",
                intents=(label,),
                turns=(
                    Turn(speaker="customer", text=f"{question} {turn}", intents=(label,)),
                    *([Turn(speaker="agent", text=answer)] if answer else []),
                ),
            )
            for i, (question, label, answer) in enumerate(labelled)
            for turn in range(again)
        ),
    )
    return path


BANK = (
    ("hello there", "openinggreeting", "Hello, how can I help you today?"),
    ("please report my lost card", "reportlostcard", "I have blocked the card, {{Customer Name}}."),
    ("change of address", "UpdateAddress", "Which address shall I write down?"),
    ("let me talk to a person", "contact_human_agent", "One moment, I will connect you."),
    ("what is the weather", "oos", "I can only help with the bank."),
    ("4711", "contentonly", "Thank you, I have got that now."),
)


def test_a_pack_of_imported_history_has_no_mistakes_and_serves_every_intent(tmp_path: Path) -> None:
    assert pack_from(history(tmp_path / "history.jsonl", *BANK), tmp_path / "old_bank") == 4
    assert packs.check(tmp_path / "old_bank") == []
    domain = packs.load(tmp_path / "old_bank").domain
    assert domain.title == {"en": "Old bank"}
    assert domain.answers == ("answer", "knowledge")
    assert {name: intent.labels["en"] for name, intent in domain.intents.items()} == {
        "contact_human_agent": "Contact human agent",
        "openinggreeting": "Openinggreeting",
        "reportlostcard": "Report lost card",
        "update_address": "Update address",
    }
    assert domain.intents["openinggreeting"].reply == "greeting"
    assert domain.intents["contact_human_agent"].human
    assert not domain.intents["reportlostcard"].human


def test_without_agents_replies_people_answer(tmp_path: Path) -> None:
    pack_from(history(tmp_path / "h.jsonl", *((question, label, "") for question, label, _ in BANK)), tmp_path / "bank")
    assert packs.check(tmp_path / "bank") == []
    assert packs.load(tmp_path / "bank").domain.intents["reportlostcard"].human


def test_labels_that_are_no_wish_are_not_learnt_and_out_of_scope_is(tmp_path: Path) -> None:
    pack_from(history(tmp_path / "h.jsonl", *BANK), tmp_path / "bank")
    with (tmp_path / "bank" / "utterances.csv").open(encoding="utf-8", newline="") as file:
        learnt = Counter(row["intent"] for row in csv.DictReader(file))
    assert learnt["oos"] == learnt["update_address"] == 3
    assert "contentonly" not in learnt


def test_a_reply_that_can_be_sent_holds_no_placeholder(tmp_path: Path) -> None:
    pack_from(history(tmp_path / "h.jsonl", *BANK), tmp_path / "bank")
    assert "I have blocked the card, customer name." in (tmp_path / "bank" / "history.jsonl").read_text(encoding="utf-8")


def test_an_intent_with_too_few_examples_is_left_out(tmp_path: Path) -> None:
    path = history(tmp_path / "h.jsonl", *BANK)
    with path.open("a", encoding="utf-8") as file:
        rare = {"id": "r", "turns": [{"speaker": "customer", "text": "a loan", "intents": ["loan"]}]}
        file.write(json.dumps(rare) + "\n")
    pack_from(path, tmp_path / "bank")
    assert "loan" not in yaml.safe_load((tmp_path / "bank" / "pack.yaml").read_text(encoding="utf-8"))["intents"]


def test_a_pack_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = history(tmp_path / "h.jsonl", *BANK)
    pack_from(path, tmp_path / "bank")
    with pytest.raises(DataError, match="holds a pack already"):
        pack_from(path, tmp_path / "bank")


def test_history_without_labels_makes_no_pack(tmp_path: Path) -> None:
    dialogues.write(tmp_path / "h.jsonl", [Dialogue(id="a", turns=(Turn(speaker="customer", text="hello"),))])
    with pytest.raises(DataError, match="label some messages first"):
        pack_from(tmp_path / "h.jsonl", tmp_path / "bank")
    assert not (tmp_path / "bank").exists()


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("UpdateAddress", "update_address"),
        ("Lost-Card!", "lost_card"),
        ("3ds", "i_3ds"),
        ("退款", "i_9000_6b3e"),
        ("HTTPError", "http_error"),
    ],
)
def test_a_label_becomes_a_name_that_a_pack_can_hold(label: str, name: str) -> None:
    assert slug(label) == name


@pytest.mark.parametrize(
    ("label", "words", "label_for_people"),
    [
        ("reportlostcard", "report my lost card", "Report lost card"),
        ("check_refund_policy", "", "Check refund policy"),
        ("GetInvoice", "", "Get invoice"),
        ("zyxw", "report", "Zyxw"),
        ("退款", "", "退款"),
    ],
)
def test_a_label_is_shown_as_people_write_it(label: str, words: str, label_for_people: str) -> None:
    assert readable(label, Counter(words.split())) == label_for_people
