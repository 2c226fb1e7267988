"""Words a proposal in English and Chinese: its reasons, its unknowns and its sources."""

from collections.abc import Mapping

from bot.advice.investing.proposal import Language, Proposal, Reason, Said, Unknown

LEVEL_NAMES: Mapping[Language, tuple[str, ...]] = {
    "en": ("cash only", "cautious", "balanced", "growth", "bold"),
    "zh": ("仅持有现金", "谨慎型", "平衡型", "成长型", "进取型"),
}
METHODS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "mean_variance": "most expected return for each unit of risk",
        "min_volatility": "the least volatile mix",
        "risk_parity": "every asset adds equally to the risk",
    },
    "zh": {"mean_variance": "单位风险的预期收益最高", "min_volatility": "波动最小", "risk_parity": "各资产对风险的贡献相等"},
}
QUESTIONS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "horizon_years": "how long the money can stay invested",
        "income_left": "what is left of your income",
        "reserve_months": "your reserves",
        "expensive_debt": "expensive debt",
        "bearable_loss": "the loss you could bear",
        "risk_attitude": "your attitude to risk",
        "when_it_falls": "what you would do in a fall",
        "experience_years": "your experience",
        "knows_interest": "interest",
        "knows_inflation": "inflation",
        "knows_diversification": "spreading risk",
    },
    "zh": {
        "horizon_years": "投资期限",
        "income_left": "收入结余",
        "reserve_months": "备用金",
        "expensive_debt": "高息债务",
        "bearable_loss": "可承受的亏损",
        "risk_attitude": "风险态度",
        "when_it_falls": "下跌时的做法",
        "experience_years": "投资经验",
        "knows_interest": "利息知识",
        "knows_inflation": "通胀知识",
        "knows_diversification": "分散投资知识",
    },
}
REASONS: Mapping[Language, Mapping[Reason, str]] = {
    "en": {
        "level": "Your answers suit the level “{level}”: at most {volatility:.0%} volatility a year and "
        "a loss of at most {loss:.0%} in a bad year.",
        "limited_by": "What allows no more: {questions}.",
        "inconsistent": "Some answers do not go together, so I count you one step more cautious: {questions}.",
        "missing_answers": "I took the most cautious answer where you gave none: {questions}.",
        "debt_first": "Pay off expensive debt first: no investment earns its interest reliably.",
        "reserve_first": "Lay three months of expenses aside first, so that you need not sell at a bad time.",
        "all_cash": "At this level everything stays in cash or a savings account.",
        "method": "The mix: {method}.",
        "target": "It is the least volatile mix from which {target:.1%} a year can be expected.",
        "target_in_band": "From it {target:.1%} a year can be expected. The least volatile mix with that return fell deeper in the past "
        "than suits you.",
        "nothing_above_cash": "None of these assets can be expected to return more than cash ({riskless:.1%}), so I took "
        "the least volatile mix.",
        "cash_for_volatility": "{cash:.0%} stay in cash, for otherwise it would be more volatile than {limit:.0%} a year.",
        "cash_for_loss": "{cash:.0%} stay in cash, for otherwise it would have lost, or could lose in a bad year, more than {limit:.0%}.",
        "limits_bind": "Your limits shape it: {limits}.",
        "one_asset": "{asset} is the only asset, so nothing spreads the risk.",
        "short_history": "The youngest asset has prices of only {years:.1f} years.",
        "mended_prices": "The prices had gaps: {notes}.",
        "large_amount": "{amount:,.0f} would itself move the prices; this reckons as if it did not.",
    },
    "zh": {
        "level": "根据您的回答，适合的等级是“{level}”：年波动率不超过 {volatility:.0%}，较差年份的亏损不超过 {loss:.0%}。",
        "limited_by": "限制等级的因素：{questions}。",
        "inconsistent": "有些回答互相矛盾，所以按更谨慎一级处理：{questions}。",
        "missing_answers": "没有回答的问题按最谨慎处理：{questions}。",
        "debt_first": "请先还清高息债务：没有投资能稳定赚回它的利息。",
        "reserve_first": "请先留出三个月开支的备用金，避免在不利的时候被迫卖出。",
        "all_cash": "这个等级只适合现金或储蓄。",
        "method": "组合方法：{method}。",
        "target": "这是预期年收益达到 {target:.1%} 的组合中波动最小的。",
        "target_in_band": "预期年收益可以达到 {target:.1%}。同样收益下波动最小的组合，历史跌幅超出了适合您的范围，所以没有采用。",
        "nothing_above_cash": "这些资产的预期收益都不高于现金（{riskless:.1%}），所以采用波动最小的组合。",
        "cash_for_volatility": "{cash:.0%} 保留为现金，否则年波动率会超过 {limit:.0%}。",
        "cash_for_loss": "{cash:.0%} 保留为现金，否则历史上或较差年份的亏损会超过 {limit:.0%}。",
        "limits_bind": "起作用的限制：{limits}。",
        "one_asset": "只有 {asset} 一种资产，无法分散风险。",
        "short_history": "最新的资产只有 {years:.1f} 年的价格。",
        "mended_prices": "价格数据有缺口：{notes}。",
        "large_amount": "{amount:,.0f} 的金额本身会影响价格，这里没有计入。",
    },
}
BOUNDS = (
    ("suitable risk", "适合的风险"),
    ("volatility", "波动率"),
    ("loss", "亏损"),
    ("return", "收益"),
    ("at most", "最多"),
    ("at least", "至少"),
    ("; ", "；"),
    (": ", "："),
)
UNKNOWNS: Mapping[Language, Mapping[Unknown, str]] = {
    "en": {
        "future": "what markets will do",
        "survivors": "assets that failed before these prices were gathered (so the past looks better than it was)",
        "taxes": "your taxes",
        "other_wealth": "what else you own and owe",
        "inflation": "inflation: all figures are nominal",
        "fund_costs": "running costs inside funds",
        "market_impact": "how your own trades move prices",
        "crash_not_in_data": "how all of these assets behave in a crash that their prices do not hold",
        "old_prices": "what happened since the last price",
    },
    "zh": {
        "future": "未来市场的走势",
        "survivors": "收集价格之前已经退市的资产（因此历史看起来比实际更好）",
        "taxes": "您的税务情况",
        "other_wealth": "您的其他资产和负债",
        "inflation": "通货膨胀：所有数字均为名义值",
        "fund_costs": "基金内部的费用",
        "market_impact": "您的交易对价格的影响",
        "crash_not_in_data": "这些资产在数据未覆盖的危机中的表现",
        "old_prices": "最后一个价格之后发生的事",
    },
}


