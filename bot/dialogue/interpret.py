"""From what was understood to what the customer wants: commands, each with the rule that gave it."""

import re
from dataclasses import dataclass

from bot.dialogue.answers import asked_step, clarification_answer, offer_answer
from bot.dialogue.commands import (
    Affirm,
    AskHuman,
    AskKnowledge,
    CancelFlow,
    CannotHandle,
    ChitChat,
    Clarify,
    Command,
    CorrectSlot,
    Deny,
    NothingYet,
    Rate,
    Repeat,
    Restart,
    SetSlot,
    Speak,
    StartFlow,
)
from bot.dialogue.conversation import Clarification, Conversation, Offer
from bot.dialogue.corrections import kept_for
from bot.dialogue.domain import Domain, Intent, Slot
from bot.dialogue.events import Understood
from bot.dialogue.filling import slot_answer
from bot.dialogue.hearing import (
    all_values,
    bare,
    believed,
    marked,
    nothing_else,
    only_values,
    out_of_scope,
    taken_back,
    values_given,
    yes_or_no,
)
from bot.dialogue.trace import Reason
from bot.dialogue.typed import typed
from bot.dialogue.wanted import accepted, in_turn, is_wish, nearest, picked, serve, that_ask, twins

SPOKEN: dict[str, Command] = {"cancel": CancelFlow(), "repeat": Repeat(), "restart": Restart(), "human": AskHuman()}
"""Phrases that recognisers mark as commands to the bot itself (entity slot ``command``)."""

NOTHING_YET: dict[str, tuple[str, str]] = {
    "opener": ("go_ahead", "ask_away"),
    "hesitation": ("take_your_time", "take_your_time"),
    "sorry": ("no_worries", "no_worries"),
    "laugh": ("anything_else", "take_your_time"),
    "changed_mind": ("something_else", "something_else"),
}
"""Words that recognisers mark so, and the replies to them: where nothing is asked, and while a flow asks something."""

WISHES_AT_MOST = 5
"""Wishes of one message that are served; who has more is asked to go on when these are done."""

LEADING = 0.7
"""The probability from which on an intent that is asked about is what a value alone is for."""

NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")

RATINGS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The commands of one message in the order they are served, and the rules that were looked at."""

    commands: tuple[Command, ...]
    trace: tuple[Reason, ...]


def interpret(conversation: Conversation, understood: Understood, domain: Domain) -> Interpretation:
    """Read a message in the light of what the bot had asked."""
    trace: list[Reason] = []
    understood = believed(understood, conversation.slots)
    wanted = accepted(understood, domain, trace)
    commands = (
        typed_button(conversation, understood, domain, trace)
        or spoken(understood, trace)
        or rated(conversation, understood, trace)
        or nothing_yet(conversation, understood, domain, trace)
        or human(wanted, trace)
        or offer_answer(conversation, understood, domain, trace)
        or clarification_answer(conversation, understood, domain, trace)
        or slot_answer(conversation, understood, wanted, domain, trace)
        or wishes(conversation, understood, wanted, domain, trace)
    )
    return Interpretation(few(commands, trace), tuple(trace))


def few(commands: tuple[Command, ...], trace: list[Reason]) -> tuple[Command, ...]:
    """The first wishes of a message, and a word about the others where there are more than can be kept in mind."""
    if len(commands) <= WISHES_AT_MOST:
        return commands
    wanted = [c for c in commands if isinstance(c, StartFlow | AskKnowledge | ChitChat)]
    if len(wanted) <= WISHES_AT_MOST:
        return commands
    trace.append(Reason("many_wishes", True, f"{len(wanted)} wishes, of which {WISHES_AT_MOST} are served"))
    left = wanted[WISHES_AT_MOST:]
    return (*(c for c in commands if not any(c is other for other in left)), ChitChat("many_wishes"))


def choice(payload: str, conversation: Conversation, domain: Domain) -> tuple[Command, ...]:
    """The commands behind a pressed button; an unknown payload cannot be handled."""
    head, _, rest = payload.partition(":")
    if head == "intent" and rest in domain.intents:
        question = conversation.question
        if isinstance(question, Clarification) and rest in question.intents:
            return few(picked(domain.intents[rest], question.text, question.values, domain), [])
        return (serve(domain.intents[rest], conversation.text),)
    if head == "language" and rest in domain.languages:
        return (Speak(rest),)
    slot, _, value = rest.partition(":")
    if head == "slot" and slot in domain.slots:
        return (pressed(domain.slots[slot], value, conversation, domain),)
    plain: dict[str, Command] = {"affirm": Affirm(), "deny": Deny(), **SPOKEN}
    return (plain.get(payload, CannotHandle("unknown_choice")),)


def typed_button(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """What the button does whose label the message is."""
    payload = typed(conversation, understood, domain)
    if payload is None:
        return ()
    trace.append(Reason("typed_button", True, f"“{understood.text}” is the button {payload}"))
    return choice(payload, conversation, domain)


def pressed(slot: Slot, written: str, conversation: Conversation, domain: Domain) -> Command:
    """What a button with a value means: the answer, or the same question answered anew; where nothing is about it any more, nothing."""
    value = read_value(slot, written)
    if value is None:
        return CannotHandle("unknown_choice")
    step, active = asked_step(conversation, domain), domain.flows[conversation.stack[-1].flow] if conversation.stack else None
    if active is None or slot.name not in domain.about[active.name]:
        return CannotHandle("none_of_these")
    anew = (step is None or step.slot != slot.name) and conversation.slots.get(slot.name) is not None
    return CorrectSlot(slot.name, value) if anew else SetSlot(slot.name, value)


def read_value(slot: Slot, written: str) -> str | float | bool | None:
    """The value in a button's payload; None where the slot cannot have it."""
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


