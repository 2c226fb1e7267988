"""Rows that are few, odd or contradict each other, trainings that break down, disks that are full: what comes of them is said."""

import csv
import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import DataError, ModelError
from bot.inference import artifact, encoder
from bot.inference.artifact import verify
from tests.training import tiny
from tests.training.test_encoder import LABELS, RECIPE, Killed, kill, marked, same, trained
from training import base as bases
from training import card, checkpoint, contradictions, groups, run, summary
from training.data import Row, load
from training.encoder import fit
from training.export import save_adapter
from training.splits import split
from training.tagging import tagged_exactly
from training.targets import examples

NOUNS = ["退款", "快递", "尺码", "发票", "优惠", "会员", "密码", "地址", "客服", "换货"]
ENDS = ["到哪了吗", "怎么办呢", "什么时候有", "在哪里看", "可以改吗", "还没收到", "帮我查下", "太慢了吧"]


def quiet(stage: str, done: int, of: int) -> None:
    """Nobody watches a test train."""


def model(folder: Path, rows: list[tuple[str, str]]) -> Path:
    """A model of such texts and intents."""
    csv_file = tiny.write_csv(folder / "rows.csv", [{"text": text, "intent": intent} for text, intent in rows])
    return run.train_utterances(csv_file, folder / "model", "quick", 7, quiet).folder


def said(made: Path) -> str:
    return "\n".join(summary.lines(made, load(made.parent / "rows.csv")))


def test_contradictions_are_listed_with_their_lines_and_what_became_of_them(tmp_path: Path) -> None:
    rows = [(noun + end, noun) for noun in NOUNS[:2] for end in ENDS]
    made = model(
        tmp_path, [*rows, ("退款好慢", "退款"), ("退款好慢", "快递"), ("快递好慢", "快递"), ("快递好慢", "退款"), ("快递好慢", "快递")]
    )
    told = said(made)
    assert "2 texts stand in rows.csv with different intents" in told
    assert "“退款好慢” is 退款 in line 18, 快递 in line 19: left out" in told
    assert "“快递好慢” is 快递 in line 20, 退款 in line 21, 快递 in line 22: learnt as 快递" in told
    with (made / contradictions.FILE).open(encoding="utf-8", newline="") as file:
        kept = [(row["line"], row["intent"], row["learnt_as"]) for row in csv.DictReader(file)]
    assert kept == [("18", "退款", ""), ("19", "快递", ""), ("20", "快递", "快递"), ("21", "退款", "快递"), ("22", "快递", "快递")]
    assert contradictions.FILE in verify(made).files
    assert contradictions.FILE in (made / artifact.CARD).read_text(encoding="utf-8")


def test_of_many_contradictions_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    odd = [(f"{noun}{end}", intent) for noun in NOUNS for end in ENDS[:3] for intent in ("好", "坏")]
    told = said(model(tmp_path, [*odd, *((noun + "行", "好") for noun in NOUNS), *((noun + "差", "坏") for noun in NOUNS)]))
    assert told.count(": left out") == contradictions.SHOWN
    assert "... and 10 more" in told


@pytest.mark.parametrize(("count", "more"), [(4, "退款 in line 4: "), (5, "退款 in line 4 and 1 line more: "), (6, " and 2 lines more: ")])
def test_of_many_lines_of_one_text_the_first_are_named_and_the_others_counted(count: int, more: str) -> None:
    assert more in contradictions.told([Row("好的", ("退款",), line=line) for line in range(1, count + 1)])


def test_where_nothing_contradicts_nothing_is_said_of_it(tmp_path: Path) -> None:
    made = model(tmp_path, [(noun + end, noun) for noun in NOUNS[:2] for end in ENDS])
    assert "different intents" not in said(made)
    assert contradictions.FILE not in verify(made).files


def test_what_conversations_repeat_and_contradict_counts_where_thresholds_are_set(tmp_path: Path) -> None:
    rows = [{"text": noun + end, "intent": noun, "group": f"c{n}"} for noun in NOUNS[:3] for n, end in enumerate(ENDS)]
    again = [{"text": "就是这样", "intent": NOUNS[n % 2], "group": f"c{n}"} for n in range(8)]
    csv_file = tiny.write_csv(tmp_path / "rows.csv", [*rows, *again])
    record = verify(run.train_utterances(csv_file, tmp_path / "model", "quick", 7, quiet).folder).groups["other"]
    assert record.rows["calibration"] == 8  # two of the eight conversations, with all that was said in them


