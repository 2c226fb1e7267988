"""What operators say that customers meant: at addresses of the desk, and on the card beside the conversation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bot import auth
from bot.desk import pages, words
from bot.desk.meaning import choices, label
from bot.settings import Settings
from tests.desk.accounts import add_account
from tests.desk.cases import TRACK, Shop
from tests.dialogue.shop import DOMAIN, reading

HERE = "/desk/api/conversations/c1"


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def client(tmp_path: Path, shop: Shop) -> Iterator[TestClient]:
    app, settings = FastAPI(), Settings(data_dir=tmp_path)
    add_account(settings, "Mia", "a good password")
    pages.mount(app, shop, auth.accounts(settings), settings)
    with TestClient(app, follow_redirects=False) as client:
        client.portal.call(shop.start, "c1")  # type: ignore[union-attr]
        client.portal.call(shop.write, "c1", TRACK)  # type: ignore[union-attr]
        yield client


def log_in(client: TestClient) -> None:
    client.post("/desk/login", data={"name": "Mia", "password": "a good password"})


def test_an_operator_says_what_a_message_meant_and_takes_it_back(client: TestClient) -> None:
    log_in(client)
    said = client.put(f"{HERE}/turns/2/annotation", json={"intents": ["cancel_order", "greeting", "cancel_order"]})
    (one,) = said.json()["annotations"]
    assert (one["turn"], one["intents"], one["by"]) == (2, ["cancel_order", "greeting"], "Mia")
    assert client.get(f"{HERE}/annotations").json() == said.json()
    assert client.delete(f"{HERE}/turns/2/annotation").json() == {"annotations": []}
    assert client.delete(f"{HERE}/turns/2/annotation").json()["error"]["code"] == "not_annotated"


def test_nobody_says_so_without_a_login(client: TestClient, shop: Shop) -> None:
    assert client.put(f"{HERE}/turns/2/annotation", json={"intents": ["cancel_order"]}).status_code == 401
    assert client.get(f"{HERE}/annotations").status_code == 401
    assert not shop.notes


@pytest.mark.parametrize(
    ("intents", "why"),
    [
        ([], "at least one intent"),
        (["no_such_intent"], "no intent no_such_intent"),
        (["oos", "cancel_order"], "no other intent beside"),
        (["cancel_order"] * 21, "at most 20"),
    ],
)
def test_what_no_message_can_mean_is_refused_with_the_reason(client: TestClient, shop: Shop, intents: list[str], why: str) -> None:
    log_in(client)
    refused = client.put(f"{HERE}/turns/2/annotation", json={"intents": intents})
    assert refused.status_code == 422
    assert why in refused.json()["error"]["message"]
    assert not shop.notes


def test_a_turn_without_a_message_means_nothing(client: TestClient) -> None:
    log_in(client)
    for turn in (1, 99):
        assert client.put(f"{HERE}/turns/{turn}/annotation", json={"intents": ["oos"]}).json()["error"]["code"] == "nothing_read"
    assert client.put("/desk/api/conversations/nowhere/turns/1/annotation", json={"intents": ["oos"]}).status_code == 404


def test_the_list_begins_with_what_a_message_resembles_and_ends_with_nothing_that_is_offered() -> None:
    listed = choices(reading(("track_order", 0.4), ("cancel_order", 0.3), ("gone", 0.2))("where"), DOMAIN)
    names = [one["name"] for one in listed]
    assert names[:2] == ["track_order", "cancel_order"]
    assert (names[-1], listed[-1]["label"]) == ("oos", words.NOTHING_SERVED)
    assert sorted(names[:-1]) == sorted(DOMAIN.intents)
    others = [one["label"].casefold() for one in listed if not one["near"]][:-1]
    assert others == sorted(others)


def test_an_intent_that_the_pack_has_no_longer_is_shown_by_its_name() -> None:
    assert label("old_intent", DOMAIN) == "old intent"


def test_a_mark_says_by_whom_it_is() -> None:
    assert words.marked("Mia", "Mia") == "Marked by you, for the next training."
    assert words.marked("Tom", "Mia").startswith("Marked by Tom,")
