"""What programs of the desk may ask, behind the same login: words that decided, suggested replies, what was not delivered."""

from dataclasses import asdict
from typing import Any, cast, get_args

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.limits import int_or
from bot.channels.rest import pictured
from bot.channels.wire import UNAVAILABLE, Refusal, reply, unknown_conversation
from bot.desk import words
from bot.desk.case import Case
from bot.desk.feed import LETTERS
from bot.desk.office import Office
from bot.errors import Cause, FrontdeskError, Overloaded, UnknownConversation
from bot.store.records import Undelivered
from bot.weighing import as_json, read_in, stories

MOST = 1000
"""Lines that were not delivered in one answer."""

NOT_GIVEN_UP = Refusal(404, "not_given_up", "This line was not given up: it was sent, is being sent, or was dismissed.")
NOTHING_READ = Refusal(404, "nothing_read", "In this turn no message was read by a model: there are no words to weigh.")


class Api:
    """The addresses below ``/desk/api``; ``Guard`` stands before them."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def application(self) -> Starlette:
        """All of them, with their refusals."""
        return Starlette(
            routes=[
                Route("/conversations/{id}/turns/{turn:int}/words", self.words, methods=["GET"]),
                Route("/conversations/{id}/suggestions", self.suggestions, methods=["GET"]),
                Route("/conversations/{id}/lines/{seq:int}/picture", self.picture, methods=["GET"]),
                Route("/undelivered", self.undelivered, methods=["GET"]),
                Route("/undelivered/retry", self.retry_all, methods=["POST"]),
                Route("/undelivered/{id}/{seq:int}/retry", self.retry, methods=["POST"]),
                Route("/undelivered/{id}/{seq:int}/dismiss", self.dismiss, methods=["POST"]),
            ],
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

    async def suggestions(self, request: Request) -> Response:
        """Replies that may answer what the customer asked last, best first; none where they have been answered, or nothing fits."""
        case, suggester = await Case.open(request.path_params["id"], self.office.reception), self.office.suggester
        found = await suggester.suggest(case.conversation, case.messages) if suggester is not None else ()
        return reply({"suggestions": [asdict(one) | {"from": words.suggested(one)} for one in found]})

    async def picture(self, request: Request) -> Response:
        """The picture that stands beside a line; like everything of the desk it is gone from the browser once somebody has logged out."""
        return await pictured(self.office.reception.picture(request.path_params["id"], request.path_params["seq"]), {})

    async def undelivered(self, request: Request) -> Response:
        """Lines that were given up, the latest first, ``limit`` at most."""
        limit = min(max(int_or(request.query_params.get("limit"), LETTERS), 1), MOST)
        return reply({"undelivered": [letter(one) for one in await self.office.reception.letters.undelivered(limit)]})

    async def retry(self, request: Request) -> Response:
        """Try a line again, with those that were given up with it; 404 where it waits for nothing."""
        id, seq = request.path_params["id"], request.path_params["seq"]
        await self.office.reception.summary(id)
        retried = await self.office.reception.letters.retry(id, seq)
        if not retried.lines and not retried.left:
            raise NOT_GIVEN_UP
        return reply({"lines": retried.lines, "left": retried.left, "held_by": retried.holder})

    async def dismiss(self, request: Request) -> Response:
        """Take a line off the list, with those that were given up with it, for all operators; 404 where it waits for nothing."""
        id, seq = request.path_params["id"], request.path_params["seq"]
        await self.office.reception.summary(id)
        lines = await self.office.reception.letters.dismiss(id, seq, request.scope["frontdesk_account"].name)
        if not lines:
            raise NOT_GIVEN_UP
        return reply({"lines": lines})

    async def retry_all(self, request: Request) -> Response:
        """Try all lines of one ``cause`` again."""
        cause = request.query_params.get("cause", "")
        if cause not in get_args(Cause):
            raise Refusal(422, "invalid_request", f"cause: one of {', '.join(get_args(Cause))}.")
        return reply({"lines": await self.office.reception.letters.retry_all(cast(Cause, cause))})


def picture(conversation_id: str, seq: int) -> str:
    """Where the picture beside a line is."""
    return f"/desk/api/conversations/{conversation_id}/lines/{seq}/picture"


def letter(one: Undelivered) -> dict[str, Any]:
    """A line that was given up, as programs read it."""
    why = words.cause(one.cause, one.channel)
    to = {"conversation": one.conversation_id, "seq": one.seq, "pack": one.pack, "channel": one.channel}
    said = {"author": one.author, "text": one.text, "at": one.at}
    return {**to, **said, "cause": one.cause, "why": why, "error": one.error, "held_by": one.holder}


def refused(request: Request, error: Exception) -> Response:
    """A refusal as the other addresses say it."""
    if isinstance(error, UnknownConversation):
        error = unknown_conversation()
    elif isinstance(error, Overloaded):
        error = Refusal(429, "overloaded", str(error), {"retry-after": str(max(1, round(error.retry_after)))})
    answer = error if isinstance(error, Refusal) else UNAVAILABLE
    return reply(answer.body, answer.status, answer.headers)
