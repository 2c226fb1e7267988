"""One turn, from an event to rest: the step decides, the engine fetches what the step asks for, and the store commits the whole turn."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from bot.dialogue.apology import apologise
from bot.dialogue.conversation import Conversation, Utterance
from bot.dialogue.domain import Domain
from bot.dialogue.effects import AskRating, CallAction, Escalate, Retrieve, Send, Understand
from bot.dialogue.events import (
    ActionFailed,
    ActionRequested,
    ActionReturned,
    Event,
    Found,
    ModelFailed,
    OperatorJoined,
    Passage,
    Understood,
    Value,
)
from bot.dialogue.recovery import recover
from bot.dialogue.step import step
from bot.errors import ActionError, ModelError, StoreConflict
from bot.store.records import Lease, Opened, Turn
from bot.turn import RunningTurn, Vector

TRIES = 5
MOST_STEPS = 60
"""The most steps of one turn, so that no turn runs for ever."""


class Understander(Protocol):
    """Reads a message; returns what was understood and the query embedding (unit length, float32, shape (d,)).

    ``lines`` are the conversation so far, ending with the message; if given, satisfaction and risk are predicted too.
    """

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]: ...


class Retriever(Protocol):
    """Searches what the company knows; ``vector`` is the embedding of the query, as the understander returns it."""

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]: ...


class Actions(Protocol):
    """Runs a pack's action within its time limit; ``at`` is the current time. Raises ActionError if it fails or takes too long."""

    async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]: ...


class Lender(Protocol):
    """Lends the model and pack that serve a conversation, for the turn that runs inside the context."""

    def lend(self, conversation_id: str) -> AbstractContextManager["Serving"]: ...


class Store(Protocol):
    """Keeps conversations. ``open`` waits for the lease, or takes it by ``force``; raises AlreadyHandled if inbox row ``key`` is answered.

    ``request`` records a writing action before it runs. ``commit`` ends a turn, and ``release`` gives up the lease of a turn that failed.
    """

    async def open(self, conversation_id: str, key: str = "", force: bool = False) -> Opened: ...

    async def request(self, lease: Lease, event: ActionRequested) -> None: ...

    async def commit(self, lease: Lease, turn: Turn) -> None: ...

    async def release(self, lease: Lease) -> None: ...


@dataclass(frozen=True, slots=True)
class Serving:
    """Everything that serves one pack; ``model`` is the version of its artifact."""

    domain: Domain
    understander: Understander
    retriever: Retriever
    actions: Actions
    model: str

    @property
    def versions(self) -> tuple[str, str]:
        """The versions of the pack and of its model."""
        return self.domain.version, self.model

    def lend(self, conversation_id: str) -> AbstractContextManager["Serving"]:
        """Lend itself to every conversation: a pack whose model never changes."""
        return nullcontext(self)


