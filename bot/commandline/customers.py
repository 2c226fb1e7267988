"""What a team does for customers who ask what is kept of them, with the database of the settings."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from bot.bus.local import LocalBus
from bot.channels.intake import id_of
from bot.commandline import talking
from bot.erasing import Eraser
from bot.errors import SetupError, UnknownConversation
from bot.registry.commands import who
from bot.settings import Settings
from bot.store.database import shown
from bot.store.erasure import Deletion, Erased, Wanted
from bot.store.records import Summary
from bot.store.sql import SqlStore

ALL = 1_000_000
"""More conversations than anybody has."""


@asynccontextmanager
async def eraser(settings: Settings) -> AsyncIterator[Eraser]:
    """What deletes from the database that servers use; SetupError where there is none."""
    async with talking.kept(settings) as store:
        yield Eraser(store, LocalBus())


async def listed(settings: Settings, wanted: Wanted, customer: str | None, limit: int) -> tuple[list[Summary], int]:
    """At most ``limit`` conversations, those that changed last first, and how many there are."""
    async with talking.kept(settings) as store:
        if customer is not None:
            wanted = replace(wanted, ids=await of(store, customer, settings))
        return await store.found(wanted, limit), await store.number(wanted)


async def named(settings: Settings, ids: Sequence[str] | None, customer: str | None) -> list[Summary]:
    """The conversations with these ids, which may be cut short, or of a customer; raises UnknownConversation for an id without one."""
    async with talking.kept(settings) as store:
        return await chosen(store, settings, ids, customer)


async def chosen(store: SqlStore, settings: Settings, ids: Sequence[str] | None, customer: str | None) -> list[Summary]:
    """The same, in a store that is open."""
    if customer is not None:
        return await store.found(Wanted(ids=await of(store, customer, settings)), ALL)
    wanted = frozenset([await talking.named(store, id) for id in ids or ()])
    found = await store.found(Wanted(ids=wanted), ALL)
    if missing := sorted(wanted - {one.id for one in found}):
        raise UnknownConversation(f"There is no conversation {missing[0]} in {shown(settings.database)}; nothing was done.")
    return found


async def of(store: SqlStore, customer: str, settings: Settings) -> frozenset[str]:
    """The ids of a customer's conversations; SetupError if it is not said on which channel they write."""
    channel, _, account = customer.partition(":")
    match channel:
        case "telegram" if account.removeprefix("-").isdigit():
            return frozenset(id for id in await store.beginning("telegram-", ALL) if id.split("-", 2)[2] == account)
        case "rasa" if account:
            return frozenset(id_of("rasa", pack, account) for pack in packs(settings))
        case "web" | "rest" if account:
            return frozenset([account])
    raise SetupError(f"{customer!r} names no customer: write telegram:NUMBER, rasa:SENDER or web:ID.")


def packs(settings: Settings) -> set[str]:
    """The packs that a sender may have written to: those that are served, and those that lie beside them."""
    folder = settings.domains_dir
    return {*settings.packs, *(one.name for one in (folder.iterdir() if folder.is_dir() else ()))}


async def copied(settings: Settings, ids: Sequence[str] | None, customer: str | None) -> list[dict[str, Any]]:
    """Everything that is kept of conversations."""
    async with talking.kept(settings) as store:
        one = Eraser(store, LocalBus())
        return [await one.copied(summary.id) for summary in await chosen(store, settings, ids, customer)]


async def number(settings: Settings, wanted: Wanted) -> int:
    """How many conversations there are."""
    async with talking.kept(settings) as store:
        return await store.number(wanted)


async def erase(settings: Settings, ids: Collection[str]) -> Erased:
    """Delete conversations; how many rows went, by table."""
    async with eraser(settings) as one:
        return await one.erase(ids, who())


async def erase_idle(settings: Settings, wanted: Wanted) -> Erased:
    """Delete conversations for their age; how many rows went, by table."""
    async with eraser(settings) as one:
        return await one.erase_idle(wanted, who())


async def deletions(settings: Settings, conversation_id: str | None) -> list[Deletion]:
    """What is on record of deletions, of one conversation or the last ones, the last first."""
    async with talking.kept(settings) as store:
        return await store.deletions(conversation_id)


def when(at: float) -> str:
    """A moment, in UTC."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"


def as_json(one: Summary) -> dict[str, Any]:
    """A conversation in a list, for programs."""
    return {
        "id": one.id,
        "pack": one.pack,
        "channel": one.channel,
        "mode": one.mode,
        "opened_at": when(one.opened_at),
        "updated_at": when(one.updated_at),
        "rating": one.rating,
        "preview": one.preview,
    }


def on_record(one: Deletion) -> dict[str, Any]:
    """A deletion, for programs."""
    return asdict(one) | {"at": when(one.at)}


def line(one: Summary) -> str:
    """A conversation in a list, for people: what it is, then what the customer wrote last."""
    about = (one.id, when(one.updated_at), one.pack, one.channel, one.mode)
    return "  ".join(part for part in (*about, one.preview) if part)
