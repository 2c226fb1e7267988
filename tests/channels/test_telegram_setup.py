"""What whoever sets up a bot is told, and what the bot does for itself: its list of commands, and its webhook kept in place."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.account import Account
from bot.channels.telegram.hook import Hook
from bot.channels.telegram.inlet import Inlet
from bot.store.memory import MemoryStore
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.telegram_shop import ASK, running
from tests.channels.test_telegram_webhook import HOOK, SECRET, hooked
from tests.channels.updates import message
from tests.fakes import FakeReception

URL = "https://desk.example/webhooks/telegram/shop"


@asynccontextmanager
async def hooking(api: BotApi) -> AsyncIterator[Hook]:
    """A hook that has set its webhook and looks at it all the time."""
    account = Account("shop", TOKEN, api.address, 1.0)
    hook = Hook(Inlet(account, FakeReception(), 1.0), "https://desk.example/", SECRET, every=0.02)
    task = asyncio.create_task(hook.run())
    await hooked(api)
    yield hook
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await account.close()


async def advice(logs: list[Any], words: str) -> str:
    """The first advice with these words, once it is there."""
    async with asyncio.timeout(10):
        while not (found := [str(entry["advice"]) for entry in logs if words in entry.get("advice", "")]):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found[0]


async def test_telegrams_app_lists_the_commands_in_english_and_chinese(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message(ASK))
        await api.until(2)
    assert [one["command"] for one in api.commands[""]] == ["start", "human", "restart", "language"]
    assert {one["command"]: one["description"] for one in api.commands["zh"]}["human"] == "转人工客服"


async def test_commands_that_somebody_wrote_at_botfather_stay(api: BotApi, store: MemoryStore) -> None:
    own = [{"command": "human", "description": "Ask Mei"}]
    api.commands[""] = own
    async with running(api, store, **HOOK):
        await hooked(api)
        async with asyncio.timeout(10):
            while "getMyCommands" not in api.methods:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
    assert api.commands == {"": own}


async def test_a_list_of_commands_that_cannot_be_set_keeps_nobody_waiting(api: BotApi, store: MemoryStore) -> None:
    api.commandless = True
    async with running(api, store):
        await api.add(message(ASK))
        await api.until(2)


@pytest.mark.parametrize(("how", "words"), [({}, "takes messages"), (HOOK, f"Telegram brings to {URL}")])
async def test_whoever_starts_a_bot_is_told_where_to_try_it(
    api: BotApi, store: MemoryStore, capsys: pytest.CaptureFixture[str], how: dict[str, str], words: str
) -> None:
    told = ""
    async with running(api, store, **how), asyncio.timeout(10):
        while "https://t.me/HarbourLaneBot" not in told:
            await asyncio.sleep(0.02)
            told += capsys.readouterr().err
    assert words in told


async def test_whoever_asks_for_messages_is_told_that_this_takes_them_from_a_webhook(
    api: BotApi, store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    api.webhook = {"url": "https://live.example/webhooks/telegram/shop"}
    async with running(api, store):
        await api.add(message(ASK))
        await api.until(2)
    told = capsys.readouterr().err
    assert "https://live.example/webhooks/telegram/shop" in told
    assert "use a bot of its own" in told


async def test_a_webhook_that_another_process_removed_is_set_again(api: BotApi) -> None:
    with capture_logs() as logs:
        async with hooking(api):
            api.webhook = {}
            await advice(logs, "was removed")
            await hooked(api)
    assert (api.webhook["url"], api.webhook["secret_token"]) == (URL, SECRET)


async def test_two_servers_do_not_take_the_webhook_from_each_other_again_and_again(api: BotApi) -> None:
    with capture_logs() as logs:
        async with hooking(api):
            api.webhook = {"url": "https://other.example/hook"}
            assert "(https://other.example/hook) and gets all messages" in await advice(logs, "Another server")
            await asyncio.sleep(0.1)
    assert api.webhook == {"url": "https://other.example/hook"}


async def test_what_keeps_telegram_from_bringing_messages_is_told_once_at_each_failure(
    api: BotApi, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = {"last_error_message": "SSL error {certificate verify failed}", "pending_update_count": 7}
    with capture_logs() as logs:
        async with hooking(api):
            api.failing = {**failed, "last_error_date": int(time.time()) - 100}
            await asyncio.sleep(0.1)
            assert [entry for entry in logs if entry["event"] == "telegram_contested"] == [], "a failure from before the start"
            api.failing = {**failed, "last_error_date": int(time.time()) + 5}
            said = await advice(logs, "cannot bring messages")
            await asyncio.sleep(0.1)
    assert len([entry for entry in logs if entry["event"] == "telegram_contested"]) == 1
    assert f"{URL} (SSL error {{certificate verify failed}}), 7 wait" in said
    assert "certificate verify failed" in capsys.readouterr().err


async def test_a_telegram_that_is_away_for_a_look_does_not_end_the_hook(api: BotApi) -> None:
    async with hooking(api):
        api.away = True
        await asyncio.sleep(0.1)
        api.away, api.webhook = False, {}
        await hooked(api)
