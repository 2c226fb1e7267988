"""Which candidates the gate lets through."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from scipy.stats import binom, fisher_exact

from bot import packs
from evaluation import gate
from evaluation.exact import heads, more_right
from evaluation.gate import EVERYTHING, GroupComparison, acted_upon, compare, compared, corrected, paired
from evaluation.understanding import Judged
from tests.evaluation.test_understanding import judged
from tests.packs.folders import SMALL, copied
from tests.registry import tiny
from training.data import Row

DOMAIN = packs.load(SMALL).domain
TEXTS = {"thanks": ("thanks", "cheers"), "opening_hours": ("open", "hours"), "human_agent": ("human",), "oos": ("joke", "poem")}


def pack(tmp_path: Path, per_word: int = 12, group: str = "w2") -> Path:
    """The small pack with as many test rows of each word."""
    folder = copied(tmp_path)
    with (folder / "utterances.csv").open("a", encoding="utf-8", newline="") as file:
        for intent, words in TEXTS.items():
            csv.writer(file).writerows(
                (f"{word} {'please ' * times}", intent, "en", "neutral", group) for word in words for times in range(1, per_word + 1)
            )
    return folder


def artifacts(tmp_path: Path, **words: tuple[str, ...]) -> tuple[Path, Path]:
    """What serves, and a candidate that does not know some words."""
    return tiny.write(tmp_path / "artifacts", "v1"), tiny.write(tmp_path / "artifacts", "v2", tiny.without(*words.get("lacks", ())))


def test_a_candidate_that_reads_everything_as_before_is_let_through(tmp_path: Path) -> None:
    verdict = compare(pack(tmp_path), *artifacts(tmp_path))
    assert verdict.refusal == ""
    assert [line.only for line in verdict.lines if line.only] == [(0, 0)] * (len(verdict.lines) - 1)


def test_a_candidate_that_has_lost_a_word_is_refused_and_the_groups_are_named(tmp_path: Path) -> None:
    verdict = compare(pack(tmp_path), *artifacts(tmp_path, lacks=("cheers",)))
    lines = {line.group: line for line in verdict.lines}
    assert verdict.refusal.startswith("v2 is significantly worse than v1 on: all rows, language en")
    assert "wish a fixed reply" in verdict.refusal
    assert "out of scope" not in verdict.refusal
    assert (lines["wish a fixed reply"].only, lines["wish a fixed reply"].right) == ((12, 0), (25, 13))
    assert lines["wish out of scope"].p == 1.0


def test_a_candidate_that_turns_fewer_strangers_away_is_refused(tmp_path: Path) -> None:
    words = {**tiny.WORDS, "thanks": ("thanks", "cheers", "joke", "poem"), "oos": ()}
    verdict = compare(pack(tmp_path), tiny.write(tmp_path / "artifacts", "v1"), tiny.write(tmp_path / "artifacts", "v2", words))
    assert "wish out of scope" in verdict.refusal
    assert "acted upon" in verdict.refusal


def test_one_row_less_is_no_reason(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    with (folder / "utterances.csv").open("a", encoding="utf-8") as file:
        file.write("hello person,human_agent,en,neutral,w2\n")
    verdict = compare(folder, *artifacts(tmp_path, lacks=("person",)))
    assert verdict.lines[0].only == (1, 0)
    assert verdict.refusal == ""


def test_a_pack_without_test_rows_is_told_what_to_do(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    (folder / "pack.yaml").write_text((folder / "pack.yaml").read_text("utf-8").replace("[w2]", "[]"), "utf-8")
    verdict = compare(folder, *artifacts(tmp_path))
    assert verdict.lines == ()
    assert "test_groups" in verdict.refusal


def test_what_serves_may_be_broken_and_then_cannot_be_compared_with(tmp_path: Path) -> None:
    before, after = artifacts(tmp_path)
    tiny.spoil(before)
    assert "v1, which serves, cannot be compared with" in compare(pack(tmp_path), before, after).refusal


def test_models_of_other_utterances_are_compared_with_a_warning(tmp_path: Path) -> None:
    folder, (before, after) = pack(tmp_path), artifacts(tmp_path)
    assert compare(folder, before, after).notes == ()
    manifest = (before / "manifest.json").read_text("utf-8")
    (before / "manifest.json").write_text(manifest.replace('"0000', '"1111', 1), "utf-8")
    assert "was trained on other utterances" in compare(folder, before, after).notes[0]


def flags(pattern: str) -> list[tuple[bool, bool]]:
    """``+-``: right before and wrong after, and so on, separated by blanks."""
    return [(pair[0] == "+", pair[1] == "+") for pair in pattern.split()]


def test_only_rows_that_one_model_alone_reads_rightly_count() -> None:
    line = paired("x", flags("++ " * 50 + "-- " * 9 + "+- " * 5 + "-+"))
    assert (line.rows, line.right, line.only) == ((65, 65), (55, 51), (5, 1))
    assert line.p == pytest.approx(7 / 64)  # five or more heads of six tosses
    assert paired("x", flags("++ --")).p == 1.0


def test_errors_are_compared_among_what_each_model_acts_upon() -> None:
    careful = [judged("track", "track", 0.9)] * 40 + [judged("track", "refund", 0.5)] * 20
    bold = [judged("track", "track", 0.9)] * 40 + [judged("track", "refund", 0.9)] * 20
    line = acted_upon(careful, bold)
    assert (line.rows, line.right) == ((40, 60), (40, 40))
    assert line.p < 0.001
    assert acted_upon(bold, careful).p == 1.0
    assert acted_upon(careful, [judged("track", "track", 0.1)]).p == 1.0


FOR_TRAINING = ("torch", "transformers", "peft", "accelerate", "sklearn", "scipy", "datasketch", "matplotlib", "onnx")
ONLY_SERVING = """
import sys
from pathlib import Path

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
from evaluation import gate

