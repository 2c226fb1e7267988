"""Suggested replies as programs get them, and how the desk names where they are from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bot import auth
from bot.composition import assembled
from bot.desk import pages, words
from bot.settings import Settings, read
from bot.suggesting import Suggester, Suggestion
from tests.desk.accounts import add_account
from tests.desk.cases import Shop
from tests.desk.replies import ARTICLE, Team
from tests.packs.folders import SMALL
from tests.registry import tiny

COST = "what does delivery to Canada cost"


def desk(shop: Shop, folder: Path, suggester: Suggester | None) -> TestClient:
    app, settings = FastAPI(), Settings(data_dir=folder)
    add_account(settings, "Mia", "a good password")
    pages.mount(app, shop, auth.accounts(settings), settings, suggester=suggester)
    return TestClient(app, follow_redirects=False)


def log_in(client: TestClient) -> None:
    client.post("/desk/login", data={"name": "Mia", "password": "a good password"})


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    shop = Shop()
    with desk(shop, tmp_path, Team().suggester) as client:
        client.portal.call(shop.start, "c1")  # type: ignore[union-attr]
        client.portal.call(shop.write, "c1", COST)  # type: ignore[union-attr]
        yield client


def test_programs_get_the_suggestions_of_a_conversation_best_first(client: TestClient) -> None:
    address = "/desk/api/conversations/c1/suggestions"
    assert client.get(address).status_code == 401
    log_in(client)
    (one,) = client.get(address).json()["suggestions"]
    assert {name: one[name] for name in ("text", "gaps", "source", "title", "times", "from")} == {
        "text": ARTICLE,
        "gaps": [],
        "source": "article",
        "title": "Delivery costs",
        "times": 0,
        "from": "Article: Delivery costs",
    }
    assert client.get("/desk/api/conversations/nowhere/suggestions").status_code == 404


def test_where_they_are_switched_off_there_are_none(tmp_path: Path) -> None:
    shop = Shop()
    with desk(shop, tmp_path, None) as client:
        client.portal.call(shop.start, "c1")  # type: ignore[union-attr]
        log_in(client)
        assert client.get("/desk/api/conversations/c1/suggestions").json() == {"suggestions": []}


@pytest.mark.parametrize("on", [True, False])
async def test_a_setting_switches_them_on_and_off(tmp_path: Path, on: bool) -> None:
    tiny.write(tmp_path, "v1")
    read_from = {"FRONTDESK_SUGGESTIONS": str(on).lower()}
    settings = read(read_from, packs=("small",), domains_dir=SMALL.parent, artifacts_dir=tmp_path, data_dir=tmp_path / "var")
    async with assembled(settings, in_memory=True) as parts:
        assert (parts.suggester is not None) is on
        assert (b"frontdesk_suggestions" in parts.telemetry.page()) is on
        if parts.suggester is not None:
            parts.suggester.count("small", "used")
            assert b'frontdesk_suggestions_total{outcome="used",pack="small"} 1.0' in parts.telemetry.page()


@pytest.mark.parametrize(
    ("suggestion", "said"),
    [
        (Suggestion("w", "", (), "article", "Returns"), "Article: Returns"),
        (Suggestion("w", "", (), "article", "Returns", 4), "Article: Returns · sent 4 times"),
        (Suggestion("w", "", (), "past_answer"), "Past answer"),
        (Suggestion("w", "", (), "team", times=1), "Sent by your team once"),
        (Suggestion("w", "", (), "team", times=4), "Sent by your team 4 times"),
    ],
)
def test_a_suggestion_says_where_it_is_from(suggestion: Suggestion, said: str) -> None:
    assert words.suggested(suggestion) == said
