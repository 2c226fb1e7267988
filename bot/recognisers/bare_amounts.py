"""Amounts without a currency, for packs that ask for an amount: 5000, "I was thinking 3000", "3500 for 2 years", 攒了十五万, 借3w.

Such an amount carries no slot, so that it starts no flow; one that corrects an earlier amount carries its slot.
"""

import re
from collections.abc import Iterable, Iterator

from bot.dialogue.events import Entity
from bot.recognisers.amounts import CHINESE_LOW, CHINESE_RANGE, LOW, NUMBER, RANGE, SAID_OF_MONEY, THOUSANDS, lower, one_range
from bot.recognisers.numerals import AMOUNT_WORDS, CHINESE, IN_WAN, MIXED_FORM, value
from bot.recognisers.regular import regular

HUNDREDS = 100
"""The least number that counts as an amount by itself; a smaller one could be anything."""
LONGEST = 300
"""Characters of the longest text that may be an amount and nothing else; the patterns below need quadratic time."""
GONE = "\x00\x01*"
"""Matches the placeholder of another entity, such as a duration or a purpose (see ``blanked``)."""
YEARS = range(1950, 2050)
"""A correction in this range may be a year and is no amount, unless it is a whole hundred."""
RIGHTS = (
    r"(?:(?:no+|nope|wait|sorry|sry|oops|actually|rather|i mean|i meant|make (?:it|that)|scratch that|correction|hang on|hold on|typo|"
    r"let['’]?s say|better)\b[\s,.!:…-]*)+"
)
CHINESE_RIGHTS = r"(?:(?:不对|不是|[写打说输弄搞]错了?|等等|等下|还是|应该是|改成|算了|哦不|那就|不不)[\s,.!:…啊哦呃嗯-]*)+"
ABOUT = (
    r"about|around|roughly|approximately|approx|circa|maybe|perhaps|probably|not sure|(?:it )?depends|honestly|ideally|hopefully|"
    r"nearly|almost|just|only|some|somewhere|something|like|between|"
    r"say|up|to|at|most|least|max(?:imum)?|min(?:imum)?|under|over|below|above|(?:not |no )?(?:more|less) than"
)
WISHES = (
    r"i|i['’]?d|(?:i['’]?m|we['’]?re|i (?:am|was)|we (?:are|were)) (?:thinking|looking|hoping|going|aiming)|"
    r"we|we['’]?d|you|me|us|my|our|the|an?|so|and|then|ok(?:ay)?|well|hm+|um+|uh|er+|yes|yeah|sure|please|pls|it|"
    r"it['’]?s|that|would|will|could|can|may|do|be|is|have|got|get|need(?:ed)?|want(?:ed)?|take|borrow|lend|loan|amount|"
    r"think|thought|guess|suppose|hope|look|aim|love|prefer|go|start|begin|put|invest|set|aside|saved|"
    r"of|for|with|let['’]?s|let"
)
LEADING = rf"(?:(?:{ABOUT}|{WISHES})[\s,.:…]+)*"
BESIDE = rf"(?:[\s,]*(?:(?:for|over|in|within|across|spread|paid|pay|back|repaid|repay|of|as|to|buy|the|an?|my|some|new|and)\s+)*\s*{GONE})"
BEFOREHAND = rf"(?:(?:(?:for|over|in|of|the|an?|my|some|new|to|buy)\s+)*{GONE}[\s,.;:and-]*)*"
TRAILING = (
    rf"(?:{BESIDE}|-?ish\b|[\s,]*(?:\+|\b(?:or so|or less|or thereabouts|please|pls|maybe|perhaps|really|honestly|"
    rf"i think|i guess|i suppose|i['’]d say|thanks?(?: you)?|"
    r"in total|in all|all in|all told|altogether|for now|now|tops|max(?:imum)?|min(?:imum)?|at most|at least|to start(?: with)?|"
    r"if (?:possible|that['’]?s (?:ok(?:ay)?|possible))|then|"
    r"(?:is|would be|will be|should be|['’]?d be) (?:enough|fine|ok(?:ay)?"
    r"|good|great|perfect|plenty|nice)|(?:would|should|will|might) do)))*"
)
MARK = r"(?:大概|大约|约|差不多|或者|可能|最多|顶多|至少|起码|不到|将近|不超过)"
CHINESE_LEADING = (
    rf"(?:{MARK}|我们?|咱们?|就|要|想|需要|打算|准备|能|可以|借|贷款?|来|先|那|也就|快|得|个|嗯|哦|呃|啊|投资?|放|拿出?|攒了?|存了?|有|手[里头上]|"
    rf"一共|总共|目前|现在|差|{GONE}|[，,。.、：:\s]|分|还|买|用)*"
)
CHINESE_TRAILING = (
    rf"(?:左右|上下|出头|吧|的?样子|就?够了|就?行了?|就够|就好|就?可以了?|呢|啊|嘛|哈|差不多|不到|可以吗|行吗|行不|{GONE}|分|还清?|"
    r"期|买|用来|用于|做|的|[，,、\s])*"
)
ALONE = re.compile(
    rf"\s*{BEFOREHAND}(?P<rights>{RIGHTS})?{LEADING}(?:(?P<low>{LOW}){RANGE})?(?P<high>{AMOUNT_WORDS}|{NUMBER})(?P<k>\s?{THOUSANDS})?"
    rf"{TRAILING}[\s.!?]*",
    re.IGNORECASE,
)
CHINESE_ALONE = re.compile(
    rf"{CHINESE_LEADING}(?:(?P<rights>{CHINESE_RIGHTS}){CHINESE_LEADING})?(?:(?P<low>{CHINESE_LOW}){CHINESE_RANGE})?"
    rf"(?P<high>{IN_WAN}|{MIXED_FORM}|{NUMBER}|{CHINESE})[多来几]?{CHINESE_TRAILING}[。！!.?？]*"
)
TURN = re.compile(rf"[\s,.;…-]+(?={RIGHTS}\S)|[\s,，.;。；…]+(?={CHINESE_RIGHTS})", re.IGNORECASE)
"""Between a number and the one that replaces it."""
LENGTH_REASON = (
    r"(?:[\s,.;:…-]+(?:not\b|(?:i|we)(?:['’]?ll)? (?:need|want)\b|because\b|cause\b|cos\b|since i\b|"
    r"(?:for|to) (?:an?|the|my|our|buy)\b|rather\b|"
    r"(?:would|is|sounds|['’]?s) (?:be )?(?:better|enough|fine|good|best)\b|instead\b|at (?:the )?most\b|then\b|please\b|pls\b)[^?]*)?"
)
CHINESE_LENGTH_REASON = r"(?:[\s,，]*(?:因为|要|得|我要|就?够|就好|就行|而?不是|更好|好一?点|吧|左右|的)[^?？吗]*)?"
LENGTH_PUT_RIGHT = re.compile(
    rf"\s*(?!wait\s+(?:an?\s+)?{GONE})(?=(?:(?:oh|ah|hm+|no+)[\s,.!…-]+)*(?:wait|sorry|sry|oops"
    rf"|actually|i mean|i meant|make|scratch|correction|hang|hold|typo)\b)"
    rf"(?:(?:oh|ah|hm+)[\s,.!…-]+)*(?P<right>{RIGHTS})"
    rf"(?:(?:{ABOUT}|i|it['’]?s|the|over|for)\s+)*{GONE}{LENGTH_REASON}[\s.!]*"
    rf"|\s*(?P<only>(?:oh|ah|hm+)[\s,.!…-]+(?:no[\s,.!…-]+)?(?:(?:it['’]?s )?(?:only|just)|it['’]?s|rather))\s+{GONE}{LENGTH_REASON}[\s.!]*"
    rf"|\s*(?P<after>hm+[\s,.!…-]+{GONE}\s+(?:rather|would be better|instead))[\s.!]*"
    rf"|(?P<han>(?:(?:哦|啊|呃|嗯)[,，\s]*)?(?:不对|[写打说输弄搞]错了?|等等|改成|哦?不(?![想要能会])|其实)[\s,，.!:…啊哦呃了是应该就只-]*)"
    rf"(?:{MARK}|是|只|就|\s)*{GONE}{CHINESE_LENGTH_REASON}[吧左右的\s.!。]*",
    re.IGNORECASE,
)
"""Words of correction followed by a duration and at most why; "no" alone may answer the question instead: "no, 2 years"."""

