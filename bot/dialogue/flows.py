"""Runs the active flow until it waits for the customer, for an action, or is over."""

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue.commands import SetSlot
from bot.dialogue.conversation import Frame
from bot.dialogue.domain import Act, All, Any, Branch, Collect, Compare, Condition, HandOver, Link, Not, Say, Set
from bot.dialogue.effects import Button, CallAction
from bot.dialogue.events import Value
from bot.dialogue.handover import hand_over
from bot.dialogue.progress import Progress

MOST_STEPS = 100
"""Steps without a question or an action after which a flow counts as a loop."""


def start(progress: Progress, flow: str) -> None:
    """Put a flow on the stack, the wishes that follow it wait until it is over; one that is under way is not begun twice."""
    stack = interrupted(progress, tuple(frame for frame in progress.conversation.stack if frame.flow != flow))
    definition = progress.domain.flows[flow]
    given = {command.slot for command in progress.conversation.wishes if isinstance(command, SetSlot)} | progress.given
    progress.set_slots({name: None for name in definition.forgets if name not in given})
    begun = Frame(flow, definition.start, then=progress.conversation.wishes)
    progress.change(stack=(*stack, begun), wishes=(), last_flow=flow)
    progress.note("start_flow", True, flow)


def interrupted(progress: Progress, stack: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """The stack with all that its active flow knew put by: what another flow asks and finds out must not change what this one is about."""
    if not stack:
        return stack
    *below, frame = stack
    return (*below, replace(frame, kept=progress.slots_before))


def restart(progress: Progress) -> None:
    """Run the active flow again from its first step: what customers gave is kept, what actions found out is asked again."""
    frame = progress.conversation.stack[-1]
    flow = progress.domain.flows[frame.flow]
    kept = {step.slot for step in flow.steps.values() if isinstance(step, Collect) and not step.confirm}
    progress.set_slots({name: None for name in flow.forgets if name not in kept})
    go(progress, flow.start)


def go(progress: Progress, step: str | None) -> None:
    """Move the active flow to a step; None ends it."""
    *below, frame = progress.conversation.stack
    if step is not None:
        progress.change(stack=(*below, replace(frame, step=step, tries=0)))
    else:
        progress.change(stack=tuple(below), wishes=(*frame.then, *progress.conversation.wishes))


def run(progress: Progress) -> bool:
    """Advance until something is waited for (True), or until a wish can be served or no flow is left (False)."""
    for _ in range(MOST_STEPS):
        stack = progress.conversation.stack
        if progress.handed_over or not stack or progress.conversation.wishes:
            return progress.handed_over
        steps = progress.domain.flows[stack[-1].flow].steps
        match steps[stack[-1].step]:
            case Collect() as step:
                if collect(progress, step):
                    return True
            case Act() as step:
                call(progress, step)
                return True
            case Say(reply=reply, next=following):
                progress.say(reply)
                leave(progress, following)
            case Set(values=values, next=following):
                progress.set_slots(values)
                leave(progress, following)
            case Branch(condition=condition, then=then, otherwise=otherwise):
                met = holds(condition, progress.conversation.slots)
                progress.note("branch", met, f"{stack[-1].flow}/{stack[-1].step}: {describe(condition)}")
                leave(progress, then if met else otherwise)
            case Link(flow=flow):
                go(progress, None)
                start(progress, flow)
            case HandOver(reason=reason):
                hand_over(progress, reason)
    hand_over(progress, "loop")
    return True


def leave(progress: Progress, following: str | None) -> None:
    """Go on, and tell the customer where they are when this ends a flow that interrupted another."""
    go(progress, following)
    if following is None:
        come_back(progress)


def come_back(progress: Progress) -> None:
    """Return to the flow that was interrupted, if there is one and nothing else waits: its question is asked afresh, not as a retry."""
    if not progress.conversation.stack or progress.conversation.wishes or progress.conversation.question is not None:
        return
    *below, frame = progress.conversation.stack
    progress.note("resume", True, frame.flow)
    progress.set_slots(frame.kept)
    progress.change(stack=(*below, replace(frame, tries=0, kept={})))
    progress.say("resumed", {"flow": progress.label(progress.domain.flows[frame.flow].labels)})


def collect(progress: Progress, step: Collect) -> bool:
    """Ask for the slot (True), or pass on because it is known (False)."""
    frame = progress.conversation.stack[-1]
    if progress.conversation.slots.get(step.slot) is not None and not (step.confirm and frame.tries == 0):
        leave(progress, step.next)
        return False
    if step.confirm and frame.tries == 0:
        progress.set_slots({step.slot: None})
    ask(progress, step)
    return True


def ask(progress: Progress, step: Collect) -> None:
    """Ask the step's question; from the second time on with the slot's better hint."""
    slot = progress.domain.slots[step.slot]
    *below, frame = progress.conversation.stack
    reply = slot.retry if frame.tries > 0 and slot.retry else step.ask or slot.ask
    options = tuple(Button(progress.label(o.labels), f"slot:{slot.name}:{o.value}") for o in slot.options)
    progress.change(stack=(*below, replace(frame, tries=frame.tries + 1)))
    progress.say(reply, buttons=options)


def call(progress: Progress, step: Act) -> None:
    """Ask for the step's action; its key is the message's delivery id and the action's position in the turn."""
    conversation = progress.conversation
    key = f"{conversation.id}:{conversation.delivery_id}:{conversation.actions}"
    progress.change(actions=conversation.actions + 1)
    progress.want(CallAction(key, step.action, {name: conversation.slots.get(name) for name in step.arguments}))
    progress.note("call_action", True, f"{step.action} ({', '.join(step.arguments)})")


def holds(condition: Condition, slots: Mapping[str, Value]) -> bool:
    """Evaluate a condition over slots."""
    match condition:
        case Not(condition=inner):
            return not holds(inner, slots)
        case All(conditions=several):
            return all(holds(inner, slots) for inner in several)
        case Any(conditions=several):
            return any(holds(inner, slots) for inner in several)
        case Compare(slot=name, operator=operator, values=values):
            return compare(slots.get(name), operator, values)


def compare(value: Value, operator: str, values: tuple[Value, ...]) -> bool:
    """``value operator values``; an order between things that have none does not hold."""
    match operator:
        case "==":
            return value == values[0]
        case "!=":
            return value != values[0]
        case "in":
            return value in values
        case "not in":
            return value not in values
    limit = values[0]
    if not isinstance(value, int | float) or not isinstance(limit, int | float):
        return False
    return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[operator]


def describe(condition: Condition) -> str:
    """The condition as people write it."""
    match condition:
        case Not(condition=inner):
            return f"not ({describe(inner)})"
        case All(conditions=several):
            return " and ".join(describe(inner) for inner in several)
        case Any(conditions=several):
            return " or ".join(describe(inner) for inner in several)
        case Compare(slot=name, operator=operator, values=values):
            right = ", ".join(str(v) for v in values)
            return f"{name} {operator} [{right}]" if operator.endswith("in") else f"{name} {operator} {right}"
