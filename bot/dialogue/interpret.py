"""Turns what was understood into commands: the rules in their order, each noted in the trace."""

import re
from dataclasses import dataclass

from bot.dialogue.answers import asked_step, clarification_answer, offer_answer
from bot.dialogue.commands import (
    Affirm,
    AskKnowledge,
    CannotHandle,
    ChitChat,
    Clarify,
    Command,
    CorrectSlot,
    Deny,
    NotThat,
    SetSlot,
    Speak,
    StartFlow,
)
from bot.dialogue.compared import compares, one_by_one
from bot.dialogue.conversation import Clarification, Conversation, Offer
from bot.dialogue.corrections import kept_for
from bot.dialogue.domain import Domain, Intent, Slot
from bot.dialogue.events import Understood, Value
from bot.dialogue.filling import slot_answer
from bot.dialogue.hearing import (
    all_values,
    asks,
    bare,
    believed,
    declines,
    marked,
    nothing_else,
    only_values,
    out_of_scope,
    taken_back,
    values_given,
    yes_or_no,
)
from bot.dialogue.intents import answered_by_articles, is_wish, only_looks, serve, uses
from bot.dialogue.mentioned import foreground
from bot.dialogue.person import person_wanted
from bot.dialogue.referring import adds, another
from bot.dialogue.sarcasm import no_thanks
from bot.dialogue.spoken import SPOKEN, nothing_yet, rated, spoken
from bot.dialogue.terms import with_term
from bot.dialogue.trace import Reason
from bot.dialogue.typed import typed
from bot.dialogue.wanted import accepted, in_turn, nearest, picked, that_ask, twins

WISHES_AT_MOST = 5
"""How many wishes of one message are served; a customer with more is asked to send the others again."""

LEADING = 0.7
"""From this probability on, a value on its own is taken to be for the intent."""

NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The commands of one message in the order they are served and the rules that were checked; ``button``: it is a button's label."""

    commands: tuple[Command, ...]
    trace: tuple[Reason, ...]
    button: bool


def interpret(conversation: Conversation, understood: Understood, domain: Domain) -> Interpretation:
    """Read a message in the light of what the bot has asked; the first rule that yields commands wins."""
    trace: list[Reason] = []
    things = [name for name, slot in domain.slots.items() if slot.subject]
    understood = foreground(believed(understood, conversation.slots), conversation.slots if conversation.stack else {}, things)
    wanted = accepted(understood, domain, trace)
    if yes_or_no(understood) is not None and (bare(understood) or declines(understood)):
        # A bare answer names no wish, whatever the model makes of so few words.
        wanted = tuple(intent for intent in wanted if intent.reply not in (None, "greeting"))
    button = typed_button(conversation, understood, domain, trace)
    commands = (
        button
        or spoken(understood, trace)
        or rated(conversation, understood, trace)
        or missed_answer(conversation, understood, domain, trace)
        or nothing_yet(conversation, understood, domain, trace)
        or person_wanted(conversation, understood, wanted, domain, trace)
        or offer_answer(conversation, understood, domain, trace)
        or clarification_answer(conversation, understood, domain, trace)
        or slot_answer(conversation, understood, wanted, domain, trace)
        or no_thanks(understood.text, wanted, trace)
        or wishes(conversation, understood, wanted, domain, trace)
    )
    each = tuple(one for command in commands for one in one_by_one(command, understood, domain))
    if len(each) > len(commands):
        trace.append(Reason("one_by_one", True, "a question compares things, which are told about one after the other"))
    return Interpretation(capped(each, trace), tuple(trace), bool(button))


def capped(commands: tuple[Command, ...], trace: list[Reason]) -> tuple[Command, ...]:
    """At most ``WISHES_AT_MOST`` wishes of a message, with a reply about the others if there are more."""
    if len(commands) <= WISHES_AT_MOST:
        return commands
    wanted = [c for c in commands if isinstance(c, StartFlow | AskKnowledge | ChitChat)]
    if len(wanted) <= WISHES_AT_MOST:
        return commands
    trace.append(Reason("many_wishes", True, f"{len(wanted)} wishes, of which {WISHES_AT_MOST} are served"))
    left = wanted[WISHES_AT_MOST:]
    return (*(c for c in commands if not any(c is other for other in left)), ChitChat("many_wishes"))


