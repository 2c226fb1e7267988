"""What the bot can work out: the risk that suits somebody, a portfolio, the orders that lead there, and why."""

from decimal import Decimal

from bot.actions import ActionCall
from bot.advice.investing import picture, shares, wording
from bot.advice.investing.limits import Limit
from bot.advice.investing.proposal import Infeasible, Language, Method, Proposal, Wish
from bot.advice.portfolio import propose

from . import debts, reading, restrictions, telling
from .market import FEES, LEAST_TRADE, RISKLESS, closes, market
from .person import Answers

Result = dict[str, str | float | bool | None]
METHODS: dict[str | None, Method] = {"least_swings": "min_volatility", "equal_risk": "risk_parity", "most_reward": "mean_variance"}


def note_debts(call: ActionCall) -> Result:
    """How many messages spoke of debts before the question for them was answered; the answer may be "no, wait, I do have one"."""
    return {"debts_before": float(debts.told_in(call.said[:-1]))}


def check_debts(call: ActionCall, debts_before: float | None = None) -> Result:
    """Whether debts were told of since they were denied, whatever was asked meanwhile."""
    told_of = float(debts.told_in(call.said))
    before = told_of if debts_before is None else min(debts_before, told_of)
    return {"debts_state": "owed" if told_of > before else "denied", "debts_before": before}


def check_reserve(call: ActionCall, reserve: float | None = None) -> Result:
    """Whether three months of expenses lie aside, which comes before investing; less than three are not three."""
    held = (reserve or 0.0) * (0.99 if call.said and reading.short_of(call.said[-1]) else 1.0)
    return {"first_state": "reserve" if Answers(reserve=held).profile.first else "clear"}


def read_income(call: ActionCall) -> Result:
    """What is left of an income where the question for it seemed to be passed over: "nothing" is an answer."""
    return {"income_left": "nothing_left"} if call.said and reading.nothing(call.said[-1]) else {}


def read_loss(call: ActionCall, loss_text: str | None = None) -> Result:
    """The loss that somebody could bear, from their words; none where they passed over the question."""
    if loss_text is None:
        return {"bearable_loss": None, "loss_state": "read"}
    share = reading.loss(loss_text)
    return {"bearable_loss": share, "loss_state": "unclear" if share is None else "read"}


def assess_risk(  # noqa: PLR0913 - each is a slot
    call: ActionCall,
    *,
    horizon: float | None = None,
    reserve: float | None = None,
    expensive_debt: bool | None = None,
    income_left: str | None = None,
    bearable_loss: float | None = None,
    risk_attitude: str | None = None,
    when_it_falls: str | None = None,
    experience: float | None = None,
    knows_interest: str | None = None,
    knows_inflation: str | None = None,
    knows_diversification: str | None = None,
    level: float | None = None,
    answers: str | None = None,
    asked_again: bool | None = None,
) -> Result:
    """The level that suits, never above the one it was before; or which answers do not go together, if these were not asked again yet."""
    given = Answers(
        horizon,
        reserve,
        expensive_debt,
        income_left,
        bearable_loss,
        risk_attitude,
        when_it_falls,
        experience,
        knows_interest,
        knows_inflation,
        knows_diversification,
        None if level is None else int(level),
    )
    if answers is not None and level is not None and telling.unpacked(answers).alone == given.alone:
        return {"profile_state": "same"}
    odd = {one.about for one in given.own.inconsistencies} - {"debt"}
    if odd and not asked_again:
        return {"profile_state": "losses" if "losses" in odd else "knowledge"}
    return assessed(given, telling.language(call.language))


def assessed(given: Answers, language: Language) -> Result:
    """What the customer is told of their level."""
    profile = given.profile
    kept = given.most is not None and given.own.level > given.most
    return {
        "profile_state": "kept" if kept else "ready",
        "level": profile.level,
        "level_name": wording.LEVEL_NAMES[language][profile.level],
        "band_volatility": telling.percent(profile.band.volatility),
        "band_loss": telling.percent(profile.band.loss),
        "limiting": telling.BEFORE[language] if kept else wording.named(",".join(profile.limiting), language) or telling.NOTHING[language],
        "unanswered": telling.unanswered(profile.missing, language),
        "answers": telling.packed(given),
    }


