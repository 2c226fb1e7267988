"""A running server under load through REST: start time, latency with one client, throughput with sixty, memory.

The server is `frontdesk serve` with the retail pack, its real encoder and SQLite, in a process of its own; the load generator
shares the same cores. Customers are closed-loop: each writes its next message when the answer to the last has come. Their
messages are the retail pack's own test part.
"""

import asyncio
import csv
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parent.parent
MESSAGES_A_CONVERSATION = 6
TEST_GROUPS = ("en-d1", "en-d2", "en-d3", "en-e3", "zh-a3", "zh-b3", "zh-c3")
MARK = re.compile(r"\[([^\]]*)\]\(\w+\)")


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of closed-loop clients measured; times in milliseconds."""

    clients: int
    turns: int
    turns_per_second: float
    median: float
    p95: float
    errors: int


def texts() -> list[str]:
    """Messages of the test part, English and Chinese, without slot marks."""
    with (ROOT / "domains/retail/utterances.csv").open(encoding="utf-8") as file:
        rows = [MARK.sub(r"\1", row["text"]) for row in csv.DictReader(file) if row["group"] in TEST_GROUPS]
    random.Random(7).shuffle(rows)
    return rows


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`frontdesk serve` in a folder of its own."""

    def __init__(self) -> None:
        self.port, self.data = free_port(), Path(tempfile.mkdtemp(prefix="frontdesk-bench-"))
        self.address = f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "Server":
        environment = {**os.environ, "FRONTDESK_DATA_DIR": str(self.data), "FRONTDESK_MAX_WAITING": "5000"}
        began = time.perf_counter()
        self.process = subprocess.Popen(  # noqa: ASYNC220  (starting takes a millisecond, nothing else runs yet)
            [sys.executable, "-m", "bot", "serve", "retail", "--port", str(self.port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"{self.address}/health/ready") as response:
                        if response.status == 200:
                            break
                except aiohttp.ClientError:
                    pass
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended with {self.process.returncode}")
                await asyncio.sleep(0.02)
        self.ready = time.perf_counter() - began
        return self

    async def __aexit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.data, ignore_errors=True)

    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


async def customer(
    session: aiohttp.ClientSession, address: str, lines: list[str], until: float, took: list[float], errors: list[str]
) -> None:
    """One closed-loop customer: conversations of a few messages, one after the other."""
    number = random.Random(lines[0]).randrange(len(lines))
    while time.perf_counter() < until:
        async with session.post(f"{address}/api/v1/retail/conversations", json={"channel": "rest"}) as response:
            conversation = (await response.json())["id"]
        for _ in range(MESSAGES_A_CONVERSATION):
            number += 1
            began = time.perf_counter()
            async with session.post(
                f"{address}/api/v1/retail/conversations/{conversation}/messages", json={"text": lines[number % len(lines)]}
            ) as response:
                body = await response.json()
            took.append((time.perf_counter() - began) * 1000)
            if response.status != 200 or not body.get("messages"):
                errors.append(f"{response.status} {body}")
            if time.perf_counter() >= until:
                return


async def load(address: str, clients: int, seconds: float) -> Load:
    """Closed-loop clients for some seconds."""
    lines, took, errors = texts(), [], []  # type: ignore[var-annotated]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        began = time.perf_counter()
        shifted = [lines[i * 7 :] + lines[: i * 7] for i in range(clients)]
        await asyncio.gather(*(customer(session, address, mine, began + seconds, took, errors) for mine in shifted))
        elapsed = time.perf_counter() - began
    took.sort()
    if errors:
        print(f"  first error: {errors[0]}", file=sys.stderr)
    return Load(clients, len(took), len(took) / elapsed, statistics.median(took), took[int(len(took) * 0.95)], len(errors))


async def measure() -> dict[str, object]:
    """The whole section; keys are the rows of docs/benchmarks.md."""
    async with Server() as server:
        at_rest = server.memory()
        await load(server.address, 4, 3)
        one = await load(server.address, 1, 10)
        sixty = await load(server.address, 60, 20)
        return {"ready": server.ready, "memory_at_rest": at_rest, "memory_after": server.memory(), "one": one, "sixty": sixty}


def rows(result: dict[str, object]) -> list[tuple[str, str, str]]:
    """The section as rows: what, measured, asked for."""
    one, sixty = result["one"], result["sixty"]
    assert isinstance(one, Load) and isinstance(sixty, Load)
    return [
        ("from the command to ready", f"{result['ready']:.1f} s", "5 s"),
        ("memory after the load", f"{result['memory_after']:.0f} MB", "600 MB (Rasa 3.6: 1,042)"),
        ("one client, median of a turn", f"{one.median:.1f} ms", "12 ms (Rasa 3.6: 40)"),
        ("one client, 95th percentile", f"{one.p95:.1f} ms", ""),
        ("60 clients, throughput", f"{sixty.turns_per_second:.0f} turns/s", "250 turns/s (Rasa 3.6: 31)"),
        ("60 clients, median / 95th percentile", f"{sixty.median:.0f} / {sixty.p95:.0f} ms", ""),
        ("errors", str(one.errors + sixty.errors), "0"),
    ]


if __name__ == "__main__":
    for row in rows(asyncio.run(measure())):
        print(" | ".join(row))
