"""Reads and checks rules.yaml, a pack's safety rules in a form that a compliance officer can read, and builds the core's rules from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import Field

from bot.dialogue.events import Value
from bot.dialogue.rules import Alarm, Ladder, Limit, Safety, Wording
from bot.dialogue.safety import plain
from bot.errors import PackError
from bot.packs import conditions
from bot.packs.document import Document, Place, nearest, read_yaml
from bot.packs.graph import where
from bot.packs.phrases import pattern
from bot.packs.schema import LEFT_OUT, Language, Model, Name, Text
from bot.packs.shared import NOTHING, shared_list, shared_lists
from bot.packs.validate import read

FILE = "rules.yaml"
Because = Field(min_length=1, description="why there is this rule, in a sentence, for whoever audits it")


class AlarmText(Model):
    """Words or values that are acted on at once: ``say``, then a person (``hand_over``) or a ``flow``."""

    because: str = Because
    shared: Text | None = Field(
        default=None,
        description="a list of phrases that ships with Frontdesk; those below are added to it",
        json_schema_extra=lambda schema: schema.update(enum=[*shared_lists()]),
    )
    phrases: dict[Language, list[Text]] = Field(
        default={}, description="parts of a message per language; * stands for the rest of a word, ... for up to four words"
    )
    spare: dict[Language, list[Text]] = Field(default={}, description="phrases that hold one of these and are harmless")
    condition: Text | None = Field(default=None, alias="if", description="a condition over slots, e.g. fever >= 40")
    say: Name = Field(description="the reply that is said at once")
    hand_over: Name | None = Field(default=None, description="why a person is brought in; the desk shows it")
    flow: Name | None = Field(default=None, description="the flow to go on with, where no person is needed")


class LimitText(Model):
    """What must not happen while a condition holds."""

    because: str = Because
    before: list[Name] = Field(min_length=1, description="actions and replies that must not happen, e.g. [refund]")
    condition: Text = Field(alias="if", description="when they must not, e.g. amount > 150")
    say: Name = Field(description="the reply that is said instead")
    hand_over: Name | None = Field(default=None, description="why a person is brought in; left out: the flow ends")


class WordingText(Model):
    """What must be said together with certain replies."""

    because: str = Because
    replies: list[Name] = Field(min_length=1, description="replies that must not stand without it; answer: articles that are quoted")
    say: Name = Field(description="the reply whose text is added to them")


class LadderText(Model):
    """A value that may only rise within a conversation."""

    because: str = Because
    slot: Name = Field(description="the slot that may only rise")
    steps: list[Any] = Field(min_length=2, description="its values from the lowest to the highest")


class RulesText(Model):
    """rules.yaml."""

    alarms: dict[Name, AlarmText] = Field(default={}, description="words or values that are acted on at once")
    limits: dict[Name, LimitText] = Field(default={}, description="what must not happen while a condition holds")
    wordings: dict[Name, WordingText] = Field(default={}, description="what must be said together with certain replies")
    ladders: dict[Name, LadderText] = Field(default={}, description="values that may only rise within a conversation")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a pack and where they were read; a pack without the file has none."""

    text: RulesText
    document: Document


def read_rules(path: Path, mistakes: list[PackError]) -> Rules:
    """The rules of the pack in the folder ``path``, as far as they are valid."""
    file = path / FILE
    document = read_yaml(file, mistakes) if file.exists() else None
    valid = read(RulesText, document, mistakes) if document else None
    if document is None or valid is None:
        return Rules(RulesText(), Document(file, {}, {}))
    return Rules(valid.value, document)


def named_replies(rules: Rules) -> Iterator[tuple[str, Document, Place]]:
    """Every reply that the rules use, with its place."""
    sections: tuple[tuple[str, Mapping[str, AlarmText | LimitText | WordingText]], ...] = (
        ("alarms", rules.text.alarms),
        ("limits", rules.text.limits),
        ("wordings", rules.text.wordings),
    )
    for section, several in sections:
        for name, rule in several.items():
            yield rule.say, rules.document, (section, name, "say")
    for name, wording in rules.text.wordings.items():
        for i, reply in enumerate(wording.replies):
            if reply != "answer":
                yield reply, rules.document, ("wordings", name, "replies", i)


@dataclass(frozen=True, slots=True)
class Known:
    """The names of a pack that rules may use; ``doable`` are actions and replies."""

    flows: frozenset[str]
    slots: frozenset[str]
    doable: frozenset[str]


def check_rules(rules: Rules, known: Known) -> Iterator[PackError]:
    """Rules that name something undefined, or that can never take effect."""
    for place, message in chain(
        wrong_alarms(rules.text, known),
        wrong_limits(rules.text, known),
        wrong_ladders(rules.text, known),
        wrong_conditions(rules.text),
    ):
        if LEFT_OUT not in place:
            yield rules.document.mistake(place, where(place), message)


