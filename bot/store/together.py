"""Changes of many rows, each said once: run row after row, or several of them together in one statement.

A trip to a database on another machine costs more than most statements, so PostgreSQL is sent the rows of a statement as arrays, and
those of a turn as one (https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING). All of them then see
the tables as they were before, and no two may change the same row. To SQLite, which knows neither, nothing is a trip.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Column,
    ColumnElement,
    Connection,
    Executable,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.sql.dml import Update
from sqlalchemy.types import TypeEngine

Rows = Sequence[Mapping[str, Any]]
Given = Mapping[str, ColumnElement[Any]]
"""What a statement takes from a row, by its names."""


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """New rows of ``table``, or with ``update`` what becomes of rows that are there; ``takes``: what it needs of each row, and its type."""

    name: str
    table: Table
    takes: Mapping[str, TypeEngine[Any]]
    update: Callable[[Given], Update] | None = None

    def parameter(self, name: str) -> str:
        """A value's name among the parameters; SQLAlchemy keeps those of columns for itself."""
        return f"{self.name}_{name}"

    def by_row(self) -> Executable:
        """The statement for one row."""
        given = {name: bindparam(self.parameter(name), type_=type_) for name, type_ in self.takes.items()}
        return self.update(given) if self.update else insert(self.table).values(given)

    def by_arrays(self) -> CTE:
        """The statement for all rows; of each value it takes an array, in the rows' order."""
        types = {name: unbounded(type_) for name, type_ in self.takes.items()}
        arrays = [bindparam(self.parameter(name), type_=ARRAY(type_)) for name, type_ in types.items()]
        columns = [Column(name, type_) for name, type_ in types.items()]
        given = func.unnest(*arrays).table_valued(*columns).render_derived()
        if self.update is not None:
            return self.update({name: given.c[name] for name in types}).cte(self.name)
        return insert(self.table).from_select(list(types), select(*(given.c[name] for name in types))).cte(self.name)


def unbounded(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type without a length: a cast to a shorter text would cut it without a word, where its column says that it is too long."""
    return Text() if isinstance(type_, String) else type_


def addition(table: Table) -> Change:
    """New rows, of which everything is given but what the database counts itself."""
    return Change(f"new_{table.name}", table, {column.name: column.type for column in table.c if column.autoincrement is not True})


def carry_out(connection: Connection, *changes: tuple[Change, Rows]) -> None:
    """Carry out changes that do not touch the same rows, in their order or at once; one without rows is left out."""
    wanted = [(change, rows) for change, rows in changes if rows]
    if connection.dialect.name != "postgresql":
        for change, rows in wanted:
            connection.execute(one(change), [{change.parameter(name): row[name] for name in change.takes} for row in rows])
    elif wanted:
        values = {change.parameter(name): [row[name] for row in rows] for change, rows in wanted for name in change.takes}
        connection.execute(together(tuple(change for change, _ in wanted)), values)


@cache
def one(change: Change) -> Executable:
    """A change of one row; made once, since making it costs more than to run it."""
    return change.by_row()


@cache
def together(changes: tuple[Change, ...]) -> Executable:
    """One statement that carries out all of them."""
    return select(literal(1)).add_cte(*(change.by_arrays() for change in changes))
