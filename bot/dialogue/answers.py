"""How a message answers what the bot had asked outside of a flow: an offered person, a choice of intents."""

from bot.dialogue.commands import AskHuman, CannotHandle, Clarify, Command, Deny, SetSlot
from bot.dialogue.conversation import Clarification, Conversation, Offer
from bot.dialogue.domain import Collect, Domain
from bot.dialogue.events import Understood, Value
from bot.dialogue.hearing import agrees, all_values, bare, nothing_else, only_values, values_given, yes_or_no
from bot.dialogue.intents import uses
from bot.dialogue.shortened import bare_words
from bot.dialogue.trace import Reason
from bot.dialogue.wanted import accepted, picked


def offer_answer(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """Yes or no to an offered person."""
    if not isinstance(conversation.question, Offer):
        return ()
    step = asked_step(conversation, domain)
    if step is not None and any(entity.slot == step.slot for entity in understood.entities):
        trace.append(Reason("offer_answered", False, f"the customer gives {step.slot} after all"))
        return ()
    answer = yes_or_no(understood)
    trace.append(Reason("offer_answered", answer is not None, f"the bot had offered a person, the answer is {answer}"))
    return () if answer is None else (AskHuman(),) if answer else (Deny(),)


def clarification_answer(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The customer typed the label of an offered intent, its number, or "none of these"."""
    question = conversation.question
    if not isinstance(question, Clarification):
        return ()
    step = asked_step(conversation, domain)
    if step is not None and any(entity.slot == step.slot and not entity.tagged for entity in understood.entities):
        trace.append(Reason("clarification_answered", False, f"the customer gives {step.slot}, which the flow waits for"))
        return ()
    said = bare_words(understood.text)
    for number, name in enumerate(question.intents, start=1):
        labels = {bare_words(label) for label in domain.intents[name].labels.values()}
        if said in labels or said == str(number):
            trace.append(Reason("clarification_answered", True, f"“{understood.text}” names {name}"))
            return picked(domain.intents[name], question.text, question.values, domain)
    if yes_or_no(understood) is False and (bare(understood) or not accepted(understood, domain, [])):
        trace.append(Reason("clarification_answered", True, "none of the offered intents was meant"))
        return (CannotHandle("none_of_these"),)
    if commands := value_answer(question, understood, domain, trace):
        return commands
    if agrees(understood) and deciding(conversation, domain):
        trace.append(Reason("clarification_answered", False, "a bare yes may be for either question, so the first is asked again"))
        return (CannotHandle("none_of_these"),)
    if agrees(understood) and domain.intents[question.intents[0]].flow:
        trace.append(Reason("clarification_answered", True, f"a bare yes means the nearest, {question.intents[0]}"))
        return picked(domain.intents[question.intents[0]], question.text, question.values, domain)
    if (best := among(question.intents, understood)) is not None:
        trace.append(Reason("clarification_answered", True, f"of the offered intents the message is nearest to {best}"))
        given = values_for(best, understood, domain)
        return (*given, *picked(domain.intents[best], understood.text, besides(all_values(understood, domain), question.values), domain))
    trace.append(Reason("clarification_answered", False, "the message is read as a new one"))
    return ()


def besides(given: tuple[tuple[str, Value], ...], asked: tuple[tuple[str, Value], ...]) -> tuple[tuple[str, Value], ...]:
    """The values of an answer, and those that were asked about of slots for which it has none."""
    anew = {slot for slot, _ in given}
    return (*given, *(pair for pair in asked if pair[0] not in anew))


def deciding(conversation: Conversation, domain: Domain) -> bool:
    """Whether a flow waits for a yes or no."""
    step = asked_step(conversation, domain)
    return step is not None and domain.slots[step.slot].kind == "boolean"


def value_answer(question: Clarification, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """A value and nothing else is for the only one of the offered intents that asks for it, or for the nearest where that was likely."""
    asking = [name for name in question.intents if values_for(name, understood, domain)]
    if not asking or not lone_values(question, understood, domain):
        return ()
    nearest, values = asking[0], values_for(asking[0], understood, domain)
    if len(asking) == 1 or (question.leading and nearest == question.intents[0]):
        trace.append(
            Reason("clarification_answered", True, f"a value means the nearest of the offered intents that asks for it, {nearest}")
        )
        return (*values, *picked(domain.intents[nearest], question.text, besides(all_values(understood, domain), question.values), domain))
    trace.append(Reason("clarification_answered", False, "a value and nothing else, which may be meant for any of them"))
    return (*values, Clarify(question.intents, (*question.values, *all_values(understood, domain)), missed=False))


def lone_values(question: Clarification, understood: Understood, domain: Domain) -> bool:
    """Whether a message is nothing but values, the wish being known: what the model makes of a bare code says nothing then.

    Where the message asked about had such a value itself, as where that was all it had, another one is a new message if the model is sure.
    """
    given = {value.slot for value in values_given(understood, domain)}
    lacking = given - {slot for slot, _ in question.values}
    return (bool(lacking) and nothing_else(understood, given)) or (not accepted(understood, domain, []) and only_values(understood, given))


def values_for(intent: str, understood: Understood, domain: Domain) -> tuple[SetSlot, ...]:
    """The values of a message that an intent's flow has a use for."""
    return tuple(value for value in values_given(understood, domain) if uses(domain.intents[intent], value.slot, domain))


def among(offered: tuple[str, ...], understood: Understood) -> str | None:
    """The likeliest intent, where it is one of the offered and sure among them, and the message more likely than not means one of them."""
    if not understood.intents or understood.intents[0].name not in offered or understood.out_of_scope >= understood.thresholds.out_of_scope:
        return None
    best, together = understood.intents[0], sum(score.value for score in understood.intents if score.name in offered)
    return best.name if together > 0.5 and best.value >= understood.thresholds.accept * together else None


def asked_step(conversation: Conversation, domain: Domain) -> Collect | None:
    """The question that the active flow waits at, if it waits at one."""
    if not conversation.stack:
        return None
    frame = conversation.stack[-1]
    step = domain.flows[frame.flow].steps.get(frame.step)
    return step if isinstance(step, Collect) else None
