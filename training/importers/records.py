"""Reads JSON exports: a record or a page of records on each line, or a single document."""

import gzip
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from bot.errors import DataError
from training.dialogues import Dialogue, explained, unreadable

LARGEST = 256 << 20
"""The most bytes of a line, or of a document of many lines, which is read whole and takes several times as much memory."""

Line = tuple[int, bytes]
Record = tuple[int, Any]


def dialogues(path: Path, inside: Sequence[str], convert: Callable[[dict[str, Any]], Dialogue]) -> Iterator[Dialogue | DataError]:
    """Convert each record; an error with row and id if ``convert`` raises ValueError or the dialogue is a repeat."""
    rows: dict[str, int] = {}
    for one in read(path, inside):
        if isinstance(one, DataError):
            yield one
            continue
        row, record = one
        name = f"id {record['id']}: " if isinstance(record, dict) and record.get("id") is not None else ""
        try:
            if not isinstance(record, dict):
                raise ValueError("not a JSON object")
            found = convert(record)
            if found.id in rows:
                raise ValueError(f"was there before, in row {rows[found.id]}")
        except ValidationError as error:
            yield DataError(path, row, name + explained(error))
        except ValueError as error:
            yield DataError(path, row, name + str(error))
        else:
            rows[found.id] = row
            yield found


def read(path: Path, inside: Sequence[str] = (), largest: int = LARGEST) -> Iterator[Record | DataError]:
    """Every record with its line, or its place in a document's list, from 1; ``inside`` names the keys that lead to the list."""
    rest = lines(path, largest)
    head = list(islice(rest, 2))
    if len(head) == 2 and complete(head[0]):
        yield from by_line(path, chain(head, rest), inside)
        return
    head += within(largest, rest)
    try:
        document = whole(head, largest)
    except ValueError as error:
        # A broken first row looks like the beginning of a document; any other line that is a record tells them apart.
        if not any(complete(line) for line in head):
            raise DataError(path, None, f"neither a JSON document nor one JSON object a line: {error}") from error
        yield from by_line(path, chain(head, rest), inside)
    else:
        yield from enumerate(unwrapped(document, inside), start=1)


def lines(path: Path, largest: int) -> Iterator[Line]:
    """Row, from 1, and bytes of every line that is not blank."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            row = 0
            while line := file.readline(largest + 1):
                row += 1
                if len(line) > largest:
                    raise DataError(path, row, f"has more than {largest >> 20} MiB in one line: export one record a line")
                if row == 1:
                    line = line.removeprefix(BOM_UTF8)
                if line.strip():
                    yield row, line
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error


def complete(line: Line) -> bool:
    """Whether a line is a complete JSON object or list."""
    try:
        return isinstance(orjson.loads(line[1]), dict | list)
    except orjson.JSONDecodeError:
        return False


def within(largest: int, rest: Iterable[Line]) -> Iterator[Line]:
    """Lines until they exceed the size that a document may have."""
    size = 0
    for line in rest:
        yield line
        size += len(line[1])
        if size > largest:
            return


def whole(head: Sequence[Line], largest: int) -> Any:
    """The document in these lines; ValueError if they are none or too large."""
    if sum(len(line) for _, line in head) > largest:
        raise ValueError(f"a document may have {largest >> 20} MiB: export one record a line")
    return orjson.loads(b"".join(line for _, line in head)) if head else []


def by_line(path: Path, rest: Iterable[Line], inside: Sequence[str]) -> Iterator[Record | DataError]:
    """The records of each line."""
    for row, line in rest:
        try:
            found = unwrapped(orjson.loads(line), inside)
        except orjson.JSONDecodeError as error:
            yield DataError(path, row, f"not JSON: {error}")
        else:
            yield from ((row, record) for record in found)


def unwrapped(value: Any, inside: Sequence[str]) -> list[Any]:
    """The records of a document or page: the list under the keys ``inside``, a mapping of records by id, or the value itself."""
    while isinstance(value, dict) and (key := next((key for key in inside if isinstance(value.get(key), dict | list)), None)):
        value = value[key]
    if isinstance(value, dict) and value and all(isinstance(one, dict) for one in value.values()):
        return [{"id": key, **one} for key, one in value.items()]
    return value if isinstance(value, list) else [value]