def choice(payload: str, conversation: Conversation, domain: Domain) -> tuple[Command, ...]:
    """The commands for a pressed button; an unknown payload cannot be handled."""
    head, _, rest = payload.partition(":")
    if head == "intent" and rest in domain.intents:
        question = conversation.question
        if isinstance(question, Clarification) and rest in question.intents:
            return capped(picked(domain.intents[rest], question.text, question.values, domain), [])
        return (serve(domain.intents[rest], conversation.text),)
    if head == "language" and rest in domain.languages:
        return (Speak(rest),)
    slot, _, value = rest.partition(":")
    if head == "slot" and slot in domain.slots:
        return (pressed(domain.slots[slot], value, conversation, domain),)
    if near := next((one for one in conversation.near if head == "passage" and one.id == rest), None):
        return (AskKnowledge(near.question, near.intents),)
    plain: dict[str, Command] = {"affirm": Affirm(), "deny": Deny(), **SPOKEN}
    return (plain.get(payload, CannotHandle("unknown_choice")),)


def typed_button(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The commands for a button whose label the customer typed; none if the message is not such a label."""
    payload = typed(conversation, understood, domain)
    if payload is None:
        return ()
    trace.append(Reason("typed_button", True, f"“{understood.text}” is the button {payload}"))
    return choice(payload, conversation, domain)


def pressed(slot: Slot, written: str, conversation: Conversation, domain: Domain) -> Command:
    """The command for a button with a value: an answer or a correction; a button that the active flow does not use is refused."""
    value = read_value(slot, written)
    if value is None:
        return CannotHandle("unknown_choice")
    step, active = asked_step(conversation, domain), domain.flows[conversation.stack[-1].flow] if conversation.stack else None
    if active is None or slot.name not in domain.about[active.name]:
        return CannotHandle("none_of_these")
    anew = (step is None or step.slot != slot.name) and conversation.slots.get(slot.name) is not None
    return CorrectSlot(slot.name, value) if anew else SetSlot(slot.name, value)


def read_value(slot: Slot, written: str) -> str | float | bool | None:
    """The value in a button's payload; None if the slot cannot have it."""
    match slot.kind:
        case "boolean":
            return {"true": True, "false": False}.get(written)
        case "choice":
            return written if any(option.value == written for option in slot.options) else None
        case "lookup":
            return written if written in slot.entries else None
        case "number" | "money" | "duration":
            return float(written) if NUMBER.fullmatch(written) else None
    return written[: slot.max_length] or None


def missed_answer(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The command if the customer says that the last answer missed, or accepts or declines the other answers that were offered then."""
    replies = {send.reply for send in conversation.said_before}
    offered = conversation.question == Offer("answer_missed") and not values_given(understood, domain)
    if offered and yes_or_no(understood) and conversation.near:
        trace.append(Reason("answer_missed", False, f"yes means the nearer of what was offered, {conversation.near[0].question}"))
        return (AskKnowledge(conversation.near[0].question, conversation.near[0].intents),)
    none = offered and (yes_or_no(understood) is False or marked(understood, "without", "skip", "refuse"))
    if not none and not (marked(understood, "missed") and replies & {"answer", "answer_missed"}):
        return ()
    trace.append(Reason("answer_missed", True, f"“{understood.text}” is about the answer before it"))
    return (NotThat(),)


def wishes(
    conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> tuple[Command, ...]:
    """The commands for a message that answers no question."""
    understood = with_term(wanted, understood, domain)
    given = values_given(understood, domain)
    again = same_again(conversation, understood, domain)
    if again is not None and marked(understood, "correct"):
        trace.append(Reason("same_again", True, f"what {again.flow} was about is put right"))
        return (*given, again)
    if more := more_of_the_same(conversation, understood, again, given, domain, trace):
        return more
    if taken_back(understood):
        return negated(wanted, understood, domain, trace)
    names = {value.slot for value in given}
    if not any(c.isalnum() for c in understood.text):
        trace.append(Reason("no_words", True, "nothing but signs"))
        return (CannotHandle("not_understood"),)
    if any(domain.slots[name].kind == "code" for name in names) and nothing_else(understood, {*names, "context"}):
        if again is not None:
            trace.append(Reason("same_again", True, f"nothing but a value for {again.flow}, which was served before"))
            return (*given, again)
        if asking := that_ask(names, understood, domain):
            trace.append(Reason("clarify", True, f"nothing but values; {', '.join(asking)} ask for them"))
            return (*given, Clarify(asking, all_values(understood, domain), missed=False))
    if wanted and (kept := asked_about(conversation, wanted[0], names, domain)):
        return (*given, *picked(wanted[0], understood.text, kept, domain))
    if wanted:
        return (*given, *in_turn(wanted, understood, domain))
    if again is not None and only_values(understood, names):
        trace.append(Reason("same_again", True, f"nothing but a value for {again.flow}, which was served before"))
        return (*given, again)
    if (answer := yes_or_no(understood)) is not None and bare(understood):
        trace.append(Reason("bare_answer", True, f"{answer}, and nothing was asked"))
        return (Affirm() if answer else Deny(),)
    return (*given, *unsure(understood, names, domain, trace))


def more_of_the_same(
    conversation: Conversation,
    understood: Understood,
    again: StartFlow | None,
    given: tuple[SetSlot, ...],
    domain: Domain,
    trace: list[Reason],
) -> tuple[Command, ...]:
    """The flow served last once more, if the message asks for that: "and the gift card too", "and the other one"."""
    if again is not None and adds(conversation, understood, {value.slot for value in given}):
        trace.append(Reason("same_again", True, f"more for {again.flow}, which was served before"))
        return (*given, again)
    other = another(conversation, understood, domain)
    if other is not None:
        trace.append(Reason("same_again", True, f"{other.flow} once more, for another"))
    return (other,) if other else ()


def asked_about(conversation: Conversation, wanted: Intent, given: set[str], domain: Domain) -> tuple[tuple[str, Value], ...]:
    """The values that the bot asked about, if the customer now says only what they are for: two codes, then "cancel both"."""
    question = conversation.question
    if not isinstance(question, Clarification) or not wanted.flow:
        return ()
    own = tuple(pair for pair in question.values if uses(wanted, pair[0], domain))
    return () if given & {slot for slot, _ in own} else own


def unsure(understood: Understood, given: set[str], domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The commands for a message with no sure intent; one that has a code or a thing of the pack is about that, even if out of scope."""
    coded = any(domain.slots[name].kind == "code" for name in given)
    outside = out_of_scope(understood)
    ours = any(domain.slots[name].subject for name in given) and not asks(understood.text)
    if given and (only_values(understood, given) or ((coded or ours) and outside)) and (asking := that_ask(given, understood, domain)):
        best = understood.intents[0] if understood.intents else None
        if best is not None and best.name == asking[0] and best.value >= LEADING and only_looks(domain.intents[best.name], domain):
            trace.append(Reason("only_looks", True, f"little but values; {best.name} {best.value:.2f} only looks at what they stand for"))
            return picked(domain.intents[best.name], understood.text, all_values(understood, domain), domain)
        trace.append(Reason("clarify", True, f"little but values; {', '.join(asking)} ask for them"))
        return (Clarify(asking, all_values(understood, domain), missed=False),)
    if not outside and (together := twins(understood, domain)):
        trace.append(Reason("together", True, f"one of {', '.join(together)}, whose articles may answer"))
        return (AskKnowledge(understood.text, together),)
    if outside and any(domain.slots[name].subject for name in given):
        trace.append(Reason("out_of_scope", False, "a question about a thing of ours, which articles may answer"))
        return (AskKnowledge(understood.text, ()),)
    if outside:
        return (CannotHandle("out_of_scope"),)
    near = nearest(understood, domain)
    if compares(understood.text, understood, domain) and (told := tuple(n for n in near if answered_by_articles(domain.intents[n]))):
        return (AskKnowledge(understood.text, told),)
    trace.append(Reason("clarify", bool(near), f"nearest: {', '.join(near)}" if near else "no intent is near"))
    leading = bool(near) and understood.intents[0].name == near[0] and understood.intents[0].value >= LEADING
    return (Clarify(near, all_values(understood, domain), leading=leading),) if near else (CannotHandle("not_understood"),)


def negated(wanted: tuple[Intent, ...], understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The commands for "don't cancel it": what is negated does not begin, and other likely wishes are asked about."""
    second = understood.thresholds.second
    others = tuple(s.name for s in understood.intents[1:] if s.value >= second and is_wish(s, domain))
    trace.append(Reason("taken_back", True, f"not {wanted[0].name}" if wanted else "the message negates what it names"))
    return (*values_given(understood, domain), Clarify(others, all_values(understood, domain))) if others else (Deny(),)


def same_again(conversation: Conversation, understood: Understood, domain: Domain) -> StartFlow | None:
    """The flow served last, if the message has a value that it uses, such as another order code.

    If the message corrects something, the flow keeps the other values that it was given.
    """
    flow = domain.flows.get(conversation.last_flow or "")
    if flow is None or conversation.stack:
        return None
    anew = {entity.slot for entity in understood.entities if entity.slot in domain.about[flow.name] and entity.kind != "text"}
    if not anew:
        return None
    rights = marked(understood, "correct")
    return StartFlow(flow.name, kept_for(flow, conversation, {slot for slot in anew if slot}, domain) if rights else ())
