"""Finds answers to questions for personal data, in which only the previous message tells what a bare number or name is."""

import re
from collections.abc import Iterator

from training.personal.detections import Detection, Kind
from training.personal.numbers import DAY

DIGITS = r"(?<![\dA-Za-z])\d(?:[ -]?\d){%d,%d}(?![ -]?\d|[A-Za-z])"
QUESTIONS: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "DATE_OF_BIRTH",
        re.compile(r"date of birth|\bdob\b|birth ?da(?:te|y)|\bborn\b|出生|生日", re.IGNORECASE),
        re.compile(DAY, re.IGNORECASE),
    ),
    ("CARD", re.compile(r"\bcard(?:'s)? (?:number|no\b)|digits of (?:the|your) card|卡号", re.IGNORECASE), re.compile(DIGITS % (11, 18))),
    ("ACCOUNT", re.compile(r"\b(?:account|acct|acc|a/c) (?:number|no\b)|账号|账户", re.IGNORECASE), re.compile(DIGITS % (5, 16))),
    (
        "ID",
        re.compile(
            r"\bssn\b|social security|passport|\bid (?:card|number)|national id|tax (?:id|number)|licen[cs]e number|身份证|护照",
            re.IGNORECASE,
        ),
        re.compile(r"(?<![\dA-Za-z])[A-Z]{0,3}\d[\dA-Z]*(?:[ -]\d[\dA-Z]*){0,5}(?![\dA-Za-z])", re.IGNORECASE),
    ),
    (
        "ADDRESS",
        re.compile(r"(?<!mail )(?<!ip )(?<!<)\baddress|where (?:do you live|should (?:we|i) (?:send|ship|deliver))", re.IGNORECASE),
        re.compile(
            r"\A\W{0,3}(?:(?:it'?s|it is|no|yes|sure|ok),? ){0,2}(?P<at>\d{1,5}[a-z]?(?:[ ,]+[\w.'-]+){2,14})\W{0,3}\Z", re.IGNORECASE
        ),
    ),
)
FEWEST_DIGITS = 5


def answers(text: str, asked: str) -> Iterator[Detection]:
    """The personal data in a text that answers the message ``asked``."""
    for kind, question, answer in QUESTIONS:
        if not question.search(asked):
            continue
        for match in answer.finditer(text):
            group = "at" if kind == "ADDRESS" else 0
            if kind != "ID" or sum(c.isdigit() for c in match[0]) >= FEWEST_DIGITS:
                yield Detection(kind, match.start(group), match.end(group))
