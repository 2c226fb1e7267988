"""What is counted of many customers: each rate out of those of whom it is known."""

import pytest

from evaluation.operation.results import Results
from evaluation.operation.visit import HOUR, MINUTE
from tests.evaluation.operating import (
    LATER,
    START,
    asks,
    chat,
    closed,
    counts,
    happened,
    helped,
    joined,
    of,
    rated,
    said,
    scores,
    thanks,
    wrote,
)


def test_chats_that_were_only_opened_count_in_no_rate() -> None:
    results = counts(chat(happened(0), id="a"), helped("b"))
    assert (results.volume.opened, results.volume.wrote, results.volume.customers) == (1, 1, 1)
    assert of(results, "contained") == of(results, "resolved_at_most") == (1, 1)


def test_of_no_conversation_at_all_nothing_is_claimed() -> None:
    results = counts()
    assert (results.volume.wrote, results.all.rate("contained").value, results.weeks) == (0, None, ())


def test_only_operators_wrote_so_no_customer_is_counted() -> None:
    results = counts(chat(happened(0), joined(1), said(2), closed(3), mode="closed"))
    assert (results.volume.desk, results.volume.wrote, results.volume.operator_lines) == (1, 0, 1)
    assert results.desk.worked == 0


def test_contained_is_more_than_resolved_at_most_which_is_more_than_verified() -> None:
    results = counts(
        helped("a"),
        chat(wrote(0), id="b"),
        chat(wrote(0, not_helped=True), id="c"),
        chat(wrote(0), rated(1, 1), id="d"),
        chat(wrote(0), wrote(90), id="e"),
        chat(asks(0), joined(1), said(2), closed(3), mode="closed", id="f"),
    )
    assert of(results, "contained") == (6, 7)
    assert of(results, "came_back") == (1, 6)
    assert of(results, "resolved_at_most") == (3, 7)
    assert of(results, "verified") == (1, 7)


def test_a_farewell_to_an_operator_is_not_counted_as_the_work_of_the_bot() -> None:
    desk = (asks(0), joined(1), said(2), closed(3))
    results = counts(chat(*desk, mode="closed", id="a"), chat(*desk, thanks(4), id="b"), chat(*desk, scores(4, 5), mode="closed", id="c"))
    assert (of(results, "contained"), of(results, "verified"), of(results, "with_people")) == ((0, 3), (0, 3), (3, 3))


def test_a_customer_who_gave_up_waiting_was_not_answered_in_time() -> None:
    results = counts(chat(asks(0), wrote(1, "", left_queue=True), joined(3), said(4), mode="operator"))
    assert of(results, "answered_in_time") == (0, 1)
    assert (results.desk.waits.unanswered, results.desk.waits.median.of) == (1, 0)


def test_every_conversation_whose_72_hours_are_over_ended_in_exactly_one_way() -> None:
    results = counts(
        helped("a"),
        chat(wrote(0), id="b"),
        chat(wrote(0), closed(40, "silence"), id="c", mode="closed"),
        chat(wrote(0), rated(1, 1), id="d"),
        chat(wrote(0), wrote(90), id="e"),
        chat(asks(0), closed(3, "customer"), mode="closed", id="f"),
    )
    ways = ("resolved_at_most", "ended_with_people", "ended_given_up", "ended_unhappy", "ended_and_back")
    assert [of(results, way) for way in ways] == [(3, 7), (1, 7), (1, 7), (1, 7), (1, 7)]


def test_each_kind_of_evidence_is_counted_by_itself_and_may_come_together() -> None:
    results = counts(
        chat(wrote(0, acted=True), thanks(1), rated(2, 5), id="a"), helped("b"), chat(wrote(0), rated(1, 4), id="c"), chat(wrote(0), id="d")
    )
    assert [of(results, f"verified{name}") for name in ("", "_rated", "_thanked", "_acted")] == [(3, 4), (2, 4), (2, 4), (1, 4)]


def test_a_conversation_whose_72_hours_are_not_over_is_left_out_of_resolution_and_said_to_be() -> None:
    results = counts(helped("a"), helped("b", at=600), now=START + 75 * HOUR)
    assert (of(results, "contained"), of(results, "resolved_at_most"), results.volume.pending) == ((2, 2), (1, 1), 1)


def test_a_conversation_that_goes_on_with_the_bot_is_counted_as_running_and_nowhere_else() -> None:
    results = counts(chat(wrote(0)), now=START + 5 * MINUTE)
    assert (results.volume.running, results.volume.wrote, of(results, "contained")) == (1, 1, (0, 0))


def test_who_still_waits_for_a_person_after_three_days_was_not_resolved() -> None:
    results = counts(chat(asks(0), mode="queued"))
    assert of(results, "resolved_at_most") == (0, 1) and results.desk.waits.waiting == 1


def test_only_what_began_in_the_period_counts_but_coming_back_after_it_is_seen() -> None:
    results = counts(chat(wrote(-100), thanks(-99), wrote(10), wrote(100)), until=START + HOUR)
    assert (results.volume.wrote, of(results, "came_back")) == (1, (1, 1))


