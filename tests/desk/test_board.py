"""Which conversations stand where, and what their rows say."""

from dataclasses import replace

from bot.desk import words
from bot.desk.board import PAGE, TITLES, Section, View, alarms, sections, without
from bot.dialogue.conversation import Mode
from bot.dialogue.rules import Alarm, Safety
from bot.store.records import Summary
from tests.dialogue.shop import DOMAIN


def summary(id: str, mode: Mode = "queued", at: float = 100.0, **more: object) -> Summary:
    return Summary(id, "retail", "web", mode, "en", 1.0, at, **more)  # type: ignore[arg-type]


def lists(*several: Summary) -> dict[Mode, list[Summary]]:
    found: dict[Mode, list[Summary]] = {"queued": [], "operator": [], "bot": [], "closed": []}
    for one in several:
        found[one.mode].append(one)
    return found


def named(found: list[Section]) -> dict[str, Section]:
    return {section.name: section for section in found}


def ids(section: Section) -> list[str]:
    return [row["id"] for row in section.rows]


def test_who_has_waited_longest_comes_first() -> None:
    found = sections(
        lists(summary("b", waiting_since=20.0), summary("c", waiting_since=30.0), summary("a", waiting_since=10.0)), View("Mia")
    )
    assert ids(named(found)["waiting"]) == ["a", "b", "c"]


def test_alarms_of_the_packs_come_before_everybody_else_and_look_like_it() -> None:
    rule = Alarm("burning", "Fire does not wait.", say="run", hand_over="fire")
    domains = {"retail": replace(DOMAIN, safety=Safety(alarms=(rule,))), "other": DOMAIN}
    fire, other = summary("fire", reason="fire", waiting_since=30.0), summary("other", reason="fire", waiting_since=20.0)
    waiting = lists(summary("a", reason="asked", waiting_since=10.0), replace(other, pack="other"), fire)
    found = named(sections(waiting, View("Mia", alarms=alarms(domains))))["waiting"]
    assert [(row["id"], row["kind"], row["reason"]) for row in found.rows] == [
        ("fire", "alarm", "fire"),
        ("a", "asked", "asked for a person"),
        ("other", "fire", "fire"),
    ]


def test_an_alarm_stays_marked_when_somebody_has_taken_it_and_other_reasons_do_not() -> None:
    mine = summary("fire", "operator", 9.0, operator="Mia", reason="fire")
    taken = lists(mine, summary("a", "operator", 8.0, operator="Mia", reason="asked"), replace(mine, id="toms", operator="Tom"))
    found = named(sections(taken, View("Mia", alarms=frozenset({("retail", "fire")}))))
    assert [(row["id"], row["reason"]) for row in found["mine"].rows] == [("fire", "fire"), ("a", "")]
    assert [(row["reason"], row["operator"]) for row in found["others"].rows] == [("fire", "Tom")]


def test_a_row_says_who_handed_it_on_to_whoever_has_it_or_may_take_it() -> None:
    handed = summary("mine", "operator", operator="Mia", handed_by="Tom")
    found = lists(
        handed,
        replace(handed, id="theirs", operator="Ann"),
        summary("a", handed_by="Mia"),
        summary("b"),
        replace(handed, id="c", mode="closed"),
    )
    rows = {row["id"]: row["from"] for section in sections(found, View("Mia")) for row in section.rows}
    assert rows == {"mine": "Tom", "theirs": "", "a": "you", "b": "", "c": ""}


def test_mine_colleagues_the_bots_and_closed_ones_stand_apart_with_the_latest_first() -> None:
    found = named(
        sections(
            lists(
                summary("m1", "operator", 5.0, operator="Mia"),
                summary("m2", "operator", 6.0, operator="Mia"),
                summary("t", "operator", operator="Tom"),
                summary("b", "bot"),
                summary("c", "closed"),
            ),
            View("Mia"),
        )
    )
    assert {name: ids(section) for name, section in found.items()} == {
        "waiting": [],
        "mine": ["m2", "m1"],
        "others": ["t"],
        "bot": ["b"],
        "closed": ["c"],
    }
    assert found["others"].rows[0]["operator"] == "Tom"


def test_reasons_are_told_in_words_and_a_packs_own_reason_as_it_is() -> None:
    names = ["asked", "angry", "misunderstood", "out_of_scope", "complaint", "action_failed", "needs_a_licence"]
    rows = named(sections(lists(*(summary(name, reason=name) for name in names)), View("Mia")))["waiting"].rows
    assert {row["id"]: row["reason"] for row in rows} == {
        "asked": "asked for a person",
        "angry": "angry",
        "misunderstood": "not understood twice",
        "out_of_scope": "out of scope, insisted",
        "complaint": "complaint",
        "action_failed": "action failed",
        "needs_a_licence": "needs a licence",
    }


def test_a_search_finds_ids_words_reasons_and_languages_in_any_order() -> None:
    found = lists(
        summary("abc1", preview="My Fjord kettle leaks", reason="complaint"),
        summary("abc2", preview="hello", summary="HL-204518 “where is it”"),
    )

    def matching(find: str) -> set[str]:
        return set(ids(named(sections(found, View("Mia", find=find)))["waiting"]))

    assert matching("KETTLE complaint") == {"abc1"}
    assert matching("hl-2045") == {"abc2"}
    assert matching("abc english") == {"abc1", "abc2"}
    assert matching("nothing like it") == set()
    assert matching("  ") == {"abc1", "abc2"}


