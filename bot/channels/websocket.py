"""The WebSocket beside the REST API: every line once and in order, resumed from the last one seen."""

import asyncio
from typing import Any

import orjson
from fastapi import APIRouter, WebSocket
from prometheus_client import Gauge
from starlette.websockets import WebSocketDisconnect

from bot.channels.intake import Delivery, Intake
from bot.channels.limits import MOST_BYTES, int_or, too_large
from bot.channels.wire import UNAVAILABLE, NewMessage, Refusal, line, parse, unknown_conversation
from bot.errors import FrontdeskError, Overloaded, UnknownConversation

GONE = 4404
"""Close code: there is no such conversation, open a new one instead of coming back."""


class Connection:
    """One open socket: what was said goes out, what the customer writes comes in."""

    def __init__(self, socket: WebSocket, intake: Intake, conversation_id: str, after: int, seconds: float) -> None:
        self.socket, self.intake, self.conversation_id = socket, intake, conversation_id
        self.after, self.seconds = after, seconds
        self.caught_up = False
        self.running: set[asyncio.Task[None]] = set()
        self.sending = asyncio.Lock()

    async def send(self, body: object) -> None:
        """One JSON frame; two tasks never write at once."""
        async with self.sending:
            await self.socket.send_text(orjson.dumps(body).decode())

    async def run(self) -> None:
        """Serve the socket until the customer's side goes away."""
        both = {asyncio.create_task(self.follow()), asyncio.create_task(self.listen())}
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except WebSocketDisconnect:
            pass
        finally:
            for task in (*both, *self.running):
                task.cancel()
            await asyncio.gather(*both, *self.running, return_exceptions=True)

    async def follow(self) -> None:
        """Send each line once, in the order of its ``seq``, now and after every change."""
        try:
            async for _ in self.intake.reception.follow(self.conversation_id):
                for message in await self.intake.lines(self.conversation_id, self.after):
                    await self.send(line(message))
                    self.after = message.seq
                if not self.caught_up:
                    self.caught_up = True
                    await self.send({"upto": self.after})
        except (WebSocketDisconnect, RuntimeError):
            return  # the customer's side went away while a line was being written; the connection ends

    async def listen(self) -> None:
        """Take messages until the socket closes; what cannot be taken is answered with the reason and the message's id."""
        while True:
            frame = await self.socket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            raw = frame.get("text") or frame.get("bytes") or ""
            try:
                if len(raw) > MOST_BYTES:
                    raise too_large()
                delivery = await self.intake.deliver(self.conversation_id, parse(raw, NewMessage))
            except Refusal as refusal:
                await self.send({**refusal.body, **named(raw)})
            except Overloaded as error:
                reason = {"code": "overloaded", "message": str(error), "retry_after": error.retry_after}
                await self.send({"error": reason, **named(raw)})
            except UnknownConversation:
                await self.send(unknown_conversation().body)
                return await self.socket.close(GONE)
            except FrontdeskError:
                await self.send({"error": {**UNAVAILABLE.body["error"], "retry_after": 2}, **named(raw)})
            else:
                await self.send({"ack": delivery.id})
                task = asyncio.create_task(self.show_typing(delivery))
                self.running.add(task)
                task.add_done_callback(self.running.discard)

    async def show_typing(self, delivery: Delivery) -> None:
        """Say that an answer is being written, until it is there."""
        try:
            await self.send({"typing": True})
            await self.intake.reception.wait(delivery.conversation_id, delivery.key, self.seconds)
            await self.send({"typing": False})
        except (WebSocketDisconnect, RuntimeError):
            return  # nobody is left to see it


def named(raw: str | bytes) -> dict[str, Any]:
    """The id of a frame that was refused, where it can be read."""
    try:
        found = orjson.loads(raw) if len(raw) <= MOST_BYTES else None
    except orjson.JSONDecodeError:
        return {}
    return {"id": found["id"]} if isinstance(found, dict) and isinstance(found.get("id"), str) else {}


def router(intake: Intake, seconds: float, sockets: Gauge) -> APIRouter:
    """The route; ``seconds`` is how long a turn may take, and so how long the typing sign stays at most."""
    routes = APIRouter()

    @routes.websocket("/api/v1/{pack}/conversations/{id}/ws")
    async def converse(socket: WebSocket, pack: str, id: str) -> None:
        await socket.accept()
        try:
            await intake.place(pack, id)
        except Refusal as refusal:
            await socket.send_text(orjson.dumps(refusal.body).decode())
            await socket.close(GONE, refusal.code)
            return
        after = int_or(socket.query_params.get("after"), 0)
        with sockets.track_inprogress():
            await Connection(socket, intake, id, after, seconds).run()

    return routes
