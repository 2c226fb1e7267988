"""Carries out commands: the straight path, and the repairs such as correcting, cancelling, skipping and repeating."""

from bot.dialogue import flows, missed
from bot.dialogue.answers import asked_step
from bot.dialogue.closing import rate
from bot.dialogue.commands import (
    Affirm,
    AskHuman,
    AskKnowledge,
    CancelFlow,
    CannotHandle,
    ChitChat,
    Clarify,
    Command,
    CorrectSlot,
    Deny,
    DontKnow,
    Note,
    NothingYet,
    NotThat,
    Rate,
    Read,
    Repeat,
    Restart,
    SetSlot,
    Skip,
    Speak,
    StartFlow,
)
from bot.dialogue.conversation import Clarification, Offer
from bot.dialogue.effects import Retrieve, Understand
from bot.dialogue.events import Value
from bot.dialogue.handover import hand_over
from bot.dialogue.progress import Progress
from bot.dialogue.replies import shown
from bot.dialogue.unclear import ask_which, cannot_handle, clarify, misunderstood_too_often

ENDING = "thanks"
"""The small-talk reply after which a customer is asked for a rating."""

OPENING = ("go_ahead", "ask_away", "something_else")
"""Replies to a customer who is about to say what they want."""


def serve(progress: Progress) -> None:
    """Serve the waiting wishes in order and run the active flow, until an effect's result or the customer has to be waited for."""
    while not progress.handed_over:
        if flows.held_up(progress):
            continue
        if progress.conversation.wishes:
            command = progress.conversation.wishes[0]
            progress.change(wishes=progress.conversation.wishes[1:])
            if apply(progress, command):
                return
        elif progress.conversation.question is not None or flows.run(progress) or not progress.conversation.wishes:
            return


def apply(progress: Progress, command: Command) -> bool:
    """Carry out one command; True if the next one must wait."""
    match command:
        case StartFlow(flow=flow, slots=slots):
            if isinstance(progress.conversation.question, Clarification):
                progress.given.update(name for name, _ in progress.conversation.question.values)
            note_understood(progress)
            progress.given.update(name for name, _ in slots)
            progress.set_slots(dict(slots))
            flows.start(progress, flow)
        case SetSlot() | CorrectSlot() | Note():
            fill(progress, command)
        case AskKnowledge(query=query, intents=intents):
            note_understood(progress)
            progress.want(Retrieve(query, progress.conversation.language, intents))
            return True
        case ChitChat(reply=reply):
            note_understood(progress)
            small_talk(progress, reply)
        case Clarify():
            clarify(progress, command)
        case AskHuman():
            hand_over(progress, reason_for_human(progress))
        case CannotHandle(reason=reason):
            cannot_handle(progress, reason)
        case Read(text=text):
            progress.want(Understand(text))
            return True
        case Repeat():
            return repeat(progress)
        case _:
            steer(progress, command)
    return False


def fill(progress: Progress, command: SetSlot | CorrectSlot | Note) -> None:
    """Carry out a command that gives slots their values."""
    match command:
        case SetSlot(slot=slot, value=value):
            set_slot(progress, slot, value)
        case CorrectSlot(slot=slot, value=value):
            correct(progress, slot, value)
        case Note(values=values):
            note(progress, values)


def steer(progress: Progress, command: Command) -> None:
    """Carry out a command about the conversation itself."""
    step = asked_step(progress.conversation, progress.domain)
    boolean = step is not None and progress.domain.slots[step.slot].kind == "boolean"
    match command:
        case Affirm() if isinstance(progress.conversation.question, Offer):
            hand_over(progress, reason_for_human(progress))
        case Deny() if isinstance(progress.conversation.question, Offer) and step is not None:
            note_understood(progress)
            flows.come_back(progress)
        case Affirm() | Deny() if step is not None and boolean:
            set_slot(progress, step.slot, isinstance(command, Affirm))
        case Affirm() | Deny():
            note_understood(progress)
            progress.say("anything_else")
        case NothingYet() | NotThat():
            no_wish(progress, command)
        case CancelFlow():
            cancel(progress)
        case Restart():
            progress.change(stack=(), question=None, wishes=(), misunderstood=0, out_of_scope=0, negative=0)
            progress.forget_slots()
            progress.say("greeting")
        case Speak(language=language):
            speak(progress, language)
        case Rate(score=score):
            rate(progress, score)
        case Skip():
            skip(progress)
        case DontKnow():
            dont_know(progress)


def skip(progress: Progress) -> None:
    """Skip an optional question; for a required one, say why it is needed and ask again, and the second time offer a person."""
    step = asked_step(progress.conversation, progress.domain)
    if step is None:
        progress.say("anything_else")
    elif step.optional or step.open:
        note_understood(progress)
        wait(progress)
        progress.move(passed=(*progress.conversation.stack[-1].passed, step.slot))
        flows.leave(progress, step.next)
    elif unwilling(progress) > 1:
        progress.change(question=Offer("unwilling"))
        progress.say("offer_human")
    else:
        progress.say(progress.domain.slots[step.slot].why or "needed")
        progress.move(tries=0)


def dont_know(progress: Progress) -> None:
    """Leave the question open, which repeats it with a hint; the second time, bring in a person who can find the value another way."""
    if unwilling(progress) > 1:
        hand_over(progress, "no_value")


