"""What programs of the desk may ask, behind the same login: words that decided, suggested replies, handing on, what was not delivered."""

from dataclasses import asdict
from typing import Any, cast, get_args

from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.annotating import UnfitIntents
from bot.channels import bodies
from bot.channels.limits import clean, int_or
from bot.channels.rest import pictured
from bot.channels.wire import UNAVAILABLE, Refusal, parse, reply, unknown_conversation
from bot.desk import words
from bot.desk.acting import Late, NoAccount, NotNow, Operator, Unfit
from bot.desk.annotations import NOTHING_READ, annotating
from bot.desk.case import Case
from bot.desk.erasure import erasure
from bot.desk.feed import LETTERS
from bot.desk.files import opened
from bot.desk.office import Office
from bot.errors import Cause, ChannelError, FrontdeskError, Overloaded, Undeliverable, UnknownConversation
from bot.store.records import Undelivered
from bot.understanding.weighing import as_json, read_in, stories

MOST = 1000
"""Lines that were not delivered in one answer."""

NOT_GIVEN_UP = Refusal(404, "not_given_up", "This line was not given up: it was sent, is being sent, or was dismissed.")


class Transfer(BaseModel):
    """Who goes on with a conversation."""

    model_config = ConfigDict(extra="forbid")

    to: str | None = Field(description="The colleague's account; `null` puts the conversation in the queue.")
    note: str = Field(default="", description="For colleagues alone; the customer never reads it.")


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
                Route("/conversations/{id}/lines/{seq:int}/file", self.file, methods=["GET"]),
                Route("/conversations/{id}/transfer", self.transfer, methods=["POST"]),
                Route("/colleagues", self.colleagues, methods=["GET"]),
                Route("/undelivered", self.undelivered, methods=["GET"]),
                Route("/undelivered/retry", self.retry_all, methods=["POST"]),
                Route("/undelivered/{id}/{seq:int}/retry", self.retry, methods=["POST"]),
                Route("/undelivered/{id}/{seq:int}/dismiss", self.dismiss, methods=["POST"]),
                *annotating(self.office),
                *erasure(self.office),
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
            raise NOTHING_READ.anew()
        found = await self.office.weigher.weigh(summary.pack, event.model, event.text, event.begins)
        return reply(as_json(found, stories(found, event), event.model))

    async def suggestions(self, request: Request) -> Response:
        """Replies that may answer what the customer asked last, best first; none where they have been answered, or nothing fits."""
        case, suggester = await Case.open(request.path_params["id"], self.office.reception), self.office.suggester
        found = await suggester.suggest(case.conversation, case.messages) if suggester is not None else ()
        return reply({"suggestions": [asdict(one) | {"from": words.suggested(one)} for one in found]})

    async def picture(self, request: Request) -> Response:
        """The picture that stands beside a line; like everything of the desk it is gone from the browser once somebody has logged out."""
        return await pictured(self.office.reception.picture(request.path_params["id"], request.path_params["seq"]), {})

    async def file(self, request: Request) -> Response:
        """The file that came with a customer's line, fetched from its channel at this moment."""
        return await opened(self.office.reception, self.office.files, request.path_params["id"], request.path_params["seq"])

    async def transfer(self, request: Request) -> Response:
        """Hand a conversation on and say who has it then; 202 where that is kept but not done yet."""
        id, wanted = request.path_params["id"], parse(await bodies.read(request), Transfer)
        operator = Operator(request.scope["frontdesk_account"].name, self.office.reception, self.office.most)
        try:
            await operator.transfer(id, self.office.account(wanted.to) if wanted.to is not None else None, clean(wanted.note))
        except Late as late:
            return reply({"message": str(late)}, 202)
        after = await self.office.reception.summary(id)
        return reply({"mode": after.mode, "operator": after.operator})

    async def colleagues(self, request: Request) -> Response:
        """To whom this operator may hand a conversation; those who have the desk open come first."""
        return reply({"colleagues": self.office.colleagues(request.scope["frontdesk_account"].name)})

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
            raise NOT_GIVEN_UP.anew()
        return reply({"lines": retried.lines, "left": retried.left, "held_by": retried.holder})

    async def dismiss(self, request: Request) -> Response:
        """Take a line off the list, with those that were given up with it, for all operators; 404 where it waits for nothing."""
        id, seq = request.path_params["id"], request.path_params["seq"]
        await self.office.reception.summary(id)
        lines = await self.office.reception.letters.dismiss(id, seq, request.scope["frontdesk_account"].name)
        if not lines:
            raise NOT_GIVEN_UP.anew()
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
    answer = refusal(error)
    return reply(answer.body, answer.status, answer.headers)


def refusal(error: Exception) -> Refusal:
    """The refusal that an error of the desk or of the store stands for."""
    match error:
        case Refusal():
            return error
        case UnknownConversation():
            return unknown_conversation()
        case Overloaded(retry_after=seconds):
            return Refusal(429, "overloaded", str(error), {"retry-after": str(max(1, round(seconds)))})
        case NoAccount():
            return Refusal(404, "unknown_account", str(error))
        case Unfit():
            return Refusal(422, "invalid_request", str(error))
        case Undeliverable():
            return Refusal(404, "no_file", str(error))
        case ChannelError():
            return Refusal(503, "channel_unreachable", str(error), {"retry-after": "5"})
        case UnfitIntents():
            return Refusal(422, "invalid_request", str(error))
        case NotNow():
            return Refusal(409, "not_yours", str(error))
    return UNAVAILABLE
