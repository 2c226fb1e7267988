"""What leads do for customers who ask what is kept of them, or ask for it to be deleted; and who has deleted what."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import wraps

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.limits import int_or
from bot.channels.wire import Refusal, reply, unknown_conversation
from bot.desk.office import Office
from bot.erasing import moment

DELETIONS = 100
"""Deletions in one answer, where it is not said how many."""

MOST = 1000
LEADS_ONLY = Refusal(403, "leads_only", "Only a lead may do this: ask one, or ask whoever runs this server to make you one.")

log = structlog.get_logger("desk")
Answer = Callable[[Request], Awaitable[Response]]


def for_leads(answer: Answer) -> Answer:
    """The address for leads; others are refused, whether or not there is what they ask for."""

    @wraps(answer)
    async def answering(request: Request) -> Response:
        if request.scope["frontdesk_account"].role != "lead":
            raise LEADS_ONLY.anew()
        return await answer(request)

    return answering


def erasure(office: Office) -> list[Route]:
    """The addresses, for leads."""

    async def export(request: Request) -> Response:
        """Everything that is kept of a conversation, as a file to save; the log says who has it."""
        id = request.path_params["id"]
        copy = await office.reception.eraser.copied(id)
        log.info("exported", conversation=id, by=request.scope["frontdesk_account"].name)
        return reply(copy, headers={"content-disposition": f'attachment; filename="conversation-{id}.json"'})

    async def delete(request: Request) -> Response:
        """Delete a conversation and say how many rows of what went; the lead stays on record."""
        went = await office.reception.eraser.erase([request.path_params["id"]], request.scope["frontdesk_account"].name)
        if not went["conversations"]:
            raise unknown_conversation()
        return reply({"deleted": went})

    async def deletions(request: Request) -> Response:
        """Who deleted conversations, and when, the last first; with ``conversation``, a whole id, of that one alone."""
        limit = min(max(int_or(request.query_params.get("limit"), DELETIONS), 1), MOST)
        found = await office.reception.eraser.store.deletions(request.query_params.get("conversation"), limit)
        return reply({"deletions": [asdict(one) | {"at": moment(one.at)} for one in found]})

    return [
        Route("/conversations/{id}/export", for_leads(export), methods=["GET"]),
        Route("/conversations/{id}", for_leads(delete), methods=["DELETE"]),
        Route("/deletions", for_leads(deletions), methods=["GET"]),
    ]
