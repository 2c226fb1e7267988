"""Handles conversations that wait for a person or have one; the bot keeps out and remembers the operator's last words."""

from bot.dialogue.effects import Send, Understand
from bot.dialogue.events import MessageReceived, OperatorJoined, OperatorReleased, OperatorSaid, Understood
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
        progress.say("greeting")


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


def at_the_desk(progress: Progress, event: OperatorJoined | OperatorSaid | OperatorReleased) -> None:
    """Handle an operator taking the conversation over, writing to the customer, or giving it back."""
    match event:
        case OperatorJoined(operator=operator):
            progress.change(mode="operator", operator=operator, operator_words=(), stack=(), question=None, wishes=(), negative=0)
            joined = render(progress.conversation, progress.domain, "operator_joined", {"operator": operator}, author="system")
            progress.want(progress.worded(joined))
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
