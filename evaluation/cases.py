"""Reads the golden cases in a pack's cases/*.yaml; every mistake names its file, its line and what to write instead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError, model_validator

from bot.dialogue.conversation import Mode
from bot.errors import PackError
from bot.packs.document import Builder, Document, Place, not_yaml, read_text
from bot.packs.mending import mappings
from bot.packs.schema import KeyMistake, Language, Model, Name, Text, constant
from bot.packs.validate import explain

Pattern = Literal[
    "correct",
    "correct_two",
    "correct_after",
    "cancel",
    "digress_flow",
    "digress_question",
    "clarify",
    "several_slots",
    "early_slots",
    "skip",
    "refuse",
    "repeat",
    "dont_know",
    "retry",
    "restart",
    "chit_chat",
    "two_wishes",
    "again",
    "silence",
    "model_failure",
    "action_failure",
    "out_of_scope",
    "not_understood",
    "hand_over",
    "after_hours",
    "language",
    "rules",
    "bad_input",
]
"""The turns a conversation may take that a case can be about."""

FOLDER = "cases"
TIME = "%Y-%m-%d %H:%M"
USUAL_TIME = "2026-11-24 10:15"
"""A Tuesday morning."""

SECONDS = {"s": 1, "m": 60, "h": 3600}
HAPPENINGS = ("customer", "press", "silence", "operator", "rate")
NOTHING = "none"
"""How a case writes that no flow is under way."""


def time_of_day(text: str) -> str:
    """The same text, checked to be a date and a time."""
    try:
        datetime.strptime(text, TIME)
    except ValueError:
        raise ValueError(f"'{text}' is no time; write it like \"{USUAL_TIME}\"") from None
    return text


def duration(text: str) -> str:
    """The same text, checked to be a number with its unit."""
    if not re.fullmatch(r"[1-9][0-9]*[smh]", text):
        raise ValueError(f"'{text}' is no time; write a number and s, m or h, e.g. 12m")
    return text


class Words(Model):
    """``says: text``: what a person at the desk writes."""

    says: Text = Field(description="what the person at the desk writes")


def act_of(operator: Any) -> str:
    """The discriminator of what a person at the desk does."""
    return "words" if isinstance(operator, dict) else "act"


Operator = Annotated[Annotated[Literal["joins", "releases"], Tag("act")] | Annotated[Words, Tag("words")], Discriminator(act_of)]


class Entry(Model):
    """One thing that happens, and what is expected of the bot then; what is left out may be anything."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [name]} for name in HAPPENINGS]})

    customer: str | None = Field(default=None, description="what the customer writes")
    means: Name | None = Field(
        default=None, description="the intent that the message has: where the bot asks which was meant, the customer presses its button"
    )
    press: Text | None = Field(default=None, description="the label of a button that was shown in the turn before")
    silence: Annotated[str, AfterValidator(duration)] | None = Field(
        default=None, description="how long nobody says anything, e.g. 12m (s, m, h)"
    )
    operator: Operator | None = Field(default=None, description="what a person at the desk does: joins, releases, or {says: text}")
    rate: Annotated[int, Field(ge=1, le=5)] | None = Field(default=None, description="the customer's rating, 1 to 5")

    bot: list[Name] | None = Field(
        default=None, description="names of the replies, exactly and in order; answer is a passage of the knowledge base"
    )
    says: list[Text] = Field(default=[], description="fragments of what is said, in small letters or capitals")
    never: list[Text] = Field(default=[], description="fragments that must not be said")
    slots: dict[Name, Annotated[Any, AfterValidator(constant)]] = Field(default={}, description="values after the turn; null: it has none")
    source: Text | None = Field(default=None, description="id of the article that is quoted")
    buttons: list[Text] = Field(default=[], description="labels that must be among the buttons shown")
    mode: Mode | None = Field(default=None, description="who has the conversation after the turn")
    reason: Name | None = Field(default=None, description="why a person was brought in")
    flow: Name | None = Field(default=None, description="the flow that is under way after the turn; none: nothing is")

    @model_validator(mode="after")
    def one_thing(self) -> Self:
        """Exactly one thing happens."""
        if len([name for name in HAPPENINGS if getattr(self, name) is not None]) != 1:
            raise ValueError(f"has exactly one of {', '.join(HAPPENINGS)}")
        return self

    @property
    def seconds(self) -> int:
        """How long the silence lasts, in seconds; 0 if the entry is not a silence."""
        return int(self.silence[:-1]) * SECONDS[self.silence[-1]] if self.silence else 0


