"""Which version a server begins with."""

from pathlib import Path

import pytest
import structlog

from bot.errors import ArtifactError
from bot.registry.roles import RoleChange, Roles, after
from bot.registry.versions import at, to_serve, versions
from tests.registry import tiny


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for version in ("v1", "v2", "v3", "v4"):
        tiny.write(tmp_path, version)
    return tmp_path


def promoted(*names: str) -> tuple[Roles, list[RoleChange]]:
    changes = [RoleChange("small", "promoted", name, 1.0, "mei") for name in names]
    roles = Roles()
    for change in changes:
        roles = after(roles, change)
    return roles, changes


def begins(root: Path, *names: str) -> str:
    return to_serve(root, "small", *promoted(*names)).name


def test_the_folder_of_a_pack_is_no_version_but_its_versions_are_named(root: Path) -> None:
    with pytest.raises(ArtifactError, match=f"newest first: {root}/small/v4, {root}/small/v3, {root}/small/v2 and 1 more"):
        at(root / "small")
    assert at(root / "small" / "v2") == root / "small" / "v2"
    assert at(root / "other") == root / "other"


def test_without_a_promotion_the_newest_serves(root: Path) -> None:
    assert begins(root) == "v4"


def test_a_version_trained_after_a_promotion_does_not_serve(root: Path) -> None:
    assert begins(root, "v2") == "v2"


def test_where_the_active_version_has_a_changed_byte_the_one_active_before_it_serves(root: Path) -> None:
    tiny.spoil(root / "small/v3")
    with structlog.testing.capture_logs() as logs:
        assert begins(root, "v1", "v3") == "v1"
    assert [(line["event"], line["version"]) for line in logs] == [("model_refused", "v3")]


def test_then_an_older_one_before_one_that_nobody_promoted(root: Path) -> None:
    tiny.spoil(root / "small/v3")
    assert begins(root, "v3") == "v2"
    tiny.spoil(root / "small/v2")
    tiny.spoil(root / "small/v1")
    assert begins(root, "v3") == "v4"
    tiny.spoil(root / "small/v4")
    with pytest.raises(ArtifactError, match="frontdesk train small"):
        begins(root, "v3")


def test_every_version_is_looked_at_and_a_broken_one_still_says_what_it_is(root: Path) -> None:
    tiny.spoil(root / "small/v3")
    (root / "small/v2/manifest.json").write_text("{}")
    found = {version.name: version for version in versions(root, "small")}
    assert list(found) == ["v4", "v3", "v2", "v1"]
    assert [bool(version.broken) for version in found.values()] == [False, True, True, False]
    assert found["v3"].manifest is not None
    assert found["v2"].manifest is None
