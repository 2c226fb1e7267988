"""A damaged version is refused with the file and a remedy, is never served, and is used once it has been repaired."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from bot.bus.local import LocalBus
from bot.cli import app
from bot.composition import assembled
from bot.errors import RoleError, SetupError
from bot.inference import artifact, transformer
from bot.packs import load
from bot.registry.following import Follower
from bot.registry.live import Live
from bot.registry.loading import RefusedVersions, VersionLoader
from bot.registry.memory import MemoryRegistry
from bot.registry.roles import RoleChange, Roles
from bot.settings import Settings
from bot.store.memory import MemoryStore
from tests.packs.folders import SMALL
from tests.registry import tiny


def rewritten(folder: Path, **fields: object) -> None:
    """Change what a manifest says."""
    file = folder / artifact.MANIFEST
    file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))


def hashed(folder: Path) -> None:
    """Let the manifest agree with the files as they are now."""
    rewritten(folder, files={name: artifact.sha256(folder / name) for name in artifact.contents(folder)})


def half_a_graph(folder: Path) -> None:
    """A graph that was cut off while being exported, before it was hashed."""
    (folder / "other" / transformer.GRAPH).write_bytes(b"\x08\x0a\x12\x07pytorch\x1a\x05")
    manifest = json.loads((folder / artifact.MANIFEST).read_text())
    rewritten(folder, groups={"other": {**manifest["groups"]["other"], "kind": transformer.KIND}})
    hashed(folder)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def of_another_pack(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(tiny.write(folder.parent.parent / "aside", folder.name, pack="bank"), folder)


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def a_loop(folder: Path) -> None:
    """A file that nobody can read, not even root."""
    path = folder / artifact.MANIFEST
    path.unlink()
    path.symlink_to(path)


Damage = Callable[[Path], object]
DAMAGES: dict[str, tuple[Damage, str]] = {
    "a changed byte": (tiny.spoil, r"other/ngram\.safetensors has changed since the artifact was written"),
    "a file that broke off": (lambda folder: cut(folder / "other/ngram.safetensors"), r"ngram\.safetensors has changed"),
    "a graph that broke off before it was hashed": (half_a_graph, r"/other cannot be loaded: .*model\.onnx"),
    "a file that is missing": (lambda folder: (folder / "other/ngram.json").unlink(), r"other/ngram\.json is missing"),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), r"has no manifest\.json"),
    "half a manifest": (lambda folder: cut(folder / "manifest.json"), r"manifest\.json cannot be read: Invalid JSON"),
    "a manifest that cannot be read": (a_loop, r"manifest\.json cannot be read: Too many levels of symbolic links"),
    "a newer version": (lambda f: rewritten(f, format=2, dialect="x"), r"manifest\.json was written by a newer version of Frontdesk"),
    "another pack": (of_another_pack, r"is a model of bank, not of small"),
    "an empty folder": (emptied, r"has no manifest\.json"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The small pack with two versions."""
    for version in ("v1", "v2"):
        tiny.write(tmp_path / "artifacts", version)
    folders = {"data_dir": tmp_path / "var", "artifacts_dir": tmp_path / "artifacts", "domains_dir": SMALL.parent}
    return Settings.model_validate({"packs": ("small",), **folders})


@pytest.fixture(params=DAMAGES)
def damaged(request: pytest.FixtureRequest, settings: Settings) -> tuple[Settings, str]:
    """The pattern matches what is wrong with v2."""
    damage, words = DAMAGES[request.param]
    damage(settings.artifacts_dir / "small/v2")
    return settings, words


async def test_a_start_without_any_other_version_is_refused_with_the_file_and_what_helps(damaged: tuple[Settings, str]) -> None:
    settings, words = damaged
    shutil.rmtree(settings.artifacts_dir / "small/v1")
    with pytest.raises(SetupError, match=rf"The pack small cannot be served: .*/small/v2.*{words}.*backup, or `frontdesk train small`"):
        async with assembled(settings):
            pass


async def test_a_start_takes_the_version_before_it_and_says_why(damaged: tuple[Settings, str]) -> None:
    settings, words = damaged
    with structlog.testing.capture_logs() as logs:
        async with assembled(settings) as parts:
            assert dict(parts.models) == {"small": "v1"}
            assert dict(parts.refused) == {"small": ("v2",)}
    (refusal,) = refusals(logs)
    assert refusal["version"] == "v2"
    assert re.search(words, refusal["reason"])


async def test_a_start_on_whole_versions_refuses_none(settings: Settings) -> None:
    async with assembled(settings) as parts:
        assert dict(parts.models) == {"small": "v2"}
        assert dict(parts.refused) == {}


