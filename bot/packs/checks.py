"""Checks the references between a pack's files: every intent, slot, action and flow that is used must be defined."""

import re
from collections.abc import Collection, Iterator, Mapping

from bot.dialogue.events import Value
from bot.errors import PackError
from bot.packs import conditions
from bot.packs.document import Document, Place, nearest
from bot.packs.flatten import Written
from bot.packs.graph import every_step, where
from bot.packs.hours import wrong_hours
from bot.packs.parts import Parts
from bot.packs.rules import Known, check_rules, steps, written_conditions
from bot.packs.schema import LEFT_OUT, ActText, CallText, CollectText, IfText, LinkText, PackText, SetText, SlotText, StepText

ORDERS = ("<", "<=", ">", ">=")
NUMBERS = ("number", "money", "duration")
"""The kinds of slots whose values are numbers."""


def check_all(parts: Parts) -> Iterator[PackError]:
    """Every mistake in the references between files."""
    yield from check_intents(parts)
    for name, slot in parts.pack.slots.items():
        yield from check_slot(parts, name, slot)
    yield from check_actions(parts)
    for flow in parts.flows.values():
        yield from check_steps(parts, flow)
    yield from check_patterns(parts)
    yield from check_pictures(parts)
    for name in parts.pack.labels:
        if not parts.unread and name not in parts.kinds:
            yield parts.document.mistake(
                ("labels", name), f"labels.{name}", f"is neither a slot nor a result of an action{nearest(name, parts.kinds)}"
            )
    replies = {name for wording in parts.wordings.values() for name in wording.replies}
    if not parts.unread:
        known = Known(parts.flow_names, frozenset(parts.kinds), frozenset({*parts.pack.actions, *replies, "answer"}))
        yield from check_rules(parts.rules, known)
        yield from check_rule_values(parts)
    for place, labels in labelled(parts.pack):
        yield from check_labels(parts.languages, parts.document, (place, labels), parts.valid.removed)


def labelled(pack: PackText) -> Iterator[tuple[Place, Mapping[str, str]]]:
    """Everything in pack.yaml that has a label per language."""
    yield ("title",), pack.title
    for name, intent in pack.intents.items():
        if name != LEFT_OUT:
            yield ("intents", name, "labels"), intent.labels
    for name, labels in pack.labels.items():
        yield ("labels", name), labels
    for name, slot in pack.slots.items():
        for value, option in slot.options.items():
            yield ("slots", name, "options", value, "labels"), option.labels


def check_labels(
    languages: Collection[str], document: Document, given: tuple[Place, Mapping[str, str]], removed: Collection[Place]
) -> Iterator[PackError]:
    """Missing labels in the pack's languages; a label removed because of a mistake may be in any language."""
    place, labels = given
    wrong = {one[-1] for one in removed if one[:-1] == place}
    for language in languages if place not in removed and wrong <= set(languages) else ():
        if language not in labels and language not in wrong:
            yield document.mistake(place, where(place), f"has no text in '{language}'; add `{language}: …`")


def check_intents(parts: Parts) -> Iterator[PackError]:
    """An intent is served in one way, by something that exists."""
    for name, intent in parts.pack.intents.items():
        place = ("intents", name)
        if sum((intent.flow is not None, intent.reply is not None, intent.human)) > 1:
            yield parts.document.mistake(place, where(place), "has more than one of flow, reply and human; keep one")
        if intent.looks_up and (intent.flow or intent.reply or intent.human):
            message = "stands beside a flow, a reply or a person; only what the knowledge base answers can have it"
            yield parts.document.mistake((*place, "looks_up"), where((*place, "looks_up")), message)
        for key, flow in (("flow", intent.flow), ("looks_up", intent.looks_up)):
            if flow and flow not in parts.flow_names:
                message = f"there is no flow '{flow}' in flows/{nearest(flow, parts.flow_names)}"
                yield parts.document.mistake((*place, key), where((*place, key)), message)


def check_patterns(parts: Parts) -> Iterator[PackError]:
    """The flows that take the place of replies exist, and the desk's hours can be read."""
    for name, flow in parts.pack.patterns.items():
        if flow not in (*parts.flow_names, LEFT_OUT):
            place = ("patterns", name)
            yield parts.document.mistake(place, where(place), f"there is no flow '{flow}' in flows/{nearest(flow, parts.flow_names)}")
    for key, message in wrong_hours(parts.pack.hours) if parts.pack.hours else ():
        yield parts.document.mistake(("hours", *key), where(("hours", *key)), message)


