"""The application over a reception that keeps everything in memory, and a client that talks to it without a network."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.app import Components, create_app
from bot.settings import Settings
from bot.store.memory import MemoryStore
from tests.channels.botapi import BotApi
from tests.fakes import FakeReception, a_domain, nothing_runs

SERVER = "http://desk.example"
NOWHERE = Path(tempfile.gettempdir()) / "frontdesk-tests"


def application(reception: FakeReception, **settings: object) -> httpx.ASGITransport:
    """The whole application, as a transport for httpx."""
    chosen = Settings.model_validate({"data_dir": NOWHERE, "packs": ("retail",), "embed_origins": ("https://shop.example",), **settings})
    domains = {"retail": a_domain(), "bank": a_domain("bank", ("en",))}
    return httpx.ASGITransport(create_app(chosen, Components(reception, domains, {"retail": "v1"}, nothing_runs)))


@pytest.fixture
def reception() -> FakeReception:
    return FakeReception()


@pytest.fixture
async def client(reception: FakeReception) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=application(reception), base_url=SERVER) as client:
        yield client


@pytest.fixture
async def conversation(client: httpx.AsyncClient) -> str:
    """The address of an open conversation."""
    opened = await client.post("/api/v1/retail/conversations", json={"channel": "web"})
    return f"/api/v1/retail/conversations/{opened.json()['id']}"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Telegram's side."""
    async with BotApi() as server:
        yield server


@pytest.fixture
async def store() -> MemoryStore:
    return MemoryStore()
