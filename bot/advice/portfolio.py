"""Proposes a portfolio: limits first, then the best weights by a method, then as much cash as the suitable risk requires.

No proposal exceeds the band of the person's profile in volatility, stressed loss or worst past fall.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.advice.investing import limits, optima, outcomes
from bot.advice.investing.limits import Bound, Conflict, percent
from bot.advice.investing.moments import Moments, moments, unsure
from bot.advice.investing.outcomes import Fall
from bot.advice.investing.prices import Prices
from bot.advice.investing.proposal import Infeasible, Proposal, Reason, Said, Unknown, Wish
from bot.advice.investing.tables import Matrix
from bot.advice.suitability import Band, Profile

SHORT, LONG = 5.0, 10.0
"""Years of prices: below the first confidence is low, below the second the history counts as short."""
SHOWN = 5e-4
"""Shares below this are left out of a proposal."""
STEPS = 6
"""Points in time, up to the horizon, for which a range of outcomes is given."""
FRESH = 30
"""Prices older than so many days count as old."""
LARGE = 1e8
"""The amount from which on trades would move prices."""


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk of a mix: its yearly volatility, the stressed loss and the deepest past fall.

    The volatility is the largest of the expected one, that of the whole past and that of the last year, since turbulence seldom ends on the
    day somebody asks.
    """

    volatility: float
    stressed: float
    fall: Fall

    def fits(self, band: Band) -> bool:
        """Whether volatility and losses stay within the band."""
        return self.volatility <= band.volatility and max(self.stressed, self.fall.share) <= band.loss


def propose(prices: Prices, profile: Profile, wish: Wish, trusted: bool = False) -> Proposal:
    """A portfolio within the profile's band. Raises Infeasible, and ValueError for limits that make no sense.

    Prices with what looks like a split that nobody adjusted for are refused, unless ``trusted``.
    """
    if prices.suspects and not trusted:
        one = prices.suspects[0]
        raise ValueError(
            f"{one.asset} came to {one.ratio:g} of its price on {one.day}, which looks like a split that was not adjusted for: "
            "give adjusted prices, or say that it is real"
        )
    known = moments(prices, wish.estimate, wish.riskless)
    several = limits.bounds(wish.limits, prices.names)
    if found := limits.conflict(several, len(prices.names)):
        raise Infeasible(contradiction(found), found)
    invested, note = best(known, several, wish)
    weights, causes = blended(prices, known, invested, profile.band, wish.riskless)
    if wish.target is not None and expected(known, weights, wish.riskless) < wish.target - 1e-6:
        weights, said = reaching(prices, known, several, profile.band, wish)
        note, causes = (said,), ()
    reasons = (*about_person(profile), *note, *causes, *about_prices(prices, known, several, weights, wish))
    return finished(prices, known, weights, (profile, wish, reasons))


def best(known: Moments, several: Sequence[Bound], wish: Wish) -> tuple[Matrix, tuple[Said, ...]]:
    """The weights by the wished method; the least volatile ones if nothing is expected to return more than cash."""
    weights: Matrix | None = None
    used: str = wish.method
    if wish.method == "risk_parity":
        weights = optima.risk_parity(known, several)
    elif wish.method == "mean_variance":
        weights = optima.max_sharpe(known, several, wish.riskless)
    notes: tuple[Said, ...] = ()
    if weights is None:
        weights = optima.min_volatility(known, several)
        notes = (Said("nothing_above_cash", {"riskless": wish.riskless}),) if wish.method == "mean_variance" else ()
        used = "min_volatility"
    if weights is None:
        raise ArithmeticError("the limits do not contradict each other, and no weights were found")
    return weights, (Said("method", {"method": used}), *notes)


