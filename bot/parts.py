"""Puts a running Frontdesk together from its settings: packs, models, store, engine, worker, reception."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

import structlog

from bot import packs
from bot.app import Parts
from bot.asking.breaker import Breaker
from bot.asking.model import LanguageModel
from bot.asking.server import ChatServer, connect
from bot.bus.local import LocalBus
from bot.dialogue.domain import Domain
from bot.errors import SetupError
from bot.reception import Reception
from bot.registry.following import Follower
from bot.registry.memory import MemoryRegistry
from bot.registry.referee import Referee
from bot.registry.shelf import Active, Shelf
from bot.registry.sql import SqlRegistry
from bot.settings import PREFIX, Settings, data_folder
from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from bot.telemetry import Telemetry, WatchedEngine
from bot.timers import Timers
from bot.weighing import Weigher
from bot.worker import Worker

log = structlog.get_logger("parts")


class Job(Protocol):
    """Works until it is cancelled."""

    async def run(self) -> None: ...


@asynccontextmanager
async def assembled(settings: Settings, in_memory: bool = False) -> AsyncIterator[Parts]:
    """Everything that a process needs, closed again at the end; raises PackErrors, SetupError, and what a store cannot do.

    ``in_memory`` keeps conversations only as long as the process lives.
    """
    async with AsyncExitStack() as stack:
        read = {name: packs.load(pack_folder(settings, name)) for name in settings.packs}
        store = MemoryStore() if in_memory else await sql(settings, stack)
        registry = MemoryRegistry(store) if isinstance(store, MemoryStore) else SqlRegistry(store.database)
        telemetry, bus = Telemetry(), LocalBus()
        shelf = Shelf(settings, read, stack, language_model(settings, telemetry, stack))
        served = {name: await shelf.live(name, registry, stack) for name in read}
        engine = WatchedEngine(store, served, seconds=settings.turn_seconds)
        engine.watch, engine.failed = telemetry.turn, telemetry.failed
        follower = Follower(registry, served, shelf.load, bus)
        await follower.look()
        domains: Mapping[str, Domain] = {name: pack.domain for name, pack in read.items()}
        yield Parts(
            reception=Reception(store, bus, domains, settings.max_waiting),
            domains=domains,
            models=Active(served),
            running=working(Worker(engine, store, bus), Timers(store, bus), follower, Referee(registry, bus)),
            telemetry=telemetry,
            orders=tuple(value for pack in read.values() for value in pack.demo.get("orders", ())),
            weigher=Weigher(settings.artifacts_dir, served),
        )


def pack_folder(settings: Settings, name: str) -> Path:
    """The pack's folder; SetupError names the packs that there are."""
    folder = settings.domains_dir / name
    if not folder.is_dir():
        there = ", ".join(sorted(p.name for p in settings.domains_dir.iterdir() if p.is_dir())) if settings.domains_dir.is_dir() else "none"
        raise SetupError(f"There is no pack {name!r} in {settings.domains_dir}; there is: {there}.")
    return folder


def language_model(settings: Settings, telemetry: Telemetry, stack: AsyncExitStack) -> LanguageModel | None:
    """The language model that the settings name, None where they name none; it leaves the turn at least half of its time."""
    if not settings.llm_url:
        return None
    if not settings.llm_model:
        raise SetupError(f"{PREFIX}LLM_URL names a server: say in {PREFIX}LLM_MODEL which of its models is to be asked.")
    client = connect(settings.llm_url, settings.llm_key.get_secret_value())
    stack.push_async_callback(client.aclose)
    log.info("language_model", model=settings.llm_model, host=client.base_url.host)
    server = ChatServer(client, settings.llm_model, min(settings.llm_seconds, settings.turn_seconds / 2))
    return LanguageModel(server, Breaker(), telemetry.language_model)


async def sql(settings: Settings, stack: AsyncExitStack) -> SqlStore:
    """The SQL store, with its tables."""
    data_folder(settings)
    store = await SqlStore.connect(settings.database)
    stack.push_async_callback(store.close)
    return store


def working(*jobs: Job) -> Callable[[], AbstractAsyncContextManager[None]]:
    """What a process does as a context: it is done inside."""

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        tasks = [asyncio.create_task(job.run()) for job in jobs]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    return running
