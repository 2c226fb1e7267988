"""Results in plain words, in English and Chinese."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from bot.advice.credit.decision import Assessment, Change, Reason

Language = Literal["en", "zh"]
Words = Mapping[Language, str]

NAMES: Mapping[str, Words] = {
    "purpose": {"en": "what the loan is for", "zh": "贷款用途"},
    "amount": {"en": "the amount", "zh": "贷款金额"},
    "months": {"en": "the time you take to repay it", "zh": "还款期限"},
    "checking": {"en": "your current account with us", "zh": "在我们这里的活期账户"},
    "savings": {"en": "your savings with us", "zh": "在我们这里的储蓄"},
    "employed": {"en": "how long you have been in your job", "zh": "工作时间"},
    "guarantor": {"en": "whether somebody vouches for you", "zh": "是否有担保人"},
    "other_plans": {"en": "other instalment plans", "zh": "其他分期"},
}
SAID: Mapping[str, Words] = {
    "below_0": {"en": "usually overdrawn", "zh": "经常透支"},
    "up_to_200": {"en": "less than €200 left", "zh": "结余不到200欧"},
    "over_200": {"en": "€200 or more left", "zh": "结余200欧以上"},
    "checking none": {"en": "none with us", "zh": "在我们这里没有"},
    "below_100": {"en": "less than €100", "zh": "不到100欧"},
    "up_to_500": {"en": "less than €500", "zh": "不到500欧"},
    "up_to_1000": {"en": "€500 to €1,000", "zh": "500到1000欧"},
    "over_1000": {"en": "€1,000 or more", "zh": "1000欧以上"},
    "savings none": {"en": "none with us", "zh": "在我们这里没有"},
    "not_employed": {"en": "not in work", "zh": "目前没有工作"},
    "below_1_year": {"en": "less than a year", "zh": "不到一年"},
    "up_to_4_years": {"en": "one to four years", "zh": "一到四年"},
    "up_to_7_years": {"en": "four to seven years", "zh": "四到七年"},
    "over_7_years": {"en": "seven years or more", "zh": "七年以上"},
    "guarantor": {"en": "a guarantor", "zh": "有担保人"},
    "guarantor none": {"en": "nobody", "zh": "没有"},
    "bank": {"en": "you have some", "zh": "有"},
    "other_plans none": {"en": "none", "zh": "没有"},
    "used_car": {"en": "a used car", "zh": "二手车"},
    "new_car": {"en": "a new car", "zh": "新车"},
    "furniture": {"en": "furniture", "zh": "家具"},
    "electronics": {"en": "electronics", "zh": "电子产品"},
    "appliances": {"en": "household appliances", "zh": "家用电器"},
    "repairs": {"en": "repairs", "zh": "房屋维修"},
    "education": {"en": "education", "zh": "上学"},
    "retraining": {"en": "retraining", "zh": "职业培训"},
    "business": {"en": "a business", "zh": "做生意"},
    "other": {"en": "something else", "zh": "其他"},
}
UNSAID: Words = {"en": "not said", "zh": "未说明"}
NOTHING: Words = {"en": "nothing", "zh": "无"}
NO_CHANGE: Words = {
    "en": "nothing of what you could change by yourself would be enough; a colleague may see a way that I don't",
    "zh": "您自己能改变的几项加起来还不够；同事也许能找到我看不到的办法",
}
NOBODY_REASON: Words = {
    "en": "none of your answers; more points are needed than any application can get, which is a mistake on our side and not on yours",
    "zh": "跟您的回答无关：所需的分数比任何申请能拿到的都高，是我们这边设置有误",
}
NOBODY_CHANGE: Words = {
    "en": "nothing, as no application can reach that many points; write “person” and a colleague looks at yours",
    "zh": "改什么都不够，因为没有申请能达到这个分数；请回“人工”，让同事来看您的申请",
}
SURE: Mapping[str, Words] = {"low": {"en": "low", "zh": "低"}, "medium": {"en": "medium", "zh": "中等"}}
CHANGES: Mapping[str, Mapping[Language, Callable[[Change], str]]] = {
    "amount": {"en": lambda c: f"borrow at most €{c.value:,.0f}", "zh": lambda c: f"金额不超过{c.value:.0f}欧"},
    "months": {"en": lambda c: f"repay it within {c.value:.0f} months", "zh": lambda c: f"在{c.value:.0f}个月内还清"},
    "guarantor": {"en": lambda c: "find somebody who vouches for you", "zh": lambda c: "找一位担保人"},
    "other_plans": {"en": lambda c: "pay off your other instalment plans first", "zh": lambda c: "先还清其他分期"},
    "savings": {
        "en": lambda c: f"have savings with us of {said('savings', str(c.value), 'en')}",
        "zh": lambda c: f"在我们这里的储蓄达到{said('savings', str(c.value), 'zh')}",
    },
}


def language(spoken: str) -> Language:
    """The language of the wording."""
    return "zh" if spoken == "zh" else "en"


def told(assessment: Assessment, spoken: Language) -> dict[str, str | float | bool | None]:
    """The results as slots."""
    return {
        "result": assessment.outcome,
        "score": assessment.score,
        "needed_score": assessment.cutoff,
        "chance": f"{assessment.probability:.0%}",
        "reasons": reasons(assessment, spoken),
        "changes": changes(assessment, spoken),
        "not_said": listed([NAMES[name][spoken] for name in assessment.missing], spoken),
        "strange": listed([NAMES[name][spoken] for name in assessment.strange], spoken),
        "confidence": SURE[assessment.confidence][spoken],
        "rests_on": f"{assessment.model} / {assessment.data}",
    }


def reasons(assessment: Assessment, spoken: Language) -> str:
    """What lost points; where nobody could have enough of them, that."""
    return listed([reason(one, spoken) for one in assessment.reasons], spoken) if assessment.reachable else NOBODY_REASON[spoken]


def changes(assessment: Assessment, spoken: Language) -> str:
    """What would bring enough points; where nothing would, that."""
    if not assessment.reachable:
        return NOBODY_CHANGE[spoken]
    return listed([CHANGES[one.name][spoken](one) for one in assessment.changes], spoken) if assessment.changes else NO_CHANGE[spoken]


def reason(one: Reason, spoken: Language) -> str:
    """A reason: the characteristic with what was said of it."""
    told = said(one.name, one.value, spoken)
    return f"{NAMES[one.name][spoken]} ({told})" if spoken == "en" else f"{NAMES[one.name][spoken]}（{told}）"


def said(name: str, value: str | float | None, spoken: Language) -> str:
    """What the application says of a characteristic."""
    if value is None:
        return UNSAID[spoken]
    if name == "amount":
        return f"€{float(value):,.0f}" if spoken == "en" else f"{float(value):.0f}欧"
    if name == "months":
        return f"{float(value):.0f} months" if spoken == "en" else f"{float(value):.0f}个月"
    return SAID[f"{name} none" if value == "none" else str(value)][spoken]


def listed(parts: Sequence[str], spoken: Language) -> str:
    """Parts one after the other."""
    return ("; " if spoken == "en" else "；").join(parts) or NOTHING[spoken]
