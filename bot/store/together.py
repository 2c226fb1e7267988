"""Changes of many rows, each stated once and run either row by row or together with others in one statement.

A trip to a database on another machine costs more than most statements. So PostgreSQL gets the rows of a change as arrays, and the changes
of a turn as one statement (https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING). All of them then see the
tables as they were before, and no two may change the same row. SQLite knows neither arrays nor such statements, but needs no trips.
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
"""The values that a statement takes from a row, by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """An insert into ``table``, or with ``update`` an update of it; ``takes`` gives the values needed of each row and their types."""

    name: str
    table: Table
    takes: Mapping[str, TypeEngine[Any]]
    update: Callable[[Given], Update] | None = None

    def parameter(self, name: str) -> str:
        """The name of a value's parameter; it has a prefix because SQLAlchemy reserves the names of columns."""
        return f"{self.name}_{name}"

    def by_row(self) -> Executable:
        """The statement for one row."""
        given = {name: bindparam(self.parameter(name), type_=type_) for name, type_ in self.takes.items()}
        return self.update(given) if self.update else insert(self.table).values(given)

    def by_arrays(self) -> CTE:
        """The statement for all rows, which takes each value as an array in the order of the rows."""
        types = {name: unbounded(type_) for name, type_ in self.takes.items()}
        arrays = [bindparam(self.parameter(name), type_=ARRAY(type_)) for name, type_ in types.items()]
        columns = [Column(name, type_) for name, type_ in types.items()]
        given = func.unnest(*arrays).table_valued(*columns).render_derived()
        if self.update is not None:
            return self.update({name: given.c[name] for name in types}).cte(self.name)
        return insert(self.table).from_select(list(types), select(*(given.c[name] for name in types))).cte(self.name)


def unbounded(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type without a length: a cast would cut a long text silently, where the column reports it as too long."""
    return Text() if isinstance(type_, String) else type_


def addition(table: Table) -> Change:
    """An insert that is given every column except those that the database numbers itself."""
    return Change(f"new_{table.name}", table, {column.name: column.type for column in table.c if column.autoincrement is not True})


def carry_out(connection: Connection, *changes: tuple[Change, Rows]) -> None:
    """Carry out changes that do not concern the same rows, one by one or together; a change without rows is left out."""
    wanted = [(change, rows) for change, rows in changes if rows]
    if connection.dialect.name != "postgresql":
        for change, rows in wanted:
            connection.execute(one(change), [{change.parameter(name): row[name] for name in change.takes} for row in rows])
    elif wanted:
        values = {change.parameter(name): [row[name] for row in rows] for change, rows in wanted for name in change.takes}
        connection.execute(together(tuple(change for change, _ in wanted)), values)


@cache
def one(change: Change) -> Executable:
    """The statement of a change for one row; cached, since building it costs more than running it."""
    return change.by_row()


@cache
def together(changes: tuple[Change, ...]) -> Executable:
    """One statement that carries out several changes."""
    return select(literal(1)).add_cte(*(change.by_arrays() for change in changes))
