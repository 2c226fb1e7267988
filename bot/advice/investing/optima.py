"""Optimal weights under limits by several objectives; every program is over weights ``y`` that need not sum to 1.

A limit ``row'w <= value`` becomes ``row'y <= value * sum(y)``, which is a cone, so the same rows serve all objectives (Cornuejols and
Tutuncu 2006, Optimization Methods in Finance, ch. 8.2).
"""

from collections.abc import Sequence

import numpy as np

from bot.advice.investing.cone import Program
from bot.advice.investing.limits import Bound, signed
from bot.advice.investing.moments import Moments
from bot.advice.investing.tables import Matrix


def limited(program: Program, several: Sequence[Bound], assets: int) -> Program:
    """Add the constraints that weights are not negative and keep the bounds; further variables may follow the weights."""
    rest = np.zeros(len(program.cost) - assets)
    for row in -np.eye(assets):
        program.at_most(np.concatenate([row, rest]), 0.0)
    for bound in several:
        for row in bound.rows:
            program.at_most(np.concatenate([row - signed(bound), rest]), 0.0)
    return program


def shares(weights: Matrix) -> Matrix:
    """The weights scaled to sum to 1, with negative and negligible ones set to 0."""
    kept = np.where(weights / weights.sum() > 1e-6, weights, 0.0)
    whole: Matrix = kept / kept.sum()
    return whole


def min_volatility(moments: Moments, several: Sequence[Bound]) -> Matrix | None:
    """The weights with the least volatility."""
    assets = len(moments.mean)
    program = limited(Program(np.zeros(assets), moments.covariance), several, assets)
    program.equals(np.ones(assets), 1.0)
    answer = program.solve()
    return None if answer is None else shares(answer.variables)


def max_sharpe(moments: Moments, several: Sequence[Bound], riskless: float) -> Matrix | None:
    """The weights with the highest Sharpe ratio; None if no allowed weights are expected to return more than ``riskless``."""
    assets = len(moments.mean)
    if (moments.mean <= riskless).all():
        return None
    program = limited(Program(np.zeros(assets), moments.covariance), several, assets)
    program.equals(moments.mean - riskless, 1.0)
    answer = program.solve()
    return None if answer is None else shares(answer.variables)


def risk_parity(moments: Moments, several: Sequence[Bound]) -> Matrix | None:
    """The weights whose assets contribute equally to the volatility, as nearly as the bounds allow (Spinu 2013)."""
    assets = len(moments.mean)
    covariance = moments.covariance / max(np.trace(moments.covariance), 1e-12) * assets
    quadratic = np.zeros((2 * assets, 2 * assets))
    quadratic[:assets, :assets] = covariance
    program = limited(Program(np.concatenate([np.zeros(assets), -np.full(assets, 1.0 / assets)]), quadratic), several, assets)
    for place in range(assets):
        program.below_logarithm(assets + place, place)
    answer = program.solve()
    return None if answer is None else shares(answer.variables[:assets])


def efficient(moments: Moments, several: Sequence[Bound], least: float, riskless: float | None = None) -> Matrix | None:
    """The least volatile weights with an expected return of at least ``least``; None if none reach it.

    They sum to 1; with ``riskless`` they may sum to less, and the rest earns ``riskless``.
    """
    assets = len(moments.mean)
    program = limited(Program(np.zeros(assets), moments.covariance), several, assets)
    if riskless is None:
        program.equals(np.ones(assets), 1.0)
        program.at_most(-moments.mean, -least)
    else:
        program.at_most(np.ones(assets), 1.0)
        program.at_most(riskless - moments.mean, riskless - least)
    answer = program.solve()
    if answer is None:
        return None
    return shares(answer.variables) if riskless is None else np.maximum(answer.variables, 0.0)


def highest_return(moments: Moments, several: Sequence[Bound], riskless: float, volatility: float) -> tuple[float, Matrix, Matrix]:
    """The highest expected return within a volatility, cash earning ``riskless``; its weights, and the dual price of each bound.

    The bounds must not contradict each other.
    """
    assets = len(moments.mean)
    program = limited(Program(riskless - moments.mean), several, assets)
    program.at_most(np.ones(assets), 1.0)
    values, vectors = np.linalg.eigh(moments.covariance)
    program.no_longer((vectors * np.sqrt(np.maximum(values, 0.0))).T, volatility)
    answer = program.solve()
    if answer is None:
        raise ArithmeticError("nothing invested keeps every bound, and no answer was found")
    owners = [place for place, bound in enumerate(several) for _ in bound.rows]
    worth = np.bincount(owners, weights=answer.prices[assets:-1], minlength=len(several)).astype(np.float64) if owners else np.zeros(0)
    return float(riskless + (moments.mean - riskless) @ answer.variables), np.maximum(answer.variables, 0.0), worth
