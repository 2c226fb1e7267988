"""The web application, over the components that ``bot.composition`` puts together."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match

from bot import __version__, auth
from bot.channels import showing, widget
from bot.channels.files import CustomerFiles
from bot.channels.intake import ChannelReception, Intake
from bot.channels.limits import Gate, most_bytes
from bot.channels.rasa import Rasa
from bot.channels.rest import Rest
from bot.channels.websocket import router as websocket
from bot.channels.wire import UNAVAILABLE, Refusal, reply, unknown_conversation
from bot.desk import door, pages
from bot.dialogue.domain import Domain
from bot.errors import FrontdeskError, Overloaded, UnknownConversation
from bot.gauges import BacklogSource, observe
from bot.learning import State
from bot.rates import Clocks, LocalClocks, rates
from bot.settings import Settings
from bot.suggesting import Suggester
from bot.telemetry import MEDIA_TYPE, Telemetry
from bot.understanding.weighing import Weigher

log = structlog.get_logger("app")

ABOUT = """Talk to a bot that was trained on a team's own past dialogues, and to the team itself when it takes over.

**Conversations.** Open one, keep its `id`, send messages to it, read the answers from the reply, from `messages?after=` or from the
WebSocket. The id is 128 random bits and the bearer's secret: whoever has it can read and write the conversation. Treat it like a password.

**WebSocket** `/api/v1/{pack}/conversations/{id}/ws?after=`. The server sends each line once as JSON, in the order of `seq`, beginning
after `after`, then `{"upto": seq}` once what was said before is complete. Send `{"id", "text"}` or `{"id", "text", "choice"}`;
`{"ack": id}` says that the message is kept, `{"error": {...}, "id"}` that it was refused. `{"typing": true}` and `false` frame the time
in which an answer is prepared. `{"alive": true}` comes every 25 seconds: a connection without any frame for a minute is dead. An error
with `retry_after` passes: send the message again after so many seconds. After a break, connect again with the last `seq` that you have
and send again what was not acknowledged: nothing is lost or doubled. An `after` beyond the last line begins behind the last line. An
unknown conversation closes the connection with code 4404, a frame of megabytes with 1009.

**Errors** are `{"error": {"code", "message"}}`: a stable code for programs, a sentence for people."""


class AppReception(ChannelReception, door.DeskReception, BacklogSource, Protocol):
    """What channels, the desk, the check of health and the metrics need of ``bot.reception.Reception``."""

    async def check(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Components:
    """What an application is made of; its work goes on inside the context ``running``.

    ``models`` are the active versions by pack, ``refused`` the versions that could not be loaded. ``domains`` are the packs that are
    served, ``every`` those that are installed; ``learning`` tells how far the training of the others is. ``routes`` are those of channels
    that the settings name, ``orders`` examples for the demo page. ``broken`` is set when a job has broken, so that the process must be
    restarted.
    """

    reception: AppReception
    domains: Mapping[str, Domain]
    models: Mapping[str, str]
    running: Callable[[], AbstractAsyncContextManager[None]]
    telemetry: Telemetry = field(default_factory=Telemetry)
    orders: tuple[str, ...] = ()
    weigher: Weigher | None = None
    suggester: Suggester | None = None
    files: CustomerFiles | None = None
    learning: Mapping[str, State] = field(default_factory=dict)
    every: Mapping[str, Domain] = field(default_factory=dict)
    routes: tuple[APIRouter, ...] = ()
    clocks: Clocks = field(default_factory=LocalClocks)
    refused: Mapping[str, Sequence[str]] = field(default_factory=dict)
    broken: asyncio.Event = field(default_factory=asyncio.Event)


def create_app(settings: Settings, components: Components) -> FastAPI:
    """The application with REST, WebSockets, the Rasa webhook, the widget, health and metrics."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with components.running():
            yield

    app = FastAPI(title="Frontdesk", version=__version__, description=ABOUT, lifespan=lifespan, docs_url="/docs", redoc_url=None)
    app.state.reception = components.reception
    app.state.components = components
    limits = rates(components.clocks, settings.message_rate, settings.open_rate)
    intake = Intake(components.reception, components.domains, settings.max_message, limits)
    app.include_router(Rest(intake).router())
    app.include_router(websocket(intake, settings.turn_seconds, components.telemetry.sockets))
    app.include_router(Rasa(intake, settings.packs[0], settings.turn_seconds * 1.5).router())
    app.include_router(widget.router(settings.demo, components.orders, settings.packs))
    if settings.demo:
        app.include_router(showing.router(components.every, components.learning))
    for routes in components.routes:
        app.include_router(routes)
    pages.mount(
        app,
        components.reception,
        auth.accounts(settings),
        settings,
        weigher=components.weigher,
        suggester=components.suggester,
        files=components.files,
    )
    health(app, components)
    refusals(app)
    app.add_middleware(Gate, origins=settings.embed_origins, most=most_bytes(settings.max_message))
    if settings.embed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.embed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["content-type", "idempotency-key"],
            expose_headers=["retry-after"],
        )
    return app


