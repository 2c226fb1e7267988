"""Fitting triage: what is read of cases, what is learnt of them, and how it is kept."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.advice.triage import model as models
from bot.advice.triage.model import ABSENT, FOUND, OPEN, STATED, UNSURE
from bot.errors import ArtifactError, DataError
from tests.advice import records
from training.advice import cases, interviews, triage
from training.advice.cases import Cases
from training.advice.triage import Settings


@pytest.fixture(scope="module")
def known() -> Cases:
    return cases.gathered([cases.record(row) for row in records.rows(300, 1)])


@pytest.fixture(scope="module")
def fitted(known: Cases) -> models.Model:
    return triage.fit(known)


def test_a_case_is_read_with_what_was_said_unasked_and_what_asking_found() -> None:
    one = cases.record({"exp_sxs": {"cough": "1"}, "imp_sxs": {"fever": 0, "rash": "2", "cough": "1", "itch": True}, "label": "cold"})
    table = cases.gathered([one])
    assert table.symptoms == ("cough", "fever", "itch", "rash")
    assert table.stated.tolist() == [[STATED, OPEN, OPEN, OPEN]]
    assert table.recorded.tolist() == [[OPEN, ABSENT, FOUND, UNSURE]]
    assert table.replies().tolist() == [[2, 1, 0, 2]]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"exp_sxs": {}, "imp_sxs": {}}, "label is missing"),
        ({"exp_sxs": {"cough": "often"}, "imp_sxs": {}, "label": "cold"}, "cough is 'often'"),
        ({"exp_sxs": ["cough"], "imp_sxs": {}, "label": "cold"}, "exp_sxs is not an object"),
        ("cough", "a case is an object"),
    ],
)
def test_a_case_that_cannot_be_used_is_named_and_left_out(tmp_path: Path, row: object, message: str) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([*records.rows(2, 1), row]), encoding="utf-8")
    good, (error,) = cases.read(path)
    assert len(good) == 2
    assert error.row == 3
    assert message in str(error)


@pytest.mark.parametrize("text", ["[]", "{}", "no json", '[{"label": ""}]'])
def test_a_file_without_a_case_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        cases.read(path)


def test_one_condition_alone_is_refused(known: Cases) -> None:
    with pytest.raises(DataError, match="fewer than two conditions"):
        triage.fit(known.part(np.flatnonzero(known.labels == 0)))


def test_asking_finds_the_condition_that_was_not_clear_before(known: Cases, fitted: models.Model) -> None:
    fresh = cases.gathered([cases.record(row) for row in records.rows(300, 2)], fitted.symptoms, fitted.conditions)
    talk = interviews.held(fitted, fresh.stated, fresh.replies(), 5)
    before, after = (float((fitted.logits(one).argmax(axis=1) == fresh.labels).mean()) for one in (talk.moments[0], talk.moments[-1]))
    assert after > before + 0.1
    assert after > 0.9


def test_a_good_question_tells_more_than_one_drawn_at_random(fitted: models.Model) -> None:
    fresh = cases.gathered([cases.record(row) for row in records.rows(300, 3)], fitted.symptoms, fitted.conditions)
    chosen = interviews.held(fitted, fresh.stated, fresh.replies(), 2).moments[-1]
    drawn = interviews.by_chance(fitted, fresh.stated, fresh.replies(), np.full(300, 2), np.random.default_rng(0))
    better, worse = (float((fitted.logits(one).argmax(axis=1) == fresh.labels).mean()) for one in (chosen, drawn))
    assert better > worse + 0.05


def test_an_interview_ends_where_no_answer_would_change_the_advice(fitted: models.Model) -> None:
    fresh = cases.gathered([cases.record(row) for row in records.rows(100, 4)], fitted.symptoms, fitted.conditions)
    talk = interviews.held(fitted, fresh.stated, fresh.replies(), 8)
    lengths = talk.lengths(0.02)
    assert 0 < lengths.mean() < 8
    settled = fitted.logits(talk.ends(lengths)).argmax(axis=1) == fitted.logits(talk.moments[-1]).argmax(axis=1)
    assert settled.mean() > 0.9, "what was advised then is what is advised after every question"


def test_what_was_said_unasked_stands_when_nothing_is_left_to_ask(fitted: models.Model) -> None:
    fresh = cases.gathered([cases.record(row) for row in records.rows(100, 5)], fitted.symptoms, fitted.conditions)
    talk = interviews.held(fitted, fresh.stated, fresh.replies(), len(fitted.symptoms))
    assert np.array_equal(talk.moments[-1][fresh.stated != OPEN], fresh.stated[fresh.stated != OPEN])


def test_a_barred_symptom_and_a_rare_one_are_never_asked_about(known: Cases) -> None:
    model = triage.fit(known, Settings(support=60), barred=["fever"])
    asked = {known.symptoms[place] for place in np.flatnonzero(model.askable)}
    assert "fever" not in asked
    assert asked < set(known.symptoms)


def test_silence_counts_as_no_where_it_shall(known: Cases) -> None:
    silent = triage.fit(known, Settings(silent=1.0))
    assert silent.answers[:, :, 2].mean() < 0.05
    assert silent.answers[:, :, 1].mean() > 0.5


def test_the_same_cases_make_the_same_model(known: Cases, fitted: models.Model) -> None:
    again = triage.fit(known)
    assert again.version == fitted.version
    assert np.array_equal(again.weights, fitted.weights)
    assert triage.fit(known, seed=8).version != fitted.version


def test_a_model_is_kept_without_pickle_and_read_as_it_was(tmp_path: Path, fitted: models.Model) -> None:
    path = tmp_path / "triage.npz"
    path.write_bytes(models.dumped(fitted))
    read = models.load(path)
    assert (read.symptoms, read.conditions, read.about) == (fitted.symptoms, fitted.conditions, fitted.about)
    assert np.allclose(read.weights, fitted.weights, atol=1e-6)


def test_a_broken_model_is_refused(tmp_path: Path, fitted: models.Model) -> None:
    path = tmp_path / "triage.npz"
    whole = models.dumped(fitted)
    for broken in (b"", b"no model", whole[: len(whole) // 2]):
        path.write_bytes(broken)
        with pytest.raises(ArtifactError, match="fit it again"):
            models.load(path)


def test_a_model_whose_arrays_do_not_go_together_is_refused(tmp_path: Path, fitted: models.Model) -> None:
    path = tmp_path / "triage.npz"
    path.write_bytes(models.dumped(replace(fitted, bias=np.zeros(7))))
    with pytest.raises(ArtifactError, match="shapes"):
        models.load(path)
    path.write_bytes(models.dumped(replace(fitted, bias=np.full(3, np.nan))))
    with pytest.raises(ArtifactError, match="not finite"):
        models.load(path)
