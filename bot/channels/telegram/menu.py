"""The list of commands that Telegram's apps show beside the field for a message."""

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.phrases import COMMANDS, OTHERS

log = structlog.get_logger("telegram")


async def offer(bot: Bot) -> None:
    """Set the list of commands unless the bot has one, which somebody wrote at @BotFather; failing to do so does no harm."""
    try:
        if await bot.get_my_commands():
            return
        for language, described in COMMANDS.items():
            await bot.set_my_commands(list(described.items()), language_code=None if language == OTHERS else language)
    except TelegramError as error:
        log.warning("commands_not_set", error=type(error).__name__)
