"""Past dialogues from one end of cleaning to the other."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import DataError
from training import clean, dialogues, importers
from training.clean import CleaningReport
from training.dialogues import Dialogue, Turn

TAGS = re.compile(r"<[A-Z_]+>")


def talk(id: str, *texts: str, language: str = "en") -> Dialogue:
    """A dialogue in which customer and agent take turns."""
    speakers = ("customer", "agent")
    return Dialogue(id=id, language=language, turns=tuple(Turn(speaker=speakers[i % 2], text=text) for i, text in enumerate(texts)))


def cleaned(*history: Dialogue, keep_personal: bool = False) -> tuple[list[Dialogue], CleaningReport]:
    report = CleaningReport()
    return list(clean.cleaned(history, clean.usual(history), report, keep_personal)), report


def said(dialogue: Dialogue) -> list[str]:
    return [turn.text for turn in dialogue.turns]


LETTER = (
    "<p>My kettle from order HL-204518 doesnâ€™t heat &amp; smells.</p><p>Kind regards,<br>Anna Berg<br>anna.berg@mail.example</p>"
    "<p>Sent from my iPhone</p>"
)


def test_a_letter_loses_what_no_person_wrote_and_who_wrote_it() -> None:
    (one,), report = cleaned(talk("a", LETTER, "Hello Anna, I'm sorry to hear that. A new one leaves today."))
    assert said(one) == [
        "My kettle from order HL-204518 doesn’t heat & smells.",
        "Hello <NAME>, I'm sorry to hear that. A new one leaves today.",
    ]
    assert dict(+report.changed) == {"encoding": 1, "markup": 1, "device lines": 1, "signatures": 1}
    assert dict(report.placeholders) == {"NAME": 1}


def test_a_name_given_only_in_a_signature_is_known_in_the_whole_dialogue() -> None:
    (one,), _ = cleaned(talk("a", "Where is it?\n\nKind regards,\nMarek Wójcik", "One moment, Marek."))
    assert said(one) == ["Where is it?", "One moment, <NAME>."]


def test_personal_data_is_kept_when_asked_for() -> None:
    (one,), report = cleaned(talk("anna@mail.example", "My name is Anna Berg, mail anna@mail.example"), keep_personal=True)
    assert said(one) == ["My name is Anna Berg, mail anna@mail.example"]
    assert one.id == "anna@mail.example"
    assert not report.placeholders


def test_an_id_that_is_somebodys_address_or_number_is_replaced() -> None:
    kept, _ = cleaned(
        talk("anna@mail.example", "where is my parcel"), talk("13812345678", "can I still cancel"), talk("T-5512", "thank you")
    )
    assert [one.id for one in kept] == ["<EMAIL>-1", "<PHONE>-2", "T-5512"]


def test_a_message_of_which_nothing_is_left_goes_and_so_does_such_a_dialogue() -> None:
    kept, report = cleaned(talk("a", "hi", "  \x00", "still there?"), talk("b", "", "<p>&nbsp;</p>"))
    assert [said(one) for one in kept] == [["hi", "still there?"]]
    assert (report.read, report.kept, report.empty, report.turns, report.emptied) == (2, 1, 1, 5, 3)


def test_what_a_turn_and_a_dialogue_are_labelled_with_stays() -> None:
    turn = Turn(speaker="customer", text="<b>Where</b> is it?", seconds=3, intents=("track",), satisfaction={"w": 2})
    one = Dialogue(id="a", channel="email", rating=2, outcome="escalated", intents=("track",), turns=(turn,))
    assert cleaned(one)[0] == [one.model_copy(update={"turns": (turn.model_copy(update={"text": "Where is it?"}),)})]


def test_the_language_is_corrected_where_the_text_tells_and_its_region_is_kept() -> None:
    german = "Wo ist meine Bestellung? Ich warte seit zwei Wochen darauf."
    kept, report = cleaned(
        talk("a", german), talk("b", "我的订单到哪了"), talk("c", "訂單還沒到", language="zh-TW"), talk("d", "ok", language="fr")
    )
    assert [one.language for one in kept] == ["de", "zh", "zh-TW", "fr"]
    assert report.renamed == 2


def test_routine_sentences_of_agents_go_and_answers_stay() -> None:
    greeting, closing = "Thank you for contacting Hearth! My name is {}.", "Is there anything else I can do for you?"
    history = [
        talk(
            f"h{i}",
            f"I want to return the {what}",
            f"{greeting.format(who)} Which order is it?",
            f"HL-20{i:04}",
            f"Thank you. The {what} can be returned within 30 days. The label for the {what} is in your mail. {closing}",
        )
        for i, (what, who) in enumerate(
            (what, who) for what in ("lamp", "kettle", "rug", "sofa", "mug") for who in ("Ada", "Bo", "Cyd", "Eli", "Fay", "Gus")
        )
    ]
    kept, report = cleaned(*history)
    assert said(kept[0])[1] == "Which order is it?"
    assert said(kept[0])[3] == "Thank you. The lamp can be returned within 30 days. The label for the lamp is in your mail."
    assert report.routine["is there anything else x can do for you?"] == len(kept) + report.near_doubles


def test_cleaning_what_is_clean_changes_nothing(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "domains" / "retail" / "history.jsonl"
    first = clean.run(source, tmp_path / "once.jsonl")
    second = clean.run(tmp_path / "once.jsonl", tmp_path / "twice.jsonl")
    assert (tmp_path / "once.jsonl").read_bytes() == (tmp_path / "twice.jsonl").read_bytes()
    assert first.kept == second.kept == 160
    assert first.placeholders["NAME"] > 20
    assert not second.placeholders
    assert not +second.changed


def test_the_shops_order_codes_survive() -> None:
    source = Path(__file__).parents[2] / "domains" / "retail" / "history.jsonl"
    history = [one for one in dialogues.read(source) if isinstance(one, Dialogue)]
    kept, _ = cleaned(*history)
    codes = [re.findall(r"HL-\d{6}", " ".join(said(one))) for one in history]
    assert [re.findall(r"HL-\d{6}", " ".join(said(one))) for one in kept] == codes


def test_bad_rows_are_named_and_the_others_cleaned(tmp_path: Path) -> None:
    good = talk("a", "my mail is anna@mail.example").model_dump_json()
    (tmp_path / "h.jsonl").write_text(
        f'{good}\n{{\n{{"id": "b", "turns": [{{"speaker": "agent", "text": "\\ud800"}}]}}\n', encoding="utf-8"
    )
    report = clean.run(tmp_path / "h.jsonl", tmp_path / "out.jsonl")
    assert (report.kept, [bad.row for bad in report.bad]) == (1, [2, 3])


def test_a_history_may_be_cleaned_in_its_place_and_is_not_lost_where_nothing_would_be_left(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    dialogues.write(path, [talk("a", "call 0117 496 0182")])
    clean.run(path, path)
    assert [said(one) for one in dialogues.read(path) if isinstance(one, Dialogue)] == [["call <PHONE>"]]
    dialogues.write(path, [talk("a", "   ")])
    before = path.read_bytes()
    with pytest.raises(DataError, match="no dialogue that is left"):
        clean.run(path, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_import_cleans_on_the_way_and_labels_come_from_what_is_clean(tmp_path: Path) -> None:
    rows = "question,answer,intent\nI'm Ada Lund. Where is it?,It left today.,track\nI'm Ada Lund. Where is it?,It left today.,track\n"
    (tmp_path / "faq.csv").write_text(rows, encoding="utf-8")
    report = importers.run("csv", tmp_path / "faq.csv", tmp_path / "h.jsonl", tmp_path / "u.csv", clean=True)
    assert report.cleaning is not None
    assert (report.written, report.cleaning.read, report.cleaning.doubles) == (1, 2, 1)
    assert "Ada" not in (tmp_path / "h.jsonl").read_text("utf-8") + (tmp_path / "u.csv").read_text("utf-8")


def test_without_the_option_an_import_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text("question,answer\nI'm Ada Lund.,hello\n", encoding="utf-8")
    report = importers.run("csv", tmp_path / "faq.csv", tmp_path / "h.jsonl")
    assert report.cleaning is None
    assert "Ada Lund" in (tmp_path / "h.jsonl").read_text("utf-8")


def test_the_command_prints_a_short_table_or_one_object(tmp_path: Path) -> None:
    dialogues.write(tmp_path / "h.jsonl", [talk("a", "I'm Ada Lund, ada@mail.example"), talk("b", "I'm Ada Lund, ada@mail.example")])
    table = CliRunner().invoke(app, ["clean", str(tmp_path / "h.jsonl"), "-o", str(tmp_path / "out.jsonl")])
    assert table.exit_code == 0
    assert "EMAIL 2, NAME 2" in table.output
    printed = CliRunner().invoke(app, ["clean", str(tmp_path / "h.jsonl"), "-o", str(tmp_path / "out.jsonl"), "--keep-personal", "--json"])
    counts = json.loads(printed.output)
    assert (counts["read"], counts["kept"], counts["doubles"], counts["placeholders"]) == (2, 1, 1, {})
    asked = CliRunner().invoke(app, ["import", "jsonl", str(tmp_path / "h.jsonl"), "-o", str(tmp_path / "in.jsonl"), "--clean"])
    assert "doubles  1" in asked.output


def test_text_that_no_file_could_hold_is_cleaned_too() -> None:
    broken = talk("a", "x").model_copy(
        update={"turns": (Turn(speaker="customer", text="x").model_copy(update={"text": "\ud800 caf\u00e9\x00"}),)}
    )
    kept, _ = cleaned(broken)
    assert said(kept[0]) == ["\ufffd café"]
    assert TAGS.findall(said(kept[0])[0]) == []


def test_where_too_few_dialogues_are_long_enough_the_report_says_why_greetings_stay(tmp_path: Path) -> None:
    short = [talk(f"s{i}", f"where is the {i}. lamp", "Thank you for contacting Hearth! It is on its way.") for i in range(30)]
    dialogues.write(tmp_path / "h.jsonl", short)
    report = clean.run(tmp_path / "h.jsonl", tmp_path / "out.jsonl")
    assert (report.longer, report.as_json()["longer_dialogues"]) == (0, 0)
    told = "none looked for: the agent says 5 sentences or more in none of the dialogues, and 20 such dialogues are needed"
    assert report.table()["routine sentences"] == told
    imported = CliRunner().invoke(app, ["import", "jsonl", str(tmp_path / "h.jsonl"), "-o", str(tmp_path / "in.jsonl"), "--clean"])
    assert "none looked for: the agent says 5 sentences" in " ".join(imported.output.split())


def test_where_enough_dialogues_are_long_the_report_lists_what_was_found(tmp_path: Path) -> None:
    words = ("lamp", "kettle", "rug", "sofa", "mug")
    long = [
        talk(f"l{i}", f"{words[i % 5]} {i}", f"It is here. It is {words[i % 5]} {i}. Call {i}. Then go. To {i} it goes. Bye now!")
        for i in range(20)
    ]
    dialogues.write(tmp_path / "h.jsonl", long)
    report = clean.run(tmp_path / "h.jsonl", tmp_path / "out.jsonl")
    assert report.longer == 20
    assert "none looked for" not in str(report.table()["routine sentences"])
