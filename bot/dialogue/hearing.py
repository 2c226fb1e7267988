"""What a message holds besides its intents: values, yes and no, words to the bot, and how much else."""

import re
from collections.abc import Callable, Mapping
from operator import attrgetter

from bot.dialogue.commands import SetSlot
from bot.dialogue.domain import Domain, Slot
from bot.dialogue.events import Entity, Understood, Value
from bot.dialogue.frozen import changed

NAMED = ("text", "choice", "code", "lookup")
"""Kinds whose values mean nothing without their slot."""

LETTERS = 3
"""Letters from which on a message says enough to be out of scope."""

START = attrgetter("start")

ASKED_NICELY = re.compile(r"\b(?:please|pls|plz)\b|请|請|麻烦(?:[你您]|了)?|唔该|唔該", re.IGNORECASE)
CHINESE_THANKS = r"(?:谢谢?|謝謝?|多谢|多謝)(?:[你您]|了|啦)?"
THANKS = re.compile(rf"\b(?:thanks|thank you|thx|cheers)(?: a lot| so much| anyway| though)?\b|{CHINESE_THANKS}", re.IGNORECASE)
NO_NEED = re.compile(
    r"\s*那?(?:不用|不需要|不必|用不着|用不著|唔使)(?:了|啦|喇|麻烦了|麻煩了)"
    rf"(?:[，,。.！!～~\s]*{CHINESE_THANKS})?[。.！!～~\s]*$"
)
BARE = 1
"""Characters, but for signs, that may stand beside a bare yes or no."""

WORDS = 3
"""Words beside a yes or no from which on they may be a wish of their own; of Chinese characters, one more."""

MANNERS = re.compile(r"\b(?:please|pls|plz|thanks|thank you|thx|sorry|hi|hello|ok(?:ay)?)\b|请|谢谢|麻烦|你好|您好", re.IGNORECASE)
LINKS = re.compile(
    r"\bi['’]?(?:m| am) (?:writing|asking|talking|calling|here) (?:about|for|regarding)\b"
    r"|\b(?:and|then|now|also|too|as well|what about|how about|same for|one more|another one|one|for|the|this|that|it'?s|its|about|with)\b"
    r"|还有|另外|那么|那|呢|再|这个|这单|帮我|看看|看下|一下|也|单号|订单",
    re.IGNORECASE,
)
"""Words that join a value to what was said before, and say nothing else."""

QUESTION = re.compile(
    r"[?？]\s*$|^(?:(?:and|so|but|ok(?:ay)?|oh|well|wait|hi|hey|sorry|hold on|first|quick question|by the way|btw)[\s,]+)*"
    r"(?:who|whose|what|whats|when|where|wheres|why|how|which|is|are|am|do|does|did|can|could|will|would|should|has|have)\b"
    r"|吗|多少|怎么|怎樣|什么|什麼|哪|为什么|能不能|可不可以|是不是|有没有|有沒有|多久|几天|幾天|几点|幾點|几时|幾時|何时|何時|(?<=.{3})(?:不|没|沒|没有|呢|嘛)[\s。.!！~～]*$",
    re.IGNORECASE,
)
"""How questions look, also those without a question mark."""
BOUNDARY = re.compile(r"[.,;:!?，。；：！？、\n]|\b(?:and|also|plus|then|but|btw|besides)\b|还有|另外|顺便|然后|以及")
"""What may part one wish from the next, in small letters."""


def believed(understood: Understood, known: Mapping[str, Value]) -> Understood:
    """The message without the tags that would change what is known: a tag may be wrong, so it fills a slot and overwrites none.

    A day or an amount stays as one that names no slot. Texts have other rules, for nothing but tags tells them from the rest of a message:
    one beside which a number is left may be cut short, so it does not count, and the words that put something right are no text.
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
    return changed(understood, entities=tuple(e for e in plain if e.slot is not None or e.kind not in NAMED))


def asked_for(understood: Understood, slot: Slot) -> Understood:
    """The message with a value of the asked slot's kind as its answer where the model had named another slot for it."""
    alike = [] if slot.kind in NAMED else [e for e in understood.entities if e.kind == slot.kind]
    other = next((e for e in alike if e.tagged), None)
    if other is None or any(e.slot in (None, slot.name) for e in alike):
        return understood
    return changed(understood, entities=tuple(changed(e, slot=slot.name) if e is other else e for e in understood.entities))


def words_for(slot: Slot, understood: Understood) -> Entity | None:
    """The words that the model tags as a text slot."""
    return next((e for e in understood.entities if e.tagged and e.kind == "text" and e.slot == slot.name), None)


def marked(understood: Understood, *words: str) -> bool:
    """Whether recognisers marked the message with one of these words to the bot."""
    # A list, for this is asked a dozen times a message, and a generator takes longer where there is next to nothing to go through.
    return bool([e for e in understood.entities if e.slot == "command" and e.value in words])


