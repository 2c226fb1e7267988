"""Detects the label of a button that the customer typed instead of pressing it: "somethings wrong with it"."""

from collections.abc import Iterator

from bot.dialogue.answers import asked_step
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.effects import Send
from bot.dialogue.events import Understood
from bot.dialogue.hearing import marked
from bot.dialogue.shortened import bare_words

ANSWERS = ("affirm", "deny", "slot:")
"""Prefixes of payloads that answer a flow's question; such labels are read as the value that the question asks for."""


def typed(conversation: Conversation, understood: Understood, domain: Domain) -> str | None:
    """The payload of the button, among those last shown, whose label in any language of the pack is the message.

    None if the message may also answer the active flow's question, or is only part of a longer one.
    """
    shown = [pair for send in conversation.said_before if send.buttons for pair in labels_below(send, domain)]
    if not shown or understood.text != conversation.text or may_answer(conversation, understood, domain):
        return None
    said = bare_words(understood.text)
    named = {payload for label, payload in shown if bare_words(label) == said and not payload.startswith(ANSWERS)}
    return named.pop() if said and len(named) == 1 else None


def may_answer(conversation: Conversation, understood: Understood, domain: Domain) -> bool:
    """Whether a message may answer the active flow's question: a text, a value that was asked for, or "I don't have it"."""
    step = asked_step(conversation, domain)
    if step is None or conversation.question is not None:
        return False
    given = any(entity.slot == step.slot for entity in understood.entities)
    return given or domain.slots[step.slot].kind == "text" or marked(understood, "without", "skip", "refuse")


def labels_below(send: Send, domain: Domain) -> Iterator[tuple[str, str]]:
    """The labels and payloads of the buttons of a message, as shown and in the pack's other languages."""
    shown = {button.payload for button in send.buttons}
    yield from ((button.label, button.payload) for button in send.buttons)
    for replies in domain.replies.values():
        if send.reply in replies:
            yield from (pair for pair in replies[send.reply].buttons if pair[1] in shown)
