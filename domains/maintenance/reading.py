"""Readings in the words of people at machines, English and Chinese: "torque 62, 1300 rpm, tool wear 210 min", or lines of a CSV file."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .asides import corrects, former, no_reading, of_before, of_now, without_bound
from .figures import in_figures

AIR, PROCESS, SPEED, TORQUE, WEAR = (
    "Air temperature [K]", "Process temperature [K]", "Rotational speed [rpm]", "Torque [Nm]", "Tool wear [min]",
)  # fmt: skip
READINGS = (SPEED, TORQUE, WEAR, AIR, PROCESS)
"""The model's readings, in the order in which they are asked for."""
NAMED: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        AIR: r"\b(?:air|ambient|room|hall|inlet)(?: ?temp(?:erature)?s?)?\b|"
        r"空气(?:温度|(?![压开滤]))|环境温度|环温|室温|气温|车间里?的?温度|空温|进气温度",
        PROCESS: r"\bprocess(?:ing)?(?: ?temp(?:erature)?s?)?\b|\bproc(?:ess)?\.? ?temp\w*|"
        r"工艺(?:温度?|(?=\s*(?:是|为|[:：]|不?超过|[高低]于|不到)?\s*\d))|加工温度?|过程温度?|制程温度?",
        SPEED: r"\b(?:rotational |spindle |rotation )?speed\b|\bspindle\b|\brpm\b|\brevs\b|转速|转数|主轴(?!扭)",
        TORQUE: r"\btorque\b|扭矩|转矩|力矩|扭力",
        WEAR: r"\b(?:(?:tool ?)?wear|tool ?(?:time|age|life|minutes|at)|tool (?:has run|has been in|is at))\b|"
        r"(?:刀具)?(?:磨损|磨耗)|刀(?:具|片)?(?:都|也)?(?:已经?)?(?:使?用|加工|干|跑|切)了?|刀具?(?:时间|时长|寿命)",
    }.items()
}
UNITS: tuple[tuple[re.Pattern[str], str, float, float, str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), of, factor, offset, unit)
    for pattern, of, factor, offset, unit in (
        (r"rad(?:ians?)?\s?/\s?s(?:ec)?\b|rad per sec\w*|弧度每秒", "speed", 9.549297, 0.0, "rad/s"),
        (r"rpm\b|r/min|rev(?:olution)?s?(?: per minute|/min)?\b|转(?![速矩数])(?:每分钟?|/分钟?)?", "speed", 1.0, 0.0, "rpm"),
        (r"k\s?n\s?[·.*]?\s?m\b|千牛[·・]?米", "torque", 1000.0, 0.0, "kNm"),
        (r"n\s?[·.*]?\s?cm\b", "torque", 0.01, 0.0, "Ncm"),
        (r"kgf?\s?[·.*]?\s?m\b|公斤[·・]?米", "torque", 9.80665, 0.0, "kgf m"),
        (r"n\s?[·.*]?\s?m\b|newton[ -]?met(?:er|re)s?|个?牛[·・]?米", "torque", 1.0, 0.0, "Nm"),
        (r"(?:lbf?|pound)[ ·-]?(?:ft|feet|foot)\b|(?:ft|foot)[ ·-]?(?:lbf?s?|pounds?)\b", "torque", 1.3558179, 0.0, "lbf ft"),
        (r"(?:lbf?|pound)[ ·-]?(?:in|inch|inches)\b|in(?:ch)?[ ·-]?(?:lbf?s?|pounds?)\b", "torque", 0.11298483, 0.0, "lbf in"),
        (r"°\s?c\b|deg(?:rees)? ?c(?:elsius)?\b|celsius\b|℃|摄氏度?|度|c\b", "heat", 1.0, 273.15, "°C"),
        (r"°\s?f\b|deg(?:rees)? ?f(?:ahrenheit)?\b|fahrenheit\b|℉|华氏度?|f\b", "heat", 5 / 9, 273.15 - 160 / 9, "°F"),
        (r"k(?:elvins?)?\b|开尔文|开(?=[，。,\s]|$)", "heat", 1.0, 0.0, "K"),
        (r"min(?:ute)?s?\b|多?分钟?(?!之)", "wear", 1.0, 0.0, "min"),
        (r"h(?:(?:ou)?rs?)?\b|个?多?(?:小时|钟头)", "wear", 60.0, 0.0, "h"),
        (r"s(?:ec(?:ond)?s?)?\b|秒", "wear", 1 / 60, 0.0, "s"),
        (r"d(?:ays?)?\b|天", "wear", 1440.0, 0.0, "d"),
    )
)
OF: Mapping[str, tuple[str, ...]] = {"speed": (SPEED,), "torque": (TORQUE,), "heat": (AIR, PROCESS), "wear": (WEAR,)}
ALONE = frozenset({"speed", "torque"})
"""What a unit tells by itself: degrees and minutes could be anything's."""
NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<sign>[-−]|minus |负|零下)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?(?:e[+-]?\d{1,2}\b)?)",
    re.IGNORECASE,
)
CHINESE_BEFORE = re.compile(
    r"(?P<sign>[-−]|minus |负|零下)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?(?:e[+-]?\d{1,2}\b)?)", re.IGNORECASE
)
NEXT_NAME = re.compile(r"\s*(?:rpm|revs?)\s*[:=]?\s*\d{3}", re.IGNORECASE)
OTHERS_NAME = re.compile(
    rf"(?:{'|'.join(pattern.pattern for name, pattern in NAMED.items() if name != SPEED)})\s*(?:is|at|[:=：])?\s*$", re.IGNORECASE
)
"""What stands around the 309 of "process 309 rpm 1500", where rpm is no unit but begins the next reading."""
GRADE = re.compile(
    r"\b(?:grade|quality|variant|product|type)\s*(?:is |=|:)?\s*(?P<a>[lmh]|low|medium|high)\b|"
    r"\b(?P<b>low|medium|high)[ -](?:grade|quality)\b|"
    r"\b(?P<c>[lmh])[ -](?:grade|type|variant)\b|(?:等级|品级|型号|类型)(?:是|为|：|:)?\s*(?P<d>[lmh低中高])(?![A-Za-z0-9])|"
    r"(?P<e>[低中高lmh])(?:等级|品级|级|档|型)",
    re.IGNORECASE,
)
NO_GRADE = re.compile(r"\b(?:not|no) (?:an? )?(?:grade|low|medium|high|type|[lmh]\b)|\b[lmh] or [lmh]\b|不是[低中高lmh]", re.IGNORECASE)
GRADES = {"l": "L", "low": "L", "低": "L", "m": "M", "medium": "M", "中": "M", "h": "H", "high": "H", "高": "H"}


