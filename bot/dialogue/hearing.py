"""What a message holds besides its intents: values, yes or no, remarks to the bot, and how much else it says."""

import re
from collections.abc import Callable, Mapping
from operator import attrgetter

from bot.dialogue.commands import SetSlot
from bot.dialogue.domain import Domain, Slot
from bot.dialogue.events import Entity, Understood, Value
from bot.dialogue.frozen import changed

NEED_SLOT = ("text", "choice", "code", "lookup")
"""Kinds whose values mean nothing unless their slot is known."""

SCOPE_LETTERS = 3
"""How many letters or digits a message needs to count as out of scope."""

START = attrgetter("start")

ASKED_NICELY = re.compile(r"\b(?:please|pls|plz)\b|请|請|麻烦(?:[你您]|了)?|唔该|唔該", re.IGNORECASE)
CHINESE_THANKS = r"(?:谢谢?|謝謝?|多谢|多謝)(?:[你您]|了|啦)?"
THANKS = re.compile(rf"\b(?:thanks|thank you|thx|cheers)(?: a lot| so much| anyway| though)?\b|{CHINESE_THANKS}", re.IGNORECASE)
NO_NEED = re.compile(
    r"\s*那?(?:不用|不需要|不必|用不着|用不著|唔使)(?:了|啦|喇|麻烦了|麻煩了)"
    rf"(?:[，,。.！!～~\s]*{CHINESE_THANKS})?[。.！!～~\s]*$"
)
NONE_ENGLISH = (
    r"(?:(?:i|we)(?: have| got|['’]?ve)(?: got)? |there(?: is|['’]s| are) )?(?:no|zero) "
    r"(?!(?:i|it|its|that|this|you|we|he|she|they|not|the|a|an|my|but|and|just|please|thanks?|sorry|wait|rush|hurry|worries|"
    r"problems?|matter|limits?|fixed|end|deadline|more|less|longer|idea|clue|need|way|time|plans?)\b)"
    r"(?:[a-z]+ )?[a-z]+"
    r"|(?:i|we) (?:don['’]?t|do not|haven['’]?t|have not)(?: really)? (?:have|got) any (?:[a-z]+ )?[a-z]+"
)
NONE_CHINESE = (
    r"(?:我们?|现在|目前|暂时|真的|还|都|也)*(?:[没沒]有|[没沒](?!有)|毫无)(?:任何|什么|啥)?"
    r"(?!任何|什么|啥|想|考虑|决定|打算|计划|问题|問題|关系|关係|事|定|急|限|期|时间|兴趣|必要|办法|收到|意见|多)"
    r"[一-鿿]{1,5}[啊呀呢了的]*"
)
NONE_AT_ALL = re.compile(rf"(?:{NONE_ENGLISH})(?: (?:yet|at all|so far|really|right now|whatsoever))*|{NONE_CHINESE}", re.IGNORECASE)
"""Says only that there is none of something; "no rush" and 没有期限 do not say that, and 没多少 and 没多久 are amounts."""

ACKNOWLEDGED = re.compile(
    r"(?:ok+|okay|okey|oki|k+|fine|alright|all right|great|perfect|good|cool|lovely|no problem|no worries|sounds (?:good|great|fine)"
    r"|好+|好[的滴哒嘞呀啊吧]|行|可以|没问题|冇问题|妥|得)(?:[\s,.!，。！]*(?:ok(?:ay)?|thanks?|thank you|thx|then|sure|谢谢))*",
    re.IGNORECASE,
)
"""Words that accept what was said, but do not say whether something is so."""

REPORTED = re.compile(r"^(?:嗯|哦|我们?|我們|刚才?|剛才?|已经|已經|全|都|[，, ])*(?:检查|檢查|问|問|查|看|找|量|翻|数|數)[过過了遍完]")
"""The beginning of a message that tells how a look or a question turned out: 问过了都没有."""

SIGNS = " \t\n,.!?;:~，。！？；、～"
BARE = 1
"""How many characters other than punctuation may stand beside a bare yes or no."""

WISH_WORDS = 3
"""How many words beside a yes or no may be a wish of their own; in Chinese, one character more than that."""

MANNERS = re.compile(r"\b(?:please|pls|plz|thanks|thank you|thx|sorry|hi|hello|ok(?:ay)?)\b|请|谢谢|麻烦|你好|您好", re.IGNORECASE)
LINKS = re.compile(
    r"\bi['’]?(?:m| am) (?:writing|asking|talking|calling|here) (?:about|for|regarding)\b"
    r"|\b(?:and|then|now|also|too|as well|what about|how about|same for|one more|another one|one|for|the|this|that|it'?s|its|about|with)\b"
    r"|还有|另外|那么|那|呢|再|这个|这单|帮我|看看|看下|一下|也|单号|订单",
    re.IGNORECASE,
)
"""Words that only connect a value to what was said before."""