def unwilling(progress: Progress) -> int:
    """Count one more message that did not answer the active flow's question, which comes before any other; returns the count."""
    progress.change(question=None)
    count = progress.conversation.stack[-1].unwilling + 1
    progress.note("unwilling", True, f"no answer to this question for the {'first' if count == 1 else 'second'} time")
    progress.move(unwilling=count)
    return count


def note_understood(progress: Progress) -> None:
    """Note that the customer was understood: the bot's own question is settled and the counts of failures start over."""
    progress.change(question=None, misunderstood=0, out_of_scope=0)


def set_slot(progress: Progress, slot: str, value: object) -> None:
    """Fill a slot; if the active flow was asking for it, move on to the next step."""
    step = asked_step(progress.conversation, progress.domain)
    progress.given.add(slot)
    progress.set_slots({slot: value if isinstance(value, (str, int, float)) else str(value)})
    if step is not None and step.slot == slot:
        note_understood(progress)
        wait(progress)
        flows.leave(progress, step.next)


def note(progress: Progress, values: tuple[tuple[str, Value], ...]) -> None:
    """Fill slots that the active flow asks for later, say what was noted, and ask the open question as for the first time."""
    note_understood(progress)
    progress.given.update(name for name, _ in values)
    progress.set_slots(dict(values))
    language = progress.conversation.language
    told = ("、" if language == "zh" else ", ").join(shown(progress.domain, name, value, language) for name, value in values)
    progress.say("noted", {"value": told})
    progress.move(tries=0)


def wait(progress: Progress) -> None:
    """Postpone the wishes that came with an answer until the flow that asked has ended."""
    wishes = progress.conversation.wishes
    later = [wish for wish in wishes if not isinstance(wish, SetSlot)]
    if not later:
        return
    values = tuple(wish for wish in wishes if isinstance(wish, SetSlot))
    progress.move(then=(*later, *progress.conversation.stack[-1].then))
    progress.change(wishes=values)


def small_talk(progress: Progress, reply: str) -> None:
    """Answer small talk; after thanks, ask once for a rating if no flow is under way."""
    progress.say(reply)
    if reply == ENDING and not progress.conversation.stack and not progress.conversation.rating_asked:
        progress.change(rating_asked=True)
        progress.ask_rating()
    flows.come_back(progress)


def no_wish(progress: Progress, command: NothingYet | NotThat) -> None:
    """Answer a customer who wants nothing yet, or whose question was not answered."""
    if isinstance(command, NotThat):
        missed.offer(progress)
    else:
        nothing_yet(progress, command.reply)


def nothing_yet(progress: Progress, reply: str) -> None:
    """Answer a customer who wants nothing yet or needs a moment; an open question stays open unless they are about to say something new.

    A customer who keeps asking for help in the middle of a flow counts as misunderstood, because its questions do not help.
    """
    if reply == "ask_away" and misunderstood_too_often(progress):
        return
    progress.say(reply)
    if reply in OPENING:
        progress.change(question=None)
    elif progress.conversation.question is None and asked_step(progress.conversation, progress.domain) is not None:
        progress.move(tries=0)


def cancel(progress: Progress) -> None:
    """Stop the active flow, if there is one; the flow below it goes on."""
    stack = progress.conversation.stack
    progress.change(question=None, misunderstood=0)
    if not stack:
        progress.say("anything_else")
        return
    name = progress.label(progress.domain.flows[stack[-1].flow].labels)
    progress.note("cancel_flow", True, stack[-1].flow)
    if flows.has_pattern(progress, "cancelled"):
        flows.go(progress, None)
        flows.bend(progress, "cancelled")
    else:
        progress.say("cancelled", {"flow": name})
        flows.leave(progress, None)


def speak(progress: Progress, language: str) -> None:
    """Switch to another language if the pack speaks it, and repeat the open question in it, if any."""
    if language in progress.domain.languages:
        progress.change(language=language)
    match progress.conversation.question:
        case Clarification() as question:
            ask_which(progress, question)
        case Offer():
            progress.say("offer_human")
        case None if progress.conversation.stack:
            flows.come_back(progress)
        case None:
            progress.say("anything_else")


def correct(progress: Progress, slot: str, value: Value) -> None:
    """Correct a slot and run the flow again; slots that describe the same thing in other words, as an item and its name, are cleared."""
    note_understood(progress)
    progress.given.add(slot)
    described = {progress.domain.slots[slot].instead_of, *(s.name for s in progress.domain.slots.values() if s.instead_of == slot)}
    progress.set_slots({**{name: None for name in described - progress.given if name}, slot: value})
    progress.say("corrected", {"value": shown(progress.domain, slot, value, progress.conversation.language)})
    if progress.conversation.stack:
        flows.restart(progress)


def repeat(progress: Progress) -> bool:
    """Say again what was said last, questions included; True if there was something, and nothing else follows."""
    said = progress.conversation.said_before
    if not said:
        progress.say("greeting")
    for send in said:
        progress.send(send)
    return bool(said)


def reason_for_human(progress: Progress) -> str:
    """Why a person is wanted: the reason of the offer that was accepted, or that the customer asked."""
    question = progress.conversation.question
    return question.reason if isinstance(question, Offer) else "asked"
