"""Cases run against the real engine: what is expected is compared, each kind of it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.conversation import Utterance
from bot.dialogue.events import Score, Understood
from bot.turn import Vector
from evaluation import report
from evaluation.conversations import evaluate
from evaluation.coverage import covered
from tests.conversations.corner import results, serving, with_cases
from tests.house import ScriptedUnderstander

TALK = """\
- name: He asks where it is and keeps it
  about: [cancel]
  talk:
    - customer: where is my order
      bot: [ask_order_code]
      says: [which ORDER]
      never: [cancel]
      slots: {order_code: null}
      flow: track_order
      mode: bot
    - customer: it is 4321
      bot: [ask_sure]
      slots: {order_code: A4321, order_status: placed, total: 12.5}
      buttons: ["No, keep it"]
    - press: "No, keep it"
      bot: [order_kept]
      slots: {sure: false}
      flow: none
    - customer: when do you open
      bot: [answer]
      source: hours
    - customer: a human please
      bot: [handed_over]
      mode: queued
      reason: asked
    - operator: joins
      bot: [operator_joined]
      mode: operator
    - operator: {says: I am looking.}
      says: [I am looking]
      bot: []
    - operator: releases
      bot: [operator_left]
      mode: bot
    - rate: 2
      bot: [rated]
"""


async def test_what_comes_as_it_is_expected_passes(tmp_path: Path) -> None:
    done = await results(tmp_path, TALK)
    assert [str(line) for outcome in done.failed for line in report.told(outcome)] == []
    assert done.counts == {"passed": 1, "failed": 0, "known_to_fail": 0, "not_run": 0}


@pytest.mark.parametrize(
    ("old", "new", "field", "came"),
    [
        ("bot: [ask_order_code]", "bot: [greeting]", "bot", "ask_order_code"),
        ("bot: [ask_order_code]", "bot: [ask_order_code, greeting]", "bot", "ask_order_code"),
        ("bot: [ask_order_code]", "bot: []", "bot", "ask_order_code"),
        ("[which ORDER]", "[whose order]", "says", "it is in none of the messages"),
        ("never: [cancel]", "never: [WHICH order]", "never", "it was said"),
        ("{order_code: null}", "{order_code: A4321}", "slots", "order_code: null"),
        ("total: 12.5", "total: 12", "slots", "total: 12.5"),
        ("{sure: false}", "{sure: null}", "slots", "sure: false"),
        ("{sure: false}", "{sure: true}", "slots", "sure: false"),
        ('buttons: ["No, keep it"]', "buttons: [Perhaps]", "buttons", "Yes please, No, keep it"),
        ('press: "No, keep it"', "press: Perhaps", "press", "Yes please, No, keep it"),
        ("mode: queued", "mode: bot", "mode", "queued"),
        ("reason: asked", "reason: angry", "reason", "asked"),
        ("flow: track_order", "flow: none", "flow", "track_order"),
        ("flow: none", "flow: track_order", "flow", "none"),
    ],
)
async def test_what_comes_otherwise_fails(old: str, new: str, field: str, came: str, tmp_path: Path) -> None:
    done = await results(tmp_path, TALK.replace(old, new, 1))
    assert done.counts == {"passed": 0, "failed": 1, "known_to_fail": 0, "not_run": 0}
    misses = [miss for one in done.failed[0].played for miss in one.misses]
    assert [(miss.field, miss.came) for miss in misses] == [(field, came)]


async def test_another_article_than_the_expected_one_fails(tmp_path: Path) -> None:
    done = await results(tmp_path, TALK.replace("customer: when do you open", "customer: thank you").replace("bot: [answer]", "mode: bot"))
    assert [(miss.field, miss.came) for one in done.failed[0].played for miss in one.misses] == [("source", "nothing")]


async def test_a_failure_tells_what_was_said_expected_and_came_and_which_rules_fired(tmp_path: Path) -> None:
    done = await results(tmp_path, TALK.replace("bot: [ask_sure]", "bot: [order_sent]"))
    told = "\n".join(report.told(done.failed[0]))
    for part in (
        "small/cases/orders.yaml:1  He asks where it is and keeps it",
        "customer: it is 4321",
        "orders.yaml:11: bot",
        "expected: order_sent",
        "came:     ask_sure",
        "bot [ask_sure] Shall I cancel it?",
        "branch: track_order/",
        "order_status returned order_status: placed",
    ):
        assert part in told


async def test_a_case_that_cannot_be_run_is_counted_apart(tmp_path: Path) -> None:
    text = TALK + "- name: A colleague speaks who has not joined\n  talk:\n    - operator: {says: hello}\n"
    done = await results(tmp_path, text + "- name: A reply that there is not\n  talk:\n    - customer: hello\n      bot: [hello]\n")
    assert done.counts == {"passed": 1, "failed": 0, "known_to_fail": 0, "not_run": 2}
    assert "take it over first" in done.not_run[0].broken


async def test_a_pack_that_breaks_the_program_is_not_scored_as_a_failure(tmp_path: Path) -> None:
    text = "- name: It breaks\n  talk:\n    - customer: where is 1234\n      bot: [order_sent]\n"
    pack = with_cases(tmp_path, text)

    class Broken:
        async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
            raise RuntimeError("a bug")

    done = await evaluate(pack, replace(serving(pack), understander=Broken()))
    assert done.counts == {"passed": 0, "failed": 0, "known_to_fail": 0, "not_run": 1}
    assert done.not_run[0].broken == "a turn failed: RuntimeError: a bug"


BROKEN = """\
- name: Something is broken
  broken: [FAILURE]
  about: [action_failure, model_failure]
  talk:
    - customer: where is 4321
    - customer: "yes"
      bot: REPLIES
