"""Codes and things that a message mentions but is not about: a model for another order, one that stays as it is, one that is fine."""

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

from bot.dialogue.events import Entity, Understood, Value
from bot.dialogue.frozen import changed
from bot.dialogue.hearing import as_written, asks, han

CLAUSE_BOUNDARY = re.compile(
    r"[.,;:!?。，；：！？、\n]+(?!\d)|\s[-–—]\s|\b(?:and|but|while|whereas|though|although|however|yet|so|then)\b|但是?|不过|不過|可是|只是|而(?!且)",
    re.IGNORECASE,
)
CONTRAST = re.compile(r"\s*[,.;，]?\s*(?:but|while|whereas|though|however|yet|但|不过|不過|可是|而)", re.IGNORECASE)

UP_TO_CODE = (
    r"(?: (?:on|in|for|of|from|with|the|my|our|that|this|other|last|previous|first|order|parcel|package|"
    r"number|no\.?|one|address))*[ #]*$"
)
LIKE = re.compile(
    r"\b(?:the )?(?:exact(?:ly the)? )?same (?:\w+ ){0,3}?(?:as|like)(?: (?:it (?:is|was)|(?:we|i|you) (?:have|had|used|gave)|used|given))?"
    + UP_TO_CODE
    + r"|\b(?:just|exactly) like"
    + UP_TO_CODE
    + r"|\b(?:unlike|instead of|rather than)"
    + UP_TO_CODE
    + r"|\b(?:use|copy|take|to) (?:the |that |my )?(?:same )?(?:delivery |shipping )?(?:address|details?) (?:of|from|on|in|for)"
    + UP_TO_CODE,
    re.IGNORECASE,
)
"""Words before a code that another order is to be like; not "the same for …" and "as well as …", which are about both orders."""

LIKE_CHINESE = (
    re.compile(r"(?:跟|和|与|與|同|像)(?:我的?|那个|那個|订单号?|訂單號?|单号|單號|\s)*$"),
    re.compile(
        r"\s*(?:那[个個单單]|这[个個单單]|订单|訂單|[单單])?(?:里面?|裏面?|上)?的?(?:收[货貨])?(?:地址|信息|資料|资料)?(?:就?一[样樣致]|相同|同一[个個])(?!.{0,4}[都也])"
    ),
)
USED_CHINESE = (
    re.compile(r"(?:用|按照?|照着?|照著?|参照|參照|参考|參考|复制|複製)(?:我的?|那个|那個|订单号?|訂單號?|单号|單號|\s)*$"),
    re.compile(r"\s*(?:那[个個单單]|订单|訂單|[单單])?(?:里面?|裏面?|上)?的?(?:收[货貨])?(?:地址|信息|資料|资料)"),
)
KEPT = re.compile(
    r"(?<!n't )(?<!n’t )(?<!not )(?<!never )\b(?:keep(?:ing)?|leave|leaving|(?:hold|hang)(?:ing)? on to)"
    r"(?: (?:the|my|our|order|parcel|package|stuff|things?|items?|from|in|of|number|everything|all))*[ #]*$",
    re.IGNORECASE,
)
LEFT_SOMEWHERE = re.compile(r"\s*(?:at|with|by|on|behind|outside|in (?:the|a|my)|for (?:my|the))\b", re.IGNORECASE)
STAYS = re.compile(
    r"[\s,:]*(?:(?:order|parcel|one|(?:i|we)(?:['’]?(?:ll|d|m|re))?|is|to|be|can|should|will|must|want|would|like|am|are|going|gonna|just|please|that|it)\s)*"
    r"(?:keep(?:ing)?|kept|stays?|staying|remains?|(?:left )?(?:alone|untouched)|as (?:it|they) (?:is|are))\b"
    r"(?! (?:me|getting|asking|waiting|saying|showing|being|in|at|with|on)\b)",
    re.IGNORECASE,
)
FINE = re.compile(
    r"[\s,:]*(?:(?:order|parcel|one|is|was|has|have|had|been|it|already|all|just|i|got|came|arrived|"
    r"delivered|went|turned out|works?|did)\s)*"
    r"(?:fine|ok(?:ay)?|all ?right|good|great|perfect(?:ly)?|well|sorted(?: out)?|done|settled|safely|(?:with )?no (?:problems?|issues?)|"
    r"arrived|delivered|here)(?: (?:already|now|yesterday|today|thanks|thank you|with that one|as expected))*[\s.!]*$",
    re.IGNORECASE,
)
"""Words from a code to the end of the clause that say all is well with it."""

