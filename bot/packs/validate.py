"""Validates a document, and says every mistake in a sentence with its place."""

import copy
import re
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import PackError
from bot.packs.document import Document, Place, nearest
from bot.packs.schema import KINDS, LEFT_OUT, KeyMistake

MUST_BE = {
    "string_type": "must be text; put it in quotes",
    "list_type": "must be a list, e.g. [one, two]",
    "dict_type": "must be a mapping: lines of `key: value`",
    "model_type": "must be a mapping: lines of `key: value`",
    "model_attributes_type": "must be a mapping: lines of `key: value`",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "string_too_short": "is empty",
    "too_short": "is empty",
}


def explain(detail: ErrorDetails) -> str:
    """A pydantic error as a sentence that says what to write instead."""
    given, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "union_tag_not_found" | "union_tag_invalid":
            keys = [key for key in given if key not in ("id", "next")] if isinstance(given, dict) else []
            hint = nearest(keys[0], KINDS) if len(keys) == 1 else ""
            return f"a step has exactly one of {', '.join(KINDS)}{hint}"
        case "literal_error":
            words = re.findall(r"'(\w+)'", str(context.get("expected", "")))
            return f"'{given}' is not one of {', '.join(words)}{nearest(str(given), words) if len(words) > 6 else ''}"
        case "string_pattern_mismatch" if context.get("pattern") == "^[a-z]{2}$":
            return f"'{given}' is not a language; write two small letters, e.g. en"
        case "string_pattern_mismatch" if context.get("pattern") == "^[A-Z]{3}$":
            return f"'{given}' is not a currency; write three capital letters, e.g. USD"
        case "string_pattern_mismatch":
            return f"'{given}' is not a name; write small letters, digits and underscores, beginning with a letter"
        case "value_error":
            return str(context.get("error", detail["msg"]))
    return MUST_BE.get(detail["type"], detail["msg"][:1].lower() + detail["msg"][1:])


@dataclass(frozen=True, slots=True)
class Valid:
    """What could be made of a document; ``without`` are the names of entries that were left out because of their mistakes."""

    value: Any
    without: frozenset[str] = frozenset()


def read(kind: Any, document: Document, mistakes: list[PackError]) -> Valid | None:
    """The document validated as ``kind``, its mistakes added; wrong entries are left out so that the others can be checked.

    None where what is left is not valid either.
    """
    keys: list[KeyMistake] = []
    found: dict[tuple[Place, str], None] = {}
    result: Valid | None = None
    try:
        result = Valid(TypeAdapter(kind).validate_python(document.data, context=keys))
    except ValidationError as error:
        details = error.errors(include_url=False)
        for detail in details:
            if detail["type"] != "missing":
                found[(document.place(detail["loc"]), explain(detail))] = None
        result = mended(kind, document, [document.place(detail["loc"]) for detail in details])
    for data, key, message in keys:
        found[((*document.places.get(id(data), ()), key), message)] = None
    mistakes += [document.mistake(place, ".".join(str(part) for part in place), message) for place, message in found]
    return result


def mended(kind: Any, document: Document, places: list[Place]) -> Valid | None:
    """The document without the entries in which something is wrong, None if it is still not valid."""
    data, without = copy.deepcopy(document.data), set[str]()
    for place in sorted((entry(place) for place in places), key=len, reverse=True):
        if not place:
            return None
        holder = data
        for part in place[:-1]:
            holder = holder[part]
        if isinstance(holder, list):
            holder[int(place[-1])] = HARMLESS
            without.add("")
        elif holder.pop(place[-1], None) is not None:
            without.add(str(place[-1]))
    try:
        return Valid(TypeAdapter(kind).validate_python(data), frozenset(without))
    except ValidationError:
        return None


HARMLESS = {"call": LEFT_OUT}
"""Stands in for a step with a mistake."""

SECTIONS = ("intents", "slots", "actions")


def entry(place: Place) -> Place:
    """The entry of a document that a place belongs to: the innermost step, or an intent, slot, action, reply or setting."""
    steps = [i for i, part in enumerate(place) if isinstance(part, int) and place[i - 1] in ("steps", "then", "else", "failed")]
    if steps:
        return place[: steps[-1] + 1]
    return place[:2] if place[:1] and place[0] in SECTIONS else place[:1]
