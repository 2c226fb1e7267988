"""Gaps: values of one customer are taken out of a text before it is kept, and values of another customer are filled in later."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Value
from bot.dialogue.replies import shown
from bot.recognisers import recognise
from bot.suggesting.names import addresses, links, names, numbers

GAP = re.compile(r"\[([^\[\]\n]{1,80})\]")

KINDS = frozenset({"code", "email", "phone", "money", "date"})
"""Kinds of values that belong to one customer; durations, numbers and the pack's own choices are what an answer is about."""

NAMING = frozenset({"code", "email", "phone"})
"""Kinds of which a conversation usually has one value, like the number of the order it is about; amounts and days may be many."""

BEFORE_A_DAY = re.compile(r"(?:by|on|before|until|till|from|since|after|the)\s+", re.IGNORECASE)

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "code": "reference number",
        "email": "e-mail address",
        "phone": "phone number",
        "money": "amount of money",
        "date": "day",
        "name": "customer’s name",
        "address": "customer’s address",
        "number": "number",
        "link": "link",
    },
    "zh": {
        "code": "编号",
        "email": "电子邮箱",
        "phone": "电话号码",
        "money": "金额",
        "date": "日期",
        "name": "客户姓名",
        "address": "客户地址",
        "number": "号码",
        "link": "链接",
    },
}
"""Labels of gaps that no slot of the conversation can fill."""

Cut = tuple[int, int, str]
"""Start, end and label of a gap to be made."""


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings of a text: the ``public`` text that everybody may read, and the ``people`` named in the conversation."""

    public: str = ""
    people: frozenset[str] = frozenset()


NOTHING = Around()


def labels(domain: Domain, language: str) -> dict[str, str]:
    """The labels of gaps that no slot may fill, made different from the labels of the pack's slots."""
    taken = {domain.called(name, language) for name in (*domain.labels, *domain.slots)}
    other = "其他" if language == "zh" else "other "
    return {kind: f"{other}{label}" if label in taken else label for kind, label in LABELS.get(language, LABELS["en"]).items()}


def masked(
    text: str,
    conversation: Conversation,
    domain: Domain,
    at: float,
    tagged: Iterable[Entity] = (),
    around: Around = NOTHING,
) -> str:
    """The text with a gap for each value that belongs to this customer; ``tagged`` are values that a model found.

    A value in the public text, such as a price or the shop's own address, belongs to nobody, unless the conversation has it in a slot.
    """
    today, language = datetime.fromtimestamp(at, UTC).date(), conversation.language
    entities = [*recognise(text, domain, language, today), *tagged]
    generic = labels(domain, language)
    loose = [
        *of_values(text, entities, conversation, domain, generic),
        *((start, end, generic["address"]) for start, end in addresses(text)),
        *((start, end, generic["link"]) for start, end in links(text)),
        *((start, end, generic["number"]) for start, end in numbers(text)),
        *((start, end, generic["name"]) for start, end in names(text, around.people, around.public)),
    ]
    own = set(conversation_labels(conversation, domain))
    cuts = [one for one in loose if one[2] in own or not stands_in(text[one[0] : one[1]], around.public)]
    return cut(text, [*of_slots(text, conversation, domain), *cuts])


def conversation_labels(conversation: Conversation, domain: Domain) -> list[str]:
    """The labels of slots that have a value."""
    return [domain.called(name, conversation.language) for name, value in conversation.slots.items() if value is not None]


def stands_in(words: str, public: str) -> bool:
    """Whether the public text has these words, which must hold a digit or an @: a mere name or weekday may stand anywhere."""
    telling = any(letter.isdigit() or letter == "@" for letter in words)
    return telling and re.search(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])", public) is not None


def of_values(
    text: str, entities: Iterable[Entity], conversation: Conversation, domain: Domain, generic: Mapping[str, str]
) -> Iterator[Cut]:
    """The gaps of recognised values.

    A value that the conversation has in a slot gets the slot's label, and so does the first code, e-mail address or phone number that a
    slot may hold. All others get a generic label, so that no slot fills them with something else.
    """
    given: dict[str, Value] = {name: value for name, value in conversation.slots.items() if value is not None}
    for entity in entities:
        name = entity.slot if entity.slot in domain.slots else None
        if entity.kind == "text" and name is not None and personal(name, entity.text, domain):
            yield entity.start, entity.end, domain.called(name, conversation.language)
        if entity.kind not in KINDS:
            continue
        holds = next((slot for slot in (name, *given) if slot in given and str(given[slot]) == str(entity.value)), None)
        if holds is None and name is not None and entity.kind in NAMING and given.setdefault(name, entity.value) == entity.value:
            holds = name
        opens = BEFORE_A_DAY.match(text, entity.start, entity.end) if entity.kind == "date" else None
        start, words = (opens.end() if opens else entity.start), text[: entity.end].rstrip(" .,")
        yield start, len(words), domain.called(holds, conversation.language) if holds else generic[entity.kind]


def of_slots(text: str, conversation: Conversation, domain: Domain) -> Iterator[Cut]:
    """The gaps of words that the conversation has in slots, such as a name or an address."""
    for name, value in conversation.slots.items():
        kind = domain.slots[name].kind if name in domain.slots else "text"
        if kind in ("text", *KINDS) and isinstance(value, str) and personal(name, value, domain):
            for found in re.finditer(rf"(?<![^\W_\u4e00-\u9fff]){re.escape(value)}(?![^\W_\u4e00-\u9fff])", text, re.IGNORECASE):
                yield *found.span(), domain.called(name, conversation.language)


def personal(name: str, value: str, domain: Domain) -> bool:
    """Whether the words in a slot say who or where the customer is, and not what an answer is about ("kettle", "broken")."""
    called = f"{name} {domain.called(name, 'en')} {domain.called(name, 'zh')}".casefold()
    if any(word in called for word in ("name", "address", "姓名", "地址", "company")):
        return len(value) > 1
    return len(value) > 3 and any(letter.isdigit() or letter.isupper() for letter in value)


def cut(text: str, cuts: Iterable[Cut]) -> str:
    """The text with gaps; of two that overlap, the one that begins first is made, or else the longer one."""
    pieces, end = [], 0
    for start, stop, label in sorted(cuts, key=lambda one: (one[0], -one[1])):
        if start >= end:
            pieces += [text[end:start], f"[{label}]"]
            end = stop
    return "".join([*pieces, text[end:]])


def filled(text: str, conversation: Conversation, domain: Domain) -> str:
    """The text with every gap filled for which this conversation has a value."""
    language = conversation.language
    values = {domain.called(name, language): shown(domain, name, value, language) for name, value in conversation.slots.items()}
    return GAP.sub(lambda gap: values.get(gap[1]) or gap[0], text)


def left(text: str, conversation: Conversation, domain: Domain) -> tuple[str, ...]:
    """The gaps that are still open, as they stand in the text; other words in brackets are not gaps."""
    language = conversation.language
    known = {domain.called(name, language) for name in (*domain.labels, *domain.slots, *conversation.slots)}
    known |= set(labels(domain, language).values())
    return tuple(dict.fromkeys(gap[0] for gap in GAP.finditer(text) if gap[1] in known))


def own_case(text: str, domain: Domain, language: str) -> bool:
    """Whether a text is about one customer's own case, like "it left on [day]": it has a gap other than a name that no slot fills."""
    told = {label for kind, label in labels(domain, language).items() if kind != "name"}
    return any(gap[1] in told for gap in GAP.finditer(text))


def without(text: str) -> str:
    """The text without its gaps."""
    return GAP.sub(" ", text)