def test_what_is_gone_is_not_shown_by_the_search_that_reached_it() -> None:
    gone, other = summary("gone", "closed", preview="kettle"), summary("other", "closed", preview="kettle")
    view = without("gone", View("Mia", find="kettle", reached=(gone, other)))
    assert ids(named(sections(lists(), view))["closed"]) == ["other"]
    assert without("gone", View("Mia", find="kettle")).reached is None, "nobody has looked yet"


def test_a_search_shows_what_it_reached_beyond_the_lists_and_of_what_is_in_both_the_newer() -> None:
    listed = lists(summary("new", "closed", 9.0, preview="my kettle"), summary("reopened", "bot", 9.0, preview="kettle again"))
    old = (
        summary("old", "closed", 2.0, preview="the kettle leaks"),
        summary("lamp", "closed", 2.0, preview="a lamp"),
        summary("reopened", "closed", 3.0, preview="kettle"),
        summary("toms", "operator", 2.0, operator="Tom", preview="kettle"),
    )
    found = named(sections(listed, View("Mia", find="kettle", reached=(*old, old[0]))))
    assert {name: ids(section) for name, section in found.items() if section.total} == {
        "others": ["toms"],
        "bot": ["reopened"],
        "closed": ["new", "old"],
    }
    assert not any(section.more for section in found.values()), "the search has looked at all that there are"


def test_closed_conversations_say_what_they_were_rated_on_average() -> None:
    scores = (5, 4, 4, None, None)
    closed = lists(
        *(summary(f"c{i}", "closed", rating=score, preview=f"kettle {i}") for i, score in enumerate(scores)), summary("q", rating=1)
    )
    assert named(sections(closed, View("Mia")))["closed"].rated == "★ 4.3 from 3 ratings"
    assert named(sections(closed, View("Mia", find="0")))["closed"].rated == "★ 5.0 from 1 rating"
    assert named(sections(closed, View("Mia", find="4")))["closed"].rated == ""
    assert named(sections(closed, View("Mia")))["waiting"].rated == ""


def test_long_lists_come_in_pages_and_say_how_many_there_are() -> None:
    found = lists(*(summary(f"c{i}", "bot", float(i)) for i in range(200)))
    first = named(sections(found, View("Mia")))["bot"]
    assert (len(first.rows), first.total, first.more) == (PAGE["bot"], 200, True)
    assert len(named(sections(found, View("Mia", shown={"bot": 40})))["bot"].rows) == 40


def test_my_conversation_is_new_when_something_was_said_since_i_looked_and_it_is_not_open() -> None:
    found = lists(summary("a", "operator", 50.0, operator="Mia"))

    def unread(view: View) -> bool:
        return bool(named(sections(found, view))["mine"].rows[0]["unread"])

    assert unread(View("Mia", seen={"a": 40.0}))
    assert not unread(View("Mia", seen={"a": 50.0}))
    assert not unread(View("Mia", chosen="a", seen={"a": 40.0}))
    assert unread(View("Mia", chosen="a", looking=False, seen={"a": 40.0})), "the page lies behind another"
    assert not unread(View("Mia", chosen="a", looking=False, seen={"a": 50.0}))


def test_my_own_conversations_stand_first() -> None:
    assert [section.name for section in sections(lists(), View("Mia"))] == list(TITLES)
    assert next(iter(TITLES)) == "mine"


def test_how_things_stand_counts_who_waits_and_what_is_new() -> None:
    assert words.standing(0, 0) == ("Nobody waiting", "")
    assert words.standing(14, 0) == ("14 waiting", "(14) ")
    assert words.standing(0, 1) == ("1 new · Nobody waiting", "(1 new) ")
    assert words.standing(500, 0, more=True) == ("500+ waiting", "(500+) ")
    assert words.standing(14, 2) == ("2 new · 14 waiting", "(2 new, 14 waiting) ")


def test_a_search_by_the_badge_of_a_row_finds_every_conversation_that_has_it() -> None:
    found = lists(summary("a", summary="“中文”"), summary("b"), replace(summary("c"), language="zh"), replace(summary("d"), language="fr"))
    assert set(ids(named(sections(found, View("Mia", find="中文")))["waiting"])) == {"a", "c"}
    assert ids(named(sections(found, View("Mia", find="FR")))["waiting"]) == ["d"]


def test_a_waiting_row_shows_what_the_customer_wants_and_not_what_the_bot_said_last() -> None:
    rows = named(sections(lists(summary("a", preview="I am passing you on.", summary="“my kettle leaks”")), View("Mia")))["waiting"].rows
    assert rows[0]["preview"] == "“my kettle leaks”"


def test_a_row_says_who_is_likely_dissatisfied_and_at_risk_and_nothing_of_the_others() -> None:
    found = named(
        sections(
            lists(
                summary("a", satisfaction=2.4, risk=0.62, negative=1, waiting_since=1.0),
                summary("b", satisfaction=3.1, risk=0.1, negative=2, waiting_since=2.0),
                summary("c", waiting_since=3.0),
                summary("d", satisfaction=2.1, waiting_since=4.0),
                summary("e", "closed", satisfaction=2.0, risk=0.9, negative=1),
            ),
            View("Mia"),
        )
    )
    assert [row["outlook"] for row in found["waiting"].rows] == ["likely dissatisfied · risk 62 %", "", "", ""], "d was calm"
    assert found["closed"].rows[0]["outlook"] == "", "it is over"
