"""A process that serves the small shop on Telegram, with a server that speaks the Bot API in Telegram's place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bot.app import Components, create_app
from bot.bus.local import LocalBus
from bot.channels.telegram.attaching import attached
from bot.composition import working
from bot.delivery import Patience
from bot.reception import Reception
from bot.settings import Settings
from tests.channels.botapi import TOKEN, BotApi
from tests.dialogue.shop import DOMAIN
from tests.store.parts import AnyStore, Models, served

ID = "telegram-123456789-42"
QUICK = Patience(tries=4, first=0.05, longest=0.1)
ASK, ANSWER = "what does delivery cost", "Delivery costs"


@dataclass
class Running:
    """A process that serves the small shop on Telegram."""

    reception: Reception
    models: Models
    client: httpx.AsyncClient


@asynccontextmanager
async def running(
    api: BotApi, store: AnyStore, seconds: float = 1.0, models: Models | None = None, **settings: Any
) -> AsyncIterator[Running]:
    chosen = Settings.model_validate({"packs": ("shop",), "telegram_token": TOKEN, "telegram_api": api.address, **settings})
    bus, models = LocalBus(), models or Models()
    async with served(store, models, bus=bus) as reception, attached(chosen, reception, store, bus, QUICK, seconds) as telegram:
        app = create_app(chosen, Components(reception, {"shop": DOMAIN}, {"shop": "1"}, working(), routes=telegram.routes))
        transport = httpx.ASGITransport(app)
        async with (
            working(*telegram.inlets, telegram.delivery)(),
            httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client,
        ):
            yield Running(reception, models, client)


async def settled(store: AnyStore, dead: int) -> None:
    """Return once so many lines are dead."""
    async with asyncio.timeout(10):
        while len(await store.undelivered()) < dead:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


def texts(api: BotApi, chat: int = 42) -> list[str]:
    return [sent.text for sent in api.sent if sent.chat == chat]


async def heard(store: AnyStore, count: int) -> list[str]:
    """What the customer said, once there are so many lines."""
    async with asyncio.timeout(10):
        while len(own := [line.text for line in await store.messages(ID) if line.author == "customer"]) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return own
