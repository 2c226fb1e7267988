"""Past dialogues from what support tools export, and from CrossWOZ and Rasa."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import packs
from bot.cli import app
from bot.errors import DataError
from tests.training.importing import imported, said, write
from training import dialogues
from training.dialogues import Dialogue
from training.importers import FORMATS, records, run
from training.importers.markup import plain
from training.importers.messages import moment
from training.importers.packs import readable, slug

SHARED = Path(__file__).parents[3] / "shared" / "data"
DOCS = Path(__file__).parents[2] / "docs"

CROSSWOZ: dict[str, Any] = {
    "id": "31",
    "messages": [
        {
            "role": "usr",
            "content": "你好，帮我找一家有健身房的酒店，再告诉我电话。",
            "dialog_act": [
                ["General", "greet", "none", "none"],
                ["Inform", "酒店", "酒店设施-健身房", "是"],
                ["Request", "酒店", "名称", ""],
                ["Request", "酒店", "电话", ""],
            ],
        },
        {"role": "sys", "content": "为您推荐云海酒店。", "dialog_act": [["Recommend", "酒店", "名称", "云海酒店"]]},
        {"role": "usr", "content": "嗯嗯", "dialog_act": []},
    ],
}
RASA = """\
version: "3.1"

nlu:
- intent: greet
  examples: |
    - hello there
    - good   morning

- intent: book_trip
  metadata:
    sentiment: neutral
  examples: |
    - a train to [Lyon](city)
    - from [LA]{"entity": "city", "role": "from", "value": "Los Angeles"} to [Oslo](city:oslo)
    - on [May 3][{"entity": "date"}, {"entity": "day"}] please
    - 我要去[上海](city)

- intent: faq/luggage
  examples:
  - text: |
      how many bags
      may I bring
    metadata:
      source: forum
  - text: is a bike allowed?

- intent: out_of_scope
  examples: |
    - sing me a song
- synonym: Los Angeles
  examples: |
    - LA
- lookup: city
  examples: |
    - Lyon
- regex: ticket
  examples: |
    - [A-Z]{3}[0-9]+

stories:
- story: hello
  steps:
  - intent: greet
  - action: utter_greet
