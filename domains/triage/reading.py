"""Ages in the words of parents, English and Chinese, as months."""

import re
from collections.abc import Iterator, Sequence

from bot.simplified import simplified

WORDS = {
    "one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
}  # fmt: skip
HAN = {"零": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "俩": 2, "仨": 3}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
SPELT = rf"(?:{'|'.join(TENS)})(?:[\s-](?:{'|'.join(word for word, number in WORDS.items() if 0 < number < 10 and len(word) > 2)}))?"
NUMBER = rf"(?P<number>\d+(?:\.\d+)?|{SPELT}|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
OLD = r"(?:[\s-]*(?:old|of age))"
ENGLISH = re.compile(
    rf"(?<![-−–.\d])(?<!\bminus )(?<!\bhalf )\b(?:(?P<low>\d+)\s*(?:to|or|-|–)\s*)?{NUMBER}(?P<half>[\s-]*(?:and a half|½|1/2))?[\s-]*"
    rf"(?P<unit>years?|yrs?|yo|y/o|months?|mths?|mos?|weeks?|wks?|days?)\b(?P<half_year>\s+and a half)?(?P<old>{OLD})?"
    rf"(?P<more>\s*(?:and\s*)?(?P<months>\d+)\s*months?)?",
    re.IGNORECASE,
)
CHINESE = re.compile(
    r"(?<![-−–.\d负])(?P<number>\d+(?:\.\d+)?|[零一二两俩仨三四五六七八九十]+)\s*(?P<half>个半(?=月))?"
    r"(?P<unit>周岁|岁|个多月|个月|(?:(?<=[俩仨])|(?<=个半))月|月(?=龄|大)|个礼拜|个星期|周|星期|天)(?P<half_year>半)?"
    r"(?:[零又]?(?P<months>\d+|[一二两三四五六七八九十]+)个月)?(?P<big>龄?大)?"
)
IN_YEARS = re.compile(
    rf"\b(?:he|she|(?:my|our|the) (?:\w+ )?(?:son|daughter|boy|girl|child|kid|toddler))"
    rf"(?:['’]?s| is|(?: has)? just turned| turned)(?: (?:only|just|nearly|almost|about))* "
    rf"(?P<number>1[0-7]|[1-9]|{'|'.join(word for word, number in WORDS.items() if len(word) > 2)})(?P<half> and a half)?"
    r"(?=\s*(?:$|[,;!?]|\.(?!\d)|and (?:he|she|has|have|had|is|feels|now|his|her|my|our|the)\b|and\s*$|with\b|has\b|but\b))",
    re.IGNORECASE,
)
IN_SHORT = re.compile(
    r"^(?:hi,? |hello,? |my |our )*(?:son|daughter|boy|girl|child|kid|toddler) (?P<number>1[0-7]|[1-9])(?= (?:has|with|got|is)\b|,| "
    r"(?:fever|temp|cough|vomit|throwing|rash|diarrh|sick|ill|sore|headache|earache|runny|tummy|snotty))",
    re.IGNORECASE,
)
"""How parents in a hurry begin: daughter 6 fever since last night."""
BABY = re.compile(r"\b(?:bab(?:y|ies)|newborn|infant)\b(?! (?:brother|sister|sibling|at home))", re.IGNORECASE)
"""Of a child that is no baby the age in years needs no unit: "she is 4, fever since noon"."""
OF_THE_BABY = re.compile(r"(?:宝宝|宝贝|婴儿|新生儿|娃娃?)(?:现在|今天|才|刚|已经)*\s*$")
"""Before weeks that are an age without 大: 宝宝六周 摸着烫."""
TIME_OF = re.compile(r"^\s*(?:没|不|都|一直|总|来|内|后|里|以后|多|左右)")
"""Behind weeks that are a length of time: 宝宝两周没拉."""
HALF_YEAR = re.compile(r"\bhalf a year\b|半岁", re.IGNORECASE)
SHORT_OF = re.compile(
    r"(?:\b(?:not (?:yet|quite)|(?:just )?under|less than|below|younger than|nearly|almost)|不到|不足|还没到?|没满|未满|快|将近)\s*$",
    re.IGNORECASE,
)
"""Before an age that is not reached; three months are a limit of several red flags."""
NOT_SO = re.compile(r"(?:\bnot|\bisn['’]?t|不是)\s*$", re.IGNORECASE)
NO_AGE = re.compile(r"^\s*(?:premature|preterm|early|pregnant|before)\b|^早产", re.IGNORECASE)
OF_OTHERS = re.compile(
    r"\b(?:brother|sister|siblings?|cousin|mother|mum|mom|father|dad|wife|husband)\b[^.,;!?]*$|"
    r"\bi(?:['’]?m| am)\s*$|(?:哥哥|姐姐)[^，。,.;；！？]*$",
    re.IGNORECASE,
)
"""Before the age of somebody else in the family, which counts where no other is told."""
CORRECTION = re.compile(r"\b(?:no|sorry|i mean|i meant|actually|correction|rather)\b|不对|不是|说错|写错", re.IGNORECASE)
RIGHTING = re.compile(
    r"(?:(?:oh|no+|nope|ok(?:ay)?|so|and|but|just|wait|hang on|hold on|sorry|oops|whoops|actually|correction|typo|"
    r"(?:that|it)(?:['’]?s| is| was) (?:wrong|a typo|not right)|make that|(?:my )?(?:mistake|bad)|"
    r"(?:(?:i|we) )?(?:should have (?:said|written)|(?:just )?(?:mis(?:typed|wrote|spoke)|meant?)|"
    r"typed (?:it |that )?wrong|got (?:it|that) wrong))"
    r"\b[\s,.!:;–-]*)+|"
    r"(?:(?:不好意思|抱歉|对不起|等等|等一?下|不对|不不?是?|[说打写搞弄讲]?错了?|我(?:是|的意思)?|意思是|哦|噢|啊|呃|应该|更正|其实|刚才)[\s,，。.！!：:、的]*)+",
    re.IGNORECASE,
)
"""How somebody begins who puts something right."""
BESIDE_AGE = re.compile(
    r"\b(?:(?:he|she|it|they|baby|that)(?:['’]?s|['’]?re| is| are| was)?|"
    r"(?:my|our|the) (?:baby|son|daughter|boy|girl|child|kid|toddler|little one)(?:['’]?s| is)?|"
    r"age[ds]?|is|only|just|about|not|old|of age|and|sorry|actually|years?|months?|weeks?|i (?:said|wrote|meant?)|should be|\d{1,2}|"
    rf"{'|'.join(word for word in WORDS if len(word) > 2)})\b|"
    r"(?:而是|应该|才|刚刚?|只有?|是|不|大|了|的|他|她|它|我家?|宝宝|宝贝|孩子|娃|岁)|[\W_]",
    re.IGNORECASE,
)
"""What may stand beside an age that puts another right."""
NO_LENGTH_OF_TIME = re.compile(
    r"\b(?:(?:he|she|baby|son|daughter|boy|girl|kid|child)(?:['’]?s)?|old|years?|yo|months?)\b|[他她岁大月]|宝|孩子|娃",
    re.IGNORECASE,
)
"""With one of these, days that put something right are an age: "no, two days" may be how long it lasts."""
LENGTH = re.compile(
    r"\b(?:for|since|past|last|about)\s+(?:the\s+)?(?:(?:last|past)\s+)?(?:\w+\s+)?(?:days?|weeks?)\b"
    r"|(?:烧|咳|拉|吐|疼|痛|泻|疹)[^，。,.]{0,4}(?:\d+|[一二两三四五六七八九十几]+)个?(?:天|周|星期|礼拜)",
    re.IGNORECASE,
)
"""For how long something has lasted, in days or weeks."""
LITTLE = 0.05
"""Months."""
SINCE_BIRTH = (
    (re.compile(r"(?:才|快)?(?:满月|出月子)"), re.compile(r"刚满月|刚出月子"), 1.0),
    (re.compile(r"(?:一|快|过了?)?百天"), re.compile(r"刚过?百天|百天大"), 3.25),
)
"""What families celebrate: as an answer to the question for the age, as told without it, and the months."""
NEWBORN = re.compile(r"\bnew-?born\b|\bjust born\b|刚出生|刚生", re.IGNORECASE)
IN_MONTHS = {"y": 12.0, "m": 1.0, "w": 12 / 52.18, "d": 12 / 365.25, "岁": 12.0, "月": 1.0, "周": 12 / 52.18, "天": 12 / 365.25}
SINCE = re.compile(r"(?:for|since|last|past|about|after|every|in|within|over|了|已经)\s*(?:the\s*)?(?:last\s*|past\s*)?$", re.IGNORECASE)
LASTED = re.compile(r"^\s*(?:now|ago|了|以上|以来|前)")
ABOUT = re.compile(r"(?:^|\b(?:is|['’]s) )(?:only |just )?about\s*$", re.IGNORECASE)
"""Before an answer to the question for the age."""
LONGEST = 1000
"""Characters of a message that are read for an age, which takes quadratic time."""
OLDEST = 18 * 12
FORTNIGHT = 0.45
"""Months."""


