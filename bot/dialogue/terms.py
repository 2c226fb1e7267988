"""The length of time in the message that begins a flow: "a loan of 5,000 for 24 months"."""

import re

from bot.dialogue.domain import Collect, Domain, Intent
from bot.dialogue.events import Entity, Understood
from bot.dialogue.frozen import changed

MEANT = re.compile(
    r"(?:^|[,，;；、/–—-]|\b(?:for|over|in|within|across|during|of|about|around|roughly)|分成?|用|借|贷|存|投|放|期限[是为]?|[\d元块万千欧镑])\s*$"
)
"""What stands before a length of time that says for how long something is wanted."""

OTHERWISE = re.compile(
    r"\b(?:since|work(?:ed|ing|s)?|employed|job|been|had|lived?|living|lasts?|reserves?|savings? (?:for|of)|experience|ago|every|each|my)\b"
    r"|工作|上班|入职|做了|干了|已经|每|够|撑|经验",
    re.IGNORECASE,
)
"""Words before it by which it says something else, such as how long somebody has had their job."""

NEAR = 40
"""How many characters before it are looked at."""


def with_term(wanted: tuple[Intent, ...], understood: Understood, domain: Domain) -> Understood:
    """The message with its one length of time for the first question of the wanted flow that takes one, so that it is not asked again."""
    lengths = [entity for entity in understood.entities if entity.kind == "duration" and entity.slot is None]
    flow = domain.flows.get(wanted[0].flow or "") if len(wanted) == 1 else None
    if flow is None or len(lengths) != 1 or not says_how_long(understood.text, lengths[0]):
        return understood
    asked = (step.slot for step in flow.steps.values() if isinstance(step, Collect) and not step.confirm)
    slot = next((name for name in asked if domain.slots[name].kind == "duration"), None)
    if slot is None:
        return understood
    return changed(understood, entities=tuple(changed(e, slot=slot) if e is lengths[0] else e for e in understood.entities))


def says_how_long(text: str, length: Entity) -> bool:
    """Whether a length of time says for how long something is wanted, and nothing about the past or about how long money lasts."""
    before, after = text[max(length.start - NEAR, 0) : length.start], text[length.end :]
    if re.match(r"\s*(?:ago|old|back|前|以前|之前|了)", after, re.IGNORECASE):
        return False
    return MEANT.search(before) is not None and OTHERWISE.search(before) is None
