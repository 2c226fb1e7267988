"""uvicorn's HTTP/1.1 protocol with limits on the request head: without them, endless headers would fill the memory."""

import asyncio

import httptools
import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MOST_HEAD = 64 * 1024
"""Bytes that the address and the headers may have together."""

HEAD_SECONDS = 20.0
"""Seconds that a request head may take to arrive; for the first request they count from the connection's start."""

SENTENCES = {
    400: ("bad_request", "This is not a valid HTTP/1.1 request."),
    408: ("too_slow", f"The headers did not come within {HEAD_SECONDS:g} seconds."),
    431: ("too_large", f"An address and its headers may have {MOST_HEAD // 1024} kB at most."),
}


class Bounded(HttpToolsProtocol):
    """Refuses what is not HTTP (400) and heads that are too large (431) or too slow (408), and closes the connection."""

    seconds = HEAD_SECONDS
    heard = False
    size = 0
    begun = False
    complete = False
    timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn's own
        """Start timing the first head."""
        super().connection_made(transport)
        self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop timing."""
        self.end()
        super().connection_lost(exc)

    def begin(self) -> None:
        """Start counting and timing a head."""
        self.end()
        self.size, self.begun, self.complete = 0, True, False
        self.timer = self.loop.call_later(self.seconds, self.late)

    def end(self) -> None:
        """Stop timing the head."""
        if self.timer is not None:
            self.timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Parse more data; an incomplete head is counted from the chunk after the one in which it began, so endless headers are noticed."""
        self.heard, self.begun = True, False
        super().data_received(data)
        if not self.complete and not self.begun:
            self.size += len(data)
            if self.size > MOST_HEAD:
                self.refuse(431)

    def on_message_begin(self) -> None:
        """Start counting and timing the head of the connection's next request."""
        self.begin()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Hand the request over if its head is not too large."""
        self.complete = True
        self.end()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MOST_HEAD:
            self.refuse(431)
            raise httptools.HttpParserError("the head is too large")
        super().on_headers_complete()

    def late(self) -> None:
        """Refuse a head that did not end in time; a connection that never sent anything, as browsers open in advance, is just closed."""
        if self.heard:
            self.refuse(408)
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser cannot read; uvicorn calls this."""
        self.refuse(400)

    def refuse(self, status: int) -> None:
        """Answer with the status and close the connection, unless it is closing already."""
        if self.transport.is_closing():
            return
        code, sentence = SENTENCES[status]
        body = orjson.dumps({"error": {"code": code, "message": sentence}})
        headers = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + headers + body)
        self.transport.close()
