"""What a message says of another child than the one who is ill, English and Chinese."""

import re
from collections.abc import Iterator

from bot.simplified import simplified

AGE = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)[\s-]*"
    r"(?:years?|yrs?|yo|y/o|months?|mths?|mos?|weeks?|wks?|days?|y|m)(?:[\s-]*old)?"
)
ELSE = r"(?:other|older|elder|eldest|oldest|younger|youngest|second)"
KIN = r"(?:brother|sister|sibling|twin|cousin)s?"
CHILD = re.compile(
    rf"\b(?P<whose>my|our|the|his|her|their|an?|another)\s+(?:(?:{ELSE}|{AGE}|little|big|baby|small|new)[\s,]+)*"
    rf"(?:(?P<kin>{KIN})|(?P<noun>son|daughter|boy|girl|child|kid|toddler|baby|newborn|one)|(?P<age>{AGE}(?:(?<=old)|(?<=yo)|(?<=y/o))))\b"
    rf"(?:\s*[,(]\s*(?:aged?\s+)?(?:{AGE}|\d{{1,2}})\s*[,)])?",
    re.IGNORECASE,
)
"""How parents name a child."""
BESIDE = re.compile(r"\b(?:from|by|with|like|to|than|as|of|after)\s+$", re.IGNORECASE)
"""Before a brother or sister of whom nothing is said: "she caught it from her brother and has a fever"."""
NAMED = re.compile(
    r"(?:[他她]|孩子|宝宝|娃|儿子|女儿|老大)?的?(?:哥哥|弟弟|姐姐|妹妹)|另(?:外)?一个(?:孩子|娃|宝宝)?|老[大二三]|[大二]宝|[大小]?(?:儿子|女儿)"
)
ALWAYS_OTHER = re.compile(r"^(?:[他她]|孩子|宝宝|娃|儿子|女儿|老大)的?(?:哥哥|弟弟|姐姐|妹妹)|^另")
END = re.compile(
    r"[.;!?。；！？\n]|,(?!\s*(?:aged\b|who\b|\d{1,2}[\s-]*(?:years?|yrs?|yo|months?|mos?|weeks?|wks?|days?|[ym])\b))|，|"
    r"\s+(?:and|but|so|while)\s+(?=(?:now|he|she|they|it|i|is|can|my|our|his|her|the)\b)|"
    r"\s+(?:says?|said|thinks?|thought|noticed|saw|found|told)\b|[说讲]|发现|觉得|看[到见]|告诉",
    re.IGNORECASE,
)
"""Where the words about another child end; what "his sister says" is of the child again."""
DONE_TO = re.compile(r"\b(?:her|him)\b|[他她]", re.IGNORECASE)
"""In words about another child, the one who is ill: "her brother hit her on the head"."""
SEVERAL = re.compile(
    r"\bboth (?:of )?(?:my |our |the )?(?:kids|children|boys|girls|sons|daughters|twins|babies)\b|"
    r"(?:\bthe twins|\b(?:my|our) (?:(?:two|three|2|3|twin) )?(?:kids|children|boys|girls|sons|daughters|babies|twins))"
    r" (?:are|have|both)\b(?! (?:a birthday|healthy|fine|well|ok(?:ay)?|vaccinated|at school|asleep|good)\b)|"
    r"(?:[两三]个|俩|仨)(?:孩子|娃|宝宝?|小孩|儿子|女儿|小朋友)[^，。]{0,6}(?:[都全病烧咳吐拉]|一起)|(?:家里[两三]个|家里俩|双胞胎)[都全]",
    re.IGNORECASE,
)
"""Two children who are ill in one breath."""
THE_YOUNG_ONE = re.compile(
    r"\bthe (?:baby|newborn|little one|younger one|youngest)\b|小的那?个?(?=[今也在又发咳拉吐])|小宝(?!宝|贝)", re.IGNORECASE
)
BOTH = re.compile(r"\bboth (?:have|are|has|got|feel|keep)\b|[都全](?:有|在|发|咳|拉|吐|病)", re.IGNORECASE)
"""Of two children who are named, that they are ill alike."""
SO_TOO = re.compile(r"\b(?:too|as well|has it|the same)\W*$|也(?:是|一样|有|在|发|咳|拉|吐|病|不舒服)", re.IGNORECASE)
A_BABY = re.compile(r"\b(?:baby|newborn)\b", re.IGNORECASE)
BOYS, GIRLS = re.compile(r"\b(?:son|boy|brother)", re.IGNORECASE), re.compile(r"\b(?:daughter|girl|sister)", re.IGNORECASE)
MOST_NAMES = 20
"""How many names of children are looked at, for each is compared with those before it."""
IN_THE_PAST = re.compile(
    r"\b(?:had|has had|was|were|says?|said|thinks|noticed|last (?:week|month|year))\b|上周|上个?月|之前|去年|以前|说", re.IGNORECASE
)


def of_others(text: str) -> Iterator[tuple[int, int]]:
    """Where the words about another child than the first begin and end."""
    plain = simplified(text)
    named = sorted([*CHILD.finditer(plain), *NAMED.finditer(plain)], key=lambda match: match.start())[:MOST_NAMES]
    for place, match in enumerate(named):
        if another(match) or any(apart(earlier, match) for earlier in named[:place] if not another(earlier)):
            ends = [found.start() for found in [END.search(plain, match.end())] if found]
            following = [later.start() for later in named[place + 1 :] if later[0].lower() != match[0].lower()]
            end = min([len(plain), *ends, *following[:1]])
            if not DONE_TO.search(plain, match.end(), end) or re.search(AGE, plain[match.start() : end]):
                yield match.start(), end


def another(match: re.Match[str]) -> bool:
    """Whether a name is that of another child whoever was spoken of before: "her brother", "my other son"."""
    if match.re is NAMED:
        return ALWAYS_OTHER.match(match[0]) is not None
    whose = match["whose"].lower()
    kin = match["kin"] is not None and whose not in ("my", "our")
    if kin and BESIDE.search(match.string[: match.start()]) and not re.search(AGE, match[0]):
        return False
    return kin or whose == "another" or re.search(r"\bother\b", match[0], re.IGNORECASE) is not None


def apart(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two names are those of two children."""
    if one.re is not other.re:
        return False
    if one.re is NAMED:
        return one[0] != other[0]
    sexes = [(bool(BOYS.search(match[0])), bool(GIRLS.search(match[0]))) for match in (one, other)]
    ages = [re.findall(r"\d+", match[0]) for match in (one, other)]
    if A_BABY.search(one[0]) and not ages[0] and re.search(r"\d+[\s-]*y", other[0], re.IGNORECASE):
        return True
    if (any(sexes[0]) and any(sexes[1]) and sexes[0] != sexes[1]) or (all(ages) and ages[0] != ages[1]):
        return True
    return re.search(rf"\b{ELSE}\b", other[0], re.IGNORECASE) is not None


def without_others(text: str) -> str:
    """The text with blanks for what it says of another child."""
    for start, end in of_others(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def about_others(text: str) -> list[str]:
    """What a text says of other children as they are now."""
    return [part for start, end in of_others(text) if not IN_THE_PAST.search(part := text[start:end])]


def mixed_up(text: str) -> bool:
    """Whether it cannot be told which of two children a text is about, as when both are ill, or "the baby" may be the one or the other."""
    plain = simplified(text)
    others, own = about_others(plain), without_others(plain)
    unclear = THE_YOUNG_ONE.search(own) or BOTH.search(plain) or any(map(SO_TOO.search, others))
    return SEVERAL.search(plain) is not None or (bool(others) and bool(unclear))
