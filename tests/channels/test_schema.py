"""The description at ``/openapi.json`` is true: schemathesis derives requests from it, right and wrong ones, and checks every answer.

All of its checks are on. The whole house answers, with the webhook of Telegram, and the description links an opened conversation to what
can be done with it, so that most requests reach one.
"""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.channels.telegram.webhook import HEADER
from bot.settings import Settings
from tests.channels.botapi import TOKEN, BotApi
from tests.house import house
from tests.serving import Serving

SECRET = "s3cret-of-the-webhook"
REACHED_BY_NOBODY = {"GET /api/v1/{pack}/conversations/{id}/messages/{seq}/picture"}
"""The shop draws no pictures; what answers where there is one is in ``test_pictures``."""


@pytest.fixture
async def server(api: BotApi, tmp_path: Path) -> AsyncIterator[Serving]:
    telegram = {"telegram_token": TOKEN, "telegram_api": api.address, "telegram_mode": "webhook", "telegram_secret": SECRET}
    limits = {"open_rate": 0, "message_rate": 0}  # hundreds of requests a second come from one address
    settings = Settings.model_validate({"data_dir": tmp_path, "telegram_url": "https://desk.example", **telegram, **limits})
    with Serving(partial(house, settings)) as serving:
        async with asyncio.timeout(10):
            while not api.webhook:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
        yield serving


def checked(server: Serving, folder: Path, *options: str) -> str:
    """The report of schemathesis about the server, from a subprocess because it changes Hypothesis for the whole process."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{server.address}/openapi.json", "--checks", "all", "--mode", "all"]
    header = f"{HEADER}: {SECRET}"
    run = subprocess.run([*command, "--no-color", "-H", header, *options], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    _, _, warnings = run.stdout.partition("= WARNINGS =")
    assert set(re.findall("  - ([A-Z]+ /.*)", warnings)) <= REACHED_BY_NOBODY, run.stdout
    return run.stdout


async def test_what_the_api_answers_is_what_its_description_says(server: Serving, tmp_path: Path) -> None:
    said = await asyncio.to_thread(checked, server, tmp_path, "--generation-deterministic", "--max-examples", "10")
    assert "Selected: 11/11" in said
    assert "❌" not in said


@pytest.mark.slow
async def test_thousands_of_requests_find_nothing_that_the_description_does_not_say(server: Serving, tmp_path: Path) -> None:
    await asyncio.to_thread(checked, server, tmp_path, "--max-examples", "1000", "--max-time", "120")


async def test_every_refusal_is_described_with_its_body_and_when_to_come_back(server: Serving) -> None:
    async with httpx.AsyncClient(base_url=server.address) as client:
        paths = (await client.get("/openapi.json")).json()["paths"]
    writing = [ways["post"]["responses"] for path, ways in paths.items() if "post" in ways]
    assert len(writing) == 6
    for responses in writing:
        assert {"403", "404", "413", "429", "503"} <= set(responses)
        assert all(responses[code]["headers"]["Retry-After"]["required"] for code in ("429", "503"))
    with_body = [ways["post"]["responses"] for ways in paths.values() if "requestBody" in ways.get("post", {})]
    assert len(with_body) == 5
    assert all({"400", "408", "415"} <= set(responses) for responses in with_body)
    refused = [answer for responses in writing for code, answer in responses.items() if code >= "400"]
    assert all(answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Fault"} for answer in refused)


@pytest.mark.parametrize(("path", "allowed"), [("messages", "GET, POST"), ("rating", "POST"), ("close", "POST")])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
async def test_a_method_that_is_not_taken_is_answered_with_those_that_are(
    client: httpx.AsyncClient, conversation: str, path: str, allowed: str, method: str
) -> None:
    refused = await client.request(method, f"{conversation}/{path}")
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)
    assert refused.json()["error"]["code"] == "method_not_allowed"
