"""Runs all recognisers over one message."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, EntityKind
from bot.recognisers.amounts import amounts
from bot.recognisers.answers import yes_or_no
from bot.recognisers.bare_amounts import alone, blanked, length_put_right, wanted
from bot.recognisers.choices import Choices
from bot.recognisers.codes import Codes, Squashed
from bot.recognisers.commands import command, corrects
from bot.recognisers.contacts import emails, phones, regions
from bot.recognisers.dates import dates
from bot.recognisers.durations import durations
from bot.recognisers.labels import Labels
from bot.recognisers.languages import language as language_asked
from bot.recognisers.negations import negated
from bot.recognisers.numerals import numbers
from bot.recognisers.ratings import rating
from bot.recognisers.spans import Taken, folded, moved, parts
from bot.recognisers.takebacks import Settled, replaced, settled, turned
from bot.recognisers.until_now import until_now

KEPT = 16
"""Domains whose recognisers are cached."""


class Recognisers:
    """The recognisers of one pack; deterministic and thread-safe."""

    def __init__(self, domain: Domain) -> None:
        slots = list(domain.slots.values())
        self.languages, self.region = domain.languages, domain.region
        self.kinds = {slot.kind for slot in slots}
        self.counts_days = "duration" in self.kinds and "date" not in self.kinds
        self.asks_amount = "number" not in self.kinds and any(slot.kind == "money" and slot.ask for slot in slots)
        self.only: dict[EntityKind, str] = {}
        for kind in ("money", "date", "email", "phone"):
            names = [slot.name for slot in slots if slot.kind == kind]
            if len(names) == 1:
                self.only[kind] = names[0]
        self.codes = [Codes(slot) for slot in slots if slot.kind == "code" and slot.pattern]
        self.choices = Choices([slot for slot in slots if slot.kind in ("choice", "lookup")])
        self.decisions = frozenset(slot.name for slot in slots if slot.kind == "choice" and slot.ask)
        self.labels = Labels(domain)

    def recognise(self, text: str, language: str, today: date) -> tuple[Entity, ...]:
        """Everything in the message: commands to the bot first, the rest in the order of the text.

        An amount, a date or a contact carries its slot if only one slot of the pack has that kind. Yes or no, numbers and durations carry
        none, because they only answer the question that was asked.
        """
        plain = folded(text)
        digits_alone = "phone" in self.kinds and not any(letter.isalpha() for letter in plain)
        tongues = self.languages if digits_alone else (language,)  # digits belong to no language, so the customer may speak any of them
        countries = regions(tongues, self.region)
        mark = rating(plain)
        taken = Taken(len(text))
        found = self.found_codes(plain)
        taken.add(emails(plain))
        taken.add(code for code, bare in found if not bare)
        for at, part in parts(plain):
            taken.add(moved(amounts(part), at))
            terms = list(durations(part)) if self.asks_amount else []
            taken.add(moved(wanted(blanked(part, terms)) if self.asks_amount else (), at))
        taken.add(code for code, bare in found if bare)
        for at, part in parts(plain):
            taken.add(moved(until_now(part, today) if self.counts_days else (), at))
            taken.add(moved(dates(part, today), at))
            taken.add(moved(phones(part, countries), at))
            taken.add(moved(durations(part) if "duration" in self.kinds else (), at))
            taken.add(moved(numbers(part) if "number" in self.kinds and mark is None else (), at))
        choices = [c for at, part in parts(plain) for c in moved(self.choices.find(part), at)]
        taken.entities = without_taken_back(taken.entities, plain)
        beside = [*taken.entities, *choices]
        bare = present(alone(plain, beside, self.only.get("money"))) if self.asks_amount and answers_an_amount(beside) else ()
        read = settled([*map(self.named, taken.entities), *filter(taken.free, choices), *bare], plain, self.decisions)
        spoken = [*read.values, *present(yes_or_no(plain)), *present(mark)]
        found_here = (*to_the_bot(plain, read), *sorted((*spoken, *self.labels.find(plain)), key=lambda e: (e.start, e.end)))
        return tuple(as_written(e, text) for e in found_here)

    def found_codes(self, text: str) -> list[tuple[Entity, bool]]:
        """Every code of the pack's slots, and whether it is bare: written without the letters or words that mark it."""
        if not self.codes:
            return []
        squashed = Squashed(text)
        return [pair for codes in self.codes for pair in codes.find(text, squashed)]

    def named(self, entity: Entity) -> Entity:
        """The entity with its slot, if only one slot can hold it."""
        return replace(entity, slot=self.only.get(entity.kind)) if entity.slot is None and entity.kind in self.only else entity


def to_the_bot(text: str, read: Settled) -> tuple[Entity, ...]:
    """The command that the message is, or else the marks that help to read it.

    A value that the message corrects within itself is no correction of an earlier message.
    """
    asked = command(text, read.values) or language_asked(text)
    if asked:
        return (asked,)
    right = corrects(text) or length_put_right(text, [e for e in read.values if e.kind == "duration"])
    within = right is not None and any(start <= right.start and right.end <= end + 1 for start, end in read.turns)
    if right is None and read.denied is not None:
        start, end = read.denied
        right = Entity("choice", "correct", text[start:end], start, end, "command")
    return (*present(None if within else right), *present(negated(text)))


def without_taken_back(found: list[Entity], text: str) -> list[Entity]:
    """The entities without durations that the message takes back: of "2 years, no, 3 years" only the second stays."""
    lengths = sorted((entity for entity in found if entity.kind == "duration"), key=lambda entity: entity.start)
    if len(lengths) < 2:
        return found
    out = replaced(lengths, text, {start for start, _ in turned(lengths, text)})
    return [entity for entity in found if entity not in out]


def answers_an_amount(beside: Sequence[Entity]) -> bool:
    """Whether the message may also hold an amount without a currency: only durations and choices were found in it."""
    return all(entity.kind in ("duration", "choice", "lookup") for entity in beside)


def present(entity: Entity | None) -> tuple[Entity, ...]:
    """The entity as a tuple of one, or an empty tuple."""
    return (entity,) if entity else ()


def as_written(entity: Entity, text: str) -> Entity:
    """The entity with its text as the customer typed it, before folding."""
    own = text[entity.start : entity.end]
    return entity if entity.text == own else replace(entity, text=own)


ready: OrderedDict[int, tuple[Domain, Recognisers]] = OrderedDict()


def recognise(text: str, domain: Domain, language: str, today: date) -> tuple[Entity, ...]:
    """Everything that the recognisers of the domain find in the message; see ``Recognisers.recognise``."""
    kept = ready.get(id(domain))
    if kept is None or kept[0] is not domain:
        kept = ready[id(domain)] = (domain, Recognisers(domain))
        while len(ready) > KEPT:
            ready.popitem(last=False)
    return kept[1].recognise(text, language, today)
