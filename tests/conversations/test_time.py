"""Cases by the clock at the desk: it stands still until a case says that nobody speaks."""

from pathlib import Path

import pytest

from bot import packs
from evaluation import report
from evaluation.conversations import Results, evaluate
from tests.conversations.corner import serving, with_cases

SETTINGS = """
silence: {remind_after: 10, close_after: 30}
hours:
  timezone: Europe/Amsterdam
  open: {monday-friday: "8:00-20:00"}
"""


async def with_hours(tmp_path: Path, text: str) -> Results:
    pack = with_cases(tmp_path, text)
    with (pack.path / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    pack = packs.load(pack.path)
    return await evaluate(pack, serving(pack))


def told(done: Results) -> list[str]:
    mistakes = [str(mistake) for one in done.unreadable for mistake in one.mistakes]
    return mistakes + ["\n".join(report.told(outcome)) for outcome in (*done.failed, *done.not_run)]


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        ("9m", "bot: [], mode: bot"),
        ("10m", "bot: [still_there, ask_order_code], mode: bot"),
        ("39m", "bot: [still_there, ask_order_code], mode: bot"),
        ("1h", "bot: [still_there, ask_order_code, closed_silent], mode: closed"),
    ],
)
async def test_what_is_due_while_nobody_speaks_happens(silence: str, expected: str, tmp_path: Path) -> None:
    text = f"- name: Nobody\n  talk:\n    - customer: where is my order\n    - {{silence: {silence}, {expected}}}\n"
    assert told(await with_hours(tmp_path, text)) == []


async def test_a_reminder_that_is_not_expected_fails_the_case(tmp_path: Path) -> None:
    text = "- name: Nobody\n  talk:\n    - customer: where is my order\n    - {silence: 10m, bot: []}\n"
    done = await with_hours(tmp_path, text)
    assert done.counts == {"passed": 0, "failed": 1, "known_to_fail": 0, "not_run": 0}


TWICE = """\
- name: Twice
  talk:
    - customer: where is my order
    - {silence: 6m, bot: []}
    - {silence: 6m, bot: [still_there, ask_order_code]}
- name: A word in between
  talk:
    - customer: where is my order
    - {silence: 6m, bot: []}
    - customer: thank you
    - {silence: 6m, bot: []}
"""


async def test_two_silences_add_up_and_a_word_in_between_begins_anew(tmp_path: Path) -> None:
    assert told(await with_hours(tmp_path, TWICE)) == []


@pytest.mark.parametrize(
    ("at", "reply"),
    [
        ("2026-11-24 08:00", "handed_over"),
        ("2026-11-24 07:59", "handed_over_closed"),
        ("2026-11-24 20:00", "handed_over_closed"),
        ("2026-07-14 08:00", "handed_over"),
        ("2026-07-14 07:59", "handed_over_closed"),
        ("2026-11-28 12:00", "handed_over_closed"),
    ],
)
async def test_the_time_of_a_case_is_that_at_the_desk_in_summer_and_in_winter(at: str, reply: str, tmp_path: Path) -> None:
    text = f'- name: A person\n  at: "{at}"\n  talk:\n    - customer: a human please\n      bot: [{reply}]\n'
    assert told(await with_hours(tmp_path, text)) == []