def test_an_intent_with_one_example_is_learnt_and_named(tmp_path: Path) -> None:
    made = model(tmp_path, [*((noun + end, noun) for noun in NOUNS[:2] for end in ENDS), ("我要发票抬头", "发票")])
    assert "发票" in verify(made).groups["other"].labels
    assert "One intent has a single example, from which little can be learnt: 发票." in said(made)
    assert encoder.load(made).read("我要发票抬头").intents[0].name == "发票"


def test_two_hundred_intents_of_three_rows_each_are_learnt(tmp_path: Path) -> None:
    names = [f"意图{chr(0x4E00 + 37 * n)}{chr(0x5000 + 53 * n)}" for n in range(200)]
    made = model(tmp_path, [(f"{name[2:]}{end}", name) for name in names for end in ENDS[:3]])
    assert len(verify(made).groups["other"].labels) == 200
    reader = encoder.load(made)
    assert sum(reader.read(f"{name[2:]}{ENDS[0]}").intents[0].name == name for name in names) >= 190


def test_a_file_of_nothing_but_out_of_scope_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"every row is out of scope \(oos\): add rows with the intents"):
        model(tmp_path, [(noun, "oos") for noun in NOUNS])


def test_one_intent_alone_is_refused_with_what_to_add(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"every row has the intent '退款'.*or some with the intent oos"):
        model(tmp_path, [(noun, "退款") for noun in NOUNS])


def test_one_intent_beside_what_is_out_of_scope_is_a_model(tmp_path: Path) -> None:
    made = model(tmp_path, [(noun + end, "退款" if noun == "退款" else "oos") for noun in NOUNS[:3] for end in ENDS])
    reading = encoder.load(made).read("退款怎么办呢")
    assert [score.name for score in reading.intents] == ["退款"]
    assert reading.out_of_scope < reading.thresholds.out_of_scope


def test_a_script_with_one_intent_of_its_own_is_trained_and_served(base_dir: Path, tmp_path: Path) -> None:
    rows = tiny.rows(36) + [
        {**row, "text": NOUNS[0] + end + noun, "intent": "退款"} for row in tiny.rows(1) for end in ENDS for noun in NOUNS
    ]
    made = run.train_pack(tiny.pack(tmp_path / "shop", base_dir, rows), tmp_path, "quick", 7, quiet).folder
    assert verify(made).groups["other"].labels == ("退款",)
    assert encoder.load(made).read("我要退款").intents[0].name == "退款"


@pytest.mark.parametrize(
    "names", [("где заказ", "возврат денег"), ("شكر", "طلب جديد"), ("👍🏽", "💸 back"), ("a/b..c", 'say "hi", you'), ("CON", "..")]
)
def test_labels_in_any_script_come_back_as_they_were_written(names: tuple[str, str], tmp_path: Path) -> None:
    made = model(tmp_path, [(noun + end, name) for name, noun in zip(names, NOUNS, strict=False) for end in ENDS])
    assert set(verify(made).groups["other"].labels) == set(names)
    reader = encoder.load(made)
    assert [reader.read(noun + ENDS[0]).intents[0].name for noun in NOUNS[:2]] == list(names)


def killed_after_two_epochs(base_dir: Path, work: Path) -> Path:
    """The folder of its checkpoint."""
    with pytest.raises(Killed):
        trained(base_dir, work, kill)
    (folder,) = work.iterdir()
    return folder


def test_a_training_that_breaks_down_says_what_is_kept_and_does_not_silently_do_so_again(base_dir: Path, tmp_path: Path) -> None:
    folder = killed_after_two_epochs(base_dir, tmp_path / "work")
    whole = (folder / checkpoint.FILE).read_bytes()
    state = checkpoint.load(folder)
    assert state is not None
    state["weights"]["intents.bias"][0] = float("nan")
    checkpoint.save(folder, state)
    broken = (folder / checkpoint.FILE).read_bytes()
    with pytest.raises(ModelError, match=r"broke down in epoch 3 of 3, the loss is not a number; epoch 2 is kept: give another --seed"):
        trained(base_dir, tmp_path / "work")
    assert (folder / checkpoint.FILE).read_bytes() == broken
    with pytest.raises(
        ModelError, match=r"broke down before with the same rows, effort and seed: give another --seed.*delete .*broke_down"
    ):
        trained(base_dir, tmp_path / "work")
    (folder / checkpoint.BROKEN).unlink()
    (folder / checkpoint.FILE).write_bytes(whole)
    assert same(trained(base_dir, tmp_path / "work"), trained(base_dir, tmp_path / "other"))


def test_another_seed_is_not_held_up_by_a_training_that_broke_down(base_dir: Path, tmp_path: Path) -> None:
    (killed_after_two_epochs(base_dir, tmp_path) / checkpoint.BROKEN).touch()
    assert trained(base_dir, tmp_path, seed=2).course


