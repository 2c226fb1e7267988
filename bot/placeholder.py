"""Answers every request with one page that reloads itself, while the first pack is being trained."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 5
"""Seconds after which the page reloads itself."""

PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="{SECONDS}"><title>Frontdesk is learning</title>
<style>body {{ font: 17px/1.5 system-ui, sans-serif; max-width: 32em; margin: 20vh auto; padding: 1em }}</style></head>
<body><h1>Still learning</h1><p>The bot is being trained; the terminal shows the progress. This page refreshes by itself.</p></body></html>
""".encode()


class PageHandler(BaseHTTPRequestHandler):
    """Answers every request with status 503 and the page."""

    def do_GET(self) -> None:
        """Send the page, or for HEAD its headers only."""
        self.send_response(HTTPStatus.SERVICE_UNAVAILABLE)
        for name, value in {"content-type": "text/html; charset=utf-8", "content-length": len(PAGE), "retry-after": SECONDS}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(PAGE)

    do_HEAD = do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


class PageServer(ThreadingHTTPServer):
    """A server on an existing listening socket, which its owner keeps."""

    daemon_threads = True

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], PageHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener


@contextmanager
def answering(listener: socket.socket) -> Iterator[None]:
    """Answer on a listening socket while the context is open; the socket itself stays open afterwards."""
    server = PageServer(listener)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
