"""A whole Frontdesk with the small pack and models from the disk: versions come and go while customers write."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog

from bot.app import Components
from bot.bus import MODELS
from bot.bus.local import LocalBus
from bot.composition import assembled
from bot.dialogue.events import CustomerRated, Understood
from bot.reception import Reception
from bot.registry.referee import Referee
from bot.registry.roles import Kind, RoleChange, Roles
from bot.registry.sql import SqlRegistry
from bot.settings import Settings
from bot.store.database import connect
from tests.packs.folders import SMALL
from tests.registry import tiny
from tests.store.parts import say

LATE = 10.0
VERSIONS = ("v1", "v2", "v3")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for version in VERSIONS:
        tiny.write(tmp_path / "artifacts", version, tiny.without("cheers") if version == "v3" else tiny.WORDS)
    folders = {"data_dir": tmp_path / "var", "artifacts_dir": tmp_path / "artifacts", "domains_dir": SMALL.parent}
    return Settings.model_validate({"packs": ("small",), **folders})


class Operator:
    """Promotes versions as a separate process does."""

    def __init__(self, settings: Settings) -> None:
        self.database = connect(settings.database)
        self.registry = SqlRegistry(self.database)

    async def change(self, kind: Kind, version: str, share: float = 1.0) -> None:
        seen = (await self.registry.roles()).get("small", Roles())
        await self.registry.record(RoleChange("small", kind, version, 0.0, "mei", share=share), seen)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[Components, Reception, Operator]]:
    async with assembled(settings) as parts, parts.running():
        operator = Operator(settings)
        assert isinstance(parts.reception, Reception)
        yield parts, parts.reception, operator
        await operator.database.close()


async def until(parts: Components, version: str) -> None:
    """Wait until the server serves this version; a wake saves the two seconds of polling."""
    assert isinstance(parts.reception, Reception)
    async with asyncio.timeout(LATE):
        while parts.models["small"] != version:
            parts.reception.bus.wake(MODELS)
            await asyncio.sleep(0.005)


async def on_trial(parts: Components, operator: Operator, version: str, share: float) -> None:
    """Wait until the server has begun a canary."""
    assert isinstance(parts.reception, Reception)
    with structlog.testing.capture_logs() as logs:
        await operator.change("tried", version, share)
        async with asyncio.timeout(LATE):
            while not [line for line in logs if line["event"] == "models_changed" and line["candidate"] == version]:
                parts.reception.bus.wake(MODELS)
                await asyncio.sleep(0.005)


async def test_messages_flow_during_five_swaps_and_every_one_is_answered_once(settings: Settings) -> None:
    over, before = asyncio.Event(), set(threading.enumerate())

    async def customer(reception: Reception) -> tuple[str, int]:
        id, sent = await reception.open("small", "web", "en"), 0
        while not over.is_set():
            sent += 1
            await say(reception, id, "thanks", f"d{sent}")
        return id, sent

    async with running(settings) as (parts, reception, operator):
        customers = [asyncio.create_task(customer(reception)) for _ in range(8)]
        for version in ("v1", "v2", "v1", "v3", "v2"):
            await operator.change("promoted", version)
            await until(parts, version)
            await asyncio.sleep(0.1)
        over.set()
        served: Counter[str] = Counter()
        for id, sent in await asyncio.gather(*customers):
            lines = await reception.messages(id, limit=10_000)
            said = [line.delivery_id or line.reply for line in lines if line.kind == "text"]
            assert said == ["greeting"] + [one for number in range(1, sent + 1) for one in (f"d{number}", "thanks")]
            for turn in await reception.turns(id):
                read_by = {event.model for event in turn.events if isinstance(event, Understood)}
                assert read_by <= {turn.model_version}
                served[turn.model_version] += 1
        assert set(served) == set(VERSIONS)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("understand") and thread not in before]


async def test_a_restarted_server_serves_what_was_promoted_and_not_what_was_trained_since(settings: Settings) -> None:
    async with running(settings) as (parts, _, operator):
        assert dict(parts.models) == {"small": "v3"}
        await operator.change("promoted", "v2")
    tiny.write(settings.artifacts_dir, "v4")
    async with running(settings) as (parts, _, _):
        assert dict(parts.models) == {"small": "v2"}


async def test_a_promoted_version_with_a_changed_byte_is_refused_and_the_one_before_serves(settings: Settings) -> None:
    tiny.spoil(settings.artifacts_dir / "small/v2")
    async with running(settings) as (parts, reception, operator):
        await operator.change("promoted", "v1")
        await until(parts, "v1")
        with structlog.testing.capture_logs() as logs:
            await operator.change("promoted", "v2")
            reception.bus.wake(MODELS)
            async with asyncio.timeout(LATE):
                while not [line for line in logs if line["event"] == "model_refused"]:  # noqa: ASYNC110 - a thread is waited for
                    await asyncio.sleep(0.005)
        id = await reception.open("small", "web", "en")
        await say(reception, id, "thanks", "d1")
        assert (await reception.turns(id))[-1].model_version == "v1"
    async with running(settings) as (parts, _, _):
        assert dict(parts.models) == {"small": "v1"}


async def worse(parts: Components, reception: Reception, operator: Operator) -> list[str]:
    """Begin a canary whose candidate does not know a word, and let 40 customers use it; the candidate's conversations."""
    await operator.change("promoted", "v2")
    await until(parts, "v2")
    await on_trial(parts, operator, "v3", 0.5)
    ids = [await reception.open("small", "web", "en") for _ in range(40)]
    replies = {id: await say(reception, id, "cheers", "d1") for id in ids}
    found = [id for id in ids if {turn.model_version for turn in await reception.turns(id)} == {"v3"}]
    assert 5 <= len(found) <= 35
    assert {tuple(replies[id]) for id in found}.isdisjoint(tuple(replies[id]) for id in ids if id not in found)
    return found


