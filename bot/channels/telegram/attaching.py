"""Assembles Telegram from the settings: the jobs beside the server, and the server's routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter

from bot.bus import Bus
from bot.channels.intake import ChannelReception
from bot.channels.telegram.account import SECONDS, accounts
from bot.channels.telegram.files import TelegramFiles
from bot.channels.telegram.hook import Hook
from bot.channels.telegram.inlet import Inlet
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.webhook import Webhook, secret
from bot.delivery import PATIENCE, Delivery, Outbox, Patience
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Attached:
    """Telegram as a part of a process: the jobs that take updates, the job that sends, customers' files, and the routes."""

    inlets: tuple[Polling | Hook, ...]
    delivery: Delivery
    files: TelegramFiles
    routes: tuple[APIRouter, ...] = ()


@asynccontextmanager
async def attached(
    settings: Settings,
    reception: ChannelReception,
    outbox: Outbox,
    bus: Bus,
    patience: Patience = PATIENCE,
    seconds: float = SECONDS,
) -> AsyncIterator[Attached]:
    """The bots that the settings name, their connections closed at the end; raises SetupError.

    ``patience`` says how deliveries are repeated, ``seconds`` is the time limit of a request.
    """
    bots = accounts(settings, seconds)
    inlets = [Inlet(account, reception, settings.turn_seconds) for account in bots]
    delivery = Delivery(outbox, Sender(bots, reception.picture, reception.messages), bus, patience)
    files = TelegramFiles(bots)
    try:
        if settings.telegram_mode == "polling":
            yield Attached(tuple(Polling(inlet) for inlet in inlets), delivery, files)
        else:
            word = secret(settings)
            hooks = tuple(Hook(inlet, settings.telegram_url, word) for inlet in inlets)
            yield Attached(hooks, delivery, files, (Webhook({one.account.pack: one for one in inlets}, word).router(),))
    finally:
        for account in bots:
            await account.close()
