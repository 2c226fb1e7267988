"""One conversation as the desk shows it: its lines, what is known, and why each turn went as it did."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bot.desk import words
from bot.desk.door import DeskReception
from bot.desk.known import known
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import (
    ConversationClosed,
    CustomerRated,
    Found,
    OperatorJoined,
    OperatorReleased,
    OperatorSaid,
    OperatorTransferred,
    Understood,
)
from bot.explain import ExplanationLine, explain
from bot.store.annotations import Annotation
from bot.store.records import PUSHED, Message, Summary, TurnLog, Unsent

PAGE = 200

BY_PEOPLE = (ConversationClosed, CustomerRated, OperatorJoined, OperatorReleased, OperatorSaid, OperatorTransferred)
"""What begins turns in which the bot decides nothing."""


@dataclass(slots=True)
class Case:
    """What has been read of a conversation; ``refresh`` reads what is new."""

    id: str
    reception: DeskReception
    summary: Summary
    conversation: Conversation
    messages: list[Message] = field(default_factory=list)
    logs: list[TurnLog] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    unsent: tuple[Unsent, ...] = ()
    annotations: dict[int, Annotation] = field(default_factory=dict)

    @classmethod
    async def open(cls, conversation_id: str, reception: DeskReception) -> "Case":
        """Read a conversation; raises UnknownConversation."""
        case = cls(conversation_id, reception, await reception.summary(conversation_id), await reception.conversation(conversation_id))
        await case.refresh()
        return case

    async def refresh(self) -> list[Message]:
        """Read again what changes, and return the messages that are new."""
        fresh: list[Message] = []
        self.summary = await self.reception.summary(self.id)
        self.conversation = await self.reception.conversation(self.id)
        while page := await self.reception.messages(self.id, self.last(fresh), PAGE):
            fresh += page
            if len(page) < PAGE:
                break
        self.messages += fresh
        self.logs = await self.reception.turns(self.id)
        if self.summary.channel in PUSHED:
            self.unsent = tuple(await self.reception.letters.unsent(self.id))
        self.annotations = await self.reception.annotator.of(self.id)
        self.places = {log.turn: i for i, log in enumerate(self.logs)}
        return fresh

    def last(self, fresh: list[Message]) -> int:
        """The number of the last message that was read."""
        return next((messages[-1].seq for messages in (fresh, self.messages) if messages), 0)

    def unanswered(self) -> bool:
        """Whether the customer waits for a person who has not said anything yet."""
        mode = self.summary.mode
        return mode == "queued" or (mode == "operator" and not any(message.author == "operator" for message in self.messages))

    def marks(self) -> dict[str, dict[str, Any]]:
        """What stands below lines that the customer does not have, by ``seq``; ``again``: whether they may be tried again."""
        channel, held = self.summary.channel, self.summary.mode == "operator"
        by_bot = {message.seq for message in self.messages if message.author == "bot"} if held else set()
        return {
            str(one.seq): {"text": words.missing(one, channel), "again": one.state == "dead" and one.seq not in by_bot}
            for one in self.unsent
        }

    def turn_of(self, message: Message) -> int | None:
        """Which of ``logs`` a message belongs to."""
        return self.places.get(message.turn)

    def deciding(self) -> int:
        """Which of ``logs`` wants explaining: the last one in which the bot decided something, and no person did; without any, the last."""
        spoken = {message.turn for message in self.messages if message.author == "bot"}
        for index, log in reversed(list(enumerate(self.logs))):
            read = any(isinstance(event, Understood) for event in log.events)
            if (read or log.turn in spoken) and not isinstance(log.events[0], BY_PEOPLE):
                return index
        return len(self.logs) - 1

    def why(self, index: int) -> list[ExplanationLine]:
        """The explanation of one of ``logs``, the lines that ``frontdesk explain`` prints."""
        domain = self.reception.domains.get(self.summary.pack)
        return explain(self.logs[index], [m for m in self.messages if self.turn_of(m) == index], domain)

    def titles(self) -> dict[str, str]:
        """Titles of the passages that were found, by id."""
        return {p.id: p.title for log in self.logs for event in log.events if isinstance(event, Found) for p in event.passages}

    def internal(self, message: Message) -> str:
        """The note for colleagues that came with a handing on, for the line that told the customer of it; empty where there is none."""
        index = self.turn_of(message)
        events = self.logs[index].events if index is not None else ()
        return next((f"{one.operator}: {one.note}" for one in events if isinstance(one, OperatorTransferred) and one.note), "")

    def moods(self) -> Iterator[str]:
        """The moods of the customer's messages, oldest first."""
        return (event.mood for log in self.logs for event in log.events if isinstance(event, Understood))

    def comment(self) -> str:
        """What the customer wrote beside the rating that counts, which is the last one."""
        ratings = [event for log in self.logs for event in log.events if isinstance(event, CustomerRated)]
        return ratings[-1].comment if ratings else ""

    def known(self) -> list[dict[str, Any]]:
        """How the customer is doing, as label and value."""
        summary = self.summary
        moods = [mood for mood, _ in groupby(words.MOODS.get(mood, "calm") for mood in self.moods())]
        facts = [
            ("Mood", " → ".join(moods[-4:])),
            ("Outlook", words.expected(summary.satisfaction, summary.risk)),
            ("Rating", f"{summary.rating} of 5" if summary.rating is not None else "not yet"),
            ("Comment", self.comment()),
        ]
        return [{"label": label, "value": value} for label, value in facts if value]

    def slots(self) -> list[dict[str, Any]]:
        """What the customer told or an action returned."""
        domain = self.reception.domains.get(self.summary.pack)
        found = known(self.conversation, domain) if domain is not None else {}
        return [{"label": label, "value": value} for label, value in found.items()]


def line(message: Message, turn: int | None, titles: dict[str, str]) -> dict[str, Any]:
    """A message, as ``lines.js`` shows it; ``turn`` is what ``why`` takes."""
    passage = message.source or "" if message.author != "customer" else ""
    return {
        "seq": message.seq,
        "author": message.author,
        "name": message.reply if message.author == "operator" else "",
        "text": message.text if message.kind in ("text", "rating") else f"[{message.kind}] {message.text}".strip(),
        "at": message.at,
        "turn": turn,
        "buttons": [button.label for button in message.buttons],
        "rating": message.kind == "rating",
        "kind": message.kind,
        "source": titles.get(passage, passage),
        "passage": passage,
    }
