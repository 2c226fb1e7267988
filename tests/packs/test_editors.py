import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.packs.editors import Kind, comment, schema
from bot.packs.schema import KINDS
from bot.packs.starting import begin

DOCS = Path(__file__).parents[2] / "docs"


def properties(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that a schema knows, with what it says of it."""
    if isinstance(part, list):
        for one in part:
            yield from properties(one)
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
        for one in part.values():
            yield from properties(one)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_schema_of_the_documentation_is_the_one_of_the_models(kind: Kind) -> None:
    path = DOCS / f"{kind}.schema.json"
    assert json.loads(path.read_text("utf-8")) == schema(kind), f"write it anew: frontdesk check --schema {kind} > docs/{path.name}"


@pytest.mark.parametrize("kind", get_args(Kind))
def test_an_editor_can_say_of_every_key_what_it_is_for(kind: Kind) -> None:
    keys = list(properties(schema(kind)))
    assert keys
    assert [name for name, about in keys if not about.get("description")] == []


@pytest.mark.parametrize("kind", get_args(Kind))
def test_an_editor_marks_a_key_that_nobody_knows(kind: Kind) -> None:
    made = schema(kind)
    objects = [one for one in [made, *made["$defs"].values()] if "properties" in one or "patternProperties" in one]
    assert objects
    assert all(one["additionalProperties"] is False for one in objects)


def test_every_kind_of_step_can_stand_in_a_flow() -> None:
    made = schema("flow")
    steps = {one["$ref"].rpartition("/")[2] for one in made["properties"]["steps"]["items"]["oneOf"]}
    assert steps == {model.__name__ for model in KINDS.values()}


def test_every_yaml_file_of_a_new_pack_leads_an_editor_to_its_schema(tmp_path: Path) -> None:
    files = list(begin("kiosk", tmp_path).rglob("*.yaml"))
    assert len(files) > 4
    for file in files:
        first = file.read_text("utf-8").partition("\n")[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found, first
        wanted = {"kiosk": file.stem, "flows": "flow", "replies": "replies", "cases": "cases"}[file.parent.name]
        assert (file.parent / found[1]).resolve() == DOCS / f"{wanted}.schema.json"


def test_without_a_checkout_no_line_leads_to_what_is_not_there(tmp_path: Path) -> None:
    assert comment("nothing", tmp_path / "pack.yaml") == ""
