"""Holds a pack's safety rules: before anything else is tried, before anything is done, and in everything that is said.

Alarms are looked for in every message as it arrives and in the values after every change; limits stand before each action and reply;
wordings are added to what is sent; ladders only rise. ``Progress`` asks here wherever something is noted, said or wanted, so that no
way through the other modules leads past a rule.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.dialogue.conditions import holds
from bot.dialogue.domain import Domain
from bot.dialogue.events import Value
from bot.dialogue.rules import Alarm, Limit

if TYPE_CHECKING:
    from bot.dialogue.progress import Progress

WORD = re.compile(r"\w+")
APART = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
STOP = re.compile(r"(?<!\d)[,.;:!?，。；：！？\n]+|[,.;:!?，。；：！？\n]+(?!\d)")
PARTED = "|"
"""Where a sign stood at which a sentence or a part of it ends."""


def plain(text: str) -> str:
    """The text as rules read it: compatible characters, small letters, a blank between words and around them, none between Chinese ones."""
    shown = text if text.isascii() else shown_characters(text)
    words = WORD.findall(shown.casefold().replace("'", "").replace("’", "").replace("_", " "))
    return f" {APART.sub('', ' '.join(words))} "


def without(spared: re.Pattern[str], text: str) -> str:
    """The text as rules read it but for what is spared: "no, she fainted" is no "no fainting", so nothing is spared across a stop."""
    parts = f" {PARTED} ".join(plain(part).strip() for part in STOP.split(text))
    return plain(spared.sub(" ", f" {parts} ").replace(PARTED, " "))


def shown_characters(text: str) -> str:
    """The text in compatible characters, without those that nobody sees."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def heard(domain: Domain, text: str) -> tuple[Alarm, str] | None:
    """The first alarm that the words of a message set off, and the language of the words."""
    alarms = domain.safety.alarms
    if not alarms:
        return None
    said = plain(text)
    for alarm in alarms:
        for language, phrases in alarm.phrases.items():
            if phrases.search(said) and (alarm.spared is None or phrases.search(without(alarm.spared, text))):
                return alarm, language
    return None


def risen(domain: Domain, before: Mapping[str, Value], after: dict[str, Value]) -> dict[str, Value]:
    """The values with those of ladders at least as high as they were."""
    for ladder in domain.safety.ladders:
        was, now = before.get(ladder.slot), after.get(ladder.slot)
        if was in ladder.steps and (now not in ladder.steps or ladder.steps.index(now) < ladder.steps.index(was)):
            after[ladder.slot] = was
    return after


def barring(domain: Domain, values: Mapping[str, Value], name: str) -> Limit | None:
    """The limit that an action or a reply of this name would break."""
    return next((limit for limit in domain.safety.limits if name in limit.before and holds(limit.condition, values)), None)


def watched(progress: "Progress") -> Alarm | None:
    """The first alarm about values that has come to hold; those that no longer hold may fire again."""
    alarms = progress.domain.safety.watching
    if not alarms:
        return None
    values, known = progress.conversation.slots, progress.conversation.alarms
    hold = [alarm for alarm in alarms if alarm.condition is not None and holds(alarm.condition, values)]
    fired = next((alarm for alarm in hold if alarm.name not in known), None)
    still = tuple(alarm.name for alarm in hold if alarm.name in known or alarm is fired)
    if still != known:
        progress.change(alarms=still)
    return fired
