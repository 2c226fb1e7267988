"""Conditions over slots: parsed from a pack's text at the edge, evaluated here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Literal

from bot.dialogue.events import Value


@dataclass(frozen=True, slots=True)
class Compare:
    """``slot operator value``; ``in`` takes several values; a slot without a value equals None only."""

    slot: str
    operator: Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one condition holds."""

    conditions: tuple["Condition", ...]


Condition = Compare | Not | All | Any

ORDERS: Mapping[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def holds(condition: Condition, slots: Mapping[str, Value]) -> bool:
    """Whether a condition holds for these slots."""
    match condition:
        case Compare(slot=name, operator=operator, values=values):
            return compare(slots.get(name), operator, values)
        case Not(condition=inner):
            return not holds(inner, slots)
        case All(conditions=several):
            return all(holds(inner, slots) for inner in several)
        case Any(conditions=several):
            return any(holds(inner, slots) for inner in several)


def compare(value: Value, operator: str, values: tuple[Value, ...]) -> bool:
    """Whether ``value operator values`` holds; an ordering of values that are not numbers never does."""
    match operator:
        case "==":
            return value == values[0]
        case "!=":
            return value != values[0]
        case "in":
            return value in values
        case "not in":
            return value not in values
    limit = values[0]
    return isinstance(value, (int, float)) and isinstance(limit, (int, float)) and ORDERS[operator](value, limit)


def describe(condition: Condition) -> str:
    """The condition in words."""
    match condition:
        case Not(condition=inner):
            return f"not ({describe(inner)})"
        case All(conditions=several):
            return " and ".join(describe(inner) for inner in several)
        case Any(conditions=several):
            return " or ".join(describe(inner) for inner in several)
        case Compare(slot=name, operator=operator, values=values):
            right = ", ".join(str(v) for v in values)
            return f"{name} {operator} [{right}]" if operator.endswith("in") else f"{name} {operator} {right}"