WANTED = re.compile(
    rf"\b(?:borrow(?:ing)?|lend me|loan (?:of|for)|invest(?:ing)?|put in)\s+{LEADING}(?P<number>{AMOUNT_WORDS}|{NUMBER}){SAID_OF_MONEY}"
    rf"|(?:借|贷款?|投资?)(?:个|上|了|入|{CHINESE_LEADING})?"
    rf"(?P<han>{IN_WAN}|\d{{3,}}|[一二两三四五六七八九]百[一二三四五六七八九]?十?)(?![\d.,个天月年期%元块万千w多几]|人|次)"
    rf"|(?:^|[.!?;]\s+)(?:(?:i|we)\s+(?:need|want)\s+|(?:i|we)['’]?d\s+(?:like|need|want)\s+|(?!(?:19|20)\d\d\b))"
    rf"(?:(?:{ABOUT})\s+)*(?P<termed>{NUMBER})\s+(?:for|over)\s+{GONE}",
    re.IGNORECASE,
)
"""An amount after a word about money, or before a duration: "a loan of fifteen hundred", 想借8000, "I need 2000 for 18 months"."""


def wanted(text: str) -> Iterator[Entity]:
    """Every amount without a currency that somebody wants to borrow or invest; a recurring one such as 每月投500 is left out."""
    for match in WANTED.finditer(text):
        place = next(name for name in ("number", "han", "termed") if match[name])
        number, start, end = value(match[place]), match.start(place), match.end(place)
        if number is not None and number >= HUNDREDS and not regular(text, start, end):
            yield Entity("money", number, match[place], start, end)


