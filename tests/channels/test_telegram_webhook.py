"""The webhook, how Telegram is told of it, and settings that are refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.bus.local import LocalBus
from bot.channels.limits import LEAST_BYTES, MOST_UPDATE
from bot.channels.telegram.attaching import attached
from bot.errors import SetupError, StoreUnavailable
from bot.reception import Reception
from bot.settings import Settings, read
from bot.store.memory import MemoryStore
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.telegram_shop import ASK, ID, running
from tests.channels.updates import OTHERS, message
from tests.dialogue.shop import DOMAIN

SECRET = "s3cret-of-the-webhook"
OTHER = TOKEN.replace("AAEh", "BBEh")
HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def said(logs: list[Any], event: str) -> str:
    """The advice of a log entry, once it is there."""
    async with asyncio.timeout(10):
        while not (found := [entry["advice"] for entry in logs if entry["event"] == event]):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)
    return str(found[0])


async def test_a_token_that_telegram_does_not_know_is_told_and_the_bot_stops(api: BotApi, store: MemoryStore) -> None:
    api.known = False
    with capture_logs() as logs:
        async with running(api, store):
            assert "does not know this token" in await said(logs, "telegram_stopped")
            await asyncio.sleep(0.1)
    assert len(api.offsets) == 0
    assert TOKEN not in str(logs)


async def test_a_process_that_is_disturbed_by_another_one_says_so_and_goes_on(api: BotApi, store: MemoryStore) -> None:
    api.conflict = True
    with capture_logs() as logs:
        async with running(api, store):
            assert "Another process takes the messages of this bot" in await said(logs, "telegram_contested")
            api.conflict = False
            await api.add(message(ASK))
            await api.until(2)
    assert TOKEN not in str(logs)


async def test_two_processes_with_one_token_are_told_of_each_other_and_no_message_is_lost(api: BotApi, store: MemoryStore) -> None:
    with capture_logs() as logs:
        async with running(api, store), running(api, store):
            await said(logs, "telegram_contested")
            for number in range(3):
                await api.add(message(f"{ASK} {number}"))
            await api.until(4)
    asked = [line.text for line in await store.messages(ID) if line.author == "customer"]
    assert asked == [f"{ASK} {number}" for number in range(3)]


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


async def test_what_is_no_update_or_not_for_the_bot_is_answered_so_that_it_does_not_come_again(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store, **HOOK) as desk:
        await hooked(api)
        headers = {HEADER: SECRET}
        for body in (b"{", b"", b"\xff", b'{"update_id": NaN}', b"[" * 5000, b'{"update_id": ' + b"9" * 5000 + b"}"):
            assert (await desk.client.post("/webhooks/telegram/shop", content=body, headers=headers)).status_code == 200
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
        ({"telegram_token": f"shop={TOKEN},bank={TOKEN}", "packs": ("shop", "bank")}, "one token for two packs"),
        ({"telegram_token": f"shop={TOKEN},bank={OTHER}", "packs": ("shop", "bank")}, "one token for two packs"),
        ({"telegram_mode": "webhook", "telegram_url": "https://x.example"}, "TELEGRAM_SECRET"),
        ({"telegram_mode": "webhook", "telegram_secret": SECRET}, "names no host"),
        *(
            ({"telegram_mode": "webhook", "telegram_secret": SECRET, "telegram_url": url}, words)
            for url, words in [
                ("https:///telegram", "names no host"),
                ("https://[desk.example", "not an address"),
                ("http://desk.example", "over https only"),
                ("https://desk.example:8080", "over https only, to one of the ports 443, 80, 88, 8443"),
                ("https://desk.example:99999", "its port is none"),
                ("https://desk.example/?a=b", "more than a host and a path"),
                ("https://me:secret@desk.example", "more than a host and a path"),
                ("https://localhost", "local network"),
                ("https://127.0.0.1:8443", "local network"),
                ("https://10.1.2.3", "local network"),
                ("https://[::1]", "local network"),
                ("https://desk.local", "local network"),
                ("https://desk.example/webhooks/telegram/shop", "put behind it anyway"),
                ("https://desk.example/webhooks/telegram/", "put behind it anyway"),
            ]
        ),
    ],
)
async def test_wrong_settings_are_named(store: MemoryStore, settings: dict[str, Any], words: str) -> None:
    chosen = Settings.model_validate({"packs": ("shop",), "telegram_token": TOKEN, **settings})
    reception = Reception(store, LocalBus(), {"shop": DOMAIN})
    with pytest.raises(SetupError, match=words) as refused:
        async with attached(chosen, reception, store, LocalBus()):
            pass
    assert TOKEN not in str(refused.value)


async def test_an_own_server_of_the_bot_api_may_reach_a_local_host(store: MemoryStore) -> None:
    own = {
        "telegram_api": "http://127.0.0.1:8081",
        "telegram_mode": "webhook",
        "telegram_secret": SECRET,
        "telegram_url": "http://desk:8080",
    }
    chosen = Settings.model_validate({"packs": ("shop",), "telegram_token": TOKEN, **own})
    async with attached(chosen, Reception(store, LocalBus(), {"shop": DOMAIN}), store, LocalBus()) as telegram:
        assert len(telegram.routes) == 1


async def test_a_host_that_telegram_does_not_find_is_told_and_found_when_it_is_there(api: BotApi, store: MemoryStore) -> None:
    api.unresolved = "desk.example"
    with capture_logs() as logs:
        async with running(api, store, **HOOK):
            advice = await said(logs, "telegram_contested")
            api.unresolved = ""
            await hooked(api)
    assert "failed to resolve host" in advice
    assert "FRONTDESK_TELEGRAM_URL" in advice


async def test_a_store_that_is_away_makes_telegram_send_the_update_again(api: BotApi, store: MemoryStore) -> None:
    away = Away()
    async with running(api, away, **HOOK) as desk:
        await hooked(api)
        update, headers = message(ASK), {HEADER: SECRET}
        away.gone = True
        refused = await desk.client.post("/webhooks/telegram/shop", json=update, headers=headers)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        away.gone = False
        assert (await desk.client.post("/webhooks/telegram/shop", json=update, headers=headers)).status_code == 200
        await api.until(2)


async def test_an_update_that_sets_off_a_bug_does_not_come_again_and_holds_nothing_up(api: BotApi, store: MemoryStore) -> None:
    buggy = Away()
    async with running(api, buggy, **HOOK) as desk:
        await hooked(api)
        buggy.broken = True
        with capture_logs() as logs:
            assert (await desk.client.post("/webhooks/telegram/shop", json=message(ASK), headers={HEADER: SECRET})).status_code == 200
        assert [(entry["event"], entry["error"]) for entry in logs] == [("update_given_up", "ZeroDivisionError")]
        buggy.broken = False
        assert (await desk.client.post("/webhooks/telegram/shop", json=message(ASK), headers={HEADER: SECRET})).status_code == 200
        await api.until(2)


class Away(MemoryStore):
    """A store whose database may be ``gone``, or that has a bug."""

    gone = broken = False

    async def create(self, *asked: Any, **named: Any) -> bool:
        if self.gone:
            raise StoreUnavailable("connection refused")
        if self.broken:
            raise ZeroDivisionError
        return await super().create(*asked, **named)


async def test_the_largest_update_of_telegrams_is_taken_and_a_body_without_end_is_not(api: BotApi, store: MemoryStore) -> None:
    links = [{"type": "text_link", "offset": at, "length": 1, "url": f"https://shop.example/{'x' * 2000}"} for at in range(100)]
    quoted = message("😀" * 2048, entities=links)
    largest = {**message("😀" * 2048, entities=links), "update_id": 9000}
    largest["message"]["reply_to_message"] = quoted["message"]
    assert LEAST_BYTES < len(json.dumps(largest)) < MOST_UPDATE / 2

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"[" * 100_000

    async with running(api, store, **HOOK) as desk:
        await hooked(api)
        assert (await desk.client.post("/webhooks/telegram/shop", json=largest, headers={HEADER: SECRET})).status_code == 200
        headers = {HEADER: SECRET, "transfer-encoding": "chunked"}
        assert (await desk.client.post("/webhooks/telegram/shop", content=endless(), headers=headers)).status_code == 413
    assert "😀" * 2048 in [line.text for line in await store.messages(ID)]


def test_tokens_and_secrets_come_from_the_environment_and_are_not_shown() -> None:
    settings = read({"FRONTDESK_TELEGRAM_TOKEN": TOKEN, "FRONTDESK_TELEGRAM_SECRET": SECRET, "FRONTDESK_TELEGRAM_MODE": "webhook"})
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)
    assert SECRET not in repr(settings)
