"""More rows than a training reads: which ones it reads, and what is still measured on."""

import time
from collections import Counter

from training.copies import MANY, clusters
from training.data import Row
from training.drawing import drawn, rank, sample
from training.splits import split

LETTERS = str.maketrans("0123456789", "qwertyuiop")


def rows(**counts: int) -> list[Row]:
    """Rows in an order of their own, no two of them alike."""
    said = {f"{intent}{i}": rank(f"{intent}{i}", 0).translate(LETTERS) for intent, count in counts.items() for i in range(count)}
    made = [Row(text, (name.rstrip("0123456789"),)) for name, text in said.items()]
    return sorted(made, key=lambda row: row.text)


def counted(some: list[Row]) -> dict[str, int]:
    return dict(Counter(row.intents[0] for row in some))


def test_frequent_intents_are_thinned_and_rare_ones_keep_every_row() -> None:
    some = drawn(rows(often=900, second=400, rare=5), 205, seed=1)
    assert counted(some) == {"often": 120, "second": 80, "rare": 5}


def test_as_many_as_may_be_are_used() -> None:
    for most in (50, 100, 500, 1000):
        some = drawn(rows(a=700, b=300, c=90, rare=3), most, seed=1)
        assert most - 3 <= len(some) <= most


def test_few_rows_are_left_as_they_are() -> None:
    few = rows(a=20, b=3)
    assert drawn(few, 23, seed=1) == few == sample(few, 23, seed=1)


def test_the_same_seed_draws_the_same_rows_in_their_order_and_another_seed_others() -> None:
    every = rows(a=200, b=200)
    some = drawn(every, 100, seed=1)
    assert some == drawn(every, 100, seed=1) == [row for row in every if row in set(some)]
    assert some != drawn(every, 100, seed=2)


def test_no_intent_is_lost_where_there_are_more_intents_than_rows_wanted() -> None:
    assert len(drawn(rows(**{chr(945 + n): 4 for n in range(30)}), 10, seed=1)) == 30


def test_what_calibrates_keeps_the_shares_of_all_rows_though_what_is_learnt_from_does_not() -> None:
    parts = split(rows(often=9000, seldom=1000), [], [], seed=1, most=1500)
    learnt = counted(list(parts.train))
    assert 1350 <= sum(learnt.values()) <= 1500
    assert 2.5 < learnt["often"] / learnt["seldom"] < 3.5
    held = counted(list(parts.calibration))
    assert 700 <= sum(held.values()) <= 800
    assert held["often"] > 7 * held["seldom"]
    assert parts.left_out == 10_000 - len(parts.train) - len(parts.calibration)


def test_writers_kept_apart_stay_apart_where_rows_are_drawn() -> None:
    many = [Row(row.text, row.intents, group=f"g{i % 6}") for i, row in enumerate(rows(a=3000, b=600))]
    parts = split(many, ["g1"], ["g2"], seed=1, most=1000)
    assert {row.group for row in parts.test} == {"g1"}
    assert {row.group for row in parts.calibration} == {"g2"}
    assert not {"g1", "g2"} & {row.group for row in parts.train}
    others = [row for row in many if row.group not in ("g1", "g2")]
    assert len(parts.train) in (999, 1000)
    assert {row.intents for row in parts.train} == {row.intents for row in others}


def test_near_copies_are_found_among_many_rows_in_about_linear_time() -> None:
    """Every pair of so many rows would take minutes."""
    words = [f"{chr(97 + i % 26)}{chr(97 + i * 7 % 26)}{i}x" for i in range(200)]
    own = [
        Row(" ".join(words[(i * 31 + k * (i % 13 + 1) * 17) % 200] for k in range(8)) + f" {chr(97 + i % 26)}", ("a",)) for i in range(MANY)
    ]
    copies = [Row(f"please tell me where my order number {i} is at the moment", ("a",)) for i in range(3000)]
    began = time.monotonic()
    found = clusters([*own, *copies])
    assert time.monotonic() - began < 20
    assert max(map(len, found)) >= 3000
    assert all(row in set(copies) for row in max(found, key=len))
