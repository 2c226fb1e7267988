"""Files that customers sent through a channel, for people to look at."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """A file and the name that its channel gives it; what is in it nobody has looked at."""

    name: str
    content: bytes


class CustomerFiles(Protocol):
    """Where a channel keeps what customers sent: ``bot.channels.telegram.files.TelegramFiles``."""

    async def fetch(self, conversation_id: str, file: str) -> CustomerFile: ...
