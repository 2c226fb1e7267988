"""Passages for the engine."""

from pathlib import Path

import pytest

from bot import search as module
from bot.dialogue.domain import Domain, Option, Slot
from bot.dialogue.effects import Retrieve
from bot.errors import ModelError
from bot.search import PassageRetriever, load
from bot.subjects import Subjects
from retrieval.chunks import Chunk, embed
from retrieval.index import Index
from tests.retrieval.words import article, vector, vectors

ENGLISH = [
    article("delivery#1", "Delivery", "Delivery takes three days.", intents=("delivery_time",), url="https://shop.example/d"),
    article("refund#1", "Refund", "A refund takes five days.", intents=("refund_status",)),
    article("retour#1", "Retour", "Een retour duurt vijf dagen.", language="nl", intents=("return_item",)),
    article("h-1#1", "", "It is on its way to you.", kind="answer", question="where is my parcel", intents=("track_order",)),
]
CHINESE = [article("zh-refund#1", "退款", "退款需要五个工作日。", language="zh", intents=("refund_status",))]


def index(chunks: list[Chunk]) -> Index:
    return Index.build(chunks, embed(chunks, vectors))


async def found(retriever: PassageRetriever, query: str, language: str = "en", *intents: str) -> list[str]:
    return [passage.id for passage in await retriever.search(Retrieve(query, language, intents), vector(query))]


BOTH = PassageRetriever({"latin": index(ENGLISH), "other": index(CHINESE)})


async def test_a_passage_reaches_the_engine_as_it_is() -> None:
    best = (await BOTH.search(Retrieve("how long does delivery take", "en"), vector("how long does delivery take")))[0]
    assert (best.id, best.text, best.kind, best.language, best.intents) == (
        "delivery#1",
        "Delivery takes three days.",
        "knowledge",
        "en",
        ("delivery_time",),
    )
    assert best.url == "https://shop.example/d"


async def test_only_what_the_pack_may_send_is_found() -> None:
    assert "h-1#1" not in await found(BOTH, "where is my parcel")
    assert (await found(PassageRetriever({"latin": index(ENGLISH)}, ("answer",)), "where is my parcel")) == ["h-1#1"]


async def test_each_message_is_searched_in_the_index_of_its_script() -> None:
    assert await found(BOTH, "退款多久", "zh") == ["zh-refund#1"]


async def test_passages_in_the_conversations_language_come_alone_where_there_are_any() -> None:
    assert await found(BOTH, "retour", "nl") == ["retour#1"]
    assert "retour#1" not in await found(BOTH, "retour dagen", "en")


async def test_without_passages_in_the_language_those_of_the_group_are_found() -> None:
    assert (await found(BOTH, "refund", "de"))[0] == "refund#1"


async def test_without_passages_in_the_group_those_of_the_intent_in_another_language_are_found() -> None:
    english_only = PassageRetriever({"latin": index(ENGLISH), "other": index([])})
    assert await found(english_only, "退款多久", "zh", "refund_status") == ["refund#1"]
    assert await found(english_only, "退款多久", "zh") == []


PANS = [
    article("pans#1", "Pans", "It works on gas.", intents=("product_question",), question="Does the moka pot work on induction"),
    article(
        "pans#2", "Pans", "The skillet wants oil. It works on induction.", intents=("product_question",), question="How to wash the skillet"
    ),
    article("pans#3", "Returns", "Pans are returned like a moka pot.", intents=("return_item",), question="How do I return it"),
]
THINGS = tuple(Option(name, {"en": label}) for name, label in (("moka", "moka pot"), ("skillet", "skillet"), ("lamp", "desk lamp")))
DOMAIN = Domain(
    "shop", "1", {"en": "Shop"}, ("en",), {}, {"product": Slot("product", "choice", "", options=THINGS, subject=True)}, {}, {}, {}
)
KITCHEN = PassageRetriever({"latin": index(PANS)}, subjects=Subjects(DOMAIN))


async def test_a_question_about_one_thing_is_not_answered_by_what_is_headed_by_another() -> None:
    question = "does the skillet work on induction"
    assert (await found(PassageRetriever({"latin": index(PANS)}), question, "en", "product_question"))[0] == "pans#1"
    assert (await found(KITCHEN, question, "en", "product_question"))[0] == "pans#2"
    assert (await found(KITCHEN, "does it work on induction", "en", "product_question"))[0] == "pans#1"


async def test_a_passage_that_only_mentions_another_thing_stays() -> None:
    assert (await found(KITCHEN, "how do I return the skillet", "en", "return_item"))[0] == "pans#3"


async def test_nothing_is_found_where_all_that_is_known_is_about_other_things() -> None:
    assert await found(KITCHEN, "does the desk lamp work on induction", "en", "product_question") == []


async def test_a_pack_without_passages_finds_nothing() -> None:
    assert await found(PassageRetriever({}), "delivery") == []


async def test_a_large_index_is_searched_beside_the_event_loop() -> None:
    many = [article(f"a{i}#1", "Delivery", f"Delivery number {i}") for i in range(module.SLOW_ABOVE + 1)]
    assert len(await found(PassageRetriever({"latin": index(many)}), "delivery number 7")) == 5


def test_an_artifact_is_loaded_with_the_indexes_that_it_has(tmp_path: Path) -> None:
    index(ENGLISH).save(tmp_path / "latin" / "index")
    assert set(load(tmp_path, ("latin", "other")).indexes) == {"latin"}


def test_a_broken_index_is_a_model_error(tmp_path: Path) -> None:
    (tmp_path / "latin" / "index").mkdir(parents=True)
    with pytest.raises(ModelError, match="build the index again"):
        load(tmp_path, ("latin",))
