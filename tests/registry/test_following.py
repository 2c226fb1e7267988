"""A running server follows what is promoted, and a turn ends on the model with which it began."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
import structlog

from bot.bus import MODELS
from bot.bus.local import LocalBus
from bot.dialogue.events import MessageReceived
from bot.dialogue.step import opening
from bot.engine import Engine, Serving
from bot.errors import ArtifactError
from bot.registry.following import Follower
from bot.registry.live import Live, Loaded, in_trial
from bot.registry.memory import MemoryRegistry
from bot.registry.roles import Kind, RoleChange, Roles
from bot.store.memory import MemoryStore
from tests.dialogue.shop import DOMAIN
from tests.store.parts import Models

LATE = 5.0
QUESTION = "what does delivery cost"


class Unreadable(MemoryRegistry):
    """A registry whose database is away for a number of looks."""

    away = 0

    async def roles(self) -> dict[str, Roles]:
        if self.away:
            self.away -= 1
            raise OSError("the database is away")
        return dict(self.kept)


@dataclass
class Shop:
    """A pack whose versions are loaded by hand; ``broken`` ones fail to load, ``closed`` ones have been closed."""

    store: MemoryStore = field(default_factory=MemoryStore)
    bus: LocalBus = field(default_factory=LocalBus)
    broken: set[str] = field(default_factory=set)
    loaded: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    models: Models = field(default_factory=Models)

    def __post_init__(self) -> None:
        self.registry = Unreadable(self.store)
        self.live = Live(self.load("shop", "v1"))
        self.engine = Engine(self.store, {"shop": self.live})
        self.follower = Follower(self.registry, {"shop": self.live}, self.load, self.bus, every=60.0)

    def load(self, pack: str, version: str) -> Loaded:
        self.loaded.append(version)
        if version in self.broken:
            raise ArtifactError(f"{version} has changed since it was written")
        serving = Serving(DOMAIN, self.models, self.models, self.models, version)
        return Loaded(version, serving, lambda: self.closed.append(version))

    async def change(self, kind: Kind, version: str, share: float = 1.0) -> None:
        seen = (await self.registry.roles()).get("shop", Roles())
        await self.registry.record(RoleChange("shop", kind, version, 1.0, "mei", share=share), seen)
        await self.follower.look()

    async def turn(self, id: str = "c1") -> str:
        """The version that reads a conversation's next message."""
        await self.store.create(opening(id, DOMAIN, "en"), "web", 1.0)
        return (await self.engine.handle(id, MessageReceived(7.0, QUESTION, "d1"))).model_version


@pytest.fixture
def shop() -> Shop:
    return Shop()


async def test_without_a_promotion_what_was_loaded_at_the_start_serves_on(shop: Shop) -> None:
    await shop.follower.look()
    assert (await shop.turn(), shop.loaded, shop.closed) == ("v1", ["v1"], [])


async def test_the_next_turn_after_a_promotion_is_read_by_the_new_version_and_the_old_one_is_closed(shop: Shop) -> None:
    await shop.change("promoted", "v2")
    assert (await shop.turn(), shop.closed) == ("v2", ["v1"])


async def test_a_turn_that_runs_ends_on_the_model_it_began_with_which_is_closed_only_then(shop: Shop) -> None:
    shop.models.gate = asyncio.Event()
    running = asyncio.create_task(shop.turn())
    await shop.models.reached.wait()
    await shop.change("promoted", "v2")
    await shop.change("promoted", "v3")
    assert shop.closed == ["v2"]
    shop.models.gate.set()
    assert await asyncio.wait_for(running, LATE) == "v1"
    assert shop.closed == ["v2", "v1"]
    assert await shop.turn() == "v3"


async def test_a_turn_that_raises_lets_its_model_go_too(shop: Shop) -> None:
    shop.models.broken = {QUESTION}
    shop.models.gate = asyncio.Event()
    running = asyncio.create_task(shop.turn())
    await shop.models.reached.wait()
    await shop.change("promoted", "v2")
    shop.models.gate.set()
    with pytest.raises(RuntimeError):
        await running
    assert shop.closed == ["v1"]


