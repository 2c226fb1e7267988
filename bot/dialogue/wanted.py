"""Decides which intents of a message may be acted upon, and with which values the pack serves them."""

import re
from itertools import islice

from bot.dialogue.clauses import clauses, wish_like
from bot.dialogue.commands import Command, Read, StartFlow
from bot.dialogue.domain import Domain, Intent
from bot.dialogue.events import Part, Understood, Value
from bot.dialogue.frozen import changed
from bot.dialogue.hearing import WISH_WORDS, asks, every_value, marked
from bot.dialogue.intents import answered_by_articles, is_wish, looked_up, serve, uses
from bot.dialogue.several import FAINT, about_one_thing, code_in, in_parts, left_open, values_of
from bot.dialogue.trace import Reason

CLARIFY_AT_MOST = 3

AGAIN_AT_MOST = 10
"""How many further values of one message a flow is begun again for."""

REQUEST = re.compile(r"\b(?:can|could|would|will) (?:you|we|i (?:still )?(?:change|switch|move))\b|改|换|換", re.IGNORECASE)
"""Matches a question that asks for something to be done."""


def accepted(understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Intent, ...]:
    """The intents that may be acted upon at the model's calibrated thresholds, best first."""
    limits = understood.thresholds
    outside = understood.out_of_scope >= limits.out_of_scope
    comparison = f"out-of-scope score {understood.out_of_scope:.2f}, threshold {limits.out_of_scope:.2f}"
    trace.append(Reason("out_of_scope", outside, comparison))
    if outside or not understood.intents:
        return ()
    if several := in_parts(understood, domain):
        trace.append(Reason("several_wishes", True, f"in its parts the message wants {', then '.join(several)}"))
        return tuple(domain.intents[name] for name in several)
    best, *others = understood.intents
    sure = best.value >= limits.accept
    trace.append(Reason("accept_intent", sure, f"{best.name} {best.value:.2f}, threshold {limits.accept:.2f}"))
    seconds = [other for other in others if other.value >= limits.second and is_wish(other, domain)]
    names = [best.name] if sure else []
    if sure:
        for other in seconds:
            trace.append(Reason("second_wish", True, f"{other.name} {other.value:.2f}, threshold {limits.second:.2f}"))
            names.append(other.name)
    elif seconds and is_wish(best, domain) and not marked(understood, "correct") and best.value + seconds[0].value >= limits.accept:
        together, parts = best.value + seconds[0].value, wish_like(understood)
        because = f"{best.name} and {seconds[0].name} together {together:.2f}, in {parts} parts that could each be a wish"
        trace.append(Reason("two_wishes", parts > 1, because))
        names = [best.name, seconds[0].name] if parts > 1 else []
    return tuple([domain.intents[name] for name in names if name in domain.intents])


def words_of(intent: Intent, understood: Understood, domain: Domain) -> str:
    """The words that an intent was read from: a part of a message with several wishes, else all of it."""
    part = in_parts(understood, domain).get(intent.name)
    return part.text if part else understood.text


def twins(understood: Understood, domain: Domain) -> tuple[str, ...]:
    """The nearest intents if the knowledge base answers each of them and together they reach the threshold; empty otherwise."""
    together, names = 0.0, []
    for score in understood.intents[:CLARIFY_AT_MOST]:
        intent = domain.intents.get(score.name)
        if intent is None or not answered_by_articles(intent):
            return ()
        together += score.value
        names.append(score.name)
        if together >= understood.thresholds.accept:
            return tuple(names)
    return ()


def served(intent: Intent, part: Part | None, understood: Understood, domain: Domain) -> Command:
    """The command for an intent, with the words and values of the part it was read from if the message has several."""
    words = part.text if part else understood.text
    codes = {entity.slot or "" for entity in understood.entities if entity.kind == "code" and entity.text in words}
    wondered = asks(words) and not REQUEST.search(words)
    command = (looked_up(intent, codes, domain) if wondered else None) or serve(intent, words)
    source = part or about_one_thing(intent, understood, domain)
    if source is None or not isinstance(command, StartFlow):
        return command
    own = tuple(pair for pair in values_of(source, understood, domain) if uses(intent, pair[0], domain))
    return changed(command, slots=own)


