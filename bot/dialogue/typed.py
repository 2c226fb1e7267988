"""Hears a button that was typed instead of pressed: "somethings wrong with it"."""

from collections.abc import Iterator

from bot.dialogue.answers import asked_step
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.effects import Send
from bot.dialogue.events import Understood
from bot.dialogue.hearing import marked
from bot.dialogue.shortened import bare_words

ANSWERS = ("affirm", "deny", "slot:")
"""How payloads of buttons begin that answer a question of a flow, whose words are read by what it asks for."""


def typed(conversation: Conversation, understood: Understood, domain: Domain) -> str | None:
    """The payload of the button below what the bot said last that a message is the label of, in any language of the pack.

    None where the label may as well be the answer to the question of the active flow, and for a part of a message.
    """
    shown = [pair for send in conversation.said_before if send.buttons for pair in labels_below(send, domain)]
    if not shown or understood.text != conversation.text or may_answer(conversation, understood, domain):
        return None
    said = bare_words(understood.text)
    named = {payload for label, payload in shown if bare_words(label) == said and not payload.startswith(ANSWERS)}
    return named.pop() if said and len(named) == 1 else None


def may_answer(conversation: Conversation, understood: Understood, domain: Domain) -> bool:
    """Whether a message may be an answer of which words alone tell nothing: a text, a value that was asked for, "I don't have it"."""
    step = asked_step(conversation, domain)
    if step is None or conversation.question is not None:
        return False
    given = any(entity.slot == step.slot for entity in understood.entities)
    return given or domain.slots[step.slot].kind == "text" or marked(understood, "without", "skip", "refuse")


def labels_below(send: Send, domain: Domain) -> Iterator[tuple[str, str]]:
    """The labels of the buttons below a message with their payloads, as shown and as the pack writes them in its other languages."""
    shown = {button.payload for button in send.buttons}
    yield from ((button.label, button.payload) for button in send.buttons)
    for replies in domain.replies.values():
        if send.reply in replies:
            yield from (pair for pair in replies[send.reply].buttons if pair[1] in shown)
