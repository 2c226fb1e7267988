"""Raw connections: heads and bodies that are too large, too slow or cut off, and bytes that are not HTTP."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import uvicorn

from bot.app import Components, create_app
from bot.channels.limits import LEAST_BYTES
from bot.channels.protocol import Bounded
from bot.settings import Settings
from tests.channels.conftest import NOWHERE
from tests.fakes import FakeReception, a_domain, nothing_runs
from tests.serving import Serving

CONVERSATIONS = "/api/v1/retail/conversations"
WHERE = f"POST {CONVERSATIONS} HTTP/1.1\r\nhost: desk.example\r\n"
MEGABYTE = b"x" * 2**20
BOMB = gzip.compress(b'{"channel": "web"' + b" " * 50 * 2**20 + b"}", 9)
"""50 MB of JSON in less than what a body may have."""


@pytest.fixture(scope="module")
def server() -> Iterator[Serving]:
    settings = Settings(data_dir=NOWHERE, open_rate=0, message_rate=0)
    with Serving(create_app(settings, Components(FakeReception(), {"retail": a_domain()}, {}, nothing_runs))) as serving:
        yield serving


class Line:
    """A raw connection, over which any bytes can be written."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def write(self, *parts: str | bytes) -> bool:
        """Write the bytes; whether the server takes them all."""
        try:
            for part in parts:
                self.writer.write(part.encode("latin-1") if isinstance(part, str) else part)
                await self.writer.drain()
        except ConnectionError:
            return False
        return True

    async def answer(self) -> tuple[int, str]:
        """The status and code of the next answer; 0 if the connection ends without one."""
        try:
            async with asyncio.timeout(10):
                head = await self.reader.readuntil(b"\r\n\r\n")
                length = next(int(line[15:]) for line in head.decode().lower().splitlines() if line.startswith("content-length:"))
                body = json.loads(await self.reader.readexactly(length) or b"{}")
        except (asyncio.IncompleteReadError, ConnectionError):
            return 0, ""
        return int(head.split()[1]), body.get("error", {}).get("code", "") if isinstance(body, dict) else ""

    async def ended(self) -> bool:
        """Whether the server has closed the connection."""
        try:
            async with asyncio.timeout(5):
                return await self.reader.read(1) == b""
        except ConnectionError:
            return True


@pytest.fixture
async def line(server: Serving) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    yield Line(reader, writer)
    writer.close()


