"""A reception in memory around the real engine: conversations of the small shop, with readings that the test states."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.annotating import Annotator
from bot.bus.local import LocalBus
from bot.dead_letters import DeadLetters
from bot.dialogue.conversation import Conversation, Mode, Utterance
from bot.dialogue.domain import Domain
from bot.dialogue.effects import CallAction, Retrieve
from bot.dialogue.events import ActionRequested, ConversationOpened, Event, Passage, Understood, Value
from bot.dialogue.step import opening
from bot.engine import Engine, Serving, Vector
from bot.erasing import Eraser
from bot.errors import ActionError, UnknownConversation
from bot.store.annotations import Annotation
from bot.store.memory import MemoryStore
from bot.store.records import Channel, Lease, Message, Opened, Summary, Turn, TurnLog
from tests.dialogue.shop import DOMAIN, PASSAGE, reading

Reader = Callable[[str], Understood]


@dataclass
class Kept:
    conversation: Conversation
    summary: Summary
    messages: list[Message] = field(default_factory=list)
    logs: list[TurnLog] = field(default_factory=list)


class FakeReception:
    """Handles each event before ``receive`` returns; ``broken`` makes every reading fail."""

    def __init__(
        self, domain: Domain = DOMAIN, readers: Mapping[str, Reader] | None = None, clock: Callable[[], float] | None = None
    ) -> None:
        self.domain, self.readers = domain, dict(readers or {})
        self.domains = {domain.name: domain}
        self.letters, self.eraser = DeadLetters(MemoryStore(), LocalBus()), Eraser(MemoryStore(), LocalBus())
        self.annotator, self.notes = Annotator(self, LocalBus(), self.domains), dict[tuple[str, int], Annotation]()
        self.kept: dict[str, Kept] = {}
        self.keys: set[str] = set()
        self.events: list[tuple[str, Event]] = []
        self.changed: set[asyncio.Event] = set()
        self.broken = False
        self.slow = False
        self.readings = 0
        serving = Serving(domain, self, self, self, "test-1")
        self.engine = Engine(self, {domain.name: serving}, **({"clock": clock} if clock else {}))

    async def picture(self, conversation_id: str, seq: int) -> bytes:
        raise ActionError("this shop draws nothing")

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        return self.readers.get(text, reading(("greeting", 0.2)))(text), np.zeros(2, dtype=np.float32)

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        return (PASSAGE,)

    async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
        return {"status": "placed", "eta": "2026-11-27", "amount": 59.9}

    async def start(self, id: str, language: str = "en", channel: Channel = "web", at: float = 0.0, pack: str = "shop") -> str:
        conversation = opening(id, self.domain, language)
        self.kept[id] = Kept(conversation, Summary(id, pack, channel, "bot", conversation.language, at, at))
        await self.receive(id, ConversationOpened(at, language), f"{id}:open")
        return id

    async def open(self, conversation_id: str, key: str = "", force: bool = False) -> Opened:
        kept = self.find(conversation_id)
        return Opened(kept.conversation, Lease(conversation_id, "test", 0, 0.0), len(kept.messages), len(kept.logs))

    async def request(self, lease: Lease, event: ActionRequested) -> None: ...

    async def release(self, lease: Lease) -> None: ...

    async def commit(self, lease: Lease, turn: Turn) -> None:
        kept, after = self.kept[lease.conversation_id], turn.conversation
        before, at = kept.summary, turn.events[0].at
        moods = [event.mood for event in turn.events if isinstance(event, Understood)]
        kept.conversation = after
        kept.messages += turn.messages
        kept.logs.append(TurnLog(len(kept.logs) + 1, at, turn.took, turn.domain_version, turn.model_version, turn.events, turn.trace))
        kept.summary = Summary(
            id=before.id,
            pack=before.pack,
            channel=before.channel,
            mode=after.mode,
            language=after.language,
            opened_at=before.opened_at,
            updated_at=at,
            waiting_since=(before.waiting_since or at) if after.mode == "queued" else None,
            reason=turn.escalation.reason if turn.escalation else before.reason,
            summary=turn.escalation.summary if turn.escalation else before.summary,
            operator=after.operator,
            handed_by=after.handed_by,
            rating=after.rating,
            preview=next((m.text for m in reversed(turn.messages) if m.author == "customer"), before.preview),
            mood=moods[-1] if moods else before.mood,
        )
        for event in self.changed:
            event.set()

    def find(self, conversation_id: str) -> Kept:
        self.readings += 1
        if self.broken:
            raise OSError("the disk is gone")
        if conversation_id not in self.kept:
            raise UnknownConversation(conversation_id)
        return self.kept[conversation_id]

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool:
        if key in self.keys:
            return False
        self.keys.add(key)
        self.events.append((conversation_id, event))
        await self.engine.handle(conversation_id, event, key)
        return True

    async def wait(self, conversation_id: str, key: str, seconds: float) -> bool:
        return not self.slow and key in self.keys

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]:
        return [m for m in self.find(conversation_id).messages if m.seq > after][:limit]

    async def summary(self, conversation_id: str) -> Summary:
        return self.find(conversation_id).summary

    async def conversation(self, conversation_id: str) -> Conversation:
        return self.find(conversation_id).conversation

    async def turns(self, conversation_id: str) -> list[TurnLog]:
        return list(self.find(conversation_id).logs)

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 200) -> list[Summary]:
        if self.broken:
            raise OSError("the disk is gone")
        self.readings += 1
        found = [k.summary for k in self.kept.values() if mode in (None, k.summary.mode) and pack in (None, k.summary.pack)]
        return sorted(found, key=lambda s: -s.updated_at)[:limit]

    async def annotate(self, one: Annotation) -> bool:
        self.notes[one.conversation_id, one.turn] = one
        for event in self.changed:
            event.set()
        return True

    async def take_back(self, conversation_id: str, turn: int) -> bool:
        return self.notes.pop((conversation_id, turn), None) is not None

    async def annotations(self, conversation_id: str) -> list[Annotation]:
        return [one for one in self.notes.values() if one.conversation_id == conversation_id]

    async def annotated(self, pack: str, since: float = 0.0) -> list[Annotation]:
        return [one for one in self.notes.values() if one.pack == pack and one.at >= since]

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]:
        return frozenset(id for id, kept in self.kept.items() if any(word in message.text.lower() for message in kept.messages))

    async def follow(self, conversation_id: str) -> AsyncIterator[None]:
        changed = asyncio.Event()
        self.changed.add(changed)
        try:
            while True:
                yield
                await changed.wait()
                changed.clear()
        finally:
            self.changed.discard(changed)

    def follow_all(self) -> AsyncIterator[None]:
        return self.follow("")