def test_hand_overs_are_counted_by_reason_and_those_of_operators_who_stepped_in_apart() -> None:
    results = counts(
        chat(asks(0, "complaint"), joined(1), said(2), closed(3), mode="closed", id="a"),
        chat(asks(0, "complaint"), mode="queued", id="b"),
        chat(wrote(0), joined(1), said(2), closed(3), mode="closed", id="c"),
    )
    assert (results.desk.reasons, results.desk.stepped_in) == ({"complaint": 2}, 1)
    assert of(results, "with_people") == (3, 3)


def test_waits_in_desk_hours_and_outside_of_them_are_told_apart() -> None:
    results = counts(
        chat(asks(0), joined(1), said(2), closed(3), mode="closed", id="a"),
        chat(asks(0, after_hours=True), joined(1), said(600), closed(601), mode="closed", id="b"),
        chat(asks(0, after_hours=True), closed(9), mode="closed", id="c"),
    )
    assert (results.desk.waits.median.value, results.desk.waits_after_hours.median.value) == (2 * MINUTE, 600 * MINUTE)
    assert (results.desk.waits.unanswered, results.desk.waits_after_hours.unanswered) == (0, 1)
    assert of(results, "answered_in_time") == (1, 1)


@pytest.mark.parametrize(("minutes", "expected"), [(4, (0, 0)), (6, (0, 1))])
def test_who_waits_for_less_than_the_target_is_not_late_yet(minutes: int, expected: tuple[int, int]) -> None:
    results = counts(chat(asks(0), mode="queued"), now=START + minutes * MINUTE)
    assert of(results, "answered_in_time") == expected


def test_the_target_is_met_to_the_second() -> None:
    one = chat(asks(0), joined(1), said(5), closed(6), mode="closed")
    assert of(counts(one, target=300.0), "answered_in_time") == (1, 1)
    assert of(counts(one, target=299.0), "answered_in_time") == (0, 1)


def test_an_operator_with_two_chats_open_at_once_has_spent_the_time_once() -> None:
    talk = (asks(0), joined(0), said(4), closed(8))
    alone, both = counts(chat(*talk, mode="closed")), counts(*(chat(*talk, mode="closed", id=id) for id in "ab"))
    assert (alone.desk.worked, alone.desk.shared) == (8, 1.0)
    assert (both.desk.worked, both.desk.shared) == (8, 0.5)
    assert both.all.mean("worked_minutes").value == 8


def test_ratings_and_predictions_stand_beside_each_other_and_the_silent_do_not_rate() -> None:
    results = counts(
        chat(wrote(0, predicted=3.0, asked_rating=True), rated(1, 5), id="a"),
        chat(wrote(0, predicted=4.0, asked_rating=True), rated(1, 3), id="b"),
        chat(wrote(0, predicted=2.0, asked_rating=True), id="c"),
        chat(wrote(0), rated(1, 1), id="d"),
    )
    mean = {name: results.all.mean(name).value for name in ("rating", "predicted_of_silent", "prediction_bias", "prediction_error")}
    assert mean == {"rating": 3.0, "predicted_of_silent": 2.0, "prediction_bias": -0.5, "prediction_error": 1.5}
    assert (of(results, "answered_rating"), of(results, "content"), of(results, "unhappy")) == ((2, 3), (1, 3), (1, 3))


def test_how_many_customers_nobody_can_recognise_depends_on_the_channel() -> None:
    results = counts(helped("a"), helped("b", channel="telegram"), helped("c", channel="rasa"), helped("d", channel="rest"))
    assert (results.volume.unknown, [group.name for group in results.channels]) == (2, ["rasa", "rest", "telegram", "web"])


def week_rates(results: Results) -> list[tuple[str, int]]:
    return [(group.name, group.rate("contained").of) for group in results.weeks]


def test_weeks_begin_on_monday_and_one_without_a_conversation_is_shown_too() -> None:
    results = counts(helped("a", at=7 * 1440 - 5), helped("b", at=14 * 1440), now=LATER * 2)
    assert week_rates(results) == [("2026-11-02", 1), ("2026-11-09", 0), ("2026-11-16", 1)]


def test_versions_are_told_apart_by_who_read_the_first_message_and_stand_in_their_order() -> None:
    results = counts(
        chat(wrote(100, model="m2"), id="a"), chat(wrote(0, model="m1"), thanks(1, model="m2"), id="b"), chat(wrote(0), pack="bank", id="c")
    )
    assert [(one.pack, one.group.name, one.group.of) for one in results.versions] == [
        ("bank", "m1", 1),
        ("shop", "m1", 1),
        ("shop", "m2", 1),
    ]


def test_languages_and_packs_have_rates_of_their_own() -> None:
    results = counts(helped("a", language="zh"), chat(asks(0), mode="queued", id="b"), helped("c", pack="bank"))
    assert {group.name: (group.rate("contained").count, group.of) for group in results.languages} == {"zh": (1, 1), "en": (1, 2)}
    assert {group.name: group.of for group in results.packs} == {"shop": 2, "bank": 1}


def test_a_customer_with_many_conversations_makes_the_interval_wider() -> None:
    one = chat(*(wrote(number * 1440, not_helped=number > 7) for number in range(16)), channel="telegram")
    others = [chat(wrote(0, not_helped=number % 2 == 0), id=f"c{number}") for number in range(16)]
    together, apart = counts(one, *others, now=LATER * 2), counts(*others, *others, now=LATER * 2)
    assert together.all.rate("contained").of == apart.all.rate("contained").of == 32
    assert together.all.rate("contained").low < apart.all.rate("contained").low