print(gate.compare(*map(Path, sys.argv[1:])).refusal)
"""


def test_a_machine_that_only_serves_can_judge_a_candidate(tmp_path: Path) -> None:
    code = ONLY_SERVING.format(absent=FOR_TRAINING)
    folders = (pack(tmp_path), *artifacts(tmp_path, lacks=("cheers",)))
    ended = subprocess.run([sys.executable, "-c", code, *map(str, folders)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("v2 is significantly worse than v1 on: all rows")


@pytest.mark.parametrize(("lost", "won"), [(0, 0), (0, 9), (1, 0), (5, 1), (70, 41), (900, 950), (3000, 2000)])
def test_the_test_of_pairs_is_exact(lost: int, won: int) -> None:
    assert heads(lost, lost + won) == pytest.approx(float(binom.sf(lost - 1, lost + won, 0.5)), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    ("before", "after"),
    [((3, 3), (3, 3)), ((5, 9), (2, 9)), ((0, 4), (3, 5)), ((9, 9), (0, 7)), ((900, 950), (880, 960)), ((4000, 5000), (3000, 5000))],
)
def test_the_test_of_shares_is_fishers(before: tuple[int, int], after: tuple[int, int]) -> None:
    table = [[good, rows - good] for good, rows in (before, after)]
    assert more_right(before, after) == pytest.approx(float(fisher_exact(table, alternative="greater").pvalue), rel=1e-6, abs=1e-300)


def a_line(group: str, p: float) -> GroupComparison:
    return GroupComparison(group, (9, 9), (9, 9), (0, 0), p)


def test_all_rows_have_half_of_the_error_for_themselves_and_the_groups_share_the_rest() -> None:
    lines = corrected([a_line(EVERYTHING, 0.02), a_line("a", 0.03), a_line("b", 0.004), a_line("c", 0.01)])
    assert [round(line.p, 6) for line in lines] == [0.04, 0.06, 0.024, 0.04]
    assert [line.worse for line in lines] == [True, False, True, True]


def test_a_group_of_few_rows_is_not_compared_by_itself() -> None:
    rows = [Row(str(number), ("thanks",), "en", None, "w9" if number < 19 else "") for number in range(30)]
    seen: list[Judged] = [judged("thanks", "thanks", 0.9)] * 30
    assert [line.group for line in compared(rows, seen, seen, DOMAIN)] == [EVERYTHING, "language en", "wish a fixed reply", "acted upon"]


def test_the_table_shows_every_comparison(tmp_path: Path) -> None:
    verdict = compare(pack(tmp_path), *artifacts(tmp_path, lacks=("cheers",)))
    console = Console(width=120, record=True, file=(tmp_path / "out").open("w"))
    console.print(gate.table(verdict))
    shown = console.export_text()
    assert all(line.group in shown for line in verdict.lines)
    assert "only before" in shown
    assert "52.0%" in shown
