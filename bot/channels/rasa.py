"""Speaks the format of Rasa's REST channel, so that clients written for Rasa work unchanged."""

import hashlib
import re
from typing import Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from starlette.responses import Response

from bot.channels.bodies import read
from bot.channels.documented import LATER, NOT_SO, body, faults
from bot.channels.intake import Intake
from bot.channels.wire import VISIBLE, NewMessage, Refusal, parse, reply
from bot.store.records import Message

PAYLOAD = re.compile(r"/(intent:\w{1,80}|slot:\w{1,80}:.{1,400}|affirm|deny|human|restart|cancel|repeat)", re.DOTALL)
LONGEST_ID = 100


class Metadata(BaseModel):
    """What a client may add; only these two fields are read."""

    model_config = ConfigDict(extra="ignore")

    message_id: str | StrictInt | None = Field(
        default=None,
        description="Your channel's id of this message: with it, a message that is sent twice is answered once.",
        json_schema_extra={"pattern": f"^{VISIBLE}*$"},
    )
    language: str | None = Field(default=None, max_length=16, description="The language of a new conversation.")


class RasaRequest(BaseModel):
    """A message of one sender."""

    model_config = ConfigDict(extra="ignore")

    sender: str = Field(default="default", min_length=1, max_length=200, description="Who writes; each sender has one conversation.")
    message: str = Field(description="The text, or the `payload` of a button that was pressed.")
    metadata: Metadata | None = None


class RasaButton(BaseModel):
    """A button: send `payload` back as the `message`."""

    title: str
    payload: str


class RasaReply(BaseModel):
    """One message of the bot."""

    recipient_id: str
    text: str
    buttons: list[RasaButton] | None = None


ABOUT = """Rasa's REST channel: one request a message, the reply is the list of what the bot said.

A **repeated** request is recognised only if its message has an id, in `metadata.message_id` or in the header `Idempotency-Key`. Rasa's
format has no other id, so without one two equal requests are two messages. A sender's name is no secret: let only your own connector reach
this address. `/restart` begins again."""


class Rasa:
    """The endpoint; it waits for an answer for at most ``seconds``."""

    def __init__(self, intake: Intake, default_pack: str, seconds: float) -> None:
        self.intake, self.default_pack, self.seconds = intake, default_pack, seconds

    async def webhook(
        self, request: Request, pack: str | None = Query(None, description="The pack that answers; the first one by default.")
    ) -> Response:
        """Take a message and reply with the bot's answer; raises Refusal 504 if it takes too long."""
        said = parse(await read(request), RasaRequest)
        pack = pack or self.default_pack
        metadata = said.metadata or Metadata()
        sent = message(said, metadata, request.headers.get("idempotency-key"))
        receipt = await self.intake.deliver_from(pack, "rasa", said.sender, metadata.language, sent)
        if not await self.intake.reception.wait(receipt.conversation_id, receipt.key, self.seconds):
            raise Refusal(
                504,
                "no_answer_yet",
                f"No answer within {self.seconds:g} seconds. The message is kept: send it again with the same message id.",
            )
        return reply([shown(said.sender, m) for m in await self.intake.answer(receipt) if m.author != "customer"])

    def router(self) -> APIRouter:
        """The route ``/webhooks/rest/webhook``."""
        routes = APIRouter(tags=["Rasa-compatible"])
        routes.add_api_route(
            "/webhooks/rest/webhook",
            self.webhook,
            methods=["POST"],
            description=ABOUT,
            summary="Say something (Rasa's REST channel)",
            responses={
                200: {"model": list[RasaReply]},
                **faults(_404="No such pack.", _503=LATER, _504="No answer in time; the message is not lost."),
                **NOT_SO,
            },
            openapi_extra=body(RasaRequest, message=self.intake.max_message),
        )
        return routes


def message(said: RasaRequest, metadata: Metadata, idempotency_key: str | None) -> NewMessage:
    """The message in our own format; a text that is a button's payload becomes a choice."""
    given = str(metadata.message_id) if metadata.message_id not in (None, "") else idempotency_key
    if given and len(given) > LONGEST_ID:
        given = hashlib.sha256(given.encode()).hexdigest()
    pressed = PAYLOAD.fullmatch(said.message.strip())
    return NewMessage(id=given or None, choice=pressed[1]) if pressed else NewMessage(id=given or None, text=said.message)


def shown(sender: str, message: Message) -> dict[str, Any]:
    """A line as Rasa's clients expect it; payloads begin with a slash, as in Rasa."""
    found: dict[str, Any] = {"recipient_id": sender, "text": message.text}
    if message.buttons:
        found["buttons"] = [{"title": button.label, "payload": "/" + button.payload} for button in message.buttons]
    return found
