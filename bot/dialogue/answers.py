"""Reads answers to what the bot asked outside of a flow: an offered person, or a choice of intents."""

from bot.dialogue.commands import AskHuman, CannotHandle, Clarify, Command, Deny, SetSlot
from bot.dialogue.conversation import Clarification, Conversation, Offer
from bot.dialogue.domain import Collect, Domain
from bot.dialogue.events import Understood, Value
from bot.dialogue.hearing import agrees, all_values, bare, marked, nothing_else, only_values, taken_back, values_given, yes_or_no
from bot.dialogue.intents import uses
from bot.dialogue.shortened import bare_words
from bot.dialogue.trace import Reason
from bot.dialogue.wanted import accepted, picked


def offer_answer(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The command for a yes or no to an offered person; none if the message answers the flow's question instead."""
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
    """The commands for an answer to a choice of intents: a label, a number, "none of these", a value, a yes or other words for one."""
    question = conversation.question
    if not isinstance(question, Clarification):
        return ()
    step = asked_step(conversation, domain)
    if step is not None and any(entity.slot == step.slot and not entity.tagged for entity in understood.entities):
        trace.append(Reason("clarification_answered", False, f"the customer gives {step.slot}, which the flow waits for"))
        return ()
    if taken_back(understood):
        trace.append(Reason("clarification_answered", False, "the message takes a wish back, so it chooses none"))
        return ()
    said = bare_words(understood.text)
    for number, name in enumerate(question.intents, start=1):
        labels = {bare_words(label) for label in domain.intents[name].labels.values()}
        if said in labels or said == str(number):
            trace.append(Reason("clarification_answered", True, f"“{understood.text}” names {name}"))
            return picked(domain.intents[name], question.text, question.values, domain)
    if yes_or_no(understood) is False and not code_given(understood, domain) and (bare(understood) or not accepted(understood, domain, [])):
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
        return (
            *given,
            *picked(domain.intents[best], understood.text, with_earlier(all_values(understood, domain), question.values), domain),
        )
    trace.append(Reason("clarification_answered", False, "the message is read as a new one"))
    return ()


def with_earlier(given: tuple[tuple[str, Value], ...], asked: tuple[tuple[str, Value], ...]) -> tuple[tuple[str, Value], ...]:
    """The values of an answer, and the earlier values of slots for which the answer has none."""
    anew = {slot for slot, _ in given}
    return (*given, *(pair for pair in asked if pair[0] not in anew))


def deciding(conversation: Conversation, domain: Domain) -> bool:
    """Whether the active flow waits for a yes or no."""
    step = asked_step(conversation, domain)
    return step is not None and domain.slots[step.slot].kind == "boolean"


def value_answer(question: Clarification, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The commands for an answer that is only a value: it is for the one intent that asks for it, or for the nearest if that was likely."""
    asking = [name for name in question.intents if values_for(name, understood, domain)]
    if not asking or not lone_values(question, understood, domain):
        return ()
    nearest, values = asking[0], values_for(asking[0], understood, domain)
    if len(asking) == 1 or (question.leading and nearest == question.intents[0]):
        trace.append(
            Reason("clarification_answered", True, f"a value means the nearest of the offered intents that asks for it, {nearest}")
        )
        return (
            *values,
            *picked(domain.intents[nearest], question.text, with_earlier(all_values(understood, domain), question.values), domain),
        )
    trace.append(Reason("clarification_answered", False, "a value and nothing else, which may be meant for any of them"))
    # Of two codes, "cancel it" means the later one, and "cancel both" both; one that was put right is gone.
    given, anew = all_values(understood, domain), marked(understood, "correct") or yes_or_no(understood) is False
    known = with_earlier(given, question.values) if anew else (*given, *(pair for pair in question.values if pair not in given))
    return (*values, Clarify(question.intents, known, missed=False))


def code_given(understood: Understood, domain: Domain) -> bool:
    """Whether a message has a code: with a no, it says which was meant instead."""
    return any(domain.slots[value.slot].kind == "code" for value in values_given(understood, domain))


def lone_values(question: Clarification, understood: Understood, domain: Domain) -> bool:
    """Whether a message is only values for the wish that is being clarified, whatever intent the model sees in a bare code.

    If the clarified message already had a value for the same slot, another value is a new message if the model is sure of its intent.
    """
    given = {value.slot for value in values_given(understood, domain)}
    lacking = given - {slot for slot, _ in question.values}
    return (bool(lacking) and nothing_else(understood, given)) or (not accepted(understood, domain, []) and only_values(understood, given))


def values_for(intent: str, understood: Understood, domain: Domain) -> tuple[SetSlot, ...]:
    """The values of a message that an intent's flow uses."""
    return tuple(value for value in values_given(understood, domain) if uses(domain.intents[intent], value.slot, domain))


def among(offered: tuple[str, ...], understood: Understood) -> str | None:
    """The best intent if it is offered, the offered ones are more likely than not, and it reaches the threshold among them."""
    if not understood.intents or understood.intents[0].name not in offered or understood.out_of_scope >= understood.thresholds.out_of_scope:
        return None
    best, together = understood.intents[0], sum(score.value for score in understood.intents if score.name in offered)
    return best.name if together > 0.5 and best.value >= understood.thresholds.accept * together else None


def asked_step(conversation: Conversation, domain: Domain) -> Collect | None:
    """The ``collect`` step that the active flow waits at, if any."""
    if not conversation.stack:
        return None
    frame = conversation.stack[-1]
    step = domain.flows[frame.flow].steps.get(frame.step)
    return step if isinstance(step, Collect) else None
