"""Finds an address among a customer's words, and tells a whole one from a fragment such as "no, number 14" or 再改成89号."""

import re

from bot.simplified import simplified

NOT_NAMES = re.compile(
    r"(?:a|an|and|the|to|of|at|on|in|is|it|its|it's|be|no|not|nr|number|house|flat|apt|apartment|unit|floor|door|yes|ok|okay|sorry|"
    r"actually|please|change|make|put|use|should|wrong|right|correct|instead|again|wait|my|our|new|address|postcode|zip|code|was|"
    r"just|only|but|that|thats|that's|this|i|mean|meant|want|one|other|same)"
)
"""Words that name no street and no town."""

PLACES = re.compile(r"省|市|区|县|镇|乡|村|路|街|道|巷|弄|小区|大厦|广场|花园|苑|公寓|国际|中心")
LEAD = re.compile(r"^(?:不对|不是|错了|再|还是|请|麻烦|帮我|把|门牌|地址|楼号|改|换|成|到|为|寄|送|是|应该|[，,。\s])+")
NUMBER = re.compile(r"[\d一二三四五六七八九十百]")
SHORTEST = 8
"""Characters of a Chinese address that names one place only."""

STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|way|court|ct|place|pl|square|sq|terrace|grove|gardens?|wharf|park|hill|"
    r"row|mews|"
    r"crescent|boulevard|blvd|parkway|quay|walk|view|rise|green|yard|highway)\b\.?"
)
FLAT = r"(?:\d{1,5}\s*[-/]\s*)?(?:(?:flat|apt\.?|apartment|unit|suite|room)\s*\w{1,5},?\s+)?"
WORD = r"(?!(?:from|in|on|at|of|the|to|and|for|my|is|was|are|or|per|with|harbour)\b)[^\W\d_][\w'’.-]*"
DOOR = re.compile(
    rf"{FLAT}(?<![\w-])\d{{1,5}}[a-z]?\s+(?:{WORD}\s+){{1,4}}?{STREET}"
    rf"|(?<![\w-])\d{{1,5}}\s+(?:rue|avenue|boulevard|quai|place|chemin)\s+{WORD}(?:\s+{WORD}){{0,3}}?(?=\s*(?:,|\d|$))"
    rf"|\b(?:calle|carrer|via|plaza|avenida)\s+{WORD}(?:\s+{WORD}){{0,3}}?\s+\d{{1,5}}\b"
    rf"|\b[^\W\d_][\w-]*(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|damm|gracht|straat|laan|plein|kade)\s+\d{{1,5}}[a-z]?\b",
    re.IGNORECASE,
)
"""A street with its number, in the ways that the shop's countries write them."""

AFTER = re.compile(
    r"[!?;\n]|\.(?:\s|$)|(?<!\w)(?:not|but|until|so|for (?:hl|order|my|the|this)|instead|please|pls|thanks|thx|thank you|cheers|asap|"
    r"rather than|not the|because|since|btw|"
    r"by the way|if|"
    r"can you|could you|is that|ok|from now on|and (?:cancel|where|can|also|please|i|my|no|not|the|it|put|if)|also|where|cancel)(?!\w)",
    re.IGNORECASE,
)
"""Where an address is over."""

LEFT = re.compile(r"\b(?:from|not|instead of|rather than|old (?:one|address)|was)\s+(?:the\s+)?$", re.IGNORECASE)
"""Before an address that is no longer right."""

NO_PLACE = "寄发送改换到是为去在的了我们那这往至请帮把址吧呢家司位单错叫给要"
CHINESE = re.compile(
    rf"(?:成都|(?:(?![{NO_PLACE}成])[一-鿿]){{2,5}}|香港|澳门|台北)(?:省|市|区|县|州|镇|自治区|特别行政区)?"
    rf"(?<=[省市区县州镇港门北])[一-鿿A-Za-z0-9\s#（）()·、-]*"
    rf"|(?:(?![{NO_PLACE}成])[一-鿿]){{2,8}}(?:路|街|道|巷|弄)(?=\d)[一-鿿A-Za-z0-9\s#（）()·、-]*"
)
CHINESE_AFTER = re.compile(
    r"[吧了吗嘛么]|\s+(?=[货周快谢还仲]|星期|明天|下[周个]|数量|家里)|谢谢|谢了|麻烦|可以吗|行吗|好吗|[哈啊呀哦](?=\s|$)|"
    r"[，,。！!？?；;\s]*(?:别|不要|取消|另外|还有|顺便|然后|电话不变)"
)
FILLER = re.compile(
    r"(?:ok(?:ay)?|sure|yes|yep|no|well|hi|sorry|thanks|oh|wait|ah|so|please|fine|good|great|alright|right|hang on|hold on|just|then|"
    r"it's|its|it is|"
    r"to|(?:please )?(?:send|deliver|ship|post|change)(?: (?:it|them|this|that|the parcel|the order))?(?: to)?|"
    r"(?:the|my|our)?\s*(?:new|right|correct|full)?\s*(?:delivery |shipping )?address(?: is| should be)?)[\s,.!:;-]+",
    re.IGNORECASE,
)
WRITTEN_NAMES = re.compile(r"(?:(?:[A-Z][\w'’.-]*|c/o|von|van|de|der|den|del|della|di|du|la|le|the|of|and|for|&|[\d+][\d ()-]*)[\s,;:]*)*")
CHINESE_NAME = re.compile(r"(?:(?!等等|好的|好吧|嗯嗯|行吧|那就|不对|哦哦|可以|谢谢|厉害)[一-鿿]{2,3}[，,\s]+)?(?:1\d{10}[，,\s]*)?")

