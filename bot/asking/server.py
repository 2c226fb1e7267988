"""Client for servers with the OpenAI chat completions API: Ollama, llama.cpp, vLLM, OpenAI itself."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import orjson
from pydantic import BaseModel, Field, ValidationError

from bot.errors import LanguageModelError, SetupError

MOST_BYTES = 64 * 1024
"""The longest response that is read; the commands in it take a few hundred bytes."""

MOST_TOKENS = 400
"""The most tokens that the model may write."""


class Message(BaseModel):
    """The model's message; ``content`` is None if it refused."""

    content: str | None = None


class Choice(BaseModel):
    """One choice of a completion; the finish reason ``length`` means that it was cut off."""

    message: Message
    finish_reason: str | None = None


class Completion(BaseModel):
    """The part of a chat completion that is read."""

    choices: list[Choice] = Field(min_length=1)


class ChatServer:
    """Asks one model of one server; ``seconds`` is the time limit of a whole answer, from connecting to its last byte."""

    def __init__(self, client: httpx.AsyncClient, model: str, seconds: float) -> None:
        self.client, self.model, self.seconds = client, model, seconds

    async def complete(self, instructions: str, question: str, schema: Mapping[str, Any]) -> str:
        """The text that the model wrote, JSON in ``schema`` if the server enforces it; raises LanguageModelError."""
        try:
            async with asyncio.timeout(self.seconds):
                body = await self.post(request(self.model, instructions, question, schema))
        except TimeoutError as error:
            raise LanguageModelError(f"no answer within {self.seconds:g} s") from error
        except httpx.HTTPError as error:
            raise LanguageModelError(f"no answer ({type(error).__name__})") from error
        return text_of(body)

    async def post(self, body: Mapping[str, Any]) -> bytes:
        """The body of a response with status 200; raises LanguageModelError for any other status or a body that is too long."""
        async with self.client.stream("POST", "chat/completions", content=orjson.dumps(body)) as response:
            if response.status_code != httpx.codes.OK:
                raise LanguageModelError(f"status {response.status_code}", seconds(response.headers.get("retry-after")))
            read = bytearray()
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) > MOST_BYTES:
                    raise LanguageModelError(f"an answer of more than {MOST_BYTES} bytes")
            return bytes(read)


def connect(url: str, key: str) -> httpx.AsyncClient:
    """An HTTP client for a server; ``url`` ends before ``/chat/completions``. SetupError if the URL or the key is unusable."""
    if not key.isascii() or not key.isprintable():
        raise SetupError("FRONTDESK_LLM_KEY holds characters that no key has: copy it again.")
    headers = {"content-type": "application/json", "accept-encoding": "identity"}
    if key:
        headers["authorization"] = f"Bearer {key}"
    try:
        return httpx.AsyncClient(base_url=url, headers=headers, timeout=None)  # ChatServer limits the time of the whole answer instead
    except httpx.InvalidURL as error:
        raise SetupError(f"FRONTDESK_LLM_URL is no address ({error}).") from error


def request(model: str, instructions: str, question: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a request; the constant part comes first, so that a server can cache its prefix."""
    return {
        "model": model,
        "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": question}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "commands", "strict": True, "schema": schema}},
        "temperature": 0,
        "max_tokens": MOST_TOKENS,
        "stream": False,
    }


def text_of(body: bytes) -> str:
    """The text in a completion; raises LanguageModelError if it is empty or was cut off."""
    try:
        choice = Completion.model_validate_json(body).choices[0]
    except ValidationError as error:
        raise LanguageModelError("no chat completion") from error
    if choice.finish_reason == "length":
        raise LanguageModelError("an answer that was cut off")
    if not choice.message.content:
        raise LanguageModelError("an answer without content")
    return choice.message.content


def seconds(header: str | None) -> float | None:
    """A Retry-After header in seconds; None if it is missing or a date."""
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
