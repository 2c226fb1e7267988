"""Parses updates of the Bot API (core.telegram.org/bots/api) into frozen values, with pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.channels.limits import clean
from bot.channels.telegram import contents
from bot.channels.telegram.account import Me
from bot.dialogue.events import Attachment

ALLOWED = ("message", "edited_message", "callback_query")
"""The kinds of updates that Telegram is asked to send."""

Word = Literal["start", "human", "restart", "language", "help", "cancel", "stop"]
WORDS: Mapping[str, Word] = {word: word for word in get_args(Word)}
OURS = ("start", "human", "restart", "language")
"""Commands that are taken in a group also without the bot's name; the others may be meant for another bot."""

COMMAND = re.compile(r"/(\w{1,32})(?:@(\w{1,64}))?((?:\s.*)?)", re.DOTALL)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?![^-])")
PRESSED = re.compile(r"(\d{1,9})\.(\d{1,3})")
RATED = re.compile(r"rate\.(?:(\d{1,9})\.)?([1-5])")


@dataclass(frozen=True, slots=True)
class Said:
    """A message; ``text`` may be a caption, ``file`` is Telegram's id of the attached file.

    ``read``: whether the text is words, and no command that the bot does not know, whose language says nothing about the customer's, and
    no figures of a map or a poll, which stand there for people. ``answers``: the words of the earlier message that it answers.
    """

    text: str
    message: int
    attachment: Attachment | None = None
    file: str = ""
    read: bool = True
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that was edited, with its new text; ``word`` if that is a command, and ``rest`` what stands behind it."""

    text: str
    message: int
    word: Word | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command to the bot; ``rest`` is what stands behind it."""

    word: Word
    message: int
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button ``label`` at position ``index`` of line ``seq``, below the message ``message``; ``query`` is to be acknowledged.

    The label is empty where Telegram does not tell it any more.
    """

    query: str
    message: int
    seq: int
    index: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A rating from 1 to 5 below the message ``message``, asked for in line ``seq``; ``query`` is to be acknowledged.

    Buttons that earlier versions sent do not name their line.
    """

    query: str
    message: int
    seq: int | None
    score: int


@dataclass(frozen=True, slots=True)
class Spent:
    """A button that was pressed before, or that is none of ours; ``query`` is to be acknowledged."""

    query: str


Press = Pressed | Scored | Spent
Content = Said | Edited | Commanded | Press


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update that is for the bot; ``sent_at`` is when its message was written, in whole seconds since the epoch, or 0 for a button.

    ``thread``: the topic of a group in which it was written.
    """

    update: int
    chat: int
    sent_at: float
    language: str | None
    content: Content
    thread: int | None = None


def arrival(raw: object, me: Me) -> Arrival | None:
    """The arrival in an update; None if it is not for the bot or of an unused kind. Raises ValueError if ``raw`` is not an update."""
    try:
        if not isinstance(raw, dict):
            raise TypeError("not an object")
        found = parsed(Update.de_json(contents.lean(raw), None), raw, me)
        if found is not None:
            check(found)
    except Exception as error:  # the library checks nothing: whatever is raised, the update is at fault
        raise ValueError(f"no update of the Bot API ({type(error).__name__})") from error
    return found


def check(arrival: Arrival) -> None:
    """Raise TypeError if a field has the wrong type, and ValueError if an id or a text has characters that it must not have."""
    numbers = (arrival.update, arrival.chat, arrival.thread or 0, getattr(arrival.content, "message", 0))
    texts = [getattr(arrival.content, name, "") for name in ("text", "file", "query", "label", "rest")]
    if not all(type(number) is int and abs(number) < 2**63 for number in numbers) or not all(isinstance(text, str) for text in texts):
        raise TypeError("a field of another type")
    if any(clean(text) != text for text in texts[1:3]):
        raise ValueError("an id with control characters")
    "".join(texts).encode()  # raises UnicodeEncodeError for half of a surrogate pair


def parsed(update: Update, raw: Mapping[str, Any], me: Me) -> Arrival | None:
    """The arrival in an update that the library has parsed; ``raw`` is the whole update."""
    if update.callback_query is not None:
        return pressed(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or not by_a_person(message) or not addressed(message, me):
        return None
    content = corrected(message, me) if update.message is None else said(message, raw["message"], me)
    if content is None:
        return None
    found = Arrival(update.update_id, message.chat.id, message.date.timestamp(), language(message.from_user), content)
    return replace(found, thread=topic(message))


def by_a_person(message: Message) -> bool:
    """Whether a person wrote a message; an administrator who stays anonymous comes as a bot of Telegram's with the group as sender."""
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    return message.from_user is not None and (not message.from_user.is_bot or anonymous)


