"""Numbers and names as people read them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bot.desk import words
from evaluation.operation.intervals import Mean, Quantile, Rate
from evaluation.operation.results import FEW
from evaluation.operation.visit import HOUR, MINUTE

NOTHING = "–"
FINE = 1000
"""From so many conversations on, a tenth of a percent is shown."""

Picture = Literal["endings", "weeks"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below their ``head``; the first cell of a row says what it is about."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: sentences before and after a table, and what words mean; a page draws the ``picture`` above the table."""

    title: str
    before: tuple[str, ...] = ()
    table: Table | None = None
    after: tuple[str, ...] = ()
    picture: Picture | None = None
    defined: tuple[tuple[str, str], ...] = ()


def share(rate: Rate) -> str:
    """A rate in percent."""
    return NOTHING if rate.value is None else percent(rate.value, rate.of)


def percent(value: float, of: int) -> str:
    """A share in percent, as exactly as so many conversations allow."""
    return f"{value * 100:.{int(of >= FINE)}f} %"


def span(rate: Rate) -> str:
    """The interval of a rate, in percent."""
    digits = int(rate.of >= FINE)
    return f"{rate.low * 100:.{digits}f} to {rate.high * 100:.{digits}f} %" if rate.of else NOTHING


def out_of(rate: Rate) -> str:
    """The count of a rate, and what it is out of."""
    return f"{rate.count:,} of {rate.of:,}"


def caution(of: int) -> str:
    """What to say of so few; empty where they are enough, or none."""
    return "too few to tell" if 0 < of < FEW else ""


def brief(rate: Rate) -> str:
    """A rate with its interval, as short as can be."""
    return f"{share(rate)} ({rate.low * 100:.0f}–{rate.high * 100:.0f})" if rate.of else NOTHING


def spoken(rate: Rate) -> str:
    """A rate with its interval, inside a sentence."""
    return f"{share(rate)} ({span(rate)})"


def stars(mean: Mean) -> str:
    """A mean rating."""
    return NOTHING if mean.value is None else f"{mean.value:.2f}"


def between(mean: Mean, digits: int = 2) -> str:
    """The interval of a mean."""
    return NOTHING if mean.low is None or mean.high is None else f"{mean.low:.{digits}f} to {mean.high:.{digits}f}"


def minutes(mean: Mean) -> str:
    """A mean of minutes."""
    return NOTHING if mean.value is None else f"{mean.value:.1f} min"


def lasting(seconds: float | None) -> str:
    """A length of time."""
    if seconds is None:
        return NOTHING
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    number, unit = (seconds / MINUTE, "min") if seconds < HOUR else (seconds / HOUR, "h")
    return f"{number:.1f}".removesuffix(".0") + f" {unit}"


def waited(wait: Quantile) -> str:
    """A wait with its interval, where there are enough for one."""
    return lasting(wait.value) + ("" if wait.low is None else f" ({lasting(wait.low)} to {lasting(wait.high)})")


def counted(number: int, one: str, more: str = "") -> str:
    """A number of things."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"


def day(at: float) -> str:
    """A day, in UTC; with the time where that is not midnight."""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment:%Y-%m-%d}" if moment.hour == moment.minute == 0 else f"{moment:%Y-%m-%d %H:%M}"


def channel(name: str) -> str:
    """A channel, as the desk calls it."""
    return words.CHANNELS.get(name, name)


def language(name: str) -> str:
    """A language, as the desk calls it."""
    return words.language(name)


def reason(name: str) -> str:
    """Why a person was wanted, as the desk says it."""
    return "put back into the queue by a colleague" if name == "transferred" else words.reason(name)


def amount(value: float | None, currency: str) -> str:
    """An amount of money; cents only where it is small."""
    if value is None:
        return NOTHING
    return f"{currency} {value:,.{0 if abs(value) >= 100 else 2}f}"
