"""What operators say that customers meant, which is what the next training learns from (``frontdesk feedback``)."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import structlog

from bot import bus as topics
from bot.bus import Bus
from bot.dialogue.domain import Domain
from bot.errors import FrontdeskError
from bot.inference.artifact import OUT_OF_SCOPE
from bot.store.annotations import Annotation
from bot.store.records import Summary

log = structlog.get_logger("annotations")


class UnfitIntents(FrontdeskError):
    """A message cannot have meant these intents; the message says why, for operators."""


class AnnotationStore(Protocol):
    """The part of a store that keeps annotations: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def annotate(self, one: Annotation) -> bool: ...

    async def take_back(self, conversation_id: str, turn: int) -> bool: ...

    async def annotations(self, conversation_id: str) -> list[Annotation]: ...

    async def annotated(self, pack: str, since: float = 0.0) -> list[Annotation]: ...


class Annotator:
    """Annotates messages for the desk; every change wakes whoever looks at the conversation."""

    def __init__(self, store: AnnotationStore, bus: Bus, domains: Mapping[str, Domain], clock: Callable[[], float] = time.time) -> None:
        self.store, self.bus, self.domains, self.clock = store, bus, domains, clock

    async def annotate(self, about: Summary, turn: int, intents: Sequence[str], by: str) -> bool:
        """Keep what the message of a turn meant, in place of what was kept before; False where the turn is gone.

        Raises UnfitIntents.
        """
        meant = tuple(dict.fromkeys(intents))
        self.check(about.pack, meant)
        kept = await self.store.annotate(Annotation(about.id, turn, about.pack, meant, by, self.clock()))
        if kept:
            log.info("annotated", conversation=about.id, turn=turn, intents=meant, by=by)
        self.bus.wake(topics.conversation(about.id))
        return kept

    async def take_back(self, conversation_id: str, turn: int, by: str) -> bool:
        """Forget what the message of a turn was said to mean; whether anything was kept."""
        gone = await self.store.take_back(conversation_id, turn)
        if gone:
            log.info("annotation_taken_back", conversation=conversation_id, turn=turn, by=by)
        self.bus.wake(topics.conversation(conversation_id))
        return gone

    async def of(self, conversation_id: str) -> dict[int, Annotation]:
        """The annotations of a conversation, by turn."""
        return {one.turn: one for one in await self.store.annotations(conversation_id)}

    def check(self, pack: str, meant: Sequence[str]) -> None:
        """Raise UnfitIntents for a pack that is not served, intents that it does not have, and out of scope beside an intent."""
        domain = self.domains.get(pack)
        if domain is None:
            raise UnfitIntents(f"The pack {pack} is not served here any more.")
        if not meant:
            raise UnfitIntents("Name at least one intent, or oos where the pack serves none of it.")
        if unknown := [name for name in meant if name != OUT_OF_SCOPE and name not in domain.intents]:
            raise UnfitIntents(f"The pack {pack} has no intent {', '.join(unknown)}.")
        if OUT_OF_SCOPE in meant and len(meant) > 1:
            raise UnfitIntents("A message that is out of scope has no other intent beside that.")
