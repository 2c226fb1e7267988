"""Assembling a server: what is missing is reported before anything is served."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.composition import assembled
from bot.dialogue.conversation import Conversation
from bot.errors import SetupError
from bot.settings import Settings
from bot.store.erasure import Wanted
from bot.store.sql import SqlStore
from tests.packs.folders import SMALL
from tests.registry import tiny

DOMAINS = Path(__file__).parent.parent / "domains"


async def refusal(**settings: object) -> str:
    """The sentence with which a server refuses to start."""
    with pytest.raises(SetupError) as refused:
        async with assembled(Settings.model_validate({"domains_dir": DOMAINS, **settings})):
            pass
    return str(refused.value)


async def test_a_pack_without_a_model_says_which_command_makes_one(tmp_path: Path) -> None:
    sentence = await refusal(artifacts_dir=tmp_path, data_dir=tmp_path)
    assert "retail" in sentence
    assert "frontdesk train retail" in sentence


@pytest.mark.parametrize("name", ["retial", "../domains/retail", "..", ".", "", "retail/flows", "/", "retail/"])
async def test_a_pack_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path, name: str) -> None:
    sentence = await refusal(packs=(name,), artifacts_dir=tmp_path, data_dir=tmp_path)
    assert f"There is no pack {name!r}" in sentence
    assert "retail" in sentence


async def test_a_server_keeps_conversations_no_longer_than_its_settings_promise(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "domains/small")
    tiny.write(tmp_path / "artifacts", "v1")
    places = {"data_dir": tmp_path / "var", "artifacts_dir": tmp_path / "artifacts", "domains_dir": tmp_path / "domains"}
    settings = Settings.model_validate({**places, "packs": ("small",), "keep_days": 365})
    async with assembled(settings) as parts:
        store = await SqlStore.connect(settings.database)
        await store.create(Conversation("old", "small"), "web", 1.0)
        async with parts.running():
            async with asyncio.timeout(10):
                while await store.number(Wanted()):  # noqa: ASYNC110 - nothing tells who looks from outside
                    await asyncio.sleep(0.02)
        await store.close()
