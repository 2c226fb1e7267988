"""Chooses the unlabelled messages that a model may learn from: distinct requests, none of which repeats a labelled row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.errors import DataError
from bot.inference.artifact import UnlabelledRecord
from bot.inference.script import group_of
from bot.inference.text import tidy
from training.copies import NEAR, plain
from training.data import Row
from training.discovery import messages
from training.drawing import rank

MOST = 2000
"""The most messages to learn from: in measurements, more cost time and brought little."""

FEWEST = 50
"""The fewest messages to learn from."""


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """The source file, the tidied texts, and how many messages were left out, by reason."""

    path: Path
    texts: tuple[str, ...]
    left_out: dict[str, int] = field(default_factory=dict)


def read(source: Path) -> Unlabelled:
    """The distinct requests of a history.jsonl, or of a CSV or JSON Lines file with a ``text`` in each row; DataError if there is none."""
    found = messages.read(source)
    if not found.messages:
        raise DataError(source, None, "holds no request that a model could learn from")
    texts = tuple({one.key: tidy(one.text) for one in reversed(found.messages) if one.key}.values())[::-1]
    left_out = Counter[str](found.left_out)
    left_out["that cannot be read"] = len(found.bad)
    left_out["that repeat another"] = len(found.messages) - len(texts)
    return Unlabelled(source, texts, dict(+left_out))


def chosen(of: Unlabelled, rows: Sequence[Row], group: str, seed: int) -> Unlabelled:
    """The messages that one language group learns from; ``rows`` are all its labelled rows, including those held out."""
    own = [text for text in of.texts if group_of(text) == group]
    copies = near(own, [row.text for row in rows])
    fresh = sorted((text for text, copy in zip(own, copies, strict=True) if not copy), key=lambda text: rank(text, seed))
    taken = fresh[:MOST] if len(fresh) >= FEWEST else []
    left_out = Counter(of.left_out)
    left_out["in another script"] = len(of.texts) - len(own)
    left_out["much like a labelled one"] = int(copies.sum())
    left_out["more than are needed" if taken else f"because fewer than {FEWEST} were left"] = len(fresh) - len(taken)
    return Unlabelled(of.path, tuple(taken), dict(+left_out))


def unread(of: Unlabelled) -> dict[str, int]:
    """Why each message is left out for the n-gram encoder, which learns from none."""
    return dict(+Counter({**of.left_out, "as only an encoder of text in Latin letters could learn from them": len(of.texts)}))


def sentence(record: UnlabelledRecord) -> str:
    """What the unlabelled messages brought, in a sentence for the model card and the end of a training."""
    left = ", ".join(f"{count} {why}" for why, count in record.left_out.items())
    told = f"It learnt from {record.used} unlabelled messages" if record.used else "It learnt from no unlabelled message"
    if record.beside is not None and record.without is not None:
        told += f": rows kept out of training were read rightly at {record.without:.1%} without and at {record.beside:.1%} with them"
        told += "" if record.used else ", which is no better, so the first model was kept"
    return f"{told}. Left out: {left}." if left else f"{told}."


def near(texts: Sequence[str], others: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which texts (n,) are copies or near-copies of one of the others."""
    if not texts or not others:
        return np.zeros(len(texts), dtype=bool)
    read = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32)
    seen = read.fit_transform([plain(text) for text in (*texts, *others)])
    alike = seen[: len(texts)] @ seen[len(texts) :].T
    return np.asarray(alike.max(axis=1).toarray().ravel() >= NEAR, dtype=bool)
