"""``frontdesk feedback``: from what operators and customers say about messages to rows of utterances.csv."""

import asyncio
import json
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import MessageReceived
from bot.store.annotations import Annotation
from bot.store.records import Message
from bot.store.sql import SqlStore
from tests.dialogue.shop import reading
from tests.packs.folders import copied
from tests.store.parts import a_turn

SAID, STRANGE = "open when?", "do you sell horses"
NOW = time.time()


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small pack, and a database in which an operator has marked one message, and another was out of scope."""
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    (tmp_path / "domains").mkdir()
    folder = copied(tmp_path / "domains")
    for name, value in (("DATABASE_URL", address), ("DATA_DIR", str(tmp_path)), ("DOMAINS_DIR", str(tmp_path / "domains"))):
        monkeypatch.setenv(f"FRONTDESK_{name}", value)

    async def fill() -> None:
        store = await SqlStore.connect(address)
        for id, text, reply, at in (("c1", SAID, "thanks", NOW), ("c2", STRANGE, "not_understood", NOW), ("c3", SAID, "thanks", NOW - 9e6)):
            await store.create(Conversation(id, "small"), "web", at)
            opened = await store.open(id)
            events = (MessageReceived(at, text, "d1"), reading(("thanks", 0.6))(text))
            lines = (Message(1, "customer", text, at, 1), Message(2, "bot", "Yes?", at, 1, reply=reply))
            await store.commit(opened.lease, replace(a_turn(opened, events=events), messages=lines, at=at))
        await store.annotate(Annotation("c1", 1, "small", ("opening_hours",), "Mia", NOW))
        await store.annotate(Annotation("c3", 1, "small", ("oos",), "Mia", NOW - 9e6))
        await store.close()

    asyncio.run(fill())
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["feedback", *words])


def test_from_the_desk_to_the_rows_that_the_next_training_reads(pack: Path, tmp_path: Path) -> None:
    output, unserved = tmp_path / "feedback.csv", tmp_path / "unserved.jsonl"
    result = run("small", "-o", str(output), "--unserved", str(unserved))
    assert result.exit_code == 0, result.output
    assert "2 conversations: 1 marked by operators and 0 chosen by customers" in result.output
    assert json.loads(unserved.read_text("utf-8")) == {"text": STRANGE, "language": "en"}
    assert stat.S_IMODE(output.stat().st_mode) == 0o600

    result = run("small", "--add", str(output))
    assert (result.exit_code, "1 row added" in result.output) == (0, True), result.output
    assert (pack / "utterances.csv").read_text("utf-8").splitlines()[-1].startswith(f"{SAID},opening_hours,en,,feedback-")


def test_without_a_file_it_says_what_there_is_and_programs_get_numbers(pack: Path) -> None:
    assert "With -o FILE" in run("small").output
    found = json.loads(run("small", "--json").stdout)
    assert found == {
        "conversations": 2, "rows": 1, "marked": 1, "chosen": 0, "contradicting": 0, "unserved": 1, "left_out": {},
    }  # fmt: skip


def test_what_is_older_is_looked_at_where_somebody_asks_for_it(pack: Path) -> None:
    found = json.loads(run("small", "--since", "2020-01-01", "--json").stdout)
    assert (found["conversations"], found["contradicting"]) == (3, 2)


def test_a_row_that_cannot_be_added_is_named_and_the_command_ends_with_one(pack: Path, tmp_path: Path) -> None:
    output = tmp_path / "feedback.csv"
    output.write_text("text,intent,language\nhello you,greeting,en\n", encoding="utf-8")
    result = run("small", "--add", str(output))
    assert result.exit_code == 1
    assert "the pack has no intent greeting" in result.output


def test_a_pack_that_is_not_there_and_options_that_exclude_each_other_are_refused(pack: Path, tmp_path: Path) -> None:
    assert run("nowhere").exit_code != 0
    assert run("small", "--add", "x.csv", "-o", str(tmp_path / "y.csv")).exit_code == 2
