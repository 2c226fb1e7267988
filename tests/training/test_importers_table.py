"""Past dialogues in a CSV of any origin: its columns, its encoding, its languages."""

import csv
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot import packs
from bot.cli import app
from bot.errors import DataError
from tests.training.importing import imported, said, write
from training.importers import FORMATS, run
from training.importers.table import NAMES

CHATS = "case_nr,speaker,text\n1,customer,where is it?\n1,agent,on its way\n2,customer,thanks\n"
SPREADSHEETS = Path(__file__).parents[2] / "docs" / "training.md"


def languages(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["language"] for row in csv.DictReader(file)]


def test_messages_that_no_column_puts_into_dialogues_are_refused_at_the_header(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        run("csv", write(tmp_path / "chat.csv", CHATS), tmp_path / "h.jsonl")
    assert refused.value.row == 1
    assert "no column says which dialogue a message belongs to: name that column conversation_id (or one of" in str(refused.value)
    assert "the columns are case_nr, speaker, text" in str(refused.value)
    assert not (tmp_path / "h.jsonl").exists()


def test_a_header_that_is_not_utf8_is_named_as_far_as_it_can_be_printed(tmp_path: Path) -> None:
    source = write(tmp_path / "c.csv", CHATS.replace("case_nr", "Gespräch").encode("latin-1"))
    done = CliRunner().invoke(app, ["import", "csv", str(source), "-o", str(tmp_path / "h.jsonl")])
    assert "the columns are gespr?ch, speaker, text" in str(done.exception)


@pytest.mark.parametrize("name", NAMES["dialogue"])
def test_every_accepted_name_of_the_dialogue_keeps_its_messages_together_and_is_in_the_guide(tmp_path: Path, name: str) -> None:
    (first, second), bad = imported("csv", write(tmp_path / "chat.csv", CHATS.replace("case_nr", name)))
    assert (first.id, said(first)) == ("1", [("customer", "where is it?"), ("agent", "on its way")])
    assert (second.id, bad) == ("2", [])
    assert f"`{name}`" in SPREADSHEETS.read_text("utf-8")


def test_questions_with_their_answers_need_no_dialogue_even_where_a_speaker_is_named(tmp_path: Path) -> None:
    (one,), _ = imported("csv", write(tmp_path / "faq.csv", "author,question,answer\nann,open?,from eight\n"))
    assert said(one) == [("customer", "open?"), ("agent", "from eight")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_a_spreadsheets_unicode_text_is_read_in_any_of_its_encodings(tmp_path: Path, encoding: str) -> None:
    text = "id\tspeaker\ttext\r\n1\tcustomer\t你好, ça va?\r\n1\tagent\tYes\r\n"
    (one,), bad = imported("csv", write(tmp_path / "chat.csv", text.encode(encoding)))
    assert said(one) == [("customer", "你好, ça va?"), ("agent", "Yes")]
    assert bad == []


def test_a_file_that_begins_as_utf16_and_is_not_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="begins as UTF-16 and is not: save the file as UTF-8"):
        imported("csv", write(tmp_path / "chat.csv", "id\tspeaker\ttext\n".encode("utf-16") + b"\x00\xd8a\x00" * 40))


def test_a_dialogue_without_a_language_gets_that_of_its_script(tmp_path: Path) -> None:
    text = "id,speaker,text\n1,customer,我的订单在哪里\n1,agent,已经发货了\n2,customer,where is it?\n"
    (first, second), _ = imported("csv", write(tmp_path / "chat.csv", text))
    assert (first.language, second.language) == ("zh", "en")


@pytest.mark.parametrize("clean", [False, True])
def test_chinese_questions_with_english_answers_are_labelled_chinese(tmp_path: Path, clean: bool) -> None:
    answer = "Thank you very much for your question and I have looked it up and your parcel is on its way to you"
    rows = [f"{i},customer,我的订单{i}在哪里,track\n{i},agent,{answer} with number {i},\n{i},customer,12345,track\n" for i in range(3)]
    source = write(tmp_path / "chat.csv", "id,speaker,text,intent\n" + "".join(rows) + "9,customer,where is my order?,track\n")
    run("csv", source, tmp_path / "h.jsonl", tmp_path / "u.csv", clean=clean)
    found = languages(tmp_path / "u.csv")
    assert found[0] == "zh"
    assert found[-1] == "en"
    assert {language for language in found if language} == {"zh", "en"}


def test_a_language_that_is_given_stays_where_the_script_does_not_contradict_it(tmp_path: Path) -> None:
    text = "id,speaker,text,intent,language\n1,customer,wo ist es,track,de\n2,customer,在哪裡,track,zh-TW\n3,customer,在哪里,track,de\n"
    run("csv", write(tmp_path / "chat.csv", text), tmp_path / "h.jsonl", tmp_path / "u.csv")
    assert languages(tmp_path / "u.csv") == ["de", "zh-TW", "zh"]


@pytest.mark.parametrize(("chinese", "spoken"), [(1, ["en"]), (6, ["en", "zh"])])
def test_a_pack_speaks_a_language_that_enough_of_its_customers_write(tmp_path: Path, chinese: int, spoken: list[str]) -> None:
    answer = "Thank you very much for your question which is answered in this sentence"
    asked = [*(f"where is order number {i}?" for i in range(10)), *(f"订单{i}在哪里" for i in range(chinese))]
    rows = [f"{i},customer,{text},{'track' if i % 2 else 'refund'}\n{i},agent,{answer},\n" for i, text in enumerate(asked)]
    run("csv", write(tmp_path / "chat.csv", "id,speaker,text,intent\n" + "".join(rows)), tmp_path / "h.jsonl", pack=tmp_path / "shop")
    assert yaml.safe_load((tmp_path / "shop/pack.yaml").read_text("utf-8"))["languages"] == spoken
    assert sorted(set(languages(tmp_path / "shop/utterances.csv"))) == spoken
    assert packs.check(tmp_path / "shop") == []


def test_columns_that_nothing_is_taken_from_are_named_once(tmp_path: Path) -> None:
    source = write(tmp_path / "chat.csv", "conversation_id,speaker,text,Team,answer,id\n1,customer,where?,blue,x,7\n1,agent,here,red,y,8\n")
    done = CliRunner().invoke(app, ["import", "csv", str(source), "-o", str(tmp_path / "h.jsonl")])
    assert done.exit_code == 0, done.output
    told = done.stdout.splitlines()
    assert told[1:] == ["Nothing was taken from the columns team, answer, id."]


def test_where_every_column_is_read_nothing_is_said_of_columns(tmp_path: Path) -> None:
    source = write(tmp_path / "faq.csv", "question,answer,intent\nopen?,from eight,hours\n")
    assert run("csv", source, tmp_path / "h.jsonl").unread == []


@pytest.mark.parametrize("format", sorted(set(FORMATS) - {"rasa"}))
def test_a_file_that_is_not_there_is_named_without_the_systems_number(tmp_path: Path, format: str) -> None:
    with pytest.raises(DataError) as refused:
        run(format, tmp_path / "nope.csv", tmp_path / "h.jsonl")
    assert str(refused.value) == f"{tmp_path / 'nope.csv'}: cannot be read: No such file or directory"


@pytest.mark.parametrize("name", ["nope.csv", "nope.jsonl"])
def test_discover_says_as_plainly_that_a_file_is_not_there(tmp_path: Path, name: str) -> None:
    done = CliRunner().invoke(app, ["discover", str(tmp_path / name), "-o", str(tmp_path / "found")])
    assert str(done.exception) == f"{tmp_path / name}: cannot be read: No such file or directory"
