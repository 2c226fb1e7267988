"""Asks Telegram for updates, for servers that Telegram cannot reach, such as one on a laptop."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import orjson
import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.account import SECONDS, Me, contested, patience, refused, show
from bot.channels.telegram.inlet import Inlet
from bot.channels.telegram.menu import offer
from bot.channels.telegram.parsing import ALLOWED
from bot.errors import FrontdeskError, Overloaded

LISTEN = 25
"""Seconds that Telegram keeps a request open while there is nothing new."""

AGAIN = 2.0
"""Seconds after which an update that could not be stored is tried again."""

log = structlog.get_logger("telegram")


class Polling:
    """Takes updates in order and confirms them to Telegram once they are stored; ``listen`` and ``again`` as above, in seconds."""

    def __init__(self, inlet: Inlet, listen: int = LISTEN, again: float = AGAIN) -> None:
        self.inlet, self.listen, self.again = inlet, listen, again
        self.after = 0

    async def run(self) -> None:
        """Work until cancelled; ends with advice if Telegram does not know the token, but goes on if another process interferes."""
        try:
            me = await self.inlet.account.introduce()
            await self.begin()
            await offer(self.inlet.account.bot)
            log.info("telegram_polling", pack=self.inlet.account.pack, bot=me.username)
            show(self.inlet.account.pack, f"@{me.username} takes messages: https://t.me/{me.username}")
            while True:
                await self.take(await self.updates(), me)
        except InvalidToken:
            refused(self.inlet.account.pack)
        finally:
            await self.inlet.close()

    async def begin(self) -> None:
        """Remove a webhook that was set before, since Telegram delivers updates in one way only, and say whom that concerns."""
        known = await self.persist("getWebhookInfo", {}, SECONDS)
        await self.persist("deleteWebhook", {}, SECONDS)
        if isinstance(known, dict) and known.get("url"):
            pack = self.inlet.account.pack
            advice = f"This bot had a webhook ({known['url']}), which gets nothing while messages are asked for."
            log.warning("telegram_webhook_removed", pack=pack, advice=advice)
            show(pack, f"{advice} To try things out beside a server that works with customers, use a bot of its own.")

    async def updates(self) -> list[Any]:
        """The next updates after those that are stored, unparsed."""
        asked = {"offset": self.after + 1, "timeout": self.listen, "allowed_updates": orjson.dumps(ALLOWED).decode()}
        found = await self.persist("getUpdates", asked, self.listen + SECONDS)
        return found if isinstance(found, list) else []

    async def persist(self, method: str, asked: dict[str, Any], seconds: float) -> Any:
        """Call a method of the Bot API until it succeeds; raises InvalidToken."""
        account, tries = self.inlet.account, 0
        while True:
            try:
                return await account.request.post(f"{account.bot.base_url}/{method}?{urlencode(asked)}", read_timeout=seconds)
            except InvalidToken:
                raise
            except Conflict as error:
                pause = contested(account.pack, error, tries)
            except TelegramError as error:
                pause = patience(error, tries)
            await asyncio.sleep(pause)
            tries += 1

    async def take(self, updates: list[Any], me: Me) -> None:
        """Store updates one after the other; one that cannot be stored now holds up those behind it."""
        for raw in updates:
            while not await self.kept(raw, me):
                pass
            if isinstance(raw, dict) and isinstance(raw.get("update_id"), int):
                self.after = max(self.after, raw["update_id"])

    async def kept(self, raw: Any, me: Me) -> bool:
        """Try to store an update; False, after a pause, if it should be tried again."""
        try:
            await self.inlet.take(raw, me)
        except FrontdeskError as error:
            log.warning("update_waits", error=type(error).__name__)
            await asyncio.sleep(error.retry_after if isinstance(error, Overloaded) else self.again)
            return False
        return True
