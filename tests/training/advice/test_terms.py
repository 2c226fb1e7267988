"""What a scorecard adds up: steps that only get worse, tables of two numbers, and points that are what was fitted."""

from pathlib import Path

import numpy as np
import pytest

from bot.advice.credit.scorecard import Scorecard
from training.advice import binning, credit, terms
from training.advice.applications import Applications, Asked, read
from training.advice.binning import Binning, NumberBins
from training.advice.credit import Settings, Unseen

CHANCE = np.random.default_rng(4)


@pytest.fixture(scope="module")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Applications:
    """Made-up applications with gaps, in which debts are bad above all for those who earn little."""
    lines = ["income,debts,job,outcome"]
    for number in range(1500):
        income, debts, job = int(CHANCE.integers(0, 1000)), int(CHANCE.integers(0, 1000)), CHANCE.choice(["cook", "clerk", "none"])
        bad = CHANCE.random() < 1 / (1 + np.exp(2.5 - 3 * (income < 500 and debts > 500) - 0.5 * (job == "none")))
        shown = ("" if number % 11 == 0 else income, "" if number % 7 == 0 else debts, "" if number % 5 == 0 else job)
        lines.append(",".join(map(str, (*shown, "bad" if bad else "good"))))
    path: Path = tmp_path_factory.mktemp("terms") / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read(path, Asked("outcome"))


def bins(rises: bool, count: int) -> NumberBins:
    """Bins whose evidence does not matter."""
    return NumberBins(tuple(map(float, range(count - 1))), (0.0,) * count, 0.0, rises, 0.0, 9.0)


@pytest.mark.parametrize("version", range(4))
def test_points_are_what_was_fitted_also_where_nothing_is_said(applications: Applications, version: int) -> None:
    """They differ by no more than rounding each term and the base can do."""
    fitted = credit.versions(applications, Settings(), version + 1)[version]
    card = credit.points(applications, fitted, (1.0, 0.0), 500, {})
    exact = 500 - credit.SCALE * fitted.logits(applications)
    assert np.abs(credit.scores(card, applications) - exact).max() <= 0.5 * (len(fitted.terms) + 1) + 1e-3


def test_every_version_tells_more_of_what_it_has_seen(applications: Applications) -> None:
    """The first pair above all, for here two numbers tell more together."""
    losses = []
    for one in credit.versions(applications, Settings(), 3):
        logits = one.logits(applications)
        losses.append(np.mean(np.logaddexp(0.0, logits) - applications.bad * logits))
    assert losses[2] < losses[1] - 0.01
    assert set(credit.versions(applications, Settings(), 3)[2].terms[-1].names) == {"income", "debts"}


def test_bins_that_pooling_takes_as_one_are_kept_apart_for_steps() -> None:
    """What looks alike alone may differ beside the other characteristics."""
    column, bad = np.arange(400.0), (np.arange(400) % 200 < 100).astype(np.int64)
    found = binning.numbers(column, bad, Binning(most=4))
    assert len(found.evidence) == 4
    assert len(set(found.evidence)) < 4


def test_shapes_only_get_worse_with_either_number() -> None:
    """Also where one rises and the other falls."""
    found = terms.crossed((bins(True, 3), bins(False, 4))).reshape(3, 4, -1)
    assert found.shape[2] == 2 * 2 * 3
    assert (np.diff(found, axis=0) >= 0).all()
    assert (np.diff(found, axis=1) <= 0).all()


def test_where_one_of_two_is_not_said_a_table_has_the_mean_over_it(applications: Applications) -> None:
    """So a table gives nothing to whoever leaves out what the mean would say."""
    term = credit.versions(applications, Settings(), 3)[2].terms[-1]
    known = tuple(len(one.values) - 1 for one in term.bins)
    table = term.shapes.reshape(known[0] + 1, known[1] + 1, -1)
    rows, columns = np.divmod(term.cells, known[1] + 1)
    told = (rows < known[0]) & (columns < known[1])
    share = np.bincount(columns[told], minlength=known[1]) / told.sum()
    assert table[0, -1] == pytest.approx(share @ table[0, :-1])
    assert (table[-1, -1] == 0).all()
    assert np.abs(term.shapes[term.cells[told]].mean(axis=0)).max() < 1e-9


def test_thousands_of_words_have_no_more_steps_than_tenths() -> None:
    """A column of postal codes does not fill the memory."""
    words = np.array([f"street {int(1000 * CHANCE.random() ** 3)}" for _ in range(20_000)], dtype=object)
    found = binning.words(words, (CHANCE.random(20_000) < 0.2).astype(np.int64), Binning())
    assert len(set(found.evidence.values())) > 200
    assert terms.steps(found).shape[1] < 40


def test_a_pair_is_taken_once(applications: Applications) -> None:
    """What has been taken is not found again, and nothing is found where there is nothing left to cross."""
    coarse = terms.binned(applications, Binning(most=5))
    chances = np.full(len(applications.bad), applications.bad.mean())
    assert terms.together(applications, coarse, chances, [], 40.0) is not None
    assert terms.together(applications, coarse, chances, [("income", "debts")], 40.0) is None


def test_detail_is_taken_only_where_it_is_better_beyond_chance() -> None:
    """Of two versions that are alike one is always the better by luck; one that knows the truth is not."""
    rng = np.random.default_rng(1)
    alike, better = 0, 0
    for _ in range(20):
        truth, order = rng.normal(-1, 1, 600), rng.permutation(600)
        bad = (rng.random(600) < 1 / (1 + np.exp(-truth))).astype(np.int64)
        plain, other = truth + rng.normal(0, 1.5, (2, 600))
        alike += credit.most_telling(Unseen(bad[order], order, np.stack([plain, other])[:, order]))
        better += credit.most_telling(Unseen(bad[order], order, np.stack([plain, truth])[:, order]))
    assert alike <= 2
    assert better >= 18


def test_a_scorecard_to_which_nothing_counts_gives_everybody_its_base(applications: Applications) -> None:
    """Data may say nothing of who repays."""
    empty = Scorecard(560, 600, (), (), {})
    assert credit.scores(empty, applications).tolist() == [560.0] * len(applications.bad)
