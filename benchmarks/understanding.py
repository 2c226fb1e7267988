"""How well messages are understood, beside two peers in the same run: `python -m benchmarks.understanding --data FOLDER [SET ...]`.

Each set is trained with `frontdesk train --utterances` and measured as `frontdesk evaluate intents` does, at the model's own thresholds. A
result is kept in ``var/bench``, so that a run that was ended goes on where it was. The table goes into docs/benchmarks.md.
"""

import argparse
import csv
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.page import write_sets
from benchmarks.readings import HALVES, auroc, calibration_error, promise, readings
from benchmarks.sets import DRAWS, LARGE, SETS, SEVERAL, Rows
from bot.inference import artifact, encoder
from bot.inference.artifact import OUT_OF_SCOPE
from evaluation import understanding
from evaluation.understanding import Judged
from training import run
from training.recipe import Effort

KEPT = Path("var/bench/understanding")
Result = dict[str, Any]


def ours(train: Rows, test: Rows, effort: Effort, seed: int, unlabelled: Sequence[str] = ()) -> Result:
    """Train and measure through files, as a user would; ``unlabelled``: messages to learn from besides the rows."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, rows in (("train.csv", train), ("test.csv", test)):
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("text", "intent", "group"), *rows])
        history = folder / "history.jsonl" if unlabelled else None
        if history is not None:
            history.write_text("".join(json.dumps({"text": text}) + "\n" for text in unlabelled), encoding="utf-8")
        began = time.monotonic()
        run.train_utterances(folder / "train.csv", folder / "model", effort, seed, history=history)
        took = time.monotonic() - began
        record = artifact.read(folder / "model").groups["latin"]
        judged = understanding.judge(encoder.load(folder / "model"), understanding.usable(folder / "test.csv")[0])
        return {
            **understanding.measured(judged),
            **understanding.several(judged),
            "seconds": took,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "kept": record.metrics,
            "unlabelled": None if record.unlabelled is None else record.unlabelled.model_dump(),
            "readings": [reading(one) for one in judged],
        }


def reading(one: Judged) -> tuple[float, float, bool, bool, bool]:
    """The stored values of a row, in the order of ``benchmarks.readings.Readings``."""
    outside = one.right == (OUT_OF_SCOPE,)
    return one.sure, one.reading.out_of_scope, one.best in one.right, one.predicted == OUT_OF_SCOPE, outside


def seeds(name: str) -> Sequence[int]:
    """The seeds by which a set is drawn and trained."""
    return range(1, 1 + DRAWS[name]) if name in DRAWS else (7,)


def effort(name: str) -> Effort:
    """The effort for a set; large ones would take hours with more."""
    return "quick" if name in LARGE else "normal"


def kept_in(name: str, seed: int) -> Path:
    """The file with the stored results of a draw."""
    return KEPT / f"{name.replace(' ', '_').replace(',', '')}-{effort(name)}-{seed}.json"


def measure(name: str, data: Path, seed: int) -> None:
    """Measure one draw of a set, unless its results are stored."""
    kept = kept_in(name, seed)
    if kept.is_file():
        return
    train, test = SETS[name](data, seed=seed)
    result = {"rows": (len(train), len(test)), "ours": ours(train, test, effort(name), seed)}
    for who, features, model in (("svm", peers.words, peers.linear_svm), ("frozen", peers.vectors, peers.regression)):
        seen = features(train, test)
        result[who] = peers.one_intent(model(), seen, train, test)
        if name in SEVERAL:
            result[who] |= peers.several_intents(model(), seen, train, test)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(result, indent=1), encoding="utf-8")


def results(name: str) -> list[Result]:
    """The stored results of a set."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in (kept_in(name, seed) for seed in seeds(name)) if path.is_file()]


def mean(found: list[Result], who: str, key: str) -> str:
    """The mean percentage over draws, with the spread for Frontdesk's accuracy."""
    values = [result[who][key] for result in found if result[who].get(key) is not None]
    spread = f" ± {100 * statistics.stdev(values):.1f}" if len(values) > 1 and who == "ours" and key == "accuracy" else ""
    return f"{100 * statistics.mean(values):.1f}{spread}" if values else "-"


