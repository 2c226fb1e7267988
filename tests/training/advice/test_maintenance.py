"""What is learnt of machines: never from what is known only after a failure, and served as it was learnt."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.advice.maintenance import features
from bot.advice.maintenance import life as lives_format
from bot.advice.maintenance import model as models
from bot.errors import DataError
from tests.advice import mills
from training.advice import boosting, engines, lives, machines, maintenance, series
from training.advice.boosting import Boosting
from training.advice.machines import Asked
from training.advice.series import Names


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> machines.Machines:
    return machines.read(mills.mills(tmp_path_factory.mktemp("mills") / "mills.csv", 900, 1), Asked("failed"))


def text(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "rows.csv"
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize("lost", [False, True])
def test_served_trees_give_what_the_library_gives(data: machines.Machines, lost: bool) -> None:
    rows = features.rows(data.values, data.kinds, {"grade": ("H", "L", "M")}, features.pairs(4))
    if lost:
        rows = np.where(np.random.default_rng(3).random(rows.shape) < 0.1, np.nan, rows)
    learnt = boosting.classifier(Boosting(rounds=30), 1).fit(rows, data.failed)
    assert boosting.forest(learnt).chance(rows) == pytest.approx(learnt.predict_proba(rows)[:, 1], abs=1e-12)
    number = boosting.regressor(Boosting(rounds=30), 1).fit(rows, data.values[:, 0])
    assert boosting.forest(number).raw(rows) == pytest.approx(number.predict(rows), abs=1e-9)


def test_modes_outcomes_identifiers_and_constants_are_no_inputs(data: machines.Machines) -> None:
    assert data.readings == ("Hall [K]", "Coil [K]", "Speed [rpm]", "Torque [Nm]")
    assert list(data.kinds) == ["grade"]
    assert set(data.modes) == {"drive", "coil"}
    assert set(data.left_out) == {"nr", "label", "worked", "odd"}


def test_the_product_and_the_difference_that_decide_are_found(data: machines.Machines) -> None:
    derived = maintenance.fit(data, mills.QUICK).derived
    assert features.Derived("product", 2, 3) in derived
    assert features.Derived("difference", 0, 1) in derived


def test_a_column_of_words_that_tells_the_failure_becomes_its_modes(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    kinds = chance.choice(["No Failure", "Heat", "Power"], 300, p=[0.8, 0.1, 0.1])
    lines = [f"{chance.normal():.2f},{int(kind != 'No Failure')},{kind}" for kind in kinds]
    found = machines.read(text(tmp_path, "load,Target,Failure Type\n" + "\n".join(lines)), Asked("target"))
    assert found.readings == ("load",)
    assert set(found.modes) == {"Heat", "Power"}
    by_words = machines.read(tmp_path / "rows.csv", Asked("Failure Type", ignore=("Target",)))
    assert set(by_words.modes) == {"Heat", "Power"}
    assert by_words.failed.tolist() == found.failed.tolist()


def test_another_encoding_and_decimal_commas_are_read(tmp_path: Path) -> None:
    rows = "\n".join(f"{300 + at},{at % 10};{at % 7};{'是' if at % 9 == 0 else '否'}" for at in range(200))
    found = machines.read(text(tmp_path, f"温度 [K];转速;故障\n{rows}\n", "gb18030"), Asked("故障"))
    assert found.values[1].tolist() == [301.1, 1.0]
    assert int(found.failed.sum()) == 23


def test_rows_without_a_target_are_left_out_and_gaps_are_learnt_from(tmp_path: Path) -> None:
    lines = [f"{at},{'' if at % 4 else at * 2},{'' if at % 10 == 0 else int(at > 150)}" for at in range(200)]
    found = machines.read(text(tmp_path, "a [h],b,broken\n" + "\n".join(lines)), Asked("broken", ignore=("a [h]",)))
    assert found.dropped == 20
    assert np.isnan(found.values).sum() == 140
    assert maintenance.fit(found, mills.QUICK).threshold < 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("load,failed\n1,0\n", "no column to learn from"),
        ("load,failed\n" + "1,0\n" * 60 + "2,1\n" * 3, "at least 10"),
        ("load,broken\n1,0\n2,1\n", "has no column 'failed': there are load, broken"),
        ("failed\n" + "1\n0\n" * 20, "no column to learn from"),
        ("load,failed\n" + "5,1\n5,0\n" * 20, "no column to learn from"),
        ("load,failed\n" + "\n".join(f"{n},{n}" for n in range(40)), "a failure is a yes or a no"),
        ("load,failed\n1,\n2,\n", "has no row with a failed"),
    ],
)
def test_what_cannot_be_learnt_from_is_named(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=message):
        maintenance.fit(machines.read(text(tmp_path, content), Asked("failed")), mills.QUICK)


def test_a_test_part_without_a_reading_is_named(data: machines.Machines, tmp_path: Path) -> None:
    path = text(tmp_path, "grade,Hall [K],failed\nL,300,0\nM,301,1\n")
    with pytest.raises(DataError, match=r"no column 'Coil \[K\]'"):
        machines.read(path, Asked("failed"), data)


def test_series_are_put_in_order_and_doubles_left_out(tmp_path: Path) -> None:
    path = text(tmp_path, "Machine ID;Cycle;pressure\nb;2;1,5\nb;1;1,0\na;1;9,0\na;1;8,0\nc;1;7,0\nb;3;\n")
    found = series.read(path, Names())
    assert found.columns == ("pressure",)
    assert [one[:, 0].tolist() for one in found.values[:1]] == [[8.0]]
    assert found.values[1][:2, 0].tolist() == [1.0, 1.5]
    assert found.left[1].tolist() == [2.0, 1.0, 0.0]


def test_what_was_left_comes_from_a_file_or_a_column(tmp_path: Path) -> None:
    left = tmp_path / "left.txt"
    left.write_text("10\n20\n30\n", encoding="utf-8")
    path = text(tmp_path, "unit,cycle,load\n" + "".join(f"{unit},{cycle},1.5\n" for unit in (1, 2, 3) for cycle in (1, 2)))
    assert [one.tolist() for one in series.read(path, Names(), left).left] == [[11, 10], [21, 20], [31, 30]]
    left.write_text("10\n", encoding="utf-8")
    with pytest.raises(DataError, match="1 numbers for 3 machines"):
        series.read(path, Names(), left)
    path = text(tmp_path, "unit,cycle,load,RUL\n" + "".join(f"{unit},{cycle},1.5,{90 - cycle}\n" for unit in (1, 2, 3) for cycle in (1, 2)))
    assert series.read(path, Names()).left[0].tolist() == [89, 88]


def test_columns_of_different_lengths_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 2: has 2 numbers where the first line has 3"):
        series.read(text(tmp_path, "1 1 0.5\n1 2\n"), Names())


def test_sensors_are_compared_within_ways_of_running() -> None:
    chance = np.random.default_rng(1)
    way = chance.integers(0, 2, 400)
    values = np.stack([way * 20 + chance.normal(0, 0.01, 400), way * 100 + chance.normal(0, 1, 400)], axis=1)
    found, sensors = lives.regimes(("setting 1", "pressure"), values, 1)
    assert (len(found.centres), sensors) == (2, (1,))
    assert abs(found.levelled(values, sensors)).max() < 6
    alone, sensors = lives.regimes(("setting 1", "pressure"), chance.normal(size=(400, 2)), 1)
    assert (len(alone.centres), sensors) == (1, (0, 1))


def test_a_pack_is_fitted_again_to_data_with_its_readings_and_to_no_other(data: machines.Machines, tmp_path: Path) -> None:
    folder = tmp_path / "pack/data"
    folder.mkdir(parents=True)
    (folder / "faults.npz").write_bytes(models.dumped(maintenance.fit(data, replace(mills.QUICK, derive=False))))
    assert "life.npz: version" in engines.refit(folder.parent, mills.pumps(tmp_path / "pumps.txt", 3, 1), 7)
    assert lives_format.load(folder / "life.npz").cap <= 125
    with pytest.raises(DataError, match="this pack asks for Hall"):
        engines.refit(folder.parent, text(tmp_path, "load,failed\n" + "\n".join(f"{n / 7:.2f},{n % 3 // 2}" for n in range(60))), 7)
