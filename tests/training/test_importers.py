"""Past dialogues of other formats."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from bot.errors import DataError
from tests.training.importing import imported, said, write
from training import importers
from training.dialogues import Dialogue, read, rewritten
from training.importers import FORMATS, run, utterances

SHARED = Path(__file__).parents[3] / "shared" / "data"

STAR = {
    "DialogueID": 7,
    "CompletionLevel": "Complete",
    "Scenario": {"WizardCapabilities": [{"Task": "bank_balance"}]},
    "UserQuestionnaire": [
        {"Question": "Did the assistant tell your balance?", "Answer": False},
        {"Question": "Did you enjoy this task?", "Answer": True},
    ],
    "Events": [
        {"Action": "instruct", "Agent": "UserGuide", "Text": "Be angry.", "UnixTime": 100},
        {"Action": "utter", "Agent": "User", "Text": "What is my balance please?", "UnixTime": 103},
        {"Action": "request_suggestions", "Agent": "Wizard", "Text": "draft", "UnixTime": 104},
        {"Action": "query", "Agent": "Wizard", "UnixTime": 105},
        {"Action": "pick_suggestion", "Agent": "Wizard", "Text": "It is 12 dollars.", "UnixTime": 110},
        {"Action": "complete", "Agent": "User", "UnixTime": 111},
    ],
}
MULTIDOGO = (
    "conversationId\tturnNumber\tutteranceId\tutterance\tslot-labels\tintent\n"
    "c1\t0.0\tu\thi\tO\topeninggreeting\n"
    'c1\t2.0\tu\t"my card is lost\nand i moved"\tO\treportlostcard<div>updateaddress\n'
    "c1\t4.0\tu\t\tO\tcontentonly\n"
    "c2\t0.0\tu\twhat is the weather\tO\toutofdomain\n"
)
SLOTS = MULTIDOGO + (
    "c3\t0.0\tu\ti am  jane doe for a ford \tO O O name name O O car_brand O\tcontentonly\nc3\t2.0\tu\tjane doe\tname\tcontentonly\n"
)
BITEXT = (
    "context,instruction,intent,response\n"
    'x,how do I cancel {{Order Number}}?,cancel_order,"Log into {{Website Name}},\nthen press cancel."\n'
    "x,help,contact,\n"
)


def test_of_star_what_was_said_is_kept_and_not_what_was_drafted(tmp_path: Path) -> None:
    (one,), bad = imported("star", write(tmp_path / "d.jsonl.gz", gzip.compress(json.dumps(STAR).encode())))
    assert said(one) == [("customer", "What is my balance please?"), ("agent", "It is 12 dollars.")]
    assert (one.id, one.intents, one.outcome, one.turns[1].seconds) == ("star-7", ("bank_balance",), "unresolved", 10)
    assert one.started_at is not None
    assert bad == []


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"CompletionLevel": "EarlyDisconnectDuringDialogue"}, "abandoned"),
        ({"UserQuestionnaire": [{"Question": "Did the assistant tell your balance?", "Answer": True}]}, "resolved"),
        ({"UserQuestionnaire": [{"Question": "Did the assistant stay calm and helpful?", "Answer": True}]}, None),
    ],
)
def test_the_outcome_in_star_is_what_the_customer_said_of_the_task(tmp_path: Path, changes: dict[str, object], outcome: str | None) -> None:
    (one,), _ = imported("star", write(tmp_path / "d.jsonl", json.dumps(STAR | changes)))
    assert one.outcome == outcome


@pytest.mark.parametrize("line", ["{", "[]", "{}", json.dumps(STAR | {"Events": []}), json.dumps(STAR | {"Events": [{"Agent": "User"}]})])
def test_a_line_that_is_no_star_dialogue_is_named(tmp_path: Path, line: str) -> None:
    good, bad = imported("star", write(tmp_path / "d.jsonl", f"{json.dumps(STAR)}\n{line}\n{json.dumps(STAR | {'DialogueID': 8})}\n"))
    assert [one.id for one in good] == ["star-7", "star-8"]
    assert [one.row for one in bad] == [2]


@pytest.mark.parametrize("time", [1e30, 1e15, -1e15, "noon"])
def test_a_star_dialogue_at_no_time_is_named(tmp_path: Path, time: object) -> None:
    events = [event | {"UnixTime": time} for event in STAR["Events"]]
    good, bad = imported("star", write(tmp_path / "d.jsonl", f"{json.dumps(STAR | {'Events': events})}\n{json.dumps(STAR)}\n"))
    assert [one.id for one in good] == ["star-7"]
    assert [one.row for one in bad] == [1]


@pytest.mark.parametrize("format", ["star", "csv", "jsonl", "bitext", "chatwoot"])
def test_a_compressed_file_that_is_broken_inside_is_an_error_that_says_so(tmp_path: Path, format: str) -> None:
    whole = bytearray(gzip.compress(b"context,instruction,intent,response\n" + bytes(range(256)) * 200))
    whole[40:60] = b"\xff" * 20
    with pytest.raises(DataError, match=r"d\.gz: cannot be read"):
        imported(format, write(tmp_path / "d.gz", bytes(whole)))


def test_a_quote_that_is_never_closed_is_named_and_costs_its_row_alone(tmp_path: Path) -> None:
    good, bad = imported("csv", write(tmp_path / "faq.csv", 'question,answer\nopen?,"from eight\nclosed?,at six\nwhere?,"here, there"\n'))
    assert [said(one)[0][1] for one in good] == ["closed?", "where?"]
    assert [(one.row, one.message[:20]) for one in bad] == [(2, "a quote opens here a")]


def test_multidogo_keeps_every_message_with_its_intents(tmp_path: Path) -> None:
    (first, second), bad = imported("multidogo", write(tmp_path / "train.tsv", MULTIDOGO))
    assert [(turn.text, turn.intents) for turn in first.turns] == [
        ("hi", ("openinggreeting",)),
        ("my card is lost and i moved", ("reportlostcard", "updateaddress")),
    ]
    assert second.turns[0].intents == ("oos",)
    assert [(one.row, one.message) for one in bad] == [(5, "has no text")]


def test_multidogo_marks_slots_where_words_and_labels_agree_in_number(tmp_path: Path) -> None:
    (_, _, third), _ = imported("multidogo", write(tmp_path / "train.tsv", SLOTS))
    assert [utterances.marked(turn) for turn in third.turns] == [
        "i am [jane doe](name) for a [ford](car_brand)",
        "jane doe",
    ]


def test_a_turn_that_is_rewritten_loses_its_marks(tmp_path: Path) -> None:
    (_, _, third), _ = imported("multidogo", write(tmp_path / "train.tsv", SLOTS))
    assert rewritten(third.turns[0], "i am <NAME> for a ford").slots == ()
    assert rewritten(third.turns[0], third.turns[0].text) == third.turns[0]


def test_bitext_pairs_questions_with_answers(tmp_path: Path) -> None:
    (one,), bad = imported("bitext", write(tmp_path / "b.csv", BITEXT))
    assert said(one) == [("customer", "how do I cancel {{Order Number}}?"), ("agent", "Log into {{Website Name}},\nthen press cancel.")]
    assert one.intents == ("cancel_order",)
    assert [(one.row, one.message) for one in bad] == [(4, "has no response")]


def test_a_csv_of_messages_becomes_dialogues(tmp_path: Path) -> None:
    text = "Conversation_ID;Role;Message;Rating\n1;user;hello;5\n1;assistant;good morning;5\n2;客服;您好;\n2;robot;beep;\n2;客户;在吗;\n"
    (first, second), bad = imported("csv", write(tmp_path / "chat.csv", text))
    assert said(first) == [("customer", "hello"), ("agent", "good morning")]
    assert first.rating == 5
    assert said(second) == [("agent", "您好"), ("customer", "在吗")]
    assert [one.row for one in bad] == [5]
    assert "robot" in bad[0].message


def test_a_csv_of_questions_and_answers_becomes_dialogues(tmp_path: Path) -> None:
    good, bad = imported("csv", write(tmp_path / "faq.csv", "question,answer,intent\nopen?,from eight,hours\nclosed?,,hours\n"))
    assert said(good[0]) == [("customer", "open?"), ("agent", "from eight")]
    assert good[0].turns[0].intents == ("hours",)
    assert [one.row for one in bad] == [3]


def test_rows_that_are_torn_apart_or_not_utf8_are_named(tmp_path: Path) -> None:
    content = b"dialogue,speaker,text\n1,user,a\n2,user,b\n1,user,c\n3,user,\xd4\xcb\xb7\xd1\n4,user,a,b\n5,user,fine\n"
    good, bad = imported("csv", write(tmp_path / "chat.csv", content))
    assert [one.id for one in good] == ["1", "2", "5"]
    assert [(one.row, one.message.split(":")[0]) for one in bad] == [
        (4, "dialogue '1' began in row 2 already"),
        (5, "not UTF-8"),
        (6, "has 4 cells, the header 3"),
    ]


def test_a_csv_with_other_columns_says_which_are_needed(tmp_path: Path) -> None:
    good, bad = imported("csv", write(tmp_path / "x.csv", "a,b\n1,2\n"))
    assert good == []
    assert "speaker and text" in bad[0].message


@pytest.mark.parametrize(
    "line",
    [
        '{"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "hi"}, '
        '{"role": "assistant", "content": "hello"}]}',
        '{"conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "hello"}]}',
        '{"id": "chat-1", "turns": [{"speaker": "customer", "text": "hi"}, {"speaker": "agent", "text": "hello"}]}',
    ],
)
def test_chats_of_other_tools_are_read(tmp_path: Path, line: str) -> None:
    (one,), bad = imported("jsonl", write(tmp_path / "chat.jsonl", line))
    assert said(one) == [("customer", "hi"), ("agent", "hello")]
    assert one.id == "chat-1"
    assert bad == []


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "3",
        '{"id": 1}',
        '{"messages": []}',
        '{"messages": ["hi"]}',
        '{"messages": [{"role": "dog", "content": "x"}]}',
        '{"turns": [{"role": "user", "text": 3}]}',
    ],
)
def test_a_chat_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    good, bad = imported("jsonl", write(tmp_path / "chat.jsonl", line))
    assert good == []
    assert [one.row for one in bad] == [1]


def test_an_import_writes_history_and_labelled_messages_and_counts(tmp_path: Path) -> None:
    report = run(
        "multidogo", write(tmp_path / "train.tsv", MULTIDOGO), tmp_path / "out" / "history.jsonl", tmp_path / "out" / "utterances.csv"
    )
    assert (report.written, report.utterances, len(report.bad), report.read) == (2, 3, 1, 3)
    assert [one.id for one in read(tmp_path / "out" / "history.jsonl") if isinstance(one, Dialogue)] == ["multidogo-c1", "multidogo-c2"]
    with (tmp_path / "out" / "utterances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["text"], row["intent"], row["group"]) for row in rows] == [
        ("hi", "openinggreeting", "multidogo-c1"),
        ("my card is lost and i moved", "reportlostcard;updateaddress", "multidogo-c1"),
        ("what is the weather", "oos", "multidogo-c2"),
    ]


def test_where_no_message_is_labelled_the_opening_stands_for_the_dialogues_only_intent(tmp_path: Path) -> None:
    run("star", write(tmp_path / "d.jsonl", json.dumps(STAR)), tmp_path / "h.jsonl", tmp_path / "u.csv")
    assert "What is my balance please?,bank_balance" in (tmp_path / "u.csv").read_text(encoding="utf-8")


def test_a_source_without_a_single_dialogue_is_an_error_that_says_why(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="1 rows left out, the first because not JSON"):
        run("star", write(tmp_path / "d.jsonl", "{"), tmp_path / "h.jsonl")
    with pytest.raises(DataError, match="there is no format"):
        run("fax", tmp_path / "d.jsonl", tmp_path / "h.jsonl")
    with pytest.raises(DataError, match="no column"):
        run("bitext", write(tmp_path / "b.csv", "a,b\n1,2\n"), tmp_path / "h.jsonl")
    with pytest.raises(DataError, match="cannot be read"):
        run("csv", tmp_path / "none.csv", tmp_path / "h.jsonl")


def test_every_format_says_what_it_is() -> None:
    assert {"star", "multidogo", "bitext", "csv", "jsonl"} <= set(FORMATS)
    assert all(one.about for one in FORMATS.values())
    assert set(importers.__all__) >= {"FORMATS", "run", "pack_from"}


@pytest.mark.parametrize(
    ("format", "source", "dialogues", "bad"),
    [
        ("star", "star/dialogues.jsonl.gz", 4698, 306),
        ("multidogo", "multidogo/finance/train.tsv", 1684, 10),
        ("multidogo", "multidogo/insurance/dev.tsv", 232, 3),
        ("bitext", "bitext/customer_support_qa.csv", 4514, 0),
    ],
)
def test_the_real_sets_are_imported_whole(tmp_path: Path, format: str, source: str, dialogues: int, bad: int) -> None:
    path = SHARED / source
    if not path.exists():
        pytest.skip(f"needs the shared data set {source}")
    report = run(format, path, tmp_path / "history.jsonl")
    assert (report.written, len(report.bad)) == (dialogues, bad)