def age_months(text: str, *, bare: bool, others: bool = True) -> float | None:
    """The age that a text states, in months; None without one. ``bare``: the text answers the question for it, so that "6 weeks" is one.
    ``others``: where no other is told, that of "my brother" counts too.

    Elsewhere days and weeks count only with "old" or 大, months and years not after "for" or before 了: "a cough for 2 years" is no age.
    """
    text = simplified(text[:LONGEST]).strip()
    if HALF_YEAR.search(text):
        return 6.0
    for at_once, told, months in SINCE_BIRTH:
        if told.search(text) or (bare and at_once.match(text)):
            return months
    told = list(stated(text, bare))
    own = [one for one in told if not OF_OTHERS.search(text[: one[0]])]
    if not own and told and (alone := years_alone(text)) is not None:
        return alone
    own = own or (told if others else [])
    if not own:
        return 0.1 if NEWBORN.search(text) else years_alone(text)
    (_, end, months), *others = own
    for start, after, put_right in others:
        if CORRECTION.search(text[end:start]):
            end, months = after, put_right
    return months


def age_told(text: str, *, others: bool = True) -> float | None:
    """The age, in months, that a message tells or puts right without being asked for it; None without one."""
    months = age_put_right(text)
    return age_months(text, bare=False, others=others) if months is None else months


