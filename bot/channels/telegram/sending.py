"""Sends lines to Telegram; implements ``bot.delivery.Channel``."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.account import Account, address_of, asked
from bot.channels.telegram.origins import origin
from bot.channels.telegram.wording import LONGEST, Piece, keyboard, pieces
from bot.errors import ActionError, Cause, ChannelError, FrontdeskError, Undeliverable
from bot.store.records import Message, Outgoing

NOWHERE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deactivated", "peer_id_invalid")
"""Phrases in Telegram's errors about chats that no longer exist."""

WORDLESS = (*NOWHERE, "not enough rights to send text messages", "have no rights to send", "chat_write_forbidden", "chat_restricted")
"""The same, and phrases that say of words that the bot may not write; a group that takes no pictures may still take words."""

ELSEWHERE = re.compile(r"repl|thread|topic", re.IGNORECASE)
"""Words in Telegram's errors about a message to be replied to, or a topic, that is gone or closed."""

BACK = 30
"""The lines before a line in which the message that it answers is looked for."""

Picture = Callable[[str, int], Awaitable[bytes]]
"""Draws the picture beside a line, given its conversation and ``seq``."""

Lines = Callable[[str, int, int], Awaitable[list[Message]]]
"""The lines of a conversation after a ``seq``, so many at most."""

log = structlog.get_logger("telegram")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a chat, and in a group the topic and the message that it answers."""

    chat: int
    thread: int | None = None
    answers: int | None = None

    def fields(self) -> dict[str, Any]:
        """The fields of a request."""
        answered = None if self.answers is None else ReplyParameters(self.answers, allow_sending_without_reply=True)
        return {"chat_id": self.chat, "message_thread_id": self.thread, "reply_parameters": answered}


class Sender:
    """Sends each line with the bot of its conversation; ``picture`` draws the pictures beside lines, ``lines`` reads what went before."""

    def __init__(self, accounts: Iterable[Account], picture: Picture, lines: Lines) -> None:
        self.bots = {account.id: account.bot for account in accounts}
        self.picture, self.lines = picture, lines

    async def send(self, outgoing: Outgoing, part: int) -> bool:
        """Send one part of a line; whether more parts follow. Raises ChannelError, Undeliverable."""
        address = address_of(outgoing.conversation_id)
        if address is None:
            raise Undeliverable("this is no conversation of Telegram's", gone=True)
        bot = self.bots.get(address[0])
        if bot is None:
            raise ChannelError(f"there is no token for the bot {address[0]} here", cause="no_account")
        parts = pieces(outgoing.message)
        if part >= len(parts):
            return False
        more = part + 1 < len(parts)
        place = await self.place(outgoing, address[1], part) if address[1] < 0 else Place(address[1])
        if parts[part].kind == "drawing":
            await self.show(bot, place, outgoing)
        else:
            await said(bot, place, parts[part], None if more else keyboard(outgoing.message))
        return more

    async def place(self, outgoing: Outgoing, chat: int, part: int) -> Place:
        """Where a part goes in a group: into the topic of the last question, which its first answer and a person's words quote."""
        line = outgoing.message
        begin = max(line.seq - 1 - BACK, 0)
        try:
            before = await self.lines(outgoing.conversation_id, begin, line.seq - 1 - begin) if line.seq > 1 else []
        except FrontdeskError as error:
            raise ChannelError(f"the question is not to be read ({type(error).__name__})") from error
        own = next((one for one in reversed(before) if one.author == "customer"), None)
        asked = origin(own.delivery_id) if own is not None else None
        if own is None or asked is None or not asked.message:
            return Place(chat)
        quotes = part == 0 and (line.author == "operator" or line.seq == own.seq + 1)
        return Place(chat, asked.thread, asked.message if quotes else None)

    async def show(self, bot: Bot, place: Place, outgoing: Outgoing) -> None:
        """Send the picture beside a line; if it cannot be drawn or is refused, that is logged and the words still go out."""
        about = {"conversation": outgoing.conversation_id, "seq": outgoing.message.seq}
        try:
            drawn = await self.picture(outgoing.conversation_id, outgoing.message.seq)
            await translated(lambda place: bot.send_photo(photo=drawn, filename="picture.png", **place.fields()), place, NOWHERE)
        except ActionError as error:
            log.warning("picture_not_drawn", reason=str(error), **about)
        except Undeliverable as error:
            if error.gone:
                raise
            log.warning("picture_refused", reason=str(error), **about)


async def said(bot: Bot, place: Place, piece: Piece, markup: Any) -> None:
    """Send a piece; a file that Telegram cannot fetch, or that the chat does not take, is sent as a link."""

    async def by(place: Place) -> None:
        match piece.kind:
            case "photo":
                await bot.send_photo(photo=piece.content, reply_markup=markup, **place.fields())
            case "document":
                await bot.send_document(document=piece.content, reply_markup=markup, **place.fields())
            case "text":
                look: dict[str, Any] = {"parse_mode": ParseMode.HTML, "link_preview_options": NO_PREVIEW}
                await bot.send_message(text=piece.content, reply_markup=markup, **look, **place.fields())

    try:
        await translated(by, place, WORDLESS if piece.kind == "text" else NOWHERE)
    except Undeliverable as error:
        if piece.kind == "text" or error.gone:
            raise
        link = piece.content[:LONGEST]
        await translated(lambda place: bot.send_message(text=link, reply_markup=markup, **place.fields()), place, WORDLESS)


async def translated(send: Callable[[Place], Awaitable[object]], place: Place, gone: tuple[str, ...]) -> None:
    """Send, and translate the library's errors into our own; a refusal in one of the phrases ``gone`` gives up the chat."""
    try:
        await anyhow(send, place)
    except RetryAfter as error:
        raise ChannelError("Telegram asks to wait", asked(error)) from error
    except Forbidden as error:
        raise Undeliverable(error.message, gone=True) from error
    except BadRequest as error:
        raise Undeliverable(error.message, gone=any(reason in error.message.lower() for reason in gone)) from error
    except TelegramError as error:
        cause: Cause = "no_account" if isinstance(error, InvalidToken) else "unreachable"
        raise ChannelError(f"{type(error).__name__}: {error.message[:200]}", cause=cause) from error


async def anyhow(send: Callable[[Place], Awaitable[object]], place: Place) -> None:
    """Send to a group under its new id if it has moved, and to the chat alone if the topic or the message to be answered is gone."""
    try:
        await send(place)
    except ChatMigrated as moved:
        await send(Place(moved.new_chat_id))
    except BadRequest as error:
        if place == Place(place.chat) or not ELSEWHERE.search(error.message):
            raise
        await send(Place(place.chat))
