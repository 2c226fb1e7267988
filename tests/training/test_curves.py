"""The picture of a training: what is on it, and that it is the same for the same numbers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from bot.inference import artifact
from tests.training import tiny
from tests.training.test_calibrate import LABELS, held
from training import curves, run
from training.calibrate import calibrate
from training.curves import Shown


def shown(course: curves.Course = (), count: int = 400) -> Shown:
    rows = held(count, 3.0, 5)
    return Shown(rows, LABELS, calibrate(rows, LABELS, 1), course)


def drawn(path: Path, what: Shown) -> bytes:
    curves.draw(path, what)
    return path.read_bytes()


def test_the_same_numbers_give_the_same_file_and_others_another(tmp_path: Path) -> None:
    course = [(3.0 / (i + 1), 0.001) for i in range(100)]
    first = drawn(tmp_path / "a.png", shown(course))
    assert first == drawn(tmp_path / "b.png", shown(course))
    assert first != drawn(tmp_path / "c.png", shown([*course[:-1], (9.0, 0.001)]))


def test_the_threshold_is_where_it_was_chosen(tmp_path: Path) -> None:
    what = shown()
    limits = what.calibration.limits.model_copy(update={"accept": 0.2})
    other = replace(what, calibration=what.calibration.model_copy(update={"limits": limits}))
    assert drawn(tmp_path / "a.png", what) != drawn(tmp_path / "b.png", other)


def test_the_picture_names_no_program_and_no_day(tmp_path: Path) -> None:
    drawn(tmp_path / "a.png", shown())
    with Image.open(tmp_path / "a.png") as picture:
        assert set(picture.info) <= {"dpi"}
        assert picture.size == (800, 360)


def test_without_rows_to_judge_by_there_is_still_a_picture(tmp_path: Path) -> None:
    assert drawn(tmp_path / "a.png", shown([(1.0, 0.1), (0.5, 0.0)], count=0)).startswith(b"\x89PNG")


def test_where_everything_is_turned_away_there_is_still_a_picture(tmp_path: Path) -> None:
    what = shown()
    limits = what.calibration.limits.model_copy(update={"out_of_scope": 0.0})
    assert drawn(tmp_path / "a.png", replace(what, calibration=what.calibration.model_copy(update={"limits": limits})))
    assert (np.array(Image.open(tmp_path / "a.png")) != 255).any()


def test_the_card_of_a_model_shows_its_picture_which_belongs_to_the_artifact(tmp_path: Path) -> None:
    rows = [{"text": f"{noun}{end}", "intent": noun} for noun in ("退款", "快递") for end in "到哪了吗呢吧啊在行好"]
    made = run.train_utterances(tiny.write_csv(tmp_path / "zh.csv", rows), tmp_path / "model", "quick", 7, lambda *_: None).folder
    assert "](other/curves.png)" in (made / artifact.CARD).read_text(encoding="utf-8")
    assert "other/curves.png" in artifact.verify(made).files
