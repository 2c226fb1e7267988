"""What the desk needs of the reception, which says what each call promises."""

from collections.abc import AsyncIterator
from typing import Protocol

from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.events import Event
from bot.store.records import Message, Summary, TurnLog


class Reception(Protocol):
    """The door to conversations that channels use too."""

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool: ...

    async def wait(self, conversation_id: str, key: str, seconds: float) -> bool: ...

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]: ...

    async def summary(self, conversation_id: str) -> Summary: ...

    async def conversation(self, conversation_id: str) -> Conversation: ...

    async def turns(self, conversation_id: str) -> list[TurnLog]: ...

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 200) -> list[Summary]: ...

    def follow(self, conversation_id: str) -> AsyncIterator[None]: ...

    def follow_all(self) -> AsyncIterator[None]: ...
