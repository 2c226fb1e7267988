"""Whatever a client sends over the WebSocket is answered with a reason, and the next valid message is taken."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bot.app import Components, create_app
from bot.settings import Settings
from tests.channels.conftest import NOWHERE
from tests.fakes import FakeReception, a_domain, nothing_runs
from tests.serving import Serving

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.fixed_dictionaries({}, optional={"id": VALUES, "text": VALUES, "choice": VALUES, "other": VALUES})
RAW = [
    *('{"id": "m1", "text": ' + text for text in ("NaN}", "1e999}", "-Infinity}", "9" * 5000 + "}", "[" * 60_000, '"\\ud800"}', "tru", "")),
    *("\ufeff{}", '{"id": "m1", "text": "a", "text": 5}', '{"text": "a", "id": "m1", "id": 5}', "null", "0", '""', "{" * 1000, "\x00"),
]
FRAMES = (
    OBJECTS.map(json.dumps) | OBJECTS.map(orjson.dumps) | VALUES.map(json.dumps) | WORDS | st.binary(max_size=60) | st.sampled_from(RAW)
)


@pytest.fixture(scope="module")
def reception() -> FakeReception:
    return FakeReception()


@pytest.fixture(scope="module")
def server(reception: FakeReception) -> Iterator[Serving]:
    settings = Settings(data_dir=NOWHERE, open_rate=0, message_rate=0)
    with Serving(create_app(settings, Components(reception, {"retail": a_domain()}, {}, nothing_runs))) as serving:
        yield serving


@asynccontextmanager
async def opened(server: Serving, reception: FakeReception) -> AsyncIterator[ClientConnection]:
    """A WebSocket of a new conversation, read as fast as the server writes."""
    id = await reception.open("retail", "web")
    async with connect(f"ws://127.0.0.1:{server.port}/api/v1/retail/conversations/{id}/ws", max_queue=None) as socket:
        yield socket


async def answers(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """The next so many acknowledgements and refusals, in their order."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        while len(found) < count:
            frame = json.loads(await socket.recv())
            found += [frame] if "ack" in frame or "error" in frame else []
    return found


def id_in(frame: str | bytes) -> str | None:
    """The id of a frame, if it is a JSON object whose id is a string."""
    try:
        found = orjson.loads(frame)
    except orjson.JSONDecodeError:
        return None
    id = found.get("id") if isinstance(found, dict) else None
    return id if isinstance(id, str) else None


async def talk(server: Serving, reception: FakeReception, frames: Sequence[str | bytes]) -> None:
    """Send all frames and a valid message, and check the answer to each."""
    async with opened(server, reception) as socket:
        for frame in frames:
            await socket.send(frame)
        await socket.send(json.dumps({"id": "the last one", "text": "hello"}))
        *before, last = await answers(socket, len(frames) + 1)
    assert last == {"ack": "the last one"}
    for frame, answer in zip(frames, before, strict=True):
        if "error" in answer:
            assert answer.get("id") == id_in(frame)
            assert answer["error"]["code"] in ("invalid_json", "invalid_request", "too_long", "too_large")
        else:
            assert answer["ack"] == id_in(frame) or id_in(frame) is None


@given(st.lists(FRAMES, max_size=12))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_every_frame_is_answered_and_a_good_message_after_them_is_heard(
    server: Serving, reception: FakeReception, frames: list[str | bytes]
) -> None:
    asyncio.run(talk(server, reception, frames))


async def test_what_json_parsers_stumble_over_is_answered(server: Serving, reception: FakeReception) -> None:
    await talk(server, reception, RAW)


@pytest.fixture
async def socket(server: Serving, reception: FakeReception) -> AsyncIterator[ClientConnection]:
    async with opened(server, reception) as socket:
        yield socket


async def test_a_message_that_comes_in_pieces_is_one(socket: ClientConnection) -> None:
    text = json.dumps({"id": "m1", "text": "您好 " * 300}, ensure_ascii=False)
    await socket.send([text[at : at + 7] for at in range(0, len(text), 7)])
    assert await answers(socket, 1) == [{"ack": "m1"}]


async def test_a_thousand_small_frames_at_once_are_answered_one_by_one(socket: ClientConnection) -> None:
    for number in range(1000):
        await socket.send("{" if number % 2 else json.dumps({"id": str(number), "text": "hi"}))
    found = await answers(socket, 1000)
    assert [answer["ack"] for answer in found[::2]] == [str(number) for number in range(0, 1000, 2)]
    assert all(answer["error"]["code"] == "invalid_json" for answer in found[1::2])


@pytest.mark.parametrize(
    ("bytes", "code"),
    [
        (b"\x81\x82\x00\x00\x00\x00\xff\xfe", 1007),  # text that is not UTF-8
        (b"\xf1\x80\x00\x00\x00\x00", 1002),  # reserved bits
        (b"\x81\x02hi", 1002),  # not masked
        (b"\x80\x80\x00\x00\x00\x00", 1002),  # a continuation of nothing
        (b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", 1009),  # a frame of 8 exabytes
        (b"\x81\x85\x00\x00\x00\x00he", None),  # half a frame, and then nothing more
    ],
    ids=["not UTF-8", "reserved bits", "not masked", "continuation of nothing", "8 exabytes", "half a frame"],
)
async def test_what_is_no_websocket_ends_its_own_connection_and_no_other(
    server: Serving, reception: FakeReception, socket: ClientConnection, bytes: bytes, code: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(server, reception) as bad:
        bad.transport.write(bytes)
        if code is None:
            bad.transport.abort()
        else:
            with pytest.raises(ConnectionClosed) as closed:
                async with asyncio.timeout(5):
                    while True:
                        await bad.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == code
    await socket.send(json.dumps({"id": "m1", "text": "hello"}))
    assert await answers(socket, 1) == [{"ack": "m1"}]
    assert "ASGI" not in caplog.text  # uvicorn logs exceptions that the application does not handle
