"""Conversations that tests of the desk begin with."""

from bot.dialogue.events import MessageReceived
from tests.desk.reception import FakeReception
from tests.dialogue.shop import code, reading

PERSON, ANGRY, TRACK, COSTS, CHINESE = "I want a person", "this is useless", "where is hl204518", "how much is delivery", "我要找人工客服"
READERS = {
    PERSON: reading(("human_agent", 0.97)),
    ANGRY: reading(("greeting", 0.2), mood="negative"),
    TRACK: reading(("track_order", 0.93), entities=(code(),)),
    COSTS: reading(("delivery_cost", 0.91), ("track_order", 0.04)),
    CHINESE: reading(("human_agent", 0.95), mood="negative", language="zh"),
}


class Shop(FakeReception):
    """A reception whose customers write what ``write`` says."""

    def __init__(self) -> None:
        super().__init__(readers=READERS)
        self.count = 0

    async def write(self, id: str, text: str, at: float = 10.0) -> None:
        self.count += 1
        await self.receive(id, MessageReceived(at + self.count / 1000, text, f"d{self.count}"), f"{id}:d{self.count}")

    async def queued(self, id: str, at: float = 10.0) -> str:
        await self.start(id, at=at - 1)
        await self.write(id, PERSON, at)
        return id

    def texts(self, id: str, author: str) -> list[str]:
        return [m.text for m in self.kept[id].messages if m.author == author]
