"""Draws a proposal: its weights, what may become of one unit, and its past falls.

The picture has numbers and names but no words, so it serves every language; the message beside it explains the parts.
"""

import io
from collections.abc import Sequence

import numpy as np

from bot.advice.investing import outcomes
from bot.advice.investing.prices import Prices
from bot.advice.investing.proposal import Proposal
from bot.advice.investing.tables import Matrix

MOST_BARS = 12
"""The most assets with a bar of their own; the smaller ones share one."""
SIZE = 15
"""The font size in points."""

BLUE, GREY, RED = "#2f6f8f", "#b8c4cc", "#b0503c"


def png(proposal: Proposal, prices: Prices, riskless: float = 0.02) -> bytes:
    """The picture as a PNG of 600 by 720 pixels: tall, with large letters, since a chat shows it at half that width."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.0, 7.2), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    top, middle, bottom = figure.subplots(3, 1)
    names, shares = bars(proposal)
    top.barh(names[::-1], [100.0 * share for share in shares[::-1]], color=[GREY if name == "$" else BLUE for name in names[::-1]])
    top.xaxis.set_major_formatter("{x:g} %")
    top.tick_params(labelsize=SIZE)
    years = [0.0, *(one.years for one in proposal.ranges)]
    low, half, high = ([1.0, *values] for values in zip(*((one.low, one.middle, one.high) for one in proposal.ranges), strict=True))
    middle.fill_between(years, low, high, color=BLUE, alpha=0.2, linewidth=0)
    middle.plot(years, half, color=BLUE, linewidth=2)
    middle.axhline(1.0, color=GREY, linewidth=1.5)
    middle.yaxis.set_major_formatter("×{x:.2g}")
    middle.tick_params(labelsize=SIZE)
    depth = falls(proposal, prices, riskless)
    bottom.fill_between(np.arange(len(depth)), 100.0 * depth, color=RED, alpha=0.5, linewidth=0)
    bottom.yaxis.set_major_formatter("{x:g} %")
    places = np.linspace(0, len(depth) - 1, 4).astype(int)
    bottom.tick_params(labelsize=SIZE)
    bottom.set_xticks(places, [prices.days[place][:4] for place in places])
    packed = io.BytesIO()
    figure.savefig(packed, format="png")
    return packed.getvalue()


def bars(proposal: Proposal) -> tuple[list[str], list[float]]:
    """Labels and shares: assets by descending weight, the smallest together as ``…``, cash as ``$``. Non-ASCII names are numbered."""
    ranked = sorted(proposal.weights.items(), key=lambda one: -one[1])
    names = [name if name.isascii() else f"#{place}" for place, (name, _) in enumerate(ranked[:MOST_BARS], start=1)]
    shares = [share for _, share in ranked[:MOST_BARS]]
    rest: Sequence[tuple[str, float]] = (("…", sum(share for _, share in ranked[MOST_BARS:])), ("$", proposal.cash))
    for name, share in rest:
        if share > 0.005:
            names.append(name)
            shares.append(share)
    return names, shares


def falls(proposal: Proposal, prices: Prices, riskless: float) -> Matrix:
    """The drawdown of the mix on each day: 0 at a peak, otherwise negative."""
    weights = np.array([proposal.weights.get(name, 0.0) for name in prices.names])
    wealth = np.concatenate([[1.0], np.cumprod(1.0 + np.nan_to_num(outcomes.past(prices, weights, riskless)))])
    depth: Matrix = wealth / np.maximum.accumulate(wealth) - 1.0
    return depth
