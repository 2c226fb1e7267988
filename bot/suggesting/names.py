"""People's names, addresses, links and long numbers: what no recogniser of a pack finds, and must not reach another customer either."""

import re
from collections.abc import Iterator

GREETING = r"\b(?i:hi|hello|hey|dear)"
NAME = r"(?!(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b)[A-ZÀ-ÖØ-Þ][\w’'-]+(?: [A-ZÀ-ÖØ-Þ][\w’'-]+){0,2}"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The hundred most frequent of China, which nine in ten people have."""

NAMED = (
    re.compile(rf"{GREETING} (?P<name>{NAME})"),
    re.compile(rf"{GREETING} (?P<name>[a-z]{{2,20}})(?=[,!.])"),
    re.compile(rf"\b(?i:morning|afternoon|evening|thanks|thank you|sorry|bye),? (?P<name>{NAME})(?=\s*(?:[,.!?:;—–]|$))", re.MULTILINE),
    re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.? (?P<name>{NAME})"),
    re.compile(rf"\b(?i:my name is|my name's|this is|i am called) (?P<name>{NAME})"),
    re.compile(r"\b(?i:my name is|my name's) (?P<name>[a-z]{2,}(?: [a-z]{2,})?)(?=\s*(?:[,.!?]|$))"),
    re.compile(rf"(?P<name>(?:欧阳|司马|上官|诸葛|[{SURNAMES}])[\u4e00-\u9fff]{{0,2}}?)(?=先生|女士|小姐|太太)"),
    re.compile(r"(?:我叫|我的名字[是叫]|姓名[:：]?)\s*(?P<name>[\u4e00-\u9fff]{2,4})"),
)
"""After a greeting, before or after a title, and where somebody says their name."""

ADDRESSED = "there again all everyone everybody team both folks sir madam customer"
OPENING = "yes no please i we you your the this it thanks thank just our my good sorry welcome"
NO_NAMES = frozenset(f"{ADDRESSED} {OPENING}".split())
"""What stands after a greeting and is nobody's name."""

LONG = re.compile(r"(?<![\w-])(?=(?:[A-Z-]*\d){5})[A-Z\d]+(?:-[A-Z\d]+)*(?![\w-])|(?<![\w.,])(?:\d[ -]?){8,}\d(?!\w)", re.IGNORECASE)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b")
"""A word with five digits is somebody's number, whatever a pack knows of it: a parcel, an account, a card."""

WAY = (
    "(?:Street|St|Road|Rd|Row|Lane|Ln|Avenue|Ave|Drive|Close|Court|Place|Square|Way|Terrace|Gardens|Crescent|Boulevard|Quay|Hill|Mews"
    "|Grove|Walk)"
)
TOWN = r"(?:[A-Z][\w-]+|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|\d{4,5})"
PLACE = r"(?:(?![到成为是在给至把将改])[\u4e00-\u9fff])"
ADDRESSES = (
    re.compile(rf"\b\d{{1,5}}[a-zA-Z]?,? (?:[A-Z][\w’'-]+ ){{1,3}}{WAY}\b(?:,? {TOWN})*"),
    re.compile(r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straat|laan|weg|plein|gracht|straße|strasse|platz|allee) \d{1,4}[a-z]?\b"),
    re.compile(
        rf"(?:{PLACE}{{2,8}}?[省市区县镇])*{PLACE}{{1,8}}?(?:路|街|大道|巷|弄|村|小区|花园)\d+[号弄栋幢](?:[\dA-Za-z-]+[号栋幢楼层单元室]+)*"
    ),
)
"""Where somebody lives: a number with a street."""

LINK = re.compile(r"https?://[^\s\])<>，。]+")
PRIVATE = re.compile(r"\?|\d{4}|[A-Za-z\d_-]{20}")
"""What makes a link one customer's own: something asked of it, or a number or key in it."""

Place = tuple[int, int]


def names(text: str) -> Iterator[Place]:
    """Where somebody is named."""
    for pattern in NAMED:
        for found in pattern.finditer(text):
            if found["name"].casefold() not in NO_NAMES:
                yield found.span("name")


def addresses(text: str) -> Iterator[Place]:
    """Where addresses are."""
    for pattern in ADDRESSES:
        yield from (found.span() for found in pattern.finditer(text))


def numbers(text: str) -> Iterator[Place]:
    """Where long numbers are."""
    for pattern in (IBAN, LONG):
        yield from (found.span() for found in pattern.finditer(text))


def links(text: str) -> Iterator[Place]:
    """Where links are that only one customer should follow."""
    return (found.span() for found in LINK.finditer(text) if PRIVATE.search(found[0]))