NUMBERED = re.compile(r"(?:\b[a-z]{1,5}[-–#.: ]{0,2}|(?<![a-z]))[0-9]+(?:[ ./–-][0-9]+)*(?![a-z])|[和跟与與]", re.IGNORECASE)
"""Numbers with the letters that a code begins with, and what links two of them in Chinese: RT-10231, #10234, order 10234."""

MOST_NUMBERS = 200
"""Characters of the longest message that may be a mistyped code; the patterns for it need quadratic time."""

HOW_MUCH = r"(?<![没沒])(?<![没沒]有)(?<![没沒][剩存攒攢])(?<!不[了下])多少"
"""The Chinese "how much", but not "not much" as in 没多少, 没剩多少 and 存不了多少."""

QUESTION = re.compile(
    r"[?？]\s*$|^(?:(?:and|so|but|ok(?:ay)?|oh|well|wait|hi|hey|sorry|hold on|first|quick question|by the way|btw)[\s,]+)*"
    r"(?:who|whose|what|whats|when|where|wheres|why|how|which|is|are|am|do|does|did|can|could|will|would|should|has|have)\b"
    rf"|{HOW_MUCH}"
    r"|吗|怎么|怎樣|什么|什麼|哪|为什么|能不能|可不可以|是不是|有没有|有沒有|多久|几天|幾天|几点|幾點|几时|幾時|何时|何時|(?<=.{3})(?:不|没|沒|没有|呢|嘛)[\s。.!！~～]*$",
    re.IGNORECASE,
)
"""Matches questions, including those without a question mark."""


def believed(understood: Understood, known: Mapping[str, Value]) -> Understood:
    """The message without tags that would change a known value: a tag may be wrong, so it may fill a slot but not overwrite one.

    A day or an amount stays, but names no slot any more. A text is known by its tag alone, so it follows other rules: it is dropped if
    digits are left outside of it, because it may be cut short, and if it overlaps the words that announce a correction.
    """
    rights = [e for e in understood.entities if e.slot == "command" and e.value == "correct"]

    def may_stay(entity: Entity) -> bool:
        if entity.kind == "text" and entity.tagged:
            if any(right.start < entity.end and entity.start < right.end for right in rights):
                return False
            return not re.search(
                r"\d", without(understood, lambda other: other is entity or (other.slot is not None and other.kind != "text"))
            )
        return not entity.tagged or known.get(entity.slot or "") is None

    if not [entity for entity in understood.entities if entity.tagged and not may_stay(entity)]:
        return understood
    plain = (e if may_stay(e) else changed(e, slot=None, tagged=False) for e in understood.entities)
    return changed(understood, entities=tuple(e for e in plain if e.slot is not None or e.kind not in NEED_SLOT))


def asked_for(understood: Understood, slot: Slot) -> Understood:
    """The message with its value of the asked slot's kind moved to that slot, if the model had tagged it as another one."""
    alike = [] if slot.kind in NEED_SLOT else [e for e in understood.entities if e.kind == slot.kind]
    other = next((e for e in alike if e.tagged), None)
    if other is None or any(e.slot in (None, slot.name) for e in alike):
        return understood
    return changed(understood, entities=tuple(changed(e, slot=slot.name) if e is other else e for e in understood.entities))


def words_for(slot: Slot, understood: Understood) -> Entity | None:
    """The words that the model tagged as this text slot, if any."""
    return next((e for e in understood.entities if e.tagged and e.kind == "text" and e.slot == slot.name), None)


def marked(understood: Understood, *words: str) -> bool:
    """Whether the recognisers put one of these marks on the message."""
    # A list and not a generator: this runs a dozen times a message over very few entities, where a generator is slower.
    return bool([e for e in understood.entities if e.slot == "command" and e.value in words])


def yes_or_no(understood: Understood) -> bool | None:
    """The yes or no in a message; None if it has neither."""
    return next((bool(e.value) for e in understood.entities if e.kind == "boolean"), None)


def taken_back(understood: Understood) -> bool:
    """Whether the message says little more than what is not wanted: "don't cancel it", but not "don't cancel it, only change the size"."""
    if not marked(understood, "negated"):
        return False
    rest = without(understood, lambda entity: entity.slot is not None)
    return len(re.findall(r"\w+", rest)) < WISH_WORDS and han(rest) <= WISH_WORDS


def has_none(understood: Understood) -> bool:
    """Whether the message only says that there is none of what was asked for: "no savings", 没有存款."""
    return NONE_AT_ALL.fullmatch(understood.text.strip(" \t\n.!,。！，~～")) is not None


def agrees(understood: Understood) -> bool:
    """Whether the message is only a yes."""
    return bool(yes_or_no(understood)) and bare(understood)


def disagrees(understood: Understood) -> bool:
    """Whether the message is only a no."""
    return yes_or_no(understood) is False and bare(understood)


def bare(understood: Understood) -> bool:
    """Whether the message is only a yes or no, perhaps with a please."""
    return len(ASKED_NICELY.sub("", beyond_answer(understood)).strip()) <= BARE


