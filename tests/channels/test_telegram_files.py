"""What customers sent through Telegram, opened at the desk."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot import auth
from bot.channels.telegram.account import Account
from bot.channels.telegram.files import TelegramFiles
from bot.desk import pages
from bot.dialogue.events import Attachment, MessageReceived
from bot.errors import ChannelError, Undeliverable
from bot.settings import Settings
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.telegram_shop import ID
from tests.desk.accounts import add_account
from tests.desk.cases import Shop

JPEG, PDF, SVG = b"\xff\xd8\xff\xe0 a broken lamp", b"%PDF-1.7 an invoice", b"<svg onload='alert(1)'/>"
ADDRESS = f"/desk/api/conversations/{ID}/lines"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(
        files={"lamp": ("photos/file_1.jpg", JPEG), "bill": ("documents/Rechnung März.pdf", PDF), "bad": ("x/y.svg", SVG)}
    ) as api:
        yield api


@pytest.fixture
async def files(api: BotApi) -> AsyncIterator[TelegramFiles]:
    account = Account("shop", TOKEN, api.address, 1.0)
    yield TelegramFiles([account])
    await account.close()


class Desk:
    """A desk at which somebody is logged in, before a conversation in which a customer has sent files."""

    def __init__(self, client: httpx.AsyncClient, shop: Shop) -> None:
        self.client = client
        self.lines = {message.source: message.seq for message in shop.kept[ID].messages if message.author == "customer"}
        self.last = shop.kept[ID].messages[-1].seq

    async def open(self, file: str | None) -> httpx.Response:
        return await self.client.get(f"{ADDRESS}/{self.lines[file]}/file")


@pytest.fixture
async def desk(tmp_path: Path, files: TelegramFiles) -> AsyncIterator[Desk]:
    app, settings, shop = FastAPI(), Settings(data_dir=tmp_path), Shop()
    add_account(settings, "Mia", "a good password")
    await shop.start(ID, channel="telegram")
    sent: tuple[tuple[Attachment | None, str], ...] = (
        ("photo", "lamp"),
        ("document", "bill"),
        ("photo", "bad"),
        ("file", "big"),
        (None, ""),
    )
    for number, (kind, file) in enumerate(sent):
        await shop.receive(ID, MessageReceived(10.0, "look", f"f{number}", None, kind, file), f"{ID}:f{number}")
    pages.mount(app, shop, auth.accounts(settings), settings, files=files)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example") as client:
        await client.post("/desk/login", data={"name": "Mia", "password": "a good password"})
        yield Desk(client, shop)


async def test_a_photo_is_shown_and_a_document_is_saved_under_its_name(desk: Desk) -> None:
    photo, bill = await desk.open("lamp"), await desk.open("bill")
    assert (photo.content, photo.headers["content-type"]) == (JPEG, "image/jpeg")
    assert photo.headers["content-disposition"].startswith("inline")
    assert (bill.content, bill.headers["content-type"]) == (PDF, "application/octet-stream")
    assert bill.headers["content-disposition"] == "attachment; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf"


async def test_a_browser_runs_nothing_that_a_stranger_sent(desk: Desk) -> None:
    for file in ("bad", "lamp"):
        headers = (await desk.open(file)).headers
        assert (headers["content-security-policy"], headers["x-content-type-options"]) == ("sandbox; default-src 'none'", "nosniff")
        assert headers["cache-control"] == "no-store"
    assert (await desk.open("bad")).headers["content-disposition"].startswith("attachment")


async def test_what_telegram_does_not_hand_out_is_said(desk: Desk, api: BotApi) -> None:
    refused = await desk.open("big")
    assert (refused.status_code, "20 MB" in refused.json()["error"]["message"]) == (404, True)
    api.files.clear()
    assert (await desk.open("lamp")).json()["error"]["code"] == "no_file"


async def test_a_line_without_a_file_has_none_and_nobody_opens_one_without_a_login(desk: Desk) -> None:
    assert (await desk.open(None)).json()["error"]["code"] == "no_file"
    assert (await desk.client.get(f"{ADDRESS}/{desk.last + 9}/file")).status_code == 404
    desk.client.cookies.clear()
    assert (await desk.open("lamp")).status_code == 401


async def test_a_server_that_is_away_is_no_missing_file(files: TelegramFiles, api: BotApi) -> None:
    assert (await files.fetch(ID, "lamp")).name == "file_1.jpg"
    assert api.runner is not None
    await api.runner.cleanup()
    with pytest.raises(ChannelError) as away:
        await files.fetch(ID, "lamp")
    assert not isinstance(away.value, Undeliverable)


async def test_a_file_of_another_bot_or_channel_cannot_be_had(files: TelegramFiles) -> None:
    for id in ("telegram-999-42", "0123456789abcdef"):
        with pytest.raises(Undeliverable, match="not set up here"):
            await files.fetch(id, "lamp")
