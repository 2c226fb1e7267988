"""A question that compares things is answered for each of them."""

from dataclasses import replace

import pytest

from bot.dialogue.commands import AskKnowledge
from bot.dialogue.compared import compares, one_by_one
from bot.dialogue.domain import Option, Slot
from bot.dialogue.effects import Retrieve
from bot.dialogue.events import Entity, Passage
from tests.dialogue.shop import DOMAIN, PASSAGE, Player, reading

THING = Slot("thing", "choice", "", options=(Option("kettle", {"en": "kettle"}), Option("lamp", {"en": "lamp"})), subject=True)
SHOP = replace(DOMAIN, slots={**DOMAIN.slots, "thing": THING})


def named(text: str) -> tuple[Entity, ...]:
    found = [
        (text.find(word), word, value) for word, value in (("kettle", "kettle"), ("lamp", "lamp"), ("水壶", "kettle"), ("台灯", "lamp"))
    ]
    return tuple(Entity("choice", value, word, at, at + len(word), "thing") for at, word, value in found if at >= 0)


def asking(text: str, *intents: tuple[str, float]):  # type: ignore[no-untyped-def]
    return reading(*(intents or (("return_policy", 0.9),)), entities=named(text))


@pytest.mark.parametrize(
    "text",
    [
        "which is bigger, the kettle or the lamp?",
        "difference between kettle and lamp",
        "is the kettle heavier than the lamp",
        "kettle vs lamp",
        "水壶和台灯哪个大？",
        "水壶和台灯有什么区别",
        "水壶比台灯贵吗",
    ],
)
def test_each_thing_is_asked_about_without_the_other(text: str) -> None:
    player = Player(domain=SHOP)
    player.passages = (Passage("a#1", "A", "About it.", 0.9, "knowledge", "en", ("return_policy",)),)
    assert player.write(text, asking(text)) == ["each_of_them", "About it."]
    queries = [effect.query for effect in player.wanted(Retrieve)]  # type: ignore[union-attr]
    assert len(queries) == 2
    assert not any(len(named(query)) > 1 for query in queries)


@pytest.mark.parametrize(
    "text",
    [
        "can the kettle and the lamp be returned?",
        "which of them is cheaper, the kettle?",
        "where do I find the kettle or the lamp",
        "水壶和台灯能退吗",
        "水壶多大",
    ],
)
def test_asking_the_same_about_both_things_stays_one_question(text: str) -> None:
    understood = asking(text)(text)
    assert not compares(text, understood, SHOP)
    question = AskKnowledge(text, ("return_policy",))
    assert one_by_one(question, understood, SHOP) == (question,)


def test_an_unsure_comparison_is_answered_from_the_articles() -> None:
    player = Player(domain=SHOP)
    text = "difference between kettle and lamp"
    assert player.write(text, asking(text, ("return_item", 0.3), ("return_policy", 0.2)))[0] == "each_of_them"


def test_in_a_flow_the_comparison_is_answered_and_the_flow_goes_on() -> None:
    player = Player(domain=SHOP, passages=(replace(PASSAGE, intents=("return_policy",)),))
    player.write("where is it", reading(("track_order", 0.9)))
    text = "wait, which is bigger, the kettle or the lamp?"
    assert player.write(text, asking(text)) == ["each_of_them", "Delivery costs $4.90.", "Back to track.", "Which order?"]
