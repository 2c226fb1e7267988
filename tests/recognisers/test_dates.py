from datetime import date

import pytest

from tests.recognisers.reading import read, values


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", "2026-12-01"),
        ("on 2026/12/1", "2026-12-01"),
        ("24/12/2026", "2026-12-24"),
        ("24.12.26", "2026-12-24"),
        ("3/4/2027", "2027-04-03"),
        ("12/24/2026", "2026-12-24"),
        ("24/12", "2026-12-24"),
        ("12 March", "2027-03-12"),
        ("March 12th", "2027-03-12"),
        ("the 3rd of June 2025", "2025-06-03"),
        ("5 june", "2026-06-05"),
        ("the third of december", "2026-12-03"),
        ("by the twenty-first of January please", "2027-01-21"),
        ("2nd of may", "2027-05-02"),
        ("May the fourth", "2027-05-04"),
        ("today", "2026-11-24"),
        ("tomorrow morning", "2026-11-25"),
        ("tmrw", "2026-11-25"),
        ("yesterdy", "2026-11-23"),
        ("the day after tomorrow", "2026-11-26"),
        ("next Tuesday", "2026-12-01"),
        ("next Friday", "2026-12-04"),
        ("this friday", "2026-11-27"),
        ("on Friday", "2026-11-27"),
        ("Tuesday", "2026-12-01"),
        ("last Friday", "2026-11-20"),
        ("since tuesday", "2026-11-17"),
        ("by next sat", "2026-12-05"),
        ("due Fri.", "2026-11-27"),
        ("thurs", "2026-11-26"),
        ("the 20th", "2026-11-20"),
        ("on the 2nd", "2026-12-02"),
        ("in three days", "2026-11-27"),
        ("in a week", "2026-12-01"),
        ("2 weeks ago", "2026-11-10"),
        ("a month from now", "2026-12-24"),
        ("Christmas Eve", "2026-12-24"),
        ("今天", "2026-11-24"),
        ("明天下午三点", "2026-11-25"),
        ("大后天", "2026-11-27"),
        ("下周二", "2026-12-01"),
        ("这周五", "2026-11-27"),
        ("周一", "2026-11-30"),
        ("上周二下的单", "2026-11-17"),
        ("下下周五", "2026-12-11"),
        ("礼拜三", "2026-11-25"),
        ("三天后", "2026-11-27"),
        ("两个星期前", "2026-11-10"),
        ("3月9日", "2027-03-09"),
        ("2025年三月二号", "2025-03-02"),
        ("14号", "2026-11-14"),
        ("上月28号", "2026-10-28"),
        ("双十一", "2026-11-11"),
    ],
)
def test_a_day_is_read_from_today_on(text: str, day: str) -> None:
    assert values(text, "date") == [day]


@pytest.mark.parametrize(
    "text",
    [
        "I sat down",
        "may I ask",
        "march on",
        "31/02/2026",
        "ratio 3/40",
        "12栋5号楼",
        "五一路",
        "the 2nd order",
        "$3/4",
        "24/7/365",
        "两零四五一八",
        "五一八",
        "四五一",
        "要大一号的",
        "锦绣路1399弄7号602",
        "建国路93号院6号楼2103",
        "文三路9号",
        "are you open sundays",
        "the second may be late",
        "短一号的有没有",
    ],
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert values(text, "date") == []


def test_the_end_of_a_shorter_month_is_its_last_day() -> None:
    assert [e.value for e in read("in a month", today=date(2027, 1, 31)) if e.kind == "date"] == ["2027-02-28"]


def test_a_day_belongs_to_the_only_date_slot_and_says_where_it_stands() -> None:
    (entity,) = (e for e in read("not before next Tuesday please") if e.kind == "date")
    assert (entity.slot, entity.text, entity.start, entity.end) == ("day", "next Tuesday", 11, 23)