def in_turn(intents: tuple[Intent, ...], understood: Understood, domain: Domain) -> tuple[Command, ...]:
    """The commands that serve intents in order, with the codes of a message that has several distributed among them.

    A wish gets the code in its own part of the message, or else the next code that no part claims. The last wish is repeated for the
    codes that are left.
    """
    every = every_value(understood, domain).items()
    values = {slot: several for slot, several in every if len(several) > 1 and domain.slots[slot].kind == "code"}
    parts = in_parts(understood, domain)
    commands: list[Command] = [served(intent, parts.get(intent.name), understood, domain) for intent in intents]
    if marked(understood, "correct"):
        return tuple(commands)
    commands += left_open(intents, understood, domain) if intents else ()
    if not values:
        return tuple(commands)
    slot, several = next(iter(values.items()))
    own = [code_in(parts.get(intent.name), slot, understood) for intent in intents]
    left = [value for value in several if value not in own]
    if intents and own[0] is None and several[0] in left:
        left.remove(several[0])
    for place, intent in enumerate(intents):
        command = commands[place]
        if uses(intent, slot, domain) and isinstance(command, StartFlow):
            code = own[place] or (left.pop(0) if place and left else None)
            commands[place] = changed(command, slots=(*command.slots, (slot, code))) if code else command
    last = intents[-1] if intents else None
    if last is not None and last.flow and uses(last, slot, domain):
        commands += [again(last.flow, slot, value, understood) for value in left[:AGAIN_AT_MOST]]
    return tuple(commands)


def again(flow: str, slot: str, value: Value, understood: Understood) -> Command:
    """The flow once more for another value, or a reading of the part that the value stands in if that part says more."""
    entity = next(e for e in understood.entities if e.slot == slot and e.value == value)
    for start, part in clauses(understood.text):
        if 0 < start <= entity.start < start + len(part) and len(part.replace(entity.text, " ").split()) >= WISH_WORDS:
            return Read(part)
    return StartFlow(flow, ((slot, value),))


def picked(intent: Intent, text: str, values: tuple[tuple[str, Value], ...], domain: Domain) -> tuple[Command, ...]:
    """The commands for an intent that the customer picked, with the values given before; several codes are served one after the other."""
    command = looked_up(intent, {slot for slot, _ in values}, domain) or serve(intent, text)
    if not isinstance(command, StartFlow):
        return (command,)
    own = [pair for pair in values if pair[0] in domain.about[command.flow]]
    first = dict(reversed(own))
    others = [pair for pair in own if first[pair[0]] != pair[1] and domain.slots[pair[0]].kind == "code"]
    return (changed(command, slots=tuple(first.items())), *(StartFlow(command.flow, (pair,)) for pair in others[:AGAIN_AT_MOST]))


def that_ask(slots: set[str], understood: Understood, domain: Domain) -> tuple[str, ...]:
    """At most three intents whose flow asks for one of these slots: those nearest to the message first, then in the pack's order."""
    near = (score.name for score in understood.intents if score.value >= FAINT and score.name in domain.intents)
    names = dict.fromkeys((*near, *domain.intents))
    return tuple(islice((name for name in names if any(uses(domain.intents[name], slot, domain) for slot in slots)), CLARIFY_AT_MOST))


def nearest(understood: Understood, domain: Domain) -> tuple[str, ...]:
    """At most three intents to ask about, best first; small talk only if there is nothing else."""
    known = [score for score in understood.intents if score.name in domain.intents]
    wishes = [score for score in known if is_wish(score, domain)]
    return tuple(score.name for score in wishes or known)[:CLARIFY_AT_MOST]
