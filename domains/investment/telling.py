"""Figures of the engine as this desk writes them, in English and Chinese."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bot.advice.investing import wording
from bot.advice.investing.limits import Conflict
from bot.advice.investing.proposal import Language, Proposal
from bot.advice.investing.shares import Plan
from bot.advice.suitability import Question

from .market import fund
from .person import Answers

SMALL = 0.005
"""Shares below this are not named."""
NOTHING: Mapping[Language, str] = {"en": "nothing", "zh": "没有"}
BEFORE: Mapping[Language, str] = {"en": "your earlier answers", "zh": "之前的回答"}
CASH: Mapping[Language, str] = {"en": "cash or a savings account", "zh": "现金或储蓄账户"}


def language(spoken: str) -> Language:
    """The language of the wording."""
    return "zh" if spoken == "zh" else "en"


def packed(answers: Answers) -> str:
    """Answers as one text, so that later flows advise on exactly what was assessed."""
    return json.dumps(asdict(answers))


def unpacked(text: str) -> Answers:
    """The answers of a text."""
    return Answers(**json.loads(text))


def percent(share: float) -> str:
    """A share as people write it."""
    return f"{100 * share:.0f} %" if share >= 0.0995 or round(100 * share, 1).is_integer() else f"{100 * share:.1f} %"


def money(amount: float) -> str:
    """An amount in dollars, without cents."""
    return f"${amount:,.0f}"


def unanswered(missing: Sequence[Question], spoken: Language) -> str:
    """The questions that were passed over, or that none was."""
    return wording.named(",".join(missing), spoken) or NOTHING[spoken]


def mix(proposal: Proposal, amount: float, spoken: Language) -> str:
    """The shares of a proposal, the largest first, and cash at the end."""
    ranked = sorted(proposal.weights.items(), key=lambda one: -one[1])
    parts = [f"{percent(share)} {fund(code, spoken)}, {money(share * amount)}" for code, share in ranked if share >= SMALL]
    rest = 1.0 - sum(share for _, share in ranked if share >= SMALL)
    if rest >= SMALL:
        parts.append(f"{percent(rest)} {CASH[spoken]}, {money(rest * amount)}")
    return "; ".join(parts) if spoken == "en" else "；".join(parts)


def outlook(proposal: Proposal, amount: float, spoken: Language) -> str:
    """What may become of the amount."""
    end = proposal.range
    low, middle, high = (money(amount * share) for share in (end.low, end.middle, end.high))
    years = f"{end.years:.0f}" if end.years >= 1.5 else f"{end.years:.1f}"
    chance = percent(end.loss)
    if spoken == "zh":
        return f"{money(amount)} 在 {years} 年后有九成可能在 {low} 到 {high} 之间，中间值 {middle}；少于本金的可能性约 {chance}"
    return (
        f"in {years} years {money(amount)} would become between {low} and {high} in nine cases of ten, {middle} in the middle; "
        f"the chance to end with less than you put in is about {chance}"
    )


def worst(proposal: Proposal, spoken: Language) -> str:
    """The deepest past fall."""
    fall = proposal.worst_fall
    if spoken == "zh":
        return f"历史上最大跌幅 {percent(fall.share)}（{fall.start} 至 {fall.end}）"
    return f"Its deepest past fall was {percent(fall.share)}, from {fall.start} to {fall.end}"


def conflict(found: Conflict, spoken: str) -> str:
    """What contradicts what; a wanted return goes without saying."""
    return wording.bounds("; ".join(one for one in found.binding if not one.startswith("return: ")), language(spoken))


def orders(plan: Plan, spoken: Language) -> str:
    """Orders, sells first."""
    words = {"en": {"sell": "sell", "buy": "buy"}, "zh": {"sell": "卖出", "buy": "买入"}}[spoken]
    parts = [
        f"{words[order.side]} {order.shares} {order.asset} × {float(order.price):,.2f} = {money(float(order.value))}"
        if spoken == "en"
        else f"{words[order.side]} {order.asset} {order.shares} 股 × {float(order.price):,.2f} = {money(float(order.value))}"
        for order in plan.orders
    ]
    return "; ".join(parts) if spoken == "en" else "；".join(parts)
