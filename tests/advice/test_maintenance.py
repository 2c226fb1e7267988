"""Verdicts on machines: a risk is a probability, a cause is named where it is sure, and what would change a verdict really changes it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.advice.maintenance import engine
from bot.advice.maintenance import model as models
from bot.advice.maintenance.model import Model
from bot.errors import ArtifactError
from tests.advice import mills

FINE = {"Hall [K]": 300.0, "Coil [K]": 322.0, "Speed [rpm]": 1500.0, "Torque [Nm]": 35.0}
SEEN = {"Hall [K]": (290, 310), "Coil [K]": (300, 350), "Speed [rpm]": (700, 2300), "Torque [Nm]": (5, 80)}
some_readings = st.fixed_dictionaries({}, optional={name: st.floats(low, high) for name, (low, high) in SEEN.items()}).filter(bool)
often = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return mills.model(tmp_path_factory.mktemp("mills"))


@given(readings=some_readings)
@often
def test_a_risk_is_a_probability_and_a_change_turns_the_verdict_within_what_was_seen(model: Model, readings: dict[str, float]) -> None:
    verdict = engine.assess(model, readings, {"grade": "M"})
    assert 0 <= verdict.low <= verdict.high <= 1
    assert 0 <= verdict.risk <= 1
    assert verdict.fails == (verdict.risk >= verdict.threshold)
    seen = {one.name: one for one in model.readings}
    for change in verdict.changes:
        assert seen[change.reading].low <= change.value <= seen[change.reading].high
        if not verdict.missing:
            turned = engine.assess(model, {**readings, change.reading: change.value}, {"grade": "M"})
            assert turned.fails != verdict.fails
            assert turned.risk == pytest.approx(change.risk)


@given(readings=some_readings, chance=st.randoms())
@often
def test_a_verdict_does_not_depend_on_the_order_of_readings(model: Model, readings: dict[str, float], chance: Any) -> None:
    other = list(readings.items())
    chance.shuffle(other)
    assert engine.assess(model, dict(other)) == engine.assess(model, readings)


def test_the_cause_is_the_law_that_was_broken(model: Model) -> None:
    drive = engine.assess(model, {**FINE, "Torque [Nm]": 62.0, "Speed [rpm]": 1700.0})
    coil = engine.assess(model, {**FINE, "Coil [K]": 345.0})
    assert (drive.fails, drive.cause) == (True, "drive")
    assert (coil.fails, coil.cause) == (True, "coil")
    fine = engine.assess(model, FINE)
    assert (fine.fails, fine.cause) == (False, None)


def test_what_would_change_the_verdict_is_near_the_law(model: Model) -> None:
    verdict = engine.assess(model, {**FINE, "Torque [Nm]": 62.0, "Speed [rpm]": 1700.0})
    found = {change.reading: change.value for change in verdict.changes}
    allowed = mills.POWER / (1700 * 2 * np.pi / 60)
    assert found["Torque [Nm]"] == pytest.approx(allowed, abs=5)
    assert found["Torque [Nm]"] < 62
    assert "Hall [K]" not in found


def test_a_missing_reading_makes_the_verdict_less_certain(model: Model) -> None:
    known = engine.assess(model, FINE)
    open_ = engine.assess(model, {name: value for name, value in FINE.items() if name != "Torque [Nm]"})
    assert open_.missing == ("Torque [Nm]",)
    assert open_.high - open_.low > known.high - known.low == 0
    assert (known.confidence, open_.confidence) != ("high", "high")


def test_a_reading_beyond_what_was_seen_leaves_little_confidence(model: Model) -> None:
    assert engine.assess(model, {**FINE, "Torque [Nm]": 95.0}).confidence == "low"


@pytest.mark.parametrize(
    ("reading", "said", "other", "meant"),
    [
        ("Hall [K]", 25.0, "°C", 298.15),
        ("Hall [K]", 80.0, "°F", 299.8),
        ("Speed [rpm]", 157.0, "rad/s", 1499.2),
        ("Speed [rpm]", 25.0, "1/s", 1500.0),
    ],
)
def test_a_value_in_another_unit_is_asked_back_with_the_guess(model: Model, reading: str, said: float, other: str, meant: float) -> None:
    (doubt,) = engine.doubts(model, {**FINE, reading: said})
    assert doubt.guess is not None
    assert doubt.guess.other == other
    assert doubt.guess.value == pytest.approx(meant, abs=0.2)


def test_a_negative_value_is_asked_back_without_a_guess(model: Model) -> None:
    (doubt,) = engine.doubts(model, {**FINE, "Torque [Nm]": -40.0})
    assert (doubt.said, doubt.guess) == (-40.0, None)
    assert engine.doubts(model, FINE) == ()


@pytest.mark.parametrize("readings", [{}, {"Vibration": 3.0}, {"Torque [Nm]": float("nan")}])
def test_what_is_no_reading_is_refused(model: Model, readings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="give finite numbers"):
        engine.assess(model, readings)


def test_an_unknown_kind_of_machine_is_assessed_all_the_same(model: Model) -> None:
    assert 0 <= engine.assess(model, FINE, {"grade": "X"}).risk < model.threshold


def test_a_saved_model_gives_the_same_verdict(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "faults.npz"
    path.write_bytes(models.dumped(model))
    assert engine.assess(models.load(path), FINE, {"grade": "L"}) == engine.assess(model, FINE, {"grade": "L"})


@pytest.mark.parametrize("text", [b"", b"PK\x03\x04 broken", b"not a model"])
def test_a_broken_file_is_named(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "faults.npz"
    path.write_bytes(text)
    with pytest.raises(ArtifactError, match="fit it again"):
        models.load(path)


def test_trees_that_lead_in_a_circle_are_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "faults.npz"
    path.write_bytes(models.dumped(model))
    with np.load(path) as file:
        parts = dict(file)
    parts["direct/left"] = np.zeros_like(parts["direct/left"])
    np.savez_compressed(path, **parts)
    with pytest.raises(ArtifactError, match="lead back"):
        models.load(path)
