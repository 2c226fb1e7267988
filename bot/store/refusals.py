"""Translates a database's errors into Frontdesk's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bot.errors import StoreUnavailable

WHOLE = ("08", "25", "40", "53", "55", "57", "58", "XX")
"""Classes of PostgreSQL's error codes that concern a connection, a lock or the server, and not the statement."""

LOST = ("26000", "42P05")
"""Codes for a prepared statement that is missing or exists already: it was prepared on another connection."""

POOLER = (
    "a pooler such as PgBouncer loses prepared statements: in pgbouncer.ini set pool_mode = session, "
    "or max_prepared_statements = 200, which PgBouncer has from 1.21 on"
)


@contextmanager
def named() -> Iterator[None]:
    """Turn errors that concern the whole database into StoreUnavailable; errors about a row or a statement keep their type.

    Neither contains what was written, not even in its causes, so that a traceback may be shown.
    """
    try:
        yield
    except exc.StatementError as error:
        if whole(error):
            raise StoreUnavailable(said(error)).with_traceback(error.__traceback__) from None
        error.args, error.orig = (said(error),), None
        raise error from None
    except (exc.TimeoutError, OSError) as error:
        raise StoreUnavailable(str(error) or "no answer in time") from error


def said(error: exc.StatementError) -> str:
    """What is wrong, without quoted data: PostgreSQL quotes rows in details, and it and the drivers quote texts in data errors."""
    quotes = isinstance(error, exc.InterfaceError) or not isinstance(error, exc.DBAPIError) or state(error).startswith("22")
    if quotes and error.orig is not None:
        return type(error.orig.__cause__ or error.orig).__name__
    if state(error) in LOST:
        return POOLER
    return str(error.orig).partition("\n")[0]


def state(error: exc.StatementError) -> str:
    """PostgreSQL's code of an error; empty for SQLite, which has none."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def whole(error: exc.StatementError) -> bool:
    """Whether any other write or read would fail too; an error without a statement was raised while connecting."""
    if code := state(error):
        return code[:2] in WHOLE or code in LOST
    broken = type(error) in (exc.OperationalError, exc.DatabaseError, exc.InternalError)
    return broken or error.statement is None or error.connection_invalidated
