"""Tests whether a candidate's conversations go worse than the active model's; the test may be looked at as often as one likes.

Each conversation reaches the candidate with the canary's share as its probability, whatever happens in it. If the models do not differ,
each bad conversation is the candidate's with that same probability, however many there are and whenever they come: a sequence of coin
tosses. Their mixture sequential probability ratio, with a uniform prior on all greater probabilities, ever exceeds 1/p with a probability
of at most p (Ville's inequality; Robbins, Annals of Mathematical Statistics 41, 1970; for canaries: Lindon and Malek, Anytime-Valid
Inference for Multinomial Count Data, NeurIPS 2022).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from bot.registry.outcomes import Tally

ALPHA = 0.05
"""The probability at most with which a candidate that is no worse is ever stopped, over all outcomes and all looks."""

OUTCOMES = {
    "handed over": ("handed_over", "conversations"),
    "not understood": ("not_understood", "conversations"),
    "negative mood": ("negative", "conversations"),
    "rated 1 or 2": ("badly_rated", "rated"),
}
"""What may go worse: the fields of ``Tally`` that count it, and out of how many conversations."""


@dataclass(frozen=True, slots=True)
class OutcomeTest:
    """One outcome: conversations with it out of how many, for the active model and the candidate; ``p`` is valid at any look."""

    outcome: str
    active: tuple[int, int]
    candidate: tuple[int, int]
    p: float

    def __str__(self) -> str:
        candidate, active = (f"{cases} of {of}" for cases, of in (self.candidate, self.active))
        return f"{self.outcome} {candidate} against {active} (p = {self.p:.2g})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A canary so far; conversations read by several versions or by another one are ``left_out``."""

    active: Tally
    candidate: Tally
    lines: tuple[OutcomeTest, ...]
    left_out: int

    @property
    def worse(self) -> OutcomeTest | None:
        """The outcome in which the candidate is significantly worse, each being tested at its share of ALPHA (Bonferroni); or None."""
        least = min(self.lines, key=attrgetter("p"))
        return least if least.p < ALPHA / len(self.lines) else None

    def __str__(self) -> str:
        return f"conversations of the candidate against the active model's: {', '.join(str(line) for line in self.lines)}"


def compare(tallies: Mapping[str | None, Tally], active: str, candidate: str, share: float) -> Comparison:
    """Compare two versions, given the candidate's ``share`` of the conversations."""
    one, other = tallies.get(active, Tally()), tallies.get(candidate, Tally())
    lines = []
    for outcome, (bad, of) in OUTCOMES.items():
        before, now = ((getattr(tally, bad), getattr(tally, of)) for tally in (one, other))
        lines.append(OutcomeTest(outcome, before, now, p_value(now[0], before[0] + now[0], share)))
    left_out = sum(tally.conversations for version, tally in tallies.items() if version not in (active, candidate))
    return Comparison(one, other, tuple(lines), left_out)


def p_value(mine: int, all_cases: int, share: float) -> float:
    """The always-valid p for ``mine`` of ``all_cases`` being the candidate's, under the hypothesis of probability ``share`` or less."""
    if mine <= share * all_cases:
        return 1.0
    return min(1.0, math.exp(-log_ratio(mine, all_cases, share)))


def log_ratio(mine: int, all_cases: int, share: float) -> float:
    """The logarithm of the likelihood averaged over all probabilities above ``share``, divided by the likelihood at ``share``."""
    others = all_cases - mine
    integral = math.lgamma(mine + 1) + math.lgamma(others + 1) - math.lgamma(all_cases + 2)
    above = 1.0 - upper_tail(mine + 1, all_cases + 1, share)
    return integral + math.log(above / (1.0 - share)) - mine * math.log(share) - others * math.log1p(-share)


def upper_tail(least: int, tosses: int, share: float) -> float:
    """The probability of at least ``least`` heads; ``least`` must lie above the mean, so that the terms soon vanish."""
    log_term = math.lgamma(tosses + 1) - math.lgamma(least + 1) - math.lgamma(tosses - least + 1)
    term = math.exp(log_term + least * math.log(share) + (tosses - least) * math.log1p(-share))
    total, heads = 0.0, least
    while term > total * 1e-12 and heads <= tosses:
        total += term
        term *= (tosses - heads) / (heads + 1) * share / (1.0 - share)
        heads += 1
    return total
