"""Handles conversations that wait for a person or have one; the bot keeps out and remembers the operator's last words."""

from collections.abc import Mapping

from bot.dialogue.effects import Send, Understand
from bot.dialogue.events import MessageReceived, OperatorJoined, OperatorReleased, OperatorSaid, OperatorTransferred, Understood, Value
from bot.dialogue.handover import by_hours
from bot.dialogue.letting_go import beside, impatient, lets_go
from bot.dialogue.progress import Progress
from bot.dialogue.replies import find, render


def in_queue(progress: Progress, event: MessageReceived) -> None:
    """Handle a message from the queue: the restart button leaves it unless an alarm holds the conversation; text is read."""
    if event.choice == "restart" and not progress.conversation.held:
        back_to_bot(progress)
    elif event.text.strip():
        progress.want(Understand(event.text))


def back_to_bot(progress: Progress, ask: str = "") -> None:
    """Leave the queue; ``ask`` is what the customer wants from the bot instead and is read as a message of its own."""
    progress.change(mode="bot", queue_noted=False, stack=(), question=None)
    if ask:
        progress.want(Understand(ask))
    else:
        progress.say("out_of_queue")


def overheard(progress: Progress, event: Understood) -> None:
    """Handle the reading of a message from the queue: say once that it has been added, and go on only if the customer asks for the bot.

    A customer who only complains about waiting keeps their place and is told how to leave the queue.
    """
    labels = {
        label.casefold() for language in progress.domain.languages for label, _ in find(progress.domain, "in_queue", language).buttons
    }
    held, wanted = progress.conversation.held, lets_go(event) or event.text.strip().casefold().rstrip(".!。！") in labels
    progress.note("leave_queue", wanted, "the customer would rather go on with the bot" if wanted else "the message is for the person")
    if wanted and not held:
        back_to_bot(progress, beside(event))
    elif impatient(event) and not held:
        progress.change(queue_noted=True)
        progress.say("place_kept")
    elif not progress.conversation.queue_noted:
        progress.change(queue_noted=True)
        progress.say("in_queue_held" if held else "in_queue")


def at_the_desk(progress: Progress, event: OperatorJoined | OperatorSaid | OperatorReleased | OperatorTransferred) -> None:
    """Handle an operator taking the conversation over, writing to the customer, giving it back, or handing it on."""
    match event:
        case OperatorJoined(operator=operator):
            progress.change(mode="operator", operator=operator, handed_by=None, operator_words=())
            progress.change(stack=(), question=None, wishes=(), negative=0)
            announce(progress, "operator_joined", {"operator": operator})
        case OperatorSaid(operator=operator, text=text):
            progress.change(operator_words=(text,), lines=progress.lines_with("agent", text))
            progress.want(Send(text, author="operator", reply=operator))
        case OperatorReleased() if progress.conversation.mode != "operator":
            progress.note("released", False, f"the conversation is in mode {progress.conversation.mode}")
        case OperatorReleased():
            said = progress.conversation.operator_words
            progress.change(mode="bot", operator=None, held=False, misunderstood=0, out_of_scope=0, negative=0, said=())
            progress.say("operator_left")
            progress.change(said=(*(Send(words) for words in said), *progress.conversation.said))
        case OperatorTransferred():
            transferred(progress, event)


def transferred(progress: Progress, event: OperatorTransferred) -> None:
    """Give the conversation to a colleague, or to whoever takes it from the queue; only the operator who has it can do that."""
    conversation = progress.conversation
    has_it = conversation.mode == "operator" and conversation.operator == event.operator
    if not has_it or event.to == event.operator:
        progress.note("transferred", False, "they have it already" if has_it else f"{event.operator} does not have the conversation")
        return
    progress.note("transferred", True, f"{event.operator} handed it to {event.to or 'the queue'}")
    progress.change(operator=event.to, handed_by=event.operator)
    if event.to is not None:
        announce(progress, "operator_transferred", {"operator": event.to})
        return
    progress.change(mode="queued", queue_noted=False)
    announce(progress, *by_hours(progress, "operator_queued"))


def announce(progress: Progress, reply: str, values: Mapping[str, Value]) -> None:
    """Tell the customer who answers from now on, in a line that the bot does not speak."""
    progress.want(progress.worded(render(progress.conversation, progress.domain, reply, values, author="system")))
