"""Remaining life: what is said of a cycle rests on that cycle and earlier ones, and never on more than can be known."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.advice.maintenance import life as lives
from bot.advice.maintenance import windows
from bot.advice.maintenance.life import Life
from bot.errors import ArtifactError
from tests.advice import mills
from training.advice import series


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    return mills.life(tmp_path_factory.mktemp("pumps"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> series.Series:
    return series.read(mills.pumps(tmp_path_factory.mktemp("other") / "pumps.txt", 6, 9), series.Names())


def test_a_pump_near_its_end_has_less_left_than_a_new_one(life: Life, other: series.Series) -> None:
    for values, left in zip(other.values, other.left, strict=True):
        young, old = lives.remaining(life, values[:20]), lives.remaining(life, values[:-5])
        assert young.cycles > 45
        assert young.young
        assert abs(old.cycles - left[-6]) < 15
        assert not old.capped


@given(cut=st.integers(1, 59), unit=st.integers(0, 5))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_came_later_does_not_count_and_the_cap_holds(life: Life, other: series.Series, cut: int, unit: int) -> None:
    values = other.values[unit]
    whole = life.expected(life.rows(values))
    found = lives.remaining(life, values[:cut])
    assert found.cycles == pytest.approx(whole[cut - 1])
    assert 0 <= found.low <= found.cycles + 1e-9
    assert found.cycles <= found.high + 1e-9 or found.high == life.cap
    assert found.cycles <= life.cap


def test_missing_readings_are_held_over() -> None:
    held = windows.filled(np.array([[np.nan, 1.0], [2.0, np.nan], [np.nan, 3.0], [np.nan, np.nan]]))
    assert held.tolist() == [[2.0, 1.0], [2.0, 1.0], [2.0, 3.0], [2.0, 3.0]]


def test_a_sensor_that_is_silent_throughout_does_not_break_it(life: Life, other: series.Series) -> None:
    values = other.values[0][:40].copy()
    values[:, 1] = np.nan
    assert 0 <= lives.remaining(life, values).cycles <= life.cap


@pytest.mark.parametrize("shape", [(0, 3), (5, 2)])
def test_a_series_that_does_not_fit_is_refused(life: Life, shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least one cycle of 3 readings"):
        lives.remaining(life, np.zeros(shape))


def test_a_saved_model_says_the_same(life: Life, other: series.Series, tmp_path: Path) -> None:
    path = tmp_path / "life.npz"
    path.write_bytes(lives.dumped(life))
    assert lives.remaining(lives.load(path), other.values[0][:50]) == lives.remaining(life, other.values[0][:50])
    path.write_bytes(b"none")
    with pytest.raises(ArtifactError, match="fit it again"):
        lives.load(path)
