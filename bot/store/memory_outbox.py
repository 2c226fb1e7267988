"""What the memory store keeps of one conversation, and its outbox."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from bot.errors import Cause, UnknownConversation
from bot.store.head import Head
from bot.store.outbox import silences, to_send
from bot.store.records import FARTHEST, Backlog, Fate, Lease, Message, Outgoing, Retried, Turn, TurnLog, Undelivered, Unsent


@dataclass(slots=True)
class Leaving:
    """A line in the outbox; its fate is None where a person took over before it was sent.

    ``dismissed``: it was given up, and somebody has put up with that.
    """

    message: Message
    fate: Fate | None = field(default_factory=lambda: Fate("waiting"))
    owner: str = ""
    settled_at: float = 0.0
    dismissed: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self.fate is not None and self.fate.state == "waiting"

    def free(self, now: float) -> bool:
        """Whether it may be tried by now."""
        return self.fate is not None and not any(now < until <= now + FARTHEST for until in (self.fate.next_at, self.fate.claimed_until))


@dataclass(slots=True)
class Kept:
    """One conversation; ``lease`` is None while nobody has one."""

    head: Head
    lease: Lease | None = None
    messages: list[Message] = field(default_factory=list)
    turns: list[TurnLog] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    outbox: list[Leaving] = field(default_factory=list)

    @property
    def holder(self) -> str | None:
        """Who has the conversation at the desk."""
        return self.head.summary.operator or "" if self.head.summary.mode == "operator" else None

    def first(self) -> Leaving | None:
        """The next line to be sent."""
        return next((line for line in self.outbox if line.waits), None)

    def dead(self) -> Iterator[tuple[Leaving, Fate]]:
        """Lines that were given up, and not dismissed."""
        lines = (line for line in self.outbox if not line.dismissed)
        return ((line, line.fate) for line in lines if line.fate is not None and line.fate.state == "dead")

    def leave(self, turn: Turn) -> None:
        """Put what a turn said into the outbox; where a person takes over, what the bot has not begun to send is dropped."""
        channel = self.head.summary.channel
        if silences(channel, turn):
            for line in self.outbox:
                if line.fate is not None and line.waits and line.message.author == "bot" and line.fate.claimed_until <= turn.at:
                    line.fate = None
        self.outbox += [Leaving(message) for message in to_send(channel, turn)]

    def silent(self, line: Leaving) -> bool:
        """Whether a line is not to be said now: the bot does not speak while a person has the conversation."""
        return self.holder is not None and line.message.author == "bot"

    def again(self, which: Callable[[Leaving, Fate], bool]) -> int:
        """Let some of the lines that were given up wait again, but for those of the bot where a person has the conversation."""
        lines = [(line, fate) for line, fate in self.dead() if which(line, fate) and not self.silent(line)]
        for line, fate in lines:
            line.fate, line.settled_at, line.owner = Fate("waiting", fate.part), 0.0, ""
        return len(lines)


class MemoryOutbox:
    """What a channel has to send: ``bot.delivery.Outbox``, ``bot.letters.Kept``, and ``bot.gauges.Waiting``."""

    kept: dict[str, Kept]

    def inbox_since(self) -> tuple[int, float | None]:
        """How many events wait for an answer, and since when the first one."""
        raise NotImplementedError

    def find(self, conversation_id: str) -> Kept:
        """The conversation; raises UnknownConversation."""
        if conversation_id not in self.kept:
            raise UnknownConversation(f"There is no conversation {conversation_id}.")
        return self.kept[conversation_id]

    async def outgoing(self, now: float, limit: int = 1000) -> list[str]:
        """Conversations whose next line to be sent may be tried by ``now``, and is claimed by nobody."""
        firsts = ((name, kept.first()) for name, kept in self.kept.items())
        return [name for name, line in firsts if line is not None and line.free(now)][:limit]

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None:
        """The conversation's next line to be sent, nobody else's until then; None where there is none, or not yet."""
        kept = self.find(conversation_id)
        line = kept.first()
        if line is None or line.fate is None or not line.free(now):
            return None
        if line.owner and kept.silent(line):
            line.fate = None
            return await self.claim(conversation_id, owner, now, until)
        line.owner, line.fate = owner, replace(line.fate, claimed_until=until)
        return Outgoing(conversation_id, line.message, line.fate.part, line.fate.tries)

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool:
        """Keep what came of a claimed line; False where it is not claimed by this owner any more, and nothing is kept."""
        kept = self.find(outgoing.conversation_id)
        waiting = [line for line in kept.outbox if line.waits]
        mine = next((line for line in waiting if line.message.seq == outgoing.message.seq and line.owner == owner), None)
        if mine is None:
            return False
        failed = fate.state == "waiting" and not fate.claimed_until
        late = failed and mine.message.author == "bot" and kept.holder is not None
        mine.fate, mine.settled_at = None if late else fate, now
        for line in waiting if fate.rest else ():
            if line is not mine and line.fate is not None:
                line.fate, line.settled_at = replace(line.fate, state=fate.state, error=fate.error, cause=fate.cause), now
        return True

    async def undelivered(self, limit: int = 100) -> list[Undelivered]:
        """Lines that were given up, the latest first."""
        found = [letter(name, kept, line, fate) for name, kept in self.kept.items() for line, fate in kept.dead()]
        return sorted(found, key=lambda one: (-one.at, one.conversation_id, one.seq))[:limit]

    async def unsent(self, conversation_id: str) -> list[Unsent]:
        """Lines of a conversation that were given up, or wait for another try after one that failed."""
        lines = ((line, line.fate) for line in self.find(conversation_id).outbox if line.fate is not None and line.fate.state != "sent")
        return [
            Unsent(line.message.seq, "dismissed" if line.dismissed else "dead", line.settled_at, fate.tries, fate.cause)
            if fate.state == "dead"
            else Unsent(line.message.seq, "waiting", fate.next_at, fate.tries, fate.cause)
            for line, fate in lines
            if (fate.state == "dead" and not (line.dismissed and not fate.error)) or (fate.state == "waiting" and fate.tries)
        ]

    async def retry(self, conversation_id: str, seq: int) -> Retried:
        """Let a line that was given up wait again, as if it had not been tried, with those that were given up with it.

        Lines of the bot stay as they are while a person has the conversation.
        """
        kept = self.find(conversation_id)
        at = next((line.settled_at for line, _ in kept.dead() if line.message.seq == seq), None)
        if at is None:
            return Retried(0)
        lines = kept.again(lambda line, _: line.settled_at == at)
        left = sum(line.settled_at == at for line, _ in kept.dead())
        return Retried(lines, left, kept.holder if left else None)

    async def dismiss(self, conversation_id: str, seq: int, now: float) -> int:
        """Put up with it that a line was given up, with those that were given up with it; how many, 0 where it was not."""
        dead = list(self.find(conversation_id).dead())
        at = next((line.settled_at for line, _ in dead if line.message.seq == seq), None)
        together = [line for line, _ in dead if line.settled_at == at]
        for line in together:
            line.dismissed, line.settled_at = True, now
        return len(together)

    async def retry_all(self, cause: Cause, limit: int = 500) -> int:
        """The same for all lines of one cause in the conversations of the earliest ``limit``; how many, 0 where none may be tried."""
        found = sorted(
            (line.settled_at, name)
            for name, kept in self.kept.items()
            for line, fate in kept.dead()
            if fate.cause == cause and not kept.silent(line)
        )
        return sum(self.kept[name].again(lambda _, fate: fate.cause == cause) for name in {name for _, name in found[:limit]})

    async def backlog(self) -> Backlog:
        """How much waits, and since when."""
        lines = [line for kept in self.kept.values() for line in kept.outbox if line.waits]
        number, since = self.inbox_since()
        return Backlog(
            queued=sum(kept.head.summary.mode == "queued" for kept in self.kept.values()),
            inbox=number,
            inbox_since=since,
            outbox=len(lines),
            outbox_since=min((line.message.at for line in lines), default=None),
            dead=sum(1 for kept in self.kept.values() for _ in kept.dead()),
        )


def letter(name: str, kept: Kept, line: Leaving, fate: Fate) -> Undelivered:
    """A line that was given up, as the desk lists it."""
    summary, message = kept.head.summary, line.message
    pack, channel, held = summary.pack, summary.channel, (kept.holder, summary.preview)
    return Undelivered(name, message.seq, line.settled_at, fate.error, fate.cause, message.author, message.text, pack, channel, *held)
