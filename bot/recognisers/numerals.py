"""Numbers as people write them: 1,299.00, 12,50, twenty five, 三百五十."""

import re
from collections.abc import Iterator

from bot.dialogue.events import Entity

DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d{1,2}(?!\d))?|\d+"
GROUPED = r"[1-9]\d{0,2}(?:(?:[ \u00a0\u202f]\d{3})+|(?:\.\d{3})+|(?:['’]\d{3})+)(?:[.,]\d{1,2})?(?!\d|[.,]\d)"
"""Thousands separated by a blank, a point or an apostrophe: 3 500, 6.000,00, 12'000. Without a unit it may be anything."""
LEFT = r"(?<![A-Za-z0-9_])(?<![0-9][.,])"
"""A number does not begin after a letter or inside another number; it may follow a comma without a blank: "no,5000"."""
FRACTION = r"(?:\d+\s+(?:1/[24]|3/4)|1/2|(?:\d+\s?)?[½¼¾])"
"""One and a half is 1 1/2 or 1½; 3/4 by itself is left out, since it often means three or four."""
PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}

UNITS = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)}
WORD = "|".join(sorted({*UNITS, *TENS, "hundred", "thousand", "million"}, key=len, reverse=True))
WORDS = rf"(?:{WORD})(?:(?:\s+|-|\s+and\s+)(?:{WORD}))*"

SCALES = {"hundred": 100.0, "thousand": 1e3, "grand": 1e3, "million": 1e6}
LEADS = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5, "couple": 2.0, "couple of": 2.0, "a couple": 2.0, "a couple of": 2.0}
LEAD = "|".join(sorted(LEADS, key=len, reverse=True)).replace(" ", r"\s+")
SCALED = (
    rf"(?:(?P<lead>{DIGITS}|{LEAD}|{WORDS})(?P<half>\s+and\s+a\s+half)?\s?(?P<scales>(?:{'|'.join(SCALES)})(?:\s+(?:{'|'.join(SCALES)}))*)"
    rf"(?:\s+(?:and\s+)?(?P<rest>{WORDS}))?)"
)
"""Two and a half thousand, 1.2 million, a couple of grand, a thousand two hundred."""
AMOUNT_WORDS = rf"(?:{re.sub(r'[?]P<[a-z]+>', '?:', SCALED)}|{WORDS})"
WRITTEN_OUT = re.compile(rf"(?<![\w.,])(?:{re.sub(r'[?]P<[a-z]+>', '?:', SCALED)}|(?:{WORDS}))\b", re.IGNORECASE)

CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "幺": 1}
CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
MIXED_UNITS = {"千": 1e3, "万": 1e4, "亿": 1e8}
MIXED_FORM = rf"(?:{DIGITS})\s?[千万亿](?:[\d一二两三四五六七八九]千?(?![\d零一二两三四五六七八九十百千万天个年月周期]))?"
MIXED = re.compile(rf"({DIGITS})\s?([千万亿])(?:([\d一二两三四五六七八九])千?)?")
"""Digits before a Chinese unit: 2万, 1.5亿, 3万5, 3万5千."""
CHINESE = "(?![千万亿])[零〇一二两三四五六七八九十百千万亿]{1,12}"
"""A numeral; none begins with 万, 千 or 亿, since 万一 and 千万 are words."""
CHINESE_LEFT = r"(?<![零〇一二两三四五六七八九十百千万亿\d])(?<![\d十][几多来])"
"""A Chinese number does not begin inside another one: 攒了十五万 does not contain 五万."""
IN_WAN = rf"(?:{DIGITS})[wW](?:\d(?!\d))?(?![A-Za-z])"
"""W typed for 万: 3w, 1w5. Watts look the same."""
ROUGH = re.compile("一[二两]|[两二]三|三[四五]|四五|五六|六七|七八|八九")
"""Two neighbouring digits give a rough number: 五六百 is five or six hundred."""
SPELT = re.compile(rf"(?P<whole>(?<!\d){MIXED_FORM}|{CHINESE})(?:点(?P<decimals>[零〇一二三四五六七八九]{{1,3}})(?![十百千\d]))?")
"""A numeral with Chinese characters, and its decimals: 四十六点三."""
COUNTED = re.compile(rf"({CHINESE})(?=[个件只双盒套台份条把盏])")

PLAIN = re.compile(rf"(?<![\w.,-])(?:{DIGITS})(?![\w%])|\b(?:{WORDS})\b", re.IGNORECASE)
LONGEST = 15
"""A number with more digits is no amount or quantity."""


