"""What the desk needs of the reception, which says what each call promises."""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from bot.annotating import Annotator
from bot.dead_letters import DeadLetters
from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.domain import Domain
from bot.dialogue.events import Event
from bot.erasing import Eraser
from bot.store.records import Message, Summary, TurnLog


class DeskReception(Protocol):
    """The door to conversations that channels use too.

    ``domains`` are the packs that are served, ``letters`` what was not delivered, ``eraser`` deletes whole conversations,
    ``annotator`` keeps what operators say that customers meant.
    """

    @property
    def domains(self) -> Mapping[str, Domain]: ...

    @property
    def letters(self) -> DeadLetters: ...

    @property
    def eraser(self) -> Eraser: ...

    @property
    def annotator(self) -> Annotator: ...

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool: ...

    async def wait(self, conversation_id: str, key: str, seconds: float) -> bool: ...

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]: ...

    async def picture(self, conversation_id: str, seq: int) -> bytes: ...

    async def summary(self, conversation_id: str) -> Summary: ...

    async def conversation(self, conversation_id: str) -> Conversation: ...

    async def turns(self, conversation_id: str) -> list[TurnLog]: ...

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 200) -> list[Summary]: ...

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]: ...

    def follow(self, conversation_id: str) -> AsyncIterator[None]: ...

    def follow_all(self) -> AsyncIterator[None]: ...