"""


@pytest.mark.parametrize(
    ("failure", "replies"),
    [
        ("cancel_order", "[handed_over]"),
        ("cancel_order hangs", "[handed_over]"),
        ("cancel_order nonsense", "[handed_over]"),
        ("order_status", "[in_queue]"),
        ("understand", "[model_failed]"),
    ],
)
async def test_what_a_case_breaks_is_broken(failure: str, replies: str, tmp_path: Path) -> None:
    done = await results(tmp_path, BROKEN.replace("FAILURE", failure).replace("REPLIES", replies))
    assert ["\n".join(report.told(outcome)) for outcome in (*done.failed, *done.not_run)] == []


async def test_a_search_that_is_broken_is_broken(tmp_path: Path) -> None:
    text = "- name: No index\n  broken: [retrieve]\n  talk:\n    - customer: when do you open\n      bot: [model_failed]\n"
    assert (await results(tmp_path, text)).counts["passed"] == 1


class Unsure(ScriptedUnderstander):
    """Knows that a message is about an order or about thanks, and not about which."""

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        understood, vector = await super().understand(text, at)
        near = (Score("track_order", 0.5), Score("thanks", 0.4))
        return replace(understood, intents=near, out_of_scope=0.1), vector


UNSURE = """\
- name: He means his order
  talk:
    - customer: about my parcel
      means: track_order
      bot: [ask_order_code]
      slots: {order_code: null}
"""


async def test_who_is_asked_what_was_meant_presses_the_button_of_what_the_case_says(tmp_path: Path) -> None:
    pack = with_cases(tmp_path, UNSURE)
    done = await evaluate(pack, replace(serving(pack), understander=Unsure(pack.domain)))
    assert done.counts["passed"] == 1
    assert done.asked_back == 1
    found = covered(pack.domain, [(one.case, one.scenes) for one in done.outcomes])
    assert set(found.commands) == {"Clarify", "StartFlow"}


async def test_what_was_meant_does_not_excuse_another_answer(tmp_path: Path) -> None:
    pack = with_cases(tmp_path, UNSURE.replace("means: track_order", "means: thanks"))
    done = await evaluate(pack, replace(serving(pack), understander=Unsure(pack.domain)))
    assert done.counts["failed"] == 1


async def test_a_case_that_is_known_not_to_pass_is_told_apart_and_named_once_it_passes(tmp_path: Path) -> None:
    text = TALK.replace("  about: [cancel]\n", "  not_yet: nobody has taught it\n")
    done = await results(tmp_path / "failing", text.replace("[ask_sure]", "[order_sent]"))
    assert done.counts == {"passed": 0, "failed": 0, "known_to_fail": 1, "not_run": 0}
    passing = await results(tmp_path / "passing", text)
    lines = list(report.lines(passing, covered(passing.pack.domain, [])))
    assert any(line.startswith("PASSES NOW") and "its `not_yet` can go" in line for line in lines)


async def test_what_was_reached_is_read_from_the_turns(tmp_path: Path) -> None:
    done = await results(tmp_path, TALK)
    found = covered(done.pack.domain, [(one.case, one.scenes) for one in done.outcomes])
    assert found.unreached == [
        "track_order/say_order_sent",
        "track_order/action_cancel_order",
        "track_order/hand_over_cannot_cancel",
        "track_order/say_order_cancelled",
    ]
    assert ("find_order", "action_order_status") in found.reached
    assert found.step_share == round(100 * (len(found.steps) - 4) / len(found.steps), 1)
    assert set(found.commands) == {"StartFlow", "SetSlot", "Deny", "AskKnowledge", "AskHuman"}
    assert found.bends == {}


async def test_a_way_of_bending_counts_with_the_question_that_was_open_when_it_happened(tmp_path: Path) -> None:
    talk = "- name: Never mind\n  about: [cancel, two_wishes]\n  talk:\n    - customer: where is my order\n    - customer: never mind\n"
    done = await results(tmp_path, talk)
    found = covered(done.pack.domain, [(one.case, one.scenes) for one in done.outcomes])
    assert found.bends == {("cancel", "code"): 1, ("two_wishes", "none"): 1, ("two_wishes", "code"): 1}