Name = tuple[int, int, str]
"""Where the name of a reading stands: start, end, and which."""


@dataclass(frozen=True, slots=True)
class Said:
    """A number with the unit that stands behind it, if one does."""

    value: float
    start: int
    end: int
    of: str | None
    unit: tuple[float, float] | None


def readings(text: str, asked: str | None = None) -> dict[str, float]:
    """Readings by the model's names, in its units; ``asked``: what a number without a name answers. Of several for one the last counts."""
    if "\n" in text.strip() and (table := from_table(text)):
        return table
    kept = named(in_figures(text))
    exact = [(one, own) for one, own, bound in kept if not bound]
    bounds = [(one, own) for one, own, bound in kept if bound]
    unnamed = exact or bounds
    found: dict[str, float] = {}
    for one, own in bounds + exact:  # a number says more than a bound, so it counts where both are there
        name = own or (asked if len(unnamed) == 1 and one is unnamed[0][0] and fits(one, asked) else None)
        if name is not None:
            factor, offset = one.unit or (1.0, 0.0)
            found[name] = round(one.value * factor + offset, 3)
    return found


def named(text: str) -> list[tuple[Said, str | None, bool]]:
    """Every number that may be a reading, the reading it belongs to, and whether it is a bound; without what somebody puts right."""
    names = sorted((match.start(), match.end(), name) for name, pattern in NAMED.items() for match in pattern.finditer(text))
    numbers = list(said(text))
    kept: list[tuple[Said, str | None, bool]] = []
    before, last, was, bounded = 0, None, False, False
    for place, one in enumerate(numbers):
        after = numbers[place + 1].start if place + 1 < len(numbers) else len(text)
        whole = text[before : one.start]
        gap = without_bound(whole)
        owned = owner(one, names, (before, after), text)
        if owned is not None and owned in names:
            names.remove(owned)
        own = owned[2] if owned else None
        again = corrects(gap)
        if own is None and (again or was or (bounded and of_now(gap))) and fits(one, last):
            own = last
        none = no_reading(text, one.start, one.end)
        if own is None and again and not none and kept and kept[-1][1] is None:
            kept.pop()
        old = bool(kept) and of_before(gap) and (own is None or own in [name for _, name, _ in kept])
        if not old and not none:
            kept.append((one, own, gap != whole and not again))
        before, last, was, bounded = one.end, own, former(gap, text[one.end : after]), gap != whole
    return kept


