"""What goes over the wire: the bodies of requests, the lines of a conversation as JSON, and refusals."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.responses import Response

from bot.errors import FrontdeskError
from bot.store.records import Message

VISIBLE = r"[^\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]"
"""A regular expression for a character of an id, which documents what ``limits.printable`` checks."""

DeliveryId = Field(
    default=None,
    min_length=1,
    max_length=100,
    description="Your own id for this request, without control characters: a request that is sent twice is done once.",
    json_schema_extra={"pattern": f"^{VISIBLE}+$"},
)
SAYS: dict[str, Any] = {"anyOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in ("text", "choice")]}


class NewConversation(BaseModel):
    """Opens a conversation."""

    model_config = ConfigDict(extra="forbid")

    language: str | None = Field(
        default=None, max_length=16, description="`en`, `zh`, ...; a pack that lacks this language uses its first one."
    )
    channel: Literal["web", "rest"] = Field(default="rest", description="`web` for people on a page, `rest` for programs.")


class NewMessage(BaseModel):
    """A customer's message: words, a pressed quick reply, or both (then `text` is the label that was pressed)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=SAYS)

    id: str | None = DeliveryId
    text: str | None = Field(default=None, description="What the customer wrote; control characters are removed.")
    choice: str | None = Field(default=None, min_length=1, max_length=500, description="The `payload` of the quick reply that was pressed.")


def whole(value: object) -> object:
    """The value, with 4.0 as 4, since JSON does not tell them apart."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class NewRating(BaseModel):
    """What the customer thought of the conversation."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = DeliveryId
    score: Annotated[int, BeforeValidator(whole)] = Field(ge=1, le=5, strict=True, description="1 is bad, 5 is good.")
    comment: str = Field(default="", description="In the customer's own words.")


class Quick(BaseModel):
    """A quick reply: show `label`; send `payload` back as `choice` when it is pressed."""

    label: str
    payload: str


class Line(BaseModel):
    """One line of a conversation; `seq` counts from 1 without gaps."""

    seq: int
    author: Literal["customer", "bot", "operator", "system"]
    text: str
    at: datetime
    kind: Literal["text", "rating"] = Field(description="`rating`: ask the customer for 1 to 5, and send it to `/rating`.")
    buttons: list[Quick] = Field(default=[], description="Left out if there are none.")
    id: str | None = Field(default=None, description="Your own id of the customer's message.")
    name: str | None = Field(default=None, description="The name of the person at the desk who wrote this (author `operator`).")
    source: str | None = Field(default=None, description="The passage of the knowledge base that was quoted.")
    picture: str | None = Field(default=None, description="The path of the PNG beside this line, relative to the conversation's address.")


class Fault(BaseModel):
    """Why a request was refused: `code` for programs, `message` for people."""

    class Reason(BaseModel):
        """The refusal itself."""

        code: str
        message: str

    error: Reason


class Refusal(FrontdeskError):
    """A request that is refused: an HTTP status, a stable code for programs, a sentence for people, and further headers."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.code, self.message, self.headers = status, code, message, headers
        super().__init__(message)

    def anew(self) -> "Refusal":
        """The same refusal to raise: an exception that is raised again and again keeps the frames of every time."""
        return Refusal(self.status, self.code, self.message, self.headers)

    @property
    def body(self) -> dict[str, Any]:
        """The refusal as JSON."""
        return {"error": {"code": self.code, "message": self.message}}


UNAVAILABLE = Refusal(503, "unavailable", "This cannot be done right now. Please try again in a moment.", {"retry-after": "2"})


def unknown_conversation() -> Refusal:
    """The refusal for a conversation that does not exist, or not for this caller."""
    return Refusal(404, "unknown_conversation", "There is no such conversation: it may have been deleted. Open a new one.")


Body = TypeVar("Body", bound=BaseModel)


def parse(raw: bytes | str, model: type[Body]) -> Body:
    """A request's body as ``model``; raises Refusal 422, which names the field. If a key is given twice, the last one counts."""
    try:
        orjson.loads(raw)  # pydantic would accept NaN, Infinity and excessively large numbers
        return model.model_validate_json(raw)
    except orjson.JSONDecodeError as error:
        raise Refusal(422, "invalid_json", f"The body is not valid JSON: {error}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        raise Refusal(422, "invalid_json", f"The body is not valid JSON: {first['ctx']['error']}.")
    field = ".".join(str(part) for part in first["loc"]) or "The body"
    raise Refusal(422, "invalid_request", f"{field}: {first['msg']}.")


def line(message: Message) -> dict[str, Any]:
    """A line of the conversation in the form of ``Line``, without empty fields."""
    shown: dict[str, Any] = {
        "seq": message.seq,
        "author": message.author,
        "text": message.text,
        "at": datetime.fromtimestamp(message.at, UTC),
        "kind": message.kind,
    }
    if message.buttons:
        shown["buttons"] = [{"label": button.label, "payload": button.payload} for button in message.buttons]
    if message.author == "customer":
        shown["id"] = message.delivery_id
    elif message.author == "operator":
        shown["name"] = message.reply
    if message.source:
        shown["source"] = message.source
    if message.drawing:
        shown["picture"] = f"messages/{message.seq}/picture"
    return shown


def reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """``body`` as a JSON response."""
    return Response(orjson.dumps(body), status, headers, "application/json")
