"""The report in words: the same sections for a terminal and for a page."""

from collections.abc import Iterator

from evaluation.operation.definitions import definitions
from evaluation.operation.grouped import by_version, by_week, of_kind
from evaluation.operation.intervals import Rate
from evaluation.operation.money import Money
from evaluation.operation.results import FEW, Period, Results, Waits
from evaluation.operation.telling_money import costs, saving
from evaluation.operation.wording import (
    Section,
    Table,
    between,
    caution,
    channel,
    counted,
    day,
    language,
    lasting,
    minutes,
    out_of,
    percent,
    reason,
    share,
    span,
    spoken,
    stars,
    waited,
)

MOST_REASONS = 12
"""Reasons for a hand-over that are listed; the others are added up."""


def title(results: Results) -> str:
    """What the report is about."""
    period = results.period
    return f"{period.pack or 'All packs'}: conversations that began on {day(period.since)} or later{before(period)} (UTC)"


def before(period: Period) -> str:
    """The end of a period that is over."""
    return f" and before {day(period.until)}" if period.until < period.now else ""


def sections(results: Results, money: Money | None) -> Iterator[Section]:
    """The whole report, the most important first."""
    yield Section("In short", tuple(in_short(results, money)))
    if not results.volume.wrote:
        return
    yield volume(results)
    yield endings(results)
    yield given_up(results)
    yield people(results)
    yield satisfaction(results)
    yield costs(results, money)
    if len(results.packs) > 1:
        yield of_kind("Packs", results.packs, str)
    yield of_kind("Channels", results.channels, channel)
    yield of_kind("Languages", results.languages, language)
    yield by_week(results)
    if len(results.versions) > 1:
        yield by_version(results)
    yield Section("How this is counted", defined=tuple(definitions(results.period)))


def in_short(results: Results, money: Money | None) -> Iterator[str]:
    """A few sentences for who reads no further."""
    much, whole = results.volume, results.all
    if not much.wrote:
        silent = f" ({counted(much.opened, 'chat')} opened without a word)" if much.opened else ""
        yield f"Nobody wrote in this time{silent}."
        return
    contained, least, most = whole.rate("contained"), whole.rate("verified"), whole.rate("resolved_at_most")
    yield f"{counted(much.wrote, 'conversation')} with {counted(much.customers, 'customer')}."
    if contained.of:
        yield f"{spoken(contained)} ended without a person. That alone does not mean that the customer was helped."
    if least.of:
        yield (
            f"Between {share(least)} and {share(most)} were resolved: for {spoken(least)} something says so; {spoken(most)} needed no "
            "person, did not give up, did not rate it badly and did not come back within 72 hours."
        )
    if (rated := whole.mean("rating")).value is not None:
        yield f"Customers rate it {stars(rated)} of 5 on average ({counted(rated.of, 'rating')})."
    if money is not None and money.saved_low is not None:
        yield saving(money)
    if contained.of < FEW:
        yield f"{counted(contained.of, 'conversation is', 'conversations are')} over: too few to tell. Look again when there are more."


def volume(results: Results) -> Section:
    """How much there was."""
    much = results.volume
    rows = [
        ("conversations in which the customer wrote", f"{much.wrote:,}"),
        ("  of these still going on with the bot", f"{much.running:,}"),
        ("  of these over for less than 72 hours", f"{much.pending:,}"),
        ("customers", f"{much.customers:,}"),
        ("messages of customers", f"{much.messages:,}"),
        ("lines of the bot", f"{much.answers:,}"),
        ("lines of people at the desk", f"{much.operator_lines:,}"),
        ("chats opened and never written in", f"{much.opened:,}"),
    ]
    if much.desk:
        rows.append(("chats that only the desk wrote in", f"{much.desk:,}"))
    after = ["Chats that nobody wrote in count nowhere below."]
    if much.deleted:
        went = f"{counted(much.deleted, 'conversation')} {'was' if much.deleted == 1 else 'were'} deleted"
        when = f"since {day(results.period.since)}{before(results.period)}"
        after.append(f"{went} {when}; what happened in them is not in these numbers.")
    return Section("How many", (), Table(("", ""), tuple(rows)), tuple(after))


def row(label: str, rate: Rate) -> tuple[str, ...]:
    """A rate in a table."""
    return (label, share(rate), span(rate), out_of(rate), caution(rate.of))


RATES = ("", "share", "95 % interval", "conversations", "")


