"""Sends lines to Telegram; implements ``bot.delivery.Channel``."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.account import Account, address_of, asked
from bot.channels.telegram.wording import LONGEST, Piece, keyboard, pieces
from bot.errors import ActionError, Cause, ChannelError, Undeliverable
from bot.store.records import Outgoing

NOWHERE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deactivated", "peer_id_invalid")
"""Phrases in Telegram's errors about chats that no longer exist."""

Picture = Callable[[str, int], Awaitable[bytes]]
"""Draws the picture beside a line, given its conversation and ``seq``."""

log = structlog.get_logger("telegram")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    """Sends each line with the bot of its conversation; ``picture`` draws the pictures beside lines."""

    def __init__(self, accounts: Iterable[Account], picture: Picture) -> None:
        self.bots = {account.id: account.bot for account in accounts}
        self.picture = picture

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
        if parts[part].kind == "drawing":
            await self.show(bot, address[1], outgoing)
        else:
            await said(bot, address[1], parts[part], None if more else keyboard(outgoing.message))
        return more

    async def show(self, bot: Bot, chat: int, outgoing: Outgoing) -> None:
        """Send the picture beside a line; if it cannot be drawn or is refused, that is logged and the words still go out."""
        about = {"conversation": outgoing.conversation_id, "seq": outgoing.message.seq}
        try:
            drawn = await self.picture(outgoing.conversation_id, outgoing.message.seq)
            await translated(lambda chat: bot.send_photo(chat, drawn, filename="picture.png"), chat)
        except ActionError as error:
            log.warning("picture_not_drawn", reason=str(error), **about)
        except Undeliverable as error:
            if error.gone:
                raise
            log.warning("picture_refused", reason=str(error), **about)


async def said(bot: Bot, chat: int, piece: Piece, markup: Any) -> None:
    """Send a piece; a file that Telegram cannot fetch is sent as a link."""

    async def by(chat: int) -> None:
        match piece.kind:
            case "photo":
                await bot.send_photo(chat, piece.content, reply_markup=markup)
            case "document":
                await bot.send_document(chat, piece.content, reply_markup=markup)
            case "text":
                text = piece.content
                await bot.send_message(chat, text, ParseMode.HTML, reply_markup=markup, link_preview_options=NO_PREVIEW)

    try:
        await translated(by, chat)
    except Undeliverable as error:
        if piece.kind == "text" or error.gone:
            raise
        await translated(lambda chat: bot.send_message(chat, piece.content[:LONGEST], reply_markup=markup), chat)


async def translated(send: Callable[[int], Awaitable[object]], chat: int) -> None:
    """Send, and translate the library's errors into our own; a group that has moved is sent to under its new id."""
    try:
        try:
            await send(chat)
        except ChatMigrated as moved:
            await send(moved.new_chat_id)
    except RetryAfter as error:
        raise ChannelError("Telegram asks to wait", asked(error)) from error
    except Forbidden as error:
        raise Undeliverable(error.message, gone=True) from error
    except BadRequest as error:
        raise Undeliverable(error.message, gone=any(reason in error.message.lower() for reason in NOWHERE)) from error
    except TelegramError as error:
        cause: Cause = "no_account" if isinstance(error, InvalidToken) else "unreachable"
        raise ChannelError(f"{type(error).__name__}: {error.message[:200]}", cause=cause) from error
