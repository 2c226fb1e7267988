"""``frontdesk replay``: old turns on the pack and the model of today.

Every turn is played twice from the state in which it began. Played with the recorded results of models and actions, it shows what the pack
changes. Read again by today's model, it shows what the model changes. Nothing is written and no action runs: a call with the recorded
arguments returns the recorded result.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from bot import packs
from bot.commandline.talking import kept, named
from bot.composition import pack_folder
from bot.dialogue.apology import apologise
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.effects import AskRating, Button, CallAction, Send
from bot.dialogue.events import ActionFailed, ActionReturned, ConversationOpened, Event, MessageReceived, Understood, Value
from bot.dialogue.recovery import recover
from bot.dialogue.step import opening, step
from bot.dialogue.trace import Step
from bot.engine import Engine, Serving
from bot.errors import ActionError, FrontdeskError
from bot.explain import scores
from bot.settings import Settings
from bot.store.memory import MemoryStore
from bot.store.records import Message, TurnLog
from evaluation import stage
from evaluation.compared import Compared, Line, Replayed, TurnOutcome, Verdict

SECONDS = 60.0
"""The time limit of a turn, after which its models count as failed."""

Call = tuple[str, tuple[tuple[str, Value], ...]]
"""An action and its arguments in the order of their names."""
Answers = Mapping[Call, ActionReturned | ActionFailed]


class Log(Protocol):
    """The part of a store that a replay reads."""

    async def turns(self, conversation_id: str) -> list[TurnLog]: ...

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]: ...


class Unrecorded(FrontdeskError):
    """An action was called with arguments for which no result is recorded; ``call`` is the call as text."""

    def __init__(self, call: str) -> None:
        super().__init__(call)
        self.call = call


@dataclass(frozen=True, slots=True)
class Played:
    """A turn played with its recorded results: the state in which it ends, what it says, and the results of its actions."""

    conversation: Conversation
    lines: tuple[Line, ...]
    answers: Answers


@dataclass(frozen=True, slots=True)
class Recorded:
    """Actions that return the results of a recorded turn."""

    answers: Answers

    async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
        """The recorded result of the same call; raises ActionError if it failed, and Unrecorded if there is none."""
        answer = self.answers.get(called(request))
        if answer is None:
            raise Unrecorded(f"{request.action}({', '.join(f'{name}={value}' for name, value in sorted(request.arguments.items()))})")
        if isinstance(answer, ActionFailed):
            raise ActionError(answer.reason)
        return answer.results


def run(settings: Settings, pack: str, model: Path, conversation: str | None, last: int) -> Replayed:
    """Replay one conversation, or the pack's ``last`` ones, on the model in folder ``model``; raises UnknownConversation and ModelError."""
    return asyncio.run(replayed(settings, pack, model, conversation, last))


def pack_of(settings: Settings, conversation: str) -> str:
    """The pack of a conversation; raises UnknownConversation."""
    return asyncio.run(pack_named(settings, conversation))


async def pack_named(settings: Settings, conversation: str) -> str:
    """As ``pack_of``, inside an event loop."""
    async with kept(settings) as store:
        return (await store.head(await named(store, conversation))).summary.pack


async def replayed(settings: Settings, pack: str, model: Path, conversation: str | None, last: int) -> Replayed:
    """As ``run``, inside an event loop."""
    serving = stage.load(packs.load(pack_folder(settings, pack)), model)
    async with kept(settings) as store:
        ids = [await named(store, conversation)] if conversation else [one.id for one in await store.conversations(pack, limit=last)]
        compared = [one for id in ids for one in await turns_of(store, id, serving)]
    return Replayed(pack, model.name, len(ids), tuple(compared))


async def turns_of(store: Log, id: str, serving: Serving) -> list[Compared]:
    """Every turn of a conversation, then and now; each begins in the state in which the recorded turns before it end."""
    logs, messages = await store.turns(id), await store.messages(id, limit=100_000)
    opened = next((event for log in logs for event in log.events if isinstance(event, ConversationOpened)), None)
    state, compared = opening(id, serving.domain, opened.language if opened else None), list[Compared]()
    for log in logs:
        then = TurnOutcome(told([m for m in messages if m.turn == log.turn]), reading(log.events), log.model_version)
        played = play(state, log, serving.domain)
        compared.append(await compare(state, log, then, played, serving))
        state = played.conversation
    return compared


