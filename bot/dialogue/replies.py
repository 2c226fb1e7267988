"""Turns a pack's reply into what the customer reads: picks the language and variant and fills the placeholders."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain, Reply
from bot.dialogue.effects import Author, Button, Drawing, Send
from bot.dialogue.events import Value

PLACEHOLDER = re.compile(r"\{(\w+)(?::(money|date))?\}")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
UNITS = (
    (365 * 86400, ("year", "years"), "年"),
    (30 * 86400, ("month", "months"), "个月"),
    (7 * 86400, ("week", "weeks"), "周"),
    (86400, ("day", "days"), "天"),
    (3600, ("hour", "hours"), "小时"),
    (60, ("minute", "minutes"), "分钟"),
)
"""Units of time: seconds as the recognisers count them, English names, Chinese name."""

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}


def render(
    conversation: Conversation,
    domain: Domain,
    name: str,
    extra: Mapping[str, Value] | None = None,
    buttons: tuple[Button, ...] = (),
    author: Author = "bot",
) -> Send:
    """The reply ``name`` in the conversation's language, with ``buttons`` after its own; ``extra`` values win over slots."""
    reply = find(domain, name, conversation.language)
    template = reply.texts[conversation.turn % len(reply.texts)]
    values = {**conversation.slots, **extra} if extra else conversation.slots
    own = [Button(label, payload) for label, payload in reply.buttons]
    text = fill(template, in_words(domain, template, values, conversation.language), conversation.language, domain.currency)
    return Send(text, (*own, *buttons), name, None, author, drawing(conversation, domain, name))


def drawing(conversation: Conversation, domain: Domain, reply: str) -> Drawing | None:
    """The picture that goes with a reply, drawn from the current slots; None if there is none."""
    picture = domain.pictures.get(reply)
    if picture is None:
        return None
    known = {name: conversation.slots[name] for name in picture.parameters if name in conversation.slots}
    return Drawing(picture.name, known, conversation.language)


def find(domain: Domain, name: str, language: str) -> Reply:
    """The reply in that language, or in the pack's first language that has it; KeyError if none does."""
    for candidate in (language, *domain.languages):
        if name in domain.replies.get(candidate, {}):
            return domain.replies[candidate][name]
    raise KeyError(name)


def fill(template: str, values: Mapping[str, Value], language: str, currency: str) -> str:
    """Replace ``{slot}``, ``{slot:money}`` and ``{slot:date}``; a slot without value becomes an empty string."""
    before, places = places_of(template)
    return "".join([before, *(written(values.get(name), form, language, currency) + after for name, form, after in places)]).strip()


def in_words(domain: Domain, template: str, values: Mapping[str, Value], language: str) -> Mapping[str, Value]:
    """The values for a template's placeholders: choices by their labels, yes or no and durations in words, others unchanged."""
    slots = domain.slots
    return {
        name: shown(domain, name, values.get(name), language)
        if name in slots and slots[name].kind in ("choice", "boolean", "duration")
        else values.get(name)
        for name, _, _ in places_of(template)[1]
    }


@cache
def places_of(template: str) -> tuple[str, tuple[tuple[str, str | None, str], ...]]:
    """The text before a template's first placeholder, and for each placeholder its name, its form and the text after it."""
    before, *rest = PLACEHOLDER.split(template)
    return before, tuple(zip(rest[::3], rest[1::3], rest[2::3], strict=True))


def written(value: Value, form: str | None, language: str, currency: str) -> str:
    """A value in the form that a placeholder asks for, ``money``, ``date`` or none; empty without a value."""
    if value is None:
        return ""
    if form == "money":
        return money(float(value), currency)
    if form == "date":
        return day(str(value), language)
    return str(value)


def forms(domain: Domain) -> dict[str, str]:
    """The names in the placeholders of the pack's replies, each with its form: ``money``, ``date`` or empty."""
    found: dict[str, str] = {}
    texts = (text for replies in domain.replies.values() for reply in replies.values() for text in reply.texts)
    for name, form in (match for text in texts for match in PLACEHOLDER.findall(text)):
        found[name] = found.get(name) or form
    return found


def shown(domain: Domain, name: str, value: Value, language: str) -> str:
    """A value as people write it: by the kind of the slot, or, for a result, by the form in the pack's replies; empty without one."""
    slot = domain.slots.get(name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"zh": "是否"}.get(language, ("yes", "no"))[not value]
    if slot is not None and slot.kind == "choice":
        return next((one.labels.get(language, one.value) for one in slot.options if one.value == value), str(value))
    if slot is not None and slot.kind == "duration" and isinstance(value, int | float):
        return duration(value, language)
    form = slot.kind if slot is not None else forms(domain).get(name, "")
    return fill(f"{{value:{form}}}" if form in ("money", "date") else "{value}", {"value": value}, language, domain.currency)


def money(amount: float, currency: str) -> str:
    """An amount with its currency sign, and two decimals if it has cents."""
    number = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
    return f"{SYMBOLS.get(currency, currency + ' ')}{number}"


def day(value: str, language: str) -> str:
    """An ISO date as people write it, ``27 November`` or ``11月27日``; any other value unchanged."""
    try:
        parsed = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{parsed.month}月{parsed.day}日" if language == "zh" else f"{parsed.day} {MONTHS[parsed.month - 1]}"


def duration(seconds: float, language: str) -> str:
    """A duration in the largest unit that gives a whole or half number, if any: ``8 years``, ``1.5 hours``, ``6个月``."""
    whole = (one for one in UNITS if seconds >= one[0] and (2 * seconds / one[0]).is_integer())
    size, (one, many), chinese = next(whole, None) or next((unit for unit in UNITS if seconds >= unit[0]), UNITS[-1])
    number = f"{seconds / size:.1f}".removesuffix(".0")
    return f"{number}{chinese}" if language == "zh" else f"{number} {one if number == '1' else many}"