def endings(results: Results) -> Section:
    """What became of conversations."""
    whole, much = results.all, results.volume
    rows = [
        row("ended without a person", whole.rate("contained")),
        row("  came back within 72 hours", whole.rate("came_back")),
        row("    about the same", whole.rate("came_back_same_subject")),
        row("resolved at least: something says so", whole.rate("verified")),
        row("  rated 4 or 5", whole.rate("verified_rated")),
        row("  thank you as the last word", whole.rate("verified_thanked")),
        row("  done for them, no complaint after", whole.rate("verified_acted")),
        row("resolved at most", whole.rate("resolved_at_most")),
        row("went to a person", whole.rate("with_people")),
    ]
    after = [
        "“Ended without a person” counts also those who gave up. The truth about resolution lies between “at least”, which misses all who "
        "were helped and left without a word, and “at most”, which takes every silence for a yes.",
    ]
    if much.pending:
        after.append(
            f"{counted(much.pending, 'conversation')} ended less than 72 hours ago. Who comes back is not known yet, "
            "so the rows about that and about resolution leave them out."
        )
    if much.unknown:
        part = percent(much.unknown / much.wrote, much.wrote)
        after.append(
            f"Those who came back are a lower bound: {part} of conversations are on channels where nobody signs in (web chat, API). "
            "There, a customer who returns in another browser or clears it is a new one, and so is one who chooses “New conversation” in "
            "the chat's menu, however unhappy. On Telegram and through the Rasa webhook it is known."
        )
    return Section("How conversations ended", (), Table(RATES, tuple(rows)), tuple(after), "endings")


def given_up(results: Results) -> Section:
    """Where customers left without what they wanted."""
    whole = results.all
    rows = (
        row("in the middle of a flow, or at a question", whole.rate("left_flow")),
        row("after an answer that did not help", whole.rate("left_not_helped")),
        row("while waiting for a person", whole.rate("left_queue")),
    )
    return Section("Given up", (), Table(RATES, rows))


def people(results: Results) -> Section:
    """What went to the desk, and how long it took."""
    whole, desk, period = results.all, results.desk, results.period
    reasons = list(desk.reasons.items())
    rest = sum(number for _, number in reasons[MOST_REASONS:])
    rows = [(reason(name), f"{number:,}") for name, number in reasons[:MOST_REASONS]]
    rows += [("other reasons", f"{rest:,}")] if rest else []
    rows += [("a colleague stepped in unasked", f"{desk.stepped_in:,}")] if desk.stepped_in else []
    after = [*waiting("In desk hours", desk.waits), *waiting("Outside of desk hours", desk.waits_after_hours)]
    in_time = whole.rate("answered_in_time")
    if in_time.of:
        after.append(f"Within {lasting(period.target)} a person answered {spoken(in_time)} of {in_time.of:,} hand-overs in desk hours.")
    after += held(results)
    return Section("With people", (), Table(("why a person was wanted", "times"), tuple(rows)) if rows else None, tuple(after))


def held(results: Results) -> Iterator[str]:
    """How long operators had conversations."""
    held, worked = results.all.mean("held_minutes"), results.all.mean("worked_minutes")
    if held.of and worked.value is not None:
        yield (
            f"Operators had {counted(held.of, 'conversation')} open for {minutes(held)} on average ({between(held, 1)}). Without pauses "
            f"of more than ten minutes it is {minutes(worked)} ({between(worked, 1)}), and with the time shared among chats that were open "
            f"at once {worked.value * results.desk.shared:.1f} min."
        )


def waiting(when: str, waits: Waits) -> Iterator[str]:
    """How long customers waited; nothing where none did."""
    if waits.median.of:
        yield (
            f"{when}, half of {counted(waits.median.of, 'customer')} had a person's first words within {waited(waits.median)}, "
            f"nine in ten within {waited(waits.most)}."
        )
    if waits.unanswered or waits.waiting:
        now = counted(waits.waiting, "customer still waits", "customers still wait") if waits.waiting else ""
        never = counted(waits.unanswered, "customer never had an answer", "customers never had an answer") if waits.unanswered else ""
        yield f"{when}, {' and '.join(part for part in (never, now) if part)}."


def satisfaction(results: Results) -> Section:
    """Ratings and predictions, beside each other."""
    whole = results.all
    rated, silent, raters = (whole.mean(name) for name in ("rating", "predicted_of_silent", "predicted_of_raters"))
    rows = (
        ("rated by customers", stars(rated), between(rated), f"{rated.of:,}", caution(rated.of)),
        ("predicted, of those who rated", stars(raters), between(raters), f"{raters.of:,}", caution(raters.of)),
        ("predicted, of those who did not", stars(silent), between(silent), f"{silent.of:,}", caution(silent.of)),
    )
    after = []
    if (asked := whole.rate("answered_rating")).of:
        after.append(f"Of {asked.of:,} who were asked, {spoken(asked)} rated.")
    if rated.of:
        after.append(f"{spoken(whole.rate('content'))} gave 4 or 5, {spoken(whole.rate('unhappy'))} gave 1 or 2.")
    after += agreement(results)
    return Section("Satisfaction, 1 to 5", (), Table(("", "mean", "95 % interval", "conversations", ""), rows), tuple(after))


def agreement(results: Results) -> Iterator[str]:
    """How far predictions may be believed."""
    bias, error = results.all.mean("prediction_bias"), results.all.mean("prediction_error")
    if bias.value is None:
        yield "Nothing says how good the predictions are: there is no conversation with both a rating and a prediction."
        return
    way = "above" if bias.value >= 0 else "below"
    yield (
        f"Where there is both, predictions lie {abs(bias.value):.2f} {way} the ratings on average ({between(bias)}), and miss a single "
        f"one by {stars(error)} ({counted(bias.of, 'conversation')}{', too few to tell' if bias.of < FEW else ''}). "
        "Who rates is not who does not, so the two means are never mixed."
    )
