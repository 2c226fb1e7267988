"""Handing a conversation on, at an address of the desk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bot import auth
from bot.desk import pages
from bot.desk.acting import Operator
from bot.desk.feed import Feed
from bot.desk.office import Office
from bot.desk.words import arrived, handed
from bot.dialogue.events import OperatorTransferred
from bot.settings import Settings
from tests.desk.accounts import accounts, add_account
from tests.desk.cases import Shop

PASSWORD = "a good password"
TRANSFER = "/desk/api/conversations/c1/transfer"


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def desk(tmp_path: Path, shop: Shop) -> Iterator[TestClient]:
    app, settings = FastAPI(), Settings(data_dir=tmp_path, max_message=40)
    for name in ("Mia", "Tom"):
        add_account(settings, name, PASSWORD)
    pages.mount(app, shop, auth.accounts(settings), settings)
    with TestClient(app, follow_redirects=False) as client:
        client.portal.call(shop.queued, "c1")  # type: ignore[union-attr]
        yield client


@pytest.fixture
def mia(desk: TestClient, shop: Shop) -> TestClient:
    """Mia's login; she has the conversation."""
    log_in(desk, "Mia")
    desk.portal.call(joined, shop)  # type: ignore[union-attr]
    return desk


async def joined(shop: Shop) -> None:
    await Operator("Mia", shop, 40).take("c1")


def log_in(desk: TestClient, name: str) -> None:
    desk.post("/desk/login", data={"name": name, "password": PASSWORD})


def refused(response: httpx.Response) -> tuple[int, str, str]:
    error = response.json()["error"]
    return response.status_code, error["code"], error["message"]


def test_a_program_hands_a_conversation_to_a_colleague_with_a_note(mia: TestClient, shop: Shop) -> None:
    answer = mia.post(TRANSFER, json={"to": "Tom", "note": " Promised a refund.\x07 "})
    assert (answer.status_code, answer.json()) == (200, {"mode": "operator", "operator": "Tom"})
    (event,) = [event for _, event in shop.events if isinstance(event, OperatorTransferred)]
    assert (event.operator, event.to, event.note) == ("Mia", "Tom", "Promised a refund.")
    assert "Tom takes over." in shop.texts("c1", "system")


def test_a_program_puts_a_conversation_back_into_the_queue(mia: TestClient) -> None:
    assert mia.post(TRANSFER, json={"to": None}).json() == {"mode": "queued", "operator": None}


def test_what_one_does_not_have_is_not_handed_on(mia: TestClient, shop: Shop) -> None:
    assert mia.post(TRANSFER, json={"to": "Tom"}).status_code == 200
    again = refused(mia.post(TRANSFER, json={"to": "Tom"}))
    assert again == (409, "not_yours", "Tom has taken this conversation.")
    mia.portal.call(shop.queued, "c2")  # type: ignore[union-attr]
    waiting = refused(mia.post(TRANSFER.replace("c1", "c2"), json={"to": "Tom"}))
    assert waiting == (409, "not_yours", "You do not have this conversation any more: take it over first.")


def test_a_colleague_or_a_conversation_that_is_not_there_is_named(mia: TestClient) -> None:
    status, code, message = refused(mia.post(TRANSFER, json={"to": "Tim"}))
    assert (status, code, message.startswith("There is no account “Tim”")) == (404, "unknown_account", True)
    assert refused(mia.post(TRANSFER.replace("c1", "c9"), json={"to": "Tom"}))[:2] == (404, "unknown_conversation")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"to": "Mia"}, "That is you: choose a colleague."),
        ({"to": "Tom", "note": "x" * 41}, "That is 41 characters; 40 go into one note."),
        ({}, "to: Field required."),
        ({"to": 7}, "to: Input should be a valid string."),
        ({"to": "Tom", "nota": "x"}, "nota: Extra inputs are not permitted."),
    ],
)
def test_what_can_never_be_done_is_refused_in_words(mia: TestClient, shop: Shop, body: dict[str, Any], why: str) -> None:
    assert refused(mia.post(TRANSFER, json=body)) == (422, "invalid_request", why)
    assert shop.kept["c1"].summary.operator == "Mia"


def test_what_is_kept_but_not_done_yet_is_said_to_be(mia: TestClient, shop: Shop) -> None:
    shop.slow = True
    answer = mia.post(TRANSFER, json={"to": "Tom"})
    assert (answer.status_code, "kept" in answer.json()["message"]) == (202, True)


def test_only_operators_hand_on_and_no_page_of_another_site_does_it_for_them(desk: TestClient) -> None:
    assert desk.post(TRANSFER, json={"to": "Tom"}).status_code == 401
    assert desk.get("/desk/api/colleagues").status_code == 401
    log_in(desk, "Mia")
    assert desk.post(TRANSFER, json={"to": "Tom"}, headers={"origin": "http://evil.example"}).status_code == 403
    assert desk.get(TRANSFER).status_code == 405


def test_a_program_reads_who_the_colleagues_are(mia: TestClient) -> None:
    assert mia.get("/desk/api/colleagues").json() == {"colleagues": [{"name": "Tom", "here": False}]}


def test_colleagues_who_have_a_page_open_come_first(tmp_path: Path, shop: Shop) -> None:
    settings = Settings(data_dir=tmp_path)
    for name in ("Ann", "Mia", "Tom", "Zoe"):
        add_account(settings, name, PASSWORD)
    known = accounts(settings)
    office = Office(shop, known, auth.Sessions(tmp_path / "sessions.json", known), auth.Attempts(), Feed(shop), 40)
    office.pages.update({"p1": "Zoe", "p2": "Mia", "p3": "Zoe"})
    assert [(one["name"], one["here"]) for one in office.colleagues("Mia")] == [("Zoe", True), ("Ann", False), ("Tom", False)]
    del office.pages["p1"]
    assert office.colleagues("Mia")[0]["here"]


def test_both_sides_of_a_handing_on_read_what_happened() -> None:
    assert arrived("Mia") == "Handed to you by Mia: it stands under “Mine”."
    assert (handed("Tom"), handed("")) == ("Handed to Tom.", "Back in the queue: whoever is free takes it.")
