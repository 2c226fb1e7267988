"""NiceGUI, set up once a process: its application is one, however many of ours there are."""

from contextlib import AbstractAsyncContextManager
from functools import cache
from pathlib import Path

import nicegui
from fastapi import FastAPI, Request
from nicegui import ui

from bot.desk.console import Console
from bot.desk.office import Office

FAVICON = "🛎️"
STYLE = Path(__file__).parent / "desk.css"


@cache
def host() -> FastAPI:
    """An application that nobody serves: NiceGUI is configured by being mounted into it, and its lifespan starts and stops NiceGUI."""
    app = FastAPI()
    ui.page("/", title="Frontdesk desk", language="en-US")(page)
    ui.run_with(
        app,
        favicon=FAVICON,
        binding_refresh_interval=None,
        reconnect_timeout=10.0,
        tailwind=False,
        mount_path="/desk",
        show_welcome_message=False,
    )
    return app


def gui() -> FastAPI:
    """NiceGUI's own application."""
    host()
    return nicegui.app


def running() -> AbstractAsyncContextManager[object]:
    """NiceGUI's background work, for as long as the context is open."""
    app = host()
    return app.router.lifespan_context(app)


def page(request: Request) -> None:
    """The desk of whoever is logged in; the guard has put the office and the name into the request."""
    office: Office = request.scope["frontdesk"]
    client = ui.context.client
    ui.add_css(STYLE)
    console = Console(office, request.scope["frontdesk_account"].name, request.scope["frontdesk_token"], client)
    console.build()
    wanted = request.query_params.get("c")
    client.on_connect(lambda: console.begin(wanted))
    client.on_delete(console.end)
