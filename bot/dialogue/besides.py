"""What a message says besides its answer to the active flow's question: further values and other wishes."""

from bot.dialogue.clauses import clauses
from bot.dialogue.commands import Command, Read, SetSlot, StartFlow
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Collect, Domain, Intent, Slot
from bot.dialogue.events import Entity, Understood, Value
from bot.dialogue.frozen import changed
from bot.dialogue.hearing import as_written, asks, beyond_answer, marked, values_given, wants_more
from bot.dialogue.intents import uses
from bot.dialogue.referring import another_thing
from bot.dialogue.trace import Reason
from bot.dialogue.wanted import AGAIN_AT_MOST, in_turn

WITH_UNITS = frozenset({"money", "date", "duration"})
"""Kinds whose values say by themselves what they measure; a bare number does not."""


def filled(
    conversation: Conversation, slot: Slot, given: Entity, understood: Understood, domain: Domain, more: tuple[Command, ...]
) -> tuple[Command, ...]:
    """The commands for an answer, the other values in the same message, and its other wishes (``more``)."""
    flow = conversation.stack[-1].flow
    taken = {name for command in more if isinstance(command, StartFlow) for name, _ in command.slots}
    others = [value for value in others_given(conversation, understood, slot, domain) if value.slot not in taken]
    once_more = [StartFlow(flow, ((slot.name, value),)) for value in further(slot, given.value, understood)]
    return (SetSlot(slot.name, given.value), *others, *once_more, *more)


def placed(conversation: Conversation, understood: Understood, asked: Slot, domain: Domain) -> Understood:
    """The message with amounts, days and lengths of time moved to the slots of the active flow that take them, if they name none.

    Of a kind that the flow already knows a value of they stay where they are, because they may put that value right.
    """
    flow = domain.flows[conversation.stack[-1].flow]
    steps = [step for step in flow.steps.values() if isinstance(step, Collect) and not step.confirm]
    free: dict[str, str] = {}
    for kind in WITH_UNITS - {asked.kind}:
        alike = [step.slot for step in steps if domain.slots[step.slot].kind == kind]
        if alike and not any(conversation.slots.get(name) is not None for name in alike):
            free[kind] = alike[0]
    moves = [e for e in understood.entities if e.slot is None and e.kind in free]
    if asked.kind == "text" or not moves:
        return understood
    return changed(understood, entities=tuple(changed(e, slot=free[e.kind]) if e in moves else e for e in understood.entities))


def others_given(conversation: Conversation, understood: Understood, asked: Slot, domain: Domain) -> list[SetSlot]:
    """Values for other slots that are still empty."""
    return [
        SetSlot(e.slot, e.value)
        for e in understood.entities
        if e.slot and e.slot != asked.name and e.slot in domain.slots and conversation.slots.get(e.slot) is None
    ]


def further(slot: Slot, given: Value, understood: Understood) -> list[Value]:
    """Other codes in the message for the slot that was asked for; none if the message corrects something."""
    if slot.kind != "code":
        return []
    others = [entity.value for entity in as_written(understood) if entity.slot == slot.name and entity.value != given]
    return [] if marked(understood, "correct") else list(dict.fromkeys(others))[:AGAIN_AT_MOST]


def besides(elsewhere: tuple[Intent, ...], understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """What a message wants besides its yes or no: other wishes, or the first question in the rest of it."""
    rest = beyond_answer(understood)
    questions = () if elsewhere else tuple(Read(part) for _, part in clauses(f"{rest}.") or [(0, rest)] if asks(part))
    if not wants_more(understood) or not (elsewhere or questions) or another_thing(rest):
        return ()
    trace.append(Reason("second_wish", True, f"“{rest}” wants something besides, which waits until the flow is over"))
    return led_to(elsewhere, understood, domain) or questions[:1]


def led_to(elsewhere: tuple[Intent, ...], understood: Understood, domain: Domain) -> tuple[Command, ...]:
    """The other wishes with the values that their flows use, so that the slots of the active flow are left alone."""
    values = [(value.slot, value.value) for value in values_given(understood, domain)]
    commands = list(in_turn(elsewhere, understood, domain))
    for place, (intent, command) in enumerate(zip(elsewhere, commands, strict=False)):
        if isinstance(command, StartFlow):
            own = {slot: value for slot, value in values if uses(intent, slot, domain)} | dict(command.slots)
            commands[place] = changed(command, slots=tuple(own.items()))
    return tuple(commands)


def in_a_question(understood: Understood) -> bool:
    """Whether all codes of the message stand in questions that follow its first part."""
    codes = [entity for entity in understood.entities if entity.kind == "code" and entity.slot is not None]
    parts = [(start, part) for start, part in clauses(understood.text) if start > 0 and asks(part)]
    return not marked(understood, "correct") and bool(codes) and all(any(s <= c.start < s + len(p) for s, p in parts) for c in codes)
