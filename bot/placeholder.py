"""Answers whoever comes while there is nothing to serve yet, with one page that looks again by itself."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 5
"""After which the page is loaded again."""

PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="{SECONDS}"><title>Frontdesk is learning</title>
<style>body {{ font: 17px/1.5 system-ui, sans-serif; max-width: 32em; margin: 20vh auto; padding: 1em }}</style></head>
<body><h1>Still learning</h1><p>The bot is being trained; the terminal says how far it is. This page looks again.</p></body></html>
""".encode()


class Waiting(BaseHTTPRequestHandler):
    """503 and the page, whatever is asked for."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(HTTPStatus.SERVICE_UNAVAILABLE)
        for name, value in {"content-type": "text/html; charset=utf-8", "content-length": len(PAGE), "retry-after": SECONDS}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(PAGE)

    do_HEAD = do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said about those who look."""


class Answering(ThreadingHTTPServer):
    """A server on a socket of somebody else, who goes on using it."""

    daemon_threads = True

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], Waiting, bind_and_activate=False)
        self.socket.close()
        self.socket = listener


@contextmanager
def answering(listener: socket.socket) -> Iterator[None]:
    """Answer on a listening socket as long as the context is open; the socket stays open."""
    server = Answering(listener)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
