from collections.abc import Sequence
from dataclasses import replace

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


def test_what_operators_corrected_is_learnt_and_neither_calibrates_nor_tests() -> None:
    corrected = [Row(f"{word} again", (f"intent-{i % 4}",), group=f"feedback-{i}") for i, word in enumerate("abcdefgh")]
    for own, settings in ((rows(120), {}), (rows(120), {"cross": True}), (rows(120, groups=6), {})):
        parts = split([*own, *corrected], [], [], 1, **settings)
        assert set(corrected) <= set(parts.train)
        assert not set(corrected) & {*parts.calibration, *(row for fold in parts.folds for row in fold)}
        assert parts.calibration or parts.folds


def test_a_near_copy_of_what_was_corrected_does_not_calibrate_either() -> None:
    things = ("kettle", "lamp", "chair", "shoes", "coat", "book")
    own = [
        Row(f"{word} {thing} of order 10{i}", ("refund",)) for word in ("repay the", "i want", "give me") for i, thing in enumerate(things)
    ]
    others = [Row(f"track {i * 7919} please", ("track",)) for i in range(40)]
    corrected = [replace(row, text=row.text.replace("10", "42"), group=f"feedback-{i}") for i, row in enumerate(own[:9])]
    for cross in (False, True):
        parts = split([*own, *others, *corrected], [], [], 1, cross=cross)
        calibrate = {row.text for row in (*parts.calibration, *(row for fold in parts.folds for row in fold))}
        assert not calibrate & {row.text for row in own[:9]}


def test_where_there_is_nothing_but_corrections_they_calibrate_too() -> None:
    corrected = [replace(row, group=f"feedback-{i}") for i, row in enumerate(rows(120))]
    parts = split(corrected, [], [], seed=1)
    assert 10 <= len(parts.calibration) <= 24


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


def conversations(text: str, intents: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """Rows of ten writers; and the same message of each of them, labelled as the intents say in turn."""
    return rows(120, groups=10), [Row(text, (intents[i % len(intents)],), group=f"g{i}", line=1 + i, spans=()) for i in range(10)]


def test_what_many_writers_wrote_is_learnt_once_and_calibrates_as_often_as_it_was_written() -> None:
    unlike, same = conversations("that is all", ["intent-0"])
    parts = split([*unlike, same[0]], ["g8", "g9"], ["g0", "g1", "g2"], seed=1, again=same[1:])
    assert [row for row in parts.calibration if row.text == "that is all"] == same[:3]
    assert [row for row in parts.test if row.text == "that is all"] == same[8:]
    assert [row for row in parts.train if row.text == "that is all"] == [same[3]]
    assert parts.left_out == 0


def test_a_text_that_is_labelled_this_way_and_that_is_wrong_as_often_where_writers_calibrate_as_it_will_be() -> None:
    unlike, same = conversations("that is all", ["intent-0", "intent-1"])
    parts = split(unlike, [], [], seed=1, again=same)
    held = {row.group for row in parts.calibration}
    assert held
    assert [row for row in parts.calibration if row.text == "that is all"] == [row for row in same if row.group in held]
    assert len([row for row in parts.train if row.text == "that is all"]) <= 1


def short_conversations() -> list[Row]:
    """Of sixty conversations a third has two messages about different things, the others have one."""
    one = rows(60)
    two = [replace(row, text=f"second {row.text}", intents=(f"intent-{(i + 1) % 4}",)) for i, row in enumerate(rows(80)[60:])]
    return [replace(row, group=f"c{i % 60}") for i, row in enumerate([*one, *two])]


def test_two_messages_of_a_short_conversation_stay_together() -> None:
    parts = split(short_conversations(), [], [], seed=1)
    assert len(parts.calibration) >= 8
    assert not {row.group for row in parts.train} & {row.group for row in parts.calibration}
    for fold in split(short_conversations(), [], [], seed=1, cross=True).folds:
        rest = [row for row in short_conversations() if row not in fold]
        assert not {row.group for row in fold} & {row.group for row in rest}


def test_what_everybody_says_does_not_make_one_conversation_of_all() -> None:
    polite = [Row(f"thank you very much indeed {i}", ("thanks",), group=f"c{i}") for i in range(40)]
    asked = [replace(row, group=f"c{i}") for i, row in enumerate(rows(45))]
    parts = split([*asked, *polite], [], [], seed=1)
    assert len(parts.calibration) >= 8
    assert not any(row.intents == ("thanks",) for row in parts.calibration)
