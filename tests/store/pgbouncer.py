"""A PgBouncer of the tests' own before a PostgreSQL, on a free port of 127.0.0.1, gone when they are over."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url

from tests.store.postgres import servant

MISSING = "PgBouncer is not installed: apt install pgbouncer"
PATIENCE = 10.0


def program() -> Path | None:
    """What starts one."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")  # where Debian has it, and not everybody looks
    return Path(found) if found else None


def keeps_prepared(program: Path) -> bool:
    """Whether this version finds prepared statements again where a connection serves a transaction at a time."""
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, said.split()[1].split(".")[:2])) >= (1, 21)


@contextmanager
def running(program: Path, behind: str, lines: Mapping[str, str]) -> Iterator[str]:
    """The address of a PostgreSQL as it is behind a PgBouncer, whose pgbouncer.ini has these ``lines``."""
    folder, user = Path(tempfile.mkdtemp(prefix="frontdesk-pgbouncer-")), servant()
    url = make_url(behind)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (folder / "users.txt").write_text(f'"{url.username}" ""\n')
    written = {
        "listen_addr": "127.0.0.1",
        "listen_port": str(port),
        "unix_socket_dir": "",
        "auth_type": "trust",
        "auth_file": str(folder / "users.txt"),
        **lines,
    }
    settings = "\n".join(f"{name} = {value}" for name, value in written.items())
    (folder / "pgbouncer.ini").write_text(f"[databases]\n* = host={url.host} port={url.port}\n[pgbouncer]\n{settings}\n")
    if user:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, user)
    process = subprocess.Popen(
        [str(program), str(folder / "pgbouncer.ini")], cwd=folder, user=user, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w")
    )
    try:
        answering(port, process, folder / "log")
        yield url.set(port=port).render_as_string(hide_password=False)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def answering(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once it takes connections."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"PgBouncer did not start: {log.read_text()[-1000:]}")
