"""Simulated customers: what they want, how they behave and what they write, all drawn from one random generator.

They see what people see, the open question and its buttons. Their words are those of test utterances, which no training reads.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.dialogue.answers import asked_step
from bot.dialogue.conversation import Clarification, Offer
from bot.dialogue.domain import Domain, Slot
from bot.dialogue.events import Value
from bot.errors import DataError
from bot.inference.artifact import OUT_OF_SCOPE
from bot.packs import Pack
from bot.recognisers import recognise
from evaluation.references import articles
from evaluation.stage import Scene
from training.data import Row, load

Kind = Literal["flow", "question", "out_of_scope"]
Temperament = Literal["patient", "terse", "changes_mind", "digresses", "angry"]

KINDS: Mapping[Kind, int] = {"flow": 5, "question": 3, "out_of_scope": 2}
"""Out of ten customers, how many have a goal of each kind."""

TEMPERAMENTS: tuple[Temperament, ...] = ("patient", "terse", "changes_mind", "digresses", "angry")

REPHRASED = 2
"""How often a customer who was not understood rephrases before giving up."""

ANY_DAY = date(2026, 11, 24)
"""The day on which customers' values are recognised; codes and choices do not depend on it."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"yes": "yes, please", "no": "no, thanks", "skip": "skip", "correct": "sorry, I meant {value}"},
    "zh": {"yes": "好的", "no": "不用了", "skip": "跳过", "correct": "不好意思，我说错了，是{value}"},
}
TERSE: Mapping[str, Mapping[str, str]] = {"en": {"yes": "yes", "no": "no"}, "zh": {"yes": "是", "no": "不"}}
"""Short replies, which no utterance contains, by language; English serves packs in other languages."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a customer wants: the flow of an intent, with ``held`` values by slot, an article about it, or something out of scope."""

    kind: Kind
    intent: str
    language: str
    held: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """What a customer does next: write ``text``, or press the button with the payload ``choice``."""

    text: str
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What the customers of a pack can want and say.

    ``rows``: utterances of the writers kept for testing; ``values``: the values of each code slot and how they are written; ``spoken``:
    words marked as a slot, by slot and language; ``articles``: the ids of the articles that answer each intent.
    """

    domain: Domain
    rows: tuple[Row, ...]
    values: Mapping[str, Mapping[Value, str]]
    spoken: Mapping[tuple[str, str], tuple[str, ...]]
    articles: Mapping[str, frozenset[str]]

    def about(self, intent: str, language: str) -> tuple[Row, ...]:
        """Utterances with this intent only."""
        return tuple(row for row in self.rows if row.intents == (intent,) and row.language == language)

    def intents(self, kind: Kind, language: str) -> list[str]:
        """The intents of a kind that have utterances in this language."""
        served = [name for name, intent in self.domain.intents.items() if intent.flow]
        answered = [name for name, ids in self.articles.items() if ids and not self.domain.intents[name].flow]
        wanted = {"flow": served, "question": answered, "out_of_scope": [OUT_OF_SCOPE]}[kind]
        return [name for name in wanted if self.about(name, language)]


def world(pack: Pack) -> World:
    """The world of a pack; DataError if its utterances cannot be read, or none are kept for testing."""
    path = pack.path / "utterances.csv"
    rows = tuple(row for row in load(path).rows if row.group in pack.test_groups)
    if not rows:
        raise DataError(path, None, "has no rows for simulated customers: name some writers under test_groups in pack.yaml")
    spoken: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for span in row.spans or ():
            spoken.setdefault((span.slot, row.language), []).append(row.text[span.start : span.end])
    told = articles(pack)
    shown = [text for texts in pack.demo.values() for text in texts]
    return World(
        pack.domain,
        rows,
        values(shown, pack.domain) or values((text for (_, _), texts in sorted(spoken.items()) for text in texts), pack.domain),
        {key: tuple(texts) for key, texts in spoken.items()},
        {intent: frozenset(id for id, intents in told.items() if intent in intents) for intent in pack.domain.intents},
    )


def values(texts: Iterable[str], domain: Domain) -> dict[str, dict[Value, str]]:
    """The codes in these texts by slot, with the way they are written."""
    found: dict[str, dict[Value, str]] = {}
    for text in texts:
        for entity in recognise(text, domain, domain.languages[0], ANY_DAY):
            if entity.slot is not None and entity.kind == "code":
                found.setdefault(entity.slot, {})[entity.value] = entity.text
    return found


class Customer:
    """One customer, who reacts to what the bot said last."""

    def __init__(self, world: World, draw: random.Random) -> None:
        self.world, self.draw = world, draw
        self.temperament = draw.choice(TEMPERAMENTS)
        self.goal = drawn_goal(world, draw)
        speech = self.goal.language if self.goal.language in WORDS else "en"
        self.words = {**WORDS[speech], **(TERSE[speech] if self.temperament == "terse" else {})}
        self.rephrased = 0
        self.asides = world.intents("question", self.goal.language) if self.temperament == "digresses" else []
        self.mistaken: dict[str, Value] = {}
        if self.temperament == "changes_mind":
            others = {slot: [v for v in world.values[slot] if v != value] for slot, value in self.goal.held.items()}
            self.mistaken = {slot: draw.choice(several) for slot, several in others.items() if several}
        self.misspoken: str | None = None
        self.agreed: set[str] = set()
        """Slots they have said yes to; if asked the same again, they say no."""

    @property
    def satisfied(self) -> bool:
        """Whether no wrong value is left to correct."""
        return self.misspoken is None

    def opening(self) -> Move:
        """The first message."""
        return Move(self.worded())

    def next(self, scene: Scene) -> Move | None:
        """The next move after a scene; None if the customer gives up."""
        conversation = scene.after
        match conversation.question:
            case Clarification():
                wanted = next((b for b in scene.buttons if b.payload == f"intent:{self.goal.intent}"), None)
                return Move(wanted.label, wanted.payload) if wanted else self.again()
            case Offer():
                return Move(self.words["yes" if self.temperament == "angry" else "no"])
        if self.misspoken is not None:
            slot, self.misspoken = self.misspoken, None
            return Move(self.words["correct"].format(value=self.world.values[slot][self.goal.held[slot]]))
        waiting = asked_step(conversation, self.world.domain)
        if waiting is None or self.goal.kind != "flow":
            return self.again()
        if self.asides:
            return self.aside()
        return Move(self.words["skip"]) if waiting.optional else self.answer(self.world.domain.slots[waiting.slot], waiting.confirm, scene)

    def again(self) -> Move | None:
        """The goal in other words, ``REPHRASED`` times at most."""
        self.rephrased += 1
        if self.rephrased > REPHRASED:
            return None
        return Move(self.words["no"] if self.goal.kind == "out_of_scope" else self.worded())

    def aside(self) -> Move:
        """A question that interrupts the flow."""
        intent, self.asides = self.draw.choice(self.asides), []
        return Move(self.draw.choice(self.world.about(intent, self.goal.language)).text)

    def answer(self, slot: Slot, confirm: bool, scene: Scene) -> Move:
        """The answer to a question."""
        if slot.kind == "boolean":
            agrees = confirm and slot.name not in self.agreed
            self.agreed.add(slot.name)
            return Move(self.words["yes" if agrees else "no"])
        if slot.name in self.goal.held:
            return Move(self.held(slot.name))
        if slot.options:
            option = self.draw.choice(slot.options)
            label = option.labels.get(self.goal.language, option.value)
            return Move(label, None if self.temperament == "terse" else f"slot:{slot.name}:{option.value}")
        return Move(self.told(slot, scene))

    def told(self, slot: Slot, scene: Scene) -> str:
        """Words for a slot: some that are marked as it, or an option that the bot has just named, or an utterance of the same intent."""
        marked = sorted(self.world.spoken.get((slot.name, self.goal.language), ()), key=len)
        if marked:
            return self.draw.choice(marked[len(marked) // 2 :])
        said = "\n".join(message.text for message in scene.said)
        named = [label for one in self.world.domain.slots.values() for option in one.options for label in option.labels.values()]
        return max((label for label in named if label in said), key=len, default="") or self.worded()

    def held(self, slot: str) -> str:
        """The customer's value for a slot; those who change their mind give a wrong one first."""
        if slot in self.mistaken:
            self.misspoken = slot
        return self.world.values[slot][self.mistaken.pop(slot, self.goal.held[slot])]

    def worded(self) -> str:
        """An utterance of the customer's intent, with the customer's own values."""
        rows = self.world.about(self.goal.intent, self.goal.language)
        row = self.draw.choice(LIKINGS.get(self.temperament, tuple)(rows) or rows)
        text = row.text
        for span in reversed(row.spans or ()):
            if span.slot in self.goal.held:
                text = f"{text[: span.start]}{self.held(span.slot)}{text[span.end :]}"
        return text


LIKINGS: Mapping[Temperament, Callable[[tuple[Row, ...]], tuple[Row, ...]]] = {
    "terse": lambda rows: tuple(sorted(rows, key=lambda row: len(row.text))[: max(len(rows) // 3, 1)]),
    "angry": lambda rows: tuple(row for row in rows if row.sentiment == "negative"),
}
"""The utterances that fit a temperament."""


def drawn_goal(world: World, draw: random.Random) -> Goal:
    """A random goal, in a language that has utterances."""
    language = draw.choice([one for one in world.domain.languages if any(world.intents(kind, one) for kind in KINDS)])
    kinds = [kind for kind in KINDS if world.intents(kind, language)]
    kind = draw.choices(kinds, [KINDS[one] for one in kinds])[0]
    intent = draw.choice(world.intents(kind, language))
    held = {slot: draw.choice(list(several)) for slot, several in world.values.items()} if kind == "flow" else {}
    return Goal(kind, intent, language, held)
