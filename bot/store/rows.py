"""Converts frozen values to rows of the tables and back."""

from typing import Any, get_args

from sqlalchemy import Row

from bot.dialogue.conversation import Mode
from bot.store import codec
from bot.store.head import Head
from bot.store.records import Channel, Inbound, Message, Summary, Turn, TurnLog, Waiting

CHANNELS: dict[str, Channel] = {name: name for name in get_args(Channel)}
MODES: dict[str, Mode] = {name: name for name in get_args(Mode)}


def plain(text: str) -> str:
    """The text without NUL characters, which PostgreSQL cannot store."""
    return text.replace("\x00", "") if "\x00" in text else text


def new_row(head: Head) -> dict[str, Any]:
    """A row of ``conversations`` without a lease."""
    summary = head.summary
    fixed = {"id": summary.id, "pack": summary.pack, "channel": summary.channel, "opened_at": summary.opened_at}
    return {**fixed, "lease_owner": None, **changed_row(head, 0.0)}


def changed_row(head: Head, lease_until: float) -> dict[str, Any]:
    """The columns of ``conversations`` that a turn may change."""
    summary = head.summary
    return {
        "mode": summary.mode,
        "language": summary.language,
        "state": codec.encode_conversation(head.conversation),
        "version": head.version,
        "lease_until": lease_until,
        "last_seq": head.last_seq,
        "last_turn": head.last_turn,
        "requested": codec.encode_plain(head.requested),
        "updated_at": summary.updated_at,
        "waiting_since": summary.waiting_since,
        "reason": plain(summary.reason),
        "summary": plain(summary.summary),
        "operator": None if summary.operator is None else plain(summary.operator),
        "handed_by": None if summary.handed_by is None else plain(summary.handed_by),
        "rating": summary.rating,
        "preview": plain(summary.preview),
        "mood": summary.mood,
        "negative": summary.negative,
        "satisfaction": summary.satisfaction,
        "risk": summary.risk,
        "timer_due": None if head.conversation.timer is None else head.conversation.timer.due,
    }


def summary_of(row: Row[Any]) -> Summary:
    """The desk's list entry from a row of ``conversations``."""
    return Summary(
        id=row.id,
        pack=row.pack,
        channel=CHANNELS[row.channel],
        mode=MODES[row.mode],
        language=row.language,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        waiting_since=row.waiting_since,
        reason=row.reason,
        summary=row.summary,
        operator=row.operator,
        handed_by=row.handed_by,
        rating=row.rating,
        preview=row.preview,
        mood=row.mood,
        negative=row.negative,
        satisfaction=row.satisfaction,
        risk=row.risk,
    )


def head_of(row: Row[Any]) -> Head:
    """The head from a row of ``conversations``."""
    return Head(
        summary=summary_of(row),
        conversation=codec.decode_conversation(row.state),
        version=row.version,
        last_seq=row.last_seq,
        last_turn=row.last_turn,
        requested=() if row.requested == "[]" else codec.REQUESTS.validate_json(row.requested),
    )


def message_row(conversation_id: str, message: Message) -> dict[str, Any]:
    """A row of ``messages``."""
    return {
        "conversation_id": conversation_id,
        "seq": message.seq,
        "author": message.author,
        "text": plain(message.text),
        "at": message.at,
        "turn": message.turn,
        "buttons": codec.encode_plain(message.buttons),
        "reply": message.reply,
        "source": message.source,
        "kind": message.kind,
        "delivery_id": plain(message.delivery_id),
        "drawing": None if message.drawing is None else codec.written(message.drawing),
    }


def message_of(row: Row[Any]) -> Message:
    """The message from a row of ``messages``."""
    buttons = () if row.buttons == "[]" else codec.BUTTONS.validate_json(row.buttons)
    drawing = None if row.drawing is None else codec.DRAWING.validate_json(row.drawing)
    return Message(row.seq, row.author, row.text, row.at, row.turn, buttons, row.reply, row.source, row.kind, row.delivery_id, drawing)


def outbox_row(conversation_id: str, message: Message) -> dict[str, Any]:
    """A row of ``outbox`` that waits to be sent."""
    free = {"next_at": 0.0, "claimed_by": None, "claimed_until": 0.0}
    fresh = {"state": "waiting", "part": 0, "tries": 0, **free, "error": "", "cause": "unknown", "settled_at": None}
    return {"conversation_id": conversation_id, "seq": message.seq, "author": message.author, "said_at": message.at, **fresh}


def turn_row(conversation_id: str, number: int, turn: Turn | TurnLog) -> dict[str, Any]:
    """A row of ``turns``."""
    return {
        "conversation_id": conversation_id,
        "turn": number,
        "at": turn.at,
        "took": turn.took,
        "domain_version": turn.domain_version,
        "model_version": turn.model_version,
        "events": codec.encode_all(turn.events),
        "trace": codec.encode_plain(turn.trace),
    }


def log_of(row: Row[Any]) -> TurnLog:
    """The log entry from a row of ``turns``."""
    events, trace = codec.decode_events(row.events), codec.TRACE.validate_json(row.trace)
    return TurnLog(row.turn, row.at, row.took, row.domain_version, row.model_version, events, trace)


def inbox_row(inbound: Inbound, at: float) -> dict[str, Any]:
    """A row of ``inbox`` that is unanswered."""
    return {
        "key": inbound.key,
        "conversation_id": inbound.conversation_id,
        "body": codec.encode(inbound.event),
        "received_at": at,
        "handled_at": None,
        "failure": "",
    }


def waiting_of(row: Row[Any]) -> Waiting:
    """The event from a row of ``inbox``; raises pydantic's ValidationError if it cannot be read."""
    return Waiting(row.position, Inbound(row.key, row.conversation_id, codec.decode_event(row.body)))