def age_put_right(text: str) -> float | None:
    """The age, in months, that takes the place of another and needs no "old" or 大: "no wait, 8 weeks", 说错了 两个月; None without one.

    It stands alone behind words that put right, or beside the age that it is not.
    """
    text = simplified(text[:LONGEST]).strip()
    begun = RIGHTING.match(text)
    rest = text[begun.end() :] if begun else text
    beside = BESIDE_AGE.sub("", CHINESE.sub("", ENGLISH.sub("", rest)))
    if beside or text.endswith(("?", "？")) or not (begun or re.search(r"\bnot\b|不是", rest)):
        return None
    ages = [months for _, _, months in stated(rest, bare=True)]
    if not ages:
        return years_alone(rest) if begun else None
    return ages[-1] if ages[-1] >= FORTNIGHT or NO_LENGTH_OF_TIME.search(text) else None


def length_put_right(text: str, earlier: Sequence[str]) -> bool:
    """Whether days or weeks put right how long something has lasted, and no age: "for 2 days", then "sorry, 3 days I meant"."""
    mended = age_put_right(text) is not None and NO_LENGTH_OF_TIME.search(simplified(text)) is None
    return mended and any(LENGTH.search(simplified(one)) for one in earlier)


def years_alone(text: str) -> float | None:
    """The months of a child who is said to be so many, and not of what: "he is 3"; None for a baby, whose months may be meant."""
    match = IN_YEARS.search(text) or IN_SHORT.search(text)
    if match is None or BABY.search(text) or OF_OTHERS.search(text[: match.start()]):
        return None
    return (value(match["number"]) + (0.5 if match.groupdict().get("half") else 0.0)) * IN_MONTHS["y"]


def stated(text: str, bare: bool) -> Iterator[tuple[int, int, float]]:
    """Every age that a text may state: where it begins and ends, and the months; of a range its lower end."""
    for match in sorted([*ENGLISH.finditer(text), *CHINESE.finditer(text)], key=lambda one: one.start()):
        found, before, behind = match.groupdict(), text[: match.start()], text[match.end() :]
        unit = unit_of(found["unit"])
        old = found.get("old") or found.get("big")
        lasted = not (old or unit == "岁") and ((SINCE.search(before) and not (bare and ABOUT.search(before))) or LASTED.match(behind))
        of_baby = unit == "周" and OF_THE_BABY.search(before) and not TIME_OF.match(behind)
        if not (bare or old or of_baby or unit in ("y", "m", "岁", "月")) or lasted or NOT_SO.search(before) or NO_AGE.match(behind):
            continue
        months = (value(found.get("low") or found["number"]) + (0.5 if found["half"] or found["half_year"] else 0)) * IN_MONTHS[unit]
        months += value(found["months"] or "0")
        if 0 <= months < OLDEST:
            yield match.start(), match.end(), max(0.0, months - (LITTLE if SHORT_OF.search(before) else 0.0))


def unit_of(word: str) -> str:
    """The key of a unit."""
    if word[0].isascii():
        return word[0].lower()
    return "岁" if "岁" in word else "月" if "月" in word else "天" if "天" in word else "周"


def value(text: str) -> float:
    """A number in digits, English words or Chinese ones up to ninety-nine; of about as many, 两三, the lower."""
    low = text.lower()
    if re.fullmatch(r"[\d.]+", low):
        return float(low)
    if low in WORDS:
        return float(WORDS[low])
    if low.isascii():
        return float(sum(TENS.get(word, WORDS.get(word, 0)) for word in re.split(r"[\s-]", low)))
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(HAN.get(text[0], 0))
    return float(HAN.get(tens[:1], 1) * 10 + HAN.get(ones, 0))
