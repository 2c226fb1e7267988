"""Weighing messages: with the model that read them, once for all who ask, and one at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot import packs
from bot.dialogue.events import Score, Thresholds, Understood
from bot.errors import ArtifactError, Overloaded
from bot.inference.attribution import SLICE
from bot.registry.live import Live
from bot.registry.loading import VersionLoader
from bot.settings import Settings
from bot.understanding.understander import EncoderUnderstander
from bot.understanding.weighing import MOST_WAITING, Weigher, as_json, stories
from tests.inference.counting import Counting
from tests.packs.folders import SMALL
from tests.registry import tiny

TEXT = "please may I talk to a person about this, or to any human who is there"


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    """The small pack on v2; v1 lies beside it and knows no person."""
    tiny.write(tmp_path, "v1", tiny.without("person"))
    tiny.write(tmp_path, "v2")
    async with AsyncExitStack() as stack:
        loader = VersionLoader(Settings(data_dir=tmp_path / "var", artifacts_dir=tmp_path), {"small": packs.load(SMALL)}, stack)
        live = Live(loader.load("small", "v2"))
        stack.callback(live.close)
        yield live


@pytest.fixture
def weigher(tmp_path: Path, live: Live) -> Weigher:
    return Weigher(tmp_path, {"small": live})


def counted(live: Live) -> Counting:
    """From now on the active model counts."""
    understander = live.active.serving.understander
    assert isinstance(understander, EncoderUnderstander)
    model = understander.encoder.models["other"] = Counting(understander.encoder.models["other"])
    return model


def weight(found: list[dict[str, object]], word: str) -> float:
    labels = {str(one["label"]): one["words"] for one in found}
    words = labels["human_agent"]
    assert isinstance(words, list)
    return float(next(one["weight"] for one in words if one["word"] == word))


async def test_a_message_is_weighed_by_the_model_that_read_it(weigher: Weigher) -> None:
    now, then = await weigher.weigh("small", "v2", TEXT), await weigher.weigh("small", "v1", TEXT)
    assert (now.model, then.model) == ("v2", "v1")
    assert weight(as_json(now, stories(now), "v2")["labels"], "person") > 1
    assert weight(as_json(then, stories(then), "v1")["labels"], "person") == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("gone", ["v0", "", "../small/v1", "..", "test"])
async def test_where_that_model_is_gone_the_active_one_weighs_and_says_so(weigher: Weigher, gone: str) -> None:
    assert (await weigher.weigh("small", gone, TEXT)).model == "v2"


async def test_a_message_is_weighed_once_for_all_who_ask(weigher: Weigher, live: Live) -> None:
    model = counted(live)
    several = await asyncio.gather(*(weigher.weigh("small", "v2", TEXT) for _ in range(5)))
    passes = model.passes
    assert passes <= 140
    assert all(one is several[0] for one in several)
    assert await weigher.weigh("small", "v2", TEXT) is several[0]
    assert model.passes == passes


async def test_a_conversation_of_a_pack_that_is_not_served_any_more_is_told_so(weigher: Weigher) -> None:
    with pytest.raises(ArtifactError, match="The pack closed is not served here any more"):
        await weigher.weigh("closed", "v2", TEXT)


async def test_too_many_who_ask_at_once_are_turned_away(weigher: Weigher) -> None:
    asked = [weigher.weigh("small", "v2", f"{TEXT} {i}") for i in range(MOST_WAITING + 5)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, Overloaded) for one in answers) == 4
    assert (await weigher.weigh("small", "v2", "a human")).model == "v2"


async def test_messages_are_understood_between_two_slices(weigher: Weigher, live: Live) -> None:
    understander, model = live.active.serving.understander, counted(live)
    assert isinstance(understander, EncoderUnderstander)
    weighing = asyncio.create_task(weigher.weigh("small", "v2", TEXT))
    while not model.passes:  # noqa: ASYNC110  (a thread counts, nothing can be waited for)
        await asyncio.sleep(0)
    await understander.understand("hello", 0.0)
    assert not weighing.done()
    assert model.passes < 4 * SLICE
    await weighing


def event(*intents: str, mood: str = "negative") -> Understood:
    scores = tuple(Score(name, 0.5 / (place + 1)) for place, name in enumerate(intents))
    return Understood(0.0, TEXT, "en", scores, 0.1, (Score(mood, 0.9),), (), Thresholds(0.6, 0.5, 0.3, 0.05, True), "v1")


async def test_what_is_told_is_what_was_read_then_as_far_as_the_model_still_knows_it(weigher: Weigher) -> None:
    found = await weigher.weigh("small", "v2", TEXT)
    told = stories(found, event("renamed", "thanks"))
    assert [(one.about, one.label) for one in told] == [
        ("intent", "thanks"),
        ("intent", "human_agent"),
        ("out_of_scope", "oos"),
        ("sentiment", "negative"),
    ]
    assert [one.label for one in stories(found)] == ["human_agent", "thanks", "oos", "neutral"]


async def test_of_an_unreadable_message_nothing_is_told(weigher: Weigher) -> None:
    found = await weigher.weigh("small", "v2", "zzz qqq")
    assert stories(found, event("thanks")) == []
    assert as_json(found, [], "v1") == {
        "text": "zzz qqq", "model": "v2", "read_by": "v1", "readable": False, "exact": True, "labels": []
    }  # fmt: skip
