"""What was not delivered: at addresses of the desk, and in its words."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from bot import auth
from bot.bus.local import LocalBus
from bot.dead_letters import DeadLetters
from bot.delivery import Delivery
from bot.desk import pages, words
from bot.desk.undelivered import groups
from bot.dialogue.conversation import Conversation
from bot.errors import Undeliverable
from bot.settings import Settings
from bot.store.memory import MemoryStore
from bot.store.records import Fate, Outgoing, Retried, Undelivered, Unsent
from tests.desk.cases import Shop
from tests.store.parts import a_turn

LETTERS = "/desk/api/undelivered"
AWAY = Fate("dead", 0, 40, error="Bad Gateway", cause="unreachable")


class Dead:
    """A shop in which nothing arrives."""

    def __init__(self) -> None:
        self.store, self.bus, self.shop = MemoryStore(), LocalBus(), Shop()
        self.shop.letters = DeadLetters(self.store, self.bus)

    async def letter(self, name: str, *said: str, fate: Fate = AWAY, at: float = 10.0, **state: Any) -> None:
        await self.shop.start(name, channel="telegram")
        await self.store.create(Conversation(name, "shop"), "telegram", 1.0)
        opened = await self.store.open(name)
        await self.store.commit(opened.lease, a_turn(opened, *said, **state))
        for _ in said:
            outgoing = await self.store.claim(name, "me", 1.0, 60.0)
            assert outgoing is not None
            await self.store.settle(outgoing, "me", fate, at)


@pytest.fixture
def dead() -> Dead:
    return Dead()


@pytest.fixture
async def desk(tmp_path: Path, dead: Dead) -> AsyncIterator[httpx.AsyncClient]:
    app, settings = FastAPI(), Settings(data_dir=tmp_path)
    auth.accounts(settings).add("Mia", "a good password")
    pages.mount(app, dead.shop, auth.accounts(settings), settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example") as client:
        yield client


async def log_in(desk: httpx.AsyncClient) -> None:
    await desk.post("/desk/login", data={"name": "Mia", "password": "a good password"})


async def test_only_operators_see_what_was_not_delivered_and_may_try_it_again(desk: httpx.AsyncClient, dead: Dead) -> None:
    await dead.letter("c1", "one")
    assert [(await desk.get(LETTERS)).status_code, (await desk.post(f"{LETTERS}/c1/1/retry")).status_code] == [401, 401]
    await log_in(desk)
    foreign = await desk.post(f"{LETTERS}/c1/1/retry", headers={"origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert len(await dead.store.undelivered()) == 1


async def test_a_program_reads_what_was_not_delivered_and_tries_it_again(desk: httpx.AsyncClient, dead: Dead) -> None:
    await dead.letter("c1", "one")
    await dead.letter("c2", "two", at=11.0)
    await log_in(desk)
    latest, first = (await desk.get(LETTERS)).json()["undelivered"]
    assert first == {
        "conversation": "c1",
        "seq": 1,
        "pack": "shop",
        "channel": "telegram",
        "author": "bot",
        "text": "one",
        "at": 10.0,
        "cause": "unreachable",
        "why": "Telegram could not be reached",
        "error": "Bad Gateway",
        "held_by": None,
    }
    assert latest["conversation"] == "c2"
    assert [one["seq"] for one in (await desk.get(f"{LETTERS}?limit=1")).json()["undelivered"]] == [1]
    woken = dead.bus.listen("conversation c1")
    assert (await desk.post(f"{LETTERS}/c1/1/retry")).json() == {"lines": 1, "left": 0, "held_by": None}
    await anext(woken)
    assert await dead.store.outgoing(100.0) == ["c1"]
    assert (await desk.post(f"{LETTERS}/c1/1/retry")).json()["error"]["code"] == "not_given_up"
    assert (await desk.post(f"{LETTERS}/c9/1/retry")).json()["error"]["code"] == "unknown_conversation"


async def test_a_program_tries_all_of_one_cause_again(desk: httpx.AsyncClient, dead: Dead) -> None:
    for number in range(3):
        await dead.letter(f"c{number}", "one", "two")
    await dead.letter("c9", "other", fate=Fate("dead", error="too long", cause="refused"))
    await log_in(desk)
    woken = dead.bus.listen("everything")
    assert (await desk.post(f"{LETTERS}/retry?cause=unreachable")).json() == {"lines": 6}
    await anext(woken)
    assert [one.conversation_id for one in await dead.store.undelivered()] == ["c9"]
    wrong = await desk.post(f"{LETTERS}/retry?cause=bad+weather")
    assert (wrong.status_code, "unreachable" in wrong.json()["error"]["message"]) == (422, True)


async def test_a_program_dismisses_what_was_given_up_together_and_the_log_has_the_name_of_its_login(
    desk: httpx.AsyncClient, dead: Dead
) -> None:
    await dead.letter("c1", "one", "two")
    await dead.letter("c2", "other", at=11.0)
    assert (await desk.post(f"{LETTERS}/c1/1/dismiss")).status_code == 401
    await log_in(desk)
    assert (await desk.post(f"{LETTERS}/c1/1/dismiss", headers={"origin": "http://evil.example"})).status_code == 403
    assert (await desk.get(f"{LETTERS}/c1/1/dismiss")).status_code == 405
    woken = dead.bus.listen("everything")
    with capture_logs() as logs:
        assert (await desk.post(f"{LETTERS}/c1/2/dismiss")).json() == {"lines": 2}
    assert [(one["event"], one["lines"], one["by"]) for one in logs] == [("dismissed", 2, "Mia")]
    await anext(woken)
    assert [one["conversation"] for one in (await desk.get(LETTERS)).json()["undelivered"]] == ["c2"]


async def test_what_waits_for_nothing_cannot_be_dismissed(desk: httpx.AsyncClient, dead: Dead) -> None:
    await dead.letter("c1", "one")
    await log_in(desk)
    assert (await desk.post(f"{LETTERS}/c1/1/dismiss")).status_code == 200
    for seq in (1, 7):  # dismissed before, never said
        again = await desk.post(f"{LETTERS}/c1/{seq}/dismiss")
        assert (again.status_code, again.json()["error"]["code"]) == (404, "not_given_up")
    assert (await desk.post(f"{LETTERS}/c9/1/dismiss")).json()["error"]["code"] == "unknown_conversation"
    assert (await desk.post(f"{LETTERS}/c1/1/retry")).json()["error"]["code"] == "not_given_up"


async def test_a_dismissal_says_in_the_log_who_did_it_and_whoever_looks_at_the_desk_is_woken(dead: Dead) -> None:
    await dead.letter("c1", "one", "two")
    letters, woken = DeadLetters(dead.store, dead.bus, clock=lambda: 99.0), dead.bus.listen("everything")
    with capture_logs() as logs:
        assert await letters.dismiss("c1", 2, "Mia") == 2
        assert await letters.dismiss("c1", 2, "Tom") == 0
    assert logs == [{"event": "dismissed", "log_level": "info", "conversation": "c1", "seq": 2, "lines": 2, "by": "Mia"}]
    await anext(woken)
    assert [(one.state, one.at) for one in await letters.unsent("c1")] == [("dismissed", 99.0)] * 2
    assert (await dead.store.backlog()).dead == 0


class Refusing:
    """A channel that takes nothing."""

    async def send(self, outgoing: Outgoing, part: int) -> bool:
        raise Undeliverable("too long")


async def test_whoever_looks_at_the_desk_is_woken_when_a_line_is_given_up(dead: Dead) -> None:
    await dead.letter("c1", "one")
    await dead.store.retry("c1", 1)
    woken = [dead.bus.listen(topic) for topic in ("everything", "conversation c1")]
    delivery = Delivery(dead.store, Refusing(), dead.bus)
    await delivery.look()
    async with asyncio.timeout(5):
        for ticks in woken:
            await anext(ticks)
    assert [one.cause for one in await dead.store.undelivered()] == ["refused"]


def undelivered(name: str, seq: int, at: float, **more: Any) -> Undelivered:
    fields = {"error": "e", "cause": "gone", "author": "bot", "text": f"{name} {seq}", "pack": "shop", "channel": "telegram"} | more
    return Undelivered(name, seq, at, **fields)


def test_the_list_is_by_cause_and_one_entry_a_conversation_whose_lines_stand_in_their_order() -> None:
    found = groups(
        [
            undelivered("a", 7, 30.0),
            undelivered("b", 1, 20.0, cause="refused"),
            undelivered("a", 3, 10.0),
            undelivered("a", 4, 10.0),
        ],
        "Mia",
    )
    assert [(group["cause"], group["total"], group["free"]) for group in found] == [("gone", 3, 3), ("refused", 1, 1)]
    (entry,) = found[0]["entries"]
    assert [line["text"] for line in entry["lines"]] == ["a 3", "a 4", "a 7"]
    assert (entry["seqs"], entry["at"]) == ([3, 7], 30.0)


def test_an_entry_says_to_whom_by_what_they_wrote_and_names_the_number_a_chat() -> None:
    entry = groups([undelivered("telegram-81-4401", 1, 1.0, wrote="where is it?")], "Mia")[0]["entries"][0]
    assert (entry["wrote"], entry["chat"]) == ("where is it?", "chat 4401")


def test_what_a_person_holds_back_says_who_and_has_no_button() -> None:
    theirs, mine = (groups([undelivered("a", 1, 1.0, holder=holder)], "Mia")[0] for holder in ("Tom", "Mia"))
    assert theirs["free"] == mine["free"] == 0
    assert theirs["entries"][0]["held"] == "The bot does not speak while Tom has this conversation."
    assert mine["entries"][0]["held"] == "The bot does not speak while you have this conversation."
    assert groups([undelivered("a", 1, 1.0, author="operator", holder="Tom")], "Mia")[0]["entries"][0]["held"] == ""


def test_what_came_of_trying_again_is_said_in_a_sentence() -> None:
    assert words.retried(Retried(1), "Mia") == "1 message is being sent again."
    assert words.retried(Retried(2, 1, "Tom"), "Mia") == (
        "2 messages are being sent again. 1 message is not sent: the bot does not speak while Tom has this conversation."
    )
    assert words.retried(Retried(0, 2, "Mia"), "Mia").startswith("2 messages are not sent: the bot does not speak while you have")
    assert "already" in words.retried(Retried(0), "Mia")


def test_every_cause_has_words_for_support_people() -> None:
    for cause in words.CAUSES:
        assert "{" not in words.cause(cause, "telegram")
        assert words.missing(Unsent(1, "dead", 1.0, 1, cause), "telegram").startswith("Not delivered.")
        assert words.missing(Unsent(1, "dismissed", 1.0, 1, cause), "telegram").startswith("Not delivered.")


def test_a_dismissal_is_said_in_a_sentence() -> None:
    assert (words.dismissed(1), words.dismissed(3)) == ("1 message is off the list.", "3 messages are off the list.")
    assert "already" in words.dismissed(0)


def test_conversations_of_telegram_are_told_apart_by_their_chat() -> None:
    assert [words.short(id) for id in ("telegram-81-4401", "telegram-81--100123", "0123456789abcdef")] == ["4401", "100123", "01234567"]
