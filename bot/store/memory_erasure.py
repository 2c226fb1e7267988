"""The methods of the memory store about whole conversations."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.store.annotations import BETWEEN
from bot.store.erasure import Copy, Deletion, Erased, Wanted, fingerprint, readable
from bot.store.memory_annotations import MemoryAnnotations
from bot.store.memory_answers import MemoryAnswers
from bot.store.memory_outbox import Kept, MemoryOutbox, OutboxLine
from bot.store.records import Summary, Waiting
from bot.store.rows import inbox_row, message_row, new_row, outbox_row, turn_row


@dataclass(slots=True)
class Row:
    """One inbox row."""

    waiting: Waiting
    at: float
    answered: bool = False


class MemoryErasure(MemoryOutbox, MemoryAnswers, MemoryAnnotations):
    """Implements ``bot.erasing.Erasable``."""

    inbox: dict[str, Row]
    open_keys: dict[str, None]

    def __init__(self) -> None:
        MemoryAnswers.__init__(self)
        MemoryAnnotations.__init__(self)
        self.deleted: list[Deletion] = []

    async def found(self, wanted: Wanted, limit: int = 100) -> list[Summary]:
        """At most ``limit`` conversations, those that changed last first."""
        several = (kept.head.summary for kept in self.kept.values() if self.meant(kept, wanted))
        return sorted(several, key=lambda one: (-one.updated_at, one.id))[:limit]

    async def number(self, wanted: Wanted) -> int:
        """How many conversations there are."""
        return sum(self.meant(kept, wanted) for kept in self.kept.values())

    def meant(self, kept: Kept, wanted: Wanted) -> bool:
        """Whether all holds of a conversation that is wanted."""
        one = kept.head.summary
        return (
            (wanted.ids is None or one.id in wanted.ids)
            and wanted.pack in (None, one.pack)
            and wanted.mode in (None, one.mode)
            and (wanted.since is None or one.updated_at >= wanted.since)
            and (wanted.until is None or one.opened_at < wanted.until)
            and (wanted.idle_since is None or (one.updated_at < wanted.idle_since and not self.waits(one.id)))
            and (wanted.saying is None or any(wanted.saying.lower() in line.text.lower() for line in kept.messages))
        )

    def waits(self, conversation_id: str) -> bool:
        """Whether an event of the conversation is unanswered."""
        return any(self.inbox[key].waiting.inbound.conversation_id == conversation_id for key in self.open_keys)

    def events(self, conversation_id: str) -> Iterator[Row]:
        """The inbox rows of a conversation."""
        return (row for row in self.inbox.values() if row.waiting.inbound.conversation_id == conversation_id)

    async def copied(self, conversation_id: str) -> Copy:
        """Everything that is kept of a conversation; raises UnknownConversation."""
        kept = self.find(conversation_id)
        rows: dict[str, list[dict[str, Any]]] = {
            "conversations": [new_row(kept.head)],
            "messages": [message_row(conversation_id, message) for message in kept.messages],
            "turns": [turn_row(conversation_id, one.turn, one) for one in kept.turns],
            "inbox": [event_row(row) for row in self.events(conversation_id)],
            "outbox": [line_row(conversation_id, line) for line in kept.outbox],
            "sent_answers": [asdict(one) for answers in self.answers.values() for one in answers if one.conversation_id == conversation_id],
            "annotations": [asdict(one) | {"intents": BETWEEN.join(one.intents)} for one in await self.annotations(conversation_id)],
        }
        return {table: [readable(table, row) for row in several] for table, several in rows.items()}

    async def erase(self, ids: Collection[str], by: str, at: float) -> Erased:
        """Delete conversations at once, and record who wanted it; ids that there are not count for nothing."""
        there = sorted({*ids} & self.kept.keys())
        self.deleted += [Deletion(by, at, "asked", fingerprint(id), 1, self.kept[id].head.last_seq) for id in there]
        return self.removed(there)

    async def erase_idle(self, wanted: Wanted, by: str, at: float, limit: int) -> Erased:
        """Delete at most ``limit`` conversations for their age; ``wanted`` says since when they are idle."""
        there = [id for id, kept in self.kept.items() if self.meant(kept, wanted)][:limit]
        if there:
            self.deleted.append(Deletion(by, at, "age", "", len(there), sum(self.kept[id].head.last_seq for id in there)))
        return self.removed(there)

    def removed(self, ids: Collection[str]) -> Erased:
        """Delete everything of conversations; whoever waits for a lease of one hears that it is gone."""
        went = dict.fromkeys(("annotations", "sent_answers", "outbox", "inbox", "turns", "messages", "conversations"), 0)
        for id in ids:
            kept, keys = self.kept.pop(id), [row.waiting.inbound.key for row in self.events(id)]
            for key in keys:
                del self.inbox[key]
                self.open_keys.pop(key, None)
            counts = {"outbox": len(kept.outbox), "inbox": len(keys), "turns": len(kept.turns), "messages": len(kept.messages)}
            marks = [mark for mark in self.notes if mark[0] == id]
            for mark in marks:
                del self.notes[mark]
            counts |= {"conversations": 1, "sent_answers": self.without(id), "annotations": len(marks)}
            for table, count in counts.items():
                went[table] += count
            kept.changed.set()
        return went

    def without(self, conversation_id: str) -> int:
        """Let go of what operators answered in a conversation; the number of answers."""
        before = sum(map(len, self.answers.values()))
        for pack, several in self.answers.items():
            self.answers[pack] = [one for one in several if one.conversation_id != conversation_id]
        return before - sum(map(len, self.answers.values()))

    async def deletions(self, conversation_id: str | None = None, limit: int = 100) -> list[Deletion]:
        """What is on record of deletions, of one conversation or of all, the last first."""
        return [one for one in reversed(self.deleted) if conversation_id is None or one.fingerprint == fingerprint(conversation_id)][:limit]


def event_row(row: Row) -> dict[str, Any]:
    """A row of ``inbox``; when an event was answered is not known in memory."""
    return inbox_row(row.waiting.inbound, row.at) | {"position": row.waiting.position} | ({"body": ""} if row.answered else {})


def line_row(conversation_id: str, line: OutboxLine) -> dict[str, Any]:
    """A row of ``outbox``."""
    row = outbox_row(conversation_id, line.message) | {"claimed_by": line.owner or None, "settled_at": line.settled_at or None}
    if line.fate is None or line.dismissed:
        row["state"] = "cancelled"
    if line.fate is not None:
        row |= {name: getattr(line.fate, name) for name in ("part", "tries", "next_at", "claimed_until", "error", "cause")}
        row["state"] = row["state"] if line.dismissed else line.fate.state
    return row
