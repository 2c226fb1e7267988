"""A server on 127.0.0.1 that speaks the Bot API as core.telegram.org/bots/api describes it, as far as Frontdesk uses it.

It is strict: what the real one refuses with 400, it refuses too. What goes wrong is set up with ``trouble``.
"""

import asyncio
import itertools
import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Harbour Lane", "username": "HarbourLaneBot"}
TAG = re.compile(r"</?([a-z]+)>")
FORMATTED = ("sendMessage",)
OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
UNCHANGED = "Bad Request: message is not modified"
REFUSED = {
    "400": (400, "Bad Request: something about this one message"),
    "403": (403, "Forbidden: bot was blocked by the user"),
    "rights": (400, "Bad Request: not enough rights to send text messages to the chat"),
    "forbidden": (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    "photos": (400, "Bad Request: not enough rights to send photos to the chat"),
}
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class Sent:
    """A request that the server accepted, and when it came in."""

    method: str
    asked: dict[str, Any]

    @property
    def chat(self) -> int:
        return int(self.asked["chat_id"])

    @property
    def text(self) -> str:
        return str(self.asked.get("text") or self.asked.get("photo") or self.asked.get("document"))

    @property
    def buttons(self) -> list[tuple[str, str]]:
        rows = json.loads(self.asked.get("reply_markup", '{"inline_keyboard": []}'))["inline_keyboard"]
        return [(button["text"], button["callback_data"]) for row in rows for button in row]

    @property
    def answers(self) -> int | None:
        """The message that this one answers."""
        return json.loads(self.asked.get("reply_parameters", "{}")).get("message_id")  # type: ignore[no-any-return]


@dataclass
class BotApi:
    """One bot's side of Telegram; ``trouble`` holds the failures of the next sends."""

    port: int = 0
    trouble: deque[str] = field(default_factory=deque)
    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    tried: list[Sent] = field(default_factory=list)
    typing: list[int] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    marked: list[Sent] = field(default_factory=list)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    failing: dict[str, Any] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    offsets: list[int] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    conflict: bool = False
    polls: int = 0
    unresolved: str = ""
    unchanged: int = 0
    commandless: bool = False
    away: bool = False
    methods: set[str] = field(default_factory=set)
    known: bool = True
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1000))
    runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "BotApi":
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self.called)
        app.router.add_route("*", "/file/{path:.*}", self.fetched)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.runner is not None
        await self.runner.cleanup()

    async def add(self, *updates: dict[str, Any]) -> None:
        """The updates that polling returns."""
        async with self.changed:
            self.updates += updates
            self.changed.notify_all()

    async def until(self, count: int, seconds: float = 10.0) -> list[Sent]:
        """The messages sent, once there are so many."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(lambda: len(self.sent) >= count)
        return list(self.sent)

    async def called(self, request: web.Request) -> web.StreamResponse:
        if not self.known or request.match_info["token"] != TOKEN:
            return refusal(401, "Unauthorized")
        asked = {**request.query, **{k: v if isinstance(v, str) else v.filename for k, v in (await request.post()).items()}}
        method = request.match_info["method"]
        self.methods.add(method)
        if method.startswith("send") and method != "sendChatAction":
            return await self.send(method, asked, request)
        match method:
            case "getMe":
                return result(BOT)
            case "getUpdates":
                return await self.get_updates(asked)
            case "setWebhook" if self.unresolved and self.unresolved in asked["url"]:
                return refusal(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known")
            case "setWebhook" | "deleteWebhook":
                self.webhook = asked if method == "setWebhook" else {}
                return result(True)
            case "answerCallbackQuery":
                self.answered.append(asked["callback_query_id"])
                self.told.append(asked.get("text", ""))
                return refusal(400, OLD) if asked["callback_query_id"] == "old" else result(True)
            case "getFile":
                return self.file(asked["file_id"])
            case "editMessageReplyMarkup":
                self.marked.append(Sent(method, asked))
                return refusal(400, UNCHANGED) if len(self.marked) == self.unchanged else result(True)
        return self.kept(method, asked)

    def kept(self, method: str, asked: dict[str, Any]) -> web.Response:
        """The answer to a request about the bot itself."""
        match method:
            case "getMyCommands" if self.commandless:
                return refusal(404, "Not Found")
            case "getWebhookInfo" if self.away:
                return refusal(502, "Bad Gateway")
            case "getMyCommands":
                return result(self.commands.get(asked.get("language_code", ""), []))
            case "setMyCommands":
                self.commands[asked.get("language_code", "")] = json.loads(asked["commands"])
                return result(True)
            case "getWebhookInfo":
                return result(
                    {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 2, **self.failing}
                )
            case "sendChatAction":
                self.typing.append(int(asked["chat_id"]))
                return result(True)
        return refusal(404, "Not Found")

    async def fetched(self, request: web.Request) -> web.Response:
        """The answer to a request for a customer's file."""
        self.methods.add("file")
        content = dict(self.files.values()).get(request.match_info["path"].removeprefix(f"bot{TOKEN}/"))
        return web.Response(body=content) if content is not None else web.Response(status=404)

    def file(self, id: str) -> web.Response:
        """Where a file is, as far as there is one and it is not too big."""
        if id == "big":
            return refusal(400, "Bad Request: file is too big")
        if id not in self.files:
            return refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        path, content = self.files[id]
        return result({"file_id": id, "file_unique_id": id, "file_size": len(content), "file_path": path})

    async def get_updates(self, asked: dict[str, Any]) -> web.Response:
        if self.conflict or self.webhook:
            return refusal(409, CONFLICT)
        self.polls, mine = self.polls + 1, self.polls + 1
        offset = int(asked.get("offset", 0))
        self.offsets.append(offset)
        self.updates = [update for update in self.updates if update.get("update_id", offset) >= offset]
        async with self.changed:
            self.changed.notify_all()
            try:
                async with asyncio.timeout(min(float(asked.get("timeout", 0)), 5.0)):
                    await self.changed.wait_for(lambda: self.updates or self.polls > mine)
            except TimeoutError:
                return result([])
        if self.polls > mine:
            return refusal(409, CONFLICT)
        return result(self.updates[:100])

    async def send(self, method: str, asked: dict[str, Any], request: web.Request) -> web.StreamResponse:
        message = Sent(method, asked)
        self.tried.append(message)
        match self.trouble.popleft() if self.trouble else "":
            case "429":
                return refusal(429, "Too Many Requests: retry after 1", retry_after=1)
            case "502":
                return web.Response(status=502, text="<html>Bad Gateway</html>")
            case trouble if trouble in REFUSED:
                return refusal(*REFUSED[trouble])
            case "hang":
                await asyncio.sleep(3600)
            case "cut":
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            case "half":
                await self.take(message)
                return await half(request)
            case "topic" if "message_thread_id" in asked:
                return refusal(400, "Bad Request: message thread not found")
            case "replied" if "reply_parameters" in asked:
                return refusal(400, "Bad Request: message to be replied not found")
            case "moved" if message.chat != -1002:
                return refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1002)
        if (wrong := mistake(message)) is not None:
            return refusal(400, f"Bad Request: {wrong}")
        await self.take(message)
        return result({"message_id": next(self.numbers), "date": 1, "chat": {"id": message.chat, "type": "private"}})

    async def take(self, message: Sent) -> None:
        async with self.changed:
            self.sent.append(message)
            self.changed.notify_all()


def mistake(message: Sent) -> str | None:
    """The error with which the real server would refuse a message."""
    if message.method in FORMATTED:
        plain = message.text
        if message.asked.get("parse_mode") == "HTML":
            plain = TAG.sub("", plain)
            if "<" in plain or re.search(r"&(?!(?:lt|gt|amp|quot|#\d+);)", plain):
                return "can't parse entities: Unsupported start tag"
            plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        if not plain.strip():
            return "message text is empty"
        if len(plain.encode("utf-16-le")) // 2 > 4096:
            return "message is too long"
    if any(not 1 <= len(data.encode()) <= 64 for _, data in message.buttons):
        return "BUTTON_DATA_INVALID"
    if "gone" in message.text and message.method != "sendMessage":
        return "failed to get HTTP URL content"
    return None


def result(value: object) -> web.Response:
    return web.json_response({"ok": True, "result": value})


def refusal(code: int, description: str, **parameters: int) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


async def half(request: web.Request) -> web.StreamResponse:
    """A reply that breaks off."""
    response = web.StreamResponse(headers={"Content-Length": "500", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"ok": true, "result": {"message_id"')
    assert request.transport is not None
    request.transport.close()
    return response
