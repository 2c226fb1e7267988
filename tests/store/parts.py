"""What tests of keeping and serving share: the small shop's models as hand-written fakes, and turns made without an engine."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from bot.bus.local import LocalArrivals, LocalBus
from bot.dialogue.conversation import Conversation, Utterance
from bot.dialogue.effects import CallAction, Escalate, Retrieve
from bot.dialogue.events import Event, MessageReceived, Passage, Understood, Value
from bot.dialogue.trace import Reason
from bot.engine import Engine, Serving
from bot.errors import ModelError
from bot.lookout import Lookout
from bot.reception import Reception
from bot.store.memory import MemoryStore
from bot.store.records import Message, Opened, Turn
from bot.store.sql import SqlStore
from bot.turn import Vector
from bot.worker import Worker
from tests.dialogue.shop import DOMAIN, PASSAGE, code, reading, yes

AnyStore = MemoryStore | SqlStore

READINGS: Mapping[str, Callable[[str], Understood]] = {
    "what does delivery cost": reading(("delivery_cost", 0.9)),
    "cancel my order HL-204518": reading(("cancel_order", 0.9), entities=(code(),)),
    "yes please": reading(entities=(yes(),)),
    "this is the worst shop ever": reading(("delivery_cost", 0.9), mood="negative"),
    "let me talk to a human": reading(("human_agent", 0.95)),
}
UNSURE = reading(("delivery_cost", 0.9))


@dataclass
class Models:
    """Understands, searches and acts for the small shop; ``gate`` holds readings back until it is set."""

    broken: set[str] = field(default_factory=set)
    """Texts at which the models raise something that nobody expects."""
    unavailable: bool = False
    gate: asyncio.Event | None = None
    action_gate: asyncio.Event | None = None
    read: list[str] = field(default_factory=list)
    calls: list[CallAction] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a gate was reached."""

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        self.read.append(text)
        if self.gate is not None:
            self.reached.set()
            await self.gate.wait()
        if text in self.broken:
            raise RuntimeError(f"a bug that {text!r} sets off")
        if self.unavailable:
            raise ModelError("the encoder is gone")
        return replace(READINGS.get(text, UNSURE)(text), at=at), np.zeros(2, dtype=np.float32)

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        return (PASSAGE,)

    async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
        self.calls.append(request)
        if request.action == "cancel_order" and self.action_gate is not None:
            self.reached.set()
            await self.action_gate.wait()
        return {"status": "cancelled"} if request.action == "cancel_order" else {"status": "placed", "eta": "2026-11-27", "amount": 59.9}

    def called(self, action: str) -> list[str]:
        """The keys with which an action was called."""
        return [call.key for call in self.calls if call.action == action]


def engine(store: AnyStore, models: Models) -> Engine:
    return Engine(store, {"shop": Serving(DOMAIN, models, models, models, "test-1")})


@asynccontextmanager
async def served(
    store: AnyStore, models: Models, *others: AnyStore, bus: LocalBus | None = None, most: int = 1000
) -> AsyncIterator[Reception]:
    """A reception with a worker on its store, and one more on each of ``others``, as further processes would have."""
    bus = bus or LocalBus()
    workers = [Worker(engine(one, models), Lookout(one, LocalArrivals(bus), 0.2), bus, (0.01, 0.01), grace=0.1) for one in (store, *others)]
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        yield Reception(store, bus, {"shop": DOMAIN}, most)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def say(reception: Reception, conversation_id: str, text: str, delivery_id: str, seconds: float = 10.0) -> list[str]:
    """A customer's message; the lines of its turn as ``author: text``."""
    key = f"{conversation_id}:{delivery_id}"
    await reception.receive(conversation_id, MessageReceived(1.0, text, delivery_id), key)
    assert await reception.wait(conversation_id, key, seconds), f"no answer to {text!r}"
    lines = await reception.messages(conversation_id)
    turn = next(line.turn for line in lines if line.delivery_id == delivery_id)
    return [f"{line.author}: {line.text}" for line in lines if line.turn == turn]


async def transcript(reception: Reception, conversation_id: str) -> list[str]:
    return [f"{line.author}: {line.text}" for line in await reception.messages(conversation_id)]


numbers = itertools.count(1)


def a_turn(
    opened: Opened,
    *said: str,
    events: tuple[Event, ...] = (),
    inbound: tuple[str, ...] = (),
    escalation: Escalate | None = None,
    **state: Any,
) -> Turn:
    """A turn in which the bot says these lines."""
    number = opened.last_turn + 1
    after = replace(opened.conversation, turn=opened.conversation.turn + 1, **state)
    lines = tuple(Message(opened.last_seq + 1 + i, "bot", text, 5.0, number) for i, text in enumerate(said))
    at = 1000.0 + next(numbers)
    return Turn(after, events, (Reason("rule", True, "because"),), lines, at, 0.01, "v1", "m1", inbound, escalation)