class CaseText(Model):
    """One golden case."""

    name: Text = Field(description="a sentence that no other case of the pack has")
    language: Language = Field(default="en", description="the language of the page")
    at: Annotated[str, AfterValidator(time_of_day)] = Field(default=USUAL_TIME, description="the local time at the desk")
    not_yet: Text | None = Field(default=None, description="why it is known not to pass; it is run and reported, and blocks nothing")
    about: list[Pattern] = Field(default=[], description="the ways conversations bend that it is about")
    broken: list[Text] = Field(
        default=[], description="what fails: understand, retrieve, an action, '<action> hangs' or '<action> nonsense'"
    )
    talk: list[Entry] = Field(min_length=1, description="what happens, in order")


@dataclass(frozen=True, slots=True)
class Case:
    """A case that can be run; ``lines`` are the line numbers of the entries of its talk."""

    path: Path
    line: int
    text: CaseText
    lines: tuple[int, ...]

    @property
    def name(self) -> str:
        """The sentence that names it."""
        return self.text.name

    @property
    def at(self) -> datetime:
        """The local time at the desk."""
        return datetime.strptime(self.text.at, TIME)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A case with mistakes, or a file that cannot be read at all."""

    name: str
    mistakes: tuple[PackError, ...]


def schema() -> dict[str, Any]:
    """The JSON Schema of a file of cases."""
    return TypeAdapter(list[CaseText]).json_schema()


def read_file(path: Path) -> tuple[list[Case], list[Unreadable]]:
    """The cases of one file, each checked on its own."""
    mistakes: list[PackError] = []
    document = read_list(path, mistakes)
    if document is None or mistakes:
        return [], [Unreadable(path.name, tuple(mistakes))]
    cases: list[Case] = []
    unreadable: list[Unreadable] = []
    for number, data in enumerate(document.data[FOLDER]):
        found = read_case(document, (FOLDER, number), data)
        if isinstance(found, Case):
            cases.append(found)
        else:
            unreadable.append(found)
    return cases, unreadable


def read_list(path: Path, mistakes: list[PackError]) -> Document | None:
    """The list in a file, as if under the key ``cases``; None after adding to ``mistakes`` if it cannot be read."""
    text = read_text(path)
    if isinstance(text, PackError):
        mistakes.append(text)
        return None
    loader = yaml.SafeLoader(text)
    builder = Builder(path, loader, mistakes)
    try:
        node = loader.get_single_node()
        data = builder.build(node, (FOLDER,), ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mistakes.append(not_yaml(path, text, error))
        return None
    finally:
        loader.dispose()
    if not isinstance(data, list):
        mistakes.append(PackError(path, 1, "", "must be a list of cases: lines of `- name: ...`"))
        return None
    return Document(path, {FOLDER: data}, {(): 1, **builder.lines})


def read_case(document: Document, place: Place, data: Any) -> Case | Unreadable:
    """One case, or its mistakes."""
    found = list(mistakes_of(document, place, data))
    if not found:
        text = CaseText.model_validate(data)
        lines = tuple(document.line((*place, "talk", i)) or 0 for i in range(len(text.talk)))
        return Case(document.path, document.line(place) or 0, text, lines)
    name = data.get("name") if isinstance(data, dict) else None
    return Unreadable(
        str(name or f"case {int(place[-1]) + 1} of {document.path.name}"),
        tuple(document.mistake((*place, *where), ".".join(map(str, where)), message) for where, message in found),
    )


def mistakes_of(document: Document, place: Place, data: Any) -> Iterator[tuple[Place, str]]:
    """The mistakes of a case: where each is, and what to write instead."""
    keys: list[KeyMistake] = []
    details = []
    try:
        CaseText.model_validate(data, context=keys)
    except ValidationError as error:
        details = error.errors(include_url=False)
    places = dict(mappings(data, ()))
    for holder, key, message in keys:
        yield (*places.get(id(holder), ()), key), message
    told = {places.get(id(holder), ()) for holder, _, _ in keys}
    for detail in details:
        if detail["type"] != "missing" and detail["loc"] not in told:
            yield document.place((*place, *detail["loc"]))[len(place) :], explain(detail)
