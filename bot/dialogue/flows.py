"""Runs the active flow until it waits for the customer or an action, or ends."""

from bot.dialogue.commands import SetSlot
from bot.dialogue.conditions import holds
from bot.dialogue.conversation import Conversation, Frame, Offer
from bot.dialogue.domain import Act, Branch, Collect, FlowStep, HandOver, Link, Say, Set
from bot.dialogue.effects import CallAction, Escalate
from bot.dialogue.frozen import changed
from bot.dialogue.handover import hand_over, summary
from bot.dialogue.progress import Progress
from bot.dialogue.rules import Alarm

MOST_STEPS = 100
"""After this many steps without a question or an action, a flow counts as a loop."""


def start(progress: Progress, flow: str, aside: bool = True) -> None:
    """Put a flow on top of the stack; the remaining wishes wait until it ends, and an earlier run of it is dropped.

    ``aside``: the flow is about something else than the one it interrupts, whose slots must survive it.
    """
    stack = tuple(frame for frame in progress.conversation.stack if frame.flow != flow)
    waiting = tuple(wish for frame in progress.conversation.stack if frame.flow == flow for wish in frame.then)
    stack = interrupted(progress, stack) if aside else stack
    definition = progress.domain.flows[flow]
    given = {command.slot for command in progress.conversation.wishes if isinstance(command, SetSlot)} | progress.given
    progress.set_slots({name: None for name in definition.forgets if name not in given})
    begun = Frame(flow, definition.start, then=(*progress.conversation.wishes, *waiting))
    progress.change(stack=(*stack, begun), wishes=(), last_flow=flow)
    progress.note("start_flow", True, flow)