async def test_a_canary_that_goes_worse_is_ended_with_its_numbers_by_whoever_is_first(settings: Settings) -> None:
    async with running(settings) as (parts, reception, operator):
        found = await worse(parts, reception, operator)
        roles = (await operator.registry.roles())["small"]
        bus = LocalBus()
        ticks = bus.listen(MODELS)
        with structlog.testing.capture_logs() as logs:
            for _ in range(2):
                await Referee(operator.registry, bus).judge("small", roles)
        await asyncio.wait_for(anext(ticks), LATE)
        (line,) = [line for line in logs if line["event"] == "canary_stopped"]
        assert (line["version"], line["outcome"]) == ("v3", "not understood")
        (*_, last) = await operator.registry.changes("small")
        assert (last.kind, last.version, last.by) == ("stopped", "v3", "frontdesk")
        assert f"not understood {len(found)} of {len(found)} against 0 of {40 - len(found)} (p = " in last.note
        assert (await operator.registry.roles())["small"].candidate is None


async def test_a_server_ends_a_worse_canary_without_being_told(settings: Settings) -> None:
    async with running(settings) as (parts, reception, operator):
        await worse(parts, reception, operator)
    async with running(settings) as (_, _, operator), asyncio.timeout(LATE):  # it compares when it starts, and then every few seconds
        while (await operator.registry.roles())["small"].candidate is not None:  # noqa: ASYNC110 - a process of its own would have to
            await asyncio.sleep(0.01)


async def test_a_canary_that_goes_no_worse_goes_on(settings: Settings) -> None:
    async with running(settings) as (parts, reception, operator):
        await operator.change("promoted", "v1")
        await until(parts, "v1")
        await on_trial(parts, operator, "v2", 0.5)
        for number in range(20):
            id = await reception.open("small", "web", "en")
            await say(reception, id, "tell me a joke" if number % 2 else "cheers", "d1")
            await reception.receive(id, CustomerRated(3.0, 1 + number % 5), f"{id}:rated")
            await reception.wait(id, f"{id}:rated", LATE)
        roles = (await operator.registry.roles())["small"]
        await Referee(operator.registry, LocalBus()).judge("small", roles)
        assert (await operator.registry.roles())["small"] == roles
