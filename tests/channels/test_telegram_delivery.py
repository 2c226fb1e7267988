"""What arrives at Telegram, whatever goes wrong on the way."""

import asyncio
from pathlib import Path

import pytest

from bot.dialogue.events import OperatorJoined, OperatorSaid
from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from tests.channels.botapi import BotApi
from tests.channels.telegram_shop import ANSWER, ASK, ID, QUICK, running, settled, texts
from tests.channels.updates import GROUP, PRIVATE, message

BOB = {**PRIVATE, "id": 43, "username": "bob"}
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


@pytest.mark.parametrize("trouble", ["429", "502", "cut", "hang"])
async def test_what_fails_on_the_way_is_sent_again_and_nothing_overtakes_it(api: BotApi, store: MemoryStore, trouble: str) -> None:
    api.trouble += [trouble, "", trouble]
    async with running(api, store, seconds=0.3):
        await api.add(message(ASK), message("yes please"))
        await api.until(3)
    said = [line.text for line in await store.messages(ID) if line.author == "bot"]
    assert texts(api) == said
    assert len(api.tried) == 5
    assert await store.undelivered() == []


async def test_a_reply_that_breaks_off_repeats_one_message_at_most(api: BotApi, store: MemoryStore) -> None:
    api.trouble += ["half"]
    async with running(api, store):
        await api.add(message(ASK))
        await api.until(3)
    assert texts(api)[:2] == ["greeting", "greeting"]
    assert ANSWER in texts(api)[2]


async def test_a_line_that_telegram_will_not_take_is_given_up_and_the_next_one_is_sent(api: BotApi, store: MemoryStore) -> None:
    api.trouble += ["400"]
    async with running(api, store):
        await api.add(message(ASK))
        await api.until(1)
        await settled(store, 1)
    assert ANSWER in texts(api)[0]
    (dead,) = await store.undelivered()
    assert (dead.seq, "this one message" in dead.error) == (1, True)


async def test_a_line_that_fails_again_and_again_becomes_a_dead_letter(api: BotApi, store: MemoryStore) -> None:
    api.trouble += ["502"] * QUICK.tries
    async with running(api, store):
        await api.add(message(ASK))
        await settled(store, 1)
        await api.until(1)
    assert len(api.tried) == QUICK.tries + 1
    assert "Bad Gateway" in (await store.undelivered())[0].error


async def test_who_blocked_the_bot_is_not_written_to_and_others_are(api: BotApi, store: MemoryStore) -> None:
    api.trouble += ["403"]
    async with running(api, store):
        await api.add(message("/start"))
        await settled(store, 1)
        await api.add(message(ASK, chat=BOB))
        await api.until(2)
    assert len(api.tried) == 3
    assert texts(api) == []
    assert len(texts(api, 43)) == 2


async def test_nothing_is_lost_or_out_of_order_when_the_process_is_killed_in_between(api: BotApi, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    store = await SqlStore.connect(address)
    api.trouble += ["502"] * 3
    async with running(api, store):
        await api.add(message(ASK), message("yes please"))
        async with asyncio.timeout(10):
            while len(api.tried) < 2:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
    await store.close()
    store = await SqlStore.connect(address)
    async with running(api, store):
        await api.until(3)
    said = [line.text for line in await store.messages(ID) if line.author == "bot"]
    await store.close()
    assert texts(api) == said


async def test_a_telegram_that_cannot_be_reached_at_first_is_waited_for(store: MemoryStore) -> None:
    async with BotApi() as gone:
        port = gone.port
    late = BotApi(port)
    async with running(late, store):
        await asyncio.sleep(0.1)
        async with late:
            await late.add(message(ASK))
            await late.until(2)


async def test_a_persons_words_go_out_under_their_name(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        await api.add(message("let me talk to a human"))
        await api.until(2)
        await desk.reception.receive(ID, OperatorJoined(5.0, "Mei"), f"{ID}::desk:1")
        await desk.reception.receive(ID, OperatorSaid(6.0, "Mei", "Is 5 < 6 & fine?", "d2"), f"{ID}::desk:2")
        await api.until(4)
    assert texts(api)[2:] == ["<i>Mei is here.</i>", "<b>Mei:</b>\nIs 5 &lt; 6 &amp; fine?"]


async def test_a_group_that_got_another_id_is_found_under_it(api: BotApi, store: MemoryStore) -> None:
    api.trouble += ["moved"]
    async with running(api, store):
        await api.add(message("/human", chat=GROUP))
        await api.until(2)
    assert api.sent[0].chat == -1002


async def test_a_long_reply_comes_in_parts_and_its_buttons_below_the_last(api: BotApi, store: MemoryStore) -> None:
    api.trouble += ["", "", "502"]
    async with running(api, store) as desk:
        await api.add(message("let me talk to a human"))
        await api.until(2)
        await desk.reception.receive(ID, OperatorJoined(5.0, "Mei"), f"{ID}::desk:1")
        await desk.reception.receive(ID, OperatorSaid(6.0, "Mei", "A sentence of some length. " * 400, "d2"), f"{ID}::desk:2")
        await api.until(6)
    long = [text for text in texts(api) if "of some length" in text]
    assert len(long) == 3
    assert all(text.endswith("length.") for text in long)


async def test_a_picture_that_telegram_cannot_fetch_is_sent_as_a_link(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        await api.add(message("let me talk to a human"))
        await api.until(2)
        await desk.reception.receive(ID, OperatorJoined(5.0, "Mei"), f"{ID}::desk:1")
        said = "https://shop.example/a.png\nhttps://shop.example/gone.png\nhttps://shop.example/manual.pdf"
        await desk.reception.receive(ID, OperatorSaid(6.0, "Mei", said, "d2"), f"{ID}::desk:2")
        await api.until(6)
    assert [sent.method for sent in api.sent[3:]] == ["sendPhoto", "sendMessage", "sendDocument"]
