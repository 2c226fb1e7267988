"""What is kept of a customer, handed out and deleted at addresses of the desk."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot import auth
from bot.bus.local import LocalBus
from bot.desk import pages
from bot.dialogue.conversation import Conversation
from bot.erasing import Eraser
from bot.settings import Settings
from bot.store.erasure import Wanted
from bot.store.sql import SqlStore
from tests.desk.cases import Shop
from tests.store.parts import a_turn

HERE = "/desk/api/conversations"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await SqlStore.connect(f"sqlite:///{tmp_path / 'frontdesk.db'}")
    for name in ("c1", "c2"):
        await store.create(Conversation(name, "shop"), "web", 1.0)
        opened = await store.open(name)
        await store.commit(opened.lease, a_turn(opened, f"hello {name}"))
    yield store
    await store.close()


async def there(store: SqlStore) -> list[str]:
    return sorted(one.id for one in await store.found(Wanted()))


@pytest.fixture
async def desk(tmp_path: Path, store: SqlStore) -> AsyncIterator[httpx.AsyncClient]:
    app, settings, shop = FastAPI(), Settings(data_dir=tmp_path), Shop()
    shop.eraser = Eraser(store, LocalBus())
    auth.accounts(settings).add("Mia", "a good password")
    pages.mount(app, shop, auth.accounts(settings), settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example") as client:
        yield client


async def log_in(desk: httpx.AsyncClient) -> None:
    await desk.post("/desk/login", data={"name": "Mia", "password": "a good password"})


async def test_only_who_is_logged_in_exports_or_deletes_and_no_page_of_another_origin(desk: httpx.AsyncClient, store: SqlStore) -> None:
    assert [(await desk.get(f"{HERE}/c1/export")).status_code, (await desk.delete(f"{HERE}/c1")).status_code] == [401, 401]
    await log_in(desk)
    assert (await desk.delete(f"{HERE}/c1", headers={"origin": "http://evil.example"})).status_code == 403
    assert await there(store) == ["c1", "c2"]


async def test_an_operator_deletes_a_conversation_and_stays_on_record(desk: httpx.AsyncClient, store: SqlStore) -> None:
    await log_in(desk)
    answer = await desk.delete(f"{HERE}/c1")
    assert (answer.status_code, answer.json()["deleted"]["messages"]) == (200, 1)
    assert await there(store) == ["c2"]
    (deletion,) = await store.deletions("c1")
    assert (deletion.by, deletion.messages) == ("Mia", 1)
    again = await desk.delete(f"{HERE}/c1")
    assert (again.status_code, again.json()["error"]["code"]) == (404, "unknown_conversation")


async def test_an_operator_saves_everything_that_is_kept_of_a_conversation_as_a_file(desk: httpx.AsyncClient) -> None:
    await log_in(desk)
    answer = await desk.get(f"{HERE}/c1/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="conversation-c1.json"'
    copy = answer.json()
    assert (copy["conversation"]["id"], [line["text"] for line in copy["messages"]]) == ("c1", ["hello c1"])
    assert (await desk.get(f"{HERE}/c9/export")).json()["error"]["code"] == "unknown_conversation"