def spoken(understood: Understood, trace: list[Reason]) -> tuple[Command, ...]:
    """Commands to the bot itself: never mind, say that again, start over, a person please, in another language please."""
    for entity in understood.entities:
        if entity.slot == "command" and (command := to_the_bot(str(entity.value))) is not None:
            trace.append(Reason("spoken_command", True, f"“{entity.text}” means {entity.value}"))
            return (command,)
    return ()


def to_the_bot(value: str) -> Command | None:
    """The command that recognisers mark so; None for marks that only help to read a message."""
    head, _, language = value.partition(":")
    return Speak(language) if head == "language" and language else SPOKEN.get(value)


def rated(conversation: Conversation, understood: Understood, trace: list[Reason]) -> tuple[Command, ...]:
    """The asked rating, given in words: a number from 1 to 5 and little else, while nothing is under way."""
    if not conversation.rating_asked or conversation.rating is not None or conversation.stack:
        return ()
    marks = [
        e for e in understood.entities if e.kind == "number" and e.value in RATINGS and 2 * len(e.text) >= len(understood.text.strip())
    ]
    if not marks:
        return ()
    trace.append(Reason("rated", True, f"“{marks[0].text}” is the rating that was asked for"))
    return (Rate(int(marks[0].value or 0)),)


def nothing_yet(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """An opener, a hesitation or the like; a no to a decision stays one, and in a flow a changed mind ends it."""
    mark = next((str(e.value) for e in understood.entities if e.slot == "command" and e.value in NOTHING_YET), None)
    if mark is None:
        return ()
    if mark == "changed_mind" and conversation.stack:
        trace.append(Reason("spoken_command", True, f"“{understood.text}” gives up what is under way"))
        return (CancelFlow(),)
    step = asked_step(conversation, domain)
    deciding = isinstance(conversation.question, Offer) or (step is not None and domain.slots[step.slot].kind == "boolean")
    if deciding and yes_or_no(understood) is False:
        return ()
    outside, inside = NOTHING_YET[mark]
    trace.append(Reason("nothing_yet", True, f"“{understood.text}” wants nothing yet"))
    return (NothingYet(outside if step is None else inside),)


def human(wanted: tuple[Intent, ...], trace: list[Reason]) -> tuple[Command, ...]:
    """Whoever asks for a person gets one, whatever else is under way."""
    asked = any(intent.human for intent in wanted)
    trace.append(Reason("asked_for_human", asked, "the customer asks for a person" if asked else "nobody asked for a person"))
    return (AskHuman(),) if asked else ()


def wishes(
    conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> tuple[Command, ...]:
    """What a message that answers no question wants."""
    given = values_given(understood, domain)
    again = same_again(conversation, understood, domain)
    if again is not None and marked(understood, "correct"):
        trace.append(Reason("same_again", True, f"what {again.flow} was about is put right"))
        return (*given, again)
    if taken_back(understood):
        return instead(wanted, understood, domain, trace)
    names = {value.slot for value in given}
    if not any(c.isalnum() for c in understood.text):
        trace.append(Reason("no_words", True, "nothing but signs"))
        return (CannotHandle("not_understood"),)
    if any(domain.slots[name].kind == "code" for name in names) and nothing_else(understood, names):
        if again is not None:
            trace.append(Reason("same_again", True, f"nothing but a value for {again.flow}, which was served before"))
            return (*given, again)
        if asking := that_ask(names, understood, domain):
            trace.append(Reason("clarify", True, f"nothing but values; {', '.join(asking)} ask for them"))
            return (*given, Clarify(asking, all_values(understood, domain), missed=False))
    if wanted:
        return (*given, *in_turn(wanted, understood, domain))
    if again is not None and only_values(understood, names):
        trace.append(Reason("same_again", True, f"nothing but a value for {again.flow}, which was served before"))
        return (*given, again)
    if (answer := yes_or_no(understood)) is not None and bare(understood):
        trace.append(Reason("bare_answer", True, f"{answer}, and nothing was asked"))
        return (Affirm() if answer else Deny(),)
    return (*given, *unsure(understood, names, domain, trace))


def unsure(understood: Understood, given: set[str], domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """Decline what is out of scope, ask about the rest; a message with a code of ours is about something of ours."""
    coded = any(domain.slots[name].kind == "code" for name in given)
    outside = out_of_scope(understood)
    if given and (only_values(understood, given) or (coded and outside)) and (asking := that_ask(given, understood, domain)):
        trace.append(Reason("clarify", True, f"little but values; {', '.join(asking)} ask for them"))
        return (Clarify(asking, all_values(understood, domain), missed=False),)
    if not outside and (together := twins(understood, domain)):
        trace.append(Reason("together", True, f"one of {', '.join(together)}, whose articles may answer"))
        return (AskKnowledge(understood.text, together),)
    if outside:
        return (CannotHandle("out_of_scope"),)
    near = nearest(understood, domain)
    trace.append(Reason("clarify", bool(near), f"nearest: {', '.join(near)}" if near else "no intent is near"))
    leading = bool(near) and understood.intents[0].name == near[0] and understood.intents[0].value >= LEADING
    return (Clarify(near, all_values(understood, domain), leading=leading),) if near else (CannotHandle("not_understood"),)


def instead(wanted: tuple[Intent, ...], understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """ "Don't cancel it": what a message negates is not begun; anything else that it may want is asked about."""
    second = understood.thresholds.second
    others = tuple(s.name for s in understood.intents[1:] if s.value >= second and is_wish(s, domain))
    trace.append(Reason("taken_back", True, f"not {wanted[0].name}" if wanted else "the message negates what it names"))
    return (*values_given(understood, domain), Clarify(others, all_values(understood, domain))) if others else (Deny(),)


def same_again(conversation: Conversation, understood: Understood, domain: Domain) -> StartFlow | None:
    """The flow served last, where the message has a value for what that flow is about: another order code, say.

    Where the message puts something right, the flow keeps what it was told otherwise.
    """
    flow = domain.flows.get(conversation.last_flow or "")
    if flow is None or conversation.stack:
        return None
    anew = {entity.slot for entity in understood.entities if entity.slot in domain.about[flow.name] and entity.kind != "text"}
    if not anew:
        return None
    rights = marked(understood, "correct")
    return StartFlow(flow.name, kept_for(flow, conversation, {slot for slot in anew if slot}, domain) if rights else ())
