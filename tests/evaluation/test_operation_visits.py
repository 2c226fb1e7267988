"""One customer's chat, cut into visits: where each begins, ends, and what became of it."""

from bot.dialogue.conversation import Mode
from evaluation.operation.visit import HOUR, MINUTE, Visit
from evaluation.operation.visits import Chat, cut, returned
from tests.evaluation.operating import LATER, START, asks, chat, closed, happened, joined, rated, said, scores, thanks, wrote


def visits(one: Chat, now: float = LATER) -> tuple[Visit, ...]:
    return cut(one, HOUR, now)


def only(one: Chat, now: float = LATER) -> Visit:
    (visit,) = visits(one, now)
    return visit


def test_a_customer_who_writes_after_an_hour_of_silence_begins_another_visit() -> None:
    assert len(visits(chat(wrote(0), wrote(59)))) == 1
    first, second = visits(chat(wrote(0), wrote(60)))
    assert (first.over, first.last, second.began) == (True, START, START + HOUR)


def test_an_answer_to_a_question_of_a_flow_goes_on_with_the_visit_for_a_day() -> None:
    asked = wrote(0, questioned=True)
    assert len(visits(chat(asked, wrote(1439, "")))) == 1
    first, _ = visits(chat(asked, wrote(1440)))
    assert first.left == "flow"
    assert not only(chat(asked), START + 23 * HOUR).over and only(chat(asked), START + 24 * HOUR).over


def test_who_opens_the_chat_and_writes_hours_later_has_made_one_visit_that_began_with_the_message() -> None:
    visit = only(chat(happened(0), wrote(300)))
    assert (visit.began, visit.messages) == (START + 300 * MINUTE, 1)


def test_a_chat_that_was_only_opened_is_a_visit_without_a_message_and_not_resolved() -> None:
    visit = only(chat(happened(0)))
    assert (visit.messages, visit.evidence, visit.left) == (0, frozenset(), None)


def test_a_chat_without_any_turn_was_only_opened() -> None:
    assert only(chat()).messages == 0


def test_a_visit_that_the_bot_has_is_over_once_it_was_quiet_for_long_enough() -> None:
    one = chat(wrote(0))
    assert not only(one, START + HOUR - 1).over
    assert only(one, START + HOUR).over


def test_a_visit_that_waits_for_a_person_is_not_over_however_long_nobody_writes() -> None:
    visit = only(chat(asks(0), mode="queued"))
    assert not visit.over and not visit.contained and visit.hand_overs[0].answered is None


def test_who_writes_while_waiting_or_with_a_person_goes_on_with_the_same_visit() -> None:
    assert len(visits(chat(asks(0), wrote(300, ""), mode="queued"))) == 1
    assert len(visits(chat(asks(0), joined(1), said(2), wrote(300, ""), mode="operator"))) == 1


def test_writing_after_the_end_begins_another_visit_at_once() -> None:
    first, second = visits(chat(wrote(0), closed(1, "customer"), wrote(2)))
    assert first.over and first.last == START + MINUTE and second.messages == 1


def test_a_rating_after_the_end_belongs_to_the_visit_that_ended_and_is_no_coming_back() -> None:
    one = only(chat(wrote(0), closed(1, "customer"), rated(2000, 5), mode="closed"))
    assert (one.rating, one.last) == (5, START + MINUTE)


def test_a_thank_you_or_a_rating_in_words_after_an_operator_closed_is_no_visit_with_the_bot() -> None:
    for last in (thanks(4), scores(4, 5)):
        visit = only(chat(asks(0), joined(1), said(2), closed(3), last, mode="bot"))
        assert (visit.with_people, visit.contained, visit.last, visit.messages) == (True, False, START + 3 * MINUTE, 2)


def test_a_thank_you_or_a_rating_in_words_after_the_bots_visit_belongs_to_it_and_is_no_coming_back() -> None:
    thanked, rating = (only(chat(wrote(0), closed(1, "customer"), last, mode="bot")) for last in (thanks(2), scores(2, 5)))
    assert thanked.evidence == {"thanked"} and rating.evidence == {"rated"} and rating.rating == 5
    assert thanked.last == rating.last == START + MINUTE