def value(text: str) -> float | None:
    """The number that a text writes, in any of the forms above; None if it is no number."""
    text = text.strip().casefold()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= LONGEST else None
    if re.fullmatch(DIGITS, text):
        return from_digits(text)
    if re.fullmatch(GROUPED, text):
        return from_groups(text)
    if re.fullmatch(FRACTION, text):
        part = next(part for part in PARTS if text.endswith(part))
        return float(text.removesuffix(part) or 0) + PARTS[part]
    if re.fullmatch(IN_WAN, text):
        text = text.replace("w", "万")
    if mixed := MIXED.fullmatch(text):
        unit = MIXED_UNITS[mixed[2]]
        return (from_digits(mixed[1]) or 0.0) * unit + figure(mixed[3] or "0") * unit / 10
    if re.fullmatch(CHINESE, text):
        return float(from_chinese(text))
    words = [word for word in re.split(r"[\s-]+", text) if word != "and"]
    if words and all(re.fullmatch(WORD, word) for word in words):
        return float(from_words(words))
    return from_scaled(text)


def figure(character: str) -> int:
    """One digit, Arabic or Chinese."""
    return CHINESE_DIGITS[character] if character in CHINESE_DIGITS else int(character)


def from_scaled(text: str) -> float | None:
    """An English number that ends in a scale: two and a half thousand."""
    parts = re.fullmatch(SCALED, text)
    if parts is None:
        return None
    lead = " ".join(parts["lead"].split())
    number = LEADS[lead] if lead in LEADS else value(lead)
    if number is None:
        return None
    number += 0.5 if parts["half"] else 0.0
    for scale in parts["scales"].split():
        number *= SCALES[scale]
    return number + (value(parts["rest"]) or 0.0 if parts["rest"] else 0.0)


def words_in_digits(text: str) -> str:
    """The text with spelled-out English numbers from ten on as digits; smaller ones stay, since "one" is often a pronoun."""

    def digits(match: re.Match[str]) -> str:
        number = value(match[0])
        return match[0] if number is None or number < 10 else f"{number:.15g}"

    return WRITTEN_OUT.sub(digits, text)


def in_digits(text: str, measures: str = "(?!)") -> str:
    """The text with Chinese numerals as digits: those of two or more characters, and any before ``measures``, a regular expression.

    A lone 一 or 十 stays, since it is more often a word than a number, and so does a rough number such as 四五十.
    """
    alone = re.compile(rf"\s?(?:{measures})")

    def digits(match: re.Match[str]) -> str:
        whole = value(match["whole"])
        if whole is None or ROUGH.search(match["whole"]) or (len(match[0]) == 1 and not alone.match(text, match.end())):
            return match[0]
        written = f"{whole:.15g}"
        return written + "." + "".join(str(CHINESE_DIGITS[c]) for c in match["decimals"]) if match["decimals"] else written

    return SPELT.sub(digits, text)


def from_digits(text: str) -> float | None:
    """A number in digits; a comma before the last one or two digits is a decimal sign. None if it is too long."""
    if len(text) > LONGEST:
        return None
    text = text.replace("，", ",")
    return float(re.sub(r",(?=\d{1,2}$)", ".", text)) if re.search(r",\d{1,2}$", text) else float(text.replace(",", ""))


def from_groups(text: str) -> float | None:
    """A number whose thousands are separated by something else than commas."""
    whole, decimals = (text[: -len(end[0])], end[1]) if (end := re.search(r"[.,](\d{1,2})$", text)) else (text, "0")
    return from_digits(re.sub(r"\D", "", whole) + f".{decimals}")


def from_words(words: list[str]) -> int:
    """An English number in words."""
    total = current = 0
    for word in words:
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word == "million":
            total, current = max(total + current, 1) * 1_000_000, 0
        else:
            current += UNITS.get(word, TENS.get(word, 0))
    return total + current


def from_chinese(text: str) -> int:
    """A Chinese number: with units (三百五十, 一千二) or digit by digit (二零二六); the lower end of a rough one (五六百)."""
    if len(text) == 2 or any(c in "十百千万亿" for c in text):
        text = ROUGH.sub(lambda about: about[0][0], text)
    if not any(c in "十百千万亿" for c in text):
        return int("".join(str(CHINESE_DIGITS[c]) for c in text)[:LONGEST])
    total = section = digit = 0
    unit = 1
    for c in text:
        if c in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[c]
            unit = 1 if c in "零〇" else unit
        elif c in CHINESE_UNITS:
            unit = CHINESE_UNITS[c]
            section += (digit or 1) * unit
            digit = 0
        else:
            unit = 10_000 if c == "万" else 100_000_000
            total = (total + section + digit) * unit
            section = digit = 0
    return total + section + digit * (unit // 10 if unit > 10 else 1)


def numbers(text: str) -> Iterator[Entity]:
    """Every quantity in the message; "one" within it is a pronoun, and a Chinese numeral counts only alone or before a measure word."""
    for match in PLAIN.finditer(text):
        number = value(match[0])
        if number is not None and (match[0].casefold() not in ("one", "zero") or text.strip().casefold() == match[0].casefold()):
            yield Entity("number", number, match[0], match.start(), match.end())
    for match in COUNTED.finditer(text):
        yield Entity("number", float(from_chinese(match[1])), match[1], match.start(1), match.end(1))
    if re.fullmatch(CHINESE, text.strip()):
        start = text.index(text.strip())
        yield Entity("number", float(from_chinese(text.strip())), text.strip(), start, start + len(text.strip()))
