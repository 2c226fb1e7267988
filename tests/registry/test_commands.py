"""The commands of ``frontdesk models``, as a user types them."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.errors import RoleError, SetupError
from bot.inference import artifact
from bot.registry.cli import after_training, serving
from bot.registry.commands import listed, registry
from bot.registry.roles import RoleChange, Roles
from bot.settings import Settings, read
from tests.evaluation.test_gate import pack
from tests.registry import tiny

Say = Callable[..., Result]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installation with the small pack and three versions, of which the last one has forgotten a word."""
    pack(tmp_path / "domains")
    for version, words in (("v1", tiny.WORDS), ("v2", tiny.WORDS), ("v3", tiny.without("cheers"))):
        tiny.write(tmp_path / "artifacts", version, words)
    folders = {"DATA": "var", "ARTIFACTS": "artifacts", "DOMAINS": "domains"}
    return {f"FRONTDESK_{name}_DIR": str(tmp_path / folder) for name, folder in folders.items()} | {"COLUMNS": "200"}


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return read(environment)


@pytest.fixture
def say(environment: dict[str, str]) -> Say:
    def typed(*words: str) -> Result:
        return CliRunner().invoke(app, ["models", *words], env=environment)

    return typed


def refused(result: Result) -> str:
    """The sentence with which a command ends."""
    assert isinstance(result.exception, RoleError | SetupError), result.output
    return str(result.exception)


def state(say: Say) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(say("list", "small", "--json").stdout)["packs"][0]
    return found


def roles(say: Say) -> dict[str, str]:
    return {role["role"]: version["version"] for version in state(say)["versions"] for role in version["roles"]}


def test_versions_are_listed_newest_first_with_what_the_manifest_says(say: Say, settings: Settings) -> None:
    tiny.spoil(settings.artifacts_dir / "small/v2")
    found = state(say)
    assert [version["version"] for version in found["versions"]] == ["v3", "v2", "v1"]
    assert [version["whole"] for version in found["versions"]] == [True, False, True]
    assert "has changed" in found["versions"][1]["broken"]
    assert found["versions"][0]["groups"]["other"] == {
        "part": "test", "rows": 20, "accuracy": 0.95, "coverage": 0.8, "selective_error": None
    }  # fmt: skip
    assert (found["canary"], found["changes"]) == (None, [])
    shown = say("list").stdout
    assert "95.0% / 80.0%" in shown
    assert "serves: the newest, none was promoted" in shown
    assert not settings.data_dir.exists()  # a command that only reads creates no database


def test_a_promotion_is_compared_and_kept_with_who_did_it(say: Say) -> None:
    done = say("promote", "small", "v2")
    assert "right before" in done.stdout
    assert "v2 serves small from now on" in done.stdout
    assert roles(say) == {"active": "v2"}
    (change,) = state(say)["changes"]
    assert (change["kind"], change["before"], change["note"]) == ("promoted", "v1", "compared with v1: not worse")
    assert change["by"]
    assert "active since" in say("list", "small").stdout


def test_a_worse_candidate_is_refused_with_the_numbers_unless_it_is_forced(say: Say) -> None:
    say("promote", "small", "v2")
    result = say("promote", "small", "v3")
    assert "all rows" in result.stdout
    assert refused(result).startswith("Not promoted: v3 is significantly worse than v2 on: all rows")
    assert roles(say) == {"active": "v2"}
    assert say("promote", "small", "v3", "--force").exit_code == 0
    assert roles(say) == {"active": "v3"}
    assert "forced: v3 is significantly worse" in state(say)["changes"][-1]["note"]


def test_the_first_promotion_of_the_oldest_version_has_nothing_to_be_compared_with(say: Say) -> None:
    assert "right before" not in say("promote", "small", "v1").stdout
    assert state(say)["changes"][0]["note"] == "nothing to compare with"


def test_a_rollback_goes_back_and_then_further(say: Say) -> None:
    say("promote", "small", "v2")
    say("promote", "small", "v3", "--force")
    assert "v2 serves small again instead of v3" in say("rollback", "small").stdout
    assert "v1 serves small again instead of v2" in say("rollback", "small").stdout
    assert "no version of small that was active before" in refused(say("rollback", "small"))
    assert roles(say) == {"active": "v1"}


def test_a_canary_is_begun_shown_and_stopped(say: Say) -> None:
    assert "first promote the one that serves now" in refused(say("promote", "small", "v2", "--share", "0.1"))
    say("promote", "small", "v1")
    assert "v2 reads 10% of the conversations" in say("promote", "small", "v2", "--share", "0.1").stdout
    assert roles(say) == {"active": "v1", "candidate": "v2"}
    shown = say("canary", "small").stdout
    assert "v2 on 10% since" in shown
    assert "handed over" in shown
    assert "handed over" in say("list", "small").stdout
    running = json.loads(say("canary", "small", "--json").stdout)["canary"]
    assert (running["model"]["share"], running["worse"], len(running["lines"])) == (0.1, False, 4)
    assert "v2 is not on trial any more" in say("canary", "small", "--stop").stdout
    assert "No version of small is on trial" in say("canary", "small").stdout
    assert "handed over 0 of 0 against 0 of 0" in say("canary", "small").stdout
    assert "No version of small is on trial" in refused(say("canary", "small", "--stop"))
    assert roles(say) == {"active": "v1"}


