"""Draws the map of the groups: a self-contained HTML page that needs no server and no network."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.manifold import TSNE

from training.discovery.vectors import Vectors

TEMPLATE = Path(__file__).with_name("map.html")
MOST_POINTS = 1_500
EXAMPLES = 12
LONGEST = 220
"""The most characters shown of a message."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group to draw: its messages, most typical first, and their vectors."""

    name: str
    words: tuple[str, ...]
    size: int
    texts: Sequence[str]
    vectors: Vectors


def page(groups: Sequence[Drawn], about: str, seed: int) -> str:
    """The page's HTML."""
    points = [(number, row) for number, group in enumerate(groups) for row in shown(len(group.texts), groups)]
    every = beside([group.vectors for group in groups])
    places = flat(np.stack([every[number][row] for number, row in points]), seed)
    of = np.array([number for number, _ in points], dtype=np.int64)
    middle = [np.median(places[of == number], axis=0) for number in range(len(groups))]
    data = {
        "about": about,
        "groups": [
            {
                "name": group.name,
                "words": list(group.words),
                "size": group.size,
                "examples": [cut(text) for text in group.texts[:EXAMPLES]],
                "x": round(float(x), 4),
                "y": round(float(y), 4),
            }
            for group, (x, y) in zip(groups, middle, strict=True)
        ],
        "points": [
            [round(float(x), 4), round(float(y), 4), number, cut(groups[number].texts[row])]
            for (number, row), (x, y) in zip(points, places, strict=True)
        ],
    }
    inside = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return TEMPLATE.read_text(encoding="utf-8").replace("__DATA__", inside)


def shown(size: int, groups: Sequence[Drawn]) -> list[int]:
    """Which messages of a group are drawn, evenly from typical to untypical, in proportion to its size but at least four."""
    total = sum(len(group.texts) for group in groups)
    count = size if total <= MOST_POINTS else min(size, max(4, round(MOST_POINTS * size / total)))
    return [int(row) for row in np.linspace(0, size - 1, count)]


def beside(vectors: Sequence[Vectors]) -> list[Vectors]:
    """Vectors from encoders of different widths in one space, each width in its own dimensions."""
    widths = sorted({one.shape[1] for one in vectors})
    return [
        np.pad(one, ((0, 0), (sum(w for w in widths if w < one.shape[1]), sum(w for w in widths if w > one.shape[1])))) for one in vectors
    ]


def flat(vectors: Vectors, seed: int) -> npt.NDArray[np.float64]:
    """Positions (n, 2) between 0 and 1 by t-SNE (van der Maaten and Hinton 2008)."""
    if len(np.unique(vectors, axis=0)) < 5:
        return np.random.default_rng(seed).random((len(vectors), 2))
    perplexity = min(30.0, (len(vectors) - 1) / 3)
    made = TSNE(2, perplexity=perplexity, metric="cosine", init="random", random_state=seed, n_jobs=1).fit_transform(vectors)
    low, high = made.min(axis=0), made.max(axis=0)
    return np.asarray((made - low) / np.maximum(high - low, 1e-9), dtype=np.float64)


def cut(text: str) -> str:
    """A message in one line, cut at ``LONGEST`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
