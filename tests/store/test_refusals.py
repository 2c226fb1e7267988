"""Which errors are about the database itself, so that people are asked to try again, and which about what was asked of it."""

import pytest
from sqlalchemy import exc

from bot.errors import StoreUnavailable
from bot.store.refusals import named

SELECT = "SELECT 1"


class Broken(Exception):
    """What a driver raises; ``sqlstate`` is PostgreSQL's code where there is one."""

    def __init__(self, message: str, sqlstate: str | None = None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    "error",
    [
        exc.InternalError(None, None, Broken("cannot switch to state 11; another operation (2) is in progress")),
        exc.InternalError(SELECT, None, Broken("got result for unknown protocol state 3")),
        exc.InterfaceError(None, None, Broken("connection is closed")),
        exc.OperationalError(SELECT, None, Broken("the database system is starting up", "57P03")),
        exc.DBAPIError(SELECT, None, Broken("connection was closed in the middle of operation"), connection_invalidated=True),
        TimeoutError(),
        ConnectionResetError(104, "Connection reset by peer"),
    ],
    ids=lambda error: f"{type(error).__name__} {str(getattr(error, 'orig', error))[:30]}",
)
def test_what_any_other_read_would_meet_too_is_the_databases_trouble(error: Exception) -> None:
    """A server that is started again breaks connections in the middle of whatever they do, also while they are made."""
    with pytest.raises(StoreUnavailable), named():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        exc.IntegrityError(SELECT, None, Broken("duplicate key", "23505")),
        exc.DataError(SELECT, None, Broken("invalid input", "22P02")),
        exc.ProgrammingError(SELECT, None, Broken("no such column", "42703")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_is_wrong_with_a_row_or_a_statement_keeps_its_kind(error: Exception) -> None:
    """To try again would not help."""
    with pytest.raises(type(error)), named():
        raise error