def wrong_alarms(text: RulesText, known: Known) -> Iterator[tuple[Place, str]]:
    """Alarms that never fire, fire at everything, or lead nowhere."""
    for name, alarm in text.alarms.items():
        place: Place = ("alarms", name)
        if not any(alarm.phrases.values()) and alarm.condition is None and alarm.shared is None:
            yield place, "never fires; give it phrases, or a condition after `if`"
        if alarm.shared is not None and alarm.shared not in (LEFT_OUT, *shared_lists()):
            yield (*place, "shared"), f"there is no shared list '{alarm.shared}'{nearest(alarm.shared, shared_lists())}"
        if alarm.flow and alarm.hand_over:
            yield (*place, "flow"), "an alarm has a flow or a hand_over; keep one"
        if alarm.flow and alarm.flow not in known.flows:
            yield (*place, "flow"), f"there is no flow '{alarm.flow}' in flows/{nearest(alarm.flow, known.flows)}"
        yield from (((*place, *at), message) for at, message in wrong_phrases(alarm))


def wrong_limits(text: RulesText, known: Known) -> Iterator[tuple[Place, str]]:
    """Limits on undefined actions and replies, and replies of rules that a limit forbids."""
    for name, alarm in text.alarms.items():
        if any(alarm.say in limit.before for limit in text.limits.values()):
            yield ("alarms", name, "say"), "is forbidden by a limit, and an alarm is never silent; name another reply"
    for name, limit in text.limits.items():
        for i, barred in enumerate(limit.before):
            if barred not in known.doable:
                yield ("limits", name, "before", i), f"there is no action or reply '{barred}'{nearest(barred, known.doable)}"
        if limit.say in limit.before or any(limit.say in other.before for other in text.limits.values()):
            yield ("limits", name, "say"), "is itself forbidden by a limit; name another reply"


def wrong_ladders(text: RulesText, known: Known) -> Iterator[tuple[Place, str]]:
    """Ladders of values that no slot holds."""
    for name, ladder in text.ladders.items():
        if ladder.slot not in known.slots:
            yield ("ladders", name, "slot"), f"there is no slot '{ladder.slot}'{nearest(ladder.slot, known.slots)}"


def wrong_conditions(text: RulesText) -> Iterator[tuple[Place, str]]:
    """Conditions that cannot be read."""
    for place, written in written_conditions(text):
        try:
            conditions.parse(written)
        except ValueError as error:
            yield place, str(error)


def wrong_phrases(alarm: AlarmText) -> Iterator[tuple[Place, str]]:
    """Phrases without a word in them, which would be found in everything."""
    for key, several in (("phrases", alarm.phrases), ("spare", alarm.spare)):
        for language, phrases in several.items():
            for i, phrase in enumerate(phrases):
                if not plain(phrase).strip():
                    yield (key, language, i), f"'{phrase}' has no word in it"


def written_conditions(text: RulesText) -> Iterator[tuple[Place, str]]:
    """Every condition with its place."""
    for name, alarm in text.alarms.items():
        if alarm.condition is not None:
            yield ("alarms", name, "if"), alarm.condition
    for name, limit in text.limits.items():
        yield ("limits", name, "if"), limit.condition


def safety(text: RulesText) -> Safety:
    """The rules as the dialogue core holds them."""
    return Safety(
        alarms=tuple(alarm(name, one) for name, one in text.alarms.items()),
        limits=tuple(
            Limit(name, one.because, frozenset(one.before), conditions.parse(one.condition), one.say, one.hand_over)
            for name, one in text.limits.items()
        ),
        wordings=tuple(Wording(name, one.because, frozenset(one.replies), one.say) for name, one in text.wordings.items()),
        ladders=tuple(Ladder(name, one.because, one.slot, steps(one)) for name, one in text.ladders.items()),
    )


def alarm(name: str, text: AlarmText) -> Alarm:
    """One alarm, its phrases compiled together with those of the shared list that it names."""
    shared = shared_list(text.shared) if text.shared else NOTHING
    spared = [phrase for several in (shared.spare, text.spare) for phrases in several.values() for phrase in phrases]
    listened = {
        language: [*shared.phrases.get(language, ()), *text.phrases.get(language, ())] for language in {**shared.phrases, **text.phrases}
    }
    return Alarm(
        name=name,
        because=text.because,
        say=text.say,
        phrases={language: pattern(phrases) for language, phrases in listened.items() if phrases},
        spared=pattern(spared) if spared else None,
        condition=conditions.parse(text.condition) if text.condition is not None else None,
        flow=text.flow,
        hand_over=text.hand_over,
    )


def steps(ladder: LadderText) -> tuple[Value, ...]:
    """The values of a ladder."""
    return tuple(step for step in ladder.steps if isinstance(step, str | int | float | bool))
