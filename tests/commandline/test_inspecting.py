"""``frontdesk explain --text`` chooses the pack where there is one to choose, and otherwise asks for its name."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from tests.registry import tiny


@pytest.fixture
def artifacts(tmp_path: Path) -> Path:
    return tmp_path / "artifacts"


def explained(artifacts: Path, *words: str) -> Result:
    places = {"FRONTDESK_ARTIFACTS_DIR": str(artifacts), "FRONTDESK_DATA_DIR": str(artifacts.parent / "var")}
    return CliRunner().invoke(app, ["explain", "--text", "thanks for that", *words], env=places)


def test_the_only_pack_with_a_model_reads_the_text(artifacts: Path) -> None:
    tiny.write(artifacts, "v1")
    done = explained(artifacts)
    assert done.exit_code == 0, done.exception
    assert "intent thanks" in done.stdout


def test_of_several_packs_one_has_to_be_named(artifacts: Path) -> None:
    tiny.write(artifacts, "v1")
    (artifacts / "credit" / "v1").mkdir(parents=True)
    assert str(explained(artifacts).exception) == (
        "Several packs have a model: credit, small. Name the one that reads the text, e.g. --pack credit."
    )
    assert "intent thanks" in explained(artifacts, "--pack", "small").stdout


def test_without_a_model_the_command_that_makes_one_is_named(artifacts: Path) -> None:
    assert str(explained(artifacts).exception) == f"There is no model in {artifacts} to read the text: frontdesk train PACK makes one."
