"""From what was understood to what the customer wants: commands, each with the rule that gave it."""

from dataclasses import dataclass
from itertools import islice

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
    Repeat,
    Restart,
    SetSlot,
    StartFlow,
)
from bot.dialogue.conversation import Clarification, Conversation, Offer
from bot.dialogue.domain import Collect, Domain, Intent, Slot
from bot.dialogue.events import Entity, Understood
from bot.dialogue.trace import Reason

SPOKEN: dict[str, Command] = {"cancel": CancelFlow(), "repeat": Repeat(), "restart": Restart(), "human": AskHuman()}
"""Phrases that recognisers mark as commands to the bot itself (entity slot ``command``)."""

CLARIFY_AT_MOST = 3

BARE = 1
"""Characters, but for signs, that may stand beside a bare yes or no."""

WORDS = 3
"""Words beside a yes or no from which on they may be a wish of their own; of Chinese characters, one more."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The commands of one message in the order they are served, and the rules that were looked at."""

    commands: tuple[Command, ...]
    trace: tuple[Reason, ...]


def interpret(conversation: Conversation, understood: Understood, domain: Domain) -> Interpretation:
    """Read a message in the light of what the bot had asked."""
    trace: list[Reason] = []
    wanted = accepted(understood, domain, trace)
    commands = (
        spoken(understood, trace)
        or human(wanted, trace)
        or offer_answer(conversation, understood, trace)
        or clarification_answer(conversation, understood, domain, trace)
        or slot_answer(conversation, understood, wanted, domain, trace)
        or wishes(conversation, understood, wanted, domain, trace)
    )
    return Interpretation(commands, tuple(trace))


def choice(payload: str, domain: Domain, text: str) -> tuple[Command, ...]:
    """The commands behind a pressed button; an unknown payload cannot be handled."""
    head, _, rest = payload.partition(":")
    if head == "intent" and rest in domain.intents:
        return (serve(domain.intents[rest], text),)
    slot, _, value = rest.partition(":")
    if head == "slot" and slot in domain.slots:
        kind = domain.slots[slot].kind
        return (SetSlot(slot, value == "true" if kind == "boolean" else value),)
    plain: dict[str, Command] = {"affirm": Affirm(), "deny": Deny(), **SPOKEN}
    return (plain.get(payload, CannotHandle("unknown_choice")),)


def accepted(understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Intent, ...]:
    """The intents that the model may act upon at its calibrated thresholds, best first."""
    limits = understood.thresholds
    outside = understood.out_of_scope >= limits.out_of_scope
    comparison = f"out-of-scope score {understood.out_of_scope:.2f}, threshold {limits.out_of_scope:.2f}"
    trace.append(Reason("out_of_scope", outside, comparison))
    if outside or not understood.intents:
        return ()
    best, *others = understood.intents
    sure = best.value >= limits.accept
    trace.append(Reason("accept_intent", sure, f"{best.name} {best.value:.2f}, threshold {limits.accept:.2f}"))
    names = [best.name] if sure else []
    for other in others:
        if names and other.value >= limits.second:
            trace.append(Reason("second_wish", True, f"{other.name} {other.value:.2f}, threshold {limits.second:.2f}"))
            names.append(other.name)
    if not sure and others and best.value + others[0].value >= limits.accept and others[0].value >= limits.second:
        trace.append(Reason("two_wishes", True, f"{best.name} and {others[0].name} together {best.value + others[0].value:.2f}"))
        names = [best.name, others[0].name]
    return tuple(domain.intents[name] for name in names if name in domain.intents)


def spoken(understood: Understood, trace: list[Reason]) -> tuple[Command, ...]:
    """Commands to the bot itself: never mind, say that again, start over, a person please."""
    for entity in understood.entities:
        if entity.slot == "command" and str(entity.value) in SPOKEN:
            trace.append(Reason("spoken_command", True, f"“{entity.text}” means {entity.value}"))
            return (SPOKEN[str(entity.value)],)
    return ()


