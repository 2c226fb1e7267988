"""The door of the desk: the login page, and a guard before everything else under ``/desk``."""

import asyncio
from collections.abc import Callable, Hashable
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, quote

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.auth import SESSION_SECONDS
from bot.channels.limits import host_of
from bot.desk.office import Office
from bot.errors import SetupError
from bot.rates import counted

log = structlog.get_logger("desk")
COOKIE = "frontdesk_desk"
MOST_BYTES = 4096
HERE, PER_NAME, PER_ADDRESS = 5, 20, 30
"""Failed logins after which a name from one address, a name from anywhere, and an address have to wait."""

STYLE = (Path(__file__).parent / "desk.css").read_text(encoding="utf-8")
HEADERS = {
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Frontdesk desk: log in</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><style>{style}</style></head>
<body class="login"><form method="post"><h1>Frontdesk</h1><p class="about">The operator desk</p>{trouble}
<label>Name<input name="name" value="{name}" autocomplete="username" maxlength="60" required {focus_name}></label>
<label>Password<input name="password" type="password" autocomplete="current-password" maxlength="500" required {focus_password}></label>
<button class="press main">Log in</button>{nobody}</form></body></html>"""
NOBODY = '<p class="nothing">There is no account yet: <code>frontdesk account NAME</code> makes one.</p>'


class Login:
    """The login page and the way out; checks one password at a time, since each check takes 64 MB for a moment."""

    def __init__(self, office: Office) -> None:
        self.office, self.checking = office, asyncio.Lock()

    def routes(self, app: FastAPI) -> None:
        """Add the pages to the application; they must come before the guarded rest."""
        app.add_api_route("/desk", self.home, methods=["GET"], include_in_schema=False)
        app.add_api_route("/desk/login", self.form, methods=["GET"], include_in_schema=False)
        app.add_api_route("/desk/login", self.enter, methods=["POST"], include_in_schema=False)
        app.add_api_route("/desk/logout", self.leave, methods=["POST"], include_in_schema=False)

    async def home(self, request: Request) -> Response:
        """The desk without its slash."""
        return RedirectResponse("/desk/" + (f"?{request.url.query}" if request.url.query else ""), 307)

    async def form(self, request: Request) -> Response:
        """The login page; whoever is logged in goes on to the desk."""
        if self.office.sessions.who(request.cookies.get(COOKIE)) is not None:
            return RedirectResponse(destination(request), 303, HEADERS)
        return self.page()

    def page(self, status: int = 200, trouble: str = "", name: str = "", headers: dict[str, str] | None = None) -> Response:
        """The login page with what went wrong."""
        shown = PAGE.format(
            style=STYLE,
            trouble=f'<p class="wrong" role="alert">{escape(trouble)}</p>' if trouble else "",
            name=escape(name),
            focus_name="" if name else "autofocus",
            focus_password="autofocus" if name else "",
            nobody=NOBODY if self.office.accounts.empty() else "",
        )
        return HTMLResponse(shown, status, {**HEADERS, **(headers or {})})

    async def enter(self, request: Request) -> Response:
        """Check name and password; too many wrong ones have to wait."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return self.page(413, "That is too long for a name and a password.")
        fields = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).items()}
        name, password = fields.get("name", "").strip(), fields.get("password", "")
        address = counted(request.client.host) if request.client else ""
        async with self.checking:
            wait = self.wait(name, address)
            if wait > 0:
                trouble = f"Too many wrong passwords. Try again in {max(1, round(wait / 60))} min."
                return self.page(429, trouble, name, {"retry-after": str(round(wait) + 1)})
            account = await asyncio.to_thread(self.office.accounts.check, name, password)
            if account is None:
                self.office.attempts.failed(*keys_of(name, address))
                return self.page(401, "Name or password is wrong.", name)
        self.office.attempts.passed(keys_of(name, address)[0])
        response = RedirectResponse(destination(request), 303, HEADERS)
        token = self.office.sessions.begin(account)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, token, max_age=SESSION_SECONDS, path="/desk", httponly=True, samesite="lax", secure=secure)
        return response

    def wait(self, name: str, address: str) -> float:
        """Seconds until this name may be tried again from this address.

        Guesses from elsewhere hold a name up, since an address may be forged, but not where its owner has logged in before.
        """
        attempts, (here, anywhere, whoever) = self.office.attempts, keys_of(name, address)
        elsewhere = 0.0 if here in attempts.proven else attempts.wait(anywhere, PER_NAME)
        return max(attempts.wait(here, HERE), elsewhere, attempts.wait(whoever, PER_ADDRESS))

    async def leave(self, request: Request) -> Response:
        """Log out."""
        self.office.sessions.end(request.cookies.get(COOKIE))
        response = RedirectResponse("/desk/login", 303, HEADERS)
        response.delete_cookie(COOKIE, path="/desk")
        return response


def keys_of(name: str, address: str) -> tuple[Hashable, Hashable, Hashable]:
    """What a failed login is counted under: the name at this address, the name, the address."""
    return ("name", name, "at", address), ("name", name), ("at", address)


class Guard:
    """Pure ASGI before the desk: only who is logged in comes through; pages send others to the login, the rest gets 401."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app, self.office = app, office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        token = connection.cookies.get(COOKIE)
        account = self.office.sessions.who(token)
        if foreign(connection.headers):
            await refuse(scope, receive, send, 403, "Pages of another origin may not use the desk.")
            return
        if account is None:
            await ask_in(scope, receive, send, connection)
            return
        scope["frontdesk"], scope["frontdesk_account"], scope["frontdesk_token"] = self.office, account, token
        await self.app(scope, receive, stamped(send))


def foreign(headers: Headers) -> bool:
    """Whether a page of another origin is asking."""
    origin = headers.get("origin")
    return origin is not None and host_of(origin) != headers.get("host", "").lower()


def stamped(send: Send) -> Send:
    """Adds the headers that keep the desk out of foreign frames."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


async def ask_in(scope: Scope, receive: Receive, send: Send, connection: HTTPConnection) -> None:
    """The page goes to the login, anything else is told that it may not."""
    if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].rstrip("/") == "/desk":
        wanted = scope["path"] + (f"?{connection.url.query}" if connection.url.query else "")
        await RedirectResponse(f"/desk/login?next={quote(wanted)}", 303, HEADERS)(scope, receive, send)
        return
    await refuse(scope, receive, send, 401, "Log in at /desk/login first.")


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    """Say no; a WebSocket is closed before it is accepted."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4000 + status, "reason": why})
        return
    await PlainTextResponse(why, status, HEADERS)(scope, receive, send)


def login_again(conversation_id: str | None) -> str:
    """The login, below ``/desk``, from which whoever has to log in again comes back to the conversation that was open."""
    return "/login" + (f"?next={quote(f'/desk/?c={quote(conversation_id)}')}" if conversation_id else "")


def still_known(known: Callable[[], bool]) -> bool:
    """Whether a page may stay as it is: nobody is sent away while the accounts cannot be read, and nobody can do anything either."""
    try:
        return known()
    except SetupError as reason:
        log.warning("accounts_unreadable", error=str(reason))
        return True


def destination(request: Request) -> str:
    """Where to go after the login: the page that was wanted, if it is the desk."""
    wanted = request.query_params.get("next", "")
    return wanted if wanted.startswith("/desk/") and "\\" not in wanted and "\n" not in wanted else "/desk/"
