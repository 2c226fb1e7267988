"""Fetches what customers sent, when somebody at the desk looks at it; nothing of it is kept, opened or unpacked here."""

import asyncio
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.channels.files import CustomerFile
from bot.channels.telegram.account import Account, address_of
from bot.errors import ChannelError, Undeliverable

AT_ONCE = 4
"""Files that are fetched at the same time at most: each may take 20 MB of memory until it is passed on."""

TOO_BIG = "file is too big"
"""What Telegram says of more than 20 MB."""

LONGEST_NAME = 100


class TelegramFiles:
    """The files of all bots that this process has an account for."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = {account.id: account for account in accounts}
        self.room = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, conversation_id: str, file: str) -> CustomerFile:
        """A file by Telegram's id; raises Undeliverable if Telegram does not hand it out, and ChannelError if it cannot be reached."""
        bot, _ = address_of(conversation_id) or (None, None)
        account = self.accounts.get(bot) if bot is not None else None
        if account is None:
            raise Undeliverable("The bot to which this file was sent is not set up here any more.")
        try:
            async with self.room:
                found = await account.bot.get_file(file)
                return CustomerFile(named(found.file_path or ""), bytes(await found.download_as_bytearray()))
        except (BadRequest, Forbidden, InvalidToken) as error:
            if TOO_BIG in str(error).lower():
                raise Undeliverable("The file is larger than 20 MB, which Telegram does not hand out to bots.") from error
            raise Undeliverable("Telegram does not hand out this file any more.") from error
        except TelegramError as error:
            raise ChannelError("Telegram cannot be reached at the moment. Please try again.") from error


def named(path: str) -> str:
    """The name that Telegram gives a file, with its ending."""
    return PurePosixPath(urlsplit(path).path).name[-LONGEST_NAME:] or "file"
