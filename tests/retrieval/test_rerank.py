"""The one way passages are searched."""

import time

import numpy as np

from retrieval.chunks import embed
from retrieval.index import Index
from retrieval.rerank import EVEN, search
from retrieval.sentences import embed_sentences
from tests.retrieval.words import article, vector, vectors

PASSAGES = [
    article("delivery#1", "Delivery", "Standard delivery takes three to five working days.", intents=("delivery_time",)),
    article("express#1", "Express", "Express arrives the next working day.", intents=("delivery_time",)),
    article("costs#1", "Delivery costs", "Standard delivery costs $4.90.", intents=("delivery_cost",)),
    article("invoice#1", "Invoice", "An invoice comes by e-mail.", intents=("request_invoice",)),
    article("zh#1", "发票", "发票通过邮件发送。", language="zh", intents=("request_invoice",)),
    article("h-1#1", "", "Standard delivery costs $4.90.", kind="answer", question="how much is delivery"),
]
INDEX = Index.build(PASSAGES, embed(PASSAGES, vectors))
SENTENCES = Index.build(PASSAGES, embed(PASSAGES, vectors), embed_sentences(PASSAGES, vectors))


def ids(query: str, k: int = 3, **more: object) -> list[str]:
    return [found.chunk.id for found in search(INDEX, query, vector(query), k, **more)]  # type: ignore[arg-type]


def test_what_shares_meaning_and_words_comes_first() -> None:
    assert ids("what does standard delivery cost")[0] == "costs#1"


def test_an_asked_intents_own_passages_come_first_the_nearest_of_them_leading() -> None:
    asked = ids("what does standard delivery cost", intents=("delivery_time",))
    assert asked[:2] == ["delivery#1", "express#1"]
    assert asked[2] == "costs#1"


def test_an_intent_without_passages_changes_nothing() -> None:
    assert ids("standard delivery", intents=("complaint",)) == ids("standard delivery")


def test_the_same_text_is_not_found_twice() -> None:
    found = search(INDEX, "how much is delivery", vector("how much is delivery"), 10)
    assert len({one.chunk.text for one in found}) == len(found)


def test_without_a_vector_words_alone_find() -> None:
    assert [one.chunk.id for one in search(INDEX, "invoice", None, 3)] == ["invoice#1"]


def test_a_query_without_words_is_searched_by_its_vector() -> None:
    assert search(INDEX, "🙂", vector("invoice"), 1)[0].chunk.id == "invoice#1"


def test_only_the_languages_and_kinds_that_were_asked_for_are_found() -> None:
    assert ids("发票 invoice", language="zh") == ["zh#1"]
    assert ids("how much is delivery", kinds=("answer",)) == ["h-1#1"]
    assert ids("invoice", language="fr") == []


def test_scores_fall_and_say_what_they_are_made_of() -> None:
    found = search(INDEX, "standard delivery", vector("standard delivery"), 4)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert np.isclose(found[0].score, found[0].dense + 0.5 * found[0].lexical)


def test_what_is_nearer_shares_more_words_and_leads_the_others_is_likelier_to_answer() -> None:
    """Whichever intent was asked: a passage of the asked one comes first, but is no likelier to answer for that."""
    asked = "what does standard delivery cost"
    plain = search(SENTENCES, asked, vector(asked), 4)
    assert plain[0].chance == max(one.chance for one in plain)
    assert all(0.0 < one.chance < 1.0 for one in plain)
    preferred = search(SENTENCES, asked, vector(asked), 4, intents=("request_invoice",))
    assert preferred[0].chunk.id == "invoice#1"
    assert preferred[0].chance == next(one.chance for one in plain if one.chunk.id == "invoice#1") < plain[0].chance


def test_where_nothing_tells_the_chance_is_even() -> None:
    """In the space of n-grams, which has no sentences, and without a vector."""
    assert {one.chance for one in search(INDEX, "invoice", vector("invoice"), 3)} == {EVEN}
    assert {one.chance for one in search(SENTENCES, "invoice", None, 3)} == {EVEN}


def test_the_only_passage_there_is_has_a_chance_too() -> None:
    alone = [PASSAGES[0]]
    index = Index.build(alone, embed(alone, vectors), embed_sentences(alone, vectors))
    assert 0.0 < search(index, "delivery", vector("delivery"), 3)[0].chance < 1.0


def test_an_empty_index_finds_nothing() -> None:
    assert search(Index.build([], vectors([])), "delivery", vector("delivery"), 3) == []


def test_a_search_among_a_packs_passages_takes_about_a_millisecond() -> None:
    chance = np.random.default_rng(7)
    many = [article(f"a{i}#1", f"Title {i}", f"Passage {i} about thing {i % 50} and delivery", intents=(f"i{i % 40}",)) for i in range(500)]
    placed = chance.normal(size=(500, 384)).astype(np.float32)
    index = Index.build(many, placed / np.linalg.norm(placed, axis=1, keepdims=True))
    query = placed[0] / np.linalg.norm(placed[0])
    took = []
    for _ in range(100):
        began = time.perf_counter()
        search(index, "when does my delivery of thing 7 come", query, 5, intents=("i3",))
        took.append(time.perf_counter() - began)
    assert min(took) < 0.002