def alone(text: str, beside: Iterable[Entity], slot: str | None) -> Entity | None:
    """The amount without a currency that is all the message says, apart from durations, purposes and filler words.

    Of "4000, no wait, 5000" the last counts. The entity carries ``slot`` if the message begins by correcting an earlier amount.
    """
    if len(text) > LONGEST:
        return None
    plain = one_range(blanked(text, beside))
    turns = (turn for turn in TURN.finditer(plain) if read(plain[: turn.start()], 0, None))
    put_right = (read(plain[turn.end() :], turn.end(), None) for turn in turns)
    found = next(filter(None, put_right), None) or read(plain, 0, slot)
    return None if found is None or regular(plain, found.start, found.end) else found


def length_put_right(text: str, lengths: Iterable[Entity]) -> Entity | None:
    """The words by which a message says that its duration replaces an earlier one."""
    match = LENGTH_PUT_RIGHT.fullmatch(blanked(text, lengths))
    if match is None:
        return None
    place = next(name for name in ("right", "only", "after", "han") if match[name])
    start, end = match.span(place)
    return Entity("choice", "correct", text[start:end], start, end, "command")


def blanked(text: str, beside: Iterable[Entity]) -> str:
    """The text with other entities replaced by placeholders; every other character keeps its position."""
    for entity in beside:
        text = text[: entity.start] + "\x00".ljust(entity.end - entity.start, "\x01") + text[entity.end :]
    return text


def read(text: str, at: int, slot: str | None) -> Entity | None:
    """The amount that makes up ``text``, a part of the message that begins at ``at``."""
    match = ALONE.fullmatch(text) or CHINESE_ALONE.fullmatch(text)
    if match is None or (number := value(match["high"])) is None:
        return None
    thousands = bool(match.groupdict().get("k"))
    number *= 1000.0 if thousands else 1.0
    if match["low"]:
        number = lower(match["low"], number, in_thousands=thousands, written=match["high"])
    if number < HUNDREDS or (match["rights"] and number in YEARS and number % HUNDREDS):
        return None
    start, end = match.start("low" if match["low"] else "high"), match.end("high")
    return Entity("money", round(number, 2), text[start:end], at + start, at + end, slot if match["rights"] else None)
