"""Which words decided, for models whose reasons are known."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bot.inference import encoder as encoders
from bot.inference import shapley
from bot.inference.artifact import Manifest
from bot.inference.attribution import MOST_PASSES, OUTSIDE, Attribution, attribute, joined, pieces
from bot.inference.encoder import Encoder
from bot.inference.ngram import Ngram
from tests.inference.conftest import record
from tests.inference.counting import Counting
from tests.registry import tiny


@pytest.fixture
def counting() -> Counting:
    """Knows the intents of the small pack by their words alone."""
    return Counting(Ngram(tiny.tables(tiny.WORDS)))


@pytest.fixture
def encoder(counting: Counting) -> Encoder:
    group = record("ngram", 2).model_copy(update={"labels": tuple(tiny.WORDS)})
    manifest = Manifest(
        pack="small", version="v1", created_at="", seed=1, effort="quick", languages=("en",), groups={"other": group}, code="", data={}
    )
    return Encoder(manifest, {"other": counting})


def weigh(encoder: Encoder, text: str) -> Attribution:
    return next(one for one in attribute(encoder, text) if one is not None)


def words(text: str) -> list[str]:
    starts = pieces(text)
    return [text[a:b].strip() for a, b in pairwise(starts)]


def test_the_words_that_decide_get_the_weight(encoder: Encoder) -> None:
    found = weigh(encoder, "may I talk to a human about it please?")
    assert found.best("intent") == [("intent", "human_agent")]
    told = found.told(("intent", "human_agent"))
    assert max(told.words, key=lambda word: word.weight).word == "human"
    assert sum(abs(word.weight) for word in told.words if word.word != "human") < 1e-6
    assert told.probability > 0.9


def test_a_word_that_speaks_for_another_intent_speaks_against_this_one(encoder: Encoder) -> None:
    found = weigh(encoder, "thanks, human person")
    weights = {word.word: word.weight for word in found.told(("intent", "human_agent")).words}
    assert weights["thanks,"] < 0 < weights["human"]
    assert {word.word: word.weight for word in found.told(OUTSIDE).words}["human"] < 0


@pytest.mark.parametrize("text", ["thanks a joke", "cheers to every human who is open at all these hours, and a poem of any person"])
def test_the_weights_add_up_to_what_the_message_says_more_than_an_empty_one(encoder: Encoder, text: str) -> None:
    found = weigh(encoder, text)
    assert found.weights.sum(axis=0) == pytest.approx(found.odds - found.without, abs=1e-9)
    assert np.abs(found.odds - found.without).max() > 0.1
    assert found.exact == (len(found.spans) <= shapley.EXACT)


def test_the_weights_of_a_real_graph_add_up_too_and_its_probability_is_that_of_the_reading(artifact_dir: Path) -> None:
    encoder = encoders.load(artifact_dir)
    for text in ("where is my parcel now", "我要退款，快一点"):
        found, reading = weigh(encoder, text), encoder.read(text)
        assert found.weights.sum(axis=0) == pytest.approx(found.odds - found.without, abs=1e-6)
        for told, score in ((found.told(("intent", reading.intents[0].name)), reading.intents[0]),):
            assert told.probability == pytest.approx(score.value, abs=1e-3)
        assert found.told(OUTSIDE).probability == pytest.approx(reading.out_of_scope, abs=1e-3)


@pytest.mark.parametrize("text", ["human " * 150, "and " * 60 + "human", "x" * 5000, "人" * 2000, "a " * 3000])
def test_no_message_costs_more_passes_than_promised(encoder: Encoder, counting: Counting, text: str) -> None:
    weigh(encoder, "human " + text)
    assert counting.passes <= MOST_PASSES


def test_words_behind_what_the_model_reads_are_not_weighed(encoder: Encoder) -> None:
    text = "open " * 60 + "hours " * 10 + "human " * 100
    found = weigh(encoder, text)
    assert text[slice(*found.spans[0])] == "open open"
    assert 390 < found.spans[-1][1] < 410, "it reads 400 characters"
    assert found.weights.sum(axis=0) == pytest.approx(found.odds - found.without)


def test_a_message_that_the_model_cannot_read_has_no_words_that_decided(encoder: Encoder, counting: Counting) -> None:
    found = weigh(encoder, "zzz qqq")
    assert found.spans == ()
    assert counting.passes == 1


def test_other_work_may_come_between_two_slices(encoder: Encoder, counting: Counting) -> None:
    before, most = 0, 0
    for _ in attribute(encoder, "may I talk to a human about it please, I have to ask a person about it"):
        most, before = max(most, counting.passes - before), counting.passes
    assert counting.passes > 100
    assert most < 40


def test_chinese_is_weighed_by_the_character_and_marks_stay_with_the_word_before_them() -> None:
    assert words("我的订单HL-771203到哪了？") == ["我", "的", "订", "单", "HL-771203", "到", "哪", "了？"]
    assert words("  don't, you see?! “Where” ") == ["don't,", "you", "see?!", "“Where”"]
    assert words("") == []


def test_words_lie_where_they_are_in_the_message(encoder: Encoder) -> None:
    text = "  thanks,  human! "
    assert [(w.word, text[w.start : w.end]) for w in weigh(encoder, text).told(OUTSIDE).words] == [
        ("thanks,", "thanks,"),
        ("human!", "human!"),
    ]


def test_neighbours_in_a_long_message_count_as_one() -> None:
    assert joined([0, 2, 4, 6, 8, 10], 2) == [0, 6, 10]
    assert joined([0, 2, 4], 2) == [0, 2, 4]


def test_a_label_that_the_model_does_not_know_is_refused(encoder: Encoder) -> None:
    found = weigh(encoder, "human")
    assert found.best("sentiment", 3) != []
    with pytest.raises(KeyError):
        found.told(("intent", "refund"))
