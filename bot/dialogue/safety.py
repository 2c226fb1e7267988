"""Checks a pack's safety rules.

Alarms are looked for in every message as it arrives and in the slots before each step of a flow. Limits are checked before each action
and reply, wordings are added to what is sent, and the values of ladders only rise. ``Progress`` calls these checks whenever something is
said, requested or stored, so no path through the other modules can bypass a rule.
"""

import re
import unicodedata
from collections.abc import Mapping

from bot.dialogue.conditions import holds
from bot.dialogue.domain import Domain
from bot.dialogue.events import Value
from bot.dialogue.rules import Alarm, Limit

WORD = re.compile(r"\w+")
APART = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
STOP = re.compile(r"(?<!\d)[,.;:!?，。；：！？\n]+|[,.;:!?，。；：！？\n]+(?!\d)")
PARTED = "|"
"""Marks where a sentence or clause ended."""


def plain(text: str) -> str:
    """The text in the form that rules match: NFKC, lower case, one blank around each word and none between Chinese characters."""
    shown = text if text.isascii() else shown_characters(text)
    words = WORD.findall(shown.casefold().replace("'", "").replace("’", "").replace("_", " "))
    return f" {APART.sub('', ' '.join(words))} "


def without_spared(spared: re.Pattern[str], text: str) -> str:
    """The text in the form that rules match, without spared words; these do not match across punctuation, as in "no, she fainted"."""
    parts = f" {PARTED} ".join(plain(part).strip() for part in STOP.split(text))
    return plain(spared.sub(" ", f" {parts} ").replace(PARTED, " "))


def shown_characters(text: str) -> str:
    """The text in NFKC form without invisible characters."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def heard(domain: Domain, text: str) -> tuple[Alarm, str] | None:
    """The first alarm that a message sets off, with the language of the words that did."""
    alarms = domain.safety.alarms
    if not alarms:
        return None
    said = plain(text)
    for alarm in alarms:
        for language, phrases in alarm.phrases.items():
            if phrases.search(said) and (alarm.spared is None or phrases.search(without_spared(alarm.spared, text))):
                return alarm, language
    return None


def risen(domain: Domain, before: Mapping[str, Value], after: dict[str, Value]) -> dict[str, Value]:
    """The new values, with those of ladders at least as high as before; changes ``after`` in place."""
    for ladder in domain.safety.ladders:
        was, now = before.get(ladder.slot), after.get(ladder.slot)
        if was in ladder.steps and (now not in ladder.steps or ladder.steps.index(now) < ladder.steps.index(was)):
            after[ladder.slot] = was
    return after


def barring(domain: Domain, values: Mapping[str, Value], name: str) -> Limit | None:
    """The first limit that blocks the action or reply of this name, if any."""
    return next((limit for limit in domain.safety.limits if name in limit.before and holds(limit.condition, values)), None)


def watched(domain: Domain, values: Mapping[str, Value], known: tuple[str, ...]) -> tuple[Alarm | None, tuple[str, ...]]:
    """The first alarm about values that holds and is not ``known`` to have fired, and the names of the alarms that have fired by now.

    An alarm that no longer holds is dropped from the names, so that it may fire again.
    """
    hold = [alarm for alarm in domain.safety.watching if alarm.condition is not None and holds(alarm.condition, values)]
    fired = next((alarm for alarm in hold if alarm.name not in known), None)
    return fired, tuple(alarm.name for alarm in hold if alarm.name in known or alarm is fired)