POSTCODE = re.compile(
    r"(?<![A-Za-z0-9-])(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{5,6}(?:-\d{4})?)(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
TOWN = re.compile(r"[A-ZÀ-Þ][\w'’.-]+(?:[ ,]+[A-ZÀ-Þ][\w'’.-]*){0,4}")

ELSEWHERE = re.compile(
    r"\bsame (?:\w+ ){0,3}?(?:as|like)\b|\bsame (?:one|address|place)\b|\bas (?:before|last time|always|usual)\b"
    r"|\b(?:my|the|our) (?:other|old|usual|previous|last|home|work|office|billing|default|saved|registered|account) (?:address|one)\b"
    r"|\b(?:one|address)(?: (?:that|which))?(?: (?:you|is|was|i))?(?: (?:have|had|got|used|gave|already))* (?:on|in|from|for|of|under) "
    r"(?:file|record|my (?:account|profile|other|last|previous)|order|hl)\b|\byou (?:already )?have (?:it|my address)\b"
    r"|(?:跟|和|与|同|按照?|用).{0,16}(?:一样|一致|相同|同一个|的地址)|一样的地址|(?:上次|之前|以前|原来|账户里?|账号里?|默认|另一[个单]|家里?|公司)的?"
    r"(?:那个|收货)?地址|老地址|(?:跟|和|照)(?:上次|之前|以前|原来)",
    re.IGNORECASE,
)
"""Words that point to an address which stands somewhere else: in another order, in the account."""


def elsewhere(words: str) -> bool:
    """Whether an address is only pointed to, and not written out."""
    return found_address(words) is None and ELSEWHERE.search(simplified(words)) is not None


def whole_address(words: str) -> bool:
    """Whether there are a number and the names of places enough to find a door by."""
    words = simplified(words)
    if not NUMBER.search(words):
        return False
    if re.search(r"[一-鿿]", words):
        places = len(PLACES.findall(words))
        return places > 1 or (places == 1 and len(LEAD.sub("", words.strip())) >= SHORTEST)
    names = [word for word in re.findall(r"[^\W\d_][\w'’.-]+", words.casefold()) if not NOT_NAMES.fullmatch(word)]
    return len(names) > 1


def found_address(words: str) -> tuple[int, int] | None:
    """From where to where a whole address with its street stands in a message; of several the last one that is not left behind."""
    plain = simplified(words)
    spans = [*english(plain), *chinese(plain)]
    return next((span for span in reversed(spans) if whole_address(words[slice(*span)])), None)


def completed(words: str, before: str) -> str:
    """An address that came in two messages: the street, and then what was lacking of it, the town or the postcode."""
    street = DOOR.search(before) or next((CHINESE.search(before, start) for start, _ in chinese(simplified(before))), None)
    lacking = POSTCODE.search(words) or (TOWN.fullmatch(words.strip()) and not found_address(before))
    if street is None or LEFT.search(before, 0, street.start()) or DOOR.search(words) or chinese(simplified(words)) or not lacking:
        return words
    return words if POSTCODE.search(before) else tidied(before) + (", " if before.isascii() else " ") + tidied(words)


def english(words: str) -> list[tuple[int, int]]:
    """Addresses in Latin letters."""
    found = []
    for match in DOOR.finditer(words):
        over = AFTER.search(words, match.end())
        place = words[match.start() : over.start() if over else len(words)].rstrip(" ,.-")
        towns = re.search(r"[A-ZÀ-Þ][^\W\d_]+|\d", place[match.end() - match.start() :])
        if towns and not LEFT.search(words, 0, match.start()):
            found.append((match.start(), match.start() + len(place)))
    return found


def chinese(words: str) -> list[tuple[int, int]]:
    """Addresses in Chinese characters."""
    found = []
    for match in CHINESE.finditer(words):
        over = CHINESE_AFTER.search(words, match.start())
        place = words[match.start() : min(over.start() if over else match.end(), match.end())].rstrip()
        if re.search(r"\d|[一二三四五六七八九十]+号", place) and re.search(r"[路街道巷弄村号栋幢楼园苑]|大厦|广场|中心", place):
            found.append((match.start(), match.start() + len(place)))
    return found


def tidied(words: str) -> str:
    """An answer without what leads up to the address in it and what follows; names and phone numbers before it stay."""
    span = found_address(words)
    if span is None:
        return stripped(words)
    start, end = span
    before, after = words[:start], words[end:]
    names = CHINESE_NAME if re.search(r"[一-鿿]", words[start:end]) else WRITTEN_NAMES
    kept = stripped(before) if before.strip() else ""
    start = start - len(kept) if kept and words[:start].endswith(kept) and names.fullmatch(simplified(kept)) else start
    over = (
        re.match(r"[\s,，.。]*(?:$|[!?;。！？]|吧|[哈啊呀哦]|谢|麻烦)", after)
        or AFTER.match(after.lstrip(" ,."))
        or not re.search(r"\d", after)
    )
    return words[start:end].strip() if over else words[start:].strip()


def stripped(words: str) -> str:
    """The words without manners and verbs before the address."""
    rest = words.lstrip()
    while (lead := FILLER.match(rest)) and lead.end() < len(rest):
        rest = rest[lead.end() :]
    return rest.rstrip("\n")
