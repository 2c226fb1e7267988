"""The composition root: assembles packs, models, store, engine, worker and reception from the settings.

A process has one of three roles. ``whole`` does everything. ``web`` takes what comes in and shows what was said. A ``worker``, in a process
of its own, runs turns, timers and deliveries.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

import structlog
from fastapi import APIRouter

from bot import packs
from bot.app import Components
from bot.asking.breaker import Breaker
from bot.asking.model import LanguageModel
from bot.asking.server import ChatServer, connect
from bot.bus import Arrivals, Bus
from bot.bus.local import LocalArrivals, LocalBus
from bot.channels.files import CustomerFiles
from bot.dialogue.domain import Domain
from bot.errors import ArtifactError, SetupError, places
from bot.inference.artifact import latest
from bot.learning import Learning
from bot.lookout import Lookout
from bot.metrics import SuggestionMetrics
from bot.pictures import Pictures
from bot.rates import Clocks, LocalClocks
from bot.reception import Reception
from bot.registry.following import Follower
from bot.registry.live import Live
from bot.registry.loading import ActiveVersions, RefusedVersions, VersionLoader
from bot.registry.memory import MemoryRegistry
from bot.registry.referee import Referee
from bot.registry.sql import SqlRegistry
from bot.retention import Retention
from bot.settings import PREFIX, Settings, data_folder
from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from bot.suggesting import Suggester
from bot.telemetry import Telemetry, WatchedEngine
from bot.timers import Timers
from bot.understanding.weighing import Weigher
from bot.worker import Worker

log = structlog.get_logger("composition")
NAME = re.compile(r"[\w-]+")
"""The allowed names of packs, which cannot lead into another folder."""

Role = Literal["whole", "web", "worker"]


class Job(Protocol):
    """Works until it is cancelled."""

    async def run(self) -> None: ...


@asynccontextmanager
async def assembled(settings: Settings, in_memory: bool = False, role: Role = "whole") -> AsyncIterator[Components]:
    """Everything that a process needs, closed again at the end; raises PackErrors, SetupError and the store's errors.

    With ``in_memory``, conversations are kept only as long as the process lives.
    """
    async with AsyncExitStack() as stack:
        read = {name: packs.load(pack_folder(settings, name)) for name in settings.packs}
        store = MemoryStore() if in_memory else await sql(settings, stack)
        registry = MemoryRegistry(store) if isinstance(store, MemoryStore) else SqlRegistry(store.database)
        telemetry = Telemetry()
        links = await connections(settings, role, store, stack)
        bus = links.bus
        loader = VersionLoader(settings, read, stack, language_model(settings, telemetry, stack))
        served, domains, learning = await with_models(settings, read, lambda name: loader.live(name, registry, stack))
        follower = Follower(registry, served, loader.load, bus)
        await follower.look()
        reception = Reception(store, bus, domains, settings.max_waiting, pictures=Pictures(read, settings.data_dir / "packs"))
        outside = Outside() if in_memory else await channels(settings, reception, store, bus, telemetry, stack)
        jobs, broken = list[Job]([follower]), asyncio.Event()
        if role != "worker":
            jobs += [learning, *outside.inlets]
        if role != "web":
            jobs += [Worker(watched(store, served, settings, telemetry), Lookout(store, links.arrivals), bus), Timers(store, bus)]
            jobs += [Referee(registry, bus), *outside.deliveries, *retention(reception, settings)]
        yield Components(
            reception=reception,
            domains=domains,
            models=ActiveVersions(served),
            refused=RefusedVersions(loader.refused, follower.refused),
            running=working(*jobs, carrying=links.jobs, broke=broken.set),
            broken=broken,
            telemetry=telemetry,
            orders=tuple(value for pack in read.values() for value in pack.demo.get("orders", ())),
            weigher=Weigher(settings.artifacts_dir, served),
            suggester=suggesting(store, served, telemetry, stack) if settings.suggestions else None,
            learning=learning.states,
            every={name: pack.domain for name, pack in read.items()},
            routes=outside.routes,
            files=outside.files,
            clocks=links.clocks,
        )


def retention(reception: Reception, settings: Settings) -> Sequence[Job]:
    """The job that keeps conversations no longer than promised, if something is promised."""
    return [Retention(reception.eraser, settings.keep_days)] if settings.keep_days else []


def watched(store: MemoryStore | SqlStore, served: Mapping[str, Live], settings: Settings, telemetry: Telemetry) -> WatchedEngine:
    """The engine, whose turns are counted by the telemetry."""
    engine = WatchedEngine(store, served, seconds=settings.turn_seconds)
    engine.watch, engine.failed = telemetry.turn, telemetry.failed
    return engine


async def with_models(
    settings: Settings, read: Mapping[str, packs.Pack], live: Callable[[str], Awaitable[Live]]
) -> tuple[dict[str, Live], dict[str, Domain], Learning]:
    """What the packs are served with and their domains, by name; in a demo, packs without a model are added once trained."""
    ready = [name for name in read if not settings.demo or has_model(settings, name)]
    served = {name: await live(name) for name in ready}
    domains = {name: read[name].domain for name in ready}

    async def join(name: str) -> None:
        served[name] = await live(name)
        domains[name] = read[name].domain

    return served, domains, Learning([name for name in read if name not in ready], join)


@dataclass(frozen=True, slots=True)
class Connections:
    """What connects a process within and with others: bus, a worker's arrivals, clocks of the rate limits. ``jobs`` keep it running."""

    bus: Bus
    arrivals: Arrivals
    clocks: Clocks
    jobs: tuple[Job, ...] = ()


