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
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from benchmarks.page import write
from benchmarks.sets import DRAWS, SETS, Rows
from bot.inference import artifact, encoder
from bot.inference.artifact import OUT_OF_SCOPE
from evaluation import understanding
from evaluation.understanding import Judged
from training import base as bases
from training import run
from training.batches import by_length, tokenizer
from training.network import pooled
from training.recipe import Effort

KEPT = Path("var/bench/understanding")
Result = dict[str, Any]


def ours(train: Rows, test: Rows, effort: Effort, seed: int) -> Result:
    """Train and measure as a user would, through files."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, rows in (("train.csv", train), ("test.csv", test)):
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("text", "intent"), *rows])
        began = time.monotonic()
        run.train_utterances(folder / "train.csv", folder / "model", effort, seed)
        took = time.monotonic() - began
        rows, _ = understanding.usable(folder / "test.csv")
        judged = understanding.judge(encoder.load(folder / "model"), rows)
        return {
            **understanding.measured(judged),
            "seconds": took,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "kept": artifact.read(folder / "model").groups["latin"].metrics,
            "readings": [reading(one) for one in judged],
        }


def reading(one: Judged) -> tuple[float, float, bool, bool, bool]:
    """What is kept of a row: probability of its best intent, out-of-scope score; whether that intent is right, it is turned away, none fits."""
    outside = one.right == (OUT_OF_SCOPE,)
    return one.sure, one.reading.out_of_scope, one.best in one.right, one.predicted == OUT_OF_SCOPE, outside


def scored(test: Rows, guessed: Any) -> Result:
    """Accuracy and macro-F1 of a peer's guesses; of several right intents, any counts."""
    truth = [guess if guess in intents.split(";") else intents.split(";")[0] for (_, intents), guess in zip(test, guessed, strict=True)]
    hits = [guess in intents.split(";") for (_, intents), guess in zip(test, guessed, strict=True)]
    return {"accuracy": float(np.mean(hits)), "macro_f1": float(f1_score(truth, guessed, average="macro", labels=sorted(set(truth))))}


def linear_svm(train: Rows, test: Rows) -> Result:
    """TF-IDF of words, pairs of words and characters 2-5, and a linear support vector machine; the first of several intents is learnt."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    features = make_union(words, TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True))
    model = LinearSVC().fit(features.fit_transform([text for text, _ in train]), [intents.split(";")[0] for _, intents in train])
    return scored(test, model.predict(features.transform([text for text, _ in test])))


def frozen_encoder(train: Rows, test: Rows) -> Result:
    """The base encoder as it is, and logistic regression over its sentence vectors."""
    base = bases.load()

    def vectors(rows: Rows) -> Any:
        ids = [one.ids for one in tokenizer(base.tokenizer).encode_batch([text for text, _ in rows])]
        made = torch.zeros(len(ids), base.model.config.hidden_size)
        with torch.no_grad():
            for places, tokens, mask in by_length(ids):
                made[places] = torch.nn.functional.normalize(pooled(base.model(tokens, mask).last_hidden_state, mask), dim=-1)
        return made.numpy()

    model = LogisticRegression(C=10.0, max_iter=2000).fit(vectors(train), [intents.split(";")[0] for _, intents in train])
    return scored(test, model.predict(vectors(test)))


def measured(name: str, data: Path, effort: Effort, seed: int) -> Result:
    """Everything about one draw of a set, from the file where it was measured before."""
    kept = KEPT / f"{name.replace(' ', '_').replace(',', '')}-{effort}-{seed}.json"
    if kept.is_file():
        found: Result = json.loads(kept.read_text(encoding="utf-8"))
        return found
    train, test = SETS[name](data, seed=seed)
    result = {
        "rows": (len(train), len(test)),
        "ours": ours(train, test, effort, seed),
        "svm": linear_svm(train, test),
        "frozen": frozen_encoder(train, test),
    }
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return result


def row(name: str, results: list[Result]) -> tuple[str, ...]:
    """One line of the table; of several draws the mean, with the spread of ours."""

    def mean(who: str, key: str) -> str:
        values = [result[who][key] for result in results if result[who].get(key) is not None]
        spread = f" ± {100 * statistics.stdev(values):.1f}" if len(values) > 1 and who == "ours" and key == "accuracy" else ""
        return f"{100 * statistics.mean(values):.1f}{spread}" if values else "-"

    train, test = results[0]["rows"]
    draws = f", mean of {len(results)} draws" if len(results) > 1 else ""
    return (
        f"{name} ({train:,} / {test:,}{draws})",
        f"{mean('ours', 'accuracy')} / {mean('ours', 'macro_f1')}",
        f"{mean('svm', 'accuracy')} / {mean('svm', 'macro_f1')}",
        f"{mean('frozen', 'accuracy')} / {mean('frozen', 'macro_f1')}",
        f"{mean('ours', 'in_scope_accuracy')} / {mean('ours', 'oos_recall')}",
        f"{mean('ours', 'coverage')} / {mean('ours', 'selective_error')}",
        mean("ours", "ece"),
        f"{statistics.mean(result['ours']['seconds'] for result in results):.0f} s",
    )


HEAD = (
    "set (rows to learn from / to test on)",
    "Frontdesk, accuracy / macro-F1",
    "linear SVM",
    "frozen encoder + logistic regression",
    "in scope right / out of scope found",
    "answered without asking back / wrong among those",
    "calibration error",
    "training",
)


def main() -> None:
    """Measure the named sets, or all, and rewrite the table with everything that is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding")
    parser.add_argument("--data", type=Path, required=True, help="the folder with banking77/, clinc150/, multidogo/")
    parser.add_argument("--effort", default="normal", choices=("quick", "normal", "best"))
    parser.add_argument("sets", nargs="*", help=f"of: {', '.join(SETS)}")
    arguments = parser.parse_args()
    lines = []
    for name in arguments.sets or SETS:
        if name not in SETS:
            parser.error(f"there is no set {name!r}: use one of {', '.join(SETS)}")
        seeds = range(1, 1 + DRAWS[name]) if name in DRAWS else (7,)
        lines.append(row(name, [measured(name, arguments.data, arguments.effort, seed) for seed in seeds]))
        write("understanding", HEAD, lines)


if __name__ == "__main__":
    main()
