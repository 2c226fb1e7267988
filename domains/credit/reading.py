"""What customers write about their account and savings, read into the bands of the scorecard; None where it cannot be read for sure."""

import re

from bot.recognisers.numerals import CHINESE, ROUGH, in_digits, value, words_in_digits
from bot.simplified import simplified

OVERDRAWN = re.compile(
    r"overdra|minus|negative|in the red|below (?:zero|0)|(?<![\d€$£k万千])(?<![\d€$£k万千]\s)[-−]\s*[€$£]?\s*\d|透支|负|欠|赤字|不够",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"\b(?:never|not|no|isn't|without)\b(?: (?:been|be|go|goes|gone|an?|in|usually|ever|really))* "
    r"(?:overdra\w*|minus|negative|in the red|below (?:zero|0))"
    r"|(?:从来?不|从没|没有?|不会?|未)(?:透支|欠\w?|负)",
    re.IGNORECASE,
)
"""What is said not to be so."""
NOTHING = re.compile(
    r"\b(?:nothing|zero|nil|empty|next to nothing)\b|零|没剩|[没不]剩啥|剩不下|什么都没|啥都没|月光|花光|用光", re.IGNORECASE
)
UNIT = r"k(?![A-Za-z])|w(?![A-Za-z])|thousand|grand|万|千"
NUMBER = re.compile(rf"(\d{{1,3}}(?:[,.'’\s]\d{{3}})+|\d+)([.,]\d{{1,2}})?\s*({UNIT})?", re.IGNORECASE)
FEW = re.compile(r"\b(?:few|several|some)\s+(?:hundreds?|thousands?|grand)\b", re.IGNORECASE)
"""How many hundreds is left open."""
DIGIT = r"[\d一二两三四五六七八九]"
SHARED_UNIT = re.compile(rf"({DIGIT})(?=\s?(?:-|–|~|到|至|to|or|and)\s?{DIGIT}+(?:[.,]\d)?\s?({UNIT}))", re.IGNORECASE)
"""The lower end of a range whose unit stands behind the upper one: 3-4k, 3到5万."""
BELOW = re.compile(
    r"\b(?:under|below|less than|not even|up to|at most|no more than|maximum|max)[\s€$£]*$|"
    r"(?:不到|不足|低于|少于|最多|顶多|不超过)\s*$",
    re.IGNORECASE,
)
"""In front of a number that is not reached."""
FACTORS = {"k": 1_000, "thousand": 1_000, "grand": 1_000, "千": 1_000, "万": 10_000, "w": 10_000}
SAVINGS = ((100, "below_100"), (500, "up_to_500"), (1_000, "up_to_1000"))


def balance(text: str | None) -> str | None:
    """What is usually left in a current account, as the scorecard has it."""
    if text is None:
        return None
    text = NEVER.sub("", simplified(text))
    if OVERDRAWN.search(text):
        return "below_0"
    if NOTHING.search(text):
        return "up_to_200"
    number = amount(text)
    return None if number is None else "up_to_200" if number < 200 else "over_200"


def saved(text: str | None) -> str | None:
    """Savings, as the scorecard has them."""
    if text is None:
        return None
    if NOTHING.search(simplified(text)):
        return "below_100"
    number = amount(text)
    return None if number is None else next((word for end, word in SAVINGS if number < end), "over_1000")


def rough_in_digits(text: str) -> str:
    """The text with the lower end of what is told by two neighbours: 五六千 is five thousand at least."""
    return re.sub(CHINESE, lambda about: f"{value(about[0]):.15g}" if ROUGH.search(about[0]) else about[0], text)


def amount(text: str) -> float | None:
    """The one number that a text names, or the smallest of several: who names a range is sure of its lower end alone.

    A number that is not reached counts as a little less.
    """
    plain, found = in_digits(SHARED_UNIT.sub(r"\1\2", words_in_digits(FEW.sub("", rough_in_digits(simplified(text)))))), []
    for match in NUMBER.finditer(plain):
        digits, part, unit = match.groups(default="")
        value = float(re.sub(r"\D", "", digits) + part.replace(",", ".")) * FACTORS.get(unit.lower(), 1)
        found.append(value - 0.01 if BELOW.search(plain, 0, match.start()) else value)
    return max(min(found), 0.0) if found else None
