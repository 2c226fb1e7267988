"""What the memory store keeps of each conversation, and the outbox methods over it."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from bot.errors import Cause, UnknownConversation
from bot.store.head import Head
from bot.store.outbox import free, silences, to_send
from bot.store.records import Backlog, Fate, Lease, Message, Outgoing, Retried, Turn, TurnLog, Undelivered, Unsent


@dataclass(slots=True)
class OutboxLine:
    """A line in the outbox; its fate is None if a person took over before it was sent.

    ``dismissed`` lines were given up, and somebody at the desk has accepted that.
    """

    message: Message
    fate: Fate | None = field(default_factory=lambda: Fate("waiting"))
    owner: str = ""
    settled_at: float = 0.0
    dismissed: bool = False

    @property
    def waits(self) -> bool:
        """Whether the line is still to be sent."""
        return self.fate is not None and self.fate.state == "waiting"

    @property
    def claimed(self) -> bool:
        """Whether somebody has a claim on the line, be it one that has run out."""
        return self.fate is not None and self.fate.claimed_until > 0.0

    def free(self, now: float) -> bool:
        """Whether the line may be tried at ``now``: no pause or claim ends later."""
        return self.fate is not None and free(self.fate.next_at, self.fate.claimed_until, now)


@dataclass(slots=True)
class Kept:
    """Everything about one conversation; ``lease`` is None while nobody holds one."""

    head: Head
    lease: Lease | None = None
    messages: list[Message] = field(default_factory=list)
    turns: list[TurnLog] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    outbox: list[OutboxLine] = field(default_factory=list)

    @property
    def holder(self) -> str | None:
        """Who has the conversation at the desk; None if nobody does."""
        return self.head.summary.operator or "" if self.head.summary.mode == "operator" else None

    def first(self) -> OutboxLine | None:
        """The next line to be sent; None if there is none."""
        return next((line for line in self.outbox if line.waits), None)

    def dead(self) -> Iterator[tuple[OutboxLine, Fate]]:
        """Lines that were given up and not dismissed."""
        lines = (line for line in self.outbox if not line.dismissed)
        return ((line, line.fate) for line in lines if line.fate is not None and line.fate.state == "dead")

    def leave(self, turn: Turn) -> None:
        """Put a turn's lines into the outbox; if a person takes over in it, the bot's unclaimed lines are dropped first."""
        channel = self.head.summary.channel
        if silences(channel, turn):
            for line in self.outbox:
                if line.fate is not None and line.waits and line.message.author == "bot" and line.fate.claimed_until <= turn.at:
                    line.fate = None
        self.outbox += [OutboxLine(message) for message in to_send(channel, turn)]

    def silent(self, line: OutboxLine) -> bool:
        """Whether a line is held back: the bot does not speak while a person has the conversation."""
        return self.holder is not None and line.message.author == "bot"

    def again(self, which: Callable[[OutboxLine, Fate], bool]) -> int:
        """Queue the given-up lines that ``which`` selects again, except those held back; the number of lines."""
        lines = [(line, fate) for line, fate in self.dead() if which(line, fate) and not self.silent(line)]
        for line, fate in lines:
            line.fate, line.settled_at, line.owner = Fate("waiting", fate.part), 0.0, ""
        return len(lines)


class MemoryOutbox:
    """Implements ``bot.delivery.Outbox``, ``bot.dead_letters.DeadLetters`` and ``bot.gauges.Waiting``."""

    kept: dict[str, Kept]

    def inbox_since(self) -> tuple[int, float | None]:
        """The number of unanswered events, and when the first of them was received."""
        raise NotImplementedError

    def find(self, conversation_id: str) -> Kept:
        """The conversation; raises UnknownConversation."""
        if conversation_id not in self.kept:
            raise UnknownConversation(f"There is no conversation {conversation_id}.")
        return self.kept[conversation_id]

    async def outgoing(self, now: float, limit: int = 1000, lapsed: bool = True) -> list[str]:
        """At most ``limit`` conversations whose next line may be tried at ``now`` and is claimed by nobody.

        With ``lapsed`` also those in which a claim on it has run out.
        """
        firsts = ((name, kept.first()) for name, kept in self.kept.items())
        return [name for name, line in firsts if line is not None and line.free(now) and (lapsed or not line.claimed)][:limit]

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None:
        """Claim the conversation's next line for ``owner`` until ``until``; None if there is none that may be tried now."""
        kept = self.kept.get(conversation_id)  # a retry may come after the conversation was erased
        line = kept.first() if kept is not None else None
        if kept is None or line is None or line.fate is None or not line.free(now):
            return None
        if line.owner and kept.silent(line):
            line.fate = None
            return await self.claim(conversation_id, owner, now, until)
        line.owner, line.fate = owner, replace(line.fate, claimed_until=until)
        return Outgoing(conversation_id, line.message, line.fate.part, line.fate.tries)

    def claimed(self, outgoing: Outgoing, owner: str) -> OutboxLine | None:
        """A line that waits and is this owner's; None if it is not, or its conversation was erased."""
        kept = self.kept.get(outgoing.conversation_id)
        lines = kept.outbox if kept is not None else ()
        return next((line for line in lines if line.waits and line.message.seq == outgoing.message.seq and line.owner == owner), None)

    async def hold(self, outgoing: Outgoing, owner: str, until: float) -> bool:
        """Let a claim last until ``until``, or give it back with 0; False, and nothing stored, if this owner no longer holds it."""
        mine = self.claimed(outgoing, owner)
        if mine is None or mine.fate is None or not mine.fate.claimed_until:
            return False
        mine.fate = replace(mine.fate, claimed_until=until)
        return True

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool:
        """Store the fate of a claimed line; False, and nothing stored, if this owner no longer holds the claim."""
        mine = self.claimed(outgoing, owner)
        if mine is None:
            return False
        kept = self.find(outgoing.conversation_id)
        waiting = [line for line in kept.outbox if line.waits]
        failed = fate.state == "waiting" and not fate.claimed_until
        late = failed and mine.message.author == "bot" and kept.holder is not None
        mine.fate, mine.settled_at = None if late else fate, now
        for line in waiting if fate.rest else ():
            if line is not mine and line.fate is not None:
                line.fate, line.settled_at = replace(line.fate, state=fate.state, error=fate.error, cause=fate.cause), now
        return True

    async def undelivered(self, limit: int = 100) -> list[Undelivered]:
        """At most ``limit`` lines that were given up, the latest first."""
        found = [letter(name, kept, line, fate) for name, kept in self.kept.items() for line, fate in kept.dead()]
        return sorted(found, key=lambda one: (-one.at, one.conversation_id, one.seq))[:limit]

    async def unsent(self, conversation_id: str) -> list[Unsent]:
        """Lines of a conversation that were given up, were dismissed, or wait for another try after one that failed."""
        found = (missing(line, line.fate) for line in self.find(conversation_id).outbox if line.fate is not None)
        return [line for line in found if line is not None]

    async def retry(self, conversation_id: str, seq: int) -> Retried:
        """Queue a line that was given up again, as if it had not been tried, with those that were given up with it.

        The bot's own lines stay as they are while a person has the conversation.
        """
        kept = self.find(conversation_id)
        at = next((line.settled_at for line, _ in kept.dead() if line.message.seq == seq), None)
        if at is None:
            return Retried(0)
        lines = kept.again(lambda line, _: line.settled_at == at)
        left = sum(line.settled_at == at for line, _ in kept.dead())
        return Retried(lines, left, kept.holder if left else None)

    async def dismiss(self, conversation_id: str, seq: int, now: float) -> int:
        """Dismiss a line that was given up, with those that were given up with it; the number of lines, 0 if it was not given up."""
        dead = list(self.find(conversation_id).dead())
        at = next((line.settled_at for line, _ in dead if line.message.seq == seq), None)
        together = [line for line, _ in dead if line.settled_at == at]
        for line in together:
            line.dismissed, line.settled_at = True, now
        return len(together)

    async def retry_all(self, cause: Cause, limit: int = 500) -> int:
        """Queue all lines of one cause again, in the conversations of the earliest ``limit`` of them; the number of lines queued."""
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


def missing(line: OutboxLine, fate: Fate) -> Unsent | None:
    """A line that its customer has not received, as the desk shows it; None if it was sent, or has not failed yet."""
    seq = line.message.seq
    if fate.state == "waiting":
        return Unsent(seq, "waiting", fate.next_at, fate.tries, fate.cause) if fate.tries else None
    if fate.state == "sent" or (line.dismissed and not fate.error):  # as in SQL, which tells a dismissed line by its error
        return None
    return Unsent(seq, "dismissed" if line.dismissed else "dead", line.settled_at, fate.tries, fate.cause)


def letter(name: str, kept: Kept, line: OutboxLine, fate: Fate) -> Undelivered:
    """A line that was given up, as the desk lists it."""
    summary, message = kept.head.summary, line.message
    return Undelivered(
        conversation_id=name,
        seq=message.seq,
        at=line.settled_at,
        error=fate.error,
        cause=fate.cause,
        author=message.author,
        text=message.text,
        pack=summary.pack,
        channel=summary.channel,
        holder=kept.holder,
        wrote=summary.preview,
    )
