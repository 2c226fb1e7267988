"""A customer's answers, as the conversation holds them, and the risk that suits them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.advice.suitability import Answer, Profile, Question, assess, capped

YEAR = 365.0 * 24 * 3600
MONTH = 30.0 * 24 * 3600
TERMS: Mapping[str, str] = {
    "nothing_left": "none",
    "little_left": "little",
    "some_left": "some",
    "much_left": "much",
    "no_risk": "none",
    "average_risk": "average",
    "above_average_risk": "above_average",
    "substantial_risk": "substantial",
    "sell_everything": "sell_all",
    "sell_a_part": "sell_some",
    "hold_on": "wait",
    "buy_in_the_fall": "buy_more",
    "above_102": "more",
    "buys_less": "less",
    "fund_safer": "false",
}
"""The engine's terms for the choices of the pack; a wrong answer to a question of knowledge has none."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The slots of the interview, lengths of time in seconds; ``most`` is a level that must not be exceeded any more."""

    horizon: float | None = None
    reserve: float | None = None
    expensive_debt: bool | None = None
    income_left: str | None = None
    bearable_loss: float | None = None
    risk_attitude: str | None = None
    when_it_falls: str | None = None
    experience: float | None = None
    knows_interest: str | None = None
    knows_inflation: str | None = None
    knows_diversification: str | None = None
    most: int | None = None

    @property
    def profile(self) -> Profile:
        """What suits whoever gave these answers, at most ``most``."""
        return self.own if self.most is None else capped(self.own, self.most)

    @property
    def own(self) -> Profile:
        """What the answers alone would allow."""
        given: dict[Question, Answer | None] = {
            "horizon_years": None if self.horizon is None else float(self.horizon) / YEAR,
            "reserve_months": None if self.reserve is None else float(self.reserve) / MONTH,
            "expensive_debt": self.expensive_debt,
            "income_left": term(self.income_left),
            "bearable_loss": self.bearable_loss,
            "risk_attitude": term(self.risk_attitude),
            "when_it_falls": term(self.when_it_falls),
            "experience_years": float(self.experience or 0.0) / YEAR,
            "knows_interest": term(self.knows_interest),
            "knows_inflation": term(self.knows_inflation),
            "knows_diversification": term(self.knows_diversification),
        }
        return assess(given)

    @property
    def alone(self) -> "Answers":
        """The answers without what was assessed before."""
        return replace(self, most=None)

    @property
    def years(self) -> float:
        """How long the money stays, as far as the engine reckons; a year where nobody said."""
        return min(60.0, max(0.25, float(self.horizon or YEAR) / YEAR))


def term(choice: str | None) -> str | None:
    """The engine's term for a choice; an answer that has none is wrong, and no question passed over."""
    return None if choice is None else TERMS.get(choice, "wrong")