def test_weights_that_are_no_numbers_are_never_kept(base_dir: Path, tmp_path: Path) -> None:
    whole = replace(RECIPE, batch=64, head_rate=float("inf"))
    with pytest.raises(ModelError, match="broke down in epoch 1 of 3, a weight is not a number: give"):
        trained(base_dir, tmp_path, recipe=whole)
    assert not list(tmp_path.rglob(checkpoint.FILE))


def test_the_whole_course_of_a_training_is_kept_though_it_was_killed(base_dir: Path, tmp_path: Path) -> None:
    killed_after_two_epochs(base_dir, tmp_path / "work")
    resumed, other = trained(base_dir, tmp_path / "work"), trained(base_dir, tmp_path / "other")
    assert len(other.course) == 18
    assert resumed.course == other.course
    assert other.course[-1][0] < other.course[0][0]
    assert other.course[-1][1] == 0.0


def test_of_several_models_those_that_are_done_are_not_trained_again(base_dir: Path, tmp_path: Path) -> None:
    def kill(done: int, of: int) -> None:
        if done > of // 2:
            raise Killed

    rows = [replace(row, line=line) for line, row in enumerate(marked(48))]
    parts, base, seen = split(rows, [], [], 7, cross=True), bases.load(str(base_dir)), list[float]()
    with pytest.raises(Killed):
        groups.latin(groups.Task(parts, LABELS, (), tmp_path / "killed", 7), base, RECIPE, tmp_path / "work", kill)
    task = groups.Task(parts, LABELS, (), tmp_path / "latin", 7)
    record = groups.latin(task, base, RECIPE, tmp_path / "work", lambda done, of: seen.append(done / of))
    assert record.folds == 3
    assert [share for share in seen if share <= 1 / 2] == [1 / 4, 1 / 4, 1 / 2, 1 / 2, 1 / 2]  # two of four are done, the third begins


def test_tags_of_few_rows_are_judged_by_the_models_that_had_not_seen_them(base_dir: Path, tmp_path: Path) -> None:
    rows = [replace(row, line=line) for line, row in enumerate(marked(84))]
    task = groups.Task(split(rows, [], [], 7, cross=True), LABELS, (), tmp_path / "latin", 7)
    recipe = replace(RECIPE, epochs=6, small=84)
    record = groups.latin(task, bases.load(str(base_dir)), recipe, tmp_path, lambda done, of: None)
    assert (record.folds, record.slots) == (3, ("name", "order_code"))
    assert record.calibration.span is not None
    assert (record.metrics["calibration_slot_precision"] or 0) >= 0.9
    assert "on the rows read in turn" in card.tagging(record)[0]


def test_what_a_network_tags_in_a_batch_is_what_it_tags_alone(base_dir: Path, tmp_path: Path) -> None:
    rows = marked(48)
    base = bases.load(str(base_dir))
    network = fit(base, examples(rows, LABELS), replace(RECIPE, epochs=6, small=48), 1, tmp_path)
    slots = ("name", "order_code")
    together = tagged_exactly(network, base.tokenizer, [replace(rows[0], spans=None), *rows], slots)
    assert together == [tagged_exactly(network, base.tokenizer, [row], slots)[0] for row in rows]
    assert [one.right for one in together] == [row.spans for row in rows]
    assert any(one.found for one in together)


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file may become larger than this: a disk that is full in the middle of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_in_the_middle_of_a_model_leaves_the_one_before(tmp_path: Path) -> None:
    rows = [(noun + end, noun) for noun in NOUNS[:2] for end in ENDS]
    before = verify(model(tmp_path, rows))
    with room(10_000), pytest.raises(OSError, match="File too large"):
        model(tmp_path, [*rows, ("再来一个", NOUNS[0])])
    assert verify(tmp_path / "model") == before
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith(run.WORK)) == ["model", "rows.csv"]


def test_a_disk_that_is_full_in_the_middle_of_a_checkpoint_leaves_the_one_before(base_dir: Path, tmp_path: Path) -> None:
    folder = killed_after_two_epochs(base_dir, tmp_path / "work")
    with room(5000), pytest.raises(OSError, match="File too large"):
        trained(base_dir, tmp_path / "work")
    assert (checkpoint.load(folder) or {})["epochs"] == 2
    assert same(trained(base_dir, tmp_path / "work"), trained(base_dir, tmp_path / "other"))


def test_a_disk_that_is_full_in_the_middle_of_an_adapter_is_told_as_of_any_file(base_dir: Path, tmp_path: Path) -> None:
    network = trained(base_dir, tmp_path / "work")
    with room(5000), pytest.raises(OSError, match="File too large") as raised:
        save_adapter(network, tmp_path / "adapter")
    assert raised.value.errno == errno.EFBIG
