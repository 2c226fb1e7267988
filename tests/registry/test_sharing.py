"""Versions in the shared folder: fetched whole or not at all, and put there by training and by promotion."""

import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app
from bot.composition import assembled
from bot.errors import ArtifactError, RoleError, SetupError
from bot.inference import artifact, atomic
from bot.registry.changing import PromotionRequest
from bot.registry.cli import after_training
from bot.registry.commands import promote
from bot.registry.roles import Roles
from bot.registry.sharing import at_hand, copy, names, share
from bot.registry.versions import to_serve
from bot.settings import Settings
from tests.evaluation.test_gate import pack
from tests.registry import tiny
from tests.registry.test_swap import until
from tests.registry.test_versions import promoted

HOSTS = 4


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A shared folder with two versions."""
    for version in ("v1", "v2"):
        tiny.write(tmp_path / "shared", version)
    return tmp_path / "shared"


@pytest.fixture
def settings(tmp_path: Path, shared: Path) -> Settings:
    """A host that has trained nothing."""
    pack(tmp_path / "domains")
    folders = {"data_dir": tmp_path / "var", "artifacts_dir": tmp_path / "own", "domains_dir": tmp_path / "domains"}
    return Settings.model_validate({"packs": ("small",), "shared_artifacts_dir": shared, **folders})


def environment(settings: Settings) -> dict[str, str]:
    folders = ("data_dir", "artifacts_dir", "domains_dir", "shared_artifacts_dir")
    return {f"FRONTDESK_{name.upper()}": str(getattr(settings, name)) for name in folders} | {"COLUMNS": "200"}


def left(folder: Path) -> list[str]:
    """The names in a folder, including hidden ones."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_version_that_is_missing_here_is_fetched_whole(tmp_path: Path, shared: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        folder = at_hand(tmp_path / "own", shared, "small", "v1")
    assert folder == tmp_path / "own/small/v1"
    assert artifact.verify(folder) == artifact.read(shared / "small/v1")
    assert left(folder.parent) == ["v1"]
    assert [(line["event"], line["version"]) for line in logs] == [("model_fetched", "v1")]


def test_a_version_that_is_here_is_left_alone(tmp_path: Path, shared: Path) -> None:
    own = tiny.write(tmp_path / "own", "v1", tiny.without("cheers"))
    before = artifact.read(own)
    assert at_hand(tmp_path / "own", shared, "small", "v1") == own
    assert artifact.verify(own) == before != artifact.read(shared / "small/v1")


def test_a_damaged_copy_is_refused_by_the_name_of_its_source_and_not_kept(tmp_path: Path, shared: Path) -> None:
    tiny.spoil(shared / "small/v2")
    with pytest.raises(ArtifactError, match=rf"{shared}/small/v2/other/.* has changed"):
        at_hand(tmp_path / "own", shared, "small", "v2")
    assert left(tmp_path / "own/small") == []


def test_a_version_that_is_nowhere_is_named(tmp_path: Path, shared: Path) -> None:
    with pytest.raises(ArtifactError, match="small/v3 is not there"):
        at_hand(tmp_path / "own", shared, "small", "v3")
    assert left(tmp_path / "own") == []


def test_a_copy_for_which_there_is_no_room_is_explained(tmp_path: Path, shared: Path) -> None:
    (tmp_path / "own").write_text("a file where the folder should be")
    with pytest.raises(ArtifactError, match=r"small/v1 cannot be copied to .*own/small: (Not a directory|File exists)"):
        at_hand(tmp_path / "own", shared, "small", "v1")


def test_processes_that_fetch_at_once_do_not_disturb_each_other(tmp_path: Path, shared: Path) -> None:
    """All begin at the same signal, and each sees a whole version as soon as it is done."""
    code = (
        "import sys; from pathlib import Path; from bot.inference import artifact; from bot.registry.sharing import at_hand\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(artifact.verify(at_hand(Path(sys.argv[1]), Path(sys.argv[2]), 'small', 'v1')).version, flush=True)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "own"), str(shared)]
    hosts = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(HOSTS)]
    for host in hosts:
        assert host.stdout is not None
        assert host.stdout.readline() == "ready\n"
    for host in hosts:
        assert host.stdin is not None
        host.stdin.write("go\n")
        host.stdin.flush()
    assert ["v1" in host.communicate(timeout=30)[0] for host in hosts] == [True] * HOSTS
    assert [host.returncode for host in hosts] == [0] * HOSTS
    assert left(tmp_path / "own/small") == ["v1"]


def test_whoever_is_later_leaves_the_copy_of_whoever_was_quicker(tmp_path: Path, shared: Path) -> None:
    own = tmp_path / "own/small/v1"
    with atomic.added(own) as folder:
        (folder / "half a copy").touch()
        copy(shared / "small/v1", own)
    assert artifact.verify(own).version == "v1"
    assert left(own.parent) == ["v1"]


