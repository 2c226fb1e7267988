"""The WebSocket beside the REST API: every line once and in order, resumed from the last one seen."""

import asyncio
from contextlib import suppress
from typing import Any

import orjson
from fastapi import APIRouter, WebSocket
from prometheus_client import Gauge
from starlette.websockets import WebSocketDisconnect

from bot.channels.intake import Delivery, Intake
from bot.channels.limits import int_or, most_bytes, too_large
from bot.channels.wire import UNAVAILABLE, NewMessage, Refusal, line, parse, unknown_conversation
from bot.errors import FrontdeskError, Overloaded, StoreUnavailable, UnknownConversation

GONE = 4404
"""Close code: there is no such conversation, open a new one instead of coming back."""

AGAIN = 2.0
"""Seconds after which what cannot be done now is tried again, by the customer's side or by this one."""


class Connection:
    """One open socket: what was said goes out, what the customer writes comes in."""

    def __init__(self, socket: WebSocket, intake: Intake, pack: str, conversation_id: str, seconds: float) -> None:
        self.socket, self.intake, self.pack, self.conversation_id, self.seconds = socket, intake, pack, conversation_id, seconds
        self.most = most_bytes(intake.max_message)
        self.after = 0
        self.caught_up = False
        self.running: set[asyncio.Task[None]] = set()
        self.sending = asyncio.Lock()

    async def send(self, body: object) -> None:
        """One JSON frame; two tasks never write at once. Raises WebSocketDisconnect where the customer's side is gone."""
        async with self.sending:
            try:
                await self.socket.send_text(orjson.dumps(body).decode())
            except RuntimeError as error:  # said by starlette and uvicorn of a socket that was closed meanwhile
                raise WebSocketDisconnect(1006) from error

    async def leave(self, refusal: Refusal) -> None:
        """Say why there is nothing to come back to, and close."""
        await self.send(refusal.body)
        with suppress(RuntimeError):
            await self.socket.close(GONE, refusal.code)

    async def run(self, after: int) -> None:
        """Serve the socket until the customer's side goes away, beginning with the line behind ``after``."""
        self.after = after
        both = {asyncio.create_task(self.follow()), asyncio.create_task(self.listen())}
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with suppress(WebSocketDisconnect):
                    task.result()
        finally:
            for task in (*both, *self.running):
                task.cancel()
            await asyncio.gather(*both, *self.running, return_exceptions=True)

    async def follow(self) -> None:
        """Send what is said as long as the conversation is there; a store that is away is told, and waited for."""
        while True:
            try:
                await self.intake.place(self.pack, self.conversation_id)
                self.after = min(self.after, await self.intake.reception.last(self.conversation_id))
                async for _ in self.intake.reception.follow(self.conversation_id):
                    await self.catch_up()
            except Refusal as refusal:
                return await self.leave(refusal)
            except UnknownConversation:
                return await self.leave(unknown_conversation())
            except StoreUnavailable:
                await self.send(later())
                await asyncio.sleep(AGAIN)

    async def catch_up(self) -> None:
        """Send each line once, in the order of its ``seq``."""
        for message in await self.intake.lines(self.conversation_id, self.after):
            await self.send(line(message))
            self.after = message.seq
        if not self.caught_up:
            self.caught_up = True
            await self.send({"upto": self.after})

    async def listen(self) -> None:
        """Take messages until the socket closes; what cannot be taken is answered with the reason and the message's id."""
        while True:
            frame = await self.socket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            raw = frame.get("text") or frame.get("bytes") or ""
            try:
                delivery = await self.take(raw)
            except (Refusal, UnknownConversation) as error:
                refusal = error if isinstance(error, Refusal) else unknown_conversation()
                if refusal.status == 404:
                    return await self.leave(refusal)
                await self.send({**refusal.body, **named(raw)})
            except FrontdeskError as error:
                await self.send({**later(error), **named(raw)})
            else:
                await self.send({"ack": delivery.id})
                self.show_typing(delivery)

    async def take(self, raw: str | bytes) -> Delivery:
        """Put a frame's message into the inbox."""
        if len(raw.encode() if isinstance(raw, str) else raw) > self.most:
            raise too_large(self.most)
        await self.intake.place(self.pack, self.conversation_id)
        return await self.intake.deliver(self.conversation_id, parse(raw, NewMessage))

    def show_typing(self, delivery: Delivery) -> None:
        """Say that an answer is being written, until it is there, while further messages are taken."""
        task = asyncio.create_task(self.typing(delivery))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def typing(self, delivery: Delivery) -> None:
        """The typing sign of one message; nobody may be left to see it."""
        with suppress(WebSocketDisconnect):
            await self.send({"typing": True})
            with suppress(StoreUnavailable):
                await self.intake.reception.wait(delivery.conversation_id, delivery.key, self.seconds)
            await self.send({"typing": False})


def later(error: FrontdeskError | None = None) -> dict[str, Any]:
    """What cannot be done now, and in how many seconds it may be."""
    if isinstance(error, Overloaded):
        return {"error": {"code": "overloaded", "message": str(error), "retry_after": error.retry_after}}
    return {"error": {**UNAVAILABLE.body["error"], "retry_after": AGAIN}}


def named(raw: str | bytes) -> dict[str, Any]:
    """The id of a frame that was refused, where it can be read."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return {"id": found["id"]} if isinstance(found, dict) and isinstance(found.get("id"), str) else {}


def router(intake: Intake, seconds: float, sockets: Gauge) -> APIRouter:
    """The route; ``seconds`` is how long a turn may take, and so how long the typing sign stays at most."""
    routes = APIRouter()

    @routes.websocket("/api/v1/{pack}/conversations/{id}/ws")
    async def converse(socket: WebSocket, pack: str, id: str) -> None:
        await socket.accept()
        with sockets.track_inprogress():
            await Connection(socket, intake, pack, id, seconds).run(int_or(socket.query_params.get("after"), 0))

    return routes