def said(text: str) -> Iterator[Said]:
    """Every number in the text with its unit."""
    for match in CHINESE_BEFORE.finditer(text) if re.search(r"[\u4e00-\u9fff]", text) else NUMBER.finditer(text):
        digits = match["digits"]
        digits = digits.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits) else digits.replace(",", ".")
        rest = text[match.end() :]
        behind = len(rest) - len(rest.lstrip(" "))
        value = -float(digits) if match["sign"] else float(digits)
        next_name = NEXT_NAME.match(rest) and OTHERS_NAME.search(text[: match.start()])
        for pattern, of, factor, offset, _ in UNITS:
            if not next_name and (unit := pattern.match(rest, behind)):
                yield Said(value, match.start(), match.end() + unit.end(), of, (factor, offset))
                break
        else:
            yield Said(value, match.start(), match.end(), None, None)


def owner(one: Said, names: list[Name], between: tuple[int, int], text: str) -> Name | None:
    """The name of the reading that a number belongs to: its unit's, else the nearest in front of it, else the one right behind it."""
    may = OF.get(one.of or "")
    if may and one.of in ALONE:
        return next((name for name in reversed(names) if between[0] <= name[0] < between[1] and name[2] == may[0]), (-1, -1, may[0]))
    front = [name for name in names if between[0] <= name[0] and name[1] <= one.start and (may is None or name[2] in may)]
    if front:
        return front[-1]
    behind = [
        name
        for name in names
        if one.end <= name[0]
        and name[1] <= between[1]
        and not re.search(r"[,;，；。\n]", text[one.end : name[0]])
        and (may is None or name[2] in may)
    ]
    return behind[0] if behind else None


def fits(one: Said, asked: str | None) -> bool:
    """Whether a number without a name may answer a question."""
    return asked is not None and (one.of is None or asked in OF[one.of])


def from_table(text: str) -> dict[str, float]:
    """The last row of lines that were pasted from a CSV file; nothing where the first line names no readings."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    separator = next((one for one in (";", "\t") if one in lines[0]), ",")
    header, *rows = list(csv.reader(lines, delimiter=separator))
    places = {name: at for at, cell in enumerate(header) for name, pattern in NAMED.items() if pattern.search(cell.replace("_", " "))}
    if len(places) < 2 or not rows:
        return {}
    found = {}
    for name, at in places.items():
        cell = rows[-1][at].strip() if at < len(rows[-1]) else ""
        number = next(said(cell.replace(",", ".") if separator != "," else cell), None)
        if number is not None:
            factor, offset = number.unit or unit_of(header[at])
            found[name] = round(number.value * factor + offset, 3)
    return found


def unit_of(cell: str) -> tuple[float, float]:
    """The unit that a column's name states in brackets."""
    inside = re.search(r"[\[(（]\s*([^\])）]+?)\s*[\])）]", cell)
    if inside:
        for pattern, _, factor, offset, _ in UNITS:
            if pattern.fullmatch(inside[1]):
                return factor, offset
    return 1.0, 0.0


def grade(text: str) -> str | None:
    """The product grade L, M or H that a text names; None where it names several, or says which one it is not."""
    if NO_GRADE.search(text):
        return None
    named = {GRADES[next(filter(None, match.groups())).casefold()] for match in GRADE.finditer(text)}
    return named.pop() if len(named) == 1 else None
