"""Work orders, kept in a database of the pack's own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

TABLE = """create table if not exists orders (
    number integer primary key autoincrement, key text not null unique, machine text not null, what text not null, urgent integer not null,
    opened_on text not null, state text not null default 'open' check (state in ('open', 'planned', 'in work', 'done')), planned_for text
)"""
COOLANT, BORESCOPE = "coolant pump leaks / 冷却泵漏液", "borescope inspection / 孔探检查"
BOTH = {COOLANT: ("coolant pump leaks", "冷却泵漏液"), BORESCOPE: ("borescope inspection", "孔探检查")}
"""What the orders that stand there from the beginning are about, by language; others stand as somebody wrote them."""
FIRST = 4100
"""Orders are numbered from here, so that their codes have four digits."""


@dataclass(frozen=True, slots=True)
class Order:
    """A work order as it stands."""

    number: int
    machine: str
    what: str
    urgent: bool
    opened_on: str
    state: str
    planned_for: str | None

    @property
    def code(self) -> str:
        """As it is called."""
        return f"WO-{self.number}"


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database, written to when all went well."""
    with closing(sqlite3.connect(folder / "orders.db", timeout=4)) as connection, connection:
        connection.execute("begin immediate")
        connection.execute(TABLE)
        if connection.execute("select count(*) from orders").fetchone() == (0,):
            connection.executemany(
                "insert into orders values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (FIRST - 2, "before-1", "MW-02", COOLANT, 0, "2026-11-20", "planned", "2026-11-26"),
                    (FIRST - 1, "before-2", "MW-33", BORESCOPE, 1, "2026-11-23", "in work", "2026-11-24"),
                ],
            )
        yield connection


def open_order(folder: Path, key: str, machine: str, what: str, urgent: bool, today: str) -> Order:
    """Open an order, or give back the one that was opened under the same key."""
    with opened(folder) as connection:
        connection.execute(
            "insert or ignore into orders (key, machine, what, urgent, opened_on) values (?, ?, ?, ?, ?)",
            (key, machine, what, urgent, today),
        )
        row = connection.execute(f"select {COLUMNS} from orders where key = ?", (key,)).fetchone()
    return order(row)


COLUMNS = "number, machine, what, urgent, opened_on, state, planned_for"


def order(row: tuple[int, str, str, int, str, str, str | None]) -> Order:
    """The order of a row."""
    number, machine, what, urgent, opened_on, state, planned_for = row
    return Order(number, machine, what, bool(urgent), opened_on, state, planned_for)


def found(folder: Path, code: str) -> Order | None:
    """The order with that code."""
    with opened(folder) as connection:
        row = connection.execute(f"select {COLUMNS} from orders where number = ?", (int(code.removeprefix("WO-")),)).fetchone()
    return order(row) if row else None


def running(folder: Path, machine: str) -> Order | None:
    """The newest order of a machine that is not done."""
    with opened(folder) as connection:
        row = connection.execute(
            f"select {COLUMNS} from orders where machine = ? and state != 'done' order by number desc limit 1", (machine,)
        ).fetchone()
    return order(row) if row else None
