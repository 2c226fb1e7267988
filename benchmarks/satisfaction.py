"""Satisfaction foreseen on User Satisfaction Simulation (SGD), 10 contiguous folds of dialogues, beside peers on the same folds.

`python -m benchmarks.satisfaction ../shared/data/uss/SGD.txt --seeds 7 8`, about a minute a fold and seed on a core of its own.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from benchmarks.page import write
from evaluation.outlook import WITH, evaluate
from training import dialogues, importers, reading
from training.courses import labels
from training.dialogues import Dialogue
from training.progress import bars
from training.validation import Figures, contiguous, figures

FOLDS = 10
LAST = 2
"""Messages that the linear peer reads."""

HEAD = ("", "UAR", "kappa", "rho", "F1 (dissatisfied)", "published formula of rho")
KEYS = ("uar", "kappa", "rho", "f1_dissatisfied", "rho_untied")
PUBLISHED = (
    ("published BERT, without the turn", ".261", ".094", "-", ".048", ".477"),
    ("published HiGRU, without the turn", ".293", ".118", "-", ".086", ".451"),
)

Guess = Callable[[Sequence[str], Sequence[int], Sequence[str]], tuple[np.ndarray, np.ndarray]]
"""Takes labelled texts, their labels and test texts; returns the guess and the expected rating of each test text."""


def majority(texts: Sequence[str], known: Sequence[int], test: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The most frequent label, always."""
    values, counts = np.unique(known, return_counts=True)
    return np.full(len(test), values[counts.argmax()]), np.full(len(test), float(np.mean(known)))


def linear(texts: Sequence[str], known: Sequence[int], test: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """TF-IDF of words and word pairs with a logistic regression, balanced over classes."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = make_pipeline(words, LogisticRegression(C=1.0, class_weight="balanced", max_iter=200)).fit(texts, known)
    return model.predict(test), model.predict_proba(test) @ model.classes_


def rated(dialogue: Dialogue, including: bool) -> Iterator[tuple[str, int]]:
    """The last messages up to each rated turn, without or with it, as text, and its label."""
    for place, label in enumerate(labels(dialogue)):
        if label:
            end = place + 1 if including else place
            said = dialogue.turns[max(0, end - LAST) : end]
            yield " ".join(f"{turn.speaker}: {turn.text}" for turn in said), int(label)


def peer(several: Sequence[Dialogue], guess: Guess, including: bool) -> Figures:
    """A peer's figures over all folds."""
    rows = [list(rated(dialogue, including)) for dialogue in several]
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for train, test in contiguous(len(several), FOLDS):
        texts, known = zip(*(pair for place in train for pair in rows[place]), strict=True)
        asked, right = zip(*(pair for place in test for pair in rows[place]), strict=True)
        found.append((np.array(right), *guess(texts, known, asked)))
    truth, guessed, expected = (np.concatenate(part) for part in zip(*found, strict=True))
    return figures(truth, guessed, expected)


def shown(name: str, found: Figures, prefix: str = "") -> tuple[str, ...]:
    """A row of the table."""
    values = [found.get(prefix + key) for key in KEYS]
    return (name, *("-" if value is None else f"{value:.3f}".replace("0.", ".") for value in values))


def measured(source: Path, seeds: Sequence[int], work: Path) -> Iterator[tuple[str, ...]]:
    """The rows of the section as they are measured."""
    with tempfile.TemporaryDirectory() as scratch, bars(None) as told:
        history = Path(scratch) / "history.jsonl"
        importers.run("uss", source, history)
        several = [one for one in dialogues.read(history) if isinstance(one, Dialogue)]
        for name, guess in (("majority", majority), ("TF-IDF of the last two messages + logistic regression", linear)):
            yield shown(f"{name}, without the turn", peer(several, guess, including=False))
            yield shown(f"{name}, with it", peer(several, guess, including=True))
        for seed in seeds:
            found = evaluate(history, FOLDS, partial(reading.read, work=work), seed, told)
            yield shown(f"**Frontdesk, without the turn**, seed {seed}", found)
            yield shown(f"**Frontdesk, with it**, seed {seed}", found, WITH)


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7])
    parser.add_argument("--work", type=Path, default=Path("var/work"), help="where what the encoder read is kept")
    options = parser.parse_args()
    rows: list[tuple[str, ...]] = []
    for row in measured(options.source, options.seeds, options.work):
        rows.append(row)
        write("satisfaction", HEAD, [*rows, *PUBLISHED])


if __name__ == "__main__":
    main()