async def compare(state: Conversation, log: TurnLog, then: TurnOutcome, played: Played, serving: Serving) -> Compared:
    """Compare a turn with what would be said now; only what customers wrote is read again."""
    event = log.events[0]
    wrote = event.text if isinstance(event, MessageReceived) else type(event).__name__
    by_pack = Compared(state.id, log.turn, wrote, "same", then, replace(then, lines=played.lines))
    if not isinstance(event, MessageReceived) or failure(log) is not None:
        return replace(by_pack, verdict="same" if played.lines == then.lines else "pack")
    try:
        now = await read_again(state, event, log.at, replace(serving, actions=Recorded(played.answers)))
    except Unrecorded as error:
        return replace(by_pack, verdict="open", now=None, wants=error.call)
    return replace(by_pack, verdict=verdict(then.lines, played.lines, now.lines), now=now)


def verdict(then: tuple[Line, ...], by_pack: tuple[Line, ...], now: tuple[Line, ...]) -> Verdict:
    """What changed the answer; ``by_pack`` is what today's pack says with the recorded readings."""
    if now == then:
        return "same"
    if by_pack == then:
        return "model"
    return "pack" if now == by_pack else "both"


def play(state: Conversation, log: TurnLog, domain: Domain) -> Played:
    """Play a recorded turn on today's pack, with the recorded results of models and actions."""
    conversation, lines = recover(state, domain), list[Line]()
    calls, answers = dict[str, Call](), dict[Call, ActionReturned | ActionFailed]()
    for event in log.events:
        decided = decide(conversation, event, domain, failure(log))
        conversation = decided.conversation
        for effect in decided.effects:
            if isinstance(effect, CallAction):
                calls[effect.key] = called(effect)
            elif isinstance(effect, Send | AskRating):
                lines.append(line(effect.text, effect.buttons if isinstance(effect, Send) else ()))
        if isinstance(event, ActionReturned | ActionFailed) and event.key in calls:
            answers[calls[event.key]] = event
    return Played(conversation, tuple(lines), answers)


def decide(conversation: Conversation, event: Event, domain: Domain, failed: str | None) -> Step:
    """The step that an event leads to; a turn that failed when it was recorded only apologises."""
    return step(conversation, event, domain) if failed is None else apologise(conversation, domain, failed, event.at)


def failure(log: TurnLog) -> str | None:
    """Why a recorded turn failed, or None if it did not."""
    return next((reason.because for reason in log.trace if reason.rule == "turn_failed"), None)


async def read_again(state: Conversation, event: MessageReceived, at: float, serving: Serving) -> TurnOutcome:
    """Run the turn on today's model; raises Unrecorded."""
    store = MemoryStore(clock=lambda: at)
    await store.create(state, "terminal", at)
    turn = await Engine(store, {state.pack: serving}, lambda: at, SECONDS).handle(state.id, event)
    return TurnOutcome(told(turn.messages), reading(turn.events), serving.model)


def told(messages: Iterable[Message]) -> tuple[Line, ...]:
    """The lines among some messages that the customer was told."""
    return tuple(line(message.text, message.buttons) for message in messages if message.author != "customer")


def line(text: str, buttons: tuple[Button, ...]) -> Line:
    """A text and the labels of its buttons."""
    return text, tuple(button.label for button in buttons)


def called(request: CallAction) -> Call:
    """The identity of a call: the action and its arguments."""
    return request.action, tuple(sorted(request.arguments.items()))


def reading(events: Iterable[Event]) -> str:
    """How a message was read: its likeliest intent and probability, or "out of scope" and its score; empty if no model read it."""
    read = next((event for event in events if isinstance(event, Understood)), None)
    if read is None:
        return ""
    if read.out_of_scope >= read.thresholds.out_of_scope:
        return f"out of scope {read.out_of_scope:.2f}"
    return scores(read.intents, 1)
