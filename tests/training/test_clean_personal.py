"""Personal data is found in messages as customers write them, and what only looks like it is left."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from training.personal import find, mask, masked

MARKED = re.compile(r"\[([^\[\]]+)\]\(([A-Z_]+)\)")
Span = tuple[str, int, int]


@dataclass(frozen=True)
class Planted:
    """A message, and the personal data in it."""

    text: str
    language: str
    spans: tuple[Span, ...]


def planted(line: str) -> Planted:
    row = json.loads(line)
    text, spans, at = "", [], 0
    for match in MARKED.finditer(row["text"]):
        text += row["text"][at : match.start()]
        spans.append((match[2], len(text), len(text) + len(match[1])))
        text += match[1]
        at = match.end()
    return Planted(text + row["text"][at:], row["language"], tuple(spans))


MESSAGES = [planted(line) for line in (Path(__file__).parent / "personal.jsonl").read_text("utf-8").splitlines()]
HALVES = {"odd": MESSAGES[::2], "even": MESSAGES[1::2]}
"""The rules were written on the odd lines; the even ones were looked at when they were finished, and for introductions once more."""

INTRODUCTIONS = [planted(line) for line in (Path(__file__).parent / "introductions.jsonl").read_text("utf-8").splitlines()]
"""People who say who they are or whom it is for, and things, places and days that are said in the same way."""


def same(a: Span, b: Span) -> bool:
    """Whether two spans are of one kind and share at least half of what they cover together."""
    return a[0] == b[0] and 2 * (min(a[2], b[2]) - max(a[1], b[1])) >= max(a[2], b[2]) - min(a[1], b[1])


def measured(half: list[Planted]) -> dict[str, Counter[str]]:
    """Hits, misses and extras by kind."""
    counts: dict[str, Counter[str]] = {"hit": Counter(), "missed": Counter(), "extra": Counter()}
    for message in half:
        found = [(str(one.kind), one.start, one.end) for one in find(message.text, message.language)]
        for span in message.spans:
            match = next((one for one in found if same(span, one)), None)
            counts["hit" if match else "missed"][span[0]] += 1
            if match:
                found.remove(match)
        counts["extra"].update(kind for kind, _, _ in found)
    return counts


def left_readable(half: list[Planted]) -> float:
    """The share of personal characters that no placeholder covers."""
    total = left = 0
    for message in half:
        covered = {i for one in find(message.text, message.language) for i in range(one.start, one.end)}
        personal = {i for _, start, end in message.spans for i in range(start, end)}
        total, left = total + len(personal), left + len(personal - covered)
    return left / total


def test_there_is_enough_to_measure() -> None:
    with_data = Counter(message.language for message in MESSAGES if message.spans)
    assert with_data["en"] >= 70
    assert with_data["zh"] >= 50
    assert sum(not message.spans for message in MESSAGES) >= 60


@pytest.mark.parametrize("half", ["odd", "even"])
def test_most_personal_data_is_found_and_little_else(half: str) -> None:
    counts = {name: counter.total() for name, counter in measured(HALVES[half]).items()}
    assert counts["hit"] / (counts["hit"] + counts["missed"]) >= 0.92
    assert counts["hit"] / (counts["hit"] + counts["extra"]) >= 0.95
    assert left_readable(HALVES[half]) <= 0.05


@pytest.mark.parametrize("half", [INTRODUCTIONS[::2], INTRODUCTIONS[1::2]], ids=["odd", "even"])
def test_people_are_found_where_they_are_introduced_and_things_are_not(half: list[Planted]) -> None:
    counts = {name: counter.total() for name, counter in measured(half).items()}
    assert counts["hit"] / (counts["hit"] + counts["missed"]) >= 0.95
    assert counts["hit"] / (counts["hit"] + counts["extra"]) >= 0.95


def shown(*texts: str, language: str = "en") -> list[str]:
    return masked(texts, language)[0]


@pytest.mark.parametrize(
    "text",
    [
        "HL-204518 and 1Z999AA10123456784 and 9400 1118 9922 3197 4281 50",
        "my order number is 415-555-0132, tracking no. 07911 123456",
        "order 4155550132, model FK-2200-17, invoice 2024-00318-77",
        "£49.90, 140 x 260 cm, LS6 3HN, 24/11/2025, 08:00-12:00",
        "firmware 2.4.1.10 at 192.168.1.1, dns 8.8.8.8",
        "write to support@hearth.example or call 0800 496 0001",
        "https://hearth.example/products/aria-desk-lamp?color=brass",
        "my birthday is on 14 June, I'm Happy, thanks, Really great",
        "password is not working, my name is on the parcel",
        "运单号13812345678，订单号202406181234567890，型号HL-2200B，6月18号到，邮编310012",
        "我叫了快递来取，我想知道20号能到吗，小姐姐，我是安徽的，谢谢老师",
    ],
)
def test_what_only_looks_personal_is_left(text: str) -> None:
    assert shown(text, language="en" if text.isascii() or "£" in text else "zh") == [text]


@pytest.mark.parametrize(
    ("text", "language", "result"),
    [
        ("Mr O'Neill, call +49 151 23456789", "en", "Mr <NAME>, call <PHONE>"),
        ("card 4242 4242 4242 4242 cvc 737, 4242 4242 4242 4241", "en", "card <CARD> cvc <CARD>, 4242 4242 4242 4241"),
        ("de89 3704 0044 0532 0130 00 please", "en", "<IBAN> please"),
        ("account number 20905432", "en", "account number <ACCOUNT>"),
        ("dob 3 May 1980, ssn 219-09-9999, steuer-id 86095742719", "en", "dob <DATE_OF_BIRTH>, ssn <ID>, steuer-id <ID>"),
        ("from 203.0.113.9, see https://x.example/r?token=abc", "en", "from <IP>, see <URL>"),
        ("221b baker street, london is home", "en", "<ADDRESS>, london is home"),
        ("Hauptstr. 5, 10115 Berlin", "de", "<ADDRESS>"),
        ("ich heiße Jürgen Voß und warte", "de", "ich heiße <NAME> und warte"),
        ("电话１３８１２３４５６７８，微信号abc_123", "zh", "电话<PHONE>，微信号<HANDLE>"),
        ("收件人：王小明，北京市海淀区中关村大街27号3单元402", "zh", "收件人：<NAME>，<ADDRESS>"),
        ("身份证11010519491231002X，1949年12月31日出生", "zh", "身份证<ID>，<DATE_OF_BIRTH>出生"),
        ("我是欧阳女士，密码abc12345", "zh", "我是<NAME>女士，密码<PASSWORD>"),
    ],
)
def test_each_kind_gets_its_placeholder(text: str, language: str, result: str) -> None:
    assert shown(text, language=language) == [result]


def test_a_number_that_fails_its_check_is_no_card_account_or_identity() -> None:
    for text in ("4242 4242 4242 4241", "DE88 3704 0044 0532 0130 00", "110105194912310021", "666-12-3456"):
        assert shown(text) == [text]


def test_a_name_introduced_once_is_replaced_in_every_turn() -> None:
    assert shown("hi, my name is maria lopez", "Hello Maria!", "Ms Lopez will call back") == [
        "hi, my name is <NAME>",
        "Hello <NAME>!",
        "Ms <NAME> will call back",
    ]
    assert shown("我叫王晓梅", "好的，王晓梅已登记", language="zh") == ["我叫<NAME>", "好的，<NAME>已登记"]


def test_a_name_that_the_agent_repeats_is_no_clue_to_the_rest_of_it() -> None:
    assert shown("Hi, this is Anna Smith, where is my parcel?", "Hello Anna") == ["Hi, this is <NAME>, where is my parcel?", "Hello <NAME>"]
    assert shown("It's Thandiwe Nkosi, where is my parcel?", "Hello Thandiwe") == ["It's <NAME>, where is my parcel?", "Hello <NAME>"]


def test_a_thing_with_a_name_of_a_person_is_left() -> None:
    for text in ("the Astrid armchair", "It's the Lucia lamp", "this is Astrid fabric", "a cover for Astrid armchairs"):
        assert shown(text) == [text]


def test_a_question_tells_what_a_bare_answer_is() -> None:
    assert shown("May I have your name, please?", "rohith k", "And the card number?", "1234 5678 9012 3456")[1::2] == ["<NAME>", "<CARD>"]
    assert shown("What is your phone number?", "4155550132")[1] == "<PHONE>"
    assert shown("您怎么称呼？", "赵敏", language="zh")[1] == "<NAME>"
    assert shown("What is the order number?", "4155550132")[1] == "4155550132"
    assert shown("What is the name of the lamp?", "Aria")[1] == "Aria"


def test_a_question_that_was_taken_off_still_tells() -> None:
    assert masked(["", "1234 5678 9012 3456"], "en", ["What is your card number?", "1234 5678 9012 3456"])[0] == ["", "<CARD>"]


def test_replacing_twice_changes_nothing_more() -> None:
    for message in HALVES["odd"]:
        once = mask(message.text, find(message.text, message.language))
        assert mask(once, find(once, message.language)) == once


def test_finds_do_not_overlap_and_come_in_order() -> None:
    for message in MESSAGES:
        found = find(message.text, message.language)
        assert all(a.end <= b.start for a, b in pairwise(found))
