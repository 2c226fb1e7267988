"""Passages for the engine."""

from pathlib import Path

import pytest

from bot import search as module
from bot.dialogue.effects import Retrieve
from bot.errors import ModelError
from bot.search import PassageRetriever, load
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