def risk(prices: Prices, known: Moments, weights: Matrix, riskless: float) -> Risk:
    """The risk of weights whose rest to 1 is cash."""
    mix = outcomes.past(prices, weights, riskless)
    ahead = math.sqrt(max(0.0, float(weights @ known.covariance @ weights)))
    seen = max(float(np.nanstd(part)) for part in (mix, mix[-round(prices.periods) :])) * np.sqrt(prices.periods)
    volatility = max(ahead, float(seen)) if weights.any() else 0.0
    return Risk(volatility, outcomes.stressed(volatility), outcomes.worst(prices.days, mix))


def blended(prices: Prices, known: Moments, invested: Matrix, band: Band, riskless: float) -> tuple[Matrix, tuple[Said, ...]]:
    """The largest share of the mix that fits the band, the rest being cash, and the reason for any cash."""
    whole = risk(prices, known, invested, riskless)
    if whole.fits(band):
        return invested, ()
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if risk(prices, known, invested * middle, riskless).fits(band) else (low, middle)
    tight = risk(prices, known, invested * high, riskless)
    if low < SHOWN:
        return np.zeros_like(invested), (Said("all_cash", {}),)
    which: Reason = "cash_for_volatility" if tight.volatility > band.volatility else "cash_for_loss"
    limit = band.volatility if which == "cash_for_volatility" else band.loss
    return invested * low, (Said(which, {"limit": limit, "cash": 1.0 - low}),)


def expected(known: Moments, weights: Matrix, riskless: float) -> float:
    """The expected yearly return of weights whose rest to 1 is cash."""
    return float(riskless + (known.mean - riskless) @ weights)


def reaching(prices: Prices, known: Moments, several: Sequence[Bound], band: Band, wish: Wish) -> tuple[Matrix, Said]:
    """The least volatile weights that reach the target, and the reason for them.

    If they exceed the band, the needed part of the mix that returns most within the band is taken. Raises Infeasible, with what stands in
    the way, if nothing within the band reaches the target.
    """
    target = wish.target or 0.0
    weights = optima.efficient(known, several, target, wish.riskless)
    if weights is not None and risk(prices, known, weights, wish.riskless).fits(band):
        return weights, Said("target", {"target": target})
    reachable, binding = wish.riskless, [f"suitable risk: volatility at most {percent(band.volatility)}"]
    if band.volatility:
        most, binding = within(prices, known, several, band, wish.riskless)
        reachable = expected(known, most, wish.riskless)
        part = most * min(1.0, (target - wish.riskless) / max(reachable - wish.riskless, 1e-9))
        if reachable >= target and risk(prices, known, part, wish.riskless).fits(band):
            return part, Said("target_in_band", {"target": target})
    raise Infeasible(
        f"{percent(target)} a year cannot be expected here, {reachable:.1%} can. In the way: {'; '.join(binding)}",
        Conflict((f"return: at least {percent(target)}", *binding), ()),
        reachable,
    )


def within(prices: Prices, known: Moments, several: Sequence[Bound], band: Band, riskless: float) -> tuple[Matrix, list[str]]:
    """The weights with the highest expected return within a band, and what keeps it from being higher."""
    _, weights, worth = optima.highest_return(known, several, riskless, band.volatility)
    fitted, causes = blended(prices, known, weights, band, riskless)
    binding = [str(bound) for bound, value in zip(several, worth, strict=True) if value > 1e-4]
    if causes and causes[0].reason != "cash_for_volatility":
        binding.append(f"suitable risk: loss at most {percent(band.loss)}")
    elif risk(prices, known, weights, riskless).volatility > band.volatility * 0.999:
        binding.append(f"suitable risk: volatility at most {percent(band.volatility)}")
    return fitted, binding or ["no other assets: none of these is expected to return more"]


def contradiction(found: Conflict) -> str:
    """A message about contradicting limits and the least change that resolves them."""
    gives = "; ".join(
        f"{one.name} would have to be {'at least' if one.side == 'at most' else 'at most'} "
        f"{one.value + one.by if one.side == 'at most' else one.value - one.by:.1%}"
        for one in found.broken
    )
    return f"These limits cannot all be kept, as weights sum to 100 %: {'; '.join(found.binding)}. The least change: {gives}"


