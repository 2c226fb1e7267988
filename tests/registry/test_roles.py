"""How changes affect roles, and which version a rollback goes back to."""

from pathlib import Path

import pytest

from bot.errors import RoleError
from bot.registry.changing import PromotionRequest, going_back, promotion
from bot.registry.roles import Kind, RoleChange, Roles, activations, after
from tests.registry import tiny


def change(kind: Kind, version: str, share: float = 1.0, before: str | None = None) -> RoleChange:
    return RoleChange("small", kind, version, 7.0, "mei", share=share, before=before)


def made(*changes: RoleChange) -> Roles:
    roles = Roles()
    for one in changes:
        roles = after(roles, one)
    return roles


def versions(roles: Roles) -> tuple[str | None, str | None]:
    return (roles.active and roles.active.version, roles.candidate and roles.candidate.version)


def test_a_canary_runs_beside_the_active_version_until_it_is_stopped() -> None:
    running = made(change("promoted", "v1"), change("tried", "v2", 0.1))
    assert versions(running) == ("v1", "v2")
    assert running.candidate is not None
    assert (running.candidate.role, running.candidate.share, running.candidate.since, running.candidate.by) == (
        "candidate",
        0.1,
        7.0,
        "mei",
    )
    assert versions(after(running, change("stopped", "v2"))) == ("v1", None)


@pytest.mark.parametrize("ending", [change("promoted", "v2"), change("promoted", "v3"), change("rolled_back", "v0")])
def test_whatever_becomes_active_ends_the_canary(ending: RoleChange) -> None:
    assert versions(after(made(change("promoted", "v1"), change("tried", "v2", 0.1)), ending)) == (ending.version, None)


def test_going_back_goes_further_back_each_time_and_what_was_left_is_forgotten() -> None:
    history = [
        change("promoted", "v1"),
        change("promoted", "v2"),
        change("tried", "v9", 0.1),
        change("stopped", "v9"),
        change("promoted", "v3"),
    ]
    assert activations(history) == ["v1", "v2", "v3"]
    history.append(change("rolled_back", "v2"))
    assert activations(history) == ["v1", "v2"]
    history += [change("promoted", "v4"), change("rolled_back", "v2"), change("rolled_back", "v1")]
    assert activations(history) == ["v1"]


def test_before_the_first_promotion_served_what_it_replaced() -> None:
    assert activations([change("promoted", "v2", before="v1")]) == ["v1", "v2"]


def wish(version: str, share: float = 1.0) -> PromotionRequest:
    return PromotionRequest("small", version, "mei", 8.0, share)


ACTIVE = made(change("promoted", "v1"))
RUNNING = after(ACTIVE, change("tried", "v2", 0.1))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for version in ("v1", "v2", "v3"):
        tiny.write(tmp_path, version)
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "roles", "sentence"),
    [
        (wish("v1"), ACTIVE, "served with v1 already"),
        (wish("v1"), RUNNING, "--stop ends the canary"),
        (wish("v22"), ACTIVE, r"no version 'v22' \(nearest: v2"),
        (wish("v2", 1.5), ACTIVE, "between 0 and 1"),
        (wish("v2", 0.0), ACTIVE, "between 0 and 1"),
        (wish("v2", 0.1), Roles(), "first promote the one that serves now"),
        (wish("v1", 0.1), ACTIVE, "served with v1 already"),
        (wish("v3", 0.1), RUNNING, "v2 is on trial already"),
        (PromotionRequest("smal", "v1", "mei", 8.0), Roles(), r"no model of 'smal' .*\(nearest: small\)"),
    ],
)
def test_what_cannot_be_promoted_is_answered_with_what_to_do(root: Path, asked: PromotionRequest, roles: Roles, sentence: str) -> None:
    with pytest.raises(RoleError, match=sentence):
        promotion(root, asked, roles)


def test_a_broken_version_is_refused(root: Path) -> None:
    tiny.spoil(root / "small/v2")
    with pytest.raises(RoleError, match=r"v2 of small is broken.*has changed"):
        promotion(root, wish("v2"), ACTIVE)


def test_a_promotion_says_what_it_replaces(root: Path) -> None:
    assert promotion(root, wish("v2"), ACTIVE).before == "v1"
    tiny.spoil(root / "small/v2")
    assert promotion(root, wish("v3"), Roles()).before == "v1"  # what a server without a row would have served before v3 existed
    assert promotion(root, wish("v1"), Roles()).before is None


def test_there_must_be_something_whole_to_go_back_to(root: Path) -> None:
    with pytest.raises(RoleError, match="no version of small that was active before"):
        going_back(root, "small", ACTIVE, [change("promoted", "v1")], "mei", 9.0)
    history = [change("promoted", "v2"), change("promoted", "v1")]
    assert going_back(root, "small", ACTIVE, history, "mei", 9.0).version == "v2"
    tiny.spoil(root / "small/v2")
    with pytest.raises(RoleError, match="broken"):
        going_back(root, "small", ACTIVE, history, "mei", 9.0)
