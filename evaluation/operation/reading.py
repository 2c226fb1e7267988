"""Reads the servers' database page by page, and counts."""

import asyncio
from collections.abc import Iterator

from bot.commandline.talking import kept, known_as
from bot.dialogue.domain import Collect, Domain
from bot.errors import SetupError
from bot.registry.roles import RoleChange
from bot.registry.sql import SqlRegistry
from bot.settings import Settings
from bot.store import logs
from bot.store.logs import LoggedChat
from bot.store.sql import SqlStore
from evaluation.operation.counting import Count
from evaluation.operation.happenings import happening
from evaluation.operation.results import Period, Results
from evaluation.operation.visits import Chat


def run(settings: Settings, period: Period) -> Results:
    """Count what the database of the servers holds of a period; SetupError where there is no database, or nothing of the pack."""
    return asyncio.run(read(settings, period))


async def read(settings: Settings, period: Period) -> Results:
    """As ``run``, inside an event loop; at most ``logs.PAGE`` conversations are in memory at a time."""
    async with kept(settings) as store:
        await known(store, period.pack, settings)
        counting, asking, after = Count(period), Asking(settings), ""
        while True:
            page = await store.database.read(logs.page(period.since, period.until, period.pack, after))
            for chat in chats(page.chats, asking):
                counting.add(chat)
            if page.last is None:
                return counting.results(await deleted(store, period), await changes(store, counting))
            after = page.last


async def deleted(store: SqlStore, period: Period) -> int | None:
    """How many conversations were deleted in the period; None for one pack, because nothing is kept of which packs they were."""
    return None if period.pack is not None else await store.database.read(logs.deleted(period.since, period.until))


async def changes(store: SqlStore, counting: Count) -> list[RoleChange]:
    """What was done with the models of the packs that were counted."""
    registry = SqlRegistry(store.database)
    return [change for kind, pack in counting.sizes if kind == "pack" for change in await registry.changes(pack)]


async def known(store: SqlStore, pack: str | None, settings: Settings) -> None:
    """Raise SetupError if nothing is kept of a pack and no such pack lies in the folder of packs."""
    if pack is None or (settings.domains_dir / pack).is_dir():
        return
    there = await store.database.read(logs.packs)
    if pack not in there:
        known = f"there are conversations with {', '.join(sorted(there))}" if there else "no conversation has been kept yet"
        raise SetupError(f"There is no pack {pack}: it is not in {settings.domains_dir}, and {known}.")


class Asking:
    """The replies of each pack that ask for a slot; those of one that cannot be read are not known."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.packs: dict[str, frozenset[str]] = {}

    def of(self, pack: str) -> frozenset[str]:
        """The replies of a pack as it is now."""
        if pack not in self.packs:
            domain = known_as(self.settings, pack)
            self.packs[pack] = frozenset() if domain is None else questions(domain)
        return self.packs[pack]


def questions(domain: Domain) -> frozenset[str]:
    """The replies with which flows ask."""
    slots = {reply for slot in domain.slots.values() for reply in (slot.ask, slot.retry) if reply}
    steps = (step for flow in domain.flows.values() for step in flow.steps.values())
    return frozenset(slots | {step.ask for step in steps if isinstance(step, Collect) and step.ask})


def chats(logged: tuple[LoggedChat, ...], asking: Asking) -> Iterator[Chat]:
    """What the conversations of a page did."""
    for one in logged:
        turns = tuple(happening(turn, asking.of(one.pack)) for turn in one.turns)
        yield Chat(one.id, one.pack, one.channel, one.language, one.mode, one.asking, one.opened_at, turns)