def topic(message: Message) -> int | None:
    """The topic of a forum in which a message stands; elsewhere Telegram numbers threads that nothing can be sent to."""
    return message.message_thread_id if message.is_topic_message else None


def pressed(update: int, query: CallbackQuery) -> Arrival | None:
    """The arrival of a pressed button; None if it stands below no message of a chat."""
    data, below = query.data or "", query.message
    if below is None:
        return None
    content: Press = Spent(query.id)
    if found := PRESSED.fullmatch(data):
        content = Pressed(query.id, below.message_id, int(found[1]), int(found[2]), label(below, data))
    elif found := RATED.fullmatch(data):
        content = Scored(query.id, below.message_id, int(found[1]) if found[1] else None, int(found[2]))
    thread = topic(below) if isinstance(below, Message) else None
    return Arrival(update, below.chat.id, 0.0, language(query.from_user), content, thread)


def label(below: MaybeInaccessibleMessage, data: str) -> str:
    """The text on the button with this data; empty if Telegram does not show the message's buttons."""
    markup = below.reply_markup if isinstance(below, Message) else None
    rows = markup.inline_keyboard if markup is not None else ()
    return next((button.text for row in rows for button in row if button.callback_data == data), "")


def said(message: Message, raw: Mapping[str, Any], me: Me) -> Said | Commanded | None:
    """The content of a message; None for commands to other bots and for service messages, such as a new member of the group."""
    text = words(message, me)
    if command := COMMAND.fullmatch(text):
        if command[2] and command[2].lower() != me.username.lower():
            return None
        if word := WORDS.get(command[1].lower()):
            return Commanded(word, message.message_id, command[3].strip())
        if message.text and not command[3].strip():
            return Said(text, message.message_id, read=False)
    if told := tidy(text or contents.spoken(raw) or contents.shown(raw)):
        seen = contents.attached(raw) if text else (None, "")
        return Said(told, message.message_id, *seen, read=bool(text or contents.spoken(raw)), answers=pointed_at(raw))
    attachment, file = contents.attached(raw)
    if attachment is None and not named(message, me):
        return None
    return Said("" if attachment else pointed_at(raw), message.message_id, attachment, file)


def pointed_at(raw: Mapping[str, Any]) -> str:
    """The words that a message answers: the part that was marked for it, or the whole message; empty if it answers none."""
    marked, answered = raw.get("quote") or {}, raw.get("reply_to_message") or {}
    return tidy(str(marked.get("text") or answered.get("text") or answered.get("caption") or ""))


def corrected(message: Message, me: Me) -> Edited | None:
    """An edited message with its new text; None if it has none."""
    text = words(message, me)
    if command := COMMAND.fullmatch(text):
        return Edited(text, message.message_id, WORDS.get(command[1].lower()), command[3].strip())
    return Edited(text, message.message_id) if text else None


def words(message: Message, me: Me) -> str:
    """A message's text or caption, in groups without mentions of the bot."""
    text = tidy(message.text or message.caption or "")
    if message.chat.type != ChatType.PRIVATE and me.username and not text.startswith("/"):
        text = re.sub(rf"@{re.escape(me.username)}\b[,:，：]? ?", "", text, flags=re.IGNORECASE)
    return text.strip()


def tidy(text: str) -> str:
    """A text without control characters and halves of surrogate pairs."""
    return clean(text.encode("utf-8", "replace").decode())


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
        return bool(command[2]) or command[1].lower() in OURS
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
