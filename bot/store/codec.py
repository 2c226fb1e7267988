"""Converts events, commands and conversations to JSON and back without loss: ``decode(encode(x)) == x``.

A value of a union carries its class name as ``type``. Adapters are built once, on import.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Annotated, Any, Union, get_args

from pydantic import Discriminator, Tag, TypeAdapter
from pydantic_core import from_json, to_json

from bot.dialogue.commands import Command
from bot.dialogue.conversation import Clarification, Conversation, Frame, Offer
from bot.dialogue.effects import Button, Drawing
from bot.dialogue.events import ActionRequested, Event
from bot.dialogue.trace import Reason
from bot.store.records import Message

Question = Clarification | Offer
FIELDS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (*get_args(Event), *get_args(Command), *get_args(Question), Conversation, Frame)
}


def tag(raw: Any) -> str | None:
    """The class name of a value or of a decoded object; pydantic refuses an unknown one."""
    return raw.get("type") if isinstance(raw, dict) else type(raw).__name__


def one_of(union: Any) -> Any:
    """The union as a type whose members are told apart by ``type``."""
    members = tuple(Annotated[kind, Tag(kind.__name__)] for kind in get_args(union))
    return Annotated[Union[members], Discriminator(tag)]  # noqa: UP007 - the members are known at run time only


def many_of(union: Any) -> Any:
    """The type of a list of the union's values."""
    return list.__class_getitem__(one_of(union))


EVENT: TypeAdapter[Event] = TypeAdapter(one_of(Event))
EVENTS: TypeAdapter[list[Event]] = TypeAdapter(many_of(Event))
REQUESTS: TypeAdapter[tuple[ActionRequested, ...]] = TypeAdapter(tuple[ActionRequested, ...])
COMMAND: TypeAdapter[Command] = TypeAdapter(one_of(Command))
QUESTION: TypeAdapter[Question] = TypeAdapter(one_of(Question))
CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)
TRACE: TypeAdapter[tuple[Reason, ...]] = TypeAdapter(tuple[Reason, ...])
DRAWING: TypeAdapter[Drawing] = TypeAdapter(Drawing)
BUTTONS: TypeAdapter[tuple[Button, ...]] = TypeAdapter(tuple[Button, ...])
LINES: TypeAdapter[tuple[Message, ...]] = TypeAdapter(tuple[Message, ...])


def tagged(value: Any) -> dict[str, Any]:
    """The fields of a frozen value with its class name as ``type``; nested values stay as they are."""
    kind = type(value)
    return {"type": kind.__name__, **{name: getattr(value, name) for name in FIELDS[kind]}}


def written(value: Any) -> str:
    """JSON text, which may hold Infinity and NaN; raises UnicodeEncodeError if a text is not valid Unicode."""
    return to_json(value, fallback=dict).decode()


def encode(value: Event | Command) -> str:
    """One value of a union, as JSON."""
    return written(tagged(value))


def encode_all(values: Iterable[Event]) -> str:
    """Events, as a JSON array in their order."""
    return written([tagged(value) for value in values])


def encode_plain(values: tuple[Reason, ...] | tuple[Button, ...] | tuple[ActionRequested, ...] | tuple[Message, ...]) -> str:
    """Values of one class, which need no ``type``, as a JSON array."""
    return written(values) if values else "[]"


def encode_conversation(conversation: Conversation) -> str:
    """The state of a conversation, as JSON."""
    raw: dict[str, Any] = {name: getattr(conversation, name) for name in FIELDS[Conversation]}
    raw["wishes"] = [tagged(command) for command in conversation.wishes]
    raw["question"] = None if conversation.question is None else tagged(conversation.question)
    raw["stack"] = [
        {name: getattr(frame, name) for name in FIELDS[Frame]} | {"then": [tagged(command) for command in frame.then]}
        for frame in conversation.stack
    ]
    return written(raw)


def decode_event(text: str) -> Event:
    """One event; raises pydantic's ValidationError if the text is not one."""
    return EVENT.validate_json(text)


def decode_events(text: str) -> tuple[Event, ...]:
    """Events in their order."""
    return tuple(EVENTS.validate_json(text))


def decode_lines(text: str) -> tuple[Message, ...]:
    """Lines of a conversation, in their order."""
    return LINES.validate_json(text)


def decode_conversation(text: str) -> Conversation:
    """The state of a conversation; fields that are newer than the text get their defaults."""
    raw = from_json(text)
    raw["wishes"] = tuple(COMMAND.validate_python(command) for command in raw.get("wishes", ()))
    raw["question"] = None if raw.get("question") is None else QUESTION.validate_python(raw["question"])
    for frame in raw.get("stack", ()):
        frame["then"] = tuple(COMMAND.validate_python(command) for command in frame.get("then", ()))
    return CONVERSATION.validate_python(raw)
