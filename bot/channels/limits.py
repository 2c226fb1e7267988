"""Turns requests away before they are read: bodies that are too large, and pages of foreign origins."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.wire import Refusal, reply

LEAST_BYTES, LEAST_FRAME = 64 * 1024, 1024 * 1024
"""The least that ``most_bytes`` and ``most_frame`` return, however short messages must be."""

PER_CHARACTER, AROUND = 12, 8 * 1024
"""The most bytes that a character takes in JSON (``\\ud83d\\ude00``), and bytes for everything around the text."""

MOST_UPDATE = 1024 * 1024
"""The largest update from Telegram that is taken, in bytes; two of its longest messages with all their formatting take a fifth of it."""

TELEGRAM = "/webhooks/telegram/"

MOST_NUMBER = 10**18
"""The number that any larger one is read as."""

OPEN_TO_PAGES = ("/api/",)
"""Paths that pages of ``embed_origins`` may use; everything else, above all the desk, is for the server's own pages."""

MEASURED = (*OPEN_TO_PAGES, "/webhooks/", "/desk/api/")
"""Paths whose bodies are limited in size; the desk limits its own forms."""

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without control characters and with plain line ends; emoji and right-to-left text stay as they are."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def printable(text: str) -> bool:
    """Whether a text is a single, non-empty line without control characters."""
    return bool(text) and clean(text) == text and not set(text) & set("\t\n")


def most_bytes(max_message: int) -> int:
    """The largest body or frame that is taken, in bytes: a message of ``max_message`` characters fits, however it is encoded."""
    return max(LEAST_BYTES, PER_CHARACTER * max_message + AROUND)


def most_frame(max_message: int) -> int:
    """The largest frame that is read at all, so that it can be refused with its id; a larger one closes the socket with code 1009."""
    return max(LEAST_FRAME, 2 * most_bytes(max_message))


def too_large(most: int) -> Refusal:
    """The refusal of a body or frame of more than ``most`` bytes."""
    return Refusal(413, "too_large", f"A request may have {most // 1024} kB at most.")


class Gate:
    """ASGI middleware that refuses foreign pages (403) and bodies over ``most`` bytes (413), at hardly any cost to other requests."""

    def __init__(self, app: ASGIApp, origins: Collection[str], most: int) -> None:
        self.app, self.origins, self.most = app, frozenset(origins), most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
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
        """Whether a page of this origin may use this path; the server's own pages may use any."""
        if host and host_of(origin) == host.lower():
            return True
        return path.startswith(OPEN_TO_PAGES) and (origin in self.origins or "*" in self.origins)

    async def refuse(self, scope: Scope, receive: Receive, send: Send, origin: str) -> None:
        """Refuse a foreign page with the reason; a WebSocket is closed before it is accepted."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403, "reason": "foreign origin"})
            return
        sentence = f"Pages of {origin[:200]} may not talk to this server: name the origin in FRONTDESK_EMBED_ORIGINS to allow them."
        refusal = Refusal(403, "foreign_origin", sentence)
        await reply(refusal.body, refusal.status)(scope, receive, send)


def host_of(origin: str) -> str:
    """The host and port of an origin in lower case; empty if it has none or is malformed."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def int_or(text: str | None, otherwise: int) -> int:
    """The number in a header or parameter, capped at ``MOST_NUMBER``, or ``otherwise`` if it is not a number."""
    if text is None or not (text.isascii() and text.isdigit()):
        return otherwise
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) < len(str(MOST_NUMBER)) else MOST_NUMBER


def measured(receive: Receive, most: int) -> Receive:
    """``receive`` for a body of undeclared length, which raises Refusal 413 once more than ``most`` bytes have come."""
    size = 0

    async def counting() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise too_large(most)
        return message

    return counting
