"""A child's temperature in degrees, Celsius or Fahrenheit, and the symptoms that it stands for."""

import re
from collections.abc import Iterator, Mapping

from bot.advice.triage.case import Answer
from bot.simplified import simplified

FEVER, MILD, MODERATE, HIGH, EXTREME = "发热", "低热", "中等度热", "高热", "超高热"
DEGREES = r"(?P<degrees>\d{2,3}(?:[.,]\d{1,2})?)"
UNIT = r"\s*(?P<unit>°\s*[cf]?|℃|℉|degrees?(?: (?:celsius|fahrenheit|[cf])\b)?|[cf]\b|celsius|fahrenheit|度(?P<tenths>\d)?)"
WORD = r"(?:temperature|temp|fever|体温|发烧|高烧|低烧|烧到?|烧)"
NO_DEGREES = (
    r"(?![\d.,]*\d)(?!\s*(?:weeks?|months?|days?|hours?|hrs?|mins?|minutes?|years?|times|"
    r"kg|lbs?|pounds?|mg|ml|%|(?:a|per|/) ?min|bpm|breaths?|beats?|斤|公斤|毫|岁|个|天|小时|次|周|分))"
)
BETWEEN = (
    r"(?:(?!\b(?:no|not|never|below|under|less|without|if|when|until|weighs?|weight|size|pulse|heart|sugar|spo2)\b|[没不]"
    r"|心率|心跳|体重|如果|要是)[^\d.;!?。；！？\n]){1,40}?"
)
MEASURED = re.compile(
    rf"(?<![\d.,/-]){DEGREES}{UNIT}|"
    rf"{WORD}(?:\s*(?:is|was|of|at|around|about|up to|now|reads?|over|above|to|在|是|到|有|大概|:|：|=))*\s*"
    rf"(?P<told>\d{{2,3}}(?:[.,]\d{{1,2}})?){NO_DEGREES}|"
    rf"(?:\b(?:temp(?:erature)?|fever)\b|体温|发烧|量了?体温){BETWEEN}(?<![\d.,/-])(?P<later>3[5-9][.,]\d{{1,2}}|4[0-2][.,]\d{{1,2}}|10[0-6][.,]\d|3[89]|4[01]){NO_DEGREES}",
    re.IGNORECASE,
)
"""Degrees with their unit, right behind the word for a temperature, or further on in its sentence: "a temp since yesterday, 38.9"."""
NOT_SO = re.compile(
    r"\b(?:below|under|less than|not|never|no more than|if|when|until|unless|should|room|water|bath)\b[^.;!?]*$|"
    r"(?:不到|没到|低于|没超过|不超过|如果|要是|超过了?再)$",
    re.IGNORECASE,
)
"""Before degrees that were not measured, or not of the child."""
NORMAL = re.compile(
    r"\btemp(?:erature)?(?:'s| is| was|:)?(?: (?:quite|completely|perfectly|back to|now|still))* (?:normal|fine|ok(?:ay)?)\b|"
    r"体温(?:都|也|很|是|一直)*(?:正常|不高)",
    re.IGNORECASE,
)
AROUND = 60
"""Characters before degrees that are looked at."""
FEVERISH = re.compile(
    r"(?<!no )(?<!not )(?<!a )fever|(?<!no )(?<!not )(?<!without )a fever|(?<![没有不发])发?烧|(?<![没有不])发热", re.IGNORECASE
)


def measured(text: str) -> Mapping[str, Answer]:
    """What the highest temperature of a text says of the fevers; nothing where it states none. Below 37.5 °C there is no fever, unless the
    text speaks of one: it may have come down for an hour."""
    plain = simplified(text)
    highest = max(celsius(plain), default=None)
    if highest is None or highest < 37.5:
        none = (highest is not None or NORMAL.search(plain)) and not FEVERISH.search(plain)
        return {FEVER: "no"} if none else {}
    if highest < 38:
        return {MILD: "yes"}
    own = MODERATE if highest < 39 else HIGH
    return {FEVER: "yes", own: "yes", **({EXTREME: "yes"} if highest >= 41 else {})}


def celsius(text: str) -> Iterator[float]:
    """Every body temperature that a text states, in degrees Celsius."""
    for match in MEASURED.finditer(text):
        value = float((match["degrees"] or match["told"] or match["later"]).replace(",", ".")) + float(match["tenths"] or 0) / 10
        fahrenheit = (match["unit"] or "").lower().endswith(("f", "℉", "fahrenheit")) or 94 <= value <= 110
        degrees = round((value - 32) / 1.8, 1) if fahrenheit else value
        if 34 <= degrees <= 43 and not NOT_SO.search(text[max(0, match.start() - AROUND) : match.start()]):
            yield degrees