def test_a_version_is_loaded_with_all_that_its_first_message_needs(settings: Settings) -> None:
    """The tables of dates are loaded by the first date that is read; a process of its own, since here others may have read one."""
    code = f"""
import sys
from contextlib import ExitStack
from pathlib import Path
from bot.packs.loading import load
from bot.registry.loading import VersionLoader
from bot.settings import Settings
settings = Settings.model_validate({{"artifacts_dir": {str(settings.artifacts_dir)!r}, "data_dir": {str(settings.data_dir)!r}}})
with ExitStack() as stack:
    VersionLoader(settings, {{"small": load(Path({str(SMALL)!r}))}}, stack).load("small", "v2")
    print("dateparser.data.date_translation_data.en" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "True"


async def test_a_version_that_is_mended_and_loaded_later_is_not_called_refused_any_more(settings: Settings) -> None:
    tiny.spoil(settings.artifacts_dir / "small/v2")
    async with AsyncExitStack() as stack:
        registry, loader = MemoryRegistry(MemoryStore()), VersionLoader(settings, {"small": load(SMALL)}, stack)
        live = await loader.live("small", registry, stack)
        follower = Follower(registry, {"small": live}, loader.load, LocalBus())
        refused = RefusedVersions(loader.refused, follower.refused)
        await promote(follower, "v2")
        await looks(follower)
        assert dict(refused) == {"small": ("v2",)}
        shutil.rmtree(settings.artifacts_dir / "small/v2")
        tiny.write(settings.artifacts_dir, "v2")
        await looks(follower)
        assert (await answers(live), dict(refused)) == ("v2", {})


@asynccontextmanager
async def followed(settings: Settings) -> AsyncIterator[tuple[Follower, Live]]:
    """The parts of a process that serves the small pack and follows promotions."""
    async with AsyncExitStack() as stack:
        registry = MemoryRegistry(MemoryStore())
        loader = VersionLoader(settings, {"small": load(SMALL)}, stack)
        live = await loader.live("small", registry, stack)
        yield Follower(registry, {"small": live}, loader.load, LocalBus()), live


async def looks(follower: Follower, times: int = 1) -> None:
    """The next looks at the registry, each after a rest."""
    for _ in range(times):
        follower.resting.clear()
        await follower.look()


async def promote(follower: Follower, version: str) -> None:
    await follower.registry.record(RoleChange("small", "promoted", version, 1.0, "mei"), Roles())


async def answers(live: Live) -> str:
    """The version that reads a message."""
    with live.lend("c1") as serving:
        understood, _ = await serving.understander.understand("thanks", 1.0)
    assert understood.intents[0].name == "thanks"
    return understood.model


async def test_a_running_server_keeps_its_model_says_so_once_and_takes_the_version_once_it_is_mended(damaged: tuple[Settings, str]) -> None:
    settings, _ = damaged
    async with followed(settings) as (follower, live):
        await promote(follower, "v2")
        with structlog.testing.capture_logs() as logs:
            await looks(follower, 3)
            assert await answers(live) == "v1"
        assert [(line["version"], line["serving"]) for line in refusals(logs)] == [("v2", "v1")]
        shutil.rmtree(settings.artifacts_dir / "small/v2")
        tiny.write(settings.artifacts_dir, "v2")
        await looks(follower)
        assert await answers(live) == "v2"


async def test_a_version_that_is_broken_in_another_way_than_before_is_said_again(settings: Settings) -> None:
    async with followed(settings) as (follower, _):
        await promote(follower, "v1")
        (settings.artifacts_dir / "small/v1/other/ngram.json").unlink()
        with structlog.testing.capture_logs() as logs:
            await looks(follower, 2)
            (settings.artifacts_dir / "small/v1/manifest.json").unlink()
            await looks(follower, 2)
        assert ["ngram.json is missing" in line["reason"] for line in refusals(logs)] == [True, False]


async def test_a_shared_folder_that_is_not_mounted_is_named_at_the_start(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "mount").mkdir()
    nothing = settings.model_copy(update={"artifacts_dir": tmp_path / "own", "shared_artifacts_dir": tmp_path / "mount"})
    with pytest.raises(SetupError, match=rf"{tmp_path}/mount holds nothing of small, is it mounted\?"):
        async with assembled(nothing):
            pass


async def test_what_is_promoted_while_the_shared_folder_is_not_mounted_serves_once_it_is(settings: Settings, tmp_path: Path) -> None:
    mount = tmp_path / "mount"
    mount.mkdir()
    sharing = settings.model_copy(update={"shared_artifacts_dir": mount})
    async with followed(sharing) as (follower, live):
        await promote(follower, "v3")
        with structlog.testing.capture_logs() as logs:
            await looks(follower, 2)
        assert [line["reason"] for line in refusals(logs)] == [f"{mount}/small/v3 is not there"]
        assert await answers(live) == "v2"
        tiny.write(mount, "v3")
        await looks(follower)
        assert await answers(live) == "v3"


def test_the_list_shows_what_is_wrong_with_a_version_and_nobody_can_promote_it(damaged: tuple[Settings, str]) -> None:
    settings, words = damaged
    if "cannot be loaded" in words:
        pytest.skip("its files are what its manifest says; it is noticed when it is loaded")
    environment = environment_of(settings)
    listed = CliRunner().invoke(app, ["models", "list", "small", "--json"], env=environment)
    (listing,) = json.loads(listed.output)["packs"]
    broken = {version["version"]: version["broken"] for version in listing["versions"]}
    assert re.search(words, broken["v2"])
    assert broken["v1"] == ""
    refused = CliRunner().invoke(app, ["models", "promote", "small", "v2"], env=environment)
    assert isinstance(refused.exception, RoleError)
    assert re.search(words, str(refused.exception))


def environment_of(settings: Settings) -> dict[str, str]:
    return {f"FRONTDESK_{name.upper()}": str(getattr(settings, name)) for name in ("data_dir", "artifacts_dir", "domains_dir")}


def test_a_process_that_cannot_start_says_one_sentence_and_ends_with_status_1(settings: Settings) -> None:
    for version in ("v1", "v2"):
        tiny.spoil(settings.artifacts_dir / "small" / version)
    command = [sys.executable, "-m", "bot", "serve", "small", "--port", "0"]
    ended = subprocess.run(
        command, env={**os.environ, **environment_of(settings), "COLUMNS": "400"}, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    said = " ".join(ended.stderr.split())
    assert said.startswith("The pack small cannot be served")
    assert "small/v2/other/ngram.safetensors has changed" in said
    assert "`frontdesk train small`" in said


def refusals(logs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [line for line in logs if line["event"] == "model_refused"]