async def test_a_version_that_cannot_be_loaded_leaves_the_old_one_and_is_logged_once_a_while(shop: Shop) -> None:
    shop.broken = {"v2"}
    with structlog.testing.capture_logs() as logs:
        await shop.change("promoted", "v2")
        await shop.follower.look()
    assert (await shop.turn(), shop.closed, shop.loaded) == ("v1", [], ["v1", "v2"])
    assert [(line["event"], line["version"], line["serving"]) for line in logs] == [("model_refused", "v2", "v1")]
    shop.follower.resting.clear()  # time passes, and somebody repairs the files
    shop.broken = set()
    await shop.follower.look()
    assert await shop.turn() == "v2"


async def test_a_database_that_is_away_changes_nothing(shop: Shop) -> None:
    await shop.change("promoted", "v2")
    shop.registry.away = 1
    await shop.follower.look()
    assert await shop.turn() == "v2"


async def test_a_canary_reads_its_share_and_never_switches_within_a_conversation(shop: Shop) -> None:
    await shop.change("promoted", "v1")
    await shop.change("tried", "v2", 0.3)
    first = {f"c{number}": await shop.turn(f"c{number}") for number in range(100)}
    assert 15 <= list(first.values()).count("v2") <= 45
    assert {id: await shop.turn(id) for id in first} == first
    await shop.change("stopped", "v2")
    assert {await shop.turn(id) for id in first} == {"v1"}
    assert shop.closed == ["v2"]


async def test_a_candidate_that_is_promoted_is_not_loaded_again(shop: Shop) -> None:
    await shop.change("promoted", "v1")
    await shop.change("tried", "v2", 0.5)
    await shop.change("promoted", "v2")
    assert (shop.loaded, shop.closed, await shop.turn()) == (["v1", "v2"], ["v1"], "v2")
    assert shop.live.candidate is None


async def test_a_candidate_that_cannot_be_loaded_reads_nothing(shop: Shop) -> None:
    await shop.change("promoted", "v1")
    shop.broken = {"v2"}
    await shop.change("tried", "v2", 0.9)
    assert {await shop.turn(f"c{number}") for number in range(20)} == {"v1"}


def test_a_share_is_met_and_another_version_is_tried_on_other_conversations() -> None:
    ids = [f"conversation-{number}" for number in range(4000)]
    chosen = {id for id in ids if in_trial(id, "v2", 0.1)}
    assert 320 <= len(chosen) <= 480
    assert chosen <= {id for id in ids if in_trial(id, "v2", 0.2)}
    assert len(chosen & {id for id in ids if in_trial(id, "v3", 0.1)}) < 100


@asynccontextmanager
async def following(shop: Shop, every: float) -> AsyncIterator[None]:
    shop.follower.every = every
    task = asyncio.create_task(shop.follower.run())
    await asyncio.sleep(0.01)
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(("every", "wake"), [(0.02, False), (60.0, True)])
async def test_a_server_looks_every_few_seconds_and_at_once_when_it_is_woken(shop: Shop, every: float, wake: bool) -> None:
    async with following(shop, every):
        await shop.registry.record(RoleChange("shop", "promoted", "v2", 1.0, "mei"), Roles())
        if wake:
            shop.bus.wake(MODELS)
        async with asyncio.timeout(LATE):
            while shop.live.active.version != "v2":  # noqa: ASYNC110 - a thread is waited for
                await asyncio.sleep(0.005)
    assert shop.bus.topics == {}


async def test_the_pack_of_a_fixed_model_is_lent_as_it_is() -> None:
    fixed = Serving(DOMAIN, Models(), Models(), Models(), "v1")
    with replace(fixed, model="v9").lend("c1") as serving:
        assert serving.model == "v9"
