"""The WebSocket beside the REST API: sends every line once and in order, resuming after the last one that the customer has."""

import asyncio
from contextlib import suppress
from typing import Any

import orjson
from fastapi import APIRouter, WebSocket
from prometheus_client import Gauge
from starlette.websockets import WebSocketDisconnect

from bot.channels.intake import Intake, Receipt
from bot.channels.limits import int_or, most_bytes, too_large
from bot.channels.wire import UNAVAILABLE, NewMessage, Refusal, line, parse, unknown_conversation
from bot.errors import FrontdeskError, Overloaded, StoreUnavailable, UnknownConversation

GONE = 4404
"""The close code for a conversation that does not exist: the client should open a new one instead of reconnecting."""

SOON, AGAIN = 0.5, 2.0
"""Seconds after which the client or this side tries again while the store is unavailable: at first, and at most."""

BEAT = 25.0
"""Seconds between two signs of life, by which a client that only waits tells a quiet connection from one that has silently died.

WebSocket's own pings do not reach a page's script.
"""


class Connection:
    """One open socket, which sends the conversation's lines and takes the customer's messages."""

    def __init__(
        self, socket: WebSocket, intake: Intake, pack: str, conversation_id: str, seconds: float, between_beats: float = BEAT
    ) -> None:
        self.socket, self.intake, self.pack, self.conversation_id, self.seconds = socket, intake, pack, conversation_id, seconds
        self.between_beats = between_beats
        self.most = most_bytes(intake.max_message)
        self.after = 0
        self.pause = SOON
        self.caught_up = False
        self.running: set[asyncio.Task[None]] = set()
        self.sending = asyncio.Lock()

    async def send(self, body: object) -> None:
        """Send one JSON frame, one task at a time; raises WebSocketDisconnect if the client is gone."""
        async with self.sending:
            try:
                await self.socket.send_text(orjson.dumps(body).decode())
            except RuntimeError as error:  # raised by starlette and uvicorn for a socket that has been closed
                raise WebSocketDisconnect(1006) from error

    async def leave(self, refusal: Refusal) -> None:
        """Send the reason why the conversation cannot go on, and close the socket."""
        await self.send(refusal.body)
        with suppress(RuntimeError):
            await self.socket.close(GONE, refusal.code)

    async def run(self, after: int) -> None:
        """Serve the socket until the client disconnects, beginning with the line after ``after``."""
        self.after = after
        tasks = {asyncio.create_task(each) for each in (self.follow(), self.listen(), self.beat())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with suppress(WebSocketDisconnect):
                    task.result()
        finally:
            for task in (*tasks, *self.running):
                task.cancel()
            await asyncio.gather(*tasks, *self.running, return_exceptions=True)

    async def beat(self) -> None:
        """Tell the client now and then that the connection lives."""
        while True:
            await asyncio.sleep(self.between_beats)
            await self.send({"alive": True})

    async def follow(self) -> None:
        """Send new lines as long as the conversation exists; while the store is away, tell the client and wait."""
        while True:
            try:
                await self.intake.place(self.pack, self.conversation_id)
                self.after = min(self.after, await self.intake.reception.last(self.conversation_id))
                self.pause = SOON
                async for _ in self.intake.reception.follow(self.conversation_id):
                    await self.catch_up()
            except Refusal as refusal:
                return await self.leave(refusal)
            except UnknownConversation:
                return await self.leave(unknown_conversation())
            except StoreUnavailable:
                pause = self.next_pause()
                await self.send(later(pause))
                await asyncio.sleep(pause)

    def next_pause(self) -> float:
        """Seconds until the next try; twice as many each time while the store stays away."""
        pause, self.pause = self.pause, min(2 * self.pause, AGAIN)
        return pause

    async def catch_up(self) -> None:
        """Send each line once, in the order of its ``seq``."""
        for message in await self.intake.lines(self.conversation_id, self.after):
            await self.send(line(message))
            self.after = message.seq
        if not self.caught_up:
            self.caught_up = True
            await self.send({"upto": self.after})

    async def listen(self) -> None:
        """Take messages until the socket closes; a message that is refused is answered with the reason and its id."""
        while True:
            frame = await self.socket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            raw = frame.get("text") or frame.get("bytes") or ""
            try:
                receipt = await self.take(raw)
            except (Refusal, UnknownConversation) as error:
                refusal = error if isinstance(error, Refusal) else unknown_conversation()
                if refusal.status == 404:
                    return await self.leave(refusal)
                await self.send({**refusal.body, **named(raw)})
            except FrontdeskError as error:
                await self.send({**later(self.next_pause(), error), **named(raw)})
            else:
                self.pause = SOON
                await self.send({"ack": receipt.id})
                self.show_typing(receipt)

    async def take(self, raw: str | bytes) -> Receipt:
        """Put the message in a frame into the inbox."""
        if len(raw.encode() if isinstance(raw, str) else raw) > self.most:
            raise too_large(self.most)
        await self.intake.place(self.pack, self.conversation_id)
        return await self.intake.deliver(self.conversation_id, parse(raw, NewMessage))

    def show_typing(self, receipt: Receipt) -> None:
        """Show the typing indicator in a task of its own, so that further messages can be taken."""
        task = asyncio.create_task(self.typing(receipt))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def typing(self, receipt: Receipt) -> None:
        """Show the typing indicator until a message is answered, or until the client is gone."""
        with suppress(WebSocketDisconnect):
            await self.send({"typing": True})
            with suppress(StoreUnavailable):
                await self.intake.reception.wait(receipt.conversation_id, receipt.key, self.seconds)
            await self.send({"typing": False})


def later(pause: float, error: FrontdeskError | None = None) -> dict[str, Any]:
    """The frame for something that cannot be done now, with the seconds after which to try again: ``pause``, or what an error says."""
    if isinstance(error, Overloaded):
        return {"error": {"code": "overloaded", "message": str(error), "retry_after": error.retry_after}}
    return {"error": {**UNAVAILABLE.body["error"], "retry_after": pause}}


def named(raw: str | bytes) -> dict[str, Any]:
    """The id of a refused frame as a dict, empty if it cannot be read."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return {"id": found["id"]} if isinstance(found, dict) and isinstance(found.get("id"), str) else {}


def router(intake: Intake, seconds: float, sockets: Gauge) -> APIRouter:
    """The WebSocket route; ``seconds`` is how long a turn may take, and so how long the typing indicator stays at most."""
    routes = APIRouter()

    @routes.websocket("/api/v1/{pack}/conversations/{id}/ws")
    async def converse(socket: WebSocket, pack: str, id: str) -> None:
        await socket.accept()
        with sockets.track_inprogress():
            await Connection(socket, intake, pack, id, seconds).run(int_or(socket.query_params.get("after"), 0))

    return routes
