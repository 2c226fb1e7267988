"""Puts the desk into an application; NiceGUI is imported when that happens, and not before."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI

from bot.auth import Accounts, Attempts, Sessions
from bot.channels.files import CustomerFiles
from bot.desk.api import Api
from bot.desk.door import DeskReception
from bot.desk.feed import Feed
from bot.desk.login import Guard, Login
from bot.desk.office import Office
from bot.settings import Settings
from bot.suggesting import Suggester
from bot.understanding.weighing import Weigher


def mount(  # noqa: PLR0913 - the last three are what a desk may have besides
    app: FastAPI,
    reception: DeskReception,
    accounts: Accounts,
    settings: Settings,
    *,
    weigher: Weigher | None = None,
    suggester: Suggester | None = None,
    files: CustomerFiles | None = None,
) -> None:
    """Serve the desk at ``/desk``, behind its login; adds to the application's lifespan."""
    from bot.desk.gui import gui, running

    sessions = Sessions(settings.data_dir / "desk-sessions.json", accounts)
    office = Office(reception, accounts, sessions, Attempts(), Feed(reception), settings.max_message, weigher, suggester, files)
    Login(office).routes(app)
    app.mount("/desk/api", Guard(Api(office).application(), office))
    app.mount("/desk", Guard(gui(), office))
    around = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Mapping[str, object]]:
        async with running(), around(app) as state:
            yield state or {}

    app.router.lifespan_context = lifespan