def test_a_thank_you_after_an_hour_of_silence_belongs_to_the_visit_that_it_thanks_for() -> None:
    visit = only(chat(wrote(0), thanks(61)))
    assert (visit.last, visit.evidence) == (START, {"thanked"})


def test_a_thank_you_more_than_72_hours_after_the_end_begins_another_visit() -> None:
    end = 72 * 60 + 1
    assert len(visits(chat(wrote(0), closed(1, "customer"), thanks(end)))) == 1
    assert len(visits(chat(wrote(0), closed(1, "customer"), thanks(end + 1)))) == 2


def test_a_thank_you_with_a_wish_after_the_end_begins_another_visit() -> None:
    for more in (
        {"subjects": frozenset({"refund"})},
        {"handed": "human_agent"},
        {"not_helped": True},
        {"questioned": True},
        {"acted": True},
    ):
        assert len(visits(chat(wrote(0), closed(1, "customer"), thanks(2, **more)))) == 2
        assert len(visits(chat(wrote(0), closed(1, "customer"), scores(2, 5, **more)))) == 2


def test_a_question_behind_a_thank_you_after_the_end_is_coming_back() -> None:
    first, second = visits(chat(wrote(0), closed(1, "customer"), thanks(2), wrote(3)))
    assert (first.messages, second.messages) == (2, 1) and returned(first, [second]) == (True, True)


def test_a_visit_that_was_thanked_for_after_the_end_is_over_at_once_and_stays_as_it_ended() -> None:
    turns = (wrote(0), closed(1, "customer"), thanks(2))
    assert only(chat(*turns, mode="bot"), START + 3 * MINUTE).over
    again = only(chat(*turns, closed(30, "silence"), mode="closed"))
    assert (again.last, again.left) == (START + MINUTE, None)


def test_who_says_thank_you_after_closing_the_chat_at_a_question_has_still_given_up() -> None:
    assert only(chat(wrote(0, questioned=True), closed(1, "customer"), thanks(2))).left == "flow"


def test_a_colleague_who_comes_in_after_the_thank_you_has_the_visit_until_they_close_it() -> None:
    turns = (wrote(0), closed(1, "customer"), thanks(2), joined(10), said(11))
    assert not only(chat(*turns, mode="operator")).over
    assert only(chat(*turns, closed(12), mode="closed")).last == START + 12 * MINUTE
    (hold,) = only(chat(*turns[:3], happened(10, moved="tom"), closed(12), mode="closed")).holds
    assert hold.until - hold.since == 2 * MINUTE


def test_who_thanks_an_operator_that_wrote_first_and_closed_was_with_a_person() -> None:
    visit = only(chat(happened(0), joined(1), said(2), closed(3), thanks(4)))
    assert (visit.messages, visit.contained, visit.model) == (1, False, "m1")
    assert (visit.began, visit.last) == (START, START + 3 * MINUTE)


def test_who_says_thank_you_in_a_chat_that_was_closed_without_a_word_has_begun_a_conversation() -> None:
    opened, visit = visits(chat(happened(0), closed(1, "customer"), thanks(2)))
    assert (opened.messages, visit.messages, visit.began) == (0, 1, START + 2 * MINUTE)


def test_a_rating_in_words_leaves_a_thank_you_and_an_answer_that_did_not_help_as_they_were() -> None:
    assert only(chat(wrote(0), thanks(1), scores(2, 3))).evidence == {"thanked"}
    assert only(chat(wrote(0, not_helped=True), scores(1, 3))).left == "not_helped"


def test_a_conversation_that_an_operator_closed_and_that_is_opened_again_is_two_visits_the_second_with_the_bot() -> None:
    first, second = visits(chat(asks(0), joined(1), said(2), closed(3), wrote(30), mode="bot"))
    assert [hold.operator for hold in first.holds] == ["mei"]
    assert second.contained and not second.with_people
    assert returned(first, [second]) == (True, False)


