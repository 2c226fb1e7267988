"""The shop's database: SQLite beside the bot's own, made and filled on first use."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .catalogue import PRODUCTS, Product, variant_name
from .seed import orders

Result = Mapping[str, str | int | float | bool | None]

SCHEMA = """
CREATE TABLE orders (
    code TEXT PRIMARY KEY, customer TEXT NOT NULL, email TEXT NOT NULL, street TEXT NOT NULL, city TEXT NOT NULL, country TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('placed', 'packing', 'in_transit', 'delayed', 'out_for_delivery', 'at_pickup_point', 'delivered', 'returned', 'cancelled')),
    placed_on TEXT NOT NULL, shipped_on TEXT, eta TEXT, delivered_on TEXT, ended_on TEXT,
    carrier TEXT NOT NULL, tracking TEXT, payment TEXT NOT NULL, shipping_cents INTEGER NOT NULL, express INTEGER NOT NULL
);
CREATE TABLE lines (
    code TEXT NOT NULL REFERENCES orders, position INTEGER NOT NULL, product TEXT NOT NULL, size TEXT NOT NULL, colour TEXT NOT NULL,
    quantity INTEGER NOT NULL, cents INTEGER NOT NULL, PRIMARY KEY (code, position)
);
CREATE TABLE returns (
    number INTEGER PRIMARY KEY, code TEXT NOT NULL REFERENCES orders, position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('return', 'exchange')), started_on TEXT NOT NULL,
    arrived_on TEXT, refunded_on TEXT, wanted TEXT NOT NULL DEFAULT ''
);
CREATE TABLE cases (
    number INTEGER PRIMARY KEY, code TEXT NOT NULL REFERENCES orders, positions TEXT NOT NULL, kind TEXT NOT NULL,
    opened_on TEXT NOT NULL, note TEXT NOT NULL
);
CREATE TABLE done (key TEXT NOT NULL, action TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (key, action));
CREATE INDEX returns_by_order ON returns (code);
CREATE INDEX cases_by_order ON cases (code);
"""

seeding = threading.Lock()
ready: set[Path] = set()


@dataclass(frozen=True, slots=True)
class Line:
    """An article of an order; ``cents`` is the price of all its pieces."""

    position: int
    product: Product
    size: str
    colour: str
    quantity: int
    cents: int

    def name(self, language: str) -> str:
        """The article as people write it, with its variant and number."""
        if language == "zh":
            name = variant_name(self.size, self.colour, language) + self.product.chinese
            return name if self.quantity == 1 else f"{name}×{self.quantity}"
        name = " ".join(part for part in (self.colour, self.product.english, f"in {self.size}" if self.size else "") if part)
        return name if self.quantity == 1 else f"{self.quantity} × {name}"


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it stands; dates that have not come are None."""

    code: str
    customer: str
    email: str
    street: str
    city: str
    country: str
    status: str
    placed_on: date
    shipped_on: date | None
    eta: date | None
    delivered_on: date | None
    ended_on: date | None
    carrier: str
    tracking: str
    payment: str
    shipping_cents: int
    express: bool
    lines: tuple[Line, ...]

    @property
    def cents(self) -> int:
        """What the customer paid, with shipping."""
        return self.shipping_cents + sum(line.cents for line in self.lines)

    def pick(self, positions: str) -> tuple[Line, ...]:
        """The lines at positions written like ``1,3``."""
        wanted = positions.split(",")
        return tuple(line for line in self.lines if str(line.position) in wanted)


class Shop:
    """One shop's database in ``data_dir``; every use opens a connection of its own, so any thread may use it."""

    def __init__(self, data_dir: Path, today: date) -> None:
        self.path, self.today = (data_dir / "shop.db").resolve(), today
        with seeding:
            if self.path not in ready or not self.path.exists():
                self.prepare()
                ready.add(self.path)

    def connect(self) -> sqlite3.Connection:
        """A connection in autocommit mode; writers wait for one another for up to four seconds."""
        connection = sqlite3.connect(self.path, timeout=4.0, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def prepare(self) -> None:
        """Make and fill the tables in one transaction, unless another process has done so."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self.connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'done'").fetchone():
                for statement in SCHEMA.split(";"):
                    connection.execute(statement)
                for order in orders(self.today):
                    insert(connection, "orders", order.row)
                    for line in order.lines:
                        insert(connection, "lines", line)
                    for entry in order.returns:
                        insert(connection, "returns", entry)
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading."""
        with closing(self.connect()) as connection:
            yield connection

    def order(self, code: str) -> Order | None:
        """The order with that code."""
        with self.reading() as connection:
            return find(connection, code)

    def once(self, key: str, action: str, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do ``work`` in one transaction, or return what it returned when it was done before under the same key."""
        with closing(self.connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                before = connection.execute("SELECT result FROM done WHERE key = ? AND action = ?", (key, action)).fetchone()
                result: Result = json.loads(before["result"]) if before else work(connection)
                if not before:
                    insert(connection, "done", {"key": key, "action": action, "result": json.dumps(dict(result))})
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            return result


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> int:
    """Add a row; its number."""
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    return connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values())).lastrowid or 0


def find(connection: sqlite3.Connection, code: str) -> Order | None:
    """The order with that code, with its lines."""
    row = connection.execute("SELECT * FROM orders WHERE code = ?", (code,)).fetchone()
    if row is None:
        return None
    found = connection.execute("SELECT * FROM lines WHERE code = ? ORDER BY position", (code,)).fetchall()
    lines = tuple(Line(r["position"], PRODUCTS[r["product"]], r["size"], r["colour"], r["quantity"], r["cents"]) for r in found)

    def day(name: str) -> date | None:
        return date.fromisoformat(row[name]) if row[name] else None

    return Order(
        code=row["code"],
        customer=row["customer"],
        email=row["email"],
        street=row["street"],
        city=row["city"],
        country=row["country"],
        status=row["status"],
        placed_on=date.fromisoformat(row["placed_on"]),
        shipped_on=day("shipped_on"),
        eta=day("eta"),
        delivered_on=day("delivered_on"),
        ended_on=day("ended_on"),
        carrier=row["carrier"],
        tracking=row["tracking"] or "",
        payment=row["payment"],
        shipping_cents=row["shipping_cents"],
        express=bool(row["express"]),
        lines=lines,
    )
