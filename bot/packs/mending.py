"""Validates a document repeatedly, each time without what was wrong before, so that no mistake hides another."""

import copy
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.packs.document import Document, Place
from bot.packs.schema import LEFT_OUT, KeyMistake

STEPS = ("steps", "then", "else", "failed")
"""The keys under which lists of steps stand."""

STAND_INS: dict[str, Any] = {
    "title": {},
    "languages": ["en"],
    "intents": {LEFT_OUT: {"labels": {}, "human": True}},
    "labels": {},
    "kind": "text",
    "effect": "reads",
    "text": LEFT_OUT,
    "steps": [{"call": LEFT_OUT}],
    "then": [{"call": LEFT_OUT}],
    "set": {LEFT_OUT: None},
    **dict.fromkeys(("collect", "action", "say", "if", "link", "call", "hand_over"), LEFT_OUT),
}
"""Stand-ins, by key, for required values that are missing or wrong; references to ``LEFT_OUT`` are never reported."""

MOST_ROUNDS = 100
"""A limit on the rounds; each finds mistakes that earlier ones hid, e.g. in steps inside a step of unknown kind."""


class Mending:
    """Reduces a document to its valid part.

    ``removed`` are the places that were left out or replaced, ``without`` the names that may have been defined only there.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data = copy.deepcopy(document.data)
        self.places = dict(mappings(self.data, ()))
        self.removed: set[Place] = set()
        self.replaced: set[Place] = set()
        self.without: set[str] = {LEFT_OUT, *document.passed_over}
        self.found: list[tuple[Place, ErrorDetails | str]] = []

    def run(self, kind: Any) -> Any:
        """The valid part of the document as ``kind``, None if nothing is left; mistakes and their places are in ``found``."""
        adapter = TypeAdapter(kind)
        for _ in range(MOST_ROUNDS):
            keys: list[KeyMistake] = []
            details: list[ErrorDetails] = []
            value = None
            try:
                value = adapter.validate_python(self.data, context=keys)
            except ValidationError as error:
                details = error.errors(include_url=False)
            self.note(details, keys)
            if not details:
                return value
            for place in sorted({self.place(detail) for detail in details}, key=deepest):
                self.leave_out(place)
        return None

    def note(self, details: list[ErrorDetails], keys: list[KeyMistake]) -> None:
        """Record the mistakes of a round that are not consequences of earlier ones."""
        for detail in details:
            place = self.document.place(detail["loc"])
            if detail["type"] != "missing" and not any(one[: len(place)] == place for one in self.removed):
                self.found.append((place, detail))
        for data, key, message in keys:
            place = (*self.places.get(id(data), ()), key)
            if place not in self.removed:
                self.found.append((place, message))
                self.removed.add(place)
                self.without |= {key, *words(data.get(key))}

    def place(self, detail: ErrorDetails) -> Place:
        """The place that is wrong or missing."""
        if detail["type"] == "missing":
            return (*self.document.place(detail["loc"][:-1]), detail["loc"][-1])
        return self.document.place(detail["loc"])

    def leave_out(self, place: Place) -> None:
        """Remove the value at a place, or put a stand-in there if one is required."""
        *way, key = place or ("",)
        holder: Any = self.data
        for part in way:
            holder = holder[part]
        first = place not in self.replaced
        self.removed.add(place)
        self.replaced.add(place)
        if isinstance(holder, list) and isinstance(key, int):
            self.without |= set(words(holder[key]))
            if len(way) == 1 and way[0] not in STEPS:
                del holder[key]
            else:
                holder[key] = stand_in(holder[key]) if way[-1] in STEPS and first else LEFT_OUT
        elif isinstance(holder, dict):
            self.without |= set(words(holder.pop(key, None)))
            needed = first and key in STAND_INS
            if needed:
                holder[str(key)] = copy.deepcopy(STAND_INS[str(key)])
            self.without |= {str(part) for part in place[-2 if needed else -1 :]}


def deepest(place: Place) -> tuple[int, int]:
    """A sort key that puts inner places before outer ones, and later list items before earlier ones."""
    return -len(place), -place[-1] if place and isinstance(place[-1], int) else 0


def mappings(value: Any, place: Place) -> Iterator[tuple[int, Place]]:
    """The ``id`` and the place of every mapping in a value."""
    if isinstance(value, dict):
        yield id(value), place
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from mappings(inner, (*place, key))


def words(value: Any) -> Iterator[str]:
    """Every key and scalar in a value, except those of steps inside it, which are kept."""
    if isinstance(value, dict):
        yield from value
        for key, inner in value.items():
            yield from words(inner) if key not in STEPS else ()
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)
    elif value is not None:
        yield str(value)


def stand_in(step: Any) -> dict[str, Any]:
    """A step that does nothing but keeps the steps inside the wrong one."""
    inside = {key: step[key] for key in STEPS if isinstance(step, dict) and isinstance(step.get(key), list) and step[key]}
    if "failed" in inside:
        return {"action": LEFT_OUT, **inside}
    return {"if": LEFT_OUT, "then": [{"call": LEFT_OUT}], **inside} if inside else {"call": LEFT_OUT}
