"""The WebSocket, over a real connection: every line once, in order, resumed from the last one seen."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast
from urllib.parse import quote

import httpx
import pytest
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.app import Components, create_app
from bot.channels.intake import Intake
from bot.channels.websocket import Connection
from bot.dialogue.events import OperatorJoined, OperatorSaid
from bot.settings import Settings
from tests.channels.conftest import NOWHERE
from tests.fakes import FakeReception, a_domain, nothing_runs
from tests.serving import Serving


@pytest.fixture
def server(reception: FakeReception) -> Iterator[Serving]:
    settings = Settings(data_dir=NOWHERE, embed_origins=("https://shop.example",))
    parts = Components(reception, {"retail": a_domain()}, {}, nothing_runs)
    with Serving(create_app(settings, parts)) as serving:
        yield serving


@pytest.fixture
async def id(server: Serving) -> str:
    async with httpx.AsyncClient(base_url=server.address) as client:
        return str((await client.post("/api/v1/retail/conversations")).json()["id"])


def address(server: Serving, id: str, after: int | str = 0) -> str:
    return f"ws://127.0.0.1:{server.port}/api/v1/retail/conversations/{id}/ws?after={after}"


@pytest.fixture
async def socket(server: Serving, id: str) -> AsyncIterator[ClientConnection]:
    """A socket that has received the greeting."""
    async with connect(address(server, id)) as socket:
        await until(socket, "upto")
        yield socket


async def until(socket: ClientConnection, name: str, value: object = None) -> list[dict[str, Any]]:
    """The frames up to the one that has ``name`` (with ``value``)."""
    frames: list[dict[str, Any]] = []
    while not frames or name not in frames[-1] or value not in (None, frames[-1][name]):
        frames.append(json.loads(await socket.recv()))
    return frames


async def test_what_was_said_before_comes_first_and_its_end_is_told(server: Serving, id: str) -> None:
    async with connect(address(server, id)) as socket:
        frames = await until(socket, "upto")
    assert [frame.get("text") for frame in frames] == ["Hello!", None]
    assert frames[-1] == {"upto": 1}


async def test_a_message_is_acknowledged_and_answered(socket: ClientConnection) -> None:
    await socket.send(json.dumps({"id": "m1", "text": "hello"}))
    frames = await until(socket, "text", "You said: hello") + await until(socket, "typing", False)
    assert {"ack": "m1"} in frames
    assert {"typing": True} in frames
    assert [(f["seq"], f["text"], f.get("id")) for f in frames if "seq" in f] == [(2, "hello", "m1"), (3, "You said: hello", None)]


async def test_a_message_sent_again_is_acknowledged_again_and_shown_once(socket: ClientConnection, reception: FakeReception) -> None:
    for _ in range(3):
        await socket.send(json.dumps({"id": "m1", "text": "hello"}))
    await socket.send(json.dumps({"id": "m2", "text": "bye"}))
    frames = await until(socket, "text", "You said: bye")
    assert frames.count({"ack": "m1"}) == 3
    assert [f["text"] for f in frames if "seq" in f] == ["hello", "You said: hello", "bye", "You said: bye"]
    assert len(reception.events) == 2


async def test_a_connection_resumes_after_the_last_line_it_has_seen(server: Serving, id: str, socket: ClientConnection) -> None:
    await socket.send(json.dumps({"id": "m1", "text": "hello"}))
    await until(socket, "text", "You said: hello")
    async with connect(address(server, id, after=2)) as second:
        assert [frame.get("seq") for frame in await until(second, "upto")] == [3, None]


async def test_two_tabs_see_the_same_lines(server: Serving, id: str, socket: ClientConnection) -> None:
    async with connect(address(server, id)) as second:
        await until(second, "upto")
        await socket.send(json.dumps({"id": "m1", "text": "hello"}))
        for one in (socket, second):
            assert [f["seq"] for f in await until(one, "text", "You said: hello") if "seq" in f] == [2, 3]


async def test_a_person_who_speaks_is_named(socket: ClientConnection, id: str, reception: FakeReception) -> None:
    reception.handle(id, OperatorJoined(time.time(), "Mira"))
    reception.handle(id, OperatorSaid(time.time(), "Mira", "I am here.", "d1"))
    frames = await until(socket, "name", "Mira")
    assert [(f["author"], f["text"]) for f in frames] == [("system", "Mira has joined the conversation."), ("operator", "I am here.")]


async def test_an_unknown_conversation_is_told_before_the_connection_is_closed(server: Serving) -> None:
    async with connect(address(server, "nobody")) as socket:
        assert json.loads(await socket.recv())["error"]["code"] == "unknown_conversation"
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "invalid_json"),
        ("", "invalid_json"),
        (b"\x00\xff\xfe", "invalid_json"),
        ("[]", "invalid_request"),
        ('{"id": "m1"}', "invalid_request"),
        ('{"id": "m1", "text": 5}', "invalid_request"),
        (json.dumps({"id": "m1", "text": "x" * 5000}), "too_long"),
        (json.dumps({"id": "m1", "text": "x" * 100_000}), "too_large"),
        (json.dumps({"id": "m1", "text": "您" * 100_000}, ensure_ascii=False), "too_large"),
        (json.dumps({"id": "m1", "text": "您" * 100_000}, ensure_ascii=False).encode(), "too_large"),
        ('{"id": "m1", "text": "' + "您" * 100_000, "too_large"),
        ('{"id": "m1\\u0000", "text": "hello"}', "invalid_request"),
    ],
    ids=[
        *("not json", "empty", "binary", "no object", "no text", "wrong type", "too long", "too large", "too large in Chinese"),
        *("too large in bytes", "too large and broken", "an id with control characters"),
    ],
)
async def test_a_bad_frame_gets_a_sentence_and_the_connection_goes_on(socket: ClientConnection, frame: str | bytes, code: str) -> None:
    await socket.send(frame)
    refused = (await until(socket, "error"))[-1]
    assert refused["error"]["code"] == code
    assert refused["error"]["message"].endswith((".", ":"))
    assert refused.get("id") == read_id(frame)
    await socket.send(json.dumps({"id": "m2", "text": "hello"}))
    assert await until(socket, "text", "You said: hello")


def read_id(frame: str | bytes) -> object:
    """The id in a frame that is JSON with one."""
    try:
        found = json.loads(frame)
    except ValueError:
        return None
    return found.get("id") if isinstance(found, dict) else None


async def test_a_frame_of_megabytes_ends_the_connection(socket: ClientConnection) -> None:
    with pytest.raises(ConnectionClosed) as closed:
        await socket.send("x" * 2_000_000)
        await until(socket, "error")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_too_much_waiting_says_when_to_come_back(socket: ClientConnection, reception: FakeReception) -> None:
    reception.overloaded = True
    await socket.send(json.dumps({"id": "m1", "text": "hello"}))
    refused = (await until(socket, "error"))[-1]
    assert (refused["error"]["code"], refused["error"]["retry_after"], refused["id"]) == ("overloaded", 3, "m1")


@pytest.mark.parametrize(("origin", "welcome"), [("https://shop.example", True), ("https://evil.example", False), (None, True)])
async def test_only_pages_that_were_named_may_connect(server: Serving, id: str, origin: str | None, welcome: bool) -> None:
    try:
        async with connect(address(server, id), additional_headers={} if origin is None else {"origin": origin}) as socket:
            await until(socket, "upto")
            connected = True
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
        connected = False
    assert connected is welcome


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "", "١"])
async def test_a_wrong_after_begins_at_the_beginning(server: Serving, id: str, after: str) -> None:
    async with connect(address(server, id, after=quote(after))) as socket:
        assert (await until(socket, "upto"))[0]["seq"] == 1


@pytest.mark.parametrize("after", ["2", "9223372036854775807", "99999999999999999999", "9" * 5000, "0" * 5000 + "2"])
async def test_an_after_beyond_the_last_line_begins_behind_the_last_line(server: Serving, id: str, after: str) -> None:
    async with connect(address(server, id, after)) as socket:
        assert await until(socket, "upto") == [{"upto": 1}]
        await socket.send(json.dumps({"id": "m1", "text": "hello"}))
        assert [f["seq"] for f in await until(socket, "text", "You said: hello") if "seq" in f] == [2, 3]


async def test_a_store_that_is_away_is_told_and_the_connection_goes_on(socket: ClientConnection, reception: FakeReception) -> None:
    reception.away = True
    await socket.send(json.dumps({"id": "m1", "text": "hello"}))
    refused = (await until(socket, "error"))[-1]
    assert (refused["error"]["code"], refused["error"]["retry_after"], refused["id"]) == ("unavailable", 0.5, "m1")
    pauses = []
    for _ in range(4):
        await socket.send(json.dumps({"id": "m1", "text": "hello"}))
        pauses.append((await until(socket, "error"))[-1]["error"]["retry_after"])
    assert pauses == [1.0, 2.0, 2.0, 2.0]
    reception.away = False
    await socket.send(json.dumps({"id": "m1", "text": "hello"}))
    assert {"ack": "m1"} in await until(socket, "text", "You said: hello")


async def test_a_connection_that_finds_the_store_away_sends_what_was_said_when_it_is_back(
    server: Serving, id: str, reception: FakeReception
) -> None:
    reception.away = True
    async with connect(address(server, id)) as socket:
        assert (await until(socket, "error"))[-1]["error"]["code"] == "unavailable"
        reception.away = False
        assert [frame.get("text") for frame in await until(socket, "upto")] == ["Hello!", None]


class Gone:
    """A socket whose customer writes one message and disconnects when ``name`` is sent, which then raises ``error``."""

    def __init__(self, name: str, error: Exception) -> None:
        self.name, self.error = name, error
        self.frames = [{"type": "websocket.receive", "text": '{"id": "m1", "text": "hello"}'}]

    async def receive(self) -> dict[str, str]:
        if not self.frames:
            await asyncio.sleep(3600)
        return self.frames.pop()

    async def send_text(self, text: str) -> None:
        if self.name in json.loads(text):
            raise self.error


@pytest.mark.parametrize("name", ["seq", "upto", "ack", "typing", "error", "alive"])
@pytest.mark.parametrize("error", [RuntimeError("after websocket.close"), WebSocketDisconnect(1006)], ids=["closed", "disconnected"])
async def test_a_customer_who_goes_away_in_the_middle_ends_the_connection_without_an_error(
    reception: FakeReception, name: str, error: Exception
) -> None:
    intake = Intake(reception, {"retail": a_domain()}, 4000)
    id = await intake.open("retail", "web", None)
    reception.overloaded = name == "error"
    connection = Connection(cast(WebSocket, Gone(name, error)), intake, "retail", id, 5.0, between_beats=0.02)
    serving = asyncio.create_task(connection.run(0))
    if name == "typing":
        await asyncio.sleep(0.05)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        assert connection.running == set()
    else:
        await asyncio.wait_for(serving, 5)


async def test_sockets_are_counted(server: Serving, socket: ClientConnection) -> None:
    async with httpx.AsyncClient(base_url=server.address) as client:
        assert "frontdesk_websockets 1.0" in (await client.get("/metrics")).text
