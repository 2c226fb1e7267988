"""Which intents of a message may be acted upon, and how the pack serves an intent."""

import re
from collections.abc import Mapping
from itertools import islice

from bot.dialogue.clauses import clauses
from bot.dialogue.commands import AskHuman, AskKnowledge, ChitChat, Command, Read, StartFlow
from bot.dialogue.domain import Domain, Intent
from bot.dialogue.events import Part, Score, Understood, Value
from bot.dialogue.frozen import changed
from bot.dialogue.hearing import LINKS, MANNERS, WORDS, asks, every_value, han, marked, wish_like
from bot.dialogue.trace import Reason

CLARIFY_AT_MOST = 3

AGAIN_AT_MOST = 10
"""Further values of one message for which a flow is begun again."""

POSSIBLE = 0.01
"""The probability from which on an intent of the whole message may be the wish of one of its parts (docs/experiments.md)."""

ALONE = 0.95
"""The probability from which on an intent is the wish of a part that was read by itself, whatever the whole makes of it."""

JOINING = re.compile(r"[的和跟与與也呢还還有个個单單号號及这這那]|订单|訂單")
"""Chinese words that only join codes."""

FAINT = 0.05
"""The probability below which an intent is not near at all."""


def accepted(understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Intent, ...]:
    """The intents that the model may act upon at its calibrated thresholds, best first."""
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


def in_parts(understood: Understood, domain: Domain) -> Mapping[str, str]:
    """The wishes of a message with their own words, as written, where its parts have two or more that the whole does not deny.

    A part that is little else than a value which an earlier wish asks for belongs to that, also where there is no other wish; and a
    message that puts something right has one.
    """
    if len(understood.parts) < 2:
        return {}
    limits, whole = understood.thresholds, {score.name: score.value for score in understood.intents}
    found: dict[str, str] = {}
    belongs = False
    several_codes = len({entity.value for entity in understood.entities if entity.kind == "code"}) > 1
    for part in () if marked(understood, "correct") else understood.parts:
        best = part.intents[0] if part.intents and part.out_of_scope < limits.out_of_scope else None
        if best is None or best.value < limits.accept or not is_wish(best, domain):
            continue
        coded = about_its_own_code(part.start, part.text, understood)
        alone = coded and (best.value >= ALONE or several_codes)
        if not (alone or (whole.get(best.name, 0.0) >= POSSIBLE and (not coded or asks(part.text)))):
            continue
        if any(details(part, domain.intents[name], understood, domain) for name in found):
            belongs = True
        else:
            found.setdefault(best.name, part.text)
    return found if len(found) > 1 or (found and belongs) else {}


def details(part: Part, intent: Intent, understood: Understood, domain: Domain) -> bool:
    """Whether a part of a message is little else than values that the flow of an intent asks for."""
    end = part.start + len(part.text)
    own = (e for e in understood.entities if part.start <= e.start and e.end <= end and e.kind != "code")
    beside = part.text
    for code in (e.text for e in understood.entities if e.kind == "code"):
        beside = beside.replace(code, " ")
    rest = LINKS.sub(" ", MANNERS.sub(" ", beside)).strip()
    return 3 * sum(len(e.text) for e in own if e.slot and uses(intent, e.slot, domain)) >= len(rest)


def words_of(intent: Intent, understood: Understood, domain: Domain) -> str:
    """The part of a message that an intent was read from, where it has several wishes."""
    return in_parts(understood, domain).get(intent.name, understood.text)


def twins(understood: Understood, domain: Domain) -> tuple[str, ...]:
    """The nearest intents, where they are sure together and articles answer each: whichever was meant, the answer is among these."""
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


def several_possible(understood: Understood, domain: Domain) -> bool:
    """Whether the parts of a message may hold several wishes, by the whole: not where that is out of scope or puts something right."""
    if understood.out_of_scope >= understood.thresholds.out_of_scope or marked(understood, "correct"):
        return False
    likely = sum(score.value >= POSSIBLE and is_wish(score, domain) for score in understood.intents)
    return likely > 1 or any(about_its_own_code(start, part, understood) for start, part in clauses(understood.text))


