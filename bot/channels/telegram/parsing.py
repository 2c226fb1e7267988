"""Parses updates of the Bot API (core.telegram.org/bots/api) into frozen values, with pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from telegram import CallbackQuery, Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.channels.limits import clean
from bot.channels.telegram.account import Me
from bot.dialogue.events import Attachment

ALLOWED = ("message", "edited_message", "callback_query")
"""The kinds of updates that Telegram is asked to send."""

Word = Literal["start", "human", "restart", "language"]
WORDS: Mapping[str, Word] = {word: word for word in get_args(Word)}
COMMAND = re.compile(r"/(\w{1,32})(?:@(\w{1,64}))?(?:\s.*)?", re.DOTALL)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?![^-])")
PRESSED = re.compile(r"(\d{1,9})\.(\d{1,3})")
RATED = re.compile(r"rate\.([1-5])")


@dataclass(frozen=True, slots=True)
class Said:
    """A message; ``text`` may be a caption, ``file`` is Telegram's id of the attached file."""

    text: str
    message: int
    attachment: Attachment | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that was edited, with its new text."""

    text: str
    message: int


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command to the bot."""

    word: Word
    message: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button at position ``index`` of line ``seq``; ``query`` is the callback query to acknowledge."""

    query: str
    seq: int
    index: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A rating from 1 to 5; ``query`` is the callback query to acknowledge."""

    query: str
    score: int


Content = Said | Edited | Commanded | Pressed | Scored


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update that is for the bot; ``sent_at`` is when its message was written, in whole seconds since the epoch, or 0 for a button."""

    update: int
    chat: int
    sent_at: float
    language: str | None
    content: Content


def arrival(raw: object, me: Me) -> Arrival | None:
    """The arrival in an update; None if it is not for the bot or of an unused kind. Raises ValueError if ``raw`` is not an update."""
    try:
        if not isinstance(raw, dict):
            raise TypeError("not an object")
        found = parsed(Update.de_json(raw, None), me)
        if found is not None:
            check(found)
    except Exception as error:  # the library checks nothing: whatever is raised, the update is at fault
        raise ValueError(f"no update of the Bot API ({type(error).__name__})") from error
    return found


def check(arrival: Arrival) -> None:
    """Raise TypeError if a field has the wrong type, and ValueError if an id or a text has characters that it must not have."""
    numbers = (arrival.update, arrival.chat, getattr(arrival.content, "message", 0))
    texts = [getattr(arrival.content, name, "") for name in ("text", "file", "query")]
    if not all(type(number) is int and abs(number) < 2**63 for number in numbers) or not all(isinstance(text, str) for text in texts):
        raise TypeError("a field of another type")
    if any(clean(text) != text for text in texts[1:]):
        raise ValueError("an id with control characters")
    "".join(texts).encode()  # raises UnicodeEncodeError for half of a surrogate pair


def parsed(update: Update, me: Me) -> Arrival | None:
    """The arrival in an update that the library has parsed."""
    if update.callback_query is not None:
        return pressed(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot or not addressed(message, me):
        return None
    content = corrected(message, me) if update.message is None else said(message, me)
    if content is None:
        return None
    return Arrival(update.update_id, message.chat.id, message.date.timestamp(), language(message.from_user), content)


def pressed(update: int, query: CallbackQuery) -> Arrival | None:
    """The arrival of a pressed button; None if the button is not one of ours."""
    data = query.data or ""
    content: Pressed | Scored | None = None
    if found := PRESSED.fullmatch(data):
        content = Pressed(query.id, int(found[1]), int(found[2]))
    elif found := RATED.fullmatch(data):
        content = Scored(query.id, int(found[1]))
    if content is None or query.message is None:
        return None
    return Arrival(update, query.message.chat.id, 0.0, language(query.from_user), content)


def said(message: Message, me: Me) -> Said | Commanded | None:
    """The content of a message; None for commands to other bots and for service messages, such as a new member of the group."""
    text = words(message, me)
    if command := COMMAND.fullmatch(text):
        if command[2] and command[2].lower() != me.username.lower():
            return None
        if word := WORDS.get(command[1].lower()):
            return Commanded(word, message.message_id)
    attachment, file = attached(message)
    return Said(text, message.message_id, attachment, file) if text or attachment else None


def corrected(message: Message, me: Me) -> Edited | None:
    """An edited message with its new text; None if it has none."""
    text = words(message, me)
    return Edited(text, message.message_id) if text else None


def attached(message: Message) -> tuple[Attachment | None, str]:
    """The kind of a message's attachment and Telegram's id of the file; for a photo, of its largest size."""
    if message.photo:
        return "photo", message.photo[-1].file_id
    if message.document is not None and message.animation is None:
        return "document", message.document.file_id
    for other in (message.animation, message.audio, message.sticker, message.video, message.video_note, message.voice):
        if other is not None:
            return "file", other.file_id
    others = (message.contact, message.location, message.venue, message.poll, message.dice, message.story)
    return ("file", "") if any(other is not None for other in others) else (None, "")


def words(message: Message, me: Me) -> str:
    """A message's text or caption, in groups without mentions of the bot."""
    text = clean((message.text or message.caption or "").encode("utf-8", "replace").decode())
    if message.chat.type != ChatType.PRIVATE and me.username and not text.startswith("/"):
        text = re.sub(rf"@{re.escape(me.username)}\b[,:，：]?", "", text, flags=re.IGNORECASE)
    return text.strip()


def addressed(message: Message, me: Me) -> bool:
    """Whether a message is for the bot: always in a private chat; in a group if it mentions the bot, replies to it, or is its command."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    if message.chat.type == ChatType.CHANNEL:
        return False
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    command = COMMAND.fullmatch(message.text or "")
    if command and (command[2] or "").lower() in ("", me.username.lower()):
        return bool(command[2]) or command[1].lower() in WORDS
    return named(message, me)


def named(message: Message, me: Me) -> bool:
    """Whether a message mentions the bot."""
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    return any(
        (entity.user is not None and entity.user.id == me.id) or (bool(me.username) and text.lower() == f"@{me.username.lower()}")
        for entity, text in found.items()
    )


def language(user: User | None) -> str | None:
    """The language of a user's app, without the country."""
    code: Any = user.language_code if user is not None else None
    found = LANGUAGE.match(code) if isinstance(code, str) else None
    return found[0].lower() if found else None
