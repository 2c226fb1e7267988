"""Makes the tables, and brings them up to date: Alembic, run from code when a store is opened."""

from functools import partial
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.errors import SetupError, StoreUnavailable
from bot.store.database import Postgres, connect
from bot.store.refusals import state

LOCK = 7_310_604
"""PostgreSQL's advisory lock while one of several processes that start together makes the tables."""


LOCK_SECONDS = 60.0
"""How long a process waits on PostgreSQL for another one that makes the tables; on SQLite it is ``bot.store.database.BUSY_SECONDS``."""

LOCKED = ("database is locked", "lock timeout")
MISFITS = ("42P01", "42P07", "42701", "42703", "already exists", "duplicate column", "no such table", "no such column")
"""PostgreSQL's codes, and SQLite's words, for tables and columns that a migration does not find, or finds where there should be none."""


async def migrate(address: str, seconds: float = LOCK_SECONDS) -> None:
    """Bring a database up to date, from empty or from an earlier version, in one transaction; SetupError where that cannot be."""
    database = connect(address, seconds=None)
    try:
        if isinstance(database, Postgres):
            await database.prove()
        await database.write(partial(upgrade, seconds=seconds))
    except (DBAPIError, StoreUnavailable) as error:
        reason = error.args[0] if isinstance(error, DBAPIError) else error.reason
        if any(word in reason for word in LOCKED):
            reason = f"another process holds a lock on it, wait until that one is done or end it ({reason})"
        raise SetupError(f"The database cannot be used: {reason} ({database.address}).") from error
    finally:
        await database.close()


def upgrade(connection: Connection, seconds: float = LOCK_SECONDS) -> None:
    """Run the migrations that are missing, on a connection whose transaction is open; ``seconds``: how long to wait for others."""
    from alembic.command import upgrade as run  # only needed at the start of a process, and slow to import
    from alembic.config import Config
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {round(seconds * 1000)}"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        run(config, "head")
    except CommandError as error:
        raise SetupError(
            f"The database was written by a newer version of Frontdesk: use that one, or another database ({error})."
        ) from error
    except DBAPIError as error:
        if state(error) not in MISFITS and not any(words in str(error.orig) for words in MISFITS):
            raise
        raise SetupError(
            "The database has other tables than its version says: another program's, or those of a migration that was not brought to "
            f"its end. Name an empty database, or restore a backup ({str(error.orig).rpartition('>: ')[2]})."
        ) from error