def reason(said: Said, language: Language) -> str:
    """One reason as a sentence."""
    about: dict[str, str | float] = dict(said.about)
    if said.reason == "level":
        about["level"] = LEVEL_NAMES[language][int(about["level"])]
    if said.reason == "method":
        about["method"] = METHODS[language][str(about["method"])]
    if said.reason == "limits_bind":
        about["limits"] = bounds(str(about["limits"]), language)
    if "questions" in about:
        about["questions"] = named(str(about["questions"]), language)
    return REASONS[language][said.reason].format(**about)


def bounds(written: str, language: Language) -> str:
    """Bounds as the engine writes them, translated."""
    for english, chinese in BOUNDS if language == "zh" else ():
        written = written.replace(english, chinese)
    return written


def named(questions: str, language: Language) -> str:
    """The plain names of questions that are joined by commas."""
    return (", " if language == "en" else "、").join(QUESTIONS[language][one] for one in questions.split(",") if one)


def reasons(proposal: Proposal, language: Language) -> tuple[str, ...]:
    """All reasons of a proposal, those about the person first."""
    return tuple(reason(said, language) for said in proposal.reasons)


def unknown(proposal: Proposal, language: Language) -> str:
    """The unknowns of a proposal as a sentence."""
    parts = [UNKNOWNS[language][one] for one in proposal.unknown]
    return f"I do not know: {'; '.join(parts)}." if language == "en" else f"未知的因素：{'；'.join(parts)}。"


def source(proposal: Proposal, language: Language) -> str:
    """The prices and the model behind a proposal, and its confidence, as a sentence."""
    sure = {"en": {"low": "low", "medium": "medium"}, "zh": {"low": "低", "medium": "中等"}}[language][proposal.confidence]
    if language == "en":
        return f"Confidence: {sure}. Prices {proposal.prices_version} until {proposal.prices_until}, model {proposal.model_version}."
    return f"可信度：{sure}。价格数据 {proposal.prices_version}，截至 {proposal.prices_until}；模型 {proposal.model_version}。"
