"""The REST API: conversations are resources, and each message is a request."""

import hashlib
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Query, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import Response

from bot import keys
from bot.channels.bodies import read
from bot.channels.documented import NAME, NOT_HERE, NOT_SO, WRITING, body, faults
from bot.channels.intake import Intake
from bot.channels.limits import MOST_NUMBER
from bot.channels.wire import Line, NewConversation, NewMessage, NewRating, Refusal, line, parse, reply
from bot.dialogue.events import ConversationClosed, CustomerRated
from bot.errors import ActionError
from bot.rates import counted

Pack = Annotated[str, Path(description="The pack's name, e.g. `retail`.", json_schema_extra={"pattern": NAME, "examples": ["retail"]})]
Id = Annotated[
    str,
    Path(
        description="The conversation's id: 128 random bits, and all that is needed to open it. Keep it secret.",
        json_schema_extra={"pattern": NAME},
    ),
]
Seq = Annotated[int, Path(ge=1, description="The line's `seq`.", examples=[1])]
Seconds = Annotated[float, Query(ge=0, le=60, description="How long to wait for the answer, in seconds.")]
WAIT = 10.0
"""Seconds that a request waits for the answer by default."""

log = structlog.get_logger("rest")


class Opened(BaseModel):
    """A new conversation."""

    id: str
    title: str
    max_message: int
    messages: list[Line]


class Answered(BaseModel):
    """The customer's own line and what was answered; `duplicate` if the message had been delivered before."""

    duplicate: bool
    messages: list[Line]


class Accepted(BaseModel):
    """The message is stored, but its answer will come later than you wanted to wait: read the messages then."""

    duplicate: bool
    id: str


class Lines(BaseModel):
    """Lines of a conversation, oldest first."""

    messages: list[Line]


class Done(BaseModel):
    """`duplicate` if it had been done before."""

    duplicate: bool


