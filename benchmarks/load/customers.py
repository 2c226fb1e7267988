"""Simulated customers of the retail pack, who send its test messages over REST or a WebSocket."""

import csv
import random
import re
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import aiohttp
import orjson

ROOT = Path(__file__).parent.parent.parent
TEST_GROUPS = ("en-d1", "en-d2", "en-d3", "en-e3", "zh-a3", "zh-b3", "zh-c3")
MARK = re.compile(r"\[([^\]]*)\]\(\w+\)")
PATIENCE = aiohttp.ClientTimeout(total=60)
GONE = "the connection ended"


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a request: what went ``wrong`` (empty if nothing did); ``retry_after``: seconds to wait if the server was busy."""

    wrong: str = ""
    retry_after: float = 0.0


ANSWERED = Reply()


class Customer(Protocol):
    """Opens one conversation after the other; ``say`` sends a message and returns when it has been answered."""

    async def open(self) -> Reply: ...

    async def say(self, text: str) -> Reply: ...

    async def leave(self) -> None: ...


def texts() -> list[str]:
    """The pack's test messages without slot marks, in random order within each language, so that a customer writes in one language."""
    with (ROOT / "domains/retail/utterances.csv").open(encoding="utf-8") as file:
        rows = [(row["language"], MARK.sub(r"\1", row["text"])) for row in csv.DictReader(file) if row["group"] in TEST_GROUPS]
    random.Random(7).shuffle(rows)
    return [text for _, text in sorted(rows, key=lambda row: row[0])]


class RestCustomer:
    """Sends each message as a request and gets the answer in the response."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session, self.address = session, f"{address}/api/v1/retail/conversations"
        self.conversation = ""

    async def post(self, path: str, body: object) -> tuple[Reply, dict[str, object]]:
        """Post JSON; what came of it, and the JSON that was answered."""
        try:
            async with self.session.post(self.address + path, json=body, timeout=PATIENCE) as response:
                answer = orjson.loads(await response.read())
                wait = response.headers.get("retry-after")
        except (aiohttp.ClientError, TimeoutError) as error:
            return Reply(type(error).__name__), {}
        if response.status == 429 and wait:
            return Reply("busy", float(wait)), answer
        if response.status not in (200, 201) or not answer.get("messages"):
            return Reply(f"{response.status} {answer}"), answer
        return ANSWERED, answer

    async def open(self) -> Reply:
        """Open a conversation, which answers with the greeting."""
        reply, answer = await self.post("", {"channel": "rest"})
        self.conversation = str(answer.get("id", ""))
        return reply

    async def say(self, text: str) -> Reply:
        """Send a message and wait for its answer."""
        reply, _ = await self.post(f"/{self.conversation}/messages", {"text": text})
        return reply

    async def leave(self) -> None:
        """Do nothing: no connection stays open."""


class SocketCustomer:
    """Keeps a WebSocket for each conversation; a turn is over once the customer's own line has come back and the bot has stopped typing."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.rest = RestCustomer(session, address)
        self.socket: aiohttp.ClientWebSocketResponse | None = None

    async def open(self) -> Reply:
        """Open a conversation and its WebSocket, and read up to the greeting."""
        await self.leave()
        reply = await self.rest.open()
        if reply.wrong:
            return reply
        try:
            self.socket = await self.rest.session.ws_connect(f"{self.rest.address}/{self.rest.conversation}/ws?after=0")
            while "upto" not in await self.frame():
                pass
        except (aiohttp.ClientError, TimeoutError) as error:
            return Reply(type(error).__name__)
        return ANSWERED

    async def frame(self) -> dict[str, object]:
        """The next frame; raises ClientError if the server has closed the connection."""
        assert self.socket is not None
        message = await self.socket.receive(PATIENCE.total)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise aiohttp.ClientConnectionError(GONE)
        found: dict[str, object] = orjson.loads(message.data)
        return found

    async def say(self, text: str) -> Reply:
        """Send a message and wait for its answer."""
        if self.socket is None:
            return Reply(GONE)
        name, said, over = uuid.uuid4().hex, False, False
        try:
            await self.socket.send_str(orjson.dumps({"id": name, "text": text}).decode())
            while not (said and over):
                frame = await self.frame()
                if isinstance(error := frame.get("error"), dict):
                    return Reply("busy" if error.get("code") == "overloaded" else str(error), float(error.get("retry_after") or 0.0))
                said = said or (frame.get("author") == "customer" and frame.get("id") == name)
                over = over or frame.get("typing") is False
        except (aiohttp.ClientError, TimeoutError) as error:
            return Reply(type(error).__name__)
        return ANSWERED

    async def leave(self) -> None:
        """Close the socket."""
        if self.socket is not None:
            with suppress(aiohttp.ClientError):
                await self.socket.close()
            self.socket = None


CHANNELS = {"REST": RestCustomer, "WebSocket": SocketCustomer}
