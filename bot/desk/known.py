"""What is known in a conversation, as the people at the desk read it."""

from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.replies import forms, shown
from bot.explain import LANGUAGE


def known(conversation: Conversation, domain: Domain) -> dict[str, str]:
    """Values by what they are called: what flows ask for, then what replies tell beyond that; what only steers flows is left out."""
    told = forms(domain)
    texts = {name: shown(domain, name, value, LANGUAGE) for name, value in conversation.slots.items()}
    given = {name: text for name, text in texts.items() if text and name in domain.slots}
    learnt = {name: text for name, text in texts.items() if text and name in told and text not in given.values()}
    return {domain.called(name, LANGUAGE): text for name, text in (given | learnt).items()}