def test_a_host_that_has_nothing_begins_with_the_newest_that_is_shared(tmp_path: Path, shared: Path) -> None:
    assert to_serve(tmp_path / "own", "small", Roles(), [], shared) == tmp_path / "own/small/v2"
    assert left(tmp_path / "own/small") == ["v2"]


def test_where_the_newest_that_is_shared_is_damaged_the_one_before_it_serves(tmp_path: Path, shared: Path) -> None:
    tiny.spoil(shared / "small/v2")
    assert to_serve(tmp_path / "own", "small", Roles(), [], shared).name == "v1"
    tiny.spoil(shared / "small/v1")
    assert to_serve(tmp_path / "own", "small", Roles(), [], shared).name == "v1"
    with pytest.raises(ArtifactError, match=r"in .*other or .*shared\b.*frontdesk train small"):
        to_serve(tmp_path / "other", "small", Roles(), [], shared)


def test_a_host_begins_with_what_was_promoted_wherever_that_is(tmp_path: Path, shared: Path) -> None:
    tiny.write(tmp_path / "own", "v3")
    assert to_serve(tmp_path / "own", "small", *promoted("v1"), shared).name == "v1"
    assert to_serve(tmp_path / "own", "small", Roles(), [], shared).name == "v3"


def test_where_the_shared_folder_is_away_a_host_begins_with_what_it_has(tmp_path: Path, shared: Path) -> None:
    tiny.write(tmp_path / "own", "v0")
    shared.rename(tmp_path / "away")
    assert to_serve(tmp_path / "own", "small", *promoted("v0", "v1"), shared).name == "v0"


async def test_a_server_fetches_what_it_begins_with_and_what_is_promoted_while_it_runs(settings: Settings) -> None:
    async with assembled(settings) as parts, parts.running():
        assert dict(parts.models) == {"small": "v2"}
        assert left(settings.artifacts_dir / "small") == ["v2"]
        elsewhere = settings.model_copy(update={"artifacts_dir": settings.data_dir / "elsewhere"})
        await promote(elsewhere, PromotionRequest("small", "v1", "mei", 0.0), lambda *_: "not looked at")
        await until(parts, "v1")
        assert left(settings.artifacts_dir / "small") == ["v1", "v2"]


async def test_a_server_without_any_version_says_how_to_make_one(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="frontdesk train small"):
        async with assembled(settings.model_copy(update={"shared_artifacts_dir": tmp_path / "away"})):
            pass


def test_what_was_trained_is_shared(settings: Settings, shared: Path) -> None:
    tiny.write(settings.artifacts_dir, "v3")
    assert after_training(settings, "small", "v3") == "New version: v3. A server that is started from now on serves it."
    assert artifact.verify(shared / "small/v3").version == "v3"
    assert left(shared / "small") == ["v1", "v2", "v3"]


def test_without_a_shared_folder_nothing_is_shared(tmp_path: Path) -> None:
    tiny.write(tmp_path / "own", "v3")
    share(tmp_path / "own", None, "small", "v3")
    assert left(tmp_path) == ["own"]


def test_a_training_whose_version_cannot_be_shared_says_so(settings: Settings, shared: Path) -> None:
    tiny.write(settings.artifacts_dir, "v3")
    shared.rename(shared.parent / "away")
    shared.write_text("a file where the folder should be")
    with pytest.raises(ArtifactError, match="small/v3 cannot be copied"):
        after_training(settings, "small", "v3")


def test_a_version_that_only_the_shared_folder_has_can_be_listed_promoted_and_gone_back_to(settings: Settings, shared: Path) -> None:
    def say(*words: str) -> str:
        result = CliRunner().invoke(app, ["models", *words], env=environment(settings))
        assert result.exit_code == 0, result.exception
        return result.output

    assert "v1" in say("list", "small")
    assert left(settings.artifacts_dir) == []
    assert "v1 serves small" in say("promote", "small", "v1")
    assert "v2 serves small" in say("promote", "small", "v2", "--force")
    (settings.artifacts_dir / "small/v1").rename(settings.data_dir / "gone")
    assert "v1 serves small again" in say("rollback", "small")
    assert left(settings.artifacts_dir / "small") == ["v1", "v2"]


def test_what_is_promoted_is_shared_and_compared_with_what_only_the_shared_folder_has(settings: Settings, shared: Path) -> None:
    tiny.write(settings.artifacts_dir, "v3", tiny.without("cheers"))
    refused = CliRunner().invoke(app, ["models", "promote", "small", "v3"], env=environment(settings))
    assert isinstance(refused.exception, RoleError), refused.output
    assert left(shared / "small") == ["v1", "v2"]
    assert CliRunner().invoke(app, ["models", "promote", "small", "v3", "--force"], env=environment(settings)).exit_code == 0
    assert artifact.verify(shared / "small/v3").version == "v3"


def test_versions_of_both_places_are_named_once_newest_first(tmp_path: Path, shared: Path) -> None:
    tiny.write(tmp_path / "own", "v2")
    tiny.write(tmp_path / "own", "v0")
    assert names("small", tmp_path / "own", shared) == ["v2", "v1", "v0"]
