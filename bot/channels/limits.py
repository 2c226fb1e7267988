"""What is turned away before it is read: bodies that are too large, and pages of foreign origins."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.wire import Refusal, reply

LEAST_BYTES, LEAST_FRAME = 64 * 1024, 1024 * 1024
"""What ``most_bytes`` and ``most_frame`` are for short messages."""

PER_CHARACTER, AROUND = 12, 8 * 1024
"""Bytes of JSON that a character takes at most (``\\ud83d\\ude00``), and those of everything around a text."""

MOST_UPDATE = 1024 * 1024
"""The largest update of Telegram's that is taken; one with two of its longest messages and all their formatting has a fifth of it."""

TELEGRAM = "/webhooks/telegram/"
MOST_NUMBER = 10**18
"""What a larger number is read as."""

OPEN_TO_PAGES = ("/api/",)
"""Paths that pages of ``embed_origins`` may use; everything else, the desk first of all, is for the server's own pages."""

MEASURED = (*OPEN_TO_PAGES, "/webhooks/")
"""Paths whose bodies are no larger than they may be; the desk's forms look after themselves."""

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without NUL and control characters, with plain line ends; emoji and right-to-left text stay as they are."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def printable(text: str) -> bool:
    """Whether a text is one line of something that can be seen, or at least of spaces: no control characters."""
    return bool(text) and clean(text) == text and not set(text) & set("\t\n")


def most_bytes(max_message: int) -> int:
    """The largest body of a request, and frame of a WebSocket, that is taken: a message of so many characters fits, however written."""
    return max(LEAST_BYTES, PER_CHARACTER * max_message + AROUND)


def most_frame(max_message: int) -> int:
    """The largest frame that is read, to be refused with its id; a larger one ends the connection with code 1009."""
    return max(LEAST_FRAME, 2 * most_bytes(max_message))


def too_large(most: int) -> Refusal:
    """A body or a frame of more than ``most`` bytes."""
    return Refusal(413, "too_large", f"A request may have {most // 1024} kB at most.")


class Gate:
    """Pure ASGI: refuses foreign pages (403) and bodies over ``most`` bytes (413); costs a request without either next to nothing."""

    def __init__(self, app: ASGIApp, origins: Collection[str], most: int) -> None:
        self.app, self.origins, self.most = app, frozenset(origins), most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""
        if scope["type"] not in ("http", "websocket") or scope.get("method") in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        most = max(self.most, MOST_UPDATE) if scope["path"].startswith(TELEGRAM) else self.most
        if origin is not None and not self.welcome(origin, headers.get("host", ""), scope["path"]):
            await self.refuse(scope, receive, send, origin)
        elif scope["type"] == "http" and not scope["path"].startswith(MEASURED):
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and int_or(headers.get("content-length"), 0) > most:
            refusal = too_large(most)
            await reply(refusal.body, refusal.status)(scope, receive, send)
        else:
            await self.app(scope, measured(receive, most) if "transfer-encoding" in headers else receive, send)

    def welcome(self, origin: str, host: str, path: str) -> bool:
        """Whether a page of this origin may talk to this path: always for the server's own pages."""
        if urlsplit(origin).netloc.lower() == host.lower() and host:
            return True
        return path.startswith(OPEN_TO_PAGES) and (origin in self.origins or "*" in self.origins)

    async def refuse(self, scope: Scope, receive: Receive, send: Send, origin: str) -> None:
        """Say why a foreign page is refused; a WebSocket is closed before it is accepted."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403, "reason": "foreign origin"})
            return
        sentence = f"Pages of {origin[:200]} may not talk to this server: name the origin in FRONTDESK_EMBED_ORIGINS to allow them."
        refusal = Refusal(403, "foreign_origin", sentence)
        await reply(refusal.body, refusal.status)(scope, receive, send)


def int_or(text: str | None, otherwise: int) -> int:
    """The number that a header or a parameter states, ``MOST_NUMBER`` at most, or ``otherwise`` where it states none."""
    if text is None or not (text.isascii() and text.isdigit()):
        return otherwise
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) < len(str(MOST_NUMBER)) else MOST_NUMBER


def measured(receive: Receive, most: int) -> Receive:
    """``receive`` for a body of unstated length, which raises Refusal 413 once it has more than ``most`` bytes."""
    size = 0

    async def counting() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise too_large(most)
        return message

    return counting
