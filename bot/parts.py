"""Puts a running Frontdesk together from its settings: packs, models, store, engine, worker, reception."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from bot import packs, search
from bot.actions import PackActions
from bot.app import Parts
from bot.bus.local import LocalBus
from bot.dialogue.domain import Domain
from bot.engine import Serving
from bot.errors import ArtifactError, SetupError
from bot.inference import encoder
from bot.inference.artifact import latest
from bot.packs import Pack
from bot.reception import Reception
from bot.settings import Settings, data_folder
from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from bot.telemetry import Telemetry, WatchedEngine
from bot.understanding import EncoderUnderstander
from bot.worker import Worker


@asynccontextmanager
async def assembled(settings: Settings, in_memory: bool = False) -> AsyncIterator[Parts]:
    """Everything that a process needs, closed again at the end; raises PackErrors, SetupError, and what a store cannot do.

    ``in_memory`` keeps conversations only as long as the process lives.
    """
    async with AsyncExitStack() as stack:
        read = {name: packs.load(pack_folder(settings, name)) for name in settings.packs}
        served = {name: serve(settings, pack, stack) for name, pack in read.items()}
        store = MemoryStore() if in_memory else await sql(settings, stack)
        telemetry, bus = Telemetry(), LocalBus()
        engine = WatchedEngine(store, served, seconds=settings.turn_seconds)
        engine.watch, engine.failed = telemetry.turn, telemetry.failed
        domains: Mapping[str, Domain] = {name: pack.domain for name, pack in read.items()}
        yield Parts(
            reception=Reception(store, bus, domains, settings.max_waiting),
            domains=domains,
            models={name: serving.model for name, serving in served.items()},
            running=working(Worker(engine, store, bus)),
            telemetry=telemetry,
            orders=tuple(value for pack in read.values() for value in pack.demo.get("orders", ())),
        )


def pack_folder(settings: Settings, name: str) -> Path:
    """The pack's folder; SetupError names the packs that there are."""
    folder = settings.domains_dir / name
    if not folder.is_dir():
        there = ", ".join(sorted(p.name for p in settings.domains_dir.iterdir() if p.is_dir())) if settings.domains_dir.is_dir() else "none"
        raise SetupError(f"There is no pack {name!r} in {settings.domains_dir}; there is: {there}.")
    return folder


async def sql(settings: Settings, stack: AsyncExitStack) -> SqlStore:
    """The SQL store, with its tables."""
    data_folder(settings)
    store = await SqlStore.connect(settings.database)
    stack.push_async_callback(store.close)
    return store


def serve(settings: Settings, pack: Pack, stack: AsyncExitStack) -> Serving:
    """A pack with its newest model that is whole; SetupError says how to make one where there is none."""
    name = pack.domain.name
    try:
        folder = latest(settings.artifacts_dir, name)
    except ArtifactError as error:
        raise SetupError(f"The pack {name} has no model yet: frontdesk train {name} makes one ({error}).") from error
    reader = encoder.load(folder)
    understander = EncoderUnderstander(reader, pack.domain)
    actions = PackActions(pack, settings.data_dir / "packs" / name)
    stack.callback(understander.close)
    stack.callback(actions.close)
    retriever = search.load(folder, reader.models, pack.domain.answers)
    return Serving(pack.domain, understander, retriever, actions, reader.version)


def working(worker: Worker) -> Callable[[], AbstractAsyncContextManager[None]]:
    """The worker as a context: it works inside."""

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        task = asyncio.create_task(worker.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return running
