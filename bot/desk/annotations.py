"""Addresses of the desk at which operators say what customers meant."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import bodies
from bot.channels.wire import Refusal, parse, reply
from bot.desk.office import Office
from bot.store.annotations import Annotation
from bot.understanding.weighing import read_in

MOST = 20
"""Intents of one message."""

LONGEST = 200
"""Characters of an intent's name."""

HIGHEST = 2**31 - 1
"""The number of a turn at most."""

NOTHING_READ = Refusal(404, "nothing_read", "In this turn no message was read by a model.")
NOT_ANNOTATED = Refusal(404, "not_annotated", "Nobody has said what the message of this turn meant.")


class Meant(BaseModel):
    """What a message meant."""

    model_config = ConfigDict(extra="forbid")

    intents: list[Annotated[str, Field(max_length=LONGEST)]] = Field(
        max_length=MOST, description="Intents of the pack, or `oos` alone where it serves none of it."
    )


def annotating(office: Office) -> list[Route]:
    """The addresses, for all operators."""

    async def there_are(id: str) -> Response:
        return reply({"annotations": [as_json(one) for one in (await office.reception.annotator.of(id)).values()]})

    async def annotations(request: Request) -> Response:
        """What operators say that the messages of a conversation meant."""
        await office.reception.summary(request.path_params["id"])
        return await there_are(request.path_params["id"])

    async def annotate(request: Request) -> Response:
        """Say what the message of a turn meant, in place of what was said before; 404 for a turn in which no message was read."""
        id, turn, wanted = request.path_params["id"], request.path_params["turn"], parse(await bodies.read(request), Meant)
        summary = await office.reception.summary(id)
        log = next((log for log in await office.reception.turns(id) if log.turn == turn), None)
        if log is None or read_in(log) is None:
            raise NOTHING_READ.anew()
        await office.reception.annotator.annotate(summary, turn, wanted.intents, request.scope["frontdesk_account"].name)
        return await there_are(id)

    async def take_back(request: Request) -> Response:
        """Forget what the message of a turn was said to mean; 404 where nothing was said."""
        id, turn = request.path_params["id"], request.path_params["turn"]
        await office.reception.summary(id)
        if turn > HIGHEST or not await office.reception.annotator.take_back(id, turn, request.scope["frontdesk_account"].name):
            raise NOT_ANNOTATED.anew()
        return await there_are(id)

    return [
        Route("/conversations/{id}/annotations", annotations, methods=["GET"]),
        Route("/conversations/{id}/turns/{turn:int}/annotation", annotate, methods=["PUT"]),
        Route("/conversations/{id}/turns/{turn:int}/annotation", take_back, methods=["DELETE"]),
    ]


def as_json(one: Annotation) -> dict[str, Any]:
    """An annotation for programs."""
    return {"turn": one.turn, "intents": list(one.intents), "by": one.by, "at": one.at}