def propose_portfolio(call: ActionCall, answers: str, amount: float, limits_text: str | None = None, method: str | None = None) -> Result:
    """A portfolio within the suitable risk, or what stands in its way."""
    limits = restrictions.limits(limits_text, call.language)
    if limits is None:
        return {"proposal_state": "unclear"}
    try:
        wish = wished(telling.unpacked(answers), amount, limits, method, call)
        proposal = propose(market(), telling.unpacked(answers).profile, wish)
    except Infeasible as error:
        return {"proposal_state": "infeasible", "conflict": telling.conflict(error.conflict, call.language)}
    except ValueError:
        return {"proposal_state": "amount"}
    return {"proposal_state": "ok" if proposal.weights else "cash", **told(proposal, amount, call.language)}


def draw_portfolio(call: ActionCall, answers: str, amount: float, limits_text: str | None = None, method: str | None = None) -> bytes:
    """The portfolio as a picture: weights, what may become of it, and the falls it had in the past."""
    wish = wished(telling.unpacked(answers), amount, restrictions.limits(limits_text, call.language) or (), method, call)
    return picture.png(propose(market(), telling.unpacked(answers).profile, wish), market(), RISKLESS)


def wished(answers: Answers, amount: float, limits: tuple[Limit, ...], method: str | None, call: ActionCall) -> Wish:
    """The wish behind the slots."""
    return Wish(
        method=METHODS.get(method, "mean_variance"),
        amount=amount,
        years=answers.years,
        limits=limits,
        riskless=RISKLESS,
        cost=float(FEES.yearly),
        today=call.today,
    )


def told(proposal: Proposal, amount: float, spoken: str) -> Result:
    """A proposal in words; ``beyond_risk`` is checked here once more, for the rule that must never see it."""
    language = telling.language(spoken)
    beyond = proposal.volatility > proposal.band.volatility or max(proposal.stressed_loss, proposal.worst_fall.share) > proposal.band.loss
    return {
        "beyond_risk": bool(proposal.weights) and beyond,
        "mix": telling.mix(proposal, amount, language),
        "expected": telling.percent(proposal.expected_return),
        "volatility": telling.percent(proposal.volatility),
        "worst": telling.worst(proposal, language),
        "outlook": telling.outlook(proposal, amount, language),
        "because": " ".join(wording.reason(said, language) for said in proposal.reasons if said.reason not in ("level", "limited_by")),
        "why": " ".join(wording.reasons(proposal, language)),
        "not_known": wording.unknown(proposal, language),
        "rests_on": wording.source(proposal, language),
    }


def check_return(call: ActionCall, answers: str, wanted_text: str) -> Result:
    """Whether a return a year can be expected within the suitable risk, and what stands in its way where it cannot."""
    target = reading.wanted(wanted_text)
    if target is None or not 0 < target < 10:
        return {"return_state": "unclear"}
    known = telling.unpacked(answers)
    wish = Wish(years=known.years, target=target, riskless=RISKLESS, cost=float(FEES.yearly), today=call.today)
    try:
        proposal = propose(market(), known.profile, wish)
    except Infeasible as error:
        return {
            "return_state": "impossible",
            "target": telling.percent(target),
            "reachable": telling.percent(error.reachable or 0.0),
            "conflict": telling.conflict(error.conflict, call.language),
        }
    return {"return_state": "possible", "target": telling.percent(target), "volatility": telling.percent(proposal.volatility)}


def plan_orders(
    call: ActionCall, answers: str, holdings: str, amount: float | None = None, limits_text: str | None = None, method: str | None = None
) -> Result:
    """What to sell and buy, in whole shares, to come from what is held to the proposal."""
    held, limits = reading.holdings(holdings), restrictions.limits(limits_text, call.language)
    if held is None or limits is None:
        return {"plan_state": "unclear" if held is None else "limits"}
    if amount is not None and amount < 0:
        return {"plan_state": "amount"}
    account = shares.Account(held, closes(), Decimal(str(amount or 0.0)))
    if account.value < LEAST_TRADE:
        return {"plan_state": "empty"}
    try:
        wish = wished(telling.unpacked(answers), float(account.value), limits, method, call)
        proposal = propose(market(), telling.unpacked(answers).profile, wish)
    except Infeasible as error:
        return {"plan_state": "infeasible", "conflict": telling.conflict(error.conflict, call.language)}
    except ValueError:
        return {"plan_state": "amount"}
    plan = shares.plan(account, proposal.weights, FEES, LEAST_TRADE)
    return {
        **told(proposal, float(account.value), call.language),
        "plan_state": "ok" if plan.orders else "nothing",
        "orders": telling.orders(plan, telling.language(call.language)),
        "fees": float(plan.fees),
        "cash_left": round(float(plan.cash), 2),
        "account_value": round(float(account.value), 2),
    }
