"""Describes bodies and refusals at ``/openapi.json``, which FastAPI cannot do itself because they are checked by hand."""

from typing import Any

from pydantic import BaseModel

from bot.channels.wire import Fault

NAME = r"^[A-Za-z0-9_-]{1,80}$"
"""The form of a pack's name and of a conversation's id; anything else is answered with 404, like a name or id that does not exist."""

RETRY_AFTER = {
    "Retry-After": {"required": True, "description": "Seconds to wait before the next try.", "schema": {"type": "integer", "minimum": 1}}
}
ALLOWED_TYPE = {"Accept": {"required": True, "description": "What this address takes.", "schema": {"type": "string"}}}
HEADERS: dict[int, dict[str, Any]] = {415: ALLOWED_TYPE, 429: RETRY_AFTER, 503: RETRY_AFTER}


def body(model: type[BaseModel], required: bool = True, **longest: int) -> dict[str, Any]:
    """The description of a body that ``wire.parse`` parses; ``longest`` gives the most characters that fields may have."""
    schema = inlined(model.model_json_schema())
    for name, most in longest.items():
        field = schema["properties"][name]
        next((kind for kind in field.get("anyOf", ()) if kind.get("type") == "string"), field)["maxLength"] = most
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with references to its own definitions replaced by them, so that it can be part of a larger document."""
    definitions = schema.pop("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return resolved(definitions[part["$ref"].rpartition("/")[2]])
            return {key: resolved(value) for key, value in part.items()}
        return [resolved(one) for one in part] if isinstance(part, list) else part

    found: dict[str, Any] = resolved(schema)
    return found


def faults(**meanings: str) -> dict[int | str, dict[str, Any]]:
    """The descriptions of refusals, given as ``_404="..."``; temporary ones have the header ``Retry-After``."""
    return {
        int(status[1:]): {"model": Fault, "description": meaning}
        | ({"headers": HEADERS[code]} if (code := int(status[1:])) in HEADERS else {})
        for status, meaning in meanings.items()
    }


LATER = "Nothing can be stored or read right now: try again after `Retry-After` seconds."
NOT_HERE = faults(_404="No such pack, or no such conversation in it.", _503=LATER)
WRITING = faults(
    _403="A page of an origin that was not allowed is asking.",
    _413="Too many bytes.",
    _422="A parameter is wrong.",
    _429="Too many messages are waiting, or you sent too many: try again after `Retry-After` seconds.",
)
NOT_READ = faults(_400="The body was cut off.", _408="The body did not come in time.", _415="Not `application/json`, or compressed.")
NOT_SO = WRITING | NOT_READ | faults(_422="Not JSON, a field is wrong, or the text is too long.")