def about_person(profile: Profile) -> tuple[Said, ...]:
    """Reasons from the person's answers."""
    said = [Said("level", {"level": profile.level, "volatility": profile.band.volatility, "loss": profile.band.loss})]
    if profile.limiting:
        said.append(Said("limited_by", {"questions": ",".join(profile.limiting)}))
    if profile.inconsistencies:
        said.append(Said("inconsistent", {"questions": ",".join(profile.ask_again)}))
    if profile.missing:
        said.append(Said("missing_answers", {"questions": ",".join(profile.missing)}))
    return (*said, *(Said("debt_first" if step == "debt" else "reserve_first", {}) for step in profile.first))


def about_prices(prices: Prices, known: Moments, several: Sequence[Bound], weights: Matrix, wish: Wish) -> tuple[Said, ...]:
    """Reasons from the prices and the wish."""
    said: list[Said] = []
    if binding := touched(several, weights):
        said.append(Said("limits_bind", {"limits": "; ".join(binding)}))
    if len(prices.names) == 1:
        said.append(Said("one_asset", {"asset": prices.names[0]}))
    if known.years < LONG:
        said.append(Said("short_history", {"years": known.years}))
    if prices.notes:
        said.append(Said("mended_prices", {"notes": "; ".join(prices.notes)}))
    if wish.amount >= LARGE:
        said.append(Said("large_amount", {"amount": wish.amount}))
    return tuple(said)


def touched(several: Sequence[Bound], weights: Matrix) -> list[str]:
    """The bounds that are tight at these weights, taken as shares of the invested part."""
    if weights.sum() < SHOWN:
        return []
    invested = weights / weights.sum()
    return [str(one) for one in several if any(abs(row @ invested - limits.signed(one)) < 1e-4 for row in one.rows)]


def finished(prices: Prices, known: Moments, weights: Matrix, told: tuple[Profile, Wish, tuple[Said, ...]]) -> Proposal:
    """The proposal for these weights; AssertionError if they exceed the band, which would be a bug."""
    profile, wish, reasons = told
    found = risk(prices, known, weights, wish.riskless)
    if weights.any() and not found.fits(profile.band):
        raise AssertionError(f"{found} is beyond {profile.band}")
    mix = outcomes.past(prices, weights, wish.riskless)
    shaky = known.years < SHORT or profile.inconsistencies or profile.missing or prices.notes
    mean = expected(known, weights, wish.riskless)
    doubt = unsure(known.years) * found.volatility
    return Proposal(
        weights={name: float(weight) for name, weight in zip(prices.names, weights, strict=True) if weight},
        cash=float(max(0.0, 1.0 - weights.sum())),
        expected_return=mean,
        volatility=found.volatility,
        stressed_loss=found.stressed,
        worst_fall=found.fall,
        ranges=tuple(
            outcomes.outcomes(mix, prices.periods, wish.years * step / STEPS, (mean - wish.cost, doubt)) for step in range(1, STEPS + 1)
        ),
        band=profile.band,
        reasons=reasons,
        confidence="low" if shaky else "medium",
        unknown=unknowns(prices, wish, known.years),
        prices_version=prices.version,
        prices_until=prices.days[-1],
    )


def unknowns(prices: Prices, wish: Wish, years: float) -> tuple[Unknown, ...]:
    """The unknowns of a proposal."""
    found: list[Unknown] = ["future", "survivors", "taxes", "other_wealth", "inflation", "fund_costs"]
    if wish.amount >= LARGE:
        found.append("market_impact")
    if years < LONG:
        found.append("crash_not_in_data")
    if wish.today is not None and "-" in prices.days[-1] and (wish.today - date.fromisoformat(prices.days[-1])).days > FRESH:
        found.append("old_prices")
    return tuple(found)
