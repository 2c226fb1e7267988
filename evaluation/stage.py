"""A conversation to be looked at: the real engine, worker, reception and desk over a store in memory, by a clock that is set."""

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot import keys
from bot.actions import PackActions
from bot.bus.local import LocalArrivals, LocalBus
from bot.composition import working
from bot.desk.acting import Operator
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain, Hours
from bot.dialogue.effects import Button
from bot.dialogue.events import CustomerRated, Event, MessageReceived
from bot.dialogue.hours import local
from bot.engine import Engine, Serving
from bot.errors import FrontdeskError
from bot.lookout import Lookout
from bot.packs import Pack
from bot.reception import Reception
from bot.registry.loading import VersionLoader
from bot.settings import read
from bot.store.memory import MemoryStore
from bot.store.records import Message, Summary, TurnLog
from bot.timers import Timers
from bot.worker import Worker

SECONDS = 60.0
"""How long a turn may take before the conversation counts as stuck; in the time of the machine."""

LONGEST = 4000
"""Characters of one message from the desk."""

WHO = "Robin"
"""The person at the desk."""


class Stuck(FrontdeskError):
    """The conversation could not be gone on with: the program is broken, not what it said."""


@dataclass(slots=True)
class Clock:
    """Time in seconds since the epoch, UTC; it stands still until somebody sets it."""

    now: float

    def __call__(self) -> float:
        """The time at which it stands."""
        return self.now


@dataclass(frozen=True, slots=True)
class Scene:
    """What one happening led to: the conversation before and after it, the turns that were run, and what was said in them."""

    before: Conversation
    after: Conversation
    turns: tuple[TurnLog, ...]
    messages: tuple[Message, ...]
    summary: Summary

    @property
    def said(self) -> tuple[Message, ...]:
        """What the customer was told."""
        return tuple(message for message in self.messages if message.author != "customer")

    @property
    def replies(self) -> tuple[str, ...]:
        """The names of the replies that the bot sent."""
        return tuple(message.reply for message in self.messages if message.author in ("bot", "system"))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons that are shown."""
        return tuple(button for message in self.said for button in message.buttons)


class Stage:
    """One conversation of which ``scene`` is what happened last."""

    def __init__(self, store: MemoryStore, reception: Reception, clock: Clock, scene: Scene) -> None:
        self.store, self.reception, self.clock, self.scene = store, reception, clock, scene
        self.operator = Operator(WHO, reception, LONGEST, clock)
        self.timers = Timers(store, reception.bus, clock=clock)
        self.numbers = itertools.count(1)
        self.last_turn = len(scene.turns)

    async def write(self, text: str, choice: str | None = None) -> Scene:
        """The customer writes, or presses a button whose payload is ``choice``."""
        delivery = f"d{next(self.numbers)}"
        return await self.happen(MessageReceived(self.clock.now, text, delivery, choice), "message", delivery)

    async def rate(self, score: int) -> Scene:
        """The customer rates the conversation."""
        return await self.happen(CustomerRated(self.clock.now, score), "rating", f"r{next(self.numbers)}")

    async def join(self) -> Scene:
        """A person takes the conversation over."""
        await self.operator.take(self.id)
        return await self.look()

    async def say(self, text: str) -> Scene:
        """Write to the customer as that person."""
        await self.operator.say(self.id, text)
        return await self.look()

    async def release(self) -> Scene:
        """Give the conversation back to the bot."""
        await self.operator.release(self.id)
        return await self.look()

    async def wait(self, seconds: float) -> Scene:
        """Nobody says anything for so long; what is due on the way happens when it is due."""
        before, end, scenes = self.scene.after, self.clock.now + seconds, list[Scene]()
        while due := await self.store.due(end, 1):
            self.clock.now = due[0].due
            if not await self.timers.look():
                raise Stuck(f"a timer is due at {due[0].due:.0f} and does not fire")
            scenes.append(await self.answered(keys.key(self.id, "timer", repr(due[0].due))))
        self.clock.now = end
        turns = tuple(log for scene in scenes for log in scene.turns)
        messages = tuple(message for scene in scenes for message in scene.messages)
        self.scene = Scene(before, self.scene.after, turns, messages, self.scene.summary)
        return self.scene

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self.scene.after.id

    async def happen(self, event: Event, kind: keys.Kind, id: str) -> Scene:
        """An event comes in and is answered; Stuck where its turn does not end."""
        key = keys.key(self.id, kind, id)
        await self.reception.receive(self.id, event, key)
        return await self.answered(key)

    async def answered(self, key: str) -> Scene:
        """What an event led to, once it is answered."""
        if not await self.reception.wait(self.id, key, SECONDS):
            raise Stuck(f"a turn did not end within {SECONDS:.0f} seconds")
        return await self.look()

    async def look(self) -> Scene:
        """What has happened since the last look; Stuck where a turn failed for a reason that is nobody's intention."""
        head = await self.store.head(self.id)
        turns = tuple(log for log in await self.store.turns(self.id) if log.turn > self.last_turn)
        for reason in (reason for log in turns for reason in log.trace if reason.rule == "turn_failed"):
            raise Stuck(f"a turn failed: {reason.because}")
        messages = tuple(message for message in await self.store.messages(self.id, limit=10_000) if message.turn > self.last_turn)
        self.last_turn += len(turns)
        self.scene = Scene(self.scene.after, head.conversation, turns, messages, head.summary)
        return self.scene


@asynccontextmanager
async def opened(pack: Pack, serving: Serving, language: str, at: float, folder: Path) -> AsyncIterator[Stage]:
    """A conversation that a customer has just opened; the pack's actions run in earnest and keep their files in ``folder``."""
    clock, bus = Clock(at), LocalBus()
    store, actions = MemoryStore(clock=clock), PackActions(pack, folder)
    name = pack.domain.name
    engine = Engine(store, {name: replace(serving, domain=pack.domain, actions=actions)}, clock)
    reception = Reception(store, bus, {name: pack.domain}, clock=clock)
    try:
        async with working(Worker(engine, Lookout(store, LocalArrivals(bus)), bus, pauses=()))():
            id = await reception.open(name, "web", language, "evaluation")
            head = await store.head(id)
            messages, turns = await store.messages(id), await store.turns(id)
            scene = Scene(head.conversation, head.conversation, tuple(turns), tuple(messages), head.summary)
            yield Stage(store, reception, clock, scene)
    finally:
        actions.close()


def load(pack: Pack, model: Path) -> Serving:
    """What a pack is served with, its models from the folder ``<artifacts>/<pack>/<version>``; raises ModelError."""
    loader = VersionLoader(read({}, artifacts_dir=model.parent.parent), {pack.domain.name: pack}, AsyncExitStack())
    return loader.load(pack.domain.name, model.name).serving


def moment(domain: Domain, at: datetime) -> float:
    """Seconds since the epoch at a local time of the desk; a desk without hours is in UTC."""
    naive = at.replace(tzinfo=UTC).timestamp()
    return naive - ahead(domain.hours, naive - ahead(domain.hours, naive)) if domain.hours else naive


def ahead(hours: Hours, at: float) -> float:
    """Seconds by which local time is ahead of UTC."""
    return local(hours, at).replace(tzinfo=UTC).timestamp() - at
