from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from bot.inference.artifact import OUT_OF_SCOPE, Calibration, GroupRecord, Limits
from bot.inference.doubts import doubt
from bot.inference.scores import out_of_scope, softmax
from training.calibrate import DELTA, HeldOut, Judged, calibrate, certified, every_f1, judged, second_f1, second_limit, upper
from training.measure import measured

LABELS = ("a", "b", "c", "d", OUT_OF_SCOPE)
NO_MOOD = np.full(40, -1, dtype=np.int64)


def held(count: int, skill: float, seed: int, outside: float = 0.1, labels: tuple[str, ...] = LABELS) -> HeldOut:
    """Rows whose logits point at the right label, more clearly the greater ``skill``; a share of them is out of scope."""
    chance = np.random.default_rng(seed)
    intents = [label for label in labels if label != OUT_OF_SCOPE]
    truth = [OUT_OF_SCOPE if chance.random() < outside else intents[chance.integers(len(intents))] for _ in range(count)]
    right = np.array([[label == one for label in labels] for one in truth])
    logits = chance.normal(size=right.shape) + skill * right * chance.exponential(size=(count, 1))
    moods = chance.integers(-1, 3, size=count)
    return HeldOut(
        [f"text {i} of {seed}" for i in range(count)],
        logits.astype(np.float32),
        chance.normal(size=(count, 3)).astype(np.float32),
        right,
        moods,
    )


def test_a_good_model_is_certified_and_keeps_its_promise() -> None:
    calibration = calibrate(held(900, 9.0, 1), LABELS, seed=1)
    fresh = judged(held(20_000, 9.0, 2), LABELS, calibration)
    answered, wrong = fresh.at(calibration.limits.accept)
    assert calibration.limits.certified
    assert calibration.limits.alpha == 0.05
    assert wrong / answered <= 0.05
    assert answered > 5000


def test_what_cannot_be_certified_is_said_with_the_smallest_alpha_that_can() -> None:
    limits = calibrate(held(90, 9.0, 1), LABELS, seed=1).limits
    assert not limits.certified
    assert 0.05 < limits.alpha < 1.0
    assert limits.alpha >= upper(limits.accepted_errors, limits.accepted_rows)


def test_fewer_than_59_accepted_rows_never_certify_five_percent() -> None:
    perfect = Judged(np.full(58, 0.99), np.zeros(58, dtype=bool))
    assert not certified(perfect, perfect)["certified"]
    one_more = Judged(np.full(59, 0.99), np.zeros(59, dtype=bool))
    assert certified(one_more, one_more)["certified"]


def test_the_promise_is_broken_no_more_often_than_it_says() -> None:
    """In 300 repetitions on fresh rows a certified threshold's true error exceeds alpha about DELTA of the time at most."""
    chance = np.random.default_rng(0)

    def rows(count: int) -> Judged:
        sure = chance.random(count)
        return Judged(sure, chance.random(count) > 0.7 + 0.3 * sure)

    population, broken, made = rows(200_000), 0, 0
    for _ in range(300):
        accept = certified(rows(200), rows(600))
        if accept["certified"]:
            answered, wrong = population.at(float(accept["accept"]))
            made += 1
            broken += wrong / answered > 0.05
    assert made > 30
    assert broken / 300 <= DELTA + 2 * (DELTA * (1 - DELTA) / 300) ** 0.5


def test_the_bound_is_that_of_clopper_and_pearson() -> None:
    assert upper(0, 59) == pytest.approx(0.0495, abs=1e-4)
    assert upper(2, 100) == pytest.approx(0.0616, abs=1e-4)
    assert upper(0, 0) == 1.0


def test_temperature_makes_overconfident_logits_honest() -> None:
    rows = held(900, 6.0, 3, outside=0.0)
    loud = HeldOut(rows.texts, rows.intents * 8, rows.sentiment, rows.right, rows.moods)
    calibration = calibrate(loud, LABELS, seed=1)
    raw = calibration.model_copy(update={"temperature": 1.0})
    fresh = held(3000, 6.0, 4, outside=0.0)
    shouted = HeldOut(fresh.texts, fresh.intents * 8, fresh.sentiment, fresh.right, fresh.moods)
    assert calibration.temperature > 2.0
    assert (measured(shouted, LABELS, calibration)["ece"] or 0) < (measured(shouted, LABELS, raw)["ece"] or 0)