def test_an_operator_who_comes_back_to_a_closed_visit_was_needed_for_it() -> None:
    visit = only(chat(wrote(0), closed(1, "customer"), joined(60), said(61), closed(62), mode="closed"))
    assert not visit.contained and visit.operator_lines == 1


def test_an_operator_who_writes_weeks_later_does_not_make_an_old_visit_one_with_a_person() -> None:
    first, second = visits(chat(wrote(0), closed(1, "customer"), joined(9000), said(9001), mode="operator"))
    assert first.contained and (second.messages, second.operator_lines) == (0, 1)


def test_only_operators_wrote_so_there_is_no_message_to_count() -> None:
    visit = only(chat(happened(0), joined(1), said(2), closed(3), mode="closed"))
    assert (visit.messages, len(visit.holds)) == (0, 1)


def test_a_customer_waits_from_the_hand_over_to_the_first_words_of_a_person() -> None:
    visit = only(chat(asks(0, "complaint"), joined(4), said(6), said(9), closed(10), mode="closed"))
    (one,) = visit.hand_overs
    assert (one.reason, one.answered) == ("complaint", START + 6 * MINUTE)


def test_an_operator_counts_as_busy_for_ten_minutes_of_a_longer_pause() -> None:
    visit = only(chat(asks(0), joined(0), said(2), closed(120), mode="closed"))
    (hold,) = visit.holds
    assert (hold.until - hold.since, hold.worked) == (120 * MINUTE, 12 * MINUTE)


def test_handed_to_a_colleague_both_had_it_and_the_customer_does_not_wait_again() -> None:
    visit = only(chat(asks(0), joined(1), said(2), happened(5, moved="tom"), said(6), closed(8), mode="closed"))
    assert [(hold.operator, hold.until - hold.since) for hold in visit.holds] == [("mei", 4 * MINUTE), ("tom", 3 * MINUTE)]
    assert len(visit.hand_overs) == 1


def test_put_back_into_the_queue_the_customer_waits_again() -> None:
    visit = only(chat(asks(0), joined(1), said(2), happened(5, moved=""), joined(15, "tom"), said(16), closed(17), mode="closed"))
    assert [(one.reason, one.answered) for one in visit.hand_overs] == [
        ("human_agent", START + 2 * MINUTE),
        ("transferred", START + 16 * MINUTE),
    ]


def test_given_back_to_the_bot_a_visit_ends_with_silence_but_not_without_a_person() -> None:
    visit = only(chat(asks(0), joined(1), said(2), happened(3, released=True), thanks(9)))
    assert visit.over and not visit.contained
    assert visit.holds[0].until == START + 3 * MINUTE


def test_who_leaves_the_queue_or_closes_the_chat_in_it_has_given_up_waiting() -> None:
    left = only(chat(asks(0), wrote(3, "", left_queue=True), thanks(4)))
    gone = only(chat(asks(0), closed(5, "customer"), mode="closed"))
    assert (left.left, gone.left) == ("queue", "queue")
    assert not left.contained


def test_a_customer_who_gave_up_waiting_was_not_answered_by_the_person_who_wrote_later() -> None:
    visit = only(chat(asks(0), wrote(1, "", left_queue=True), joined(3), said(4), mode="operator"))
    assert (visit.hand_overs[0].gave_up, visit.hand_overs[0].answered) == (True, None)


def test_a_chat_that_an_operator_closes_in_the_queue_was_not_given_up_by_the_customer() -> None:
    visit = only(chat(asks(0), closed(5, "operator"), mode="closed"))
    assert (visit.left, visit.hand_overs[0].gave_up, visit.hand_overs[0].answered) == (None, False, None)


def test_a_person_who_came_in_ends_what_the_bot_could_not_answer() -> None:
    visit = only(chat(wrote(0, not_helped=True, handed="misunderstood"), joined(1), said(2), closed(3), mode="closed"))
    assert visit.left is None


