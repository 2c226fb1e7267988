"""The vocabulary of portfolio advice: wishes, reasons, unknowns, and the proposal that engine, wording and picture share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.advice.investing.limits import Conflict, Limit
from bot.advice.investing.moments import Estimate
from bot.advice.investing.outcomes import Fall, Outcomes
from bot.advice.suitability import Band
from bot.errors import FrontdeskError

MODEL = "portfolio-1"
Language = Literal["en", "zh"]
Method = Literal["mean_variance", "min_volatility", "risk_parity"]
Confidence = Literal["low", "medium"]
"""There is no "high": nobody knows what a market will return."""

Reason = Literal[
    "level",
    "limited_by",
    "inconsistent",
    "missing_answers",
    "debt_first",
    "reserve_first",
    "all_cash",
    "method",
    "target",
    "target_in_band",
    "nothing_above_cash",
    "cash_for_volatility",
    "cash_for_loss",
    "limits_bind",
    "one_asset",
    "short_history",
    "mended_prices",
    "large_amount",
]
Unknown = Literal[
    "future", "taxes", "other_wealth", "inflation", "fund_costs", "survivors", "market_impact", "crash_not_in_data", "old_prices"
]


class Infeasible(FrontdeskError):
    """A wish that cannot be met; ``conflict`` are the contradicting limits, ``reachable`` is the highest return that can be expected."""

    def __init__(self, message: str, conflict: Conflict, reachable: float | None = None) -> None:
        self.conflict, self.reachable = conflict, reachable
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants.

    ``target`` is the least expected yearly return; if ``method`` falls short of it, the least volatile mix that reaches it is taken
    instead. ``riskless`` is the yearly return of cash, ``cost`` the yearly cost, and ``today`` serves to tell how old the prices are.
    """

    method: Method = "mean_variance"
    amount: float = 10_000.0
    years: float = 10.0
    limits: tuple[Limit, ...] = ()
    target: float | None = None
    riskless: float = 0.02
    cost: float = 0.0
    estimate: Estimate = "cautious"
    today: date | None = None

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("amount", self.amount, 0.01, 1e15),
            ("years", self.years, 0.25, 60.0),
            ("riskless", self.riskless, -0.05, 0.5),
            ("cost", self.cost, 0.0, 0.2),
        ):
            if not low <= value <= high:
                raise ValueError(f"{name} is {value!r}: write a number from {low:g} to {high:g}")


@dataclass(frozen=True, slots=True)
class Said:
    """A reason with its figures, to be worded in any language."""

    reason: Reason
    about: Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Weights and cash as shares of the whole, with yearly expectations before costs, past falls, reasons and unknowns."""

    weights: Mapping[str, float]
    cash: float
    expected_return: float
    volatility: float
    stressed_loss: float
    worst_fall: Fall
    ranges: tuple[Outcomes, ...]
    band: Band
    reasons: tuple[Said, ...]
    confidence: Confidence
    unknown: tuple[Unknown, ...]
    prices_version: str
    prices_until: str
    model_version: str = MODEL

    @property
    def range(self) -> Outcomes:
        """The outcomes of one unit at the end of the horizon."""
        return self.ranges[-1]