def yes_or_no(understood: Understood) -> bool | None:
    """The yes or no of a message, None where it has neither."""
    return next((bool(e.value) for e in understood.entities if e.kind == "boolean"), None)


def taken_back(understood: Understood) -> bool:
    """Whether the message says what is not wanted and little else: "don't cancel it", and not "don't cancel it, only change the size"."""
    if not marked(understood, "negated"):
        return False
    rest = without(understood, lambda entity: entity.slot is not None)
    return len(re.findall(r"\w+", rest)) < WORDS and han(rest) <= WORDS


def agrees(understood: Understood) -> bool:
    """Whether the message is a yes and nothing else."""
    return bool(yes_or_no(understood)) and bare(understood)


def disagrees(understood: Understood) -> bool:
    """Whether the message is a no and nothing else."""
    return yes_or_no(understood) is False and bare(understood)


def bare(understood: Understood) -> bool:
    """Whether the message is a yes or no and nothing else but a please."""
    return len(ASKED_NICELY.sub("", beyond_answer(understood)).strip()) <= BARE


def declines(understood: Understood) -> bool:
    """Whether the message is a no with thanks, or one that says that there is no need: whoever says so wants no more of it."""
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
    return rest.strip(" \t\n,.!?;:~，。！？；、～")


def wants_more(understood: Understood) -> bool:
    """Whether there is enough beside a yes or no to be a wish of its own."""
    rest = beyond_answer(understood)
    return len(rest.split()) >= WORDS or han(rest) >= WORDS + 1


def only_values(understood: Understood, slots: set[str]) -> bool:
    """Whether the message is little else than values of these slots, and manners."""
    covered = sum(len(e.text) for e in understood.entities if e.slot in slots)
    said = understood.text.strip()
    beside = sum(len(found[0]) for pattern in (MANNERS, LINKS) for found in pattern.finditer(said))
    return covered * 2 >= len(said) - beside


def nothing_else(understood: Understood, slots: set[str]) -> bool:
    """Whether the message is values of these slots, manners and words that join, without a single word more."""
    rest = without(understood, lambda entity: entity.slot in slots)
    return not any(c.isalnum() for c in LINKS.sub(" ", MANNERS.sub(" ", rest)))


def out_of_scope(understood: Understood) -> bool:
    """Whether a message is out of scope; one of a letter or two, or of one Chinese character, says too little for that."""
    if understood.out_of_scope < understood.thresholds.out_of_scope:
        return False
    return sum(c.isalnum() for c in understood.text) >= LETTERS or han(understood.text) > 1


def asks(text: str) -> bool:
    """Whether a message is a question."""
    return QUESTION.search(text.strip()) is not None


def values_given(understood: Understood, domain: Domain) -> tuple[SetSlot, ...]:
    """The slots that the message names a value for; of several values of one slot the first, of one put right the last."""
    found: dict[str, SetSlot] = {}
    for slot, values in every_value(understood, domain).items():
        found[slot] = SetSlot(slot, values[-1] if marked(understood, "correct") else values[0])
    return tuple(found.values())


def all_values(understood: Understood, domain: Domain) -> tuple[tuple[str, Value], ...]:
    """Every value of a message with its slot, as written; of a message that puts something right only the last of each slot."""
    last = -1 if marked(understood, "correct") else 0
    return tuple((slot, value) for slot, values in every_value(understood, domain).items() for value in values[last:])


def every_value(understood: Understood, domain: Domain) -> dict[str, list[Value]]:
    """Each slot of the message with its different values, in the order in which they were written."""
    found: dict[str, list[Value]] = {}
    for entity in as_written(understood):
        if entity.slot is not None and entity.slot in domain.slots and entity.value not in found.setdefault(entity.slot, []):
            found[entity.slot].append(entity.value)
    return found


def as_written(understood: Understood) -> list[Entity]:
    """The entities of a message in the order of its text."""
    return sorted(understood.entities, key=START)


def wish_like(understood: Understood) -> int:
    """How many parts of the message are long enough to be a wish of their own; recognised values do not count."""
    parts = BOUNDARY.split(without(understood, lambda entity: entity.slot is not None).casefold())
    return sum(len(part.split()) >= WORDS - 1 or han(part) >= WORDS for part in parts)


def without(understood: Understood, left_out: Callable[[Entity], bool]) -> str:
    """The text with blanks in place of some of its entities."""
    text = understood.text
    for entity in filter(left_out, understood.entities):
        text = text[: entity.start] + " " * (entity.end - entity.start) + text[entity.end :]
    return text


def han(text: str) -> int:
    """How many Chinese characters a text has."""
    return 0 if text.isascii() else sum("一" <= c <= "鿿" for c in text)
