"""What conversations cost and what was saved, in words."""

from collections.abc import Iterator

from evaluation.operation.money import Money
from evaluation.operation.results import Results
from evaluation.operation.wording import NOTHING, Section, Table, amount, counted


def saving(money: Money) -> str:
    """What was saved, as a range."""
    assert money.saved_low is not None and money.saved_high is not None
    low, high = (amount(value, money.currency) for value in (money.saved_low, money.saved_high))
    after = "after" if money.running is not None else "before"
    verb = "Lost" if money.saved_high < 0 else "Saved"
    if money.saved_high < 0:
        low, high = (amount(-value, money.currency) for value in (money.saved_high, money.saved_low))
    return f"{verb}: between {low} and {high}, {after} the running costs."


def costs(results: Results, money: Money | None) -> Section:
    """What it cost and saved; or what to say so that it can be told."""
    if money is None:
        return Section("Money", ("Say what an hour of an operator costs, e.g. --cost-hour 32, and the report tells what was saved.",))
    currency = money.currency
    ends = money.with_person
    with_person = NOTHING if ends is None else amount(ends.value, currency)
    around = NOTHING if ends is None or ends.low is None else f"{amount(ends.low, currency)} to {amount(ends.high, currency)}"
    rows = [
        ("a conversation with a person, measured", with_person, around),
        ("people's time in all", amount(money.people, currency), ""),
        ("running Frontdesk in this time", amount(money.running, currency), ""),
        ("a conversation of any kind", amount(money.each, currency), ""),
    ]
    if not money.measured and money.instead is not None:
        rows.insert(1, ("a conversation before there was a bot", amount(money.instead.value, currency), "as you say"))
    return Section("Money", (), Table(("", "", "95 % interval"), tuple(rows)), tuple(about_saving(results, money)))


def about_saving(results: Results, money: Money) -> Iterator[str]:
    """How the saving came about, and what is missing."""
    if money.saved_low is not None:
        yield saving(money)
        yield (
            "The lower end takes the conversations that were resolved at least, the upper end those that were resolved at most, each at "
            "the end of its interval, times what a person's conversation costs"
            + (" by what was measured." if money.measured else " by the minutes that you gave.")
        )
    elif money.instead is None:
        yield "No operator had a conversation in this time, so what one costs is not known: say --minutes-before, e.g. --minutes-before 7."
    else:
        yield "No conversation has been over for 72 hours: what was saved can be told in three days."
    if money.running is None:
        yield "What running Frontdesk costs is not taken off: say --cost-month, e.g. --cost-month 400."
    if results.volume.pending and money.saved_low is not None:
        yield f"The {counted(results.volume.pending, 'conversation')} of the last 72 hours are not counted as saved."
