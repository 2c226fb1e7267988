"""Makes the tables, and brings them up to date: Alembic, run from code when a store is opened."""

from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.errors import SetupError, StoreUnavailable
from bot.store.database import connect

LOCK = 7_310_604
"""PostgreSQL's advisory lock while one of several processes that start together makes the tables."""


async def migrate(address: str) -> None:
    """Bring a database up to date, from empty or from an earlier version, in one transaction; SetupError where that cannot be."""
    database = connect(address)
    try:
        await database.write(upgrade)
    except (DBAPIError, StoreUnavailable) as error:
        reason = error.args[0] if isinstance(error, DBAPIError) else error.reason
        raise SetupError(f"The database cannot be used: {reason} ({database.address}).") from error
    finally:
        await database.close()


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, on a connection whose transaction is open."""
    from alembic.command import upgrade as run  # only needed at the start of a process, and slow to import
    from alembic.config import Config
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
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
