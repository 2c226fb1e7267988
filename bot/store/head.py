"""What a store knows of a conversation besides its messages and its log, and how one turn moves it on."""

from dataclasses import dataclass, replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import ActionFailed, ActionRequested, ActionReturned, Event, Understood
from bot.errors import Overloaded
from bot.store.records import Channel, Lease, Message, Opened, Summary, Turn, TurnLog

RETRY_AFTER = 3.0
"""Seconds after which who was turned away may try again."""

PREVIEW = 160
"""Characters of the customer's last line that a list of conversations shows."""


@dataclass(frozen=True, slots=True)
class Head:
    """One conversation's row: ``version`` is the fencing token, ``requested`` are writing actions without an answer."""

    summary: Summary
    conversation: Conversation
    version: int = 0
    last_seq: int = 0
    last_turn: int = 0
    requested: tuple[ActionRequested, ...] = ()

    def opened(self, lease: Lease) -> Opened:
        """The conversation as a turn sees it."""
        return Opened(self.conversation, lease, self.last_seq, self.last_turn, self.requested)


def begin(conversation: Conversation, channel: Channel, at: float) -> Head:
    """The row of a conversation that is about to be opened."""
    summary = Summary(conversation.id, conversation.pack, channel, conversation.mode, conversation.language, at, at)
    return Head(summary, conversation)


def advance(head: Head, turn: Turn) -> Head:
    """The row after a turn: its version is one higher, and a request is gone once the turn holds its answer."""
    answered = {event.key for event in turn.events if isinstance(event, ActionReturned | ActionFailed)}
    return Head(
        summary=advance_summary(head.summary, turn),
        conversation=turn.conversation,
        version=head.version + 1,
        last_seq=turn.messages[-1].seq if turn.messages else head.last_seq,
        last_turn=head.last_turn + 1,
        requested=tuple(event for event in head.requested if event.key not in answered),
    )


def advance_summary(before: Summary, turn: Turn) -> Summary:
    """The line of the desk's list after a turn."""
    after = turn.conversation
    foreseen = next((event for event in turn.events if isinstance(event, Understood)), before)
    return replace(
        before,
        mode=after.mode,
        language=after.language,
        updated_at=turn.at,
        waiting_since=(before.waiting_since or turn.at) if after.mode == "queued" else None,
        reason=turn.escalation.reason if turn.escalation else before.reason,
        summary=turn.escalation.summary if turn.escalation else before.summary,
        operator=after.operator,
        rating=after.rating,
        preview=next((shown(message) for message in reversed(turn.messages) if message.author == "customer"), before.preview),
        mood=mood(turn.events, before.mood),
        negative=before.negative + sum(isinstance(event, Understood) and event.mood == "negative" for event in turn.events),
        satisfaction=foreseen.satisfaction,
        risk=foreseen.risk,
    )


def shown(message: Message) -> str:
    """A line of a customer as lists show it; of a file without words, what it is."""
    return (message.text if message.text.strip() or message.kind == "text" else f"[{message.kind}]")[:PREVIEW]


def mood(events: tuple[Event, ...], before: str) -> str:
    """The sentiment of the message that the turn understood; what it was before where the turn understood none."""
    return next((event.mood for event in events if isinstance(event, Understood)), before)


def log(number: int, turn: Turn) -> TurnLog:
    """The turn as it is kept in the log."""
    return TurnLog(number, turn.at, turn.took, turn.domain_version, turn.model_version, turn.events, turn.trace)


def overloaded() -> Overloaded:
    """The error of an event for which there is no room."""
    return Overloaded(f"Too many messages are waiting. Please try again in {RETRY_AFTER:.0f} seconds.", RETRY_AFTER)
