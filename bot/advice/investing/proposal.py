"""What somebody may wish for and what is proposed to them: the words that the engine, its wording and its picture share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
"""There is no high one: what a market will return is not known to anybody."""

DISCLAIMER: Mapping[Language, str] = {
    "en": "This is reckoned from past prices and your answers. It is no promise, no offer and no replacement for advice by a licensed "
    "person; you can lose money.",
    "zh": "以上内容根据历史价格和您的回答计算得出，不构成收益承诺或要约，也不能代替持牌人员的意见；投资有风险，可能亏损。",
}

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
    """A wish that cannot be met. ``conflict``: the limits that contradict each other; ``reachable``: the return that could be expected."""

    def __init__(self, message: str, conflict: Conflict, reachable: float | None = None) -> None:
        self.conflict, self.reachable = conflict, reachable
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants. ``target``: the least return a year to be expected, and then ``method`` is the least volatile mix that has it;
    ``riskless``: what cash earns; ``cost``: what is paid a year; ``today``: to tell how old the prices are."""

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
    """A reason with its figures, for words in any language."""

    reason: Reason
    about: Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Weights of the whole, and cash; what is expected of them a year, before costs; what happened to them; why; and what is not known."""

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
    disclaimer: Mapping[Language, str] = field(default_factory=lambda: DISCLAIMER)

    @property
    def range(self) -> Outcomes:
        """What may have become of one unit at the end."""
        return self.ranges[-1]
