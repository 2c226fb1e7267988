"""Values that a message names but does not mean: taken back ("the blue, no wait, the red one"), negated, or hypothetical."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.dialogue.events import Entity

NEGATED = re.compile(
    r"(?:(?<!why )(?<!or )\bnot|n['’]t|\b(?:do|does|did|wo|would|could|should|ca)nt|"
    r"\bno longer|\binstead of|\brather than|\bnever|\bwithout|\bneither|\bnor|\brefuse to)\s+"
    r"(?:(?:ever|even|just|simply|suddenly|also|either|then|say|think|believe|that|i['’]d|i would|i will|i['’]ll)\s+)*"
    r"(?:(?:want|need|like|mean|cancel|return|"
    r"exchange|send|take|getting|"
    r"returning|cancelling|want to (?:cancel|return|exchange|send back))\s+)?"
    r"(?:(?:the|an?|my|any|another|order|in|to|size|colou?r|that|this|for)\s+)*$"
    r"|(?:(?<!是)不是|(?<!要)不要|(?<!用)不用|(?<!想)不想要?(?:退|换|取消)?|而不是)(?:我的|这个?|那个?|订单|单号|买的?|"
    r"颜色|尺码|\s)*(?:换成?)?$"
    r"|(?:(?<![要是会得差如还咋么啥何])(?<!不能)不(?:会|敢|可能|想|一定|打算|愿意?|肯|太会?|太可能|怎么会?|准备|至于)?|绝不|决不|从不|(?<![特分个级类区差告])别|未必|没(?:钱|打算|想|准备|必要))"
    r"(?:再|去|就|马上|轻易|现在|一下子|把它?们?|给)*$",
    re.IGNORECASE,
)
"""Before a value that is negated."""

MARK = (
    r"(?:no+|nope|wait|sorry|sry|oops|actually|or rather|rather|i meant?|make (?:that|it)|scratch that|correction|hang on|hold on|typo|"
    r"i mistyped|wrong (?:number|code|order|one)|not that(?: one)?)\b|不对|不是|(?:打|写|说|输|弄|搞|记|填|看|给)?错(?:了|咗|啦)?|"
    r"哦不|啊不|等等|等下|应该是|不不"
)
FILL = (
    r"(?:oh|ah|argh|it['’]?s|it is|that['’]?s|the|an?|my|order|number|code|is|was|should be|i want(?:ed)?|i['’]?d like|in|size|please|"
    r"cancel|"
    r"return|send me|give me)\b|[啊哦呀噢额呃是系该的了咗码号要来个我吧成]|单号|单子|订单|给我|那个"
)
SIGNS = r"[\s,.;:!?…，。；：！？、-]*"
INSTEAD = re.compile(rf"{SIGNS}(?:(?:{FILL}){SIGNS})*(?:{MARK}){SIGNS}(?:(?:{MARK}|{FILL}){SIGNS})*", re.IGNORECASE)
"""Between a value and the one that replaces it: nothing but words that take back, and filler."""

BESIDES = re.compile(r"\s*(?:too|as well|also)\b|\s*(?:也|都)", re.IGNORECASE)
TOGETHER = re.compile(r"\s*(?:and|or|&|和|、|跟|或)\s*(?:the|an?|my|order)?\s*", re.IGNORECASE)

CAME = re.compile(
    r"\b(?:got(?:ten)?|receive[sd]?|have|has|had|came|come|arrived?|delivered|turned up|showed up|there (?:is|was|were))\b"
    r"(?:(?!['’]s\b|\b(?:is|are|was|were|works?|broken|damaged|wrong)\b)[^.,;!?\n])*?[\s,]+(?:but|yet|though|and)\s+not\s+(?:(?:the|an?|my|any|order|in|that|this)\s+)*$"
    r"|(?:收到|到货?|来)了?[^，,。；！？\n]*[，, ]*(?:但是?|可是?|不过|而|却)?(?:没有?|未)收?到(?:了|我的|订单|单号|那个|那件|那双|\s)*$",
    re.IGNORECASE,
)
"""Before a value that has not arrived although another has: "I received the kettle, but not the lamp" is about the lamp."""

SUPPOSED = re.compile(
    r"\bif (?!possible|you (?:can|could|have|do)\b|that|it['’]?s (?:ok|possible|fine)|(?:i|we) (?:can|may|could|might)\b)"
    r"(?:(?!\b(?:i|we) (?:want|need|prefer|['’]?d)\b|\b(?:then|please|give me|send me)\b)[^,.;!?])*$"
    r"|(?:如果|要是|假如|万一|假设)[^，。；！？,!? ]*$",
    re.IGNORECASE,
)
"""Before a hypothetical value."""

NEGATED_AFTER = re.compile(
    r"[掉了的吧]*[，,？?\s]*(?:(?:是|这种事|那|就|我)\s*)?(?:不可能|不会|不考虑|(?<=[，,？?\s就那])算了|免了|没必要|不至于|不敢)"
    r"[的吧啊呀呢了哦\s]*(?=$|[，,。.！!；;、])"
    r"|\s*[?,!—–-]*\s*(?:no way|no chance|never|not me|certainly not|"
    r"(?:is|would be|that's) (?:out of the question|not (?:me|for me|my style)))(?=\s*(?:$|[.,!;]))",
    re.IGNORECASE,
)
"""After a value that is negated: 全卖不可能, "sell everything? no way".