def acknowledges(understood: Understood) -> bool:
    """Whether the message only accepts what was said ("ok"), which is a yes to a proposal and no answer to a question about a fact."""
    said = next((e.text.strip() for e in understood.entities if e.kind == "boolean" and e.value is True), "")
    rest = THANKS.sub("", ASKED_NICELY.sub("", beyond_answer(understood)))
    return len(rest.strip(SIGNS)) <= BARE and ACKNOWLEDGED.fullmatch(said) is not None


def beside_the_point(understood: Understood, confirm: bool) -> bool:
    """Whether a yes or no decides nothing: an "ok" to a question about a fact, or a finding (问过了都没有) where a proposal waits."""
    return REPORTED.match(understood.text.strip()) is not None if confirm else acknowledges(understood)


def declines(understood: Understood) -> bool:
    """Whether the message is a no with thanks or says that there is no need, which gives up what was under way."""
    if yes_or_no(understood) is not False:
        return False
    rest = beyond_answer(understood)
    return (bool(THANKS.search(rest)) and len(THANKS.sub("", rest).strip(" ,，.!。！")) <= BARE) or bool(NO_NEED.match(understood.text))


def beyond_answer(understood: Understood) -> str:
    """What a message says besides its yes or no."""
    answer = next((e for e in understood.entities if e.kind == "boolean"), None)
    if answer is None:
        return understood.text.strip()
    rest = understood.text[: answer.start] + understood.text[answer.end :]
    return rest.strip(SIGNS)


def wants_more(understood: Understood) -> bool:
    """Whether the message says enough besides its yes or no to hold a wish of its own."""
    rest = beyond_answer(understood)
    return len(rest.split()) >= WISH_WORDS or han(rest) >= WISH_WORDS + 1


def only_values(understood: Understood, slots: set[str]) -> bool:
    """Whether at least half of the message is values of these slots, not counting polite and connecting words."""
    covered = sum(len(e.text) for e in understood.entities if e.slot in slots)
    said = understood.text.strip()
    beside = sum(len(found[0]) for pattern in (MANNERS, LINKS) for found in pattern.finditer(said))
    return covered * 2 >= len(said) - beside


def nothing_else(understood: Understood, slots: set[str]) -> bool:
    """Whether the message has no word besides values of these slots and polite or connecting words."""
    rest = without(understood, lambda entity: entity.slot in slots)
    return not any(c.isalnum() for c in LINKS.sub(" ", MANNERS.sub(" ", rest)))


def out_of_scope(understood: Understood) -> bool:
    """Whether a message is out of scope; one or two letters, a single Chinese character, or numbers alone are too little to say so."""
    if understood.out_of_scope < understood.thresholds.out_of_scope or only_numbers(understood.text):
        return False
    return sum(c.isalnum() for c in understood.text) >= SCOPE_LETTERS or han(understood.text) > 1


def only_numbers(text: str) -> bool:
    """Whether a message is nothing but numbers, such as a mistyped code, and polite or connecting words."""
    # A model has learnt topics, and a number has none; whoever was asked for a code and mistypes it is still with us.
    if len(text) > MOST_NUMBERS:
        return False
    rest = LINKS.sub(" ", MANNERS.sub(" ", text))
    return NUMBERED.search(rest) is not None and not any(c.isalnum() for c in NUMBERED.sub(" ", rest))


def asks(text: str) -> bool:
    """Whether a message is a question."""
    return QUESTION.search(text.strip()) is not None


def values_given(understood: Understood, domain: Domain) -> tuple[SetSlot, ...]:
    """One value for each slot that the message fills: the first, or the last if the message corrects something."""
    found: dict[str, SetSlot] = {}
    for slot, values in every_value(understood, domain).items():
        found[slot] = SetSlot(slot, values[-1] if marked(understood, "correct") else values[0])
    return tuple(found.values())


def all_values(understood: Understood, domain: Domain) -> tuple[tuple[str, Value], ...]:
    """Every pair of slot and value in the message; only the last value of each slot if the message corrects something."""
    last = -1 if marked(understood, "correct") else 0
    return tuple((slot, value) for slot, values in every_value(understood, domain).items() for value in values[last:])


def every_value(understood: Understood, domain: Domain) -> dict[str, list[Value]]:
    """The distinct values of each slot, in the order of the text."""
    found: dict[str, list[Value]] = {}
    for entity in as_written(understood):
        if entity.slot is not None and entity.slot in domain.slots and entity.value not in found.setdefault(entity.slot, []):
            found[entity.slot].append(entity.value)
    return found


def as_written(understood: Understood) -> list[Entity]:
    """The entities of a message in the order of its text."""
    return sorted(understood.entities, key=START)


def without(understood: Understood, left_out: Callable[[Entity], bool]) -> str:
    """The text with the chosen entities blanked out; offsets stay the same."""
    text = understood.text
    for entity in filter(left_out, understood.entities):
        text = text[: entity.start] + " " * (entity.end - entity.start) + text[entity.end :]
    return text


def han(text: str) -> int:
    """How many Chinese characters a text has."""
    return 0 if text.isascii() else sum("一" <= c <= "鿿" for c in text)