def human(wanted: tuple[Intent, ...], trace: list[Reason]) -> tuple[Command, ...]:
    """Whoever asks for a person gets one, whatever else is under way."""
    asked = any(intent.human for intent in wanted)
    trace.append(Reason("asked_for_human", asked, "the customer asks for a person" if asked else "nobody asked for a person"))
    return (AskHuman(),) if asked else ()


def marked(understood: Understood, value: str) -> bool:
    """Whether recognisers marked the message with this word to the bot."""
    return any(e.slot == "command" and e.value == value for e in understood.entities)


def yes_or_no(understood: Understood) -> bool | None:
    """The yes or no of a message, None where it has neither."""
    return next((bool(e.value) for e in understood.entities if e.kind == "boolean"), None)


def offer_answer(conversation: Conversation, understood: Understood, trace: list[Reason]) -> tuple[Command, ...]:
    """Yes or no to an offered person."""
    if not isinstance(conversation.question, Offer):
        return ()
    answer = yes_or_no(understood)
    trace.append(Reason("offer_answered", answer is not None, f"the bot had offered a person, the answer is {answer}"))
    return () if answer is None else (AskHuman(),) if answer else (Deny(),)


def clarification_answer(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The customer typed the label of an offered intent, its number, or "none of these"."""
    question = conversation.question
    if not isinstance(question, Clarification):
        return ()
    said = understood.text.strip().casefold().rstrip(".!。！")
    for number, name in enumerate(question.intents, start=1):
        labels = {label.casefold() for label in domain.intents[name].labels.values()}
        if said in labels or said == str(number):
            trace.append(Reason("clarification_answered", True, f"“{understood.text}” names {name}"))
            return (serve(domain.intents[name], question.text),)
    if yes_or_no(understood) is False:
        trace.append(Reason("clarification_answered", True, "none of the offered intents was meant"))
        return (CannotHandle("none_of_these"),)
    values = tuple(v for v in values_given(understood, domain) if uses(domain.intents[question.intents[0]], v.slot, domain))
    fits = bool(values) and only_values(understood, {v.slot for v in values}) and not accepted(understood, domain, [])
    if fits or (agrees(understood) and domain.intents[question.intents[0]].flow):
        trace.append(Reason("clarification_answered", True, f"a bare yes or a value means the nearest, {question.intents[0]}"))
        return (*values, serve(domain.intents[question.intents[0]], question.text))
    trace.append(Reason("clarification_answered", False, "the message is read as a new one"))
    return ()


def uses(intent: Intent, slot: str, domain: Domain) -> bool:
    """Whether the flow of an intent asks for a slot, or begins without what it was before."""
    flow = domain.flows.get(intent.flow or "")
    return flow is not None and (slot in flow.forgets or any(isinstance(s, Collect) and s.slot == slot for s in flow.steps.values()))


def agrees(understood: Understood) -> bool:
    """Whether the message is a yes and nothing else."""
    return bool(yes_or_no(understood)) and bare(understood)


def bare(understood: Understood) -> bool:
    """Whether the message is a yes or no and nothing else."""
    return len(beyond_answer(understood)) <= BARE


def beyond_answer(understood: Understood) -> str:
    """What a message says besides its yes or no."""
    answer = next((e for e in understood.entities if e.kind == "boolean"), None)
    if answer is None:
        return understood.text.strip()
    rest = understood.text[: answer.start] + understood.text[answer.end :]
    return rest.strip(" \t\n,.!?;:~，。！？；、～")


def only_values(understood: Understood, slots: set[str]) -> bool:
    """Whether the message is little else than values of these slots."""
    covered = sum(len(e.text) for e in understood.entities if e.slot in slots)
    return covered * 2 >= len(understood.text.strip())


def slot_answer(
    conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> tuple[Command, ...]:
    """What the message says to the question of the active flow, or the way it leaves it; "no, I meant …" corrects and confirms nothing."""
    step = asked_step(conversation, domain)
    if step is None:
        return ()
    slot = domain.slots[step.slot]
    flow = conversation.stack[-1].flow
    elsewhere = tuple(serve(i, understood.text) for i in wanted if i.flow != flow and not (i.reply and slot.kind == "boolean"))
    given = value_for(slot, understood)
    corrections = corrected(conversation, understood, domain)
    if corrections and slot.kind == "boolean":
        given = None
    if slot.kind == "code" and given is None and marked(understood, "without"):
        again = conversation.stack[-1].tries > 1
        trace.append(Reason("has_no_code", True, "a person can find it another way" if again else "the bot says where it stands"))
        return (AskHuman(),) if again else (CannotHandle("no_value"),)
    if corrections and marked(understood, "correct"):
        trace.append(Reason("slot_corrected", True, ", ".join(f"{c.slot} = {c.value!r}" for c in corrections)))
        return corrections
    if given is not None and not leaves(slot, understood, elsewhere, corrections):
        trace.append(Reason("slot_answered", True, f"{slot.name} = {given.value!r} from “{given.text}”"))
        rest = beyond_answer(understood)
        more = elsewhere if slot.kind == "boolean" and (len(rest.split()) >= WORDS or han(rest) >= WORDS + 1) else ()
        if more:
            trace.append(Reason("second_wish", True, f"“{rest}” wants something besides, which waits until {flow} is over"))
        return (SetSlot(slot.name, given.value), *others_given(conversation, understood, slot, domain), *more)
    if elsewhere:
        trace.append(Reason("digression", True, f"the message leaves {flow}, which waits"))
        return (*values_given(understood, domain), *elsewhere)
    if corrections:
        trace.append(Reason("slot_corrected", True, ", ".join(f"{c.slot} = {c.value!r}" for c in corrections)))
        return corrections
    if given is None and step.confirm and (said := said_anew(conversation, understood, domain)):
        trace.append(Reason("slot_corrected", True, f"{said.slot} = {said.value!r}"))
        return (said,)
    trace.append(Reason("slot_answered", False, f"no {slot.kind} for {slot.name} in the message"))
    outside = understood.out_of_scope >= understood.thresholds.out_of_scope
    return (CannotHandle("out_of_scope" if outside else "no_value"),)


def asked_step(conversation: Conversation, domain: Domain) -> Collect | None:
    """The question that the active flow waits at, if it waits at one."""
    if not conversation.stack:
        return None
    frame = conversation.stack[-1]
    step = domain.flows[frame.flow].steps.get(frame.step)
    return step if isinstance(step, Collect) else None


def value_for(slot: Slot, understood: Understood) -> Entity | None:
    """The entity of the message that this slot can hold; a text slot holds the whole message."""
    for entity in understood.entities:
        if entity.slot == slot.name or (entity.slot is None and entity.kind == slot.kind):
            return entity
    text = understood.text.strip()
    bare_answer = any(e.kind == "boolean" and len(e.text) >= len(text.rstrip("!.。！")) for e in understood.entities)
    if slot.kind != "text" or not text or bare_answer:
        return None
    return Entity("text", text[: slot.max_length], text, 0, len(text), slot.name)


def leaves(slot: Slot, understood: Understood, elsewhere: tuple[Command, ...], corrections: tuple[CorrectSlot, ...]) -> bool:
    """Whether the message is about something else: a text slot would swallow anything, also a question or a wish about another order."""
    asks = understood.text.rstrip().endswith(("?", "？"))
    return slot.kind == "text" and bool(elsewhere) and (asks or bool(corrections))


def others_given(conversation: Conversation, understood: Understood, asked: Slot, domain: Domain) -> tuple[Command, ...]:
    """Further slots that the same message fills."""
    return tuple(
        SetSlot(e.slot, e.value)
        for e in understood.entities
        if e.slot and e.slot != asked.name and e.slot in domain.slots and conversation.slots.get(e.slot) is None
    )


def corrected(conversation: Conversation, understood: Understood, domain: Domain) -> tuple[CorrectSlot, ...]:
    """New values for slots that the active flow already has."""
    flow = domain.flows[conversation.stack[-1].flow]
    collected = {step.slot for step in flow.steps.values() if isinstance(step, Collect)}
    return tuple(
        CorrectSlot(e.slot, e.value)
        for e in understood.entities
        if e.slot in collected and conversation.slots.get(e.slot) not in (None, e.value)
    )


def said_anew(conversation: Conversation, understood: Understood, domain: Domain) -> CorrectSlot | None:
    """A text that the flow has, written anew where it was to be confirmed; only words with a number count, as in addresses."""
    flow = domain.flows[conversation.stack[-1].flow]
    texts = [s.slot for s in flow.steps.values() if isinstance(s, Collect) and domain.slots[s.slot].kind == "text"]
    has = [name for name in texts if conversation.slots.get(name) is not None]
    text = understood.text.strip()
    if not has or not any(c.isdigit() for c in text) or text.endswith(("?", "？")):
        return None
    return CorrectSlot(has[-1], text[: domain.slots[has[-1]].max_length])


def han(text: str) -> int:
    """How many Chinese characters a text has."""
    return sum("一" <= c <= "鿿" for c in text)


def wishes(
    conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> tuple[Command, ...]:
    """What a message that answers no question wants."""
    limits = understood.thresholds
    given = values_given(understood, domain)
    if wanted:
        return (*given, *(serve(intent, understood.text) for intent in wanted))
    if again := same_again(conversation, understood, domain):
        trace.append(Reason("same_again", True, f"nothing but a value for {again.flow}, which was served before"))
        return (*given, again)
    if (answer := yes_or_no(understood)) is not None and bare(understood):
        trace.append(Reason("bare_answer", True, f"{answer}, and nothing was asked"))
        return (Affirm() if answer else Deny(),)
    if not any(c.isalnum() for c in understood.text):
        trace.append(Reason("no_words", True, "nothing but signs"))
        return (CannotHandle("not_understood"),)
    if given and only_values(understood, {g.slot for g in given}) and (asking := that_ask({g.slot for g in given}, domain)):
        trace.append(Reason("clarify", True, f"nothing but values; {', '.join(asking)} ask for them"))
        return (*given, Clarify(asking))
    if understood.out_of_scope >= limits.out_of_scope:
        return (*given, CannotHandle("out_of_scope"))
    nearest = tuple(s.name for s in understood.intents if s.name in domain.intents)[:CLARIFY_AT_MOST]
    trace.append(Reason("clarify", bool(nearest), f"nearest: {', '.join(nearest)}" if nearest else "no intent is near"))
    return (*given, Clarify(nearest)) if nearest else (*given, CannotHandle("not_understood"))


def values_given(understood: Understood, domain: Domain) -> tuple[SetSlot, ...]:
    """Every slot that the message names a value for."""
    return tuple(SetSlot(e.slot, e.value) for e in understood.entities if e.slot is not None and e.slot in domain.slots)


def same_again(conversation: Conversation, understood: Understood, domain: Domain) -> StartFlow | None:
    """The flow served last, where the message is nothing but another value for what that flow asks: another order code, say."""
    flow = domain.flows.get(conversation.last_flow or "")
    if flow is None or conversation.stack:
        return None
    asked = {step.slot for step in flow.steps.values() if isinstance(step, Collect)}
    values = [e for e in understood.entities if e.slot in asked and e.kind != "text"]
    covered = sum(len(e.text) for e in values)
    return StartFlow(flow.name) if values and covered * 2 >= len(understood.text.strip()) else None


def that_ask(slots: set[str], domain: Domain) -> tuple[str, ...]:
    """The first intents of the pack whose flow asks for one of these slots."""
    asking = (
        i.name
        for i in domain.intents.values()
        if i.flow and any(isinstance(s, Collect) and s.slot in slots for s in domain.flows[i.flow].steps.values())
    )
    return tuple(islice(asking, CLARIFY_AT_MOST))


def serve(intent: Intent, text: str) -> Command:
    """How the pack serves an intent: a person, a flow, a reply, or what the knowledge base says."""
    if intent.human:
        return AskHuman()
    if intent.flow:
        return StartFlow(intent.flow)
    if intent.reply:
        return ChitChat(intent.reply)
    return AskKnowledge(text, (intent.name,))
