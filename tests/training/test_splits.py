from training.data import Row
from training.splits import split


def rows(count: int, groups: int = 0, intents: int = 4) -> list[Row]:
    words = "apple river stone cloud tiger paper green metal seven light"
    return [
        Row(
            f"{words.split()[i % 10]} {i * 7919} {words.split()[i // 10 % 10]}",
            (f"intent-{i % intents}",),
            group=f"g{i % groups}" if groups else "",
        )
        for i in range(count)
    ]


def test_named_groups_are_kept_whole_and_apart() -> None:
    parts = split(rows(120, groups=6), ["g1"], ["g2"], seed=1)
    assert {row.group for row in parts.test} == {"g1"}
    assert {row.group for row in parts.calibration} == {"g2"}
    assert {row.group for row in parts.train} == {"g0", "g3", "g4", "g5"}


def test_without_named_groups_whole_groups_calibrate() -> None:
    parts = split(rows(120, groups=6), [], [], seed=1)
    held = {row.group for row in parts.calibration}
    assert len(held) == 1
    assert not held & {row.group for row in parts.train}


def test_groups_too_large_to_give_away_are_not_used() -> None:
    parts = split(rows(120, groups=2), [], [], seed=1)
    assert {row.group for row in parts.train} == {"g0", "g1"}
    assert 10 <= len(parts.calibration) <= 24


def test_groups_of_single_rows_do_not_part_near_copies() -> None:
    copies = [Row(f"where is my parcel {i}", ("track",), group=f"g{i}") for i in range(60)]
    others = [Row(f"{word} refund", ("refund",), group=f"h{word}") for word in ("where", "please", "slow", "no", "late", "again", "full")]
    assert {row.intents for row in split([*copies, *others], [], [], seed=1).calibration} <= {("refund",)}


def test_every_intent_stays_in_training_and_gives_to_calibration() -> None:
    parts = split(rows(100), [], [], seed=1)
    assert {row.intents for row in parts.train} == {row.intents for row in parts.calibration} == {(f"intent-{i}",) for i in range(4)}
    assert 10 <= len(parts.calibration) <= 20


def test_near_copies_never_come_to_lie_on_both_sides() -> None:
    copies = [Row(f"please tell me where my order number {i} is at the moment", ("track",)) for i in range(30)]
    others = [
        Row(text, ("track",))
        for text in ("no sign of it", "late again", "still nothing came", "courier lost", "is it moving", "empty porch")
    ]
    parts = split([*copies, *others, *rows(40)], [], [], seed=3)
    assert not (set(copies) & set(parts.train) and set(copies) & set(parts.calibration))


def test_the_same_seed_gives_the_same_parts_and_another_seed_others() -> None:
    assert split(rows(100), [], [], seed=1) == split(rows(100), [], [], seed=1)
    assert split(rows(100), [], [], seed=1).calibration != split(rows(100), [], [], seed=2).calibration


def test_an_intent_of_one_row_is_learnt() -> None:
    lonely = Row("the only one of its kind", ("rare",))
    assert lonely in split([*rows(40), lonely], [], [], seed=1).train


def test_many_small_intents_give_their_share_together() -> None:
    parts = split(rows(60, intents=20), [], [], seed=1)
    assert 6 <= len(parts.calibration) <= 9
    assert {row.intents for row in parts.train} == {(f"intent-{i}",) for i in range(20)}


def test_large_data_gives_no_more_than_calibration_needs() -> None:
    assert 700 <= len(split(rows(8000), [], [], seed=1).calibration) <= 800
