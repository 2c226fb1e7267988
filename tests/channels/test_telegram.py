"""The whole of Telegram but for Telegram itself: polling, webhook and deliveries over real HTTP, the engine and a store behind them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.app import Parts, create_app
from bot.bus.local import LocalBus
from bot.channels.telegram.attaching import attached
from bot.delivery import Patience
from bot.dialogue.events import OperatorJoined, OperatorSaid
from bot.errors import SetupError
from bot.parts import working
from bot.reception import Reception
from bot.settings import Settings, read
from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.updates import DOCUMENT, GROUP, OTHERS, PHOTO, PRIVATE, edited, message, press
from tests.dialogue.shop import DOMAIN
from tests.store.parts import AnyStore, Models, served

ID = "telegram-123456789-42"
SECRET = "s3cret-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
BOB = {**PRIVATE, "id": 43, "username": "bob"}
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
QUICK = Patience(tries=4, first=0.05, longest=0.1)
ASK, ANSWER = "what does delivery cost", "Delivery costs"


@dataclass
class Running:
    """A process that serves the small shop on Telegram."""

    reception: Reception
    models: Models
    client: httpx.AsyncClient


@asynccontextmanager
async def running(api: BotApi, store: AnyStore, seconds: float = 1.0, **settings: Any) -> AsyncIterator[Running]:
    chosen = Settings.model_validate({"packs": ("shop",), "telegram_token": TOKEN, "telegram_api": api.address, **settings})
    bus, models = LocalBus(), Models()
    async with served(store, models, bus=bus) as reception, attached(chosen, reception, store, bus, QUICK, seconds) as telegram:
        app = create_app(chosen, Parts(reception, {"shop": DOMAIN}, {"shop": "1"}, working(), routes=telegram.routes))
        transport = httpx.ASGITransport(app)
        async with working(*telegram.jobs)(), httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
            yield Running(reception, models, client)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def store() -> MemoryStore:
    return MemoryStore()


async def settled(store: AnyStore, dead: int) -> None:
    """Return once so many lines are dead."""
    async with asyncio.timeout(10):
        while len(await store.undelivered()) < dead:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


def texts(api: BotApi, chat: int = 42) -> list[str]:
    return [sent.text for sent in api.sent if sent.chat == chat]


async def test_a_customer_is_greeted_and_answered(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message(ASK))
        sent = await api.until(2)
    assert [one.chat for one in sent] == [42, 42]
    assert texts(api)[0] == "greeting"
    assert ANSWER in texts(api)[1]
    assert [line.author for line in await store.messages(ID)] == ["bot", "customer", "bot"]


async def test_an_update_that_comes_twice_is_answered_once(api: BotApi, store: MemoryStore) -> None:
    update = message(ASK)
    async with running(api, store):
        await api.add(update, update)
        await api.until(2)
        await api.add(update, message("yes please"))
        await api.until(3)
    assert len(api.sent) == 3


async def test_what_is_kept_is_not_asked_for_again(api: BotApi, store: MemoryStore) -> None:
    update = message(ASK)
    async with running(api, store):
        await api.add(update)
        await api.until(2)
    assert api.offsets[-1] == update["update_id"] + 1


async def test_a_pressed_button_is_its_choice(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message("hm"), message("/language"))
        sent = await api.until(3)
        label, data = sent[2].buttons[1]
        assert label == "zh:language_name"
        await api.add(press(data), press("2.9"), press("999.0"))
        await api.until(4)
    assert api.sent[3].text.startswith("zh:")
    assert (await store.head(ID)).summary.language == "zh"
    assert len(api.answered) == 3


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


async def test_while_an_answer_takes_its_time_telegram_shows_that_somebody_types(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        desk.models.gate = asyncio.Event()
        await api.add(message(ASK))
        async with asyncio.timeout(10):
            while not api.typing:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
        desk.models.gate.set()
        await api.until(2)
    assert api.typing[0] == 42


async def test_a_picture_is_kept_and_the_bot_says_once_that_it_cannot_look_at_it(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message(None, photo=PHOTO), message(None, document=DOCUMENT), message(None, photo=PHOTO, caption=ASK))
        await api.until(3)
    assert texts(api)[1] == "attachment"
    assert [data for _, data in api.sent[1].buttons] == ["3.0"]
    assert ANSWER in texts(api)[2]
    own = [line for line in await store.messages(ID) if line.author == "customer"]
    assert [(line.kind, line.source, line.text) for line in own] == [
        ("photo", "large", ""),
        ("document", "doc", ""),
        ("photo", "large", ASK),
    ]


async def test_start_greets_once_and_later_begins_again(api: BotApi, store: MemoryStore) -> None:
    opening = message("/start", date=1)
    async with running(api, store):
        await api.add(opening, message(ASK))
        await api.until(2)
        await api.add(message("/start"))
        await api.until(3)
    assert [line.text for line in await store.messages(ID) if line.author == "customer"] == [ASK, "/start"]
    assert texts(api)[0] == "greeting"


async def test_human_calls_a_person(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message("/human"))
        await api.until(2)
    assert (await store.head(ID)).summary.mode == "queued"


async def test_an_edit_of_the_last_message_is_heard_and_one_of_an_older_is_not(api: BotApi, store: MemoryStore) -> None:
    first, second = message("hm"), message("hmm")
    async with running(api, store):
        await api.add(first, second)
        await api.until(3)
        await api.add(edited(first, "let me talk to a human"), edited(second, "hmm"), edited(second, ASK))
        await api.until(4)
    assert [line.text for line in await store.messages(ID) if line.author == "customer"] == ["hm", "hmm", ASK]


async def test_a_group_is_answered_where_it_asked(api: BotApi, store: MemoryStore) -> None:
    name = {"type": "mention", "offset": 0, "length": 15}
    async with running(api, store):
        await api.add(message("dinner at eight?", chat=GROUP), message(f"@HarbourLaneBot {ASK}", chat=GROUP, entities=[name]))
        await api.until(2)
    assert {sent.chat for sent in api.sent} == {-1001}
    assert [line.text for line in await store.messages("telegram-123456789--1001") if line.author == "customer"] == [ASK]


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


@pytest.mark.parametrize(("cause", "words"), [("conflict", "Another process"), ("unknown", "does not know this token")])
async def test_a_bot_that_cannot_be_asked_says_why_and_stops(api: BotApi, store: MemoryStore, cause: str, words: str) -> None:
    api.conflict, api.known = cause == "conflict", cause != "unknown"
    with capture_logs() as logs:
        async with running(api, store), asyncio.timeout(10):
            while not any(entry["event"] == "telegram_stopped" for entry in logs):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.1)
    assert words in next(entry["advice"] for entry in logs if entry["event"] == "telegram_stopped")
    assert len(api.offsets) == 0
    assert TOKEN not in str(logs)


HOOK = {"telegram_mode": "webhook", "telegram_url": "https://desk.example/", "telegram_secret": SECRET}


async def hooked(api: BotApi) -> None:
    async with asyncio.timeout(10):
        while not api.webhook:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)


async def test_the_webhook_takes_what_telegram_sends_and_telegram_is_told_where(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store, **HOOK) as desk:
        await hooked(api)
        assert (api.webhook["url"], api.webhook["secret_token"]) == ("https://desk.example/webhooks/telegram/shop", SECRET)
        update = message(ASK)
        for _ in range(2):
            taken = await desk.client.post("/webhooks/telegram/shop", json=update, headers={HEADER: SECRET})
            assert taken.status_code == 200
        await api.until(2)
        await asyncio.sleep(0.1)
    assert len(api.sent) == 2
    assert len(await store.messages(ID)) == 3


@pytest.mark.parametrize("secret", [None, "", "s3cret-of-the-webhooK", SECRET + "x", "ü"])
async def test_who_does_not_know_the_secret_is_not_heard(api: BotApi, store: MemoryStore, secret: str | None) -> None:
    async with running(api, store, **HOOK) as desk:
        await hooked(api)
        headers = {} if secret is None else {HEADER: secret.encode()}
        refused = await desk.client.post("/webhooks/telegram/shop", json=message(ASK), headers=headers)  # type: ignore[arg-type]
    assert refused.status_code == 403
    assert store.kept == {}


async def test_what_is_no_update_is_refused_and_what_is_not_for_the_bot_is_taken_in_silence(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store, **HOOK) as desk:
        await hooked(api)
        headers = {HEADER: SECRET}
        assert (await desk.client.post("/webhooks/telegram/shop", content=b"{", headers=headers)).status_code == 422
        assert (await desk.client.post("/webhooks/telegram/bank", json=message("hi"), headers=headers)).status_code == 404
        for update in [*OTHERS, [], {"update_id": "x"}, {"update_id": 5, "message": {"text": 5}}]:
            assert (await desk.client.post("/webhooks/telegram/shop", json=update, headers=headers)).status_code == 200
    assert store.kept == {}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"telegram_token": "hello"}, "is no token"),
        ({"telegram_token": f"bank={TOKEN}"}, "not served"),
        ({"telegram_token": f"shop={TOKEN},shop={TOKEN}"}, "two tokens"),
        ({"telegram_mode": "webhook", "telegram_url": "https://x.example"}, "TELEGRAM_SECRET"),
        ({"telegram_mode": "webhook", "telegram_secret": SECRET}, "TELEGRAM_URL"),
    ],
)
async def test_wrong_settings_are_named(store: MemoryStore, settings: dict[str, Any], words: str) -> None:
    chosen = Settings.model_validate({"packs": ("shop",), "telegram_token": TOKEN, **settings})
    reception = Reception(store, LocalBus(), {"shop": DOMAIN})
    with pytest.raises(SetupError, match=words) as refused:
        async with attached(chosen, reception, store, LocalBus()):
            pass
    assert TOKEN not in str(refused.value)


def test_tokens_and_secrets_come_from_the_environment_and_are_not_shown() -> None:
    settings = read({"FRONTDESK_TELEGRAM_TOKEN": TOKEN, "FRONTDESK_TELEGRAM_SECRET": SECRET, "FRONTDESK_TELEGRAM_MODE": "webhook"})
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)
    assert SECRET not in repr(settings)
