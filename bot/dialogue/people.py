"""What happens while a person is waited for, and while one is there: the bot keeps out of it, and keeps their words."""

from bot.dialogue.effects import Send, Understand
from bot.dialogue.events import MessageReceived, OperatorJoined, OperatorReleased, OperatorSaid, Understood
from bot.dialogue.letting_go import beside, impatient, lets_go
from bot.dialogue.progress import Progress
from bot.dialogue.replies import find, render

WORDS_KEPT = 20
"""How many sayings of operators a conversation carries; the log keeps them all."""


def in_queue(progress: Progress, event: MessageReceived) -> None:
    """Whoever waits for a person and would rather go on with the bot presses the button, or says so."""
    if event.choice == "restart" and not progress.conversation.held:
        back_to_bot(progress)
    elif event.text.strip():
        progress.want(Understand(event.text))


def back_to_bot(progress: Progress, ask: str = "") -> None:
    """Leave the queue; ``ask`` is what the customer wants of the bot instead, which is read as a message of its own."""
    progress.change(mode="bot", queue_noted=False, stack=(), question=None)
    if ask:
        progress.want(Understand(ask))
    else:
        progress.say("greeting")


def overheard(progress: Progress, event: Understood) -> None:
    """What a customer says who waits for a person: the bot says once that it is in the queue, and goes on only when told to.

    Whoever only does not like to wait keeps the place, and is told how to leave it.
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
    """A person takes the conversation, speaks in it, gives it back; the bot keeps their words."""
    match event:
        case OperatorJoined(operator=operator):
            progress.change(mode="operator", operator=operator, stack=(), question=None, wishes=(), negative=0)
            joined = render(progress.conversation, progress.domain, "operator_joined", {"operator": operator}, author="system")
            progress.want(progress.worded(joined))
        case OperatorSaid(operator=operator, text=text):
            words = (*progress.conversation.operator_words, text)[-WORDS_KEPT:]
            progress.change(operator_words=words, lines=progress.lines_with("agent", text))
            progress.want(Send(text, author="operator", reply=operator))
        case OperatorReleased() if progress.conversation.mode != "operator":
            progress.note("released", False, f"the conversation is in mode {progress.conversation.mode}")
        case OperatorReleased():
            said = progress.conversation.operator_words[-1:]
            progress.change(mode="bot", operator=None, held=False, misunderstood=0, out_of_scope=0, negative=0, said=())
            progress.say("operator_left")
            progress.change(said=(*(Send(words) for words in said), *progress.conversation.said))