NO_TROUBLE = re.compile(
    r"\b(?:no (?:problems?|issues?|trouble)|nothing(?: is|['’]s)? wrong|(?:am|i['’]m|very|quite) happy) (?:with|about)"
    r"(?: (?:the|my|our|order|parcel|package|number))*[ #]*$",
    re.IGNORECASE,
)
LIKED = re.compile(r"\b(?:i|we) (?:do |really |quite |absolutely |just )*(?:like|love|adore)(?: (?:the|my|our))*[ #]*$", re.IGNORECASE)
GOT = re.compile(
    r"\b(?:i|we)(?:['’]ve| have)?(?: already)? (?:got|received)(?: (?:the|my|our|order|parcel|package|number))*[ #]*$", re.IGNORECASE
)
"""Words before a code that has arrived; a contrast must follow: "I got … but not …". "I got … and …, both broken" is about both."""

KEPT_CHINESE = re.compile(r"(?:保留|留着|留著|留下|除了)(?:订单号?|訂單號?|\s)*$")
STAYS_CHINESE = re.compile(
    r"[\s的]*(?:那[个個单單]|这[个個单單]|订单|訂單|里的?|就|先|我|想|要|还是|還是|都|东西|東西|则|則)*"
    r"(?:留着|留著|留下|保留|照旧|照舊|不[用要]?(?:退(?![款钱錢货貨单單])|换|換|管|改|变|變|动|動)|不取消|[别別](?:退|换|換|管|改|动|動|取消))(?!.{0,3}[吗嗎么麼不])[了啦吧的\s]*$"
)
FINE_CHINESE = re.compile(
    r"[\s的]*(?:很|挺|还|還|蛮|蠻|那[个個单單]|这[个個单單]|订单|訂單|我|已经|已經|都|早就?|是|倒是|货|貨|东西|東西)*"
    r"(?:收到|到|没问题|沒問題|没事|沒事|正常|挺好|很好|好好|不错|不錯|合适|合適|喜欢|喜歡|满意|滿意|OK|ok)[了的啦啊咗\s]*$"
)
KEPT_PLACES = tuple(
    re.compile(
        rf"\b(?:keep(?:ing)?|leave|hold on to|not|except|don['’]t (?:cancel|touch|change|return))"
        rf"(?: only| just)?(?: the)? (?:{nth})\b(?! time)"
        rf"|\bthe (?:{nth})(?: (?:one|order|parcel))?(?: (?:can|should|will|must))?"
        rf" (?:stays?|be kept|remains?|is (?:fine|ok(?:ay)?|good))\b"
        rf"|(?:保留|留着|留著|留下|除了|(?:不要?|[别別])(?:动|動|取消|退))(?:{chinese})"
        rf"|(?:{chinese})[个個单單张張那的]*(?:先|就|还|還|要|我)*(?:保留|留|(?:不[要用]?|[别別])(?:动|動|取消|退))",
        re.IGNORECASE,
    )
    for nth, chinese in (("first|1st|former", "第[一1]|[头頭前]一"), ("second|2nd|latter", "第[二2]|后一|後一"), ("third|3rd", "第[三3]"))
)
"""For the first, second and third code of a message, words that say it stays as it is."""

BESIDE = 4
"""If more words, or Chinese characters, than this follow, they may say what is wrong with the code after all."""


