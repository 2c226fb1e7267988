"""A server that speaks ``/v1/chat/completions`` as the API reference of OpenAI describes it, with a scripted model behind it."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response

from tests.serving import Serving

KEY = "sk-test-4242"
MODEL = "org/small-model:1b"
STRICT = {"type", "properties", "required", "additionalProperties", "items", "enum"}
"""Keywords that our schema may use; all of them are in the subset that strict mode knows."""


def commands(
    *start: str, set: Mapping[str, str] | None = None, say: Mapping[str, str] | None = None, verdict: str = "understood"
) -> dict[str, Any]:
    """What a model writes: intents, words of the message by slot, words of the message by what they say to the bot."""
    values = [{"slot": slot, "quote": quote} for slot, quote in (set or {}).items()]
    words = [{"word": word, "quote": quote} for word, quote in (say or {}).items()]
    return {"start": list(start), "set": values, "say": words, "verdict": verdict}


@dataclass
class ScriptedModel:
    """Writes what is in its script, message by message; ``broken`` is how the server fails before the model is reached."""

    script: dict[str, Any] = field(default_factory=dict)
    """By message: commands that keep to the schema, or a text as it is."""
    broken: Response | None = None
    finish_reason: str = "stop"
    delay: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """What was wrong with requests."""

    @property
    def messages(self) -> list[str]:
        """What it was asked about."""
        return [json.loads(request["messages"][1]["content"])["message"] for request in self.requests]

    async def answer(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return failure(401, f"Incorrect API key provided: {request.headers.get('authorization')}")
        try:
            check(body, request.headers)
        except AssertionError as error:
            self.refused.append(str(error))
            return failure(400, str(error))
        await asyncio.sleep(self.delay)
        return self.broken or completion(self.write(body), self.finish_reason)

    def write(self, body: Mapping[str, Any]) -> str | None:
        """The content; a strict server never lets a model leave the schema, so a script that does is a mistake of the test."""
        written = self.script[json.loads(body["messages"][1]["content"])["message"]]
        if isinstance(written, dict):
            fits(written, body["response_format"]["json_schema"]["schema"])
            return json.dumps(written, ensure_ascii=False)
        return None if written is None else str(written)


def check(body: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """What the API reference asks of a request."""
    assert headers["content-type"] == "application/json"
    assert body["model"] == MODEL, "The model does not exist"
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert all(isinstance(message["content"], str) for message in body["messages"])
    assert body["stream"] is False
    assert 0 <= body["temperature"] <= 2
    assert body["max_tokens"] > 0
    form = body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["name"].replace("_", "").replace("-", "").isalnum()
    assert form["json_schema"]["schema"]["type"] == "object", "the root of a strict schema is an object"
    strict(form["json_schema"]["schema"])


def strict(schema: Mapping[str, Any]) -> None:
    """Only what strict mode takes: known keywords, closed objects, every property required, enumerations that are not empty."""
    assert set(schema) <= STRICT, f"unknown keywords {set(schema) - STRICT}"
    match schema["type"]:
        case "object":
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])
            for one in schema["properties"].values():
                strict(one)
        case "array":
            strict(schema["items"])
        case "string":
            names = schema.get("enum", ["any"])
            assert names
            assert len(names) == len(set(names)) <= 1000
        case other:
            raise AssertionError(f"a type {other} that is not expected")


def fits(value: Any, schema: Mapping[str, Any]) -> None:
    """Whether a value is one of the schema; AssertionError where it is not."""
    match schema["type"]:
        case "object":
            assert isinstance(value, dict)
            assert set(value) == set(schema["properties"])
            for name, one in schema["properties"].items():
                fits(value[name], one)
        case "array":
            assert isinstance(value, list)
            for one in value:
                fits(one, schema["items"])
        case "string":
            assert isinstance(value, str)
            assert value in schema.get("enum", [value])


def completion(content: str | None, finish_reason: str = "stop") -> Response:
    """A chat completion object."""
    message = {"role": "assistant", "content": content, "refusal": None if content else "I can't help with that.", "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason}
    usage = {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}
    return as_json({"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice], "usage": usage})


def failure(status: int, message: str, **headers: str) -> Response:
    """An error object."""
    answer = as_json({"error": {"message": message, "type": "error", "param": None, "code": None}}, status)
    answer.headers.update(headers)
    return answer


def as_json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status, media_type="application/json")


@dataclass
class ScriptedServer:
    """A real server; ``address`` is what people write in their settings, ``model`` the one behind it at the moment."""

    address: str = ""
    model: ScriptedModel = field(default_factory=ScriptedModel)

    async def answer(self, request: Request) -> Response:
        return await self.model.answer(request)


@contextmanager
def served() -> Iterator[ScriptedServer]:
    """Serve on a free port."""
    server, app = ScriptedServer(), FastAPI()
    app.post("/v1/chat/completions")(server.answer)
    with Serving(app) as serving:
        server.address = f"{serving.address}/v1"
        yield server
