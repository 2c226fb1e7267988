"""``frontdesk conversations``: what a team does for customers who ask what is kept of them."""

import asyncio
import json
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.channels.intake import id_of
from bot.cli import app
from bot.dialogue.conversation import Conversation
from bot.store.erasure import Wanted
from bot.store.records import Channel
from bot.store.sql import SqlStore
from tests.store.parts import a_turn

TELEGRAM, GROUP, OTHER_BOT = "telegram-81-4401", "telegram-81--4401", "telegram-82-4401"
WEB, ANN = "0123456789abcdef", id_of("rasa", "shop", "ann")
DAYS_AGO = time.time() - 400 * 86_400


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of servers, with conversations of several customers; the old one is on the page."""
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    (tmp_path / "domains/shop").mkdir(parents=True)
    for name, value in (("DATABASE_URL", address), ("DATA_DIR", str(tmp_path)), ("DOMAINS_DIR", str(tmp_path / "domains"))):
        monkeypatch.setenv(f"FRONTDESK_{name}", value)

    async def fill() -> None:
        store = await SqlStore.connect(address)
        telegram: list[tuple[str, Channel, float]] = [(id, "telegram", time.time()) for id in (TELEGRAM, GROUP, OTHER_BOT)]
        for id, channel, at in (*telegram, (ANN, "rasa", time.time()), (WEB, "web", DAYS_AGO)):
            await store.create(Conversation(id, "shop"), channel, at)
        opened = await store.open(TELEGRAM)
        await store.commit(opened.lease, replace(a_turn(opened, "write to ann@example.com"), at=time.time()))
        await store.close()

    asyncio.run(fill())
    return address


def there(address: str) -> set[str]:
    async def look() -> set[str]:
        store = await SqlStore.connect(address)
        try:
            return {one.id for one in await store.found(Wanted())}
        finally:
            await store.close()

    return asyncio.run(look())


def run(*words: str, input: str = "") -> Result:
    return CliRunner().invoke(app, ["conversations", *words], input=input)


def listed(*words: str) -> set[str]:
    done = run("list", *words, "--json")
    assert done.exit_code == 0, done.output
    return {one["id"] for one in json.loads(done.stdout)["conversations"]}


def test_conversations_are_listed_by_customer_state_time_and_what_was_said(database: str) -> None:
    assert listed("--customer", "telegram:4401") == {TELEGRAM, OTHER_BOT}
    assert listed("--customer", "telegram:-4401") == {GROUP}
    assert (listed("--customer", "rasa:ann"), listed("--customer", f"web:{WEB}"), listed("--customer", "rasa:bob")) == ({ANN}, {WEB}, set())
    assert listed("--saying", "ANN@example.com") == {TELEGRAM}
    assert listed("--until", "2026-01-31") == {WEB} and WEB not in listed("--since", "2026-06-30", "--mode", "bot")
    assert (listed("--pack", "bank"), listed("--mode", "closed")) == (set(), set())


def test_people_read_a_line_for_each_and_how_many_there_are(database: str) -> None:
    done = run("list", "--limit", "2")
    assert "telegram" in done.stdout and "The last 2 of 5." in done.stdout
    assert "0 conversations." in run("list", "--pack", "bank").stdout


@pytest.mark.parametrize("customer", ["4401", "telegram:ann", "letter:ann", "web:"])
def test_a_customer_who_is_not_named_rightly_is_nobody(database: str, customer: str) -> None:
    done = run("list", "--customer", customer)
    assert done.exit_code == 1 and "telegram:NUMBER" in str(done.exception)


def test_everything_of_a_customer_is_written_to_a_file_that_only_its_owner_reads(database: str, tmp_path: Path) -> None:
    path = tmp_path / "ann.json"
    done = run("export", "--customer", "telegram:4401", "-o", str(path))
    assert (done.exit_code, f"2 conversations in {path}." in done.stdout.replace("\n", "")) == (0, True)
    copies = json.loads(path.read_text("utf-8"))["conversations"]
    assert {one["conversation"]["id"] for one in copies} == {TELEGRAM, OTHER_BOT}
    assert [line["text"] for one in copies for line in one["messages"]] == ["write to ann@example.com"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_id_may_be_cut_short_and_one_that_there_is_not_ends_the_command(database: str, tmp_path: Path) -> None:
    assert run("export", WEB[:8], "-o", str(tmp_path / "a.json")).exit_code == 0
    done = run("delete", WEB, "0000000000", "--yes")
    assert done.exit_code == 1 and "0000000000" in str(done.exception)
    assert len(there(database)) == 5


def test_deleting_asks_first_and_says_what_went(database: str) -> None:
    refused = run("delete", TELEGRAM, input="n\n")
    assert (refused.exit_code, "1 of them not closed" in refused.output, len(there(database))) == (1, True, 5)
    done = run("delete", TELEGRAM, input="y\n")
    assert done.exit_code == 0 and "Deleted: " in done.output and "1 message, " in done.output
    assert there(database) == {GROUP, OTHER_BOT, WEB, ANN}


def test_a_customer_is_deleted_as_a_whole_and_once_more_is_no_mistake(database: str) -> None:
    assert "2 conversations" in run("delete", "--customer", "telegram:4401", "--yes").output
    assert there(database) == {GROUP, WEB, ANN}
    again = run("delete", "--customer", "telegram:4401", "--yes")
    assert (again.exit_code, "nothing was deleted" in again.output) == (0, True)


def test_what_is_older_than_so_many_days_is_deleted(database: str) -> None:
    assert "nothing was deleted" in run("delete", "--older-than", "500d", "--yes").output
    assert "nothing was deleted" in run("delete", "--older-than", "365d", "--pack", "bank", "--yes").output
    assert "1 conversation" in run("delete", "--older-than", "365d", "--yes").output
    assert WEB not in there(database)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("c1", "--customer", "web:x"),
        ("c1", "--older-than", "365d"),
        ("c1", "--pack", "shop"),
        ("--older-than", "0d"),
        ("--older-than", "1y"),
    ],
)
def test_a_command_that_does_not_say_what_to_delete_deletes_nothing(database: str, words: tuple[str, ...]) -> None:
    assert run("delete", *words, "--yes").exit_code == 2
    assert len(there(database)) == 5


def test_who_deleted_what_is_shown_afterwards(database: str) -> None:
    assert "No such deletion is on record." in run("deleted").output
    run("delete", TELEGRAM, "--yes")
    run("delete", "--older-than", "365d", "--yes")
    assert "1 conversation for their age" in run("deleted").output
    (mine,) = json.loads(run("deleted", TELEGRAM, "--json").stdout)["deletions"]
    assert (mine["why"], mine["conversations"], mine["messages"]) == ("asked", 1, 1)
    assert TELEGRAM not in run("deleted", "--json").stdout