def accuracy_row(name: str, found: list[Result]) -> tuple[str, ...]:
    """How well messages are read, beside the peers."""
    train, test = found[0]["rows"]
    draws = f", mean of {len(found)} draws" if len(found) > 1 else ""
    seconds = statistics.mean(result["ours"]["seconds"] for result in found)
    return (
        f"{name} ({train:,} / {test:,}{draws}), {effort(name)}",
        f"{mean(found, 'ours', 'accuracy')} / {mean(found, 'ours', 'macro_f1')}",
        f"{mean(found, 'svm', 'accuracy')} / {mean(found, 'svm', 'macro_f1')}",
        f"{mean(found, 'frozen', 'accuracy')} / {mean(found, 'frozen', 'macro_f1')}",
        f"{mean(found, 'ours', 'in_scope_accuracy')} / {mean(found, 'ours', 'oos_recall')}",
        f"{mean(found, 'ours', 'coverage')} / {mean(found, 'ours', 'selective_error')}",
        f"{seconds:.0f} s",
    )


def several_row(name: str, found: list[Result]) -> tuple[str, ...]:
    """How well all intents of a row are found, in a set whose rows have several."""
    return (name, *(mean(found, who, "several_macro_f1") for who in ("ours", "svm", "frozen")), mean(found, "ours", "several_exact"))


def promise_row(name: str, found: list[Result]) -> tuple[str, ...]:
    """What the first draw's probabilities and thresholds are worth."""
    seen, own = readings(found[0]["ours"]["readings"]), found[0]["ours"]["kept"]
    area, (error, low, high), held = auroc(seen), calibration_error(seen), promise(seen)
    small, exact = own.get("calibration_accuracy"), own.get("calibration_accuracy_float32")
    return (
        name,
        f"{area:.3f}" if area is not None else "-",
        f"{error:.3f} ({low:.3f} to {high:.3f})",
        f"{held.broken} of {HALVES - held.uncertified}" if held.uncertified < HALVES else "never certified",
        f"{100 * held.coverage:.1f}",
        f"{100 * small:.1f} / {100 * exact:.1f}" if small is not None and exact is not None else "-",
    )


SETS_OF_INTENTS = (
    "set",
    "Frontdesk, macro-F1",
    "linear SVM, each intent against the rest",
    "frozen encoder + logistic regression, each against the rest",
    "rows of which Frontdesk finds exactly the right intents",
)
ACCURACY = (
    "set (rows to learn from / to test on), effort",
    "Frontdesk, accuracy / macro-F1",
    "linear SVM",
    "frozen encoder + logistic regression",
    "in scope right / out of scope found",
    "answered without asking back / wrong among those",
    "training",
)
PROMISES = (
    "set",
    "out-of-scope score, AUROC",
    "calibration error (95 % interval)",
    "halves in which the error exceeded 5 %",
    "answered in these halves",
    "calibration rows read rightly, int8 / float32",
)


def main() -> None:
    """Measure the named sets, or all, and rewrite the tables with all stored results; rows of other sets stay."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding")
    parser.add_argument("--data", type=Path, required=True, help="the folder with banking77/, clinc150/, multidogo/, goemotions/")
    parser.add_argument("sets", nargs="*", help=f"of: {', '.join(SETS)}")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.sets if name not in SETS]:
        parser.error(f"there is no set {unknown[0]!r}: use one of {', '.join(SETS)}")
    for name in arguments.sets or SETS:
        for seed in seeds(name):
            measure(name, arguments.data, seed)
            found = {known: kept for known in SETS if (kept := results(known))}
            write_sets("understanding", ACCURACY, {known: accuracy_row(known, kept) for known, kept in found.items()}, SETS)
            write_sets("promises", PROMISES, {known: promise_row(known, kept) for known, kept in found.items()}, SETS)
            several = {known: kept for known, kept in found.items() if kept[0]["ours"].get("several_macro_f1") is not None}
            write_sets("several", SETS_OF_INTENTS, {known: several_row(known, kept) for known, kept in several.items()}, SEVERAL)


if __name__ == "__main__":
    main()
