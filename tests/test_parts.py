"""Assembling a server: what is missing is reported before anything is served."""

from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.parts import assembled
from bot.settings import Settings

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
