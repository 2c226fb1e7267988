"""What was saved is a range, and a loss where it is one."""

import pytest

from evaluation.operation.money import MONTH, Costs, Money, money
from evaluation.operation.results import Results
from evaluation.operation.telling_money import saving
from tests.evaluation.operating import asks, chat, closed, counts, helped, joined, said, wrote


def month(verified: int = 40, quiet: int = 40, people: int = 20) -> Results:
    """Verified conversations, others that nobody came back to, and as many with a person for six minutes."""
    return counts(
        *(helped(f"v{number}") for number in range(verified)),
        *(chat(wrote(0), id=f"q{number}") for number in range(quiet)),
        *(
            chat(asks(0), joined(60 * number), said(60 * number + 2), closed(60 * number + 6), id=f"p{number}", mode="closed")
            for number in range(people)
        ),
    )


def amounts(results: Results, **costs: float | None) -> Money:
    found = money(results, Costs(**{"hour": 30.0, **costs}))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_without_the_cost_of_an_hour_there_is_no_money() -> None:
    assert money(month(), Costs(month=400, minutes_before=6)) is None


def test_a_conversation_with_a_person_costs_the_operators_minutes() -> None:
    found = amounts(month())
    assert found.with_person is not None and found.with_person.value == pytest.approx(3.0)
    assert (found.people, found.each) == (pytest.approx(60.0), pytest.approx(0.6))


def test_time_shared_among_open_chats_is_paid_once() -> None:
    talk = (asks(0), joined(0), said(3), closed(6))
    found = amounts(counts(*(chat(*talk, id=id, mode="closed") for id in "ab")))
    assert found.with_person is not None and found.with_person.value == pytest.approx(1.5)


def test_the_saving_lies_between_what_is_verified_and_what_is_resolved_at_most_at_the_ends_of_their_intervals() -> None:
    results = month()
    found = amounts(results, minutes_before=10)
    least, most = results.all.rate("verified"), results.all.rate("resolved_at_most")
    assert found.saved_low == pytest.approx(least.low * 100 * 5) and found.saved_high == pytest.approx(most.high * 100 * 5)
    assert found.saved_low < 40 * 5 and found.saved_high > 80 * 5


def test_measured_minutes_bring_their_own_uncertainty() -> None:
    results = counts(
        *(helped(f"v{number}") for number in range(40)),
        *(chat(asks(0), joined(0), said(number), closed(number + 1), id=f"p{number}", mode="closed") for number in range(1, 9)),
    )
    found = amounts(results)
    assert found.instead is not None and found.saved_low is not None and found.saved_high is not None
    assert found.instead.low is not None and found.instead.high is not None and found.instead.low < found.instead.value < found.instead.high
    assert found.saved_low == pytest.approx(results.all.rate("verified").low * 48 * found.instead.low)


def test_running_costs_are_taken_off_for_the_days_of_the_period_that_have_passed() -> None:
    results = month()
    without, with_them = amounts(results), amounts(results, month=MONTH)
    assert with_them.running == pytest.approx(results.period.days) == pytest.approx(10)
    assert without.saved_low is not None and with_them.saved_low == pytest.approx(without.saved_low - 10)
    assert without.running is None


def test_a_loss_is_called_one() -> None:
    loss, either = amounts(month(), month=90_000.0), amounts(month(), month=600.0)
    assert loss.saved_high is not None and loss.saved_high < 0
    assert saving(loss).startswith("Lost: between EUR 29,")
    assert saving(either).startswith("Saved: between EUR -")


def test_without_a_person_and_without_minutes_before_nobody_knows_what_was_saved() -> None:
    results = counts(helped("a"))
    assert amounts(results).saved_low is None and amounts(results).with_person is None
    assert amounts(results, minutes_before=6).saved_high is not None


def test_a_single_conversation_with_a_person_has_a_price_without_an_interval() -> None:
    found = amounts(month(people=1))
    assert found.with_person is not None and (found.with_person.value, found.with_person.low) == (pytest.approx(3.0), None)
    assert found.saved_low is not None
