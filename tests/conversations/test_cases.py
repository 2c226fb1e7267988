"""Mistakes in cases are told with their file, their line and what to write instead."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from evaluation import references
from evaluation.cases import schema
from tests.conversations.corner import with_cases

DOCS = Path(__file__).parent.parent.parent / "docs"
GOOD = """\
- name: She asks where it is
  talk:
    - customer: where is my order
      bot: [ask_order_code]
"""


def mistakes(tmp_path: Path, text: str) -> list[str]:
    _, unreadable = references.read(with_cases(tmp_path, text))
    return [str(mistake).rpartition("cases/")[2] for one in unreadable for mistake in one.mistakes]


def test_a_case_without_mistakes_can_be_run(tmp_path: Path) -> None:
    cases, unreadable = references.read(with_cases(tmp_path, GOOD))
    assert [(case.name, case.line, case.lines) for case in cases] == [("She asks where it is", 1, (3,))]
    assert unreadable == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("bot: [ask_order_code]", "bot: [greting]", "3: talk.0.bot: there is no reply 'greting'; did you mean 'greeting'?"),
        ("bot: [ask_order_code]", "bott: [x]", "4: talk.0.bott: unknown key; did you mean 'bot'?"),
        ("bot: [ask_order_code]", "bot: ask_order_code", "4: talk.0.bot: must be a list, e.g. [one, two]"),
        ("bot: [ask_order_code]", "slots: {color: red}", "3: talk.0.slots: there is no slot 'color'; did you mean 'colour'?"),
        ("bot: [ask_order_code]", "slots: {colour: rad}", "3: talk.0.slots.colour: can have no value 'rad'; did you mean 'red'?"),
        ("bot: [ask_order_code]", "flow: track", "3: talk.0.flow: there is no flow 'track'; did you mean 'track_order'?"),
        ("bot: [ask_order_code]", "source: hour", "3: talk.0.source: there is no article 'hour'; did you mean 'hours'?"),
        ("bot: [ask_order_code]", "mode: queue", "4: talk.0.mode: 'queue' is not one of bot, queued, operator, closed"),
        ("bot: [ask_order_code]", "rate: 3", "3: talk.0: has exactly one of customer, press, silence, operator, rate"),
        ("customer: where is my order", "silence: 12", "3: talk.0.silence: must be text; put it in quotes"),
        ("customer: where is my order", "silence: 12min", "3: talk.0.silence: '12min' is no time; write a number and s, m or h, e.g. 12m"),
        ("customer: where is my order", "operator: leaves", "3: talk.0.operator: 'leaves' is not one of joins, releases"),
        ("customer: where is my order", "custmer: where", "3: talk.0.custmer: unknown key; did you mean 'customer'?"),
        ("  talk:", "  broken: [cancel_ordr hangs]\n  talk:", "1: broken: nothing is called 'cancel_ordr'; did you mean 'cancel_order'?"),
        ("  talk:", "  broken: [retrieve hangs]\n  talk:", "1: broken: 'retrieve hangs' is nothing that can break; write retrieve"),
        ("  talk:", "  language: de\n  talk:", "1: language: 'de' is no language of this pack; write one of en, zh"),
        ("  talk:", "  about: [corect]\n  talk:", "2: about.0: 'corect' is not one of correct, "),
        ("  talk:", "  at: tomorrow\n  talk:", "2: at: 'tomorrow' is no time; write it like \"2026-11-24 10:15\""),
        ("- name: She asks where it is\n  talk:", "- talk:", "1: name: is missing; write a sentence that no other case of the pack has"),
        ("    - customer: where is my order\n      bot: [ask_order_code]\n", "    []\n", "2: talk: is empty"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_its_remedy(old: str, new: str, said: str, tmp_path: Path) -> None:
    found = mistakes(tmp_path, GOOD.replace(old, new))
    assert len(found) == 1
    assert found[0].startswith(f"orders.yaml:{said}")


def test_two_cases_of_one_name_are_told(tmp_path: Path) -> None:
    found = mistakes(tmp_path, GOOD + GOOD)
    assert found == ["orders.yaml:5: name: stands in orders.yaml, line 1, too; give each case a name of its own"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: x\n", "1: must be a list of cases"),
        ("- name: [\n", "2: not YAML"),
        ("- name: a\n  name: b\n", "2: name: stands twice"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, said: str, tmp_path: Path) -> None:
    assert mistakes(tmp_path, text)[0].startswith(f"orders.yaml:{said}")


def test_one_mistake_leaves_the_other_cases_of_its_file_to_be_run(tmp_path: Path) -> None:
    cases, unreadable = references.read(with_cases(tmp_path, GOOD + GOOD.replace("asks", "aks").replace("[ask", "[aks")))
    assert [case.name for case in cases] == ["She asks where it is"]
    assert [one.name for one in unreadable] == ["She aks where it is"]


def test_the_schema_in_the_documentation_is_that_of_the_format() -> None:
    printed = CliRunner().invoke(app, ["check", "--schema", "cases"]).stdout
    assert json.loads((DOCS / "cases.schema.json").read_text("utf-8")) == schema() == json.loads(printed)
