"""Finds names, addresses, links and long numbers, which no recogniser of a pack finds and which must not reach another customer."""

import re
from collections.abc import Iterable, Iterator

GREETING = r"\b(?i:hi|hello|hey|dear)"
NAME = r"(?!(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b)[A-ZÀ-ÖØ-Þ][\w’'-]+(?: [A-ZÀ-ÖØ-Þ][\w’'-]+){0,2}"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The hundred most frequent surnames of China, which nine in ten people have."""

HAN = "\u4e00-\u9fff"
CHINESE = rf"(?:欧阳|司马|上官|诸葛|[{SURNAMES}])(?:(?!先生|女士|小姐|太太)[{HAN}]){{1,2}}"
LATIN_OR_CHINESE = rf"(?:[A-Z][a-z]+|{CHINESE}?)"
ENDS = r"(?=\s*(?:[,.!?:;—–]|$))"

NAMED = (
    re.compile(rf"{GREETING} (?P<name>{NAME})"),
    re.compile(rf"{GREETING} (?P<name>[a-z]{{2,20}})(?=[,!.])"),
    re.compile(rf"\b(?i:morning|afternoon|evening|thanks|thank you|sorry|bye),? (?P<name>{NAME}){ENDS}", re.MULTILINE),
    re.compile(rf"\b(?i:thanks|thank you|sorry) (?P<name>{NAME})(?= (?:for|but|and|that|your)\b)"),
    re.compile(rf"\b(?i:regards|wishes|sincerely|cheers),?\s+(?P<name>{NAME}){ENDS}", re.MULTILINE),
    re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.? (?P<name>{NAME})"),
    re.compile(r"\b(?:mr|mrs)\b\.? (?P<name>[a-z’'-]{2,20})"),
    re.compile(rf"\b(?i:my name is|my name's|this is|i am called) (?P<name>{NAME})"),
    re.compile(rf"\b(?i:i am|i['’]m) (?P<name>{NAME})(?=\s*(?:[,.!?:;—–]|$| and\b| from\b| here\b))", re.MULTILINE),
    re.compile(rf"^(?P<name>{NAME}) here\b", re.MULTILINE),
    re.compile(rf"\b(?i:recipient|account holder|cardholder|addressee|name)(?: is |: ?)(?P<name>{NAME})"),
    re.compile(r"\b(?i:my name is|my name's) (?P<name>[a-z]{2,}(?: [a-z]{2,})?)(?=\s*(?:[,.!?]|$))"),
    re.compile(rf"(?P<name>(?:欧阳|司马|上官|诸葛|[{SURNAMES}])[{HAN}]{{0,2}}?)(?=先生|女士|小姐|太太)"),
    re.compile(rf"(?<![{HAN}])(?P<name>[{SURNAMES}])(?=老师|医生|经理|师傅|总(?:[，,。！!：:您你]|$))"),
    re.compile(rf"(?<![{HAN}])(?P<name>[小老阿][{SURNAMES}])(?=[，,。！!：:您你]|$)"),
    re.compile(rf"(?:尊敬的|亲爱的)(?P<name>{LATIN_OR_CHINESE})(?=[您你，,：:！!])"),
    re.compile(rf"(?<![{HAN}A-Za-z])(?P<name>{LATIN_OR_CHINESE})(?=[，, ]?[您你]好)"),
    re.compile(rf"[您你]好[，,！! ]*(?P<name>{LATIN_OR_CHINESE})(?=[，,。！!：:])"),
    re.compile(rf"(?:收件人|联系人|户名|持卡人|患者)(?:是|为|：|:)?\s*(?P<name>{CHINESE})"),
    re.compile(rf"我是(?P<name>{CHINESE})(?=[，,。！!]|$)"),
    re.compile(rf"(?:我叫|我的名字[是叫]|姓名[:：]?)\s*(?P<name>[{HAN}]{{2,4}})"),
)
"""Where a name stands: after a greeting, beside a title, below a letter, and where people introduce themselves."""

ADDRESSED = "there again all everyone everybody team both folks sir madam customer 顾客 金主 任何 高血压 高血糖 白血病"
OPENING = (
    "yes no please i we you your the this it thanks thank just our my good sorry welcome right over still i'm i’m it's it’s we're we’re"
)
NO_NAMES = frozenset(f"{ADDRESSED} {OPENING}".split())
"""Words that may stand after a greeting and are no name."""

APART, ENDING = r"(?<![A-Za-z\d_-])", r"(?![A-Za-z\d_-])"
"""Word boundaries for Latin letters only: in Chinese, no space separates a number from the words beside it."""

WORD = r"[A-Z\d]+(?:-[A-Z\d]+)*"
TOLD = rf"(?P<number>(?=[A-Z-]*\d)(?=[A-Z\d-]{{3}}){WORD})"
LONG = re.compile(rf"{APART}(?=(?:[A-Z-]*\d){{5}}){WORD}{ENDING}|(?<![A-Za-z\d_.,])(?:\d[ -]?){{8,}}\d{ENDING}", re.IGNORECASE)
"""Words with five digits, which are numbers of parcels, accounts or cards whether a pack knows them or not."""

IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b")
CALLED = (
    re.compile(rf"\b(?:ending|ends|last (?:four|4) digits)(?: in| with| are|:)? {TOLD}{ENDING}", re.IGNORECASE),
    re.compile(
        rf"\b(?:account|policy|ticket|card|case|claim|customer|member|pin|(?:verification|security|access|pick-?up|collection|door) code"
        rf"|your code)(?: (?:number|no\.?|id))?(?: is|:)? #?{TOLD}{ENDING}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:尾号|末四位|验证码|取件码|提货码|密码|身份证号?|账号|卡号|微信号?|QQ号?)(?:为|是|[：:\s])*(?P<number>[A-Z\d][A-Z\d_-]{2,})",
        re.IGNORECASE,
    ),
    re.compile(r"#(?P<number>\d{3,})\b"),
)
"""Shorter numbers that are named as somebody's; codes of errors and vouchers are what an answer is about."""

