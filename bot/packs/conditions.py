"""Parses conditions of flows and rules, such as ``order_status in [placed, packing] and not paid``."""

import ast
from functools import cache
from typing import Literal

from bot.dialogue.conditions import All, Any, Compare, Condition, Not
from bot.dialogue.events import Value

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]

OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "==",
    ast.IsNot: "!=",
}
MIRRORED: dict[Operator, Operator] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
WORDS: dict[str, Value] = {"true": True, "false": False, "none": None, "null": None}
EXAMPLE = "write for example `order_status in [placed, packing]`, `amount >= 40`, `confirmed` or `not confirmed`"


@cache
def parse(text: str) -> Condition:
    """The condition; a bare word after an operator is a text value, and a slot alone must be true. ValueError says what to write."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ValueError(f"'{text}' is not a condition: {EXAMPLE}") from error
    return condition(tree.body)


def condition(node: ast.expr) -> Condition:
    """One node of the condition."""
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return All(tuple(condition(value) for value in values))
        case ast.BoolOp(values=values):
            return Any(tuple(condition(value) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(condition(operand))
        case ast.Name(id=slot):
            return Compare(slot, "==", (True,))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return compare(left, OPERATORS[type(op)], right)
        case ast.Compare(left=left, ops=ops, comparators=rights):
            pairs = zip([left, *rights[:-1]], ops, rights, strict=True)
            return All(tuple(compare(a, OPERATORS[type(op)], b) for a, op, b in pairs))
    raise ValueError(f"`{ast.unparse(node)}` is not a condition: {EXAMPLE}")


def compare(left: ast.expr, operator: Operator, right: ast.expr) -> Compare:
    """``slot operator value``, also written the other way round."""
    if not isinstance(left, ast.Name) and isinstance(right, ast.Name) and operator in MIRRORED:
        left, operator, right = right, MIRRORED[operator], left
    if not isinstance(left, ast.Name):
        raise ValueError(f"`{ast.unparse(left)}` must be the name of a slot: {EXAMPLE}")
    if operator in ("in", "not in"):
        if not isinstance(right, ast.List | ast.Tuple | ast.Set):
            raise ValueError(f"`{operator}` needs a list, write [{ast.unparse(right)}]")
        return Compare(left.id, operator, tuple(value(item) for item in right.elts))
    wanted = value(right)
    if operator in ("<", "<=", ">", ">=") and (isinstance(wanted, bool) or not isinstance(wanted, int | float)):
        raise ValueError(f"`{operator}` compares numbers, `{ast.unparse(right)}` is none")
    return Compare(left.id, operator, (wanted,))


def value(node: ast.expr) -> Value:
    """A constant; a bare word is text."""
    match node:
        case ast.Name(id=name):
            return WORDS.get(name.lower(), name)
        case ast.Constant(value=bool() | int() | float() | str() | None as constant):
            return constant
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
    raise ValueError(f"`{ast.unparse(node)}` is not a value; put text with spaces or hyphens in quotes")


def parts(condition: Condition) -> tuple[Compare, ...]:
    """Every comparison in a condition."""
    match condition:
        case Compare():
            return (condition,)
        case Not(condition=inner):
            return parts(inner)
        case All(conditions=several) | Any(conditions=several):
            return tuple(part for inner in several for part in parts(inner))
