"""uvicorn's HTTP/1.1 with bounds on what comes before a body: its own has none, so that headers without end would fill the memory."""

import asyncio

import httptools
import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MOST_HEAD = 64 * 1024
"""Bytes that an address and the headers behind it may have together."""

HEAD_SECONDS = 20.0
"""How long they may take to arrive, also those of the first request of a connection."""

SENTENCES = {
    400: ("bad_request", "This is not HTTP as it is spoken here."),
    408: ("too_slow", f"The headers did not come within {HEAD_SECONDS:g} seconds."),
    431: ("too_large", f"An address and its headers may have {MOST_HEAD // 1024} kB at most."),
}


class Bounded(HttpToolsProtocol):
    """Refuses what is no HTTP (400), heads that are too large (431) or too slow (408), and closes the connection."""

    seconds = HEAD_SECONDS
    heard = False
    size = 0
    begun = False
    complete = False
    timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn's own
        """Wait for the first head."""
        super().connection_made(transport)
        self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self.end()
        super().connection_lost(exc)

    def begin(self) -> None:
        """A head begins, and its time."""
        self.end()
        self.size, self.begun, self.complete = 0, True, False
        self.timer = self.loop.call_later(self.seconds, self.late)

    def end(self) -> None:
        """The time of a head does not count any more."""
        if self.timer is not None:
            self.timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Read on; a header that does not end counts as well, from the piece on that follows the one in which the head began."""
        self.heard, self.begun = True, False
        super().data_received(data)
        if not self.complete and not self.begun:
            self.size += len(data)
            if self.size > MOST_HEAD:
                self.refuse(431)

    def on_message_begin(self) -> None:
        """The next request of the connection begins."""
        self.begin()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Hand the request over, where its head is not too large."""
        self.complete = True
        self.end()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MOST_HEAD:
            self.refuse(431)
            raise httptools.HttpParserError("the head is too large")
        super().on_headers_complete()

    def late(self) -> None:
        """Refuse a head that began; a connection that a browser opened in advance is only closed."""
        if self.heard:
            self.refuse(408)
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn calls for all that the parser cannot read."""
        self.refuse(400)

    def refuse(self, status: int) -> None:
        """Answer and close, once."""
        if self.transport.is_closing():
            return
        code, sentence = SENTENCES[status]
        body = orjson.dumps({"error": {"code": code, "message": sentence}})
        headers = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + headers + body)
        self.transport.close()
