"""Numbers beside the readings: limits, what was before, what a reading changed by, and what somebody puts right in the same message."""

import re

LIMITED = re.compile(
    r"(?:\b(?:limit|maximum|max|minimum|rated|nominal|target|set ?-?point|allowed|supposed to be|normally|usually)\b|"
    r"额定|最大|最高|最低|上限|下限|目标|设定|正常(?:是|值|应该|情况)|标准|限值|允许)[^,;.，；。\n\d]*$",
    re.IGNORECASE,
)
NOT = re.compile(
    r"(?:\bnot|\binstead of|\brather than|不是|而不是|"
    r"\b(?:by|up|down|dropped|fell|rose)|[降升高低多少减增涨跌]了|比[^，。；\d]{1,8}[高低多少大小]|\b(?:in|wait|give me)|等|再过)\s*$",
    re.IGNORECASE,
)
"""Before a number that is denied, a change, or a time to wait."""
BOUND = re.compile(
    r"(?:\b(?:well |just |far )?(?:over|above|at least|at most|(?:(?:no|not) )?(?:more|less|greater|higher|lower) than|below|under|up to|"
    r"beyond|exceed(?:s|ed|ing)?)|"
    r"[<>≥≤]|不?超过了?|不到|不足|至少|不?低于|不?高于|不?大于|不?小于)\s*$",
    re.IGNORECASE,
)
"""Before a number that a reading is known to be above or below."""
LEVEL = re.compile(r"\b(?:up|down|dropped|fell|rose)\s+(?:(?:well |just |far )?(?:above|below|under))\s*$", re.IGNORECASE)
"""A bound that a reading has passed; "dropped over 20" is a difference."""
SUPPOSED = re.compile(
    r"(?:\b(?:if|unless|until|should\w*|must\w*|shall|threshold|alarms?|trips?|ought|never|cannot|can'?t|"
    r"keep|needs? to|ha(?:s|ve) to|wait\w*)\b|"
    r"如果|要是|假如|万一|一旦|报警|阈值|应该|应当|必须|不能|不得|不要|不可|不应|不许|保持|等了)[^,;.，。；\n\d]*$|"
    r"(?:上升|下降|升高|降低|增加|减少|提高|上涨|下跌)\s*$",
    re.IGNORECASE,
)
"""Before a bound that tells what may happen or what is allowed, how long somebody waits, or how much a reading changed."""
BESIDE = re.compile(
    r"^\s*(?:[%％]|per ?cent\b|ago\b|(?!(?:or|and)\b)\w{0,2}\s?(?:higher|lower|more|less|warmer|hotter|cooler|above|below|over|under)\b|"
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
NOW = re.compile(
    r"\b(?:now|currently|at the moment|today|actual|(?:it )?(?:reads|shows)|it'?s)\b|现在|目前|当前|今天|这次|实际", re.IGNORECASE
)
AROUND = 60
"""Characters beside a number that are looked at."""


def no_reading(text: str, start: int, end: int) -> bool:
    """Whether the number between two places is no reading of the machine as it runs."""
    before, behind = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if LIMITED.search(before) or BESIDE.match(behind):
        return True
    if bound := BOUND.search(before):
        front = before[: bound.start()]
        return SUPPOSED.search(front) is not None or (NOT.search(front) is not None and not LEVEL.search(before))
    return NOT.search(before) is not None


def without_bound(gap: str) -> str:
    """What stands before a number, without the words that make a bound of it: the same text where it is none."""
    return BOUND.sub("", gap)


def of_before(gap: str) -> bool:
    """Whether the number behind a gap is what a reading was before."""
    return PAST.search(gap) is not None


def former(gap: str, behind: str) -> bool:
    """Whether the number between two gaps may be followed by what its reading is now."""
    return bool(FORMER.search(gap) or LIMITED.search(gap) or FORMER.match(behind.lstrip(" ,，")))


def of_now(gap: str) -> bool:
    """Whether the number behind a gap is what a reading is, after a bound for it."""
    return NOW.search(gap) is not None


def corrects(gap: str) -> bool:
    """Whether the number behind a gap stands for the one in front of it."""
    return CORRECTION.search(gap) is not None
