"""The peers of the scorecard on the same inputs: plain logistic regression, gradient boosting, and a LoRA text classifier."""

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from bot.inference import encoder
from training import run
from training.advice.applications import Applications, written_out

Chances = npt.NDArray[np.float64]
Peer = Callable[[Applications, Applications, int], Chances]
"""Learns from the first applications, with a seed, and gives the probability that each of the second is not repaid."""
UNSEEN = "not said"


def table(applications: Applications) -> npt.NDArray[np.object_]:
    """The inputs as one table, numbers first; a missing word is a word of its own."""
    words = [np.array([UNSEEN if value is None else value for value in column], dtype=object) for column in applications.words.values()]
    return np.array([*applications.numbers.values(), *words], dtype=object).T


def logistic(learn: Applications, test: Applications, seed: int) -> Chances:
    """Logistic regression on standardised numbers and one-hot words, nothing chosen."""
    count = len(learn.numbers)
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), list(range(count))),
        (OneHotEncoder(handle_unknown="ignore"), list(range(count, count + len(learn.words)))),
    )
    model = make_pipeline(columns, LogisticRegression(max_iter=2000))
    return np.asarray(model.fit(table(learn), learn.bad).predict_proba(table(test))[:, 1])


def boosting(learn: Applications, test: Applications, seed: int) -> Chances:
    """Histogram gradient boosting, slow and shallow because there are few rows."""
    count, large = len(learn.numbers), len(learn.bad) >= 5000
    columns = make_column_transformer(
        ("passthrough", list(range(count))),
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan), list(range(count, count + len(learn.words)))),
    )
    model = HistGradientBoostingClassifier(
        learning_rate=0.03,
        max_iter=300 if large else 150,
        max_leaf_nodes=15 if large else 6,
        min_samples_leaf=50 if large else 20,
        l2_regularization=5.0,
        random_state=seed,
    )
    model = make_pipeline(columns, model)
    model.fit(table(learn), learn.bad)
    return np.asarray(model.predict_proba(table(test))[:, 1])


def text(learn: Applications, test: Applications, seed: int) -> Chances:
    """The encoder that reads messages, fine-tuned with LoRA by cross-entropy on applications written out as text."""
    names = [*learn.numbers, *learn.words]
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "applications.csv"
        with rows.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "intent", "language"])
            writer.writerows([said, "bad" if bad else "good", "en"] for said, bad in zip(written_out(learn, names), learn.bad, strict=True))
        run.train_utterances(rows, Path(folder) / "model", "quick", seed, progress=lambda what, done, of: None)
        reader = encoder.load(Path(folder) / "model")
        return np.array([chance(reader, said) for said in written_out(test, names)])


def chance(reader: encoder.Encoder, said: str) -> float:
    """The probability of ``bad`` between the two."""
    scores = {score.name: score.value for score in reader.read(said).intents}
    bad, good = scores.get("bad", 0.0), scores.get("good", 0.0)
    return bad / (bad + good) if bad + good else 0.5


PEERS: dict[str, Peer] = {"logistic": logistic, "boosting": boosting}