@pytest.mark.parametrize("ending", [("promote", "small", "v4"), ("promote", "small", "v3", "--force"), ("rollback", "small")])
def test_what_ends_a_canary_keeps_its_numbers(say: Say, settings: Settings, ending: tuple[str, ...]) -> None:
    tiny.write(settings.artifacts_dir, "v4")
    for version in ("v1", "v2"):
        say("promote", "small", version)
    say("promote", "small", "v4", "--share", "0.2")
    assert say(*ending).exit_code == 0
    assert "candidate" not in roles(say)
    assert "the canary of v4 ended: conversations of the candidate" in state(say)["changes"][-1]["note"]


def test_what_a_server_stopped_is_shown_with_its_numbers(say: Say, settings: Settings) -> None:
    async def stopped() -> None:
        async with registry(settings) as found:
            running = (await found.roles())["small"]
            await found.record(RoleChange("small", "stopped", "v2", 2.0, "frontdesk", "worse in handed over: 9 of 9", 0.1), running)

    say("promote", "small", "v1")
    say("promote", "small", "v2", "--share", "0.1")
    asyncio.run(stopped())
    assert "canary ended: v2, by frontdesk (worse in handed over: 9 of 9)" in say("list", "small").stdout


def test_wrong_names_are_answered_with_the_nearest_ones(say: Say) -> None:
    assert "nearest: v2" in refused(say("promote", "small", "v22"))
    assert "nearest: small" in refused(say("promote", "smal", "v2"))
    assert "nearest: small" in refused(say("list", "smal"))


def test_a_broken_version_is_not_promoted_even_by_force(say: Say, settings: Settings) -> None:
    tiny.spoil(settings.artifacts_dir / "small/v2")
    assert "broken" in refused(say("promote", "small", "v2", "--force"))


def test_a_pack_without_test_rows_needs_force(say: Say, settings: Settings) -> None:
    path = settings.domains_dir / "small/pack.yaml"
    path.write_text(path.read_text("utf-8").replace("[w2]", "[]"), "utf-8")
    assert "test_groups" in refused(say("promote", "small", "v2"))
    assert say("promote", "small", "v2", "--force").exit_code == 0


def test_after_a_training_it_is_said_what_serves(say: Say, settings: Settings) -> None:
    assert "server that is started from now on" in after_training(settings, "small", "v3")
    say("promote", "small", "v2")
    assert "served with v2 until you say: frontdesk models promote small v3" in after_training(settings, "small", "v3")
    elsewhere = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/x"})
    assert after_training(elsewhere, "small", "v3") == "New version: v3."


def test_a_machine_that_only_trains_indexes_the_newest_version(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/x"})
    assert serving(elsewhere, "small").name == "v3"


async def test_a_listing_without_a_database_is_one_without_roles(settings: Settings) -> None:
    found = await listed(settings, "small")
    assert (found.roles, found.changes, found.canary) == (Roles(), (), None)


def test_an_index_is_built_on_the_version_that_serves_and_not_on_the_newest(environment: dict[str, str], say: Say) -> None:
    """A version trained since may be worse, and nobody has promoted it."""
    say("promote", "small", "v1")
    root, domains = (Path(environment[f"FRONTDESK_{name}_DIR"]) for name in ("ARTIFACTS", "DOMAINS"))
    done = CliRunner().invoke(app, ["index", str(domains / "small")], env=environment)
    assert done.exit_code == 0, done.output
    (made,) = {folder.name for folder in (root / "small").iterdir()} - {"v1", "v2", "v3"}
    before, after, newest = (artifact.read(root / "small" / name).files["other/ngram.safetensors"] for name in ("v1", made, "v3"))
    assert after == before != newest


def test_without_a_promoted_version_an_index_is_built_on_the_newest(environment: dict[str, str]) -> None:
    root, domains = (Path(environment[f"FRONTDESK_{name}_DIR"]) for name in ("ARTIFACTS", "DOMAINS"))
    assert CliRunner().invoke(app, ["index", str(domains / "small")], env=environment).exit_code == 0
    (made,) = {folder.name for folder in (root / "small").iterdir()} - {"v1", "v2", "v3"}
    assert (
        artifact.read(root / "small" / made).files["other/ngram.safetensors"]
        == artifact.read(root / "small/v3").files["other/ngram.safetensors"]
    )