def check_pictures(parts: Parts) -> Iterator[PackError]:
    """Pictures stand beside replies that there are, and are drawn by functions of actions.py whose parameters hold values."""
    replies = {name for wording in parts.wordings.values() for name in wording.replies}
    whole = all(wording.whole for wording in parts.wordings.values())
    for reply, function in parts.pack.pictures.items():
        place = ("pictures", reply)
        if whole and reply not in replies:
            yield parts.document.mistake(place, where(place), f"there is no reply '{reply}'{nearest(reply, replies)}")
        if parts.signatures is None or LEFT_OUT in (reply, function):
            continue
        if function not in parts.signatures:
            yield parts.document.mistake(place, where(place), f"actions.py has no function '{function}'")
            continue
        for parameter in parts.signatures[function].parameters:
            if parts.lacks("kinds", parameter):
                message = f"{function} takes '{parameter}', which is no slot and no action returns it{nearest(parameter, parts.kinds)}"
                yield parts.document.mistake(place, where(place), message)


def check_slot(parts: Parts, name: str, slot: SlotText) -> Iterator[PackError]:
    """A slot has what its kind needs, and nothing else."""

    def mistake(key: str, message: str) -> PackError:
        return parts.document.mistake(("slots", name, key), f"slots.{name}.{key}", message)

    needs = (("options", "choice", slot.options), ("entries", "lookup", slot.entries), ("pattern", "code", slot.pattern))
    for key, kind, given in needs if not parts.valid.touched("slots", name) else ():
        if slot.kind == kind and not given:
            yield mistake(key, f"is missing; a slot of kind {kind} needs {key}")
        if given and slot.kind != kind:
            yield mistake(key, f"belongs to slots of kind {kind}; this one is of kind {slot.kind}")
    if slot.pattern is not None:
        try:
            if "code" not in re.compile(slot.pattern).groupindex:
                yield mistake("pattern", "has no group named code; write for example (?P<code>[0-9]{6})")
        except re.error as error:
            yield mistake("pattern", f"is not a regular expression: {error}")
    if slot.instead_of is not None and parts.lacks("slots", slot.instead_of):
        yield mistake("instead_of", f"there is no slot '{slot.instead_of}'{nearest(slot.instead_of, parts.pack.slots)}")
    if slot.template is not None and slot.template.count("{code}") != 1:
        yield mistake("template", "must contain {code} once, e.g. HL-{code}")
    for action_name, action in parts.pack.actions.items():
        returned = action.returns.get(name)
        if isinstance(returned, str) and returned != slot.kind and not parts.doubtful(name):
            yield mistake("kind", f"is {slot.kind}, but the action '{action_name}' returns it as {returned}; make them the same")


def check_actions(parts: Parts) -> Iterator[PackError]:
    """A declared action is a function of actions.py whose parameters are slots."""
    for name in parts.pack.actions:
        place = ("actions", name)
        for result, kind in parts.pack.actions[name].returns.items():
            for word in kind if isinstance(kind, list) else ():
                if word.lower() in conditions.WORDS:
                    where_returned = (*place, "returns", result)
                    yield parts.document.mistake(
                        where_returned, where(where_returned), f"'{word}' means something else in conditions; choose another word"
                    )
        signature = parts.signatures.get(name) if parts.signatures is not None else None
        if parts.signatures is not None and signature is None:
            message = f"{parts.actions_path.name} has no function '{name}'{nearest(name, parts.functions)}"
            yield parts.document.mistake(place, where(place), message)
        for parameter in signature.parameters if signature else ():
            if parts.lacks("kinds", parameter):
                message = f"the function's parameter '{parameter}' is no slot{nearest(parameter, parts.kinds)}"
                yield parts.document.mistake(place, where(place), message)


def check_steps(parts: Parts, flow: Written) -> Iterator[PackError]:
    """Mistakes about names in a flow's steps that do not exist."""
    yield from check_labels(parts.languages, flow.document, (("labels",), flow.text.labels), flow.removed)
    for i, name in enumerate(flow.text.forgets):
        if parts.lacks("kinds", name):
            yield flow.document.mistake(("forgets", i), "forgets", f"there is no slot '{name}'{nearest(name, parts.kinds)}")
    for step, place in every_step(flow.text.steps, ("steps",)):
        for key, message in check_step(parts, step):
            yield flow.document.mistake((*place, key), where((*place, key)), message)


def check_step(parts: Parts, step: StepText) -> Iterator[tuple[str, str]]:
    """The mistakes of one step: the key and what is wrong."""
    match step:
        case CollectText():
            yield from check_collect(parts, step)
        case ActText():
            yield from check_call(parts, step)
        case SetText():
            for name, value in step.set.items():
                for message in check_values(parts, name, (value,)):
                    yield "set", message
        case IfText():
            for message in check_condition(parts, step.condition):
                yield "if", message
        case LinkText() if step.link not in (*parts.flow_names, LEFT_OUT):
            yield "link", f"there is no flow '{step.link}' in flows/{nearest(step.link, parts.flow_names)}"
        case CallText() if step.call not in (*parts.flow_names, LEFT_OUT):
            yield "call", f"there is no flow '{step.call}' in flows/{nearest(step.call, parts.flow_names)}"


