"""Which parts of a message hold wishes of their own, and what each part is about."""

import re
from collections.abc import Iterable, Mapping

from bot.dialogue.clauses import clauses
from bot.dialogue.commands import Clarify
from bot.dialogue.domain import Domain, Intent
from bot.dialogue.events import Entity, Part, Understood, Value
from bot.dialogue.hearing import LINKS, MANNERS, WISH_WORDS, as_written, asks, han, marked
from bot.dialogue.intents import answered_by_articles, is_wish, uses

POSSIBLE = 0.01
"""An intent of the whole message must be at least this probable to be the wish of one of its parts (docs/experiments.md)."""

ALONE = 0.95
"""From this probability on, an intent read from a part alone counts, however improbable it is for the whole message."""

MORE_LIKELY = 0.5
"""From this probability on, an intent is more likely than all others together."""

FAINT = 0.05
"""Below this probability an intent is not even offered as a possible meaning."""

JOINING = re.compile(r"[的和跟与與也呢还還有个個单單号號及这這那]|订单|訂單")
"""Chinese words that only connect codes."""

NOTHING_SAID = re.compile(
    r"\b(?:an?|my|our|both|all|of|in|to|size|colou?r|pair|other|i|we|get|got|have|had|bought|ordered)\b|[的和跟与與件双雙个個只隻款码碼号號色我]",
    re.IGNORECASE,
)
"""Words that may stand beside a thing without saying what is wanted of it."""


def several_possible(understood: Understood, domain: Domain) -> bool:
    """Whether a message may hold several wishes, so that its parts should be read; not if it is out of scope or a correction."""
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
    """The intents of a message with several wishes, each with the part it was read from; empty if the message has one wish.

    An intent counts if it is at least ``POSSIBLE`` for the whole message too, or if its part is about a code, a thing or a question of
    its own. A part that only gives values for an earlier wish belongs to that wish, which is then returned even if it is the only one.
    A message that corrects something has one wish.
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
    """Whether at least a third of a part is values that an intent's flow asks for, not counting codes, polite and connecting words."""
    used = [e for e in within(part, understood) if e.kind != "code" and e.slot and uses(intent, e.slot, domain)]
    beside = beside_entities(part.text, [e for e in understood.entities if e.kind == "code"])
    return 3 * sum(len(e.text) for e in used) >= len(LINKS.sub(" ", MANNERS.sub(" ", beside)).strip())


def about_its_own(start: int, part: str, understood: Understood, domain: Domain) -> bool:
    """Whether a part is about a code or thing of its own; such a wish may be lost in the whole message, so the part is read by itself."""
    return about_its_own_code(start, part, understood) or names_its_own(start, part, understood, domain)


def about_its_own_code(start: int, part: str, understood: Understood) -> bool:
    """Whether a part says something about its code, and either is a question or the message has another code."""
    codes = [entity for entity in understood.entities if entity.kind == "code"]
    own = [entity for entity in codes if start <= entity.start < start + len(part)]
    if not own or not (asks(part) or len({entity.value for entity in codes}) > 1):
        return False
    beside = beside_entities(part, own)
    # In Chinese one character is enough if there is another code: 查 is a wish, 的 is not.
    least = 1 if len({entity.value for entity in codes}) > 1 else WISH_WORDS
    return len(beside.split()) >= WISH_WORDS - 1 or han(JOINING.sub("", beside)) >= least


def names_its_own(start: int, part: str, understood: Understood, domain: Domain) -> bool:
    """Whether a part says something about a thing while other parts name others: "return the shirt and exchange the shoes"."""
    things = [e for e in understood.entities if e.slot and e.slot in domain.slots and domain.slots[e.slot].subject]
    own = {e.value for e in things if start <= e.start < start + len(part)}
    if not own or not {e.value for e in things if not start <= e.start < start + len(part)} - own:
        return False
    inside = [e for e in understood.entities if e.slot in domain.slots and start <= e.start < start + len(part)]
    beside = beside_entities(part, inside)
    return any(c.isalnum() for c in NOTHING_SAID.sub(" ", LINKS.sub(" ", MANNERS.sub(" ", beside))))


def about_one_thing(intent: Intent, understood: Understood, domain: Domain) -> Part | None:
    """The only part with the intent of the whole message, if several parts each name a thing of their own; None otherwise."""
    naming = [part for part in understood.parts if part.intents and names_its_own(part.start, part.text, understood, domain)]
    alike = [part for part in naming if part.intents[0].name == intent.name]
    return alike[0] if len(naming) > 1 and len(alike) == 1 and alike[0].intents[0].value >= MORE_LIKELY else None


def left_open(intents: tuple[Intent, ...], understood: Understood, domain: Domain) -> tuple[Clarify, ...]:
    """Clarifying questions for parts about a thing of their own whose best intent is probable but unsure, and not among ``intents``."""
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
    """The first value of each slot in a part of a message, except codes, which several wishes may share."""
    pairs = [(e.slot, e.value) for e in within(part, understood) if e.kind != "code" and e.slot and e.slot in domain.slots]
    return tuple(dict(reversed(pairs)).items())


def code_in(part: Part | None, slot: str, understood: Understood) -> Value | None:
    """The first value of a code slot within a part of a message; None without a part."""
    return next((e.value for e in within(part, understood) if e.slot == slot), None) if part else None


def beside_entities(text: str, entities: Iterable[Entity]) -> str:
    """The text with a blank in place of each occurrence of an entity's words."""
    for entity in entities:
        text = text.replace(entity.text, " ")
    return text


def within(part: Part, understood: Understood) -> list[Entity]:
    """The entities of a message that stand within one of its parts, in the order of the text."""
    end = part.start + len(part.text)
    return [entity for entity in as_written(understood) if part.start <= entity.start and entity.end <= end]
