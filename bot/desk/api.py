"""What programs of the desk may ask, behind the same login: which words of a message decided."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.wire import UNAVAILABLE, Refusal, reply, unknown_conversation
from bot.desk.office import Office
from bot.errors import FrontdeskError, Overloaded, UnknownConversation
from bot.weighing import as_json, read_in, stories

NOTHING_READ = Refusal(404, "nothing_read", "In this turn no message was read by a model: there are no words to weigh.")


class Api:
    """The addresses below ``/desk/api``; ``Guard`` stands before them."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def application(self) -> Starlette:
        """All of them, with their refusals."""
        return Starlette(
            routes=[Route("/conversations/{id}/turns/{turn:int}/words", self.words, methods=["GET"])],
            exception_handlers={FrontdeskError: refused},
        )

    async def words(self, request: Request) -> Response:
        """The words of the message that a turn was about, weighed for what was read into it."""
        id, turn = request.path_params["id"], request.path_params["turn"]
        summary = await self.office.reception.summary(id)
        log = next((log for log in await self.office.reception.turns(id) if log.turn == turn), None)
        event = read_in(log) if log is not None else None
        if event is None or self.office.weigher is None:
            raise NOTHING_READ
        found = await self.office.weigher.weigh(summary.pack, event.model, event.text)
        return reply(as_json(found, stories(found, event), event.model))


def refused(request: Request, error: Exception) -> Response:
    """A refusal as the other addresses say it."""
    if isinstance(error, UnknownConversation):
        error = unknown_conversation()
    elif isinstance(error, Overloaded):
        error = Refusal(429, "overloaded", str(error), {"retry-after": str(max(1, round(error.retry_after)))})
    answer = error if isinstance(error, Refusal) else UNAVAILABLE
    return reply(answer.body, answer.status, answer.headers)