def interrupted(progress: Progress, stack: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """The stack with the slots of its active flow saved, so that another flow does not change what this one is about.

    If the flow has not resumed since an earlier interruption, the slots saved then are kept: the current ones are about something else.
    """
    if not stack or stack[-1].kept is not None:
        return stack
    *below, frame = stack
    return (*below, changed(frame, kept=progress.slots_before))


def restart(progress: Progress) -> None:
    """Run the active flow again from its first step; the customer's values are kept and the results of actions are cleared."""
    frame = progress.conversation.stack[-1]
    flow = progress.domain.flows[frame.flow]
    kept = {step.slot for step in flow.steps.values() if isinstance(step, Collect) and not step.confirm}
    progress.set_slots({name: None for name in flow.forgets if name not in kept | progress.given | progress.domain.slots.keys()})
    progress.move(passed=())
    go(progress, flow.start)


def go(progress: Progress, step: str | None) -> None:
    """Move the active flow to a step; None ends it and brings up the wishes that waited for that."""
    if step is not None:
        progress.move(step=step, tries=0, unwilling=0)
    else:
        *below, frame = progress.conversation.stack
        progress.change(stack=tuple(below), wishes=(*frame.then, *progress.conversation.wishes))


def run(progress: Progress) -> bool:
    """Advance until something is waited for (True), or until wishes are due or no flow is left (False)."""
    for _ in range(MOST_STEPS):
        stack = progress.conversation.stack
        if progress.handed_over or not stack or progress.conversation.wishes:
            return progress.handed_over
        if progress.conversation.question is not None:
            return True
        if held_up(progress):
            continue
        if take(progress, progress.domain.flows[stack[-1].flow].steps[stack[-1].step]) and progress.stopped_by is None:
            return True
    hand_over(progress, "loop")
    return True


def take(progress: Progress, step: FlowStep) -> bool:
    """Take one step of the active flow; True if it now waits for the customer or an action."""
    match step:
        case Branch():
            leave(progress, decide(progress, step))
        case Collect():
            return collect(progress, step)
        case Act():
            call(progress, step)
            return True
        case Say(reply=reply, next=following):
            progress.say(reply)
            if progress.stopped_by is None:
                leave(progress, following)
        case Set(values=values, next=following):
            progress.set_slots(values)
            leave(progress, following)
        case Link(flow=flow):
            go(progress, None)
            start(progress, flow, aside=False)
        case HandOver(reason=reason):
            hand_over(progress, reason)
    return False


def decide(progress: Progress, branch: Branch) -> str | None:
    """The step that a branch leads to, through any branches right behind it, which change nothing and so need no safety check between."""
    flow, slots = progress.domain.flows[progress.conversation.stack[-1].flow], progress.conversation.slots
    for _ in flow.steps:
        met = holds(branch.condition, slots)
        progress.note("branch", met, f"{flow.name}/{branch.id}: {branch.because}")
        following = branch.then if met else branch.otherwise
        step = flow.steps[following] if following else None
        if not isinstance(step, Branch):
            return following
        branch = step
    return branch.id


def has_pattern(progress: Progress, reply: str) -> bool:
    """Whether the pack has a flow that replaces this reply and is not already under way."""
    flow = progress.domain.patterns.get(reply)
    return flow is not None and all(frame.flow != flow for frame in progress.conversation.stack)


def bend(progress: Progress, reply: str) -> None:
    """Begin the pack's flow that replaces a reply, or say the reply."""
    if has_pattern(progress, reply):
        start(progress, progress.domain.patterns[reply])
    else:
        progress.say(reply)


def held_up(progress: Progress) -> bool:
    """Apply a safety rule that interrupts the turn, a limit that was hit or an alarm about a value; True if there was one."""
    if (limit := progress.stopped_by) is not None:
        progress.stopped_by = None
        progress.note("rule", True, f"{limit.name}: {limit.because}")
        progress.say(limit.say)
        if limit.hand_over:
            hand_over(progress, limit.hand_over)
        elif progress.conversation.stack:
            leave(progress, None)
        return True
    if (alarm := progress.newly_alarmed()) is not None:
        act_on(progress, alarm)
        return True
    return False


def act_on(progress: Progress, alarm: Alarm) -> None:
    """Say the alarm's reply before anything else, then bring in a person or begin the alarm's flow."""
    progress.note("rule", True, f"{alarm.name}: {alarm.because}")
    progress.stopped_by = None
    progress.change(question=None, held=progress.conversation.held or alarm.hand_over is not None)
    progress.say(alarm.say)
    if alarm.hand_over and progress.handed_over:
        progress.want(Escalate(alarm.hand_over, summary(progress)))
    elif alarm.hand_over:
        hand_over(progress, alarm.hand_over)
    elif alarm.flow and not progress.handed_over:
        progress.change(wishes=())
        start(progress, alarm.flow, aside=False)


def leave(progress: Progress, following: str | None) -> None:
    """Move the active flow to a step; if that ends it, return to the flow that it interrupted."""
    go(progress, following)
    # An alarm about a value that the flow has just learned comes first, because coming back replaces the values.
    if following is None and not held_up(progress):
        come_back(progress)


def come_back(progress: Progress) -> None:
    """Return to the interrupted flow, if there is one and nothing else waits; its question is asked as for the first time.

    If the interruption was answered with the same words as the one before it, a person is offered: asking once more would help nobody.
    """
    if not progress.conversation.stack or progress.conversation.wishes or progress.conversation.question is not None:
        return
    restore(progress)
    flow = progress.conversation.stack[-1].flow
    round_again = goes_round(progress.conversation)
    progress.note("goes_round", round_again, "the same answer as to the last message" if round_again else "not answered like that before")
    if round_again:
        progress.change(question=Offer("goes_round"))
        progress.say("offer_human")
        return
    progress.note("resume", True, flow)
    progress.move(tries=0)
    progress.say("resumed", {"flow": progress.label(progress.domain.flows[flow].labels)})


def goes_round(conversation: Conversation) -> bool:
    """Whether all that was said in this turn was also said in the last one."""
    before = {send.text for send in conversation.said_before}
    return bool(conversation.said) and all(send.text in before for send in conversation.said)


def restore(progress: Progress) -> None:
    """Make the top flow the one that is served; after an interruption its slots are set, or cleared, to what it knew before."""
    if not progress.conversation.stack:
        return
    frame = progress.conversation.stack[-1]
    progress.change(last_flow=frame.flow)
    if frame.kept is None:
        return
    flow = progress.domain.flows[frame.flow]
    progress.set_slots({**dict.fromkeys((flow.collects | set(flow.forgets)) - frame.kept.keys()), **frame.kept})
    progress.move(kept=None)
    progress.slots_before = progress.conversation.slots


def collect(progress: Progress, step: Collect) -> bool:
    """Ask for the slot (True), or move on because it is known or was skipped (False)."""
    frame = progress.conversation.stack[-1]
    known = progress.conversation.slots.get(step.slot) is not None or (step.optional and step.slot in frame.passed)
    if known and not (step.confirm and frame.tries == 0):
        leave(progress, step.next)
        return False
    if step.confirm and frame.tries == 0:
        progress.set_slots({step.slot: None})
    ask(progress, step)
    return True


def ask(progress: Progress, step: Collect) -> None:
    """Ask the step's question; from the second time on, use the slot's retry reply."""
    slot, tries = progress.domain.slots[step.slot], progress.conversation.stack[-1].tries
    reply = slot.retry if tries > 0 and slot.retry else step.ask or slot.ask
    progress.move(tries=tries + 1)
    language = progress.conversation.language
    choices = progress.domain.choices.get((slot.name, language))
    progress.say(reply, buttons=progress.domain.buttons(slot, language) if choices is None else choices)


def ask_again(progress: Progress) -> None:
    """Ask the active flow's question once more in its first wording."""
    frame = progress.conversation.stack[-1]
    step = progress.domain.flows[frame.flow].steps[frame.step]
    if isinstance(step, Collect):
        progress.move(tries=0)
        ask(progress, step)


def call(progress: Progress, step: Act) -> None:
    """Request the step's action; its key is the conversation, the delivery id of the message and the action's position in the turn."""
    conversation = progress.conversation
    key = f"{conversation.id}:{conversation.delivery_id}:{conversation.actions}"
    progress.change(actions=conversation.actions + 1)
    progress.want(CallAction(key, step.action, {name: conversation.slots.get(name) for name in step.arguments}))
    progress.note("call_action", True, f"{step.action} ({', '.join(step.arguments)})")