WAY = (
    "(?:Street|St|Road|Rd|Row|Lane|Ln|Avenue|Ave|Drive|Close|Court|Place|Square|Way|Terrace|Gardens|Crescent|Boulevard|Quay|Hill|Mews"
    "|Grove|Walk)"
)
TOWN = r"(?:[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|[A-Z][\w-]+|\d{4,5})"
PLACE = rf"(?:(?![到成为是在给至把将改])[{HAN}])"
WITHIN = rf"(?:(?![到成为是在给至把将改省市区县镇])[{HAN}])"
"""``PLACE`` without the characters that end a region, so that a text can be split into regions in one way only, in linear time."""

NUMBER = "甲?(?:[0-9]+|[一二三四五六七八九十百]+)"
LOWER = r"(?:(?!(?:in|on|the|a|of|to|by|per|days?|weeks?|months?|hours?|minutes?|years?|more|other)\b)[a-z’'-]+ )"
ADDRESSES = (
    re.compile(
        rf"\b(?:(?i:flat|apartment|apt|unit|suite)\.? \w{{1,5}},? )?\d{{1,5}}[a-zA-Z]?,? (?:[A-Z][\w’'-]+ ){{1,3}}{WAY}\b(?:,? {TOWN})*"
    ),
    re.compile(rf"\b\d{{1,5}}[a-z]?,? {LOWER}{{1,2}}(?:street|road|avenue|lane|boulevard|crescent)\b(?:,? {TOWN})*"),
    re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b|\b(?i:p\.?o\.? box) \d+"),
    re.compile(r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straat|laan|weg|plein|gracht|straße|strasse|platz|allee) \d{1,4}[a-z]?\b"),
    re.compile(
        rf"(?:{WITHIN}{{1,8}}[省市区县镇]){{0,4}}{PLACE}{{1,8}}?(?:路|街|大道|巷|弄|村|小区|花园|大街){NUMBER}[号弄栋幢]"
        rf"(?:[0-9A-Za-z一二三四五六七八九十-]+[号栋幢楼层单元室]+)*"
    ),
)
"""Addresses: a number with a street, a post code or a post office box."""

LINK = re.compile(r"(?:https?://|\bwww\.|(?<![@\w.-])(?:[a-z\d-]{1,63}\.){1,4}[a-z]{2,8}/)[^\s\])<>，。]+", re.IGNORECASE)
PRIVATE = re.compile(r"\?|\d{4}|[A-Za-z\d_-]{20}|/(?:u|user|users|profile|account)/\w", re.IGNORECASE)
"""What makes a link one customer's own: a query, a number or key, or a profile page."""

Place = tuple[int, int]


def names(text: str, people: Iterable[str] = (), public: str = "") -> Iterator[Place]:
    """The places of names, and of all repetitions of these names and of those of ``people``.

    A name that is in the ``public`` text, such as the shop's own, is found where it introduces or addresses somebody, but not elsewhere.
    """
    found = [one for pattern in NAMED for one in pattern.finditer(text) if one["name"].casefold() not in NO_NAMES]
    yield from (one.span("name") for one in found)
    for name in sorted({*people, *(one["name"] for one in found)}):
        if not re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", public):
            yield from again(name, text)


def people(texts: Iterable[str]) -> frozenset[str]:
    """The names in these texts."""
    return frozenset(text[start:end] for text in texts for start, end in names(text))


def again(name: str, text: str) -> Iterator[Place]:
    """The places of a name, or of a part of it with three letters or more, together with a surname behind it."""
    parts = [part for part in {name, *name.split()} if not part.isascii() or (len(part) > 2 and part.casefold() not in NO_NAMES)]
    for part in parts:
        if len(part) > 1 and not part[0].islower():
            yield from (
                one.span() for one in re.finditer(rf"(?<![A-Za-z\d_]){re.escape(part)}(?![a-z\d_])(?: [A-ZÀ-ÖØ-Þ][a-zà-ÿ]+)?", text)
            )


def addresses(text: str) -> Iterator[Place]:
    """The places of addresses."""
    for pattern in ADDRESSES:
        yield from (found.span() for found in pattern.finditer(text))


def numbers(text: str) -> Iterator[Place]:
    """The places of numbers that belong to one customer."""
    for pattern in (IBAN, LONG):
        yield from (found.span() for found in pattern.finditer(text))
    for pattern in CALLED:
        yield from (found.span("number") for found in pattern.finditer(text))


def links(text: str) -> Iterator[Place]:
    """The places of links that are one customer's own."""
    return (found.span() for found in LINK.finditer(text) if PRIVATE.search(found[0]))
