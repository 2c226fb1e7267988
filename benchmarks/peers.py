"""The peers measured on the same rows as Frontdesk: linear models over words, and over the unadapted base encoder."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_union
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from benchmarks.sets import Rows
from evaluation.understanding import several_f1
from training import base as bases
from training.batches import by_length, tokenizer
from training.network import pooled

HELD = 800
"""How many training rows, drawn by a seed, a peer chooses its limit for further intents on."""

Result = dict[str, Any]
Features = tuple[Any, Any]
"""The rows to learn from and those to test on as matrices."""


def words(train: Rows, test: Rows) -> Features:
    """TF-IDF of words, pairs of words and characters 2-5."""
    pairs = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    made = make_union(pairs, TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True))
    return made.fit_transform([row.text for row in train]), made.transform([row.text for row in test])


def vectors(train: Rows, test: Rows) -> Features:
    """Sentence vectors of the unadapted base encoder."""
    base = bases.load()

    def encoded(rows: Rows) -> Any:
        ids = [one.ids for one in tokenizer(base.tokenizer).encode_batch([row.text for row in rows])]
        made = torch.zeros(len(ids), base.model.config.hidden_size)
        with torch.no_grad():
            for places, tokens, mask in by_length(ids):
                made[places] = torch.nn.functional.normalize(pooled(base.model(tokens, mask).last_hidden_state, mask), dim=-1)
        return made.numpy()

    return encoded(train), encoded(test)


def linear_svm() -> Any:
    """A linear support vector machine."""
    return LinearSVC()


def regression() -> Any:
    """Logistic regression."""
    return LogisticRegression(C=10.0, max_iter=2000)


def one_intent(model: Any, features: Features, train: Rows, test: Rows) -> Result:
    """Train on the first intent of each row; accuracy and macro-F1, where any of several right intents counts."""
    return scored(test, model.fit(features[0], [row.intents.split(";")[0] for row in train]).predict(features[1]))


def scored(test: Rows, guessed: Any) -> Result:
    """Accuracy and macro-F1 of guesses, where any of several right intents counts."""
    right = [row.intents.split(";") for row in test]
    truth = [guess if guess in intents else intents[0] for intents, guess in zip(right, guessed, strict=True)]
    hits = [guess in intents for intents, guess in zip(right, guessed, strict=True)]
    return {"accuracy": float(np.mean(hits)), "macro_f1": float(f1_score(truth, guessed, average="macro", labels=sorted(set(truth))))}


def several_intents(model: Any, features: Features, train: Rows, test: Rows) -> Result:
    """Train one-vs-rest; the likeliest intent counts, and all others above a limit chosen on held-out rows."""
    made = MultiLabelBinarizer()
    right = made.fit_transform([row.intents.split(";") for row in train]).astype(bool)
    held = np.zeros(len(train), dtype=bool)
    held[np.random.default_rng(7).permutation(len(train))[:HELD]] = True
    fitted = OneVsRestClassifier(model).fit(features[0][~held], right[~held].astype(int))
    names, known = list(made.classes_), scores(fitted, features[0][held])

    wanted = [tuple(intents.split(";")) for (_, intents, _), kept in zip(train, held, strict=True) if kept]

    def found(limit: float) -> float:
        return several_f1(named(known, limit, names), wanted)

    limit = max(np.quantile(known, np.linspace(0.5, 0.995, 40)), key=found)
    guessed = named(scores(fitted, features[1]), limit, names)
    return {"several_macro_f1": several_f1(guessed, [tuple(row.intents.split(";")) for row in test])}


def scores(model: Any, seen: Any) -> npt.NDArray[np.float64]:
    """The score of each intent (n, c)."""
    return np.asarray(model.decision_function(seen), dtype=np.float64)


def named(seen: npt.NDArray[np.float64], limit: float, names: Sequence[str]) -> list[tuple[str, ...]]:
    """The intents of each row."""
    best = seen.argmax(1)
    return [tuple(name for place, name in enumerate(names) if place == best[row] or seen[row, place] >= limit) for row in range(len(seen))]
