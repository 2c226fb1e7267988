"""The report in words, for programs and as a page."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from bot.registry.roles import RoleChange
from evaluation.operation import as_json, lines, page, telling
from evaluation.operation.happenings import Happening
from evaluation.operation.money import Costs, money
from evaluation.operation.results import Results
from evaluation.operation.visit import DAY, HOUR
from evaluation.operation.wording import Table
from tests.evaluation.operating import LATER, START, asks, chat, closed, counts, happened, helped, joined, rated, said, thanks, wrote


def told(results: Results, **costs: float) -> str:
    return "\n".join(lines.lines(telling.title(results), telling.sections(results, money(results, Costs(**costs)))))


def drawn(results: Results, **costs: float) -> str:
    return page.page(results, telling.title(results), telling.sections(results, money(results, Costs(**costs))))


def busy() -> Results:
    """A little of everything."""
    return counts(
        *(helped(f"c{one}", at=one * 300) for one in range(40)),
        *(chat(wrote(one, predicted=3.5, asked_rating=True), rated(one + 1, 1 + one % 5), id=f"r{one}", language="zh") for one in range(9)),
        chat(asks(0, "complaint"), joined(3), said(4), closed(9), id="p1", mode="closed", channel="telegram"),
        chat(asks(0, "<b>pack's own</b>"), id="p2", mode="queued"),
        chat(happened(0), id="o"),
        now=LATER * 2,
    )


def test_a_report_of_nothing_says_so_and_stops() -> None:
    said_of_nothing = told(counts())
    assert "Nobody wrote in this time." in said_of_nothing and "HOW MANY" not in said_of_nothing
    assert "Nobody wrote in this time (2 chats opened without a word)." in told(counts(chat(id="a"), chat(id="b")))


def test_few_conversations_are_said_to_be_too_few() -> None:
    few = told(counts(*(helped(f"c{one}") for one in range(12))))
    assert "12 conversations are over: too few to tell." in few and "12 of 12  too few to tell" in few
    assert "too few to tell" not in told(counts(*(helped(f"c{one}") for one in range(40)))).split("SATISFACTION")[0]


def test_every_rate_stands_with_its_interval_and_what_it_is_out_of() -> None:
    assert re.search(r"\n  ended without a person +96 % +87 to 99 % +49 of 51\n", told(busy()))


def test_containment_is_never_called_resolution() -> None:
    text = told(busy())
    assert "That alone does not mean that the customer was helped." in text
    assert "“Ended without a person” counts also those who gave up." in text


def test_without_the_cost_of_an_hour_the_report_says_which_option_to_give() -> None:
    assert "--cost-hour 32" in told(busy()) and "EUR" not in told(busy())


def test_without_minutes_of_a_person_the_report_says_which_option_to_give() -> None:
    assert "--minutes-before 7" in told(counts(helped("a")), hour=30)


def test_the_running_costs_that_nobody_gave_are_asked_for() -> None:
    assert "--cost-month 400" in told(busy(), hour=30) and "before the running costs" in told(busy(), hour=30)
    assert "--cost-month" not in told(busy(), hour=30, month=0) and "after the running costs" in told(busy(), hour=30, month=0)


def test_reasons_are_told_in_the_words_of_the_desk() -> None:
    text = told(counts(chat(asks(0, "misunderstood"), mode="queued"), chat(asks(0, "unclear_address"), id="b", mode="queued")))
    assert "not understood twice" in text and "unclear address" in text


def test_the_share_that_cannot_be_recognised_is_said() -> None:
    assert "lower bound: 75 % of conversations" in told(counts(*(helped(id) for id in "abc"), helped("d", channel="telegram")))
    assert "lower bound" not in told(counts(helped("d", channel="telegram")))


def test_the_entry_of_the_chats_menu_that_makes_a_customer_a_new_one_is_named_as_it_is_there() -> None:
    texts = (Path(__file__).parents[2] / "bot/channels/widget/texts.js").read_text("utf-8")
    (entry,) = re.findall("fresh: '(New [a-z]+)'", texts)
    assert f"“{entry}” in the chat's menu" in told(counts(helped("a")))


def test_conversations_of_the_last_three_days_are_said_to_be_left_out_of_resolution_and_of_what_was_saved() -> None:
    fresh = counts(*(helped(f"c{one}", at=one * 300) for one in range(3)), now=START + 75 * HOUR)
    assert "2 conversations ended less than 72 hours ago." in told(fresh)
    assert "The 2 conversations of the last 72 hours are not counted as saved." in told(fresh, hour=30, minutes_before=5)
    assert "less than 72 hours ago" not in told(counts(helped("a")))


def test_deleted_conversations_are_said_to_be_missing() -> None:
    results = counts(helped("a"))
    assert "deleted" not in told(results)
    gone = replace(results, volume=replace(results.volume, deleted=3))
    assert "3 conversations were deleted since 2026-11-02; what" in told(gone)
    earlier = replace(gone, period=replace(gone.period, until=START + 2 * DAY))
    assert "3 conversations were deleted since 2026-11-02 and before 2026-11-04; what" in told(earlier)


def versions(of_people: int) -> Results:
    """Sixty conversations that one version read, and sixty a week later that the next one read, so many of which went to a person."""
    old = [helped(f"o{one}", at=one) for one in range(60)]
    new = [chat(wrote(9000 + one, model="m2"), id=f"m{one}") for one in range(60 - of_people)]
    people = [chat(asks(9000 + one, model="m2"), id=f"n{one}", mode="queued") for one in range(of_people)]
    return counts(*old, *new, *people, now=LATER * 2)


def test_versions_are_compared_with_a_caution_where_their_intervals_overlap() -> None:
    alike = counts(*(helped(f"o{one}", at=one) for one in range(60)), *(chat(*two(one), id=f"n{one}") for one in range(60)), now=LATER * 2)
    assert "m2 and m1: all intervals overlap, so any difference may be chance." in told(alike)


def two(number: int) -> tuple[Happening, Happening]:
    """A question that the second version read, and a thank you."""
    return wrote(30 + number, model="m2"), thanks(31 + number, model="m2")


def test_versions_that_differ_by_more_than_chance_are_said_to_and_what_else_it_may_be() -> None:
    apart = told(versions(50))
    assert "the intervals of “ended without a person”, “resolved at least”, “resolved at most” do not overlap" in apart
    assert "They served one after the other" in apart


def test_a_difference_within_both_intervals_is_not_called_one() -> None:
    old = [helped(f"o{one}", at=one) for one in range(60)]
    new = [chat(*two(one), id=f"n{one}") if one else chat(wrote(30, model="m2"), id="n") for one in range(60)]
    assert "m2 and m1: all intervals overlap" in told(counts(*old, *new, now=LATER * 2))


def test_versions_that_served_side_by_side_are_said_to_be_a_fair_comparison() -> None:
    old = [helped(f"o{one}", at=one) for one in range(60)]
    new = [chat(asks(one, model="m2"), id=f"n{one}", mode="queued") for one in range(60)]
    assert "which makes that comparison fair" in told(counts(*old, *new))


def test_versions_of_different_packs_are_not_compared() -> None:
    old = [helped(f"o{one}", at=one) for one in range(60)]
    new = [chat(asks(one, model="m2"), id=f"n{one}", mode="queued", pack="bank") for one in range(60)]
    text = told(counts(*old, *new))
    assert "VERSIONS" in text and "overlap" not in text.split("HOW THIS")[0].split("VERSIONS")[1]


def test_what_was_done_with_models_stands_below_the_weeks_and_in_the_picture() -> None:
    changes = tuple(RoleChange("shop", kind, "m2", START + day * DAY, "mei") for kind, day in (("promoted", 9.0), ("stopped", 1.0)))
    results = counts(
        helped("a"), helped("b", at=10 * 1440), now=LATER * 2, changes=(*changes, RoleChange("shop", "tried", "m0", 1.0, "mei"))
    )
    assert "2026-11-03: shop m2 ended its trial.\n2026-11-11: shop m2 began to serve.\n" in told(results)
    assert "m0" not in told(results)
    assert drawn(results).count('class="model"') == 1
    assert [one["kind"] for one in json.loads(json.dumps(as_json.as_json(results, None)))["changes"]] == ["stopped", "promoted"]


def test_a_single_version_is_not_compared() -> None:
    assert "VERSIONS" not in told(counts(helped("a")))


def test_a_chinese_conversation_stands_in_aligned_tables() -> None:
    wide = ("会员积分", "1"), ("points", "22")
    assert list(lines.aligned(Table(("", ""), wide))) == ["  会员积分   1", "  points    22"]


def test_programs_get_rates_with_intervals_and_null_for_what_is_not_known() -> None:
    found = as_json.as_json(busy(), money(busy(), Costs(hour=30)))
    again = json.loads(json.dumps(found, allow_nan=False))
    assert again["rates"]["contained"]["count"] == 49 and 0 < again["rates"]["contained"]["low"] < again["rates"]["contained"]["value"] < 1
    assert again["means"]["rating"]["of"] == 9 and again["hand_overs"]["reasons"]["complaint"] == 1
    assert again["weeks"][0]["name"] == "2026-11-02"
    assert again["money"]["running"] is None
    empty = json.loads(json.dumps(as_json.as_json(counts(), None), allow_nan=False))
    assert (empty["money"], empty["rates"], empty["volume"]["wrote"]) == (None, {}, 0)


class Parsed(HTMLParser):
    """Which tags a page has, whether all are closed, and what it would load."""

    EMPTY = ("meta", "rect", "line", "circle", "polyline", "path")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "xlink:href")]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_from_elsewhere() -> None:
    text = drawn(busy(), hour=30)
    parsed = Parsed(text)
    assert parsed.open == [] and parsed.loads == []
    assert not re.search(r"https?://|url\(|@import|<script", text)
    assert parsed.tags.count("table") >= 8 and parsed.tags.count("svg") >= 2


def test_the_page_shows_what_packs_call_things_and_does_not_obey_it() -> None:
    text = drawn(busy())
    assert "&lt;b&gt;pack&#x27;s own&lt;/b&gt;" in text and "<b>pack" not in text
    named = counts(*(helped(f"{model}{one}", at=one, pack="<u>") for one in range(3) for model in "ab"), changes=(
        RoleChange("<u>", "promoted", "m1", START + 60, "mei"),
    ))  # fmt: skip
    assert "&lt;u&gt; m1 began to serve" in drawn(named) and "<u>" not in drawn(named)


def test_pictures_have_words_for_those_who_do_not_see_them_and_headers_say_what_they_are_of() -> None:
    text = drawn(busy())
    assert len(re.findall(r'role="img" aria-label="[^"]{20,}"', text)) == 2
    assert "<th scope=row" in text and "<th scope=col" in text and '<html lang="en">' in text


def test_a_page_of_nothing_is_a_page_too() -> None:
    assert Parsed(drawn(counts())).open == [] and "Nobody wrote" in drawn(counts())
    assert Parsed(drawn(counts(helped("a"), now=START + 600))).open == []