def test_out_of_scope_rows_are_found_at_a_small_cost() -> None:
    calibration = calibrate(held(900, 8.0, 5), LABELS, seed=1)
    fresh = measured(held(4000, 8.0, 6), LABELS, calibration)
    assert (fresh["oos_recall"] or 0) > 0.6
    without = held(4000, 8.0, 6)
    plain = float(
        ((without.intents[:, :4].argmax(1)[:, None] == np.arange(4)) & without.right[:, :4]).any(1).sum() / (~without.right[:, 4]).sum()
    )
    assert (fresh["in_scope_accuracy"] or 0) > plain - 0.05


def test_without_out_of_scope_rows_hardly_any_right_answer_is_turned_away() -> None:
    labels = LABELS[:4]
    calibration = calibrate(held(300, 8.0, 7, outside=0.0, labels=labels), labels, seed=1)
    fresh = held(4000, 8.0, 8, outside=0.0, labels=labels)
    plain = float((fresh.intents.argmax(1) == fresh.right.argmax(1)).mean())
    assert (measured(fresh, labels, calibration)["accuracy"] or 0) > plain - 0.02
    noise = HeldOut(fresh.texts, fresh.intents * 0.05 - 20, fresh.sentiment, fresh.right, fresh.moods)
    assert float((judged(noise, labels, calibration).chance < 0).mean()) > 0.9


def test_what_lies_far_from_every_intent_is_turned_away_however_sure_the_logits_are() -> None:
    labels = LABELS[:4]
    chance = np.random.default_rng(1)
    known, fresh = (
        replace(held(count, 8.0, seed, outside=0.0, labels=labels), near=chance.normal(0.8, 0.05, count).astype(np.float32))
        for count, seed in ((300, 7), (4000, 8))
    )
    calibration = calibrate(known, labels, seed=1)
    plain = float((fresh.intents.argmax(1) == fresh.right.argmax(1)).mean())
    assert (measured(fresh, labels, calibration)["accuracy"] or 0) > plain - 0.02
    far = replace(fresh, near=np.full(4000, 0.1, dtype=np.float32))
    assert float((judged(far, labels, calibration).chance < 0).mean()) > 0.9


@pytest.mark.parametrize("count", [1, 2, 3, 10])
def test_a_handful_of_rows_still_gives_thresholds(count: int) -> None:
    limits = calibrate(held(count, 3.0, 9), LABELS, seed=1).limits
    assert not limits.certified


def test_rows_with_two_wishes_set_the_threshold_for_a_second_one() -> None:
    rows = held(300, 8.0, 10, outside=0.0)
    right, logits = rows.right.copy(), rows.intents.copy()
    for row in range(60):
        other = (int(right[row].argmax()) + 1) % 4
        right[row, other] = True
        logits[row, other] = logits[row].max() - 0.1
    limits = calibrate(HeldOut(rows.texts, logits, rows.sentiment, right, rows.moods), LABELS, seed=1).limits
    assert limits.second != 0.3


def test_a_limit_that_makes_up_more_second_wishes_than_it_finds_is_not_taken() -> None:
    """Whoever has one wish would be served two: the strictest limit is taken, however few it finds."""
    rows = held(300, 8.0, 10, outside=0.0)
    right, logits = rows.right.copy(), rows.intents.copy()
    for row in range(100):
        other = (int(right[row].argmax()) + 1) % 4
        right[row, other] = row < 12
        logits[row, other] = logits[row].max() - 2.0
    draft = Calibration(limits=Limits(accept=1.0, out_of_scope=1.0, second=0.3, alpha=1.0, certified=False))
    assert second_limit(HeldOut(rows.texts, logits, rows.sentiment, right, rows.moods), LABELS, draft) == 0.45


def test_where_no_row_is_answered_rightly_nothing_is_turned_away() -> None:
    rows = held(60, 9.0, 1, outside=0.0)
    wrong = HeldOut(rows.texts, -rows.intents, rows.sentiment, rows.right, rows.moods)
    wrong.intents[rows.right] -= 20
    calibration = calibrate(wrong, LABELS[:4], seed=1)
    assert (out_of_scope(wrong.intents, wrong.near, LABELS[:4], calibration) < calibration.limits.out_of_scope).all()