def foreground(understood: Understood, known: Mapping[str, Value], things: Collection[str] = ()) -> Understood:
    """The message with the codes that it only mentions set aside; ``known`` are the values of the active flow.

    A code is set aside only if another one is left that the message is about. Its clause becomes an entity of slot ``context``, which no
    pack has, and no longer counts as a part that may hold a wish. Values of the slots ``things`` are treated like codes.
    """
    codes = [e for e in as_written(understood) if e.slot is not None and (e.kind == "code" or e.slot in things)]
    if len({entity.value for entity in codes} | {known.get(entity.slot or "") for entity in codes} - {None}) < 2:
        return understood
    places = {entity: place for entity in codes if (place := aside(entity, codes, understood.text)) is not None}
    kept = kept_by_place(codes, understood.text)
    places |= {entity: (entity.start, entity.end) for entity in codes if entity.value in kept}
    meant = {(entity.slot, entity.value) for entity in codes if entity not in places}

    def beside_another(entity: Entity) -> bool:
        others = {value for slot, value in meant if slot == entity.slot} or {known.get(entity.slot or "")} - {None}
        return bool(others) and entity.value not in others

    left = {entity: place for entity, place in places.items() if beside_another(entity)}
    if not left:
        return understood
    entities = tuple(as_context(e, left[e], understood.text) if e in left else e for e in understood.entities)
    spans = left.values()
    parts = tuple(p for p in understood.parts if not any(start <= p.start and p.start + len(p.text) <= end for start, end in spans))
    return changed(understood, entities=entities, parts=parts if len(parts) > 1 else ())


def kept_by_place(codes: list[Entity], text: str) -> set[Value]:
    """The codes that a message leaves alone by their position: "HL-447290 and HL-318842, keep the first"."""
    values = list(dict.fromkeys(entity.value for entity in codes if entity.kind == "code"))
    return {value for value, kept in zip(values, KEPT_PLACES, strict=False) if len(values) > 1 and kept.search(text)}


def as_context(entity: Entity, place: tuple[int, int], text: str) -> Entity:
    """The entity of slot ``context`` that replaces a code and covers the words that set it aside."""
    start, end = place
    return changed(entity, kind="text", slot="context", text=text[start:end], start=start, end=end, tagged=False)


def aside(entity: Entity, codes: list[Entity], text: str) -> tuple[int, int] | None:
    """The span of the words that say a code is only mentioned; None if nothing says so."""
    edges = [0, *(edge for match in CLAUSE_BOUNDARY.finditer(text) for edge in match.span()), len(text)]
    start, end = next(((a, b) for a, b in pairwise(edges) if a <= entity.start and entity.end <= b), (0, len(text)))
    before, after = text[start : entity.start], text[entity.end : end]
    after = next((after.rstrip().removesuffix(code.text) for code in codes if after.rstrip().endswith(code.text)), after)
    if like := LIKE.search(before):
        return start + like.start(), entity.end
    for lead, follows in (LIKE_CHINESE, USED_CHINESE):
        if (found := lead.search(before)) and (rest := follows.match(after)):
            return start + found.start(), entity.end + rest.end()
    if asks(text[start : end + 1]):
        return None
    kept = (KEPT.search(before) and not LEFT_SOMEWHERE.match(after)) or STAYS.match(after)
    if kept or KEPT_CHINESE.search(before) or STAYS_CHINESE.match(after):
        return start, end
    well = FINE.match(after) or FINE_CHINESE.match(after) or ((NO_TROUBLE.search(before) or LIKED.search(before)) and not after.strip())
    came = GOT.search(before) and not after.strip() and CONTRAST.match(text, end)
    return (start, end) if (well or came) and not goes_on(end, codes, text) else None


def goes_on(end: int, codes: list[Entity], text: str) -> bool:
    """Whether the text between a clause and the next code is long enough to say what is wrong after all."""
    rest = text[end : min((code.start for code in codes if code.start >= end), default=len(text))]
    return len(re.findall(r"[A-Za-z'’]+", rest)) > BESIDE or han(rest) > BESIDE
