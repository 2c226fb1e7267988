"""The dictionary of a data set's columns: names, words for codes, protected columns, and columns that are not asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import DataError


class ColumnText(BaseModel):
    """A column; ``words``: what its codes stand for; ``rising``: those that are more of a good thing; ``ask: false`` leaves it out."""

    model_config = ConfigDict(extra="forbid")
    name: str
    words: dict[str, str] = {}
    rising: list[str] = []
    protected: bool = False
    ask: bool = True


class ColumnsText(BaseModel):
    """columns.yaml."""

    model_config = ConfigDict(extra="forbid")
    target: str
    bad: str
    source: str
    licence: str
    columns: list[ColumnText]


@dataclass(frozen=True, slots=True)
class Columns:
    """The dictionary of a data set, by the names of its columns in the order of the file."""

    target: str
    bad: str
    source: str
    licence: str
    names: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]
    rising: Mapping[str, tuple[str, ...]]
    protected: frozenset[str]
    left_out: frozenset[str]


def read(path: Path) -> Columns:
    """The dictionary in a YAML file; DataError if it is not one."""
    try:
        text = ColumnsText.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise DataError(path, None, f"does not describe columns: {error}") from error
    return Columns(
        text.target,
        text.bad,
        text.source,
        text.licence,
        tuple(column.name for column in text.columns),
        {column.name: column.words for column in text.columns if column.words},
        {column.name: tuple(column.rising) for column in text.columns if column.rising},
        frozenset(column.name for column in text.columns if column.protected),
        frozenset(column.name for column in text.columns if not column.ask),
    )
