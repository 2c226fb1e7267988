"""What the desk does for customers who ask what is kept of them, or ask for it to be deleted."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.wire import reply, unknown_conversation
from bot.desk.office import Office


def erasure(office: Office) -> list[Route]:
    """The addresses, for whoever is logged in."""

    async def export(request: Request) -> Response:
        """Everything that is kept of a conversation, as a file to save."""
        id = request.path_params["id"]
        copy = await office.reception.eraser.copied(id)
        return reply(copy, headers={"content-disposition": f'attachment; filename="conversation-{id}.json"'})

    async def delete(request: Request) -> Response:
        """Delete a conversation and say how many rows of what went; the operator stays on record."""
        went = await office.reception.eraser.erase([request.path_params["id"]], request.scope["frontdesk_account"].name)
        if not went["conversations"]:
            raise unknown_conversation()
        return reply({"deleted": went})

    return [
        Route("/conversations/{id}/export", export, methods=["GET"]),
        Route("/conversations/{id}", delete, methods=["DELETE"]),
    ]
