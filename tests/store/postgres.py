"""A PostgreSQL server of the tests' own, on a free port of 127.0.0.1, gone when they are over."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

MISSING = "PostgreSQL is not installed: apt install postgresql"


def programs() -> Path | None:
    """The folder with initdb and postgres."""
    folders = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda folder: float(folder.split("/")[-2])) + [
        str(Path(found).resolve().parent) for found in [shutil.which("initdb")] if found
    ]
    return next((Path(folder) for folder in reversed(folders) if (Path(folder) / "initdb").exists()), None)


def servant() -> str | None:
    """Whom the server runs as: it refuses to be root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@contextmanager
def server(bin: Path) -> Iterator[str]:
    """The address of an empty database."""
    folder, user = Path(tempfile.mkdtemp(prefix="frontdesk-postgres-")), servant()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if user:
        shutil.chown(folder, user)
    data, quiet = str(folder / "data"), {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "user": user}
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", f"unix_socket_directories={folder}", "-c", "max_connections=60"]
    process = None
    try:
        create = [str(bin / "initdb"), "-D", data, "-A", "trust", "-U", "frontdesk", "--no-sync", "-E", "UTF8", "--locale=C"]
        subprocess.run(create, check=True, **quiet)  # type: ignore[call-overload]
        process = subprocess.Popen([str(bin / "postgres"), "-D", data, "-p", str(port), *options], **quiet)  # type: ignore[call-overload]
        ready = [str(bin / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-U", "frontdesk"]
        for _ in range(200):
            if subprocess.run(ready, stdout=subprocess.DEVNULL, check=False).returncode == 0:
                break
            time.sleep(0.05)
        yield f"postgresql://frontdesk@127.0.0.1:{port}/postgres"
    finally:
        if process is not None:
            process.terminate()
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