def test_a_script_with_one_intent_only_is_read_as_that_intent() -> None:
    rows = HeldOut(
        [f"文{i}" for i in range(40)], np.zeros((40, 1), np.float32), np.zeros((40, 3), np.float32), np.ones((40, 1), bool), NO_MOOD
    )
    calibration = calibrate(rows, ("refund",), seed=1)
    assert measured(rows, ("refund",), calibration)["accuracy"] == 1.0


def test_a_script_with_nothing_but_out_of_scope_rows_is_turned_away() -> None:
    rows = HeldOut(
        [f"文{i}" for i in range(40)], np.zeros((40, 1), np.float32), np.zeros((40, 3), np.float32), np.ones((40, 1), bool), NO_MOOD
    )
    calibration = calibrate(rows, (OUT_OF_SCOPE,), seed=1)
    assert measured(rows, (OUT_OF_SCOPE,), calibration)["oos_recall"] == 1.0


def test_a_calibration_that_is_not_a_number_is_refused() -> None:
    limits = calibrate(held(90, 9.0, 1), LABELS, seed=1).limits
    with pytest.raises(ValidationError):
        Calibration(bias=float("nan"), limits=limits)


@pytest.mark.parametrize(("skill", "said"), [(0.0, True), (9.0, False)])
def test_a_model_that_reads_no_better_than_the_most_frequent_intent_is_doubted(skill: float, said: bool) -> None:
    rows = held(400, skill, 3)
    calibration = calibrate(rows, LABELS, seed=1)
    metrics = {f"calibration_{name}": value for name, value in measured(rows, LABELS, calibration).items()}
    record = GroupRecord(kind="x", labels=LABELS, dimensions=2, calibration=calibration, rows={"calibration": 400}, metrics=metrics)
    assert ("most frequent intent reads 2" in doubt(record)) is said


def test_a_model_about_which_nothing_can_be_certified_is_doubted() -> None:
    limits = Limits(accept=0.5, out_of_scope=0.5, second=0.3, alpha=0.6, certified=False, accepted_rows=9, accepted_errors=2)
    record = GroupRecord(kind="x", labels=LABELS, dimensions=2, calibration=Calibration(limits=limits), rows={"calibration": 30})
    assert "nothing can be promised about this model, after 2 errors in 9 rows" in doubt(record)
    assert doubt(record.model_copy(update={"rows": {}})) == ""


def paired(count: int, share: float) -> HeldOut:
    """Rows of which a share has two intents, half as sure of the second as a row with one is wrongly."""
    chance = np.random.default_rng(3)
    right, logits = np.zeros((count, 3), dtype=bool), np.zeros((count, 3))
    for row in range(count):
        first, second, third = chance.permutation(3)
        right[row, first] = True
        right[row, second] = chance.random() < share
        logits[row, [first, second, third]] = 4.0, (3.0 + chance.normal()) if right[row, second] else 1.0 + 1.5 * chance.normal(), -2.0
    return HeldOut(
        [f"text {row}" for row in range(count)],
        logits.astype(np.float32),
        np.zeros((count, 3), np.float32),
        right,
        NO_MOOD[:1].repeat(count),
    )


def test_where_many_rows_have_several_intents_the_limit_is_the_one_that_finds_all_intents_best() -> None:
    rows = paired(600, 0.4)
    draft = Calibration(limits=Limits(accept=1.0, out_of_scope=1.0, second=0.3, alpha=1.0, certified=False))
    chances = softmax(rows.intents)
    found = {limit: every_f1(chances, rows.right, limit) for limit in (0.05, 0.45, second_limit(rows, ("a", "b", "c"), draft))}
    assert max(found, key=found.__getitem__) == second_limit(rows, ("a", "b", "c"), draft)
    assert every_f1(chances, rows.right, 2.0) == pytest.approx(np.mean([f1(rows.right[:, c], chances.argmax(1) == c) for c in range(3)]))


def f1(right: np.ndarray, found: np.ndarray) -> float:
    return 2 * float((right & found).sum()) / float(right.sum() + found.sum())


def test_a_rare_second_wish_is_weighed_against_other_second_wishes_only() -> None:
    rows = paired(600, 0.03)
    draft = Calibration(limits=Limits(accept=1.0, out_of_scope=1.0, second=0.3, alpha=1.0, certified=False))
    limit = second_limit(rows, ("a", "b", "c"), draft)
    chances = softmax(rows.intents)
    assert all(second_f1(chances, rows.right, limit) >= second_f1(chances, rows.right, other) for other in (0.05, 0.2, 0.45))
