"""Simulated customers: the same seed gives the same score, and the score says what became of them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot import packs
from bot.engine import Serving
from bot.packs import Pack
from evaluation.simulation import Lived, Simulation, counted, share, simulate
from tests.conversations.corner import KNOWN, HoursAlone, serving
from tests.house import ScriptedUnderstander
from tests.packs.folders import copied, spoil

UTTERANCES = """\
text,intent,language,sentiment,group
where is [7777](order_code),track_order,en,neutral,w2
where on earth is my order,track_order,en,negative,w2
when do you open,opening_hours,en,neutral,w2
open on sundays,opening_hours,en,neutral,w2
sing me a song,oos,en,neutral,w2
can you fly,oos,en,neutral,w2
a human please,human_agent,en,neutral,w1
thanks a lot,thanks,en,positive,w1
订单到哪了,track_order,zh,neutral,w1
"""
DEMO = '  orders: ["1234", "4321"]'


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """The corner shop, with utterances of a writer whom nobody learns from."""
    folder = copied(tmp_path)
    (folder / "utterances.csv").write_text(UTTERANCES, encoding="utf-8")
    spoil(folder, "pack.yaml", "  orders: [A1234]", '  orders: ["1234", "4321"]')
    return packs.load(folder)


def knowing(pack: Pack, known: Mapping[str, str]) -> Serving:
    return replace(serving(pack), understander=ScriptedUnderstander(pack.domain, known))


def with_goal(done: Simulation, kind: str) -> list[Lived]:
    found = [one for one in done.lived if one.customer.goal.kind == kind]
    assert found
    return found


async def test_the_same_seed_gives_the_same_score_and_another_one_other_customers(pack: Pack) -> None:
    first, again = await simulate(pack, serving(pack), 12, 7), await simulate(pack, serving(pack), 12, 7)
    assert json.dumps(first.as_json()) == json.dumps(again.as_json())
    assert [said(one) for one in first.lived] == [said(one) for one in again.lived]
    assert [said(one) for one in (await simulate(pack, serving(pack), 12, 8)).lived] != [said(one) for one in first.lived]


def said(one: Lived) -> list[str]:
    return [message.text for scene in one.scenes for message in scene.messages]


async def test_a_bot_that_understands_serves_everybody_and_calls_nobody_needlessly(pack: Pack) -> None:
    done = await simulate(pack, knowing(pack, {**KNOWN, "到哪": "track_order"}), 40, 7)
    assert [(one.customer.goal, one.customer.temperament, said(one)) for one in done.lived if not one.reached or one.needless] == []
    assert {one.customer.temperament for one in done.lived} == {"patient", "terse", "changes_mind", "digresses", "angry"}
    assert {one.customer.goal.kind for one in done.lived} == {"flow", "question", "out_of_scope"}


async def test_a_flow_that_ends_with_another_order_is_not_what_the_customer_wanted(pack: Pack) -> None:
    class Mishears(ScriptedUnderstander):
        async def understand(self, text, at, lines=()):  # type: ignore[no-untyped-def]
            return await super().understand(text.replace("4321", "9999").replace("1234", "9999"), at)

    done = await simulate(pack, replace(serving(pack), understander=Mishears(pack.domain, KNOWN)), 20, 7)
    assert not any(one.reached for one in with_goal(done, "flow"))
    assert all(one.reached for one in with_goal(done, "question"))


async def test_a_bot_that_answers_what_is_out_of_scope_has_not_declined_it(pack: Pack) -> None:
    done = await simulate(pack, knowing(pack, {**KNOWN, "sing": "opening_hours", "fly": "track_order"}), 30, 7)
    assert not any(one.reached for one in with_goal(done, "out_of_scope"))


async def test_another_article_than_the_one_asked_for_does_not_count(pack: Pack) -> None:
    class Elsewhere(HoursAlone):
        async def search(self, request, vector):  # type: ignore[no-untyped-def]
            return tuple(replace(one, id="parking#1") for one in await super().search(request, vector))

    done = await simulate(pack, replace(serving(pack), retriever=Elsewhere()), 20, 7)
    assert not any(one.reached for one in with_goal(done, "question"))


async def test_a_person_whom_nobody_needed_is_counted(pack: Pack) -> None:
    done = await simulate(pack, knowing(pack, {"where": "human_agent", "open": "human_agent"}), 30, 7)
    wanting = [*with_goal(done, "flow"), *with_goal(done, "question")]
    assert all(one.needless for one in wanting if one.customer.temperament != "angry")
    assert not any(one.needless for one in with_goal(done, "out_of_scope"))


async def test_somebody_who_changes_their_mind_ends_with_the_value_they_meant(pack: Pack) -> None:
    done = await simulate(pack, serving(pack), 40, 7)
    changed = [one for one in with_goal(done, "flow") if one.customer.temperament == "changes_mind"]
    assert changed
    assert all("sorry, I meant" in " ".join(said(one)) for one in changed)
    assert all(one.scenes[-1].after.slots["order_code"] == one.customer.goal.held["order_code"] for one in changed)


async def test_somebody_who_digresses_asks_something_else_in_the_middle(pack: Pack) -> None:
    done = await simulate(pack, serving(pack), 40, 7)
    talking = [one for one in with_goal(done, "flow") if one.customer.goal.language == "en" and one.turns > 1]
    aside = [one for one in talking if one.customer.temperament == "digresses"]
    assert aside
    assert all("answer" in [reply for scene in one.scenes for reply in scene.replies] for one in aside)


def test_a_share_has_the_interval_of_wilson() -> None:
    assert share([True] * 9 + [False]) == {"of": 10, "count": 9, "share": 0.9, "low": 0.5958, "high": 0.9821}
    assert share([]) is None


def test_how_many_messages_were_needed_is_said_in_words() -> None:
    assert counted({"median": 2.5, "mean": 2.75, "most": 7}) == "2.5 in the middle, 2.75 on average, 7 at most"
    assert counted({"median": 1, "mean": 1.0, "most": 1}) == "1 in the middle, 1 on average, 1 at most"
    assert list(Simulation(7, ()).lines())[-1] == "messages needed: nobody reached what they wanted"
