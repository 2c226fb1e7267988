"""Fills a database with copies of the finished conversations in it, under other ids and at other times."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, text

from bot.store.tables import conversations, inbox, messages, turns

YEAR = 365 * 86400.0
QUEUED = 1000
"""One in so many copies still waits for a person; the others are closed."""

BATCH = 50_000
"""Conversations that one statement copies."""

WAITS = f"n % {QUEUED} = 0"
CHANGED = {
    "mode": f"CASE WHEN {WAITS} THEN 'queued' ELSE 'closed' END",
    "waiting_since": f"CASE WHEN {WAITS} THEN updated_at - n * CAST(:apart AS double precision) END",
    "lease_owner": "NULL",
    "lease_until": "0",
    "timer_due": "NULL",
    **{name: f"{name} - n * CAST(:apart AS double precision)" for name in ("opened_at", "updated_at", "at", "received_at", "handled_at")},
}
"""SQL for the columns that are changed: ``n`` is the number of a copy, and copies are ``apart`` seconds apart."""

DIALECTS = {
    "postgresql": (
        "SELECT n FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n",
        "lpad(to_hex(n * CAST(:step AS bigint)), 8, '0')",
    ),
    "sqlite": (
        "WITH RECURSIVE counting(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM counting WHERE n < :last) SELECT n FROM counting",
        "printf('%08x', n * :step)",
    ),
}
"""By dialect, SQL that counts, and SQL that writes a number as the first eight hexadecimal digits of an id.

So the ids of copies are in order and spread over the whole range.
"""


def patterns(connection: Connection) -> int:
    """Number the conversations whose events are all answered, and copy them to temporary tables of this connection; how many there are."""
    done = "SELECT conversation_id FROM inbox GROUP BY conversation_id HAVING COUNT(*) = COUNT(handled_at)"
    numbered = f"SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS number, id AS original FROM conversations WHERE id IN ({done})"
    connection.execute(text(f"CREATE TEMPORARY TABLE pattern AS {numbered}"))
    for table in (conversations, messages, turns, inbox):
        own = "id" if table is conversations else "conversation_id"
        rows = f"SELECT number, {table.name}.* FROM {table.name} JOIN pattern ON original = {own}"
        connection.execute(text(f"CREATE TEMPORARY TABLE pattern_{table.name} AS {rows}"))
        connection.execute(text(f"CREATE INDEX pattern_{table.name}_number ON pattern_{table.name} (number)"))
    return int(connection.execute(text("SELECT COUNT(*) FROM pattern")).scalar_one())


def copied(table: Table, dialect: str) -> str:
    """The statement that writes one batch of copies into a table; its parameter ``of`` is the number of patterns."""
    counting, digits = DIALECTS[dialect]
    other = {name: f"{digits} || substr({name}, 9)" for name in ("id", "conversation_id")} | {"key": f"{digits} || key"}
    names = [column.name for column in table.columns if column.name != "position"]
    values = ", ".join({**CHANGED, **other}.get(name, name) for name in names)
    source = f"({counting}) AS numbers JOIN pattern_{table.name} ON number = n % CAST(:of AS bigint)"
    return f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} FROM {source} ORDER BY n"


def fill(connection: Connection, count: int) -> Mapping[str, int]:
    """Write ``count`` conversations with their messages, turns and inbox rows; the number of new rows by table."""
    of, rows = patterns(connection), {table.name: 0 for table in (conversations, messages, turns, inbox)}
    steps = {"step": 2**32 // (count + 1), "of": of, "apart": YEAR / count}
    for first in range(1, count + 1, BATCH):
        batch = {"first": first, "last": min(first + BATCH - 1, count), **steps}
        for table in (conversations, messages, turns, inbox):
            rows[table.name] += connection.execute(text(copied(table, connection.dialect.name)), batch).rowcount
    return rows
