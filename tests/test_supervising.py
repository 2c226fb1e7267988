"""Workers beside a server: started with it, restarted when they die, and stopped with it however it ends."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from bot.settings import Settings
from bot.supervising import Supervisor

ROOT = Path(__file__).parent.parent

NOTES = """
import os, pathlib, signal, sys, time
folder = pathlib.Path(sys.argv[1])
def stop(*_):
    (folder / f"stopped-{os.getpid()}").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
(folder / f"{os.getpid()}").write_text(" ".join(sys.argv[2:]))
while True:
    time.sleep(0.05)
"""
"""A worker that only writes down that it began, with what, and that it was asked to stop."""


def begun(folder: Path) -> dict[int, str]:
    return {int(file.name): file.read_text() for file in folder.iterdir() if file.name.isdigit() and file.read_text()}


def stopped(folder: Path) -> set[int]:
    return {int(file.name.removeprefix("stopped-")) for file in folder.glob("stopped-*")}


async def until(folder: Path, count: int) -> dict[int, str]:
    async with asyncio.timeout(20):
        while len(found := begun(folder)) < count:  # noqa: ASYNC110 - processes are waited for
            await asyncio.sleep(0.02)
    return found


async def test_workers_get_a_port_and_the_packs_and_one_that_dies_is_replaced_and_all_end_with_the_server(tmp_path: Path) -> None:
    mine = os.getpgrp()
    settings = Settings(worker_port=9300, packs=("retail", "tutor"))
    running = asyncio.create_task(Supervisor(settings, 2, (sys.executable, "-c", NOTES, str(tmp_path))).run())
    first = await until(tmp_path, 2)
    assert all(os.getpgid(pid) != mine for pid in first)  # Ctrl-C in a terminal is not theirs
    wanted = [f"--port {port} --host 127.0.0.1 retail tutor" for port in (9300, 9301)]
    assert sorted(first.values()) == wanted
    victim = next(pid for pid, said in first.items() if said == wanted[0])
    os.kill(victim, signal.SIGKILL)
    after = await until(tmp_path, 3)
    assert [said for pid, said in after.items() if pid not in first] == wanted[:1]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert stopped(tmp_path) == set(after) - {victim}


async def test_a_worker_that_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    """As when the machine has no room for another process: the server keeps trying, and its other workers go on."""
    program = tmp_path / "python"
    running = asyncio.create_task(Supervisor(Settings(packs=("retail",)), 1, (str(program), "-c", NOTES, str(tmp_path))).run())
    await asyncio.sleep(0.2)
    assert not running.done()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    program.chmod(0o755)
    assert len(await until(tmp_path, 1)) == 1
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_an_attached_worker_ends_when_the_process_that_started_it_is_gone() -> None:
    waiting = "import time\nfrom bot.supervising import end_with_parent\nend_with_parent()\nprint('on', flush=True)\ntime.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", waiting], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None and child.stdout is not None
    assert child.stdout.readline() == "on\n"
    assert child.poll() is None
    child.stdin.close()
    assert child.wait(20) == -signal.SIGTERM
    child.stdout.close()
