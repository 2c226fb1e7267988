"""Copies of frozen values, in half the time of ``dataclasses.replace``, which a step would feel."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Frozen = TypeVar("Frozen")

write = object.__setattr__
"""Writes a field of a frozen value: only for whoever has just made the value and shows it to nobody yet."""


@cache
def everything(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads all fields of a dataclass, of which it has two or more."""
    return attrgetter(*(field.name for field in fields(kind)))


def copied(value: Frozen, /) -> Frozen:
    """The same value as another object, of a dataclass whose constructor takes all of its fields."""
    kind: Any = type(value)
    copy: Frozen = kind(*everything(kind)(value))
    return copy


def changed(value: Frozen, /, **replaced: Any) -> Frozen:
    """The value with some of its fields replaced; AttributeError for a field that it does not have."""
    copy = copied(value)
    for name, field in replaced.items():
        write(copy, name, field)
    return copy
