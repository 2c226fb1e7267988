"""The registry in SQLite or PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, delete, exists, func, insert, or_, select

from bot.errors import StoreConflict
from bot.registry.outcomes import BADLY_RATED, GAVE_UP, NOT_UNDERSTOOD, Tally
from bot.registry.roles import RoleAssignment, RoleChange, Roles, after
from bot.store.database import Database
from bot.store.tables import conversations, messages, model_changes, models, turns

LOCK = 7_310_605
"""The class of PostgreSQL's advisory locks that are held while the roles of a pack change."""

CHANGES = select(*(column for column in model_changes.c if column.name != "position")).order_by(model_changes.c.position)


class SqlRegistry:
    """Implements ``Registry`` and ``Outcomes`` over the database of a store."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def roles(self) -> Mapping[str, Roles]:
        """The roles of every pack that has any."""
        return by_pack(await self.database.read(lambda connection: connection.execute(select(models)).all()))

    async def changes(self, pack: str) -> list[RoleChange]:
        """The changes of the pack's roles, oldest first."""
        statement = CHANGES.where(model_changes.c.pack == pack)
        return [RoleChange(*row) for row in await self.database.read(lambda connection: connection.execute(statement).all())]

    async def record(self, change: RoleChange, seen: Roles) -> Roles:
        """Make a change; the roles after it. Raises StoreConflict if the roles are no longer those ``seen``."""
        return await self.database.write(partial(made, change, seen))

    async def outcomes(self, pack: str, since: float) -> Mapping[str | None, Tally]:
        """How the conversations went that began at ``since`` or later, by the version that read them."""
        return await self.database.read(counted(pack, since))


def by_pack(rows: Sequence[Row[Any]]) -> dict[str, Roles]:
    """The roles of each pack, from rows of ``models``."""
    found: dict[str, dict[str, RoleAssignment]] = {}
    for row in rows:
        model = RoleAssignment(row.pack, row.version, row.role, row.share, row.since, row.by, row.note)
        found.setdefault(row.pack, {})[model.role] = model
    return {pack: Roles(members.get("active"), members.get("candidate")) for pack, members in found.items()}


def made(change: RoleChange, seen: Roles, connection: Connection) -> Roles:
    """Make a change inside a transaction; PostgreSQL needs an advisory lock, since before the first change there is no row to lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK, func.hashtext(change.pack))))
    mine = models.c.pack == change.pack
    rows = connection.execute(select(models).where(mine)).all()
    if by_pack(rows).get(change.pack, Roles()) != seen:
        raise StoreConflict(f"somebody else has changed the models of {change.pack} meanwhile")
    roles = after(seen, change)
    connection.execute(delete(models).where(mine))
    connection.execute(insert(models), [asdict(model) for model in (roles.active, roles.candidate) if model is not None])
    connection.execute(insert(model_changes), asdict(change))
    return roles


def counted(pack: str, since: float) -> Callable[[Connection], dict[str | None, Tally]]:
    """Count conversations by the version that read them, in the database."""
    statement = by_version(pack, since)
    return lambda connection: {row[0]: Tally(*row[1:]) for row in connection.execute(statement)}


def by_version(pack: str, since: float) -> Select[Any]:
    """One row for each version with the fields of a ``Tally``, in their order."""
    begun = and_(conversations.c.pack == pack, conversations.c.opened_at >= since)
    first, last = func.min(turns.c.model_version), func.max(turns.c.model_version)
    read = (
        select(turns.c.conversation_id, case((first == last, first)).label("version"))
        .where(turns.c.conversation_id.in_(select(conversations.c.id).where(begun)))
        .group_by(turns.c.conversation_id)
        .subquery()
    )
    return (
        select(read.c.version, *numbers())
        .select_from(conversations.join(read, read.c.conversation_id == conversations.c.id))
        .where(begun, said(messages.c.author == "customer"))
        .group_by(read.c.version)
    )


def numbers() -> list[Any]:
    """The columns for the fields of a ``Tally``, in their order; ``outcomes.tally`` states the same for one conversation."""
    row = conversations.c
    asked_back = or_(row.reason.in_(GAVE_UP), said(messages.c.reply.in_(NOT_UNDERSTOOD)))
    flags = [row.reason != "", asked_back, row.negative > 0, row.rating.is_not(None), row.rating <= BADLY_RATED]
    return [func.count(), *(func.sum(case((flag, 1), else_=0)) for flag in flags), func.coalesce(func.sum(row.rating), 0)]


def said(which: Any) -> Any:
    """Whether a conversation has a line that meets the condition."""
    return exists().where(messages.c.conversation_id == conversations.c.id, which).correlate(conversations)
