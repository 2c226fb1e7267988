"""The Telegram bots of an installation: their tokens, the packs that they speak for, and their names on Telegram."""

import asyncio
import logging
import re
from dataclasses import dataclass

import structlog
from rich.console import Console
from telegram import Bot
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.errors import SetupError
from bot.settings import PREFIX, Settings

TOKEN = re.compile(r"(\d{1,20}):[A-Za-z0-9_-]{10,100}")
ID = re.compile(r"telegram-(\d{1,20})-(-?\d{1,20})")

SECONDS = 20.0
"""Seconds that one request may take to be written, and to be answered."""

CONNECTIONS = 64
"""Connections of one bot to Telegram at most."""

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between the tries of requests without which a bot cannot begin; the last pause is repeated."""

log = structlog.get_logger("telegram")


@dataclass(frozen=True, slots=True)
class Me:
    """A bot's id and username on Telegram."""

    id: int
    username: str


class Account:
    """One bot: the pack that it speaks for, its client, and ``me`` once Telegram has told."""

    def __init__(self, pack: str, token: str, api: str, seconds: float = SECONDS) -> None:
        self.pack, self.id = pack, int(token.partition(":")[0])
        base = api.rstrip("/")
        self.request = HTTPXRequest(CONNECTIONS, read_timeout=seconds, write_timeout=seconds, connect_timeout=10.0, pool_timeout=30.0)
        files = f"{base}/file/bot"
        self.bot = Bot(token, f"{base}/bot", files, request=self.request, get_updates_request=self.request)
        self.me: Me | None = None

    async def introduce(self) -> Me:
        """Ask Telegram who this bot is until it answers; raises InvalidToken."""
        tries = 0
        while self.me is None:
            try:
                user = await self.bot.get_me()
                self.me = Me(user.id, user.username or "")
            except InvalidToken:
                raise
            except TelegramError as error:
                await asyncio.sleep(patience(error, tries))
                tries += 1
        return self.me

    async def close(self) -> None:
        """Close all connections."""
        await self.request.shutdown()


def patience(error: TelegramError, tries: int) -> float:
    """Seconds to wait after an error, which is logged; the wait that Telegram asks for takes precedence."""
    pause = asked(error) if isinstance(error, RetryAfter) else PAUSES[min(tries, len(PAUSES) - 1)]
    log.warning("telegram_unreachable", error=type(error).__name__, retry_after=pause)
    return pause


def asked(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def refused(pack: str) -> None:
    """Log and show that a bot takes no messages because Telegram refuses its token, and what to do about it."""
    advice = f"Telegram does not know this token: take it from @BotFather again and set {PREFIX}TELEGRAM_TOKEN."
    log.error("telegram_stopped", pack=pack, advice=advice)
    show(pack, advice)


def contested(pack: str, error: Conflict | BadRequest, tries: int) -> float:
    """Seconds to wait when a person must act before the bot takes messages; logs what to do, and shows it at the first try."""
    pause = PAUSES[min(tries, len(PAUSES) - 1)]
    if isinstance(error, Conflict):
        advice = f"Another process takes the messages of this bot, or another server has its webhook ({error.message}): stop that one."
    else:
        advice = f"Telegram refuses what it was asked ({error.message}): look at {PREFIX}TELEGRAM_URL and {PREFIX}TELEGRAM_SECRET."
    log.error("telegram_contested", pack=pack, advice=advice, retry_after=pause)
    if tries == 0:
        show(pack, f"{advice} This one goes on trying.")
    return pause


def show(pack: str, advice: str) -> None:
    """Show advice on the screen."""
    Console(stderr=True).print(f"Telegram ({pack}): {advice}", highlight=False, markup=False, soft_wrap=True)


def accounts(settings: Settings, seconds: float = SECONDS) -> list[Account]:
    """The bots that the settings name, with ``seconds`` as time limit of a request; raises SetupError for a bad token or pack."""
    quiet()
    found: dict[str, Account] = {}
    for part in filter(None, (part.strip() for part in settings.telegram_token.get_secret_value().split(","))):
        name, named, token = part.partition("=")
        pack, token = (name.strip(), token.strip()) if named else (settings.packs[0], part)
        if pack not in settings.packs:
            raise SetupError(f"{PREFIX}TELEGRAM_TOKEN names a pack that is not served; those that are: {', '.join(settings.packs)}.")
        if not TOKEN.fullmatch(token):
            raise SetupError(f"{PREFIX}TELEGRAM_TOKEN: what it has for the pack {pack} is no token; one looks like 123456789:AAE... .")
        if pack in found:
            raise SetupError(f"{PREFIX}TELEGRAM_TOKEN has two tokens for the pack {pack}: a pack has one bot.")
        found[pack] = Account(pack, token, settings.telegram_api, seconds)
    if len({account.id for account in found.values()}) < len(found):
        raise SetupError(f"{PREFIX}TELEGRAM_TOKEN has one token for two packs: each needs a bot of its own.")
    return list(found.values())


def quiet() -> None:
    """Silence the libraries' own logs, which would contain tokens and customers' messages."""
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def conversation_of(bot: int, chat: int) -> str:
    """The id of the only conversation of a bot and a chat."""
    return f"telegram-{bot}-{chat}"


def address_of(conversation_id: str) -> tuple[int, int] | None:
    """The bot and the chat of a conversation; None if it belongs to another channel."""
    found = ID.fullmatch(conversation_id)
    return (int(found[1]), int(found[2])) if found else None
