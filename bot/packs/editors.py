"""JSON Schemas, generated from the pydantic models, by which an editor completes and checks a pack's YAML."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from bot.packs.rules import RulesText
from bot.packs.schema import FlowText, PackText, RepliesText

DOCS = Path(__file__).parents[2] / "docs"
"""Where a checkout keeps the schemas as files."""


Kind = Literal["pack", "flow", "replies", "rules"]
"""The files of a pack that have a schema."""

FORMS: Mapping[Kind, Any] = {"pack": PackText, "flow": FlowText, "replies": RepliesText, "rules": RulesText}
TITLES: Mapping[Kind, str] = {
    "pack": "pack.yaml: what a bot is for, what it asks and what it may do",
    "flow": "flows/<name>.yaml: a procedure, step by step",
    "replies": "replies/<language>.yaml: what the bot says",
    "rules": "rules.yaml: what comes before everything else",
}


def schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of one kind of file."""
    made = told(TypeAdapter(FORMS[kind]).json_schema(by_alias=True))
    return {"title": TITLES[kind], **{key: value for key, value in made.items() if key != "title"}}


def told(part: Any) -> Any:
    """A part of a schema as editors need it: without generated titles and nullable unions, and closed to unknown keys."""
    if isinstance(part, list):
        return [told(one) for one in part]
    if not isinstance(part, dict):
        return part
    plain = {key: told(value) for key, value in part.items() if not (key == "title" and isinstance(value, str))}
    something = [one for one in plain.get("anyOf", ()) if one != {"type": "null"}]
    if len(something) == 1:
        plain = {**something[0], **{key: value for key, value in plain.items() if key not in ("anyOf", "default")}}
    if isinstance(plain.get("description"), str):
        plain["description"] = plain["description"].replace("``", "`")
    if plain.get("type") == "object" and ("properties" in plain or "patternProperties" in plain):
        plain["additionalProperties"] = False
    return plain


def comment(kind: str, file: Path) -> str:
    """The line that tells an editor which schema ``file`` follows; empty outside a checkout, which has no schema files."""
    at = DOCS / f"{kind}.schema.json"
    return f"# yaml-language-server: $schema={Path(os.path.relpath(at, file.parent)).as_posix()}\n" if at.exists() else ""