def test_who_was_answered_before_closing_has_not_given_up() -> None:
    assert only(chat(asks(0), joined(1), said(2), closed(5, "customer"), mode="closed")).left is None


def test_silence_at_a_question_is_giving_up_in_whatever_way_it_shows() -> None:
    closed_by_timer = chat(wrote(0), closed(40, "silence"), mode="closed")
    asked_last = chat(wrote(0, questioned=True), closed(2, "customer"), mode="closed")
    still_open = chat(wrote(0), asking=True)
    answered = chat(wrote(0, questioned=True), wrote(1, ""))
    assert [only(one).left for one in (closed_by_timer, asked_last, still_open, answered)] == ["flow", "flow", "flow", None]


def test_who_leaves_after_an_answer_that_did_not_help_has_given_up() -> None:
    assert only(chat(wrote(0, not_helped=True))).left == "not_helped"
    assert only(chat(wrote(0, not_helped=True), wrote(1))).left is None


def test_a_thank_you_is_evidence_but_not_to_an_answer_that_did_not_help() -> None:
    good, polite = only(chat(wrote(0), thanks(1))), only(chat(wrote(0, not_helped=True), thanks(1)))
    assert (good.evidence, good.left) == ({"thanked"}, None)
    assert (polite.evidence, polite.left) == (frozenset(), "not_helped")


def test_thanks_for_nothing_is_no_evidence() -> None:
    assert only(chat(wrote(0), thanks(1, mood="negative"))).evidence == frozenset()


def test_a_thank_you_that_was_not_the_last_word_is_none() -> None:
    assert only(chat(wrote(0), thanks(1), wrote(2))).evidence == frozenset()


def test_a_rating_is_evidence_from_four_on_and_the_last_one_counts() -> None:
    assert [only(chat(wrote(0), rated(1, score))).evidence for score in (3, 4)] == [frozenset(), {"rated"}]
    assert only(chat(wrote(0), rated(1, 5), rated(2, 2))).unhappy


def test_what_was_done_for_the_customer_is_evidence_until_they_complain_or_are_not_understood() -> None:
    done = wrote(0, acted=True)
    assert only(chat(done)).evidence == {"acted"}
    assert only(chat(done, wrote(1, mood="negative"))).evidence == frozenset()
    assert only(chat(done, wrote(1, not_helped=True), wrote(2))).evidence == frozenset()
    assert only(chat(wrote(0, acted=True, failed=True))).evidence == frozenset()


def test_an_unhappy_rating_outweighs_a_thank_you() -> None:
    assert not only(chat(wrote(0), thanks(1), rated(2, 1))).helped_at_most


def test_coming_back_counts_for_72_hours_after_the_end_and_about_the_same_apart() -> None:
    first, second = visits(chat(wrote(0), wrote(72 * 60, "refund")))
    assert returned(first, [second]) == (True, False)
    first, second = visits(chat(wrote(0), wrote(72 * 60 + 1)))
    assert returned(first, [second]) == (False, False)
    first, *more = visits(chat(wrote(0), wrote(100, "refund"), wrote(300)))
    assert returned(first, more) == (True, True)


def test_a_colleague_who_writes_first_is_no_customer_coming_back() -> None:
    first, *more = visits(chat(wrote(0), closed(1, "customer"), joined(8000), mode="operator"))
    assert returned(first, more) == (False, False)


def test_a_clock_that_was_set_back_or_ran_ahead_makes_nothing_negative() -> None:
    one = only(chat(asks(10), joined(5), said(2), closed(1), mode="closed"))
    assert one.began == one.last == START + 10 * MINUTE
    assert one.hand_overs[0].answered == one.hand_overs[0].at and one.holds[0].worked == 0
    ahead = only(chat(wrote(100_000)), now=START + MINUTE)
    assert ahead.began == START + MINUTE


def test_the_state_in_the_database_decides_whether_the_last_visit_is_over() -> None:
    modes: tuple[Mode, ...] = ("closed", "operator", "queued", "bot")
    assert [only(chat(wrote(0), mode=mode), START + MINUTE).over for mode in modes] == [True, False, False, False]
