"""Puts Telegram together from the settings: what runs beside the server, and what the server is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter

from bot.bus import Bus
from bot.channels.intake import Reception
from bot.channels.telegram.account import SECONDS, accounts
from bot.channels.telegram.inlet import Inlet
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.webhook import Hook, Webhook, secret
from bot.delivery import PATIENCE, Delivery, Outbox, Patience
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Attached:
    """Telegram as a part of a process: what takes updates and what sends, each working until it is cancelled, and its routes."""

    inlets: tuple[Polling | Hook, ...]
    delivery: Delivery
    routes: tuple[APIRouter, ...] = ()

    @property
    def jobs(self) -> tuple[Polling | Hook | Delivery, ...]:
        """All that a process does that is alone."""
        return (*self.inlets, self.delivery)


@asynccontextmanager
async def attached(
    settings: Settings,
    reception: Reception,
    outbox: Outbox,
    bus: Bus,
    patience: Patience = PATIENCE,
    seconds: float = SECONDS,
) -> AsyncIterator[Attached]:
    """The bots that the settings name, their connections closed at the end; ``seconds``: time limit of a request. Raises SetupError."""
    bots = accounts(settings, seconds)
    inlets = [Inlet(account, reception, settings.turn_seconds) for account in bots]
    delivery = Delivery(outbox, Sender(bots, reception.picture), bus, patience)
    try:
        if settings.telegram_mode == "polling":
            yield Attached(tuple(Polling(inlet) for inlet in inlets), delivery)
        else:
            word = secret(settings)
            hooks = tuple(Hook(inlet, settings.telegram_url, word) for inlet in inlets)
            yield Attached(hooks, delivery, (Webhook({one.account.pack: one for one in inlets}, word).router(),))
    finally:
        for account in bots:
            await account.close()
