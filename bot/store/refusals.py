"""What a database answers instead of doing what it was asked, as Frontdesk tells it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bot.errors import StoreUnavailable

WHOLE = ("08", "25", "40", "53", "55", "57", "58", "XX")
"""Classes of PostgreSQL's error codes that are about a connection, a lock or the server, and not about what was asked of it."""

LOST = ("26000", "42P05")
"""Of a prepared statement that is not there, or is there already: it went over another connection than the one it was prepared on."""

POOLER = (
    "a pooler such as PgBouncer loses prepared statements: in pgbouncer.ini set pool_mode = session, "
    "or max_prepared_statements = 200, which PgBouncer has from 1.21 on"
)


@contextmanager
def named() -> Iterator[None]:
    """What keeps the whole database from its work becomes StoreUnavailable; an error about a row or a statement keeps its type.

    Neither holds what was written, also not in its causes, so that a traceback may be shown.
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
    """What is wrong, without what PostgreSQL quotes: rows in its details, and texts where it, or a driver, complains about data."""
    quotes = isinstance(error, exc.InterfaceError) or not isinstance(error, exc.DBAPIError) or state(error).startswith("22")
    if quotes and error.orig is not None:
        return type(error.orig.__cause__ or error.orig).__name__
    if state(error) in LOST:
        return POOLER
    return str(error.orig).partition("\n")[0]


def state(error: exc.StatementError) -> str:
    """PostgreSQL's code of an error; SQLite has none."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def whole(error: exc.StatementError) -> bool:
    """Whether an error would meet any other write or read as well; one without a statement came while a connection was made."""
    if code := state(error):
        return code[:2] in WHOLE or code in LOST
    broken = type(error) in (exc.OperationalError, exc.DatabaseError, exc.InternalError)
    return broken or error.statement is None or error.connection_invalidated