class Direct(APIRoute):
    """Calls the endpoint directly, bypassing FastAPI, if the request has no query.

    The endpoint then takes only the request and texts from its path, which need no validation. FastAPI's attempt at it takes a tenth of the
    time that a message costs the event loop.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """A handler that leaves requests with a query to FastAPI."""
        checked, endpoint = super().get_route_handler(), self.endpoint

        async def handle(request: Request) -> Response:
            if request.scope["query_string"]:
                return await checked(request)
            answer: Response = await endpoint(**request.path_params, request=request)
            return answer

        return handle


class Rest:
    """The endpoints, which know nothing of dialogue: each checks a request, hands it to the reception and shows the result."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake

    async def open(self, pack: Pack, request: Request) -> Response:
        """Open a conversation. The answer holds the greeting, and the id that all other calls need."""
        domain = self.intake.pack(pack)
        wanted = parse(await read(request) or b"{}", NewConversation)
        address = counted(request.client.host) if request.client else ""
        conversation_id = await self.intake.open(pack, wanted.channel, wanted.language, address)
        lines = await self.intake.lines(conversation_id)
        title = domain.title.get(wanted.language or "") or domain.title.get(domain.languages[0], pack)
        shown = {"id": conversation_id, "title": title, "max_message": self.intake.max_message, "messages": [line(m) for m in lines]}
        return reply(shown, 201, {"location": f"/api/v1/{pack}/conversations/{conversation_id}/messages"})

    async def say(self, pack: Pack, id: Id, request: Request, wait: Seconds = WAIT) -> Response:
        """Say something, and wait for the answer.

        Give every message an `id` of your own and send it again when in doubt: it is answered once, and the second request
        gets the first one's answer.
        """
        await self.intake.place(pack, id)
        receipt = await self.intake.deliver(id, parse(await read(request), NewMessage))
        if not await self.intake.reception.wait(id, receipt.key, wait):
            return reply({"duplicate": not receipt.fresh, "id": receipt.id}, 202)
        return reply({"duplicate": not receipt.fresh, "messages": [line(m) for m in await self.intake.answer(receipt)]})

    async def messages(
        self,
        pack: Pack,
        id: Id,
        after: Annotated[int, Query(ge=0, description="The last `seq` that you have.")] = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 200,
    ) -> Response:
        """What was said after `after`."""
        await self.intake.place(pack, id)
        lines = await self.intake.reception.messages(id, min(after, MOST_NUMBER), limit)
        return reply({"messages": [line(m) for m in lines]})

    async def picture(self, pack: Pack, id: Id, seq: Seq) -> Response:
        """The picture beside a line, if its `picture` names this address; it is drawn from what was known when the line was said."""
        await self.intake.place(pack, id)
        return await pictured(self.intake.reception.picture(id, min(seq, MOST_NUMBER)), KEEP)

    async def rate(self, pack: Pack, id: Id, request: Request) -> Response:
        """Rate the conversation, 1 (bad) to 5 (good), with a comment; a later rating replaces an earlier one."""
        await self.intake.place(pack, id)
        rating = parse(await read(request), NewRating)
        comment = self.intake.text(rating.comment, "comment")
        rating_id = rating.id if rating.id is not None else f"{rating.score}-{hashlib.sha256(comment.encode()).hexdigest()[:16]}"
        event = CustomerRated(time.time(), rating.score, comment)
        fresh = await self.intake.reception.receive(id, event, self.intake.key(id, "rating", rating_id))
        return reply({"duplicate": not fresh})

    async def close(self, pack: Pack, id: Id, request: Request) -> Response:
        """End the conversation; the customer is asked to rate it. Writing to it again opens it again."""
        await self.intake.place(pack, id)
        summary = await self.intake.reception.summary(id)
        if summary.mode == "closed":
            return reply({"duplicate": True})
        event = ConversationClosed(time.time(), "customer")
        fresh = await self.intake.reception.receive(id, event, keys.key(id, "close", str(summary.updated_at)))
        return reply({"duplicate": not fresh})

    def router(self) -> APIRouter:
        """The routes under ``/api/v1``."""
        router = APIRouter(prefix="/api/v1/{pack}/conversations", tags=["conversations"])
        most = self.intake.max_message
        says, rates = body(NewMessage, text=most), body(NewRating, comment=most)
        add(
            router,
            "POST",
            "",
            self.open,
            {201: {"model": Opened, "links": LINKS}, **NOT_HERE, **NOT_SO},
            body(NewConversation, required=False),
        )
        add(router, "POST", "/{id}/messages", self.say, {200: {"model": Answered}, 202: {"model": Accepted}, **NOT_HERE, **NOT_SO}, says)
        add(router, "GET", "/{id}/messages", self.messages, {200: {"model": Lines}, **NOT_HERE, **WRONG})
        drawn: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}
        add(router, "GET", "/{id}/messages/{seq}/picture", self.picture, {**drawn, **NOT_HERE, **WRONG})
        add(router, "POST", "/{id}/rating", self.rate, {200: {"model": Done}, **NOT_HERE, **NOT_SO}, rates)
        add(router, "POST", "/{id}/close", self.close, {200: {"model": Done}, **NOT_HERE, **WRITING})
        return router


NO_PICTURE = Refusal(404, "no_picture", "There is no picture beside this line, or it cannot be drawn any more.")

KEEP = {"cache-control": "private, max-age=86400, immutable"}
"""Headers that let the customer's browser cache a picture, which never changes."""


async def pictured(drawing: Awaitable[bytes], headers: Mapping[str, str]) -> Response:
    """A picture as a response; raises Refusal 404 if there is none or it cannot be drawn."""
    try:
        made = await drawing
    except ActionError as error:
        log.warning("no_picture", reason=str(error))
        raise NO_PICTURE.anew() from error
    return Response(made, media_type="image/png", headers=headers)


SUMMARIES = {
    "open": "Open a conversation",
    "say": "Say something",
    "messages": "Read what was said",
    "picture": "See the picture beside a line",
    "rate": "Rate the conversation",
    "close": "End the conversation",
}
WRONG = faults(_422="A parameter is wrong.")
LINKS = {
    name: {"operationId": name, "parameters": {"path.pack": "$request.path.pack", "path.id": "$response.body#/id"}}
    for name in SUMMARIES
    if name != "open"
}


def add(
    router: APIRouter,
    method: str,
    path: str,
    endpoint: Callable[..., Awaitable[Response]],
    responses: dict[int | str, dict[str, Any]],
    body: dict[str, Any] | None = None,
) -> None:
    """Add one endpoint; the first of ``responses`` describes success."""
    name = endpoint.__name__
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        status_code=int(next(iter(responses))),
        operation_id=name,
        responses=responses,
        openapi_extra=body,
        summary=SUMMARIES[name],
        route_class_override=Direct if method == "POST" else None,
    )