If the clause goes on, something else is negated: 全卖，不会后悔. And 全卖算了 means "I'd just sell everything".
"""
SUPPOSED_AFTER = re.compile(r"[码号的]?(?:没有|没货|不行|不合适)?的话")
ASKED = re.compile(
    r"^[\s,]*(?:(?:and|so|but|ok(?:ay)?|well|then|oh|h+m+)[\s,]+)*(?:how|when|why|who|what happens|what if|do i|does|did|will i|"
    r"would i|is it|"
    r"is there|are there|am i)\b"
    r"|(?:多久|几天|什么时候|为什么|如何|怎么)",
    re.IGNORECASE,
)
A_SIZE = re.compile(r"(?:[A-Z]{1,3}|\d{1,2})[码号]?")
COMPLAINT = re.compile(
    r"[码号的]*\s*(?:one )?(?:(?:is|are|was|were|feels?|runs?|sits?) )?(?:(?:way|far|much|a bit|a little|slightly|just|really|so) )*"
    r"(?:too (?:small|big|large|tight|loose|short|long|wide|narrow)|tight|pinch|hurts?|small\b|(?:do|did|does)(?: not|n['’]?t) fit)"
    r"|[码号的]*(?:我?穿着?)?(?:有点|有些|太|偏|稍微|还是)*(?:紧|小了|大了|松|短了|长了|挤|勒|不合|穿不)",
    re.IGNORECASE,
)
"""After a size that did not fit, which is not the one that is wanted."""

BACK = 80
"""Characters before a value that are searched."""

SENTENCE = re.compile(r"[.!?;\n。！？；]")


@dataclass(frozen=True, slots=True)
class Settled:
    """The values that are meant; ``turns`` are the places where the message corrects itself.

    ``denied`` is the place of a value that the message names only to reject it for another one: "not the blue, the red" corrects an earlier
    message.
    """

    values: list[Entity]
    turns: tuple[tuple[int, int], ...] = ()
    denied: tuple[int, int] | None = None


def settled(found: Sequence[Entity], text: str, decisions: frozenset[str]) -> Settled:
    """The values without those that another value of the same slot replaces.

    ``decisions`` are choice slots with a question of their own. Of these, values that are only supposed, negated or asked about are dropped
    too: the customer has not chosen them.
    """
    of_slot: dict[str, list[Entity]] = defaultdict(list)
    for entity in sorted((e for e in found if e.slot is not None and e.kind != "boolean"), key=lambda e: e.start):
        of_slot[entity.slot or ""].append(entity)
    dropped: set[int] = set()
    turns: list[tuple[int, int]] = []
    denied: tuple[int, int] | None = None
    for slot, entities in of_slot.items():
        if len({e.value for e in entities}) > 1:
            turns += turned(entities, text)
            without = replaced(entities, text, {start for start, _ in turns})
            dropped |= {id(e) for e in without}
            before = NEGATED.search(text, 0, entities[0].start)
            if before and entities[0] in without and not SUPPOSED.search(text, 0, entities[0].start):
                denied = before.start(), entities[0].end
        if slot in decisions:
            dropped |= {id(e) for e in entities if unmeant(e, text) or asked(e, text) or NEGATED_AFTER.match(text, e.end)}
    return Settled([entity for entity in found if id(entity) not in dropped], tuple(turns), denied)


def turned(entities: Sequence[Entity], text: str) -> list[tuple[int, int]]:
    """The places between two values of one slot where the later replaces the earlier."""
    pairs = ((one.end, other.start) for one, other in pairwise(entities) if one.value != other.value and not BESIDES.match(text, other.end))
    return [(start, end) for start, end in pairs if INSTEAD.fullmatch(text, start, end)]


def replaced(entities: Sequence[Entity], text: str, turns: set[int]) -> list[Entity]:
    """The values of one slot that are not meant; empty if none would be left."""
    lacking = [place for place, e in enumerate(entities) if place and CAME.search(text[max(e.start - BACK, 0) : e.start])]
    if lacking:
        return [e for e in entities[: lacking[0]] if e.value != entities[lacking[0]].value]
    out = {e.value for e in entities if unmeant(e, text)}
    for one, other in pairwise(entities):
        between = text[one.end : other.start]
        if one.value in out and TOGETHER.fullmatch(between):
            out.add(other.value)
        if one.end in turns:
            out.add(one.value)
    return [e for e in entities if e.value in out] if any(e.value not in out for e in entities) else []


def unmeant(entity: Entity, text: str) -> bool:
    """Whether a value is negated, hypothetical, or a size that did not fit."""
    before = text[max(entity.start - BACK, 0) : entity.start]
    too_small = A_SIZE.fullmatch(entity.text) and COMPLAINT.match(text, entity.end)
    return bool(too_small or NEGATED.search(before) or SUPPOSED.search(before) or SUPPOSED_AFTER.match(text, entity.end))


def asked(entity: Entity, text: str) -> bool:
    """Whether the sentence asks a question about a value instead of choosing it."""
    starts = [m.end() for m in SENTENCE.finditer(text, 0, entity.start)]
    end = SENTENCE.search(text, entity.end)
    return ASKED.search(text[starts[-1] if starts else 0 : end.start() if end else len(text)]) is not None
