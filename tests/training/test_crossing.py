from collections.abc import Sequence

import numpy as np

from bot.inference.ngram import Ngram
from training.crossing import Reads, Seen, crossed
from training.data import Row
from training.splits import Split, split

WORDS = ["apple", "river", "stone", "cloud", "tiger", "paper", "green", "metal", "seven", "light"]
ROWS = [Row(f"{WORDS[i % 10]} {WORDS[i // 10]}", (f"intent-{i % 3}",)) for i in range(90)]
LABELS = ("intent-0", "intent-1", "intent-2")


def few() -> Split:
    return split(ROWS, [], [], seed=1, cross=True)


def test_few_rows_are_all_learnt_from_and_all_held_out_once() -> None:
    parts = few()
    assert set(parts.train) == set(ROWS)
    assert not parts.calibration
    assert sorted(row.text for fold in parts.folds for row in fold) == sorted(row.text for row in ROWS)
    assert all(28 <= len(fold) <= 32 for fold in parts.folds)


def test_every_intent_is_in_every_fold() -> None:
    for fold in few().folds:
        assert {row.intents[0] for row in fold} == set(LABELS)


def test_near_copies_share_a_fold() -> None:
    copies = [Row(f"where is my parcel number {i}", ("track",)) for i in range(9)]
    parts = split([*copies, *ROWS], [], [], seed=1, cross=True)
    assert len([fold for fold in parts.folds if set(copies) & fold]) == 1


def test_rows_of_known_writers_are_held_out_by_writer_instead() -> None:
    rows = [Row(row.text, row.intents, group=f"g{i % 6}") for i, row in enumerate(ROWS)]
    parts = split(rows, [], [], seed=1, cross=True)
    assert parts.calibration
    assert not parts.folds


def test_no_model_reads_a_row_that_it_learnt_from() -> None:
    learnt: list[set[str]] = []

    def learn(rows: Sequence[Row], _: int) -> Reads:
        learnt.append({row.text for row in rows})

        def reads(texts: Sequence[str]) -> tuple[Seen, Ngram | None]:
            assert not learnt[-1] & set(texts)
            own = np.array([[len(text), 0, 0] for text in texts], dtype=np.float32)
            return Seen(own, own, own[:, 0]), None

        return reads

    seen, said = crossed(few(), LABELS, learn)
    assert sorted(seen.texts) == sorted(row.text for row in ROWS)
    assert [len(text) for text in seen.texts] == seen.intents[:, 0].tolist()
    assert isinstance(seen.near, np.ndarray)
    assert [len(text) for text in seen.texts] == seen.near.tolist()
    assert seen.right.sum(1).tolist() == [1] * 90
    assert not said.intents.any()
    assert len(learnt) == 3
