"""Takes updates that Telegram sends to a webhook; a secret proves that they come from Telegram."""

import hmac
import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

import orjson
import structlog
from fastapi import APIRouter, Request, Security
from fastapi.security import APIKeyHeader
from starlette.responses import Response

from bot.channels.bodies import read
from bot.channels.documented import LATER, NOT_READ, WRITING, faults
from bot.channels.rest import Pack
from bot.channels.telegram.inlet import Inlet
from bot.channels.wire import UNAVAILABLE, Refusal, reply
from bot.errors import SetupError
from bot.settings import PREFIX, Settings

HEADER = "X-Telegram-Bot-Api-Secret-Token"
Word = Annotated[str | None, Security(APIKeyHeader(name=HEADER, scheme_name="Telegram", auto_error=False))]
PORTS = (None, 443, 80, 88, 8443)
"""The ports that Telegram's servers connect to; None is the default port of https."""

SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")

log = structlog.get_logger("telegram")

ABOUT = """For Telegram alone, which sends the secret that it was given in `X-Telegram-Bot-Api-Secret-Token`.

An update is kept before it is answered 200; one that comes again is taken once. What can never be taken, such as a body that is no update,
is answered 200 as well and noted in the log: Telegram would send it again and again, and nothing after it."""

BODY = {
    "description": "An `Update` of the Bot API; whatever else it is, is answered 200 too.",
    "content": {"application/json": {"schema": {}}},
}


def path(pack: str) -> str:
    """The path of the webhook for a pack's bot."""
    return f"/webhooks/telegram/{pack}"


def secret(settings: Settings) -> str:
    """The secret of the webhooks; raises SetupError if it is missing, too short or malformed, or if the webhook's address is wrong."""
    found = settings.telegram_secret.get_secret_value()
    if not SECRET.fullmatch(found):
        raise SetupError(
            f"{PREFIX}TELEGRAM_SECRET: Telegram's webhook needs a secret of 16 to 256 of the characters A-Z, a-z, 0-9, _ and -."
        )
    if (wrong := trouble(settings)) is not None:
        raise SetupError(f"{PREFIX}TELEGRAM_URL: {wrong}: say where Telegram finds this server, e.g. https://desk.example.")
    return found


def trouble(settings: Settings) -> str | None:
    """What is wrong with the webhooks' address, or None; a self-hosted Bot API server may reach addresses that Telegram cannot."""
    try:
        url = urlsplit(settings.telegram_url)
    except ValueError:
        return "it is not an address"
    if not url.hostname:
        return "it names no host"
    if url.username is not None or url.query or url.fragment:
        return "it is an address with more than a host and a path"
    if path("") in f"{url.path}/":
        return f"it has the path of the webhook, {path('...')}, which is put behind it anyway"
    try:
        port = url.port
    except ValueError:
        return "its port is none"
    if settings.telegram_api != Settings.model_fields["telegram_api"].default:
        return None
    if url.scheme != "https" or port not in PORTS:
        return f"Telegram comes over https only, to one of the ports {', '.join(str(one) for one in PORTS if one)}"
    return "Telegram cannot reach a host of a local network" if local(url.hostname) else None


def local(host: str) -> bool:
    """Whether a host is known only to this machine or its network."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal", ".lan"))


class Webhook:
    """The endpoint for all bots; ``inlets`` by pack."""

    def __init__(self, inlets: Mapping[str, Inlet], secret: str) -> None:
        self.inlets, self.secret = inlets, secret.encode()

    async def take(self, pack: Pack, request: Request, word: Word) -> Response:
        """Store an update; raises Refusal 403, 404 or 503."""
        if not hmac.compare_digest((word or "").encode(), self.secret):
            raise Refusal(403, "forbidden", "This address is for Telegram: the secret is missing, or is another one.")
        inlet = self.inlets.get(pack)
        if inlet is None:
            raise Refusal(404, "unknown_pack", "No bot of Telegram's speaks for this pack.")
        if inlet.account.me is None:
            raise UNAVAILABLE.anew()
        try:
            raw = orjson.loads(await read(request))
        except orjson.JSONDecodeError as error:
            log.warning("update_unreadable", pack=pack, reason=f"not JSON: {error}")
            return reply({})
        await inlet.take(raw, inlet.account.me)
        return reply({})

    def router(self) -> APIRouter:
        """The route ``/webhooks/telegram/{pack}``."""
        routes = APIRouter(tags=["Telegram"])
        routes.add_api_route(
            path("{pack}"),
            self.take,
            methods=["POST"],
            description=ABOUT,
            summary="Updates of a bot",
            operation_id="update",
            responses={**NOT_READ, **WRITING, **faults(_403="Not from Telegram.", _404="No bot speaks for this pack.", _503=LATER)},
            openapi_extra={"requestBody": BODY},
        )
        return routes
