"""How long, as people say it: in halves, as a range, or by the day on which it began."""

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogue.domain import Domain
from bot.recognisers import recognise
from tests.recognisers.reading import DOMAIN, TODAY

DAY = 86_400.0
WITHOUT_DATES: Domain = replace(DOMAIN, slots={name: slot for name, slot in DOMAIN.slots.items() if slot.kind != "date"})


def days(text: str, domain: Domain = WITHOUT_DATES) -> list[float]:
    """The lengths of time in a message, in days."""
    return [float(str(e.value)) / DAY for e in recognise(text, domain, "en", TODAY) if e.kind == "duration"]


def ago(year: int, month: int = 1, day: int = 1) -> float:
    """Days from a date to the day of the tests."""
    return float((TODAY - date(year, month, day)).days)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a year and a half", 547.5), ("three years and a half", 1277.5), ("two and a half years", 912.5), ("1½ years", 547.5),
        ("two-and-a-half years", 912.5), ("an hour and a half", 1.5 / 24), ("three quarters of an hour", 0.75 / 24),
        ("half a year", 182.5),
        ("5 or 6 years", 1825), ("5 to 6 years", 1825), ("5-6 years", 1825), ("between five and six years", 1825),
        ("one or two years", 365),
        ("a year or two", 365), ("10+ years", 3650), ("a couple of weeks", 14), ("a couple weeks", 14), ("couple of months", 60),
        ("a fortnight", 14), ("3 yrs", 1095), ("18 mths", 540), ("a 24-month loan", 720), ("2 years and 3 months", 820),
        ("2 years 3 months", 820), ("a decade", 3650),
        ("一年半", 547.5), ("两年半", 912.5), ("两个半月", 75), ("两三天", 2), ("五六年", 1825), ("5到6年", 1825), ("5-6年", 1825),
        ("5、6年", 1825),
        ("五到六年", 1825), ("大半年", 182.5), ("2 年 3 个月", 820), ("一刻钟", 1 / 96), ("个把月", 30), ("十五六年", 5475),
        ("两年零三个月", 820),
        ("3 yrs 2 mo", 1155), ("2y 6m", 910), ("2y6m", 910), ("3y", 1095), ("24 mos", 720), ("1 1/2 years", 547.5),
        ("1/2 year", 182.5), ("1/2 a year", 182.5),
        ("½ a year", 182.5), ("2/3 years", 730), ("24/36 months", 720), ("year and a half", 547.5), ("3-ish years", 1095),
        ("20-odd years", 7300), ("24 monthly payments", 720), ("36 instalments", 1080), ("in 24 equal monthly instalments", 720),
        ("zero", 0), ("well,2 years", 730), ("3 years左右", 1095),
        ("24期", 720), ("分三十六期还", 1080), ("贷3万分36期", 1080), ("两个季度", 180), ("一年零俩月", 425),
        ("十年八年", 2920), ("一年两年", 365),
        ("借5000块一个月", 30),
    ],
)  # fmt: skip
def test_a_length_of_time_is_read_as_it_is_said(text: str, expected: float) -> None:
    """Halves count, and of a range the lower end does."""
    assert days(text) == [pytest.approx(expected)]


@pytest.mark.parametrize(
    "text",
    [
        "a few years", "several months", "once a year", "5 yearlings", "year two", "a halfway house", "the couple has a year book",
        "几个月", "好几年", "小半年", "2019年", "二零一九年", "三年级", "90年代", "五月份", "3周岁", "第三年", "年底", "从五月",
        "give me a mo", "2 instalments left", "weekly instalments", "第24期", "二期工程", "24期杂志", "定期存款", "一期",
        "小十年", "资金周转",
        "八百周转", "500块一个月", "两千一个月", "in 3 500 metres", "version 3y2", "1/2/2026", "the year and half of the next",
    ],
)  # fmt: skip
def test_what_names_no_length_of_time_is_none(text: str) -> None:
    """How many is left open, or it says when and not how long."""
    assert [found for found in days(text) if found != 365] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since 2019", ago(2020)), ("ever since March 2021", ago(2021, 4)), ("since last Tuesday", 7), ("since yesterday", 1),
        ("I started there in 2015", ago(2016)), ("since last year", ago(2026)), ("since May", ago(2026, 6)),
        ("since March last year", ago(2025, 4)), ("started in March of last year", ago(2025, 4)), ("since last May", ago(2026, 6)),
        ("2019年3月入职", ago(2019, 4)), ("去年三月入职的", ago(2025, 4)), ("2019年进的公司", ago(2020)),
        ("since December", ago(2026)),
        ("from 2010 onwards", ago(2011)), ("since the 3rd of March", ago(2026, 3, 3)), ("since the 3rd", ago(2026, 11, 3)),
        ("since 12 March 2020", ago(2020, 3, 12)), ("until 2040", -ago(2040)), ("since 2026", ago(2026)),
        ("从2019年开始", ago(2020)), ("2019年至今", ago(2020)), ("从上周二开始", 7), ("去年三月到现在", ago(2025, 4)),
        ("自2015年起", ago(2016)),
        ("去年开始的", ago(2026)), ("二零一九年就来了", ago(2020)), ("从昨天开始", 1), ("上个月开始", ago(2026, 11)),
        ("到2040年", -ago(2040)), ("till I retire in 2045", -ago(2045)), ("just started last month", ago(2026, 11)),
        ("from March 2024", ago(2024, 4)), ("2019年干到现在", ago(2020)), ("2019年一直做到现在", ago(2020)),
    ],
)  # fmt: skip
def test_a_length_of_time_may_be_told_by_its_beginning_or_its_end(text: str, expected: float) -> None:
    """It is at least that long: what began in a year may have begun on its last day."""
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "in 2019 I moved",
        "until 2019",
        "model 2019",
        "since 30 people came",
        "since when",
        "since tomorrow's news",
        "from March 2024 to May 2025",
        "the car that died in 2045",
        "去年",
        "2019年买的",
        "去年入职的时候",
    ],
)
def test_a_year_that_only_says_when_is_no_length_of_time(text: str) -> None:
    """Nothing says that it goes on."""
    assert days(text) == []


@pytest.mark.parametrize("text", ["since last Tuesday", "从昨天开始"])
def test_where_a_day_is_asked_for_it_stays_a_day(text: str) -> None:
    """A pack with a slot for days reads the day itself."""
    assert days(text, DOMAIN) == []
    assert "date" in [e.kind for e in recognise(text, DOMAIN, "en", TODAY)]