def create_worker_app(components: Components) -> FastAPI:
    """The application of a worker, which answers about its health and metrics only."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with components.running():
            yield

    app = FastAPI(title="Frontdesk worker", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    health(app, components)
    refusals(app)
    return app


def health(app: FastAPI, components: Components) -> None:
    """Whether the process lives, whether it can serve, and how it does."""

    @app.get("/health/live", tags=["running it"], summary="The process answers")
    async def live() -> Response:
        return reply({"status": "live"})

    @app.get(
        "/health/ready",
        tags=["running it"],
        summary="Models are loaded, the store answers and takes what is written",
        responses={503: {"description": "Not now, and why."}},
    )
    async def ready() -> Response:
        if components.broken.is_set():
            return reply({"status": "not ready", "why": "a part of the server broke; the log says which (job_broken)"}, 503)
        try:
            await components.reception.check()
        except Exception as error:  # noqa: BLE001  (whatever the store raises, the answer is the same: not ready)
            return reply({"status": "not ready", "why": f"the store cannot be used ({type(error).__name__})"}, 503)
        refused = {pack: list(versions) for pack, versions in components.refused.items()}
        return reply({"status": "ready", "packs": dict(components.models), "refused": refused})

    @app.get("/metrics", tags=["running it"], summary="Prometheus metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        await observe(components.reception, components.telemetry)
        return Response(components.telemetry.page(), media_type=MEDIA_TYPE)


def refusals(app: FastAPI) -> None:
    """Every refusal in one shape: a code and a sentence."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> Response:
        return reply(error.body, error.status, error.headers)

    @app.exception_handler(Overloaded)
    async def overloaded(request: Request, error: Overloaded) -> Response:
        return await refused(request, Refusal(429, "overloaded", str(error), {"retry-after": str(max(1, round(error.retry_after)))}))

    @app.exception_handler(UnknownConversation)
    async def unknown(request: Request, error: UnknownConversation) -> Response:
        return await refused(request, unknown_conversation())

    @app.exception_handler(FrontdeskError)
    async def unavailable(request: Request, error: FrontdeskError) -> Response:
        log.error("request_failed", path=request.url.path, error=type(error).__name__, reason=str(error))
        return await refused(request, UNAVAILABLE)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return await refused(request, Refusal(422, "invalid_request", f"{first['loc'][-1]}: {first['msg']}."))

    @app.exception_handler(HTTPException)
    async def elsewhere(request: Request, error: HTTPException) -> Response:
        headers = {"allow": ", ".join(methods(app, request))} if error.status_code == 405 else error.headers
        sentence = {
            404: "There is nothing at this address; /docs describes those that there are.",
            405: "This address does not take this method.",
        }
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
        return await refused(request, Refusal(error.status_code, code, sentence.get(error.status_code, str(error.detail)), headers))

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return reply({"error": {"code": "internal", "message": "Something is broken here; the server's log says what."}}, 500)


def methods(app: FastAPI, request: Request) -> list[str]:
    """The methods that an address takes, whichever of its routes they belong to."""
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
    return [m for m in known if any(route.matches({**request.scope, "method": m})[0] is Match.FULL for route in app.routes)]
