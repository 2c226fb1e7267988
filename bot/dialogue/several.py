"""Which parts of a message are wishes of their own, and what each of them is about."""

import re
from collections.abc import Mapping

from bot.dialogue.clauses import clauses
from bot.dialogue.commands import Clarify
from bot.dialogue.domain import Domain, Intent
from bot.dialogue.events import Part, Understood, Value
from bot.dialogue.hearing import LINKS, MANNERS, WORDS, as_written, asks, han, marked
from bot.dialogue.intents import answered_by_articles, is_wish, uses

POSSIBLE = 0.01
"""The probability from which on an intent of the whole message may be the wish of one of its parts (docs/experiments.md)."""

ALONE = 0.95
"""The probability from which on an intent is the wish of a part that was read by itself, whatever the whole makes of it."""

MORE_LIKELY = 0.5
"""The probability from which on an intent is likelier than all others together."""

FAINT = 0.05
"""The probability below which an intent is not near at all."""

JOINING = re.compile(r"[的和跟与與也呢还還有个個单單号號及这這那]|订单|訂單")
"""Chinese words that only join codes."""

NOTHING_SAID = re.compile(
    r"\b(?:an?|my|our|both|all|of|in|to|size|colou?r|pair|other|i|we|get|got|have|had|bought|ordered)\b|[的和跟与與件双雙个個只隻款码碼号號色我]",
    re.IGNORECASE,
)
"""Words that may stand beside a thing and want nothing of it."""


def several_possible(understood: Understood, domain: Domain) -> bool:
    """Whether the parts of a message may hold several wishes, by the whole: not where that is out of scope or puts something right."""
    if understood.out_of_scope >= understood.thresholds.out_of_scope or marked(understood, "correct"):
        return False
    likely = sum(score.value >= POSSIBLE and is_wish(score, domain) for score in understood.intents)
    parts = clauses(understood.text)
    return (
        likely > 1
        or any(about_its_own_code(start, part, understood) for start, part in parts)
        or sum(names_its_own(start, part, understood, domain) for start, part in parts) > 1
    )


def in_parts(understood: Understood, domain: Domain) -> Mapping[str, Part]:
    """The wishes of a message with the parts that they were read from, where it has two or more that the whole does not deny.

    A part that is little else than a value which an earlier wish asks for belongs to that, also where there is no other wish; and a
    message that puts something right has one.
    """
    if len(understood.parts) < 2:
        return {}
    limits, whole = understood.thresholds, {score.name: score.value for score in understood.intents}
    found: dict[str, Part] = {}
    belongs = False
    several_codes = len({entity.value for entity in understood.entities if entity.kind == "code"}) > 1
    for part in () if marked(understood, "correct") else understood.parts:
        best = part.intents[0] if part.intents and part.out_of_scope < limits.out_of_scope else None
        if best is None or best.value < limits.accept or not is_wish(best, domain):
            continue
        coded = about_its_own_code(part.start, part.text, understood)
        own = names_its_own(part.start, part.text, understood, domain) and best.value >= ALONE
        question = asks(part.text) and best.value >= ALONE and answered_by_articles(domain.intents[best.name])
        alone = own or question or (coded and (best.value >= ALONE or several_codes))
        if not (alone or (whole.get(best.name, 0.0) >= POSSIBLE and (not coded or asks(part.text)))):
            continue
        if not own and any(details(part, domain.intents[name], understood, domain) for name in found):
            belongs = True
        else:
            found.setdefault(best.name, part)
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


def about_its_own(start: int, part: str, understood: Understood, domain: Domain) -> bool:
    """Whether a part of a message is about a code or a thing of its own: the whole may drown such a wish, so it is read by itself."""
    return about_its_own_code(start, part, understood) or names_its_own(start, part, understood, domain)


def about_its_own_code(start: int, part: str, understood: Understood) -> bool:
    """Whether a part of a message asks about a code, or says more beside one where there is another."""
    codes = [entity for entity in understood.entities if entity.kind == "code"]
    own = [entity for entity in codes if start <= entity.start < start + len(part)]
    if not own or not (asks(part) or len({entity.value for entity in codes}) > 1):
        return False
    beside = part
    for entity in own:
        beside = beside.replace(entity.text, " ")
    # Of Chinese one word is enough where there is another code: 查 is a wish, 的 is none.
    return len(beside.split()) >= WORDS - 1 or han(JOINING.sub("", beside)) >= (1 if len({entity.value for entity in codes}) > 1 else WORDS)


def names_its_own(start: int, part: str, understood: Understood, domain: Domain) -> bool:
    """Whether a part of a message says something of a thing that no other part names: "return the shirt and exchange the shoes"."""
    things = [e for e in understood.entities if e.slot and e.slot in domain.slots and domain.slots[e.slot].subject]
    own = {e.value for e in things if start <= e.start < start + len(part)}
    if not own or not {e.value for e in things if not start <= e.start < start + len(part)} - own:
        return False
    beside = part
    for entity in understood.entities:
        if entity.slot in domain.slots and start <= entity.start < start + len(part):
            beside = beside.replace(entity.text, " ")
    return any(c.isalnum() for c in NOTHING_SAID.sub(" ", LINKS.sub(" ", MANNERS.sub(" ", beside))))


def about_one_thing(intent: Intent, understood: Understood, domain: Domain) -> Part | None:
    """The part that alone wants what the whole message does, of several that each name a thing of their own."""
    naming = [part for part in understood.parts if part.intents and names_its_own(part.start, part.text, understood, domain)]
    alike = [part for part in naming if part.intents[0].name == intent.name]
    return alike[0] if len(naming) > 1 and len(alike) == 1 and alike[0].intents[0].value >= MORE_LIKELY else None


def left_open(intents: tuple[Intent, ...], understood: Understood, domain: Domain) -> tuple[Clarify, ...]:
    """Questions about parts with a thing of their own that more likely than not want something else than what is served."""
    names, limits = {intent.name for intent in intents}, understood.thresholds
    open_ones = []
    for part in understood.parts:
        if about_its_own_code(part.start, part.text, understood):
            continue
        best = part.intents[0] if part.intents and part.out_of_scope < limits.out_of_scope else None
        unsure = best is not None and MORE_LIKELY <= best.value < limits.accept and best.name not in names and is_wish(best, domain)
        if unsure and names_its_own(part.start, part.text, understood, domain):
            near = tuple(score.name for score in part.intents if score.value >= FAINT and is_wish(score, domain))
            open_ones.append(Clarify(near, values_of(part, understood, domain), missed=False))
    return tuple(open_ones)


def values_of(part: Part, understood: Understood, domain: Domain) -> tuple[tuple[str, Value], ...]:
    """The values in a part of a message, but for codes, which wishes may share; the first of each slot."""
    end = part.start + len(part.text)
    inside = (e for e in as_written(understood) if part.start <= e.start and e.end <= end and e.kind != "code")
    return tuple(dict(reversed([(e.slot, e.value) for e in inside if e.slot and e.slot in domain.slots])).items())


def code_in(part: Part | None, slot: str, understood: Understood) -> Value | None:
    """The code of a slot that stands in a part of a message."""
    end = part.start + len(part.text) if part else 0
    return next((e.value for e in as_written(understood) if part and e.slot == slot and part.start <= e.start and e.end <= end), None)
