"""The state of a conversation as a store keeps it besides messages and log, and how a turn advances it."""

from dataclasses import dataclass, replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import ActionFailed, ActionRequested, ActionReturned, Event, Understood
from bot.errors import Overloaded
from bot.store.records import Channel, Lease, Message, Opened, Summary, Turn, TurnLog

RETRY_AFTER = 3.0
"""Seconds after which a customer who was turned away may try again."""

PREVIEW = 160
"""Characters of the customer's last line that a list of conversations shows at most."""


@dataclass(frozen=True, slots=True)
class Head:
    """One conversation's row: ``version`` is the fencing token, ``requested`` are writing actions without a result yet."""

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
    """The row of a new conversation.

    Its version begins with the moment, so that nobody who still knows a deleted conversation with this id can write into the new one.
    """
    summary = Summary(conversation.id, conversation.pack, channel, conversation.mode, conversation.language, at, at)
    return Head(summary, conversation, version=int(at * 1e6))


def advance(head: Head, turn: Turn) -> Head:
    """The row after a turn: its version is one higher, and requests whose result the turn holds are gone."""
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
    """The entry in the desk's list after a turn."""
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
        handed_by=after.handed_by,
        rating=after.rating,
        preview=next((shown(message) for message in reversed(turn.messages) if message.author == "customer"), before.preview),
        mood=mood(turn.events, before.mood),
        negative=before.negative + sum(isinstance(event, Understood) and event.mood == "negative" for event in turn.events),
        satisfaction=before.satisfaction if foreseen.satisfaction is None else foreseen.satisfaction,
        risk=before.risk if foreseen.risk is None else foreseen.risk,
    )


def shown(message: Message) -> str:
    """A customer's line as lists show it; a file without words is shown as its kind in brackets."""
    return (message.text if message.text.strip() or message.kind == "text" else f"[{message.kind}]")[:PREVIEW]


def mood(events: tuple[Event, ...], before: str) -> str:
    """The sentiment of the message that the turn understood, or ``before`` if it understood none."""
    return next((event.mood for event in events if isinstance(event, Understood)), before)


def log(number: int, turn: Turn) -> TurnLog:
    """The turn as the log keeps it."""
    return TurnLog(number, turn.at, turn.took, turn.domain_version, turn.model_version, turn.events, turn.trace)


def overloaded() -> Overloaded:
    """The error for an event that is turned away because too many are waiting."""
    return Overloaded(f"Too many messages are waiting. Please try again in {RETRY_AFTER:.0f} seconds.", RETRY_AFTER)