"""
CHATWOOT: dict[str, Any] = {
    "id": 12,
    "status": "resolved",
    "labels": ["refund"],
    "meta": {"channel": "Channel::Telegram"},
    "messages": [
        {"id": 1, "content": "Where is my <b>refund</b>?", "message_type": 0, "private": False, "created_at": 1714555800},
        {"id": 2, "content": "she is lying, check twice", "message_type": 1, "private": True, "created_at": 1714555805},
        {"id": 3, "content": "Conversation was assigned to Ana", "message_type": 2, "private": False, "created_at": 1714555806},
        {"id": 4, "content": None, "message_type": 0, "private": False, "created_at": 1714555807, "attachments": [{"file_type": "image"}]},
        {"id": 5, "content": "<p>It left&nbsp;today.</p><p>Ana</p>", "message_type": 1, "private": False, "created_at": 1714555860},
        {"id": 6, "content": "This message was deleted", "message_type": 1, "private": False, "content_attributes": {"deleted": True}},
        {
            "id": 7,
            "content": "Please rate us",
            "message_type": 3,
            "content_type": "input_csat",
            "private": False,
            "content_attributes": {"submitted_values": {"csat_survey_response": {"rating": 4, "feedback_message": "ok"}}},
        },
    ],
}
ZENDESK: dict[str, Any] = {
    "id": 900,
    "requester_id": 51,
    "status": "solved",
    "tags": ["invoice", "vip"],
    "via": {"channel": "email"},
    "satisfaction_rating": {"id": 1, "score": "good"},
    "comments": [
        {"author_id": 51, "plain_body": "The invoice is&nbsp;wrong", "public": True, "created_at": "2024-05-01T09:30:00Z"},
        {"author_id": 7, "body": "ask Bob before we pay", "public": False, "created_at": "2024-05-01T09:31:00Z"},
        {"author_id": 7, "html_body": "<div>Fixed.<br>Sorry!</div>", "public": True, "created_at": "2024-05-01T09:32:30Z"},
        {"author_id": 7, "type": "VoiceComment", "body": "Call from: +1 555", "public": True, "created_at": "2024-05-01T09:33:00Z"},
    ],
}


def write_lines(path: Path, *rows: Any) -> Path:
    return write(path, "".join(f"{row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)}\n" for row in rows))


def with_message(record: Mapping[str, Any], key: str, **changes: Any) -> dict[str, Any]:
    """The record with its first message or comment changed."""
    first, *others = record[key]
    return {**record, key: [{**first, **changes}, *others]}


# CrossWOZ


def test_of_crosswoz_the_customers_acts_become_intents_without_their_values(tmp_path: Path) -> None:
    (one,), bad = imported("crosswoz", write_lines(tmp_path / "val.jsonl", CROSSWOZ))
    assert (one.id, one.language) == ("crosswoz-31", "zh")
    assert [turn.speaker for turn in one.turns] == ["customer", "agent", "customer"]
    assert one.turns[0].intents == ("greet", "Inform+酒店+酒店设施", "Request+酒店+名称", "Request+酒店+电话")
    assert one.turns[1].intents == one.turns[2].intents == ()
    assert one.intents == ("Inform+酒店+酒店设施", "Request+酒店+名称", "Request+酒店+电话")
    assert bad == []


@pytest.mark.parametrize("indent", [None, 2])
def test_crosswoz_is_read_as_it_is_published_too(tmp_path: Path, indent: int | None) -> None:
    published = {number: {"messages": CROSSWOZ["messages"]} for number in ("31", "32")}
    good, bad = imported("crosswoz", write(tmp_path / "val.json", json.dumps(published, indent=indent)))
    assert [one.id for one in good] == ["crosswoz-31", "crosswoz-32"]
    assert bad == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{", "not JSON"),
        ("3", "not a JSON object"),
        ({"messages": []}, "without id"),
        ({"id": "9"}, "no list of messages"),
        ({"id": "9", "messages": []}, "nothing is said"),
        ({"id": "9", "messages": ["你好"]}, "message 1 has no role"),
        (with_message(CROSSWOZ, "messages", role="bot"), "message 1 has no role"),
        (with_message(CROSSWOZ, "messages", content=" "), "message 1 has no content"),
        (with_message(CROSSWOZ, "messages", dialog_act=[["Inform", "酒店"]]), "dialog_act of message 1"),
        (with_message(CROSSWOZ, "messages", dialog_act=None), "dialog_act of message 1"),
        (CROSSWOZ, "was there before, in row 1"),
    ],
)
def test_a_row_that_is_no_crosswoz_dialogue_is_named_and_the_others_are_read(tmp_path: Path, row: Any, says: str) -> None:
    good, bad = imported("crosswoz", write_lines(tmp_path / "val.jsonl", CROSSWOZ, row, {**CROSSWOZ, "id": "32"}))
    assert [one.id for one in good] == ["crosswoz-31", "crosswoz-32"]
    assert [one.row for one in bad] == [2]
    assert says in bad[0].message


def test_a_pack_of_crosswoz_keeps_intents_apart_that_differ_in_chinese_only(tmp_path: Path) -> None:
    assert slug("Request+酒店+名称") != slug("Request+酒店+电话")
    assert slug("!?") == "i_21_3f"
    assert slug("Réclamation über Größe") == "reclamation_uber_gro_df_e"
    assert readable("Request+酒店+名称", Counter()) == "Request 酒店 名称"
    source = write_lines(tmp_path / "val.jsonl", *({**CROSSWOZ, "id": str(number)} for number in range(3)))
    run("crosswoz", source, tmp_path / "h.jsonl", pack=tmp_path / "trip")
    assert packs.check(tmp_path / "trip") == []
    intents = packs.load(tmp_path / "trip").domain.intents
    assert len(intents) == 4
    assert intents["greet"].reply == "greeting"


def test_the_real_crosswoz_is_imported_whole(tmp_path: Path) -> None:
    path = SHARED / "crosswoz/val.jsonl.gz"
    if not path.exists():
        pytest.skip("needs the shared data set crosswoz/val.jsonl.gz")
    report = run("crosswoz", path, tmp_path / "history.jsonl", tmp_path / "utterances.csv")
    assert (report.written, report.bad, report.utterances) == (500, [], 4213)
    every = [one for one in dialogues.read(tmp_path / "history.jsonl") if isinstance(one, Dialogue)]
    assert sum(len(one.turns) for one in every) == 8458
    assert sum(turn.speaker == "customer" for one in every for turn in one.turns) == 4229
    assert len({intent for one in every for turn in one.turns for intent in turn.intents}) == 55
    assert {one.language for one in every} == {"zh"}


# Rasa


def test_every_example_of_rasa_is_a_labelled_message_without_annotations(tmp_path: Path) -> None:
    good, bad = imported("rasa", write(tmp_path / "nlu.yml", RASA))
    assert bad == []
    assert [(one.turns[0].text, one.turns[0].intents) for one in good] == [
        ("hello there", ("greet",)),
        ("good morning", ("greet",)),
        ("a train to Lyon", ("book_trip",)),
        ("from LA to Oslo", ("book_trip",)),
        ("on May 3 please", ("book_trip",)),
        ("我要去上海", ("book_trip",)),
        ("how many bags may I bring", ("faq/luggage",)),
        ("is a bike allowed?", ("faq/luggage",)),
        ("sing me a song", ("oos",)),
    ]
    assert [one.language for one in good] == ["en"] * 5 + ["zh"] + ["en"] * 3
    assert {len(one.turns) for one in good} == {1}
    assert (good[0].id, good[-1].id, good[-1].intents) == ("rasa-nlu.yml-1", "rasa-nlu.yml-9", ())


def test_rasas_examples_become_rows_that_a_model_is_trained_on(tmp_path: Path) -> None:
    report = run("rasa", write(tmp_path / "nlu.yml", RASA), tmp_path / "h.jsonl", tmp_path / "u.csv")
    assert (report.written, report.utterances, report.bad) == (9, 9, [])
    with (tmp_path / "u.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["intent"], row["language"]) for row in csv.DictReader(file)]
    assert ("我要去上海", "book_trip", "zh") in rows
    assert ("is a bike allowed?", "faq/luggage", "en") in rows


def test_a_folder_of_rasa_is_read_whole_and_files_without_examples_are_passed_over(tmp_path: Path) -> None:
    for name in ("a/nlu.yml", "b/nlu.yml"):
        write(tmp_path / name, "nlu:\n- intent: bye\n  examples: |\n    - see you\n")
    write(tmp_path / "stories.yaml", "stories:\n- story: x\n  steps:\n  - intent: bye\n")
    write(tmp_path / "domain.yml", "intents:\n- bye\nresponses:\n  utter_bye:\n  - text: bye\n")
    write(tmp_path / "README.md", "nlu: no")
    good, bad = imported("rasa", tmp_path)
    assert [one.id for one in good] == ["rasa-a/nlu.yml-1", "rasa-b/nlu.yml-1"]
    assert bad == []


@pytest.mark.parametrize(
    ("item", "line", "says"),
    [
        ("- intent: a\n  examples: |\n    - fine\n    not fine\n", 7, "begins with `- `"),
        ("- intent: a\n  examples: |\n\n    -\n", 7, "without text"),
        ('- intent: a\n  examples: |\n    - [x]{"entity": city}\n', 6, "not JSON"),
        ('- intent: a\n  examples: |\n    - [x]{"role": "to"}\n', 6, "names no entity"),
        ("- intent: a\n  examples: |\n    - to [x](city\n", 6, "not closed"),
        ("- intent: a\n  examples:\n  - text: 7\n", 6, "needs a `text:`"),
        ("- intent: a\n  examples:\n  - just this\n", 6, "needs a `text:`"),
        ("- intent: a\n", 4, "no examples"),
        ("- intent: a\n  examples: |\n- intent: b\n", 5, "no examples"),
        ("- intent: yes\n  examples: |\n    - x\n", 4, "the intent's name is True"),
        ("- intent:\n  examples: |\n    - x\n", 4, "the intent's name is None"),
        ("- story: a\n", 4, "none of intent"),
        ("- a\n", 4, "none of intent"),
        ("- intent: a\n  intent: b\n  examples: |\n    - x\n", 5, "stands twice"),
    ],
)
def test_what_rasa_could_not_learn_from_is_named_with_its_line(tmp_path: Path, item: str, line: int, says: str) -> None:
    before, after = "nlu:\n- {intent: ok, examples: '- yes'}\n# next\n", "- intent: last\n  examples: |\n    - really\n"
    good, bad = imported("rasa", write(tmp_path / "nlu.yml", before + item + after))
    assert (good[0].turns[0].text, good[-1].turns[0].text) == ("yes", "really")
    assert (bad[0].row, bad[0].path) == (line, str(tmp_path / "nlu.yml"))
    assert says in bad[0].message


def test_a_file_that_is_not_yaml_leaves_the_others_of_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "broken.yml", "nlu:\n- intent: [a\n")
    write(tmp_path / "list.yml", "nlu: greet\n")
    write(tmp_path / "nlu.yml", RASA)
    good, bad = imported("rasa", tmp_path)
    assert len(good) == 9
    assert [(Path(one.path).name, one.message[:8]) for one in bad] == [("broken.yml", "not YAML"), ("list.yml", "nlu must")]


def test_a_source_of_rasa_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file or folder"):
        imported("rasa", tmp_path / "none.yml")


def test_a_pack_of_rasas_examples_answers_small_talk_and_learns_no_yes_or_no(tmp_path: Path) -> None:
    item = "- intent: {}\n  examples: |\n    - {} one\n    - {} two\n    - {} three\n"
    names = ("greet", "bot_challenge", "affirm", "faq/luggage")
    run(
        "rasa",
        write(tmp_path / "nlu.yml", "nlu:\n" + "".join(item.format(*[name] * 4) for name in names)),
        tmp_path / "h",
        pack=tmp_path / "p",
    )
    assert packs.check(tmp_path / "p") == []
    intents = packs.load(tmp_path / "p").domain.intents
    assert {name: intent.reply for name, intent in intents.items()} == {
        "greet": "greeting",
        "bot_challenge": "bot_identity",
        "faq_luggage": None,
    }


# Chatwoot


def test_of_chatwoot_what_both_sides_could_read_is_kept(tmp_path: Path) -> None:
    (one,), bad = imported("chatwoot", write(tmp_path / "c.json", json.dumps([CHATWOOT])))
    assert said(one) == [("customer", "Where is my refund?"), ("agent", "It left today.\n\nAna")]
    assert [turn.seconds for turn in one.turns] == [0, 60]
    assert one.started_at == datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    assert (one.id, one.channel, one.outcome, one.rating, one.intents) == ("chatwoot-12", "telegram", "resolved", 4, ("refund",))
    assert bad == []


def test_a_private_note_never_becomes_an_agents_answer(tmp_path: Path) -> None:
    for private in (True, "true", "false", 1):
        (one,), _ = imported("chatwoot", write_lines(tmp_path / "c.json", with_message(CHATWOOT, "messages", private=private)))
        assert said(one) == [("agent", "It left today.\n\nAna")]


@pytest.mark.parametrize(
    "wrapped",
    [
        json.dumps({"data": {"meta": {"all_count": 2}, "payload": [CHATWOOT, {**CHATWOOT, "id": 13}]}}, indent=2),
        json.dumps({"meta": {}, "payload": [CHATWOOT, {**CHATWOOT, "id": 13}]}),
        "\ufeff" + json.dumps(CHATWOOT) + "\n\n" + json.dumps({**CHATWOOT, "id": 13}) + "\n",
        json.dumps({"payload": [CHATWOOT]}) + "\n" + json.dumps({"payload": [{**CHATWOOT, "id": 13}]}),
    ],
)
def test_pages_lists_and_lines_hold_the_same_conversations(tmp_path: Path, wrapped: str) -> None:
    for path in (write(tmp_path / "c.json", wrapped), write(tmp_path / "c.json.gz", gzip.compress(wrapped.encode()))):
        good, bad = imported("chatwoot", path)
        assert [one.id for one in good] == ["chatwoot-12", "chatwoot-13"]
        assert bad == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": "open"}, {"outcome": "unresolved"}),
        ({"status": "somehow"}, {"outcome": None}),
        ({"csat_survey_response": {"rating": 2}}, {"rating": 2}),
        ({"csat_survey_response": None}, {"rating": 4}),
        ({"labels": None}, {"intents": ()}),
        ({"meta": {"channel": "Channel::WebWidget"}}, {"channel": "web"}),
        ({"meta": None}, {"channel": "web"}),
    ],
)
def test_what_chatwoot_says_of_a_conversation_is_kept(tmp_path: Path, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    (one,), _ = imported("chatwoot", write_lines(tmp_path / "c.json", CHATWOOT | changes))
    assert {name: getattr(one, name) for name in expected} == expected


def test_a_survey_is_nothing_that_an_agent_said_and_the_last_answer_counts(tmp_path: Path) -> None:
    asked = [
        {
            "content": "How did we do?",
            "message_type": "outgoing",
            "content_type": "input_csat",
            "content_attributes": {"submitted_values": {"csat_survey_response": {"rating": rating}}},
        }
        for rating in (1, "3")
    ]
    record = {"id": 1, "messages": [*asked, {"content": "Thanks", "message_type": 0}]}
    (one,), bad = imported("chatwoot", write_lines(tmp_path / "c.json", record))
    assert (said(one), one.rating, bad) == ([("customer", "Thanks")], 3, [])


def test_chatwoots_messages_are_put_in_order_and_chinese_is_told(tmp_path: Path) -> None:
    later = {"content": "请稍等。", "message_type": "outgoing", "created_at": "2024-05-01T17:31:30.500+08:00"}
    first = {"content": "我的退款到哪里了？", "message_type": "incoming", "created_at": "2024-05-01T09:30:00Z"}
    (one,), bad = imported("chatwoot", write_lines(tmp_path / "c.json", {"id": 1, "messages": [later, first]}))
    assert said(one) == [("customer", "我的退款到哪里了？"), ("agent", "请稍等。")]
    assert ([turn.seconds for turn in one.turns], one.language, bad) == ([0, 90.5], "zh", [])


def test_messages_without_times_stay_in_their_order(tmp_path: Path) -> None:
    told = [{"content": "b", "message_type": 0}, {"content": "a", "message_type": 1, "created_at": 5}]
    (one,), _ = imported("chatwoot", write_lines(tmp_path / "c.json", {"id": 1, "messages": told}))
    assert [(turn.text, turn.seconds) for turn in one.turns] == [("b", None), ("a", 0)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ({"messages": []}, "without id"),
        ({"id": 13}, "id 13: has no list of messages"),
        ({"id": 13, "messages": [3]}, "message 1 is not a JSON object"),
        ({"id": 13, "messages": [{"content": "x", "message_type": 1, "private": True}]}, "id 13: nothing is said"),
        (with_message(CHATWOOT, "messages", message_type=9), "message 1 has the message_type 9"),
        (with_message(CHATWOOT, "messages", message_type=None), "message 1 has the message_type None"),
        (with_message(CHATWOOT, "messages", content=["x"]), "content of message 1 is not a text"),
        (with_message(CHATWOOT, "messages", created_at="yesterday"), "created_at is 'yesterday'"),
        ({**CHATWOOT, "csat_survey_response": {"rating": 9}}, "rating"),
        ({**CHATWOOT, "labels": [3]}, "intents"),
        (CHATWOOT, "id 12: was there before, in row 1"),
    ],
)
def test_a_conversation_that_cannot_be_used_is_named_and_the_others_are_read(tmp_path: Path, row: Any, says: str) -> None:
    good, bad = imported("chatwoot", write_lines(tmp_path / "c.jsonl", CHATWOOT, row, {**CHATWOOT, "id": 14}))
    assert [one.id for one in good] == ["chatwoot-12", "chatwoot-14"]
    assert [one.row for one in bad] == [2]
    assert says in bad[0].message


# Zendesk


def test_of_zendesk_what_requester_and_agents_wrote_publicly_is_kept(tmp_path: Path) -> None:
    (one,), bad = imported("zendesk", write_lines(tmp_path / "t.json", ZENDESK))
    assert said(one) == [("customer", "The invoice is wrong"), ("agent", "Fixed.\nSorry!")]
    assert [turn.seconds for turn in one.turns] == [0, 150]
    assert (one.id, one.channel, one.outcome, one.rating, one.intents) == ("zendesk-900", "email", "resolved", 5, ("invoice", "vip"))
    assert one.started_at == datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    assert bad == []


def test_a_comment_that_is_not_public_never_becomes_an_answer(tmp_path: Path) -> None:
    for public in (False, "false", None, 0):
        (one,), _ = imported("zendesk", write_lines(tmp_path / "t.json", with_message(ZENDESK, "comments", public=public)))
        assert said(one) == [("agent", "Fixed.\nSorry!")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": "closed"}, {"outcome": "resolved"}),
        ({"status": "open"}, {"outcome": "unresolved"}),
        ({"status": None}, {"outcome": None}),
        ({"satisfaction_rating": {"score": "bad"}}, {"rating": 1}),
        ({"satisfaction_rating": {"score": "offered"}}, {"rating": None}),
        ({"satisfaction_rating": None}, {"rating": None}),
        ({"via": None, "channel": "chat"}, {"channel": "chat"}),
        ({"via": {}}, {"channel": "web"}),
        ({"requester_id": "51"}, {"id": "zendesk-900"}),
    ],
)
def test_what_zendesk_says_of_a_ticket_is_kept(tmp_path: Path, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    (one,), _ = imported("zendesk", write_lines(tmp_path / "t.json", ZENDESK | changes))
    assert {name: getattr(one, name) for name in expected} == expected
    assert one.turns[0].speaker == "customer"


@pytest.mark.parametrize("indent", [None, 1])
def test_tickets_are_read_from_one_document_and_named_by_their_place(tmp_path: Path, indent: int | None) -> None:
    tickets = {"tickets": [ZENDESK, {"id": 901}, {**ZENDESK, "id": 902}], "count": 3}
    good, bad = imported("zendesk", write(tmp_path / "t.json", json.dumps(tickets, indent=indent)))
    assert [one.id for one in good] == ["zendesk-900", "zendesk-902"]
    assert [(one.row, one.message.split(":")[0]) for one in bad] == [(2, "id 901")]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{", "not JSON"),
        ("null", "not a JSON object"),
        ({"requester_id": 51, "comments": []}, "without id"),
        ({**ZENDESK, "id": 901, "requester_id": None}, "no requester_id"),
        ({"id": 901, "requester_id": 51}, "export tickets together with their comments"),
        ({"id": 901, "requester_id": 51, "comments": ["x"]}, "comment 1 is not a JSON object"),
        ({"id": 901, "requester_id": 51, "comments": []}, "nothing is said"),
        (with_message(ZENDESK, "comments", author_id=None), "comment 1 has no author_id"),
        (with_message(ZENDESK, "comments", plain_body=7), "a body of comment 1 is not a text"),
        (with_message(ZENDESK, "comments", created_at="soon"), "created_at is 'soon'"),
        ({**ZENDESK, "satisfaction_rating": {"score": "great"}}, "use one of good, bad"),
        ({**ZENDESK, "tags": "vip"}, "intents"),
        (ZENDESK, "id 900: was there before, in row 1"),
    ],
)
def test_a_ticket_that_cannot_be_used_is_named_and_the_others_are_read(tmp_path: Path, row: Any, says: str) -> None:
    good, bad = imported("zendesk", write_lines(tmp_path / "t.jsonl", ZENDESK, row, {**ZENDESK, "id": 903}))
    assert [one.id for one in good] == ["zendesk-900", "zendesk-903"]
    assert [one.row for one in bad] == [2]
    assert says in bad[0].message


# What they share


def test_a_broken_first_row_does_not_hide_the_others(tmp_path: Path) -> None:
    good, bad = imported("zendesk", write_lines(tmp_path / "t.jsonl", '{"id": 1, "comm', ZENDESK, {**ZENDESK, "id": 901}))
    assert [one.id for one in good] == ["zendesk-900", "zendesk-901"]
    assert [one.row for one in bad] == [1]


def test_a_document_that_is_cut_off_is_one_error_and_not_one_a_line(tmp_path: Path) -> None:
    text = json.dumps([ZENDESK, ZENDESK], indent=2)
    with pytest.raises(DataError, match="neither a JSON document nor one JSON object a line"):
        imported("zendesk", write(tmp_path / "t.json", text[: len(text) // 2]))


def test_a_file_that_is_empty_cut_off_or_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no dialogue"):
        run("chatwoot", write(tmp_path / "c.json", ""), tmp_path / "h.jsonl")
    for path in (tmp_path / "none.json", write(tmp_path / "cut.json.gz", gzip.compress(json.dumps([CHATWOOT] * 9).encode())[:-20])):
        with pytest.raises(DataError, match="cannot be read"):
            imported("chatwoot", path)


def test_more_than_memory_should_hold_is_refused_with_what_to_do(tmp_path: Path) -> None:
    rows = [{"id": number} for number in range(20)]
    assert len(list(records.read(write_lines(tmp_path / "lines.jsonl", *rows), largest=100))) == 20
    for text in (json.dumps(rows), json.dumps(rows, indent=1)):
        with pytest.raises(DataError, match="export one record a line"):
            list(records.read(write(tmp_path / "document.json", text), largest=100))
    with pytest.raises(DataError) as raised:
        list(records.read(write_lines(tmp_path / "long.jsonl", *rows, {"id": "x" * 100}), largest=100))
    assert raised.value.row == 21


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain", "plain"),
        ("a < b and 3 > 2, <3", "a < b and 3 > 2, <3"),
        ("write <order number> here --> there", "write <order number> here --> there"),
        ("AT&T &amp; co &lt;b&gt; &nope;", "AT&T & co <b> &nope;"),
        ("<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
        ('see <a href="https://x.example/?a=1&amp;b=2">here</a>, <STRONG>now</STRONG>', "see here, now"),
        ("<style>p { color: red }</style><!-- <p>no</p> --><p>yes</p><script>x < y</script>", "yes"),
        ("<head><title>T</title></head><body>b</body>", "b"),
        ("the <title> tag or <!-- is missing: title", "the <title> tag or <!-- is missing: title"),
        ("退货<br/>谢谢", "退货\n谢谢"),
        ("first\n\n\n\nsecond  word", "first\n\nsecond word"),
    ],
)
def test_of_html_what_people_saw_is_kept(source: str, text: str) -> None:
    assert plain(source) == text


@pytest.mark.parametrize(
    "value", [1714555800, 1714555800.0, "1714555800", "2024-05-01T09:30:00Z", "2024-05-01 09:30:00", "2024-05-01T11:30:00+02:00"]
)
def test_a_time_is_read_from_seconds_or_a_date(value: object) -> None:
    assert moment(value) == datetime(2024, 5, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", ["", None])
def test_a_time_that_is_not_given_is_none(value: object) -> None:
    assert moment(value) is None


@pytest.mark.parametrize("value", ["soon", 10**20, [], {}])
def test_what_is_no_time_is_an_error(value: object) -> None:
    with pytest.raises(ValueError, match="neither seconds since 1970 nor a date"):
        moment(value)


def test_the_schema_in_the_documentation_is_that_of_the_format() -> None:
    assert json.loads((DOCS / "dialogue.schema.json").read_text("utf-8")) == dialogues.schema()


def test_the_command_prints_the_schema() -> None:
    result = CliRunner().invoke(app, ["import", "--schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == dialogues.schema()


def test_the_documented_example_is_in_the_format_and_every_format_is_named(tmp_path: Path) -> None:
    page = (DOCS / "training.md").read_text("utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]
    read = list(dialogues.read(write(tmp_path / "history.jsonl", example)))
    assert len(read) == 3
    assert all(isinstance(one, Dialogue) for one in read)
    assert [name for name in FORMATS if f"`{name}`" not in page] == []
