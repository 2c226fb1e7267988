"""Tells Telegram where the webhook of a bot is, and looks now and then whether messages still come there."""

import asyncio
import time

import structlog
from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.account import contested, patience, refused, show
from bot.channels.telegram.inlet import Inlet
from bot.channels.telegram.menu import offer
from bot.channels.telegram.parsing import ALLOWED
from bot.channels.telegram.webhook import path
from bot.settings import PREFIX

EVERY = 60.0
"""Seconds between two looks at what Telegram says about the webhook."""

log = structlog.get_logger("telegram")


class Hook:
    """Sets the webhook of one bot when the process starts, and again if it was removed; it looks ``every`` so many seconds."""

    def __init__(self, inlet: Inlet, url: str, secret: str, every: float = EVERY) -> None:
        self.inlet, self.secret, self.every = inlet, secret, every
        self.url = f"{url.rstrip('/')}{path(inlet.account.pack)}"
        self.since = time.time()
        self.trouble = ""

    async def run(self) -> None:
        """Work until cancelled; ends with advice if Telegram does not know the token."""
        account = self.inlet.account
        try:
            me = await account.introduce()
            await self.set()
            await offer(account.bot)
            log.info("telegram_webhook", pack=account.pack, bot=me.username)
            show(account.pack, f"@{me.username} takes messages that Telegram brings to {self.url}: https://t.me/{me.username}")
            while True:
                await asyncio.sleep(self.every)
                await self.look()
        except InvalidToken:
            refused(account.pack)
        finally:
            await self.inlet.close()

    async def set(self) -> None:
        """Set the webhook, trying until it succeeds."""
        tries = 0
        while not await self.told(tries):
            tries += 1

    async def told(self, tries: int) -> bool:
        """Try to set the webhook; False, after a pause, if that failed."""
        account = self.inlet.account
        try:
            return await account.bot.set_webhook(self.url, secret_token=self.secret, allowed_updates=ALLOWED)
        except InvalidToken:
            raise
        except BadRequest as error:
            pause = contested(account.pack, error, tries)
        except TelegramError as error:
            pause = patience(error, tries)
        await asyncio.sleep(pause)
        return False

    async def look(self) -> None:
        """Ask Telegram how the webhook is; set it if it is gone, and say what keeps messages away."""
        try:
            found = await self.inlet.account.bot.get_webhook_info()
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("telegram_unreachable", error=type(error).__name__, retry_after=self.every)
            return
        if not found.url:
            self.say("Its webhook was removed, as a server does that asks for the bot's messages, and was set again: stop the other one.")
            await self.set()
        elif found.url != self.url:
            self.say(f"Another server has set its own webhook ({found.url}) and gets all messages: stop it, and start this one again.")
        else:
            self.read(found)

    def read(self, found: WebhookInfo) -> None:
        """Say why Telegram could not bring a message since the last look."""
        failed = found.last_error_date.timestamp() if found.last_error_date is not None else 0.0
        if failed <= self.since:
            self.trouble = ""
            return
        self.since = failed
        where = f"look at {PREFIX}TELEGRAM_URL, the proxy and its certificate"
        self.say(f"Telegram cannot bring messages to {self.url} ({found.last_error_message}), {found.pending_update_count} wait: {where}.")

    def say(self, advice: str) -> None:
        """Log what somebody has to look at, and show it when it begins."""
        log.error("telegram_contested", pack=self.inlet.account.pack, advice=advice)
        if not self.trouble:
            show(self.inlet.account.pack, advice)
        self.trouble = advice
