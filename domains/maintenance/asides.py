"""Numbers beside the readings: limits, what was before, what a reading changed by, and what somebody puts right in the same message."""

import re

LIMITED = re.compile(
    r"(?:\b(?:limit|maximum|max|minimum|rated|nominal|target|set ?-?point|allowed|supposed to be|normally|usually)\b|"
    r"额定|最大|最高|最低|上限|下限|目标|设定|正常(?:是|值|应该|情况)|标准|限值|允许)[^,;.，；。\n\d]*$",
    re.IGNORECASE,
)
NOT = re.compile(
    r"(?:\bnot|\binstead of|\brather than|不是|而不是|"
    r"\b(?:over|above|at least|at most|more than|below|under|less than|up to)|[<>≥≤]|超过|不到|至少|低于|高于|大于|小于|"
    r"\b(?:by|up|down|dropped|fell|rose)|[降升高低多少减增涨跌]了|比[^，。；\d]{1,8}[高低多少大小]|\b(?:in|wait|give me)|等|再过)\s*$",
    re.IGNORECASE,
)
"""Before a number that is denied, a bound, a change, or a time to wait."""
BESIDE = re.compile(
    r"^\s*(?:[%％]|per ?cent\b|\w{0,2}\s?(?:higher|lower|more|less|warmer|hotter|cooler|above|below|over|under)\b|"
    r"(?:yesterday|before|earlier|last (?:shift|week|month))\b|(?:分钟|小时)?[以之]?(?:后|内))",
    re.IGNORECASE,
)
"""Behind a number that is a share, a difference, or of another time."""
PAST = re.compile(
    r"(?:\b(?:was|were|had been|used to be|before(?: it was)?)|(?:原来|之前|以前|昨天|刚才|早上)(?:是|为|才|还是|显示)?)\s*$", re.IGNORECASE
)
FORMER = re.compile(
    r"\b(?:was|were|had been|used to be|yesterday|before|earlier|not)\b|不是|上[次回]|原来|之前|以前|昨天|刚才", re.IGNORECASE
)
CORRECTION = re.compile(
    r"\b(?:no|nope|sorry|i mean|i meant|correction|make that|rather|actually)\b|不对|不是|说错|看错|应该是|[降升变改涨跌]到|变成|改成",
    re.IGNORECASE,
)
AROUND = 60
"""Characters beside a number that are looked at."""


def no_reading(text: str, start: int, end: int) -> bool:
    """Whether the number between two places is no reading of the machine as it runs."""
    before, behind = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return bool(NOT.search(before) or LIMITED.search(before) or BESIDE.match(behind))


def of_before(gap: str) -> bool:
    """Whether the number behind a gap is what a reading was before."""
    return PAST.search(gap) is not None


def former(gap: str, behind: str) -> bool:
    """Whether the number between two gaps may be followed by what its reading is now."""
    return bool(FORMER.search(gap) or LIMITED.search(gap) or FORMER.match(behind.lstrip(" ,，")))


def corrects(gap: str) -> bool:
    """Whether the number behind a gap stands for the one in front of it."""
    return CORRECTION.search(gap) is not None
