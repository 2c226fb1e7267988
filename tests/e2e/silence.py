"""A way to a server that may fall silent, as when a phone changes its network: what is open stays open, and nothing comes through."""

import socket
import threading
from contextlib import suppress


class Path:
    """Passes connections on to a port of this machine, from a port of its own."""

    def __init__(self, port: int) -> None:
        self.to = port
        self.silent: set[socket.socket] = set()
        self.open: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
                self.open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        """Pass on what one side sends, and then its end."""
        with suppress(OSError):
            while data := one.recv(65536):
                if one not in self.silent:
                    other.sendall(data)
            if one not in self.silent:
                other.shutdown(socket.SHUT_WR)

    def fall_silent(self) -> None:
        """Let nothing more through on the connections that are open now; new ones work."""
        self.silent.update(self.open)

    def close(self) -> None:
        """End everything."""
        for one in (self.listener, *self.open):
            one.close()
