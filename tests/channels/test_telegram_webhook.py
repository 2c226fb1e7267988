"""The webhook, what Telegram is told of it, and settings that cannot be."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.bus.local import LocalBus
from bot.channels.telegram.attaching import attached
from bot.errors import SetupError
from bot.reception import Reception
from bot.settings import Settings, read
from bot.store.memory import MemoryStore
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.telegram_shop import ASK, ID, running
from tests.channels.updates import OTHERS, message
from tests.dialogue.shop import DOMAIN

SECRET = "s3cret-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


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
