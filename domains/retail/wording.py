"""How names, amounts and addresses are written for customers, in both languages."""

import re
from collections.abc import Iterable

CHINESE: dict[str, str] = {
    "SF Express": "顺丰速运",
    "Alipay": "支付宝",
    "WeChat Pay": "微信支付",
    "American Express": "美国运通卡",
    "Mastercard": "万事达卡",
    "Visa": "Visa卡",
}
YOURS: dict[str, str] = {"Visa": "your Visa card", "Mastercard": "your Mastercard", "American Express": "your American Express card"}


def with_number(company: str, number: str | None) -> str:
    """The company and its VAT number, which its words may hold already."""
    known = re.sub(r"[^0-9A-Z]", "", company.upper())
    return f"{company}, {number}" if number and number not in known else company


def joined(names: Iterable[str], language: str) -> str:
    """Names in a row."""
    if language == "zh":
        return "、".join(names)
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def carrier(name: str, language: str) -> str:
    """The carrier's name."""
    return CHINESE.get(name, name) if language == "zh" else name


def payment(name: str, language: str) -> str:
    """The way that an order was paid, as it stands in a sentence after "to"."""
    return (CHINESE if language == "zh" else YOURS).get(name, name)


def money(cents: int) -> float:
    """Dollars."""
    return round(cents / 100, 2)


def masked(email: str) -> str:
    """An e-mail address that its owner recognises and nobody else learns."""
    name, _, host = email.partition("@")
    return f"{name[0]}•••{name[-1]}@{host}"
