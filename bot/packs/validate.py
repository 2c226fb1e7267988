"""Validates a document and reports every mistake as a sentence with its place."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from bot.errors import PackError
from bot.packs.document import Document, Place, likeliest
from bot.packs.mending import STEPS, Mending
from bot.packs.schema import KINDS

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
            beside = {name for model in KINDS.values() for name in model.model_fields}
            keys = [key for key in given if key not in beside and key not in STEPS] if isinstance(given, dict) else []
            meant = likeliest(keys[0], KINDS) if len(keys) == 1 else None
            return f"a step has exactly one of {', '.join(KINDS)}" + (f"; did you mean '{meant}'?" if meant else "")
        case "literal_error":
            words = re.findall(r"'(\w+)'", str(context.get("expected", "")))
            meant = likeliest(str(given), words) if len(words) > 6 else None
            return f"'{given}' is not one of {', '.join(words)}" + (f"; did you mean '{meant}'?" if meant else "")
        case "string_pattern_mismatch" if context.get("pattern") == "^[a-z]{2}$":
            return f"'{given}' is not a language; write two small letters, e.g. en"
        case "string_pattern_mismatch" if context.get("pattern") == "^[A-Z]{3}$":
            return f"'{given}' is not a currency; write three capital letters, e.g. USD"
        case "string_pattern_mismatch" if context.get("pattern") == "^[A-Z]{2}$":
            return f"'{given}' is not a country; write two capital letters, e.g. NL"
        case "string_pattern_mismatch":
            return f"'{given}' is not a name; write small letters, digits and underscores, beginning with a letter"
        case "value_error":
            return str(context.get("error", detail["msg"]))
    return MUST_BE.get(detail["type"], detail["msg"][:1].lower() + detail["msg"][1:])


@dataclass(frozen=True, slots=True)
class Valid:
    """The valid part of a document.

    ``removed`` are the places that were left out or replaced because of a mistake. ``without`` are the names that may have been defined
    there, so referring to them is no further mistake.
    """

    value: Any
    removed: frozenset[Place] = frozenset()
    without: frozenset[str] = frozenset()

    def touched(self, *place: str | int) -> bool:
        """Whether something directly inside a place was left out or replaced, so that what seems missing there may only be mistaken."""
        return any(one[:-1] == place for one in self.removed)


def read(kind: Any, document: Document, mistakes: list[PackError]) -> Valid | None:
    """Validate the document as ``kind`` and append its mistakes; wrong parts are left out so that the rest can be checked.

    Returns None if nothing valid is left.
    """
    mending = Mending(document)
    value = mending.run(kind)
    for place, detail in mending.found:
        message = detail if isinstance(detail, str) else explain(detail)
        mistakes.append(document.mistake(place, ".".join(str(part) for part in place), message))
    return Valid(value, frozenset(mending.removed), frozenset(mending.without)) if value is not None else None
