"""The registry of a process that stores nothing, for a chat in the terminal and for tests."""

from collections import defaultdict
from collections.abc import Mapping

from bot.errors import StoreConflict
from bot.registry.outcomes import Tally, added, tally
from bot.registry.roles import RoleChange, Roles, after
from bot.store.memory import MemoryStore
from bot.store.memory_outbox import Kept


class MemoryRegistry:
    """Implements ``Registry`` and ``Outcomes`` over the conversations of a store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.kept: dict[str, Roles] = {}
        self.made: defaultdict[str, list[RoleChange]] = defaultdict(list)

    async def roles(self) -> Mapping[str, Roles]:
        """The roles of every pack that has any."""
        return dict(self.kept)

    async def changes(self, pack: str) -> list[RoleChange]:
        """The changes of the pack's roles, oldest first."""
        return list(self.made[pack])

    async def record(self, change: RoleChange, seen: Roles) -> Roles:
        """Make a change; the roles after it. Raises StoreConflict if the roles are no longer those ``seen``."""
        if self.kept.get(change.pack, Roles()) != seen:
            raise StoreConflict(f"somebody else has changed the models of {change.pack} meanwhile")
        self.kept[change.pack] = after(seen, change)
        self.made[change.pack].append(change)
        return self.kept[change.pack]

    async def outcomes(self, pack: str, since: float) -> Mapping[str | None, Tally]:
        """How the conversations went that began at ``since`` or later, by the version that read them."""
        found: defaultdict[str | None, Tally] = defaultdict(Tally)
        for kept in self.store.kept.values():
            wrote = any(message.author == "customer" for message in kept.messages)
            if wrote and kept.head.summary.pack == pack and kept.head.summary.opened_at >= since:
                versions = {turn.model_version for turn in kept.turns}
                version = versions.pop() if len(versions) == 1 else None
                found[version] = added(found[version], tally_of(kept))
        return dict(found)


def tally_of(kept: Kept) -> Tally:
    """How one conversation went."""
    summary = kept.head.summary
    return tally(summary.reason, [message.reply for message in kept.messages], summary.negative, summary.rating)