def about_its_own_code(start: int, part: str, understood: Understood) -> bool:
    """Whether a part of a message asks about a code, or says more beside one where there is another: the whole may drown such a wish.

    Such a part is read by itself.
    """
    codes = [entity for entity in understood.entities if entity.kind == "code"]
    own = [entity for entity in codes if start <= entity.start < start + len(part)]
    if not own or not (asks(part) or len({entity.value for entity in codes}) > 1):
        return False
    beside = part
    for entity in own:
        beside = beside.replace(entity.text, " ")
    # Of Chinese one word is enough where there is another code: 查 is a wish, 的 is none.
    return len(beside.split()) >= WORDS - 1 or han(JOINING.sub("", beside)) >= (1 if len({entity.value for entity in codes}) > 1 else WORDS)


def is_wish(score: Score, domain: Domain) -> bool:
    """Whether an intent wants something; small talk wants nothing, and is nothing to ask about either."""
    return score.name in domain.intents and not domain.intents[score.name].reply


def answered_by_articles(intent: Intent) -> bool:
    """Whether what is known answers an intent, and nothing begins with it."""
    return not (intent.flow or intent.reply or intent.human)


def serve(intent: Intent, text: str) -> Command:
    """How the pack serves an intent: a person, a flow, a reply, or what the knowledge base says."""
    if intent.human:
        return AskHuman()
    if intent.flow:
        return StartFlow(intent.flow)
    if intent.reply:
        return ChitChat(intent.reply)
    return AskKnowledge(text, (intent.name,))


def in_turn(intents: tuple[Intent, ...], understood: Understood, domain: Domain) -> tuple[Command, ...]:
    """Commands that serve intents in order; of several values of a slot, each wish has its own, and the last wish all that are left."""
    every = every_value(understood, domain).items()
    values = {slot: several[1:] for slot, several in every if len(several) > 1 and domain.slots[slot].kind == "code"}
    commands = [serve(intent, words_of(intent, understood, domain)) for intent in intents]
    if not values or marked(understood, "correct"):
        return tuple(commands)
    slot, left = next(iter(values.items()))
    for place, intent in enumerate(intents[1:], start=1):
        if left and uses(intent, slot, domain) and intent.flow:
            commands[place] = StartFlow(intent.flow, ((slot, left.pop(0)),))
    last = intents[-1] if intents else None
    if last is not None and last.flow and uses(last, slot, domain):
        commands += [again(last.flow, slot, value, understood) for value in left[:AGAIN_AT_MOST]]
    return tuple(commands)


def again(flow: str, slot: str, value: Value, understood: Understood) -> Command:
    """The same for another value; or, where that stands in a part of the message that says more, whatever that part wants."""
    entity = next(e for e in understood.entities if e.slot == slot and e.value == value)
    for start, part in clauses(understood.text):
        if 0 < start <= entity.start < start + len(part) and len(part.replace(entity.text, " ").split()) >= WORDS:
            return Read(part)
    return StartFlow(flow, ((slot, value),))


def picked(intent: Intent, text: str, values: tuple[tuple[str, Value], ...], domain: Domain) -> tuple[Command, ...]:
    """Serve an intent that was picked with the values that had been given; of several values of a slot, each in turn."""
    command = serve(intent, text)
    if not isinstance(command, StartFlow):
        return (command,)
    own = [pair for pair in values if uses(intent, pair[0], domain)]
    first = dict(reversed(own))
    others = [pair for pair in own if first[pair[0]] != pair[1] and domain.slots[pair[0]].kind == "code"]
    return (changed(command, slots=tuple(first.items())), *(StartFlow(command.flow, (pair,)) for pair in others[:AGAIN_AT_MOST]))


def uses(intent: Intent, slot: str, domain: Domain) -> bool:
    """Whether the flow of an intent asks for a slot, or begins without what it was before."""
    flow = domain.flows.get(intent.flow or "")
    return flow is not None and (slot in flow.forgets or slot in flow.collects)


def that_ask(slots: set[str], understood: Understood, domain: Domain) -> tuple[str, ...]:
    """Intents whose flow asks for one of these slots: the ones the message is nearest to, then the first of the pack."""
    near = (score.name for score in understood.intents if score.value >= FAINT and score.name in domain.intents)
    names = dict.fromkeys((*near, *domain.intents))
    return tuple(islice((name for name in names if any(uses(domain.intents[name], slot, domain) for slot in slots)), CLARIFY_AT_MOST))


def nearest(understood: Understood, domain: Domain) -> tuple[str, ...]:
    """The intents to ask about; small talk only where there is nothing else."""
    known = [score for score in understood.intents if score.name in domain.intents]
    wishes = [score for score in known if is_wish(score, domain)]
    return tuple(score.name for score in wishes or known)[:CLARIFY_AT_MOST]
