"""Whether a customer says that they owe money at high interest, English and Chinese."""

import re
from collections.abc import Iterable

from bot.simplified import simplified

OWED = (
    r"(?:credit[- ]?cards? (?:debts?|balances?|bills?)|card debts?|overdrafts?|debts?|"
    r"(?:consumer|personal|payday|instant|bank|car|quick)[- ]loans?|(?:a|some|two|three|few) loans?|store card)"
    r"(?! ?(?:funds?|etfs?|securit|instruments?|markets?|crisis|crises|brake|invest|collect|offers?|applications?|facilit|limits?)|"
    r" (?:out )?(?:to|for) (?:my |our |the |a |some )?(?:friends?|kids|children|brother|sister|house|home|flat))"
)
SOME = (
    r"(?:(?:a|an|some|still|also|few|little|bit|of|lot|lots|big|small|tiny|old|outstanding|expensive|unpaid|open|quite|actually|this|that|one|two|"
    r"(?:about |around )?[$€£]?\d[\d.,]*k?(?: ?(?:euros?|dollars?|pounds?|bucks|grand))?|in|worth|high|interest)[\s-]+)*"
)
ENGLISH = re.compile(
    rf"\b(?:i|we)(?:['’]?ve| do| still| also| actually| just| now| already| kind of)*"
    rf"(?: have| got| had forgotten| forgot(?: about)?|(?<=ve))(?: got)?\s+{SOME}(?:my\s+|the\s+)?{OWED}\b|"
    r"\b(?:i|we)(?: do| still| also| actually| now| kind of)* owe (?!no|you\b|it to\b|my success|an? (?:apology|favou?r))|"
    r"\b(?:i['’]?m|i am|we['’]?re|we are)(?: still| also| actually| a bit| slightly| deep| kind of| now)*"
    r" (?:in debt|overdrawn|in (?:the|my) overdraft|paying off (?:a|an|some|my|the|two)\b(?! mortgage| house| home))|"
    rf"\b(?:there['’]?s|there is|there are|yes|yeah|yep)(?: still| also)*[\s,]+{SOME}(?:my\s+)?{OWED}\b|"
    r"\b(?:credit )?cards? (?:is|are|isn['’]?t|aren['’]?t)(?: still| also| not| fully)*"
    r" (?:maxed|paid off yet|not paid|unpaid|in the red|overdrawn)|"
    r"\b(?:(?<![\d.,$€£])[$€£]?\d[\d.,]*k?|money|something|a lot|a bit)(?: ?(?:euros?|dollars?|pounds?|bucks))?"
    r" (?:still )?(?:on|left on) (?:my|the|a) (?:credit )?cards?\b",
    re.IGNORECASE,
)
CHINESE = re.compile(
    r"(?<![没木无])有(?:一?点|些|一些|一?笔|几笔|几千|几万|\d+[千万块元]*|个|在还|的|[一两三几]万)*(?:的)?"
    r"(?:信用卡(?:欠款|债|账单|没还|要还|分期|贷)|花呗|借呗|白条|微粒贷|网贷|消费贷|车贷|小额贷|透支|欠款|外债(?!投资)|债(?![券基市])|贷款(?!基础|公司|专员|是?买房)|负债(?!率|表|高)|(?<!有)欠(?!条))|"
    r"(?<![没不无])欠(?:着|了|的)?(?:信用卡|银行|花呗|借呗|网贷|人家|别人|朋友|钱|债|\d|[一两三四五六七八九十几])|"
    r"(?:花呗|借呗|白条|微粒贷|网贷|消费贷|车贷|信用卡)(?:里|上|那边|账单|也|都|还|刚|现在|每个?月)*(?:没还|未还|没有还|欠|要还|在还|透支|刷爆|有\d)|"
    r"还(?:有|欠)[^，。；！？]{0,6}(?:没还|要还|没有还|未还)|(?<![没无零有产])负债(?!率|表|[高是为]|0)",
)
DENIED = re.compile(
    r"\b(?:no|not|never|don['’]?t|doesn['’]?t|didn['’]?t|haven['’]?t|without|nothing|zero|if|would|should (?:i|we)|used to|"
    r"had(?! forgotten)|friends?|brother|sister|mortgage|(?:on|for) (?:the|my|our) (?:house|home|flat)|"
    r"house loan|home loan|owes? (?:me|us)|balance of 0|question|about to|whether)\b|"
    r"如果|要是|假如|以前|曾经|朋友|房贷|按揭|吗|么",
    re.IGNORECASE,
)
"""In the same clause as a debt: there is none now, or it is somebody else's, or it is a mortgage."""
NO_LONGER = re.compile(
    r"\b(?:paid (?:(?:it|them|that|those|everything|all)(?: all)? )?off|paid (?:in full|back)|"
    r"(?:is|are|been|it's|its) (?:all )?(?:paid|cleared|settled|gone)|"
    r"pay (?:it |them |that )?(?:off |back )?(?:automatically |by direct debit )?"
    r"(?:every|each|in full|automatically)|debt[- ]free)\b|(?<![没未])(?<!没有)还(?:清|完)|结清|都还了|每月都?(?:还清|全额)|自动还",
    re.IGNORECASE,
)
STILL = re.compile(
    r"\bstill (?:owe|have|got)\b|(?:\bnot|n['’]t)(?: (?:yet|fully|quite|all|been|completely))* (?:paid|cleared|settled|gone)\b|还欠|还有",
    re.IGNORECASE,
)
"""A debt that is left beside one that was paid off, or that is not paid off yet."""
IF_IT_MATTERS = re.compile(
    r"\b(?:(?:i )?(?:don['’]?t|do not) know|(?:i['’]?m )?not sure|dunno)? ?"
    r"(?:if|whether) (?:it|that|this) (?:matters|counts|is important)(?: that)?",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[.;!?。；！？，\n]|(?<=[\u4e00-\u9fff])\s+|,(?!\d)|\bbut\b|但是?")


def owes(text: str) -> bool:
    """Whether a message says that its writer owes money at high interest now."""
    plain = simplified(text)
    if NO_LONGER.search(plain) and not STILL.search(plain):
        return False
    clauses = CLAUSE.split(plain)
    return any((ENGLISH.search(one) or CHINESE.search(one)) and not DENIED.search(without_lead(one)) for one in clauses)


def without_lead(clause: str) -> str:
    """A clause without words that deny no debt: the "no wait" that it begins with, and "not sure if it matters"."""
    plain = IF_IT_MATTERS.sub("", clause)
    return re.sub(r"^\W*(?:(?:no|not quite|wait|oh|sorry|well|actually)\b\W*)+(?=(?:i|we|there)\b)", "", plain, flags=re.IGNORECASE)


def told_in(texts: Iterable[str]) -> int:
    """In how many messages the customer says that they owe money."""
    return sum(map(owes, texts))