def check_collect(parts: Parts, step: CollectText) -> Iterator[tuple[str, str]]:
    """What is collected is a slot of the pack, and there is a question for it."""
    slot = parts.pack.slots.get(step.collect)
    if slot is None:
        if parts.lacks("slots", step.collect):
            yield "collect", f"there is no slot '{step.collect}'{nearest(step.collect, parts.pack.slots)}"
    elif not (step.ask or slot.ask or parts.valid.touched("slots", step.collect)):
        yield "collect", f"nothing asks for '{step.collect}'; give the slot or this step an `ask: reply`"
    elif step.confirm and slot.kind != "boolean" and not parts.doubtful(step.collect):
        yield "confirm", f"only yes-or-no slots can be confirmed; '{step.collect}' is of kind {slot.kind}"


def check_call(parts: Parts, step: ActText) -> Iterator[tuple[str, str]]:
    """An action is called with parameters that it has, and all that it needs."""
    if parts.lacks("actions", step.action):
        yield "action", f"pack.yaml has no action '{step.action}'{nearest(step.action, parts.pack.actions)}"
    signature = parts.signatures.get(step.action) if parts.signatures is not None else None
    if signature is None or step.arguments is None:
        return
    for name in step.arguments:
        if name != LEFT_OUT and name not in signature.parameters:
            yield "arguments", f"'{step.action}' has no parameter '{name}'{nearest(name, signature.parameters)}"
    for name in signature.required:
        if name not in step.arguments and LEFT_OUT not in step.arguments:
            yield "arguments", f"'{step.action}' needs '{name}'; add it"


def check_condition(parts: Parts, written: str) -> Iterator[str]:
    """Conditions compare slots that exist with values that they can have."""
    try:
        condition = conditions.parse(written)
    except ValueError:
        return
    for part in conditions.parts(condition):
        kind = parts.kinds.get(part.slot)
        if part.values == (True,) and kind not in (None, "boolean") and not parts.doubtful(part.slot):
            yield f"'{part.slot}' is of kind {kind} and is never true; write for example `{part.slot} != none`"
        elif part.operator in ORDERS and kind not in (None, *NUMBERS) and not parts.doubtful(part.slot):
            yield f"`{part.operator}` compares numbers; '{part.slot}' is of kind {kind}"
        else:
            yield from check_values(parts, part.slot, part.values)


def check_rule_values(parts: Parts) -> Iterator[PackError]:
    """Rules are about slots that exist and values that these can have: a rule about another value would never hold."""
    for place, written in written_conditions(parts.rules.text):
        for message in () if LEFT_OUT in place else check_condition(parts, written):
            yield parts.rules.document.mistake(place, where(place), message)
    for name, ladder in parts.rules.text.ladders.items():
        place = ("ladders", name, "steps")
        for message in check_values(parts, ladder.slot, steps(ladder)) if name != LEFT_OUT and ladder.slot in parts.kinds else ():
            yield parts.rules.document.mistake(place, where(place), message)


def check_values(parts: Parts, name: str, values: tuple[Value, ...]) -> Iterator[str]:
    """The slot exists and can have these values."""
    if parts.lacks("kinds", name):
        yield f"there is no slot '{name}'{nearest(name, parts.kinds)}"
    if name not in parts.kinds or parts.doubtful(name):
        return
    for value in values:
        if value is not None and not parts.doubtful(str(value)) and (message := misfit(parts, name, value)):
            yield message


def misfit(parts: Parts, name: str, value: Value) -> str | None:
    """Why a slot can never have this value; None if it can."""
    kind, shown = parts.kinds[name], str(value).lower() if isinstance(value, bool) else f"'{value}'"
    if name in parts.values:
        return f"{shown} is no value of '{name}'{nearest(str(value), parts.values[name])}" if value not in parts.values[name] else None
    if kind == "boolean" and not isinstance(value, bool):
        return f"{shown} is no value of '{name}', which is of kind boolean; write true or false"
    if kind in NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
        return f"{shown} is no value of '{name}', which is of kind {kind}; write a number"
    if kind not in (*NUMBERS, "boolean") and not isinstance(value, str):
        return f"{shown} is no value of '{name}', which is of kind {kind}; write a text, in quotes where it looks like a number"
    return None
