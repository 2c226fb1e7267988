"""What channels have to send: kept by the turn that said it, claimed line by line, in the order of each conversation.

Only the first waiting line of a conversation can be claimed, so that several processes keep its order between them; a claim that its
process did not come back to runs out.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.dialogue.events import OperatorJoined
from bot.store.records import PUSHED, Channel, Fate, Message, Outgoing, Turn, Undelivered
from bot.store.rows import message_of, plain
from bot.store.tables import conversations, messages, outbox

LINE = outbox.c
earlier = outbox.alias("earlier")
FIRST = (
    ~select(earlier.c.seq)
    .where(earlier.c.conversation_id == LINE.conversation_id, earlier.c.state == "waiting", earlier.c.seq < LINE.seq)
    .exists()
)
NOW = bindparam("now", type_=LINE.next_at.type)
READY = (
    select(LINE.conversation_id)
    .where(LINE.state == "waiting", LINE.next_at <= NOW, LINE.claimed_until <= NOW, FIRST)
    .order_by(LINE.next_at, LINE.conversation_id)
    .limit(bindparam("most", type_=LINE.seq.type))
)
NEXT = select(outbox).where(LINE.conversation_id == bindparam("id"), LINE.state == "waiting").order_by(LINE.seq).limit(1).with_for_update()
SAID = select(messages).where(messages.c.conversation_id == bindparam("id"), messages.c.seq == bindparam("seq"))

MODE = select(conversations.c.mode).where(conversations.c.id == bindparam("id"))


def to_send(channel: Channel, turn: Turn) -> list[Message]:
    """The lines of a turn that the channel has to send."""
    return [message for message in turn.messages if message.author != "customer"] if channel in PUSHED else []


def silences(channel: Channel, turn: Turn) -> bool:
    """Whether a person takes over in this turn: from here on the bot does not speak, also not late."""
    return channel in PUSHED and any(isinstance(event, OperatorJoined) for event in turn.events)


def ready(now: float, limit: int) -> Callable[[Connection], list[str]]:
    """Conversations whose first waiting line may be claimed."""
    return lambda connection: list(connection.scalars(READY, {"now": now, "most": limit}))


def claim(conversation_id: str, owner: str, now: float, until: float) -> Callable[[Connection], Outgoing | None]:
    """Claim the first waiting line of a conversation."""

    def change(connection: Connection) -> Outgoing | None:
        row = connection.execute(NEXT, {"id": conversation_id}).first()
        if row is None or row.next_at > now or row.claimed_until > now:
            return None
        mine = update(outbox).where(LINE.conversation_id == conversation_id, LINE.seq == row.seq)
        connection.execute(mine.values(claimed_by=owner, claimed_until=until))
        said = connection.execute(SAID, {"id": conversation_id, "seq": row.seq}).one()
        return Outgoing(conversation_id, message_of(said), row.part, row.tries)

    return change


def settle(outgoing: Outgoing, owner: str, fate: Fate, now: float) -> Callable[[Connection], bool]:
    """Keep a claimed line's fate, and where it is that of the rest too, let those behind it share it.

    A line of the bot that failed while a person took over is not tried again: the bot does not speak late.
    """
    ended = None if fate.state == "waiting" else now
    values: dict[str, Any] = {"state": fate.state, "part": fate.part, "tries": fate.tries, "next_at": fate.next_at}
    values |= {"claimed_until": fate.claimed_until, "error": plain(fate.error), "settled_at": ended}
    late = not fate.claimed_until and fate.state == "waiting" and outgoing.message.author == "bot"
    of_it = LINE.conversation_id == outgoing.conversation_id
    waits = LINE.state == "waiting"

    def change(connection: Connection) -> bool:
        if late and connection.scalar(MODE, {"id": outgoing.conversation_id}) == "operator":
            values.update(state="cancelled", settled_at=now)
        mine = update(outbox).where(of_it, LINE.seq == outgoing.message.seq, waits, LINE.claimed_by == owner)
        kept = connection.execute(mine.values(**values)).rowcount == 1
        if kept and fate.rest:
            behind = update(outbox).where(of_it, LINE.seq > outgoing.message.seq, waits)
            connection.execute(behind.values(state=fate.state, error=plain(fate.error), settled_at=ended))
        return kept

    return change


def undelivered(limit: int) -> Callable[[Connection], list[Undelivered]]:
    """Lines that were given up, the latest first."""
    dead = select(outbox).where(LINE.state == "dead").order_by(LINE.settled_at.desc(), LINE.conversation_id, LINE.seq).limit(limit)
    return lambda connection: [Undelivered(row.conversation_id, row.seq, row.settled_at, row.error) for row in connection.execute(dead)]