class Engine:
    """Handles events of any conversation of the packs it serves."""

    def __init__(self, store: Store, packs: Mapping[str, Lender], clock: Callable[[], float] = time.time, seconds: float = 20.0) -> None:
        self.store, self.packs, self.clock, self.seconds = store, packs, clock, seconds

    async def handle(self, conversation_id: str, event: Event, key: str = "") -> Turn:
        """Run and commit the turn that ``event`` begins; after a conflict it runs again. ``key`` is the inbox row that it answers."""
        return await self.commit_turn(conversation_id, event, key, self.play)

    async def apologise(self, conversation_id: str, event: Event, key: str, failure: str) -> Turn:
        """Answer an event whose turn keeps failing: apologise to the customer, and queue the conversation for a person."""
        return await self.commit_turn(conversation_id, event, key, partial(self.play_apology, failure=failure))

    async def commit_turn(self, conversation_id: str, event: Event, key: str, run: Callable[[Opened, Event, str], Awaitable[Turn]]) -> Turn:
        """Run a turn under a lease and commit it; an operator who takes over does not wait for a turn that is running."""
        for attempt in range(TRIES):
            opened = await self.store.open(conversation_id, key, force=isinstance(event, OperatorJoined))
            try:
                turn = await run(opened, event, key)
                began = time.perf_counter()
                await self.store.commit(opened.lease, turn)
                return replace(turn, stages={**turn.stages, "commit": time.perf_counter() - began})
            except BaseException as error:
                await asyncio.shield(self.store.release(opened.lease))
                if not isinstance(error, StoreConflict) or attempt == TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    async def play(self, opened: Opened, event: Event, key: str) -> Turn:
        """Decide, fetch, decide again, until nothing is wanted any more."""
        started = self.clock()
        with self.packs[opened.conversation.pack].lend(opened.conversation.id) as serving:
            running = RunningTurn(opened, recover(opened.conversation, serving.domain), time.perf_counter())
            pending: deque[Event] = deque([event])
            await self.settle(pending, running, serving)
            for request in running.unanswered():
                pending.append(await self.call(CallAction(request.key, request.action, request.arguments), running, serving))
            await self.settle(pending, running, serving)
            return running.turn(key, started, time.perf_counter() - running.began, serving.versions)

    async def settle(self, pending: deque[Event], running: RunningTurn, serving: Serving) -> None:
        """Take steps until no event is pending."""
        for _ in range(MOST_STEPS):
            if not pending:
                return
            event = pending.popleft()
            decided = step(running.conversation, event, serving.domain)
            running.advance(event, decided)
            for effect in decided.effects:
                result = await self.carry_out(effect, running, serving)
                if result is not None:
                    pending.append(result)
        raise RuntimeError(f"a turn did not come to rest in {MOST_STEPS} steps")

    async def play_apology(self, opened: Opened, event: Event, key: str, failure: str) -> Turn:
        """A turn that only apologises."""
        started = self.clock()
        with self.packs[opened.conversation.pack].lend(opened.conversation.id) as serving:
            running = RunningTurn(opened, recover(opened.conversation, serving.domain), time.perf_counter())
            decided = apologise(running.conversation, serving.domain, failure, event.at)
            running.advance(event, decided)
            for effect in decided.effects:
                await self.carry_out(effect, running, serving)
            return running.turn(key, started, time.perf_counter() - running.began, serving.versions, failure)

    async def carry_out(self, effect: object, running: RunningTurn, serving: Serving) -> Event | None:
        """Carry out an effect; a result that was fetched is returned as the next event."""
        match effect:
            case Send() | AskRating():
                running.sends.append(effect)
            case Escalate():
                running.escalation = effect
            case Understand(text=text):
                with running.timed("understand"):
                    return await self.understand(text, running, serving)
            case Retrieve():
                with running.timed("retrieve"):
                    return await self.retrieve(effect, running, serving)
            case CallAction():
                with running.timed("action"):
                    return await self.act(effect, running, serving)
        return None

    def seconds_left(self, running: RunningTurn) -> float:
        """The seconds that models may still take in this turn."""
        return max(running.began + self.seconds - time.perf_counter(), 0.01)

    async def understand(self, text: str, running: RunningTurn, serving: Serving) -> Event:
        """Read a text, and keep its vector for a search in the same turn."""
        try:
            async with asyncio.timeout(self.seconds_left(running)):
                understood, running.vector = await serving.understander.understand(text, self.clock(), running.conversation.lines)
        except (ModelError, TimeoutError) as error:
            return ModelFailed(self.clock(), "understand", str(error) or "it took too long")
        return understood

    async def retrieve(self, effect: Retrieve, running: RunningTurn, serving: Serving) -> Event:
        """Search with the vector of this message; a query that is only a part of it, or from an earlier turn, gets a pass of its own."""
        try:
            async with asyncio.timeout(self.seconds_left(running)):
                vector = running.vector if effect.query == running.conversation.text else None
                if vector is None:
                    _, vector = await serving.understander.understand(effect.query, self.clock())
                passages = await serving.retriever.search(effect, vector)
        except (ModelError, TimeoutError) as error:
            return ModelFailed(self.clock(), "retrieve", str(error) or "it took too long")
        return Found(self.clock(), effect.query, passages, effect.intents)

    async def act(self, effect: CallAction, running: RunningTurn, serving: Serving) -> Event:
        """Run an action; a writing one is recorded first, so that it is repeated with the same key after a crash."""
        if serving.domain.actions[effect.action].effect != "writes":
            return await self.call(effect, running, serving)
        requested = ActionRequested(self.clock(), effect.key, effect.action, effect.arguments)
        await self.store.request(running.opened.lease, requested)
        running.events.append(requested)
        calling = asyncio.create_task(self.call(effect, running, serving))
        try:
            return await asyncio.shield(calling)
        except asyncio.CancelledError:
            await calling  # its thread cannot be stopped, and the turn that repeats it must not run at the same time
            raise

    async def call(self, effect: CallAction, running: RunningTurn, serving: Serving) -> Event:
        """Call an action and return its result as an event."""
        try:
            results = await serving.actions.call(effect, running.conversation, self.clock())
        except ActionError as error:
            return ActionFailed(self.clock(), effect.key, effect.action, str(error))
        return ActionReturned(self.clock(), effect.key, effect.action, results)
