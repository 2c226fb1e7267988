"""Reads the body of a request, which must be declared as JSON, not compressed, complete and in time; ``limits.Gate`` checks its size."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from bot.channels.wire import Refusal

SECONDS = 30.0
"""Seconds that a body may take to arrive."""

JSON = "application/json"
TAKEN = {"accept": JSON}


async def read(request: Request, seconds: float = SECONDS) -> bytes:
    """The body; a request without a content type is taken for JSON. Raises Refusal 415, 408 and 400."""
    kind = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if kind != JSON:
        raise Refusal(415, "unsupported_type", f"This address takes JSON: send it with the header `Content-Type: {JSON}`.", TAKEN)
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        sentence = "Compressed bodies are not accepted here: send this one without Content-Encoding."
        raise Refusal(415, "unsupported_encoding", sentence, TAKEN | {"accept-encoding": "identity"})
    try:
        async with asyncio.timeout(seconds):
            return await request.body()
    except TimeoutError:
        sentence = f"The body did not come within {seconds:g} seconds. Please send the request again."
        raise Refusal(408, "too_slow", sentence, {"connection": "close"}) from None
    except ClientDisconnect:
        raise Refusal(400, "cut_off", "The body was cut off before its end.") from None