async def serves(server: Serving) -> bool:
    """Whether the server answers another client at once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    began = time.monotonic()
    await (other := Line(reader, writer)).write(f"{WHERE}content-length: 0\r\n\r\n")
    status, _ = await other.answer()
    writer.close()
    return status == 201 and time.monotonic() - began < 2


@pytest.mark.parametrize(
    "headers",
    [
        "".join(f"x-{number}: {number}\r\n" for number in range(1_000_000)),
        f"x: {'y' * 10_000_000}\r\n",
        f"{'x' * 10_000_000}: y\r\n",
        f"cookie: {'a=b; ' * 100_000}\r\n",
    ],
    ids=["a million headers", "a header of megabytes", "a name of megabytes", "a cookie of 500 kB"],
)
async def test_headers_without_end_are_cut_off(server: Serving, line: Line, headers: str) -> None:
    text = f"GET /health/live HTTP/1.1\r\nhost: x\r\n{headers}"  # without the empty line that would end them
    await line.write(*(text[at : at + 16_384] for at in range(0, len(text), 16_384)))
    assert await line.answer() in ((431, "too_large"), (0, ""))
    assert await serves(server)


@pytest.mark.parametrize("address", [f"/{'a' * 100_000}", f"/health/live?{'a=b&' * 30_000}", f"{CONVERSATIONS}/{'%41' * 30_000}/messages"])
async def test_an_address_without_end_is_refused(line: Line, address: str) -> None:
    await line.write(f"GET {address} HTTP/1.1\r\nhost: x\r\n\r\n")
    assert await line.answer() == (431, "too_large")
    assert await line.ended()


async def test_a_long_head_that_is_still_short_enough_is_read(line: Line) -> None:
    for _ in range(3):
        await line.write(f"GET /health/live?{'a' * 30_000} HTTP/1.1\r\nhost: x\r\nx: {'y' * 30_000}\r\n\r\n")
        assert await line.answer() == (200, "")


@pytest.mark.parametrize(
    "text",
    [
        "hello\r\n\r\n",
        "GET /\x00 HTTP/1.1\r\n\r\n",
        "GET /\xff\xfe HTTP/1.1\r\nhost: x\r\n\r\n",
        f"{WHERE}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        f"{WHERE}content-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        f"{WHERE}content-length: -5\r\n\r\n",
        f"{WHERE}content-length: {'9' * 5000}\r\n\r\n",
        f"{WHERE}x: a\r\n : b\x00\r\n\r\n",
        f"{WHERE}transfer-encoding: chunked\r\n\r\nxyz\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["a word", "NUL", "bytes", "two lengths", "two numbers", "negative", "5000 digits", "NUL in a header", "no chunk", "TLS"],
)
async def test_what_is_no_http_is_refused_and_the_connection_ends(server: Serving, line: Line, text: str) -> None:
    await line.write(text)
    assert await line.answer() == (400, "bad_request")
    assert await line.ended()
    assert await serves(server)


@pytest.mark.parametrize(
    ("path", "stated"),
    [
        (CONVERSATIONS, True),
        (CONVERSATIONS, False),
        ("/webhooks/rest/webhook", True),
        ("/webhooks/rest/webhook", False),
        ("/webhooks/telegram/retail", True),
    ],
)
async def test_an_upload_of_50_megabytes_is_refused_without_being_read(server: Serving, line: Line, path: str, stated: bool) -> None:
    await line.write(f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n")
    await line.write(f"content-length: {50 * 2**20}\r\n\r\n" if stated else "transfer-encoding: chunked\r\n\r\n")
    chunk = MEGABYTE if stated else b"100000\r\n" + MEGABYTE + b"\r\n"
    upload = asyncio.create_task(line.write(*[chunk] * 50))
    assert await line.answer() == (413, "too_large")
    assert await serves(server)
    upload.cancel()


async def test_an_upload_whose_length_is_not_stated_at_all_has_no_body(line: Line) -> None:
    await line.write(f"{WHERE}connection: close\r\n\r\n")
    assert await line.answer() == (201, "")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "identity, gzip", "GZIP", "x-unheard-of"])
async def test_a_packed_body_is_refused_and_not_unpacked(line: Line, coding: str) -> None:
    assert len(BOMB) < LEAST_BYTES
    await line.write(f"{WHERE}content-encoding: {coding}\r\ncontent-length: {len(BOMB)}\r\n\r\n", BOMB)
    assert await line.answer() == (415, "unsupported_encoding")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "x"]
)
async def test_a_body_that_does_not_say_that_it_is_json_is_refused(line: Line, kind: str) -> None:
    await line.write(f"{WHERE}content-type: {kind}\r\ncontent-length: 2\r\n\r\n{{}}")
    assert await line.answer() == (415, "unsupported_type")


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
async def test_a_body_that_says_that_it_is_json_is_read(line: Line, kind: str) -> None:
    await line.write(f"{WHERE}content-type: {kind}\r\ncontent-length: 2\r\n\r\n{{}}")
    assert await line.answer() == (201, "")


async def test_a_body_that_breaks_off_leaves_no_error_behind(server: Serving, line: Line, caplog: pytest.LogCaptureFixture) -> None:
    await line.write(f"{WHERE}content-length: 100\r\n\r\n", b'{"channel"')
    await asyncio.sleep(0.1)
    line.writer.transport.abort()
    await asyncio.sleep(0.1)
    assert await serves(server)
    assert "ASGI" not in caplog.text  # uvicorn logs exceptions that the application does not handle


async def test_a_thousand_requests_at_once_over_one_connection_are_answered_in_order(line: Line) -> None:
    await line.write("GET /health/live HTTP/1.1\r\nhost: x\r\n\r\nGET /nothing HTTP/1.1\r\nhost: x\r\n\r\n" * 500)
    assert [await line.answer() for _ in range(1000)] == [(200, ""), (404, "not_found")] * 500


class Hasty(Bounded):
    """Waits for a fraction of a second only."""

    seconds = 0.2


@pytest.fixture
async def hasty() -> AsyncIterator[Line]:
    """A connection to a server that does not wait for heads."""

    async def app(scope: object, receive: object, send: uvicorn._types.ASGISendCallable) -> None:
        await asyncio.sleep(0.5)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}", "more_body": False})

    server = uvicorn.Server(uvicorn.Config(app, port=0, http=Hasty, lifespan="off", log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - nothing tells
        await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.servers[0].sockets[0].getsockname()[1])
    yield Line(reader, writer)
    writer.close()
    server.should_exit = True
    await serving


@pytest.mark.parametrize("text", ["G", "GET / HTTP/1.1\r\nhost: x\r\nx: "])
async def test_a_head_that_does_not_come_to_its_end_is_not_waited_for(hasty: Line, text: str) -> None:
    await hasty.write(text)
    assert await hasty.answer() == (408, "too_slow")
    assert await hasty.ended()


async def test_a_connection_over_which_nothing_comes_is_closed_without_a_word(hasty: Line) -> None:
    assert await hasty.ended()


async def test_an_answer_may_take_longer_than_a_head(hasty: Line) -> None:
    for _ in range(2):
        await hasty.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        assert await hasty.answer() == (200, "")
