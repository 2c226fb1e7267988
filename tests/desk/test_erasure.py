"""What is kept of a customer, handed out and deleted at addresses of the desk."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.bus.local import LocalBus
from bot.desk import pages
from bot.dialogue.conversation import Conversation
from bot.erasing import Eraser
from bot.settings import Settings
from bot.store.erasure import Wanted
from bot.store.sql import SqlStore
from tests.desk.accounts import accounts, add_account
from tests.desk.cases import Shop
from tests.store.parts import a_turn

HERE = "/desk/api/conversations"
PASSWORD = "a good password"


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
    for name in ("Mia", "Tom"):  # the first is a lead
        add_account(settings, name, PASSWORD)
    pages.mount(app, shop, accounts(settings), settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example") as client:
        yield client


async def log_in(desk: httpx.AsyncClient, name: str = "Mia") -> None:
    await desk.post("/desk/login", data={"name": name, "password": PASSWORD})


async def asked(desk: httpx.AsyncClient, id: str = "c1") -> list[httpx.Response]:
    """What somebody is answered who looks at deletions, exports, and deletes."""
    return [await desk.get("/desk/api/deletions"), await desk.get(f"{HERE}/{id}/export"), await desk.delete(f"{HERE}/{id}")]


async def test_only_who_is_logged_in_exports_or_deletes_and_no_page_of_another_origin(desk: httpx.AsyncClient, store: SqlStore) -> None:
    assert [(await desk.get(f"{HERE}/c1/export")).status_code, (await desk.delete(f"{HERE}/c1")).status_code] == [401, 401]
    await log_in(desk)
    assert (await desk.delete(f"{HERE}/c1", headers={"origin": "http://evil.example"})).status_code == 403
    assert await there(store) == ["c1", "c2"]


async def test_an_operator_may_not_export_or_delete_or_see_who_did_and_is_told_whom_to_ask(
    desk: httpx.AsyncClient, store: SqlStore
) -> None:
    await log_in(desk, "Tom")
    for answer in (*(await asked(desk)), *(await asked(desk, "c9"))):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "leads_only")
        assert answer.json()["error"]["message"].startswith("Only a lead may do this: ask one")
    assert await there(store) == ["c1", "c2"]


async def test_another_role_counts_for_whoever_is_signed_in_already(desk: httpx.AsyncClient, tmp_path: Path) -> None:
    await log_in(desk, "Tom")
    known = accounts(Settings(data_dir=tmp_path))
    known.change("Tom", "lead")
    assert [answer.status_code for answer in await asked(desk)] == [200, 200, 200]
    known.change("Tom", "operator")
    assert [answer.status_code for answer in await asked(desk, "c2")] == [403, 403, 403]


async def test_leads_see_who_deleted_what_the_last_first_and_find_one_by_its_whole_id(desk: httpx.AsyncClient, store: SqlStore) -> None:
    await log_in(desk)
    for id in ("c1", "c2"):
        await desk.delete(f"{HERE}/{id}")
    found = (await desk.get("/desk/api/deletions")).json()["deletions"]
    assert [(one["by"], one["why"], one["conversations"], one["messages"]) for one in found] == [("Mia", "asked", 1, 1)] * 2
    assert found[0]["at"] >= found[1]["at"] > "2026"
    one = (await desk.get("/desk/api/deletions", params={"conversation": "c1"})).json()["deletions"]
    assert one == [found[1]]
    assert (await desk.get("/desk/api/deletions", params={"limit": 1})).json()["deletions"] == [found[0]]


async def test_the_log_says_who_has_exported_a_conversation(desk: httpx.AsyncClient, log: io.StringIO) -> None:
    await log_in(desk)
    await desk.get(f"{HERE}/c1/export")
    line = json.loads(log.getvalue().splitlines()[-1])
    assert (line["event"], line["conversation"], line["by"]) == ("exported", "c1", "Mia")


async def test_a_lead_deletes_a_conversation_and_stays_on_record(desk: httpx.AsyncClient, store: SqlStore) -> None:
    await log_in(desk)
    answer = await desk.delete(f"{HERE}/c1")
    assert (answer.status_code, answer.json()["deleted"]["messages"]) == (200, 1)
    assert await there(store) == ["c2"]
    (deletion,) = await store.deletions("c1")
    assert (deletion.by, deletion.messages) == ("Mia", 1)
    again = await desk.delete(f"{HERE}/c1")
    assert (again.status_code, again.json()["error"]["code"]) == (404, "unknown_conversation")


async def test_a_lead_saves_everything_that_is_kept_of_a_conversation_as_a_file(desk: httpx.AsyncClient) -> None:
    await log_in(desk)
    answer = await desk.get(f"{HERE}/c1/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="conversation-c1.json"'
    copy = answer.json()
    assert (copy["conversation"]["id"], [line["text"] for line in copy["messages"]]) == ("c1", ["hello c1"])
    assert (await desk.get(f"{HERE}/c9/export")).json()["error"]["code"] == "unknown_conversation"
