"""Adapts a stored state to a pack that has changed since."""

from bot.dialogue.commands import ChitChat, Clarify, Command, CorrectSlot, Note, SetSlot, StartFlow
from bot.dialogue.conversation import Clarification, Conversation, Frame
from bot.dialogue.domain import Domain
from bot.dialogue.frozen import changed


def recover(conversation: Conversation, domain: Domain) -> Conversation:
    """The state without what the pack no longer has: a flow that lost its step restarts with its slots, a flow that is gone is dropped."""
    stack = tuple(fitted(frame, domain) for frame in conversation.stack if frame.flow in domain.flows)
    wishes, question = possible(conversation.wishes, domain), conversation.question
    if isinstance(question, Clarification) and not domain.intents.keys() >= set(question.intents):
        question = None
    if (stack, wishes, question) == (conversation.stack, conversation.wishes, conversation.question):
        return conversation
    return changed(conversation, stack=stack, wishes=wishes, question=question)


def fitted(frame: Frame, domain: Domain) -> Frame:
    """The frame at a step that exists, with the wishes that can still be served."""
    flow, then = domain.flows[frame.flow], possible(frame.then, domain)
    return changed(frame, then=then) if frame.step in flow.steps else changed(frame, then=then, step=flow.start, tries=0)


def possible(wishes: tuple[Command, ...], domain: Domain) -> tuple[Command, ...]:
    """The wishes that the pack can still serve."""
    return tuple(wish for wish in wishes if serves(domain, wish))


def serves(domain: Domain, wish: Command) -> bool:
    """Whether everything that a wish names still exists."""
    match wish:
        case StartFlow(flow=flow):
            return flow in domain.flows
        case SetSlot(slot=slot) | CorrectSlot(slot=slot):
            return slot in domain.slots
        case Note(values=values):
            return all(slot in domain.slots for slot, _ in values)
        case ChitChat(reply=reply):
            return any(reply in replies for replies in domain.replies.values())
        case Clarify(intents=intents):
            return domain.intents.keys() >= set(intents)
    return True
