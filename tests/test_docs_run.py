"""The commands of the documentation, run one after the other as somebody reads them, over small files with the names that it uses."""

import asyncio
import csv
import json
import os
import re
import shlex
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import keys
from bot.cli import app
from bot.composition import assembled
from bot.dialogue.events import MessageReceived
from bot.settings import PREFIX, Settings, read
from tests.evaluation import shop
from tests.test_docs import PAGES, ROOT, SHELL

EARLIER = "20200101-000000-000000"
"""The version that serves before the one that the documentation promotes."""

VERSION = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
TYPED = {"account": "a good password\n" * 2, "chat": "hello\n"}
"""What somebody types into a command that asks."""

LEFT_PAGES = ("advice.md",)
"""Pages whose commands need large tables: tests/evaluation runs them over made-up ones."""

CONVERSATIONS = ("CONVERSATION", "frontdesk feedback", "frontdesk evaluate operation")
"""What a page mentions that needs a conversation in the servers' database."""

SERVERS = ("serve", "worker")
"""Commands that do not end: tests/faults and tests/test_serving.py run them."""

LEFT_OUT: Mapping[str, str] = {
    "frontdesk train retail": "the models that are tested with are trained so",
    "frontdesk train retail --effort quick": "the models that are tested with are trained so",
    "frontdesk train retail --unlabelled history.jsonl": "takes minutes; a CSV with unlabelled messages is trained below",
    "frontdesk evaluate conversations retail": "tests/conversations plays every case",
    "frontdesk evaluate conversations retail --simulate 200 --seed 7 --json": "takes minutes; tests/conversations lets customers talk",
}


def blocks(page: Path) -> list[list[str]]:
    """The commands of each block of a page, but for those that make runs or that do not end."""
    found = [[line for line in block.splitlines() if line.startswith("frontdesk ")] for block in SHELL.findall(page.read_text("utf-8"))]
    return [[line for line in block if line.split()[1] not in SERVERS and line not in LEFT_OUT] for block in found]


RUN = [page for page in PAGES if page.name not in LEFT_PAGES and any(blocks(page))]


def inputs(folder: Path) -> None:
    """The files that the documentation takes for granted; a block may overwrite them, the next one finds them as they were."""
    for name in ("labelled.csv", "test.csv"):
        shop.utterances(folder / name)
    shop.utterances(folder / "few.csv", copies=2)
    shop.documents(folder / "docs.jsonl")
    (folder / "queries.jsonl").write_text('{"id": 1, "text": "退款", "relevant": ["refund"]}\n', encoding="utf-8")
    dialogues = [dialogue(number, text) for number, text in enumerate(text for texts in shop.TEXTS.values() for text in texts)]
    for name in ("history.jsonl", "export.jsonl"):
        (folder / name).write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in dialogues), encoding="utf-8")
    with (folder / "past_chats.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("dialogue", "speaker", "text"))
        writer.writerows((one["id"], turn["speaker"], turn["text"]) for one in dialogues for turn in one["turns"])
    said = [{"author_id": 1, "plain_body": "发票错了", "public": True}, {"author_id": 2, "plain_body": "改好了，抱歉", "public": True}]
    ticket = {"id": 9, "requester_id": 1, "status": "solved", "comments": said}
    (folder / "tickets.json").write_text(json.dumps(ticket, ensure_ascii=False), encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/nlu.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - 你好\n    - 早上好\n', encoding="utf-8"
    )


def dialogue(number: int, text: str) -> dict[str, object]:
    """A past dialogue whose customer is content with every other answer."""
    content = number % 2 == 0
    turns = [
        {"speaker": "customer", "text": text},
        {"speaker": "agent", "text": "已经为您处理好了。" if content else "这个我们办不到。"},
        {"speaker": "customer", "text": "好的", "satisfaction": {"ann": 5 if content else 1, "bo": 5 if content else 1}},
    ]
    return {"id": f"d{number}", "turns": turns, "outcome": "resolved" if content else "escalated"}


async def talk(settings: Settings) -> str:
    """A conversation with the shop, kept in its database; the id of the conversation."""
    async with assembled(settings) as parts, parts.running():
        id = await parts.reception.open("retail", "web", "en")
        for number, text in enumerate(("where is HL-204518?", "thanks", "bye")):
            key = keys.key(id, "message", str(number))
            await parts.reception.receive(id, MessageReceived(time.time(), text, str(number)), key)
            assert await parts.reception.wait(id, key, 30.0)
        return id


@pytest.fixture
def place(tmp_path: Path, retail_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the shop and its models in it."""
    (tmp_path / "domains").mkdir()
    shutil.copytree(ROOT / "domains/retail", tmp_path / "domains/retail", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(retail_model, tmp_path / "artifacts/retail" / retail_model.name)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", [page.name for page in RUN])
def test_the_commands_of_a_page_do_what_they_are_there_for_one_after_the_other(name: str, place: Path, retail_model: Path) -> None:
    page = next(page for page in PAGES if page.name == name)
    talked = any(mention in page.read_text("utf-8") for mention in CONVERSATIONS)
    id = asyncio.run(talk(read({}))) if talked else ""
    if VERSION.search(page.read_text("utf-8")):
        earlier = place / "artifacts/retail" / EARLIER
        shutil.copytree(earlier.with_name(retail_model.name), earlier)
        assert CliRunner().invoke(app, ["models", "promote", "retail", EARLIER]).exit_code == 0
    for block in blocks(page):
        inputs(place)
        for line in block:
            program, *words = shlex.split(VERSION.sub(retail_model.name, line).replace("CONVERSATION", id))
            done = CliRunner().invoke(app, words, input=TYPED.get(words[0], ""))
            assert program == "frontdesk"
            assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception!r}"


def test_what_is_left_out_stands_in_the_documentation() -> None:
    written = {line for page in PAGES for block in SHELL.findall(page.read_text("utf-8")) for line in block.splitlines()}
    assert set(LEFT_OUT) <= written
