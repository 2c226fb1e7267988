"""Checks a pack's replies: each that is used exists in every language, and its placeholders and buttons are valid."""

from collections.abc import Iterator

from bot.dialogue.replies import PLACEHOLDER
from bot.errors import PackError
from bot.packs import rules
from bot.packs.checks import NUMBERS
from bot.packs.document import Document, Place, nearest
from bot.packs.graph import every_step, where
from bot.packs.parts import Parts, Wording
from bot.packs.schema import LEFT_OUT, CollectText, ReplyText, SayText

EXTRAS: dict[str, str] = {
    "answer_near": "question",
    "operator_joined": "operator",
    "operator_transferred": "operator",
    "operator_queued_closed": "opens",
    "cancelled": "flow",
    "resumed": "flow",
    "corrected": "value",
    "handed_over_closed": "opens",
}
"""Placeholders that the dialogue core fills besides slots, by reply."""

PLAIN_PAYLOADS = ("affirm", "deny", "human", "restart", "cancel", "repeat")


def named_replies(parts: Parts) -> Iterator[tuple[str, Document, Place]]:
    """Every use of a reply, with its place."""
    for name, intent in parts.pack.intents.items():
        if intent.reply:
            yield intent.reply, parts.document, ("intents", name, "reply")
    for name, slot in parts.pack.slots.items():
        for key, reply in (("ask", slot.ask), ("retry", slot.retry), ("why", slot.why)):
            if reply:
                yield reply, parts.document, ("slots", name, key)
    yield from rules.named_replies(parts.rules)
    for flow in parts.flows.values():
        for step, place in every_step(flow.text.steps, ("steps",)):
            if isinstance(step, CollectText) and step.ask:
                yield step.ask, flow.document, (*place, "ask")
            if isinstance(step, SayText):
                yield step.say, flow.document, (*place, "say")


def check_replies(parts: Parts) -> Iterator[PackError]:
    """Every mistake in the replies."""
    yield from check_needed(parts)
    for wording in parts.wordings.values():
        yield from check_wording(parts, wording)


def check_needed(parts: Parts) -> Iterator[PackError]:
    """Replies that are used but missing in a language; one that exists in no language is reported where it is used."""
    needed: set[str] = set(parts.system)
    everywhere = {name for wording in parts.wordings.values() for name in wording.replies}
    for name, document, place in named_replies(parts):
        if name in everywhere or any(not wording.whole or name in wording.without for wording in parts.wordings.values()):
            needed.add(name)
        elif parts.wordings and name != LEFT_OUT:
            yield document.mistake(place, where(place), f"there is no reply '{name}'{nearest(name, everywhere)}")
    for language, wording in parts.wordings.items():
        absent = needed - wording.replies.keys() - wording.without - {LEFT_OUT}
        for name in sorted(absent) if wording.whole and language in parts.languages else ():
            elsewhere = next((other.replies[name] for other in parts.wordings.values() if name in other.replies), None)
            example = f"; elsewhere it says: {texts(elsewhere)[0][:60]!r}" if elsewhere else ""
            yield PackError(wording.path, None, name, f"the reply is missing in '{language}'{example}")


def texts(reply: ReplyText) -> list[str]:
    """The variants of a reply."""
    return reply.text if isinstance(reply.text, list) else [reply.text]


def check_wording(parts: Parts, wording: Wording) -> Iterator[PackError]:
    """Mistakes in the placeholders and buttons of one language."""
    document = wording.document
    if document is None:
        return
    for name in document.data:
        if (reply := wording.replies.get(name)) is None:
            continue
        known = {*parts.kinds, *([EXTRAS[name]] if name in EXTRAS else [])}
        for i, text in enumerate(texts(reply)):
            for message in check_placeholders(parts, text, known):
                yield document.mistake((name, "text", i), name, message)
        for label, payload in reply.buttons.items():
            if problem := check_payload(parts, payload):
                yield document.mistake((name, "buttons", label), f"{name}.buttons", problem)


def check_placeholders(parts: Parts, text: str, known: set[str]) -> Iterator[str]:
    """The mistakes in one text's placeholders."""
    fitting = {"money": ("money", "number"), "date": ("date",)}
    for match in PLACEHOLDER.finditer(text):
        name, form = match[1], match[2]
        if name not in known:
            if parts.lacks("kinds", name):
                yield f"{{{name}}} is no slot{nearest(name, known)}"
        elif form and parts.kinds.get(name, "date") not in fitting[form] and not parts.doubtful(name):
            yield f"{{{name}:{form}}}: '{name}' is of kind {parts.kinds[name]}; write {{{name}}}"
    if "{" in (rest := PLACEHOLDER.sub("", text)) or "}" in rest:
        yield "a brace that belongs to no placeholder; write {slot}, {slot:money} or {slot:date}"


def check_payload(parts: Parts, payload: str) -> str | None:
    """What is wrong with a button's payload; None if nothing is."""
    head, _, rest = payload.partition(":")
    if head == "intent" and rest:
        return f"there is no intent '{rest}'{nearest(rest, parts.pack.intents)}" if parts.lacks("intents", rest) else None
    if head == "slot" and rest:
        return check_filling(parts, *rest.partition(":")[::2])
    return (
        None
        if payload in PLAIN_PAYLOADS
        else f"'{payload}' is no payload; write one of {', '.join(PLAIN_PAYLOADS)}, intent:<name>, slot:<name>:<value>"
    )


def check_filling(parts: Parts, name: str, value: str) -> str | None:
    """What is wrong with a button that fills a slot; None if nothing is."""
    slot = parts.pack.slots.get(name)
    if slot is None:
        return f"there is no slot '{name}'{nearest(name, parts.pack.slots)}" if parts.lacks("slots", name) else None
    if not value:
        return f"says no value; write slot:{name}:<value>"
    if parts.doubtful(name) or parts.doubtful(value):
        return None
    if slot.kind in NUMBERS:
        return f"'{name}' is of kind {slot.kind}, and a button gives a text; make it a choice whose options are the buttons"
    allowed = {"choice": parts.values.get(name, ()), "boolean": ("true", "false"), "lookup": slot.entries}.get(slot.kind)
    return f"'{value}' is no value of '{name}'{nearest(value, allowed)}" if allowed and value not in allowed else None
