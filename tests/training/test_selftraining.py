"""What unlabelled messages bring, and when they are left alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from bot.errors import DataError
from bot.inference.artifact import UnlabelledRecord, verify
from bot.inference.ngram import Ngram
from tests.training import tiny
from training import base as bases
from training import groups, run, selftraining, summary, unlabelled
from training.contrast import Bank
from training.crossing import Seen
from training.data import Row, load
from training.recipe import Recipe
from training.selftraining import NOTHING, Lesson, Opinion, School
from training.splits import Split, split
from training.spreading import spread
from training.targets import examples
from training.unlabelled import Unlabelled

LABELS = ("left", "right")


def quiet(stage: str, done: int, of: int) -> None:
    """Nobody watches a test train."""


def line(count: int, start: int = 0) -> dict[str, np.ndarray]:
    """Texts on two arcs of a circle that do not touch: the first half of them left, the others right."""
    angles = [*np.linspace(0.0, 1.0, count // 2), *np.linspace(2.0, 3.0, count - count // 2)]
    return {f"text {start + i}": np.array([np.cos(a), np.sin(a)], dtype=np.float32) for i, a in enumerate(angles)}


PLACES = line(320)
TEXTS = list(PLACES)
ROWS = [Row(text, ("left" if i < 160 else "right",), line=i) for i, text in enumerate(TEXTS)]
LABELLED, MESSAGES = ROWS[::2], tuple(TEXTS[1::2])
RIGHT = {row.text: LABELS.index(row.intents[0]) for row in ROWS}


@dataclass
class Pupil:
    """Reads ``share`` of all texts rightly, whatever it learnt; the wrong ones are spread over all."""

    share: float

    def reads(self, texts: Sequence[str]) -> tuple[Seen, Ngram | None]:
        wrong = [int(text.split()[1]) * 7 % 20 >= 20 * self.share for text in texts]
        logits = np.array(
            [[4.0, 0.0] if RIGHT[text] == off else [0.0, 4.0] for text, off in zip(texts, wrong, strict=True)], dtype=np.float32
        )
        return Seen(logits, np.zeros((len(texts), 3), dtype=np.float32), np.ones(len(texts), dtype=np.float32)), None


def school(first: float, second: float, parts: Split, taught: list[Lesson]) -> School[Pupil]:
    def learn(rows: Sequence[Row], lesson: Lesson) -> Pupil:
        taught.append(lesson)
        return Pupil(second if lesson.texts else first)

    return School(parts, LABELS, Unlabelled(Path("history.jsonl"), MESSAGES), PLACES, learn, seed=1)


HELD = Split(tuple(LABELLED[::2]), tuple(LABELLED[1::2]), ())
FOLDS = Split(tuple(LABELLED), (), (), tuple(frozenset(LABELLED[i::3]) for i in range(3)))


def test_what_near_messages_want_corrects_a_guess() -> None:
    guessed = np.array([[0.9, 0.1] if i < 160 else [0.1, 0.9] for i in range(320)])
    guessed[[10, 200]] = [[0.3, 0.7], [0.7, 0.3]]
    found = spread(guessed, np.array([PLACES[text] for text in TEXTS]))
    assert (found.argmax(1) == [0] * 160 + [1] * 160).all()
    assert found.sum(1) == pytest.approx(np.ones(320))


def test_a_second_model_that_reads_held_out_rows_better_is_kept() -> None:
    taught: list[Lesson] = []
    found = selftraining.study(school(0.8, 0.95, HELD, taught))
    assert [model.share for model in found.models] == [0.95]
    assert found.record is not None
    assert found.record.used == len(taught[1].texts) > 100
    assert found.record.without is not None and found.record.beside is not None
    assert found.record.without < found.record.beside


def test_a_second_model_that_is_no_better_is_not_kept_and_that_is_said() -> None:
    for worse in (0.7, 0.8):
        found = selftraining.study(school(0.8, worse, HELD, []))
        assert [model.share for model in found.models] == [0.8]
        assert found.lesson is NOTHING
        assert found.record is not None and found.record.used == 0
        assert "which is no better, so the first model was kept" in unlabelled.sentence(found.record)


def test_a_lesson_puts_right_what_the_first_model_reads_wrongly() -> None:
    taught: list[Lesson] = []
    selftraining.study(school(0.8, 0.95, HELD, taught))
    guesses = taught[1].intents.argmax(1)
    assert np.mean([RIGHT[text] == guess for text, guess in zip(taught[1].texts, guesses, strict=True)]) > 0.95
    assert taught[1].intents.sum(1) == pytest.approx(np.ones(len(guesses)))


def test_few_rows_are_taught_fold_by_fold_and_then_all_together() -> None:
    taught: list[Lesson] = []
    found = selftraining.study(school(0.8, 0.95, FOLDS, taught))
    assert [bool(lesson.texts) for lesson in taught] == [False] * 3 + [True] * 3
    assert [model.share for model in found.models] == [0.95] * 3
    assert found.lesson.texts


def test_without_rows_to_judge_by_nothing_is_taught() -> None:
    taught: list[Lesson] = []
    found = selftraining.study(school(0.8, 0.95, Split(tuple(LABELLED), (), ()), taught))
    assert len(taught) == 1
    assert found.record is not None
    assert "as no labelled row was left to judge by" in found.record.left_out


def test_a_model_that_is_right_too_seldom_teaches_nobody() -> None:
    assert selftraining.sure(np.linspace(0.9, 0.5, 40), np.array([True, False] * 20)) > 1.0
    assert selftraining.sure(np.linspace(0.9, 0.5, 5), np.array([True] * 5)) > 1.0
    assert selftraining.sure(np.linspace(0.9, 0.5, 40), np.array([True] * 30 + [False] * 10)) == pytest.approx(0.9 - 32 * 0.4 / 39)


def test_what_seems_out_of_scope_or_is_unsure_is_not_taught() -> None:
    labels, among = ("left", "right", "oos"), len(MESSAGES)
    chances, outside = np.tile([0.8, 0.2, 0.0], (among, 1)), np.arange(among) < 7
    chances[1::2] = [0.2, 0.8, 0.0]
    chances[10:13], chances[20:25] = [0.1, 0.1, 0.8], [0.5, 0.4, 0.1]
    taught, left_out = selftraining.lesson(replace(school(0.8, 0.9, HELD, []), labels=labels), [Opinion(chances, outside, 0.7)])
    assert left_out == {"that seem out of scope": 10, "that it was not sure of": 5}
    assert set(MESSAGES) - set(taught.texts) == {*MESSAGES[:7], *MESSAGES[10:13], *MESSAGES[20:25]}


def test_no_intent_gets_much_more_than_its_share() -> None:
    chances = np.full((100, 4), 0.1)
    chances[:97, 0] = np.linspace(0.6, 0.9, 97)
    chances[[97, 98, 99], [1, 2, 3]] = 0.5
    taken = selftraining.evenly(np.arange(100), chances, 4)
    assert len(taken) == 75 + 3
    assert set(range(22, 100)) == set(taken)


def test_likely_intents_are_drawn_together_and_unlikely_ones_are_not() -> None:
    bank = Bank(torch.eye(4), torch.tensor([[0.9, 0.06, 0.04], [0.5, 0.5, 0.0], [0.3, 0.5, 0.2], [0.0, 0.0, 1.0]]), None)
    assert bank.intents.tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 0], [0, 0, 1]]


def test_a_lesson_says_nothing_of_mood_and_slots() -> None:
    both = selftraining.joined(examples(LABELLED[:2], LABELS), Lesson(("where to",), np.array([[0.75, 0.25]])))
    assert (both.texts[-1], both.spans[-1], float(both.sentiment_weight[-1])) == ("where to", None, 0.0)
    assert both.intents[-1].tolist() == [0.75, 0.25]


def texts(path: Path, lines: Sequence[str]) -> Path:
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in lines), encoding="utf-8")
    return path


def test_copies_of_labelled_rows_small_talk_and_other_scripts_are_left_out(tmp_path: Path) -> None:
    fresh = [row["text"] for row in tiny.rows(60, seed=5)]
    given = texts(tmp_path / "texts.jsonl", [*fresh, fresh[0].upper(), "thanks a lot", "我的快递到哪了", "Where is my parcel 1235?"])
    found = unlabelled.chosen(unlabelled.read(given), [Row("where is my parcel 1234?", ("track",))], "latin", seed=1)
    assert set(found.texts) == set(fresh)
    assert len(set(fresh)) == 60
    assert found.left_out == {"small talk": 1, "that repeat another": 1, "in another script": 1, "much like a labelled one": 1}


def test_a_handful_of_messages_is_not_learnt_from(tmp_path: Path) -> None:
    given = unlabelled.read(texts(tmp_path / "texts.jsonl", [row["text"] for row in tiny.rows(20)]))
    found = unlabelled.chosen(given, [], "latin", seed=1)
    assert not found.texts
    assert "fewer than 50" in unlabelled.sentence(UnlabelledRecord(left_out=found.left_out))


def test_a_history_without_a_request_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no request"):
        unlabelled.read(texts(tmp_path / "texts.jsonl", ["thanks"]))


BRIEF = Recipe(epochs=2, least_epochs=2, small=1, steps=0)


def test_a_group_of_few_rows_says_what_became_of_its_messages(base_dir: Path, tmp_path: Path) -> None:
    rows = [Row(row["text"], (row["intent"],), line=i) for i, row in enumerate(tiny.rows(66))]
    given = Unlabelled(tmp_path, tuple(row["text"] for row in tiny.rows(60, seed=9)), {"small talk": 3})
    task = groups.Task(split(rows, [], [], 7, cross=True), ("refund", "size", "track"), (), tmp_path / "latin", 7, given)
    progress: list[tuple[int, int]] = []
    record = groups.latin(task, bases.load(str(base_dir)), BRIEF, tmp_path, lambda done, of: progress.append((done, of)))
    learnt = record.unlabelled
    assert learnt is not None
    assert learnt.left_out["small talk"] == 3
    assert not learnt.used or (learnt.without is not None and learnt.beside is not None and learnt.beside > learnt.without)
    assert record.folds == 3
    assert [done / of for done, of in progress] == sorted(done / of for done, of in progress)


def test_the_card_says_that_a_script_learnt_from_no_message(tmp_path: Path) -> None:
    rows = [{"text": f"{noun}{verb}", "intent": intent} for intent, noun in (("a", "快递"), ("b", "退款")) for verb in "到哪了吗呢吧啊在行"]
    given = texts(
        tmp_path / "texts.jsonl",
        [f"我的{noun}什么时候{verb}" for noun in ("快递", "退款", "尺码") for verb in "到哪了吗呢吧啊在行来好走快慢过多"],
    )
    made = run.train_utterances(tiny.write_csv(tmp_path / "zh.csv", rows), tmp_path / "model", "quick", 7, quiet, history=given).folder
    record = verify(made).groups["other"].unlabelled
    assert record is not None and record.used == 0
    assert unlabelled.sentence(record) in (made / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert unlabelled.sentence(record) in list(summary.lines(made, load(tmp_path / "zh.csv")))
    assert set(verify(made).data) == {"zh.csv", "unlabelled/texts.jsonl"}
