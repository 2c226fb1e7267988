"""Recurring amounts: what somebody earns, pays or saves every month is not what they have, want or paid."""

import re

PERIOD = r"(?:day|week|wk|fortnight|month|mo|mth|quarter|year|yr|annum)\b"
BEHIND = re.compile(
    rf"\s*(?:net|gross|before tax|after tax|or so)?\s*(?:(?:an?|per|each|every|/)\s*{PERIOD}"
    rf"(?!\s+(?:ago|later|from now|and a half|or two|away))"
    r"|(?:monthly|weekly|yearly|annually|pcm|p\.?\s?[am]\b)"
    r"|(?:一?个?每个?|/)[月周年]|一个?月(?![期后内还就左]|以内|之内|以后|之后))",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"\b(?:salary|income|wages?|earn(?:s|ing|ed)?|rent|mortgage|pension|pay ?(?:check|slip)s?)"
    r"(?:\s+(?:is|was|of|at|about|around|roughly|some|approximately|currently|now|just|only|nearly|almost))*\s*:?\s*$"
    r"|每个?(?:月|周|星期|礼拜|年|季度?)[^，。,.;；！？!?\d]{0,6}$"
    r"|(?:月薪|月入|月收入|年薪|年收入|年入|工资|收入|薪水|薪资|房租|房贷|月供|月租|退休金)(?:大概|大约|差不多|到手|税前|税后|不到|将近|[有是也就约在才只的了:：\s]){0,4}$",
    re.IGNORECASE,
)
BORROWED = re.compile(r"借|贷|周转")
ONE_MONTH = re.compile(r"\s*一个?月")
BACK = 60
"""Characters before an amount that are searched."""


def regular(text: str, start: int, end: int) -> bool:
    """Whether the amount at ``start:end`` recurs, e.g. every month; 借5000块一个月 does not: it is borrowed for a month."""
    before = text[max(0, start - BACK) : start]
    if ONE_MONTH.match(text, end) and BORROWED.search(before):
        return False
    return BEHIND.match(text, end) is not None or BEFORE.search(before) is not None
