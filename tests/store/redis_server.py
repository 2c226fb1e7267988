"""A Redis server of the tests' own, on a free port of 127.0.0.1, that keeps nothing on disk and is gone when they are over."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

MISSING = "Redis is not installed: apt install redis-server"
PATIENCE = 20.0


def program() -> Path | None:
    """The server, where there is one."""
    found = shutil.which("redis-server")
    return Path(found) if found else None


class RedisServer:
    """Stopped, killed, flushed and started again on the same port; ``password``: what clients must say, none where it is empty."""

    def __init__(self, program: Path, folder: Path, password: str = "") -> None:
        self.program, self.folder, self.password = program, folder, password
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """With the password that clients must say now."""
        return f"redis://{f':{self.password}@' if self.password else ''}127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Return once it answers, or asks for a password."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        secret = ["--requirepass", self.password] if self.password else []
        self.process = subprocess.Popen([str(self.program), *options, *secret], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Redis did not start on port {self.port}")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether it takes commands."""
        with self.client() as client:
            try:
                return bool(client.ping())
            except (redis.ConnectionError, redis.TimeoutError):
                return False

    def client(self) -> redis.Redis:
        """A client that knows the password."""
        return redis.Redis.from_url(self.address, socket_timeout=2.0)

    def flush(self) -> None:
        """Let it forget everything."""
        with self.client() as client:
            client.flushall()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections inside, and says nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    @contextmanager
    def refusing(self, command: str) -> Iterator[None]:
        """Nobody may use this command inside."""
        with self.client() as client:
            client.execute_command("ACL", "SETUSER", "default", f"-{command}")
            try:
                yield
            finally:
                client.execute_command("ACL", "SETUSER", "default", f"+{command}")

    def kill(self) -> None:
        """Let it die at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None


@contextmanager
def server(program: Path, password: str = "") -> Iterator[RedisServer]:
    """A server that runs."""
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-redis-"))
    running = RedisServer(program, folder, password)
    try:
        running.start()
        yield running
    finally:
        running.kill()
        shutil.rmtree(folder, ignore_errors=True)