async def connections(settings: Settings, role: Role, store: MemoryStore | SqlStore, stack: AsyncExitStack) -> Connections:
    """Connections within the process, or through Redis if the settings name one; raises SetupError if it cannot be used."""
    address = settings.redis
    if not address or isinstance(store, MemoryStore):
        local = LocalBus()
        return Connections(local, LocalArrivals(local), LocalClocks())
    try:
        from bot.bus.clocks import RedisClocks
        from bot.bus.redis import RedisBus, connected  # only installations with several processes need the library
        from bot.bus.streams import RedisArrivals
    except ModuleNotFoundError as error:
        raise SetupError("Redis needs the library redis: pip install 'frontdesk[redis]' brings it.") from error
    client = await stack.enter_async_context(connected(address))
    bus, arrivals = RedisBus(client), RedisArrivals(client, store.keep_only)
    return Connections(bus, arrivals, RedisClocks(client), (bus,) if role == "web" else (bus, arrivals))


@dataclass(frozen=True, slots=True)
class Outside:
    """Channels that others run: the jobs that take messages, those that send, the server's routes, and what customers sent."""

    inlets: tuple[Job, ...] = ()
    deliveries: tuple[Job, ...] = ()
    routes: tuple[APIRouter, ...] = ()
    files: CustomerFiles | None = None


async def channels(
    settings: Settings, reception: Reception, store: MemoryStore | SqlStore, bus: Bus, telemetry: Telemetry, stack: AsyncExitStack
) -> Outside:
    """The channels that the settings name and that come from outside; raises SetupError if a library is missing."""
    if not settings.telegram_token.get_secret_value():
        return Outside()
    try:
        from bot.channels.telegram.attaching import attached  # only installations with Telegram need its library
    except ModuleNotFoundError as error:
        raise SetupError("Telegram needs the library python-telegram-bot: pip install 'frontdesk[telegram]' brings it.") from error
    telegram = await stack.enter_async_context(attached(settings, reception, store, bus))
    telegram.delivery.observer = partial(telemetry.deliveries.count, "telegram")
    return Outside(telegram.inlets, (telegram.delivery,), telegram.routes, telegram.files)


def pack_folder(settings: Settings, name: str) -> Path:
    """The pack's folder; raises SetupError, which lists the existing packs, if there is none."""
    folder = settings.domains_dir / name
    if not NAME.fullmatch(name) or not folder.is_dir():
        there = (
            ", ".join(sorted(p.name for p in settings.domains_dir.iterdir() if p.is_dir() and p.name[0] != "."))
            if settings.domains_dir.is_dir()
            else "none"
        )
        raise SetupError(f"There is no pack {name!r} in {settings.domains_dir}; there is: {there}.")
    return folder


def has_model(settings: Settings, pack: str) -> bool:
    """Whether a version of the pack's models can be served."""
    try:
        latest(settings.artifacts_dir, pack)
    except ArtifactError:
        return False
    return True


def language_model(settings: Settings, telemetry: Telemetry, stack: AsyncExitStack) -> LanguageModel | None:
    """The language model that the settings name, or None; it gets at most half of a turn's time. Raises SetupError without LLM_MODEL."""
    if not settings.llm_url:
        return None
    if not settings.llm_model:
        raise SetupError(f"{PREFIX}LLM_URL names a server: say in {PREFIX}LLM_MODEL which of its models is to be asked.")
    client = connect(settings.llm_url, settings.llm_key.get_secret_value())
    stack.push_async_callback(client.aclose)
    log.info("language_model", model=settings.llm_model, host=client.base_url.host)
    server = ChatServer(client, settings.llm_model, min(settings.llm_seconds, settings.turn_seconds / 2))
    return LanguageModel(server, Breaker(), telemetry.language_model)


def suggesting(store: MemoryStore | SqlStore, served: Mapping[str, Live], telemetry: Telemetry, stack: AsyncExitStack) -> Suggester:
    """What suggests replies at the desk, counted in the metrics."""
    suggester = Suggester(store, served, SuggestionMetrics(telemetry.registry).count)
    stack.push_async_callback(suggester.close)
    return suggester


async def sql(settings: Settings, stack: AsyncExitStack) -> SqlStore:
    """The SQL store; its tables are created or migrated if necessary."""
    data_folder(settings)
    store = await SqlStore.connect(settings.database)
    stack.push_async_callback(store.close)
    return store


def working(
    *jobs: Job, carrying: tuple[Job, ...] = (), broke: Callable[[], None] = lambda: None
) -> Callable[[], AbstractAsyncContextManager[None]]:
    """A context in which jobs run; those of ``carrying`` are stopped only after the others have ended, to carry their last wakes.

    ``broke`` is called when a job breaks.
    """

    def noticed(task: asyncio.Task[None]) -> None:
        """Log a job that broke: that is a bug, and the job stays broken until the process is restarted."""
        if not task.cancelled() and (error := task.exception()) is not None:
            log.critical("job_broken", job=task.get_name(), error=type(error).__name__, at=places(error))
            broke()

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        groups = [[asyncio.create_task(job.run(), name=type(job).__name__) for job in group] for group in (jobs, carrying)]
        for task in (*groups[0], *groups[1]):
            task.add_done_callback(noticed)
        try:
            yield
        finally:
            for tasks in groups:
                for task in tasks:
                    task.cancel()
                if tasks:
                    await asyncio.wait(tasks)
            for task in (*groups[0], *groups[1]):
                with suppress(asyncio.CancelledError):
                    await task

    return running
