"""Copies of frozen dataclasses in half the time of ``dataclasses.replace``, which makes a difference to a step."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Frozen = TypeVar("Frozen")

write = object.__setattr__
"""Writes a field of a frozen value; only for code that has just created the value and has not passed it on yet."""


@cache
def everything(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that returns all fields of a dataclass as a tuple; the dataclass must have at least two."""
    return attrgetter(*(field.name for field in fields(kind)))


def copied(value: Frozen, /) -> Frozen:
    """A copy of a dataclass whose constructor takes all of its fields."""
    kind: Any = type(value)
    copy: Frozen = kind(*everything(kind)(value))
    return copy


def changed(value: Frozen, /, **replaced: Any) -> Frozen:
    """A copy with some fields replaced; AttributeError for a field that does not exist."""
    copy = copied(value)
    for name, field in replaced.items():
        write(copy, name, field)
    return copy
