"""What customers sent, as the desk shows it: photos in the conversation, everything else to be saved."""

from urllib.parse import quote

from starlette.responses import Response

from bot.channels.files import CustomerFile, CustomerFiles
from bot.channels.wire import Refusal
from bot.desk.door import DeskReception
from bot.store.records import Message

KINDS = ("photo", "document", "file")

IMAGES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
WEBP = (b"RIFF", b"WEBP")

NO_FILE = Refusal(404, "no_file", "There is no file with this line.")


def holds(message: Message) -> bool:
    """Whether a file came with a line that somebody may look at."""
    return message.author == "customer" and message.kind in KINDS and bool(message.source)


def address(conversation_id: str, seq: int) -> str:
    """Where the file that came with a line is."""
    return f"/desk/api/conversations/{conversation_id}/lines/{seq}/file"


async def opened(reception: DeskReception, files: CustomerFiles | None, conversation_id: str, seq: int) -> Response:
    """The file that came with a line; raises Refusal 404 if there is none, and ChannelError if it cannot be had."""
    message = next(iter(await reception.messages(conversation_id, seq - 1, 1)), None)
    if message is None or message.seq != seq or not holds(message) or files is None:
        raise NO_FILE.anew()
    return response(await files.fetch(conversation_id, message.source or ""))


def response(file: CustomerFile) -> Response:
    """A file to be looked at if it begins as an image does, else to be saved: a browser must run nothing that a stranger sent."""
    kind = image(file.content)
    headers = {
        "content-disposition": f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(file.name)}",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    return Response(file.content, media_type=kind or "application/octet-stream", headers=headers)


def image(content: bytes) -> str | None:
    """The type of an image that every browser shows; None for anything else, drawings with scripts (SVG) among it."""
    if content[:4] == WEBP[0] and content[8:12] == WEBP[1]:
        return "image/webp"
    return next((kind for begins, kind in IMAGES if content.startswith(begins)), None)
