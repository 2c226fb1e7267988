"""Which words decided: at an address of the desk, and as the desk shows them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bot import auth
from bot.desk import pages, weights
from bot.errors import Overloaded
from bot.inference.attribution import OUTSIDE, Attribution, LabelAttribution, WordWeight
from bot.settings import Settings
from bot.understanding.weighing import Weigher
from tests.desk.accounts import add_account
from tests.desk.cases import TRACK, Shop

NAME, PASSWORD = "Mia", "a good password"
LABELS = (("intent", "track_order"), ("intent", "greeting"), OUTSIDE, ("sentiment", "neutral"))


class StatedWeigher(Weigher):
    """Weighs "where is hl204518" as the test states."""

    def __init__(self) -> None:
        super().__init__(Path(), {})
        self.asked: list[tuple[str, str, str]] = []
        self.busy = False

    async def weigh(self, pack: str, version: str, text: str, begins: int = 0) -> Attribution:
        self.asked.append((pack, version, text))
        if self.busy:
            raise Overloaded("busy", 3.0)
        added = np.array([[2.0, -1.0, 0.1, 0.0], [0.5, 0.2, 0.0, 0.0], [0.1, 0.1, 0.1, 0.3]])
        return Attribution(text, "m2", LABELS, ((0, 5), (6, 8), (9, 17)), added.sum(axis=0) - 1, np.full(4, -1.0), added, True)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def weigher() -> StatedWeigher:
    return StatedWeigher()


@pytest.fixture
def desk(tmp_path: Path, shop: Shop, weigher: Weigher) -> Iterator[TestClient]:
    app, settings = FastAPI(), Settings(data_dir=tmp_path)
    add_account(settings, NAME, PASSWORD)
    pages.mount(app, shop, auth.accounts(settings), settings, weigher=weigher)
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
async def address(shop: Shop) -> str:
    await shop.start("c1")
    await shop.write("c1", TRACK)
    return "/desk/api/conversations/c1/turns/2/words"


def log_in(desk: TestClient) -> None:
    desk.post("/desk/login", data={"name": NAME, "password": PASSWORD})


def test_only_operators_may_ask_which_words_decided(desk: TestClient, address: str, weigher: StatedWeigher) -> None:
    assert desk.get(address).status_code == 401
    log_in(desk)
    assert desk.get(address, headers={"origin": "http://evil.example"}).status_code == 403
    assert weigher.asked == []
    assert desk.get(address).status_code == 200


def test_the_words_come_with_their_places_and_weights_for_each_label(desk: TestClient, address: str, weigher: StatedWeigher) -> None:
    log_in(desk)
    answer = desk.get(address).json()
    assert weigher.asked == [("shop", "test", TRACK)]
    assert (answer["model"], answer["read_by"], answer["readable"], answer["text"]) == ("m2", "test", True, TRACK)
    assert [(one["about"], one["label"]) for one in answer["labels"]] == list(LABELS)
    first = answer["labels"][0]
    assert first["words"][0] == {"word": "where", "start": 0, "end": 5, "weight": 2.0}
    assert sum(word["weight"] for word in first["words"]) == pytest.approx(first["log_odds"] - first["without_words"])


def test_what_cannot_be_told_is_said_in_a_sentence(desk: TestClient, address: str, weigher: StatedWeigher) -> None:
    log_in(desk)
    assert desk.get(address.replace("c1", "c9")).json()["error"]["code"] == "unknown_conversation"
    opening = desk.get(address.replace("/2/", "/1/"))
    assert (opening.status_code, opening.json()["error"]["code"]) == (404, "nothing_read")
    assert desk.get(address.replace("/2/", "/99/")).status_code == 404
    weigher.busy = True
    assert (desk.get(address).status_code, desk.get(address).headers["retry-after"]) == (429, "3")


def told(*weighed: tuple[str, float]) -> LabelAttribution:
    words, place = [], 0
    for word, weight in weighed:
        words.append(WordWeight(word, place, place + len(word), weight))
        place += len(word) + 1
    return LabelAttribution("intent", "track_order", 0.9, 2.0, -1.0, tuple(words))


def test_the_strongest_word_has_the_deepest_tint_and_what_speaks_against_another_colour() -> None:
    shown = weights.label("where is my cat now", told(("where", 4.0), ("is", 0.3), ("my", 1.1), ("cat", -2.0)))
    assert shown["head"] == "track_order 0.90"
    assert "".join(part["text"] for part in shown["parts"]) == "where is my cat now"
    assert {part["text"]: part["level"] for part in shown["parts"]} == {"where": 4, " ": 0, "is": 0, "my": 1, "cat": -2, " now": 0}
    assert shown["say"] == "for: where +4.0, my +1.1, is +0.3; against: cat -2.0"


def test_where_no_word_counts_much_none_is_tinted_deeply() -> None:
    shown = weights.label("why not", told(("why", 0.3), ("not", -0.1)))
    assert [part["level"] for part in shown["parts"]] == [1, 0, 0]
    assert weights.label("not", told(("not", -0.1)))["say"] == "no word counts much"


async def test_the_desk_says_with_which_model_it_weighs_and_what_cannot_be_read() -> None:
    found = await StatedWeigher().weigh("shop", "m1", TRACK)
    assert weights.note(found, "m2") == ""
    assert "m1, which read this message, is not here any more" in weights.note(found, "m1")
    empty = Attribution("zzz", "m2", LABELS, (), found.odds, found.odds, np.zeros((0, 4)), True)
    assert weights.note(empty, "m2") == "The model cannot read this message: no word decided."
