"""How well intents are found with the labels hidden: `python -m benchmarks.discovery --data FOLDER`.

The texts of the test parts (MultiDoGO: dev parts) that have one intent; nothing was chosen on them. Beside it k-means on the same vectors,
which is told the right number of intents. The table goes into docs/benchmarks.md.
"""

import argparse
import time
from pathlib import Path
from typing import Any

from sklearn.cluster import KMeans

from benchmarks.page import write
from benchmarks.sets import DOMAINS, Rows, banking77, clinc150, multidogo
from evaluation.discovery import Metrics, score
from training import base as bases
from training.discovery import groups, vectors

SEED = 7
NO_REQUESTS = {"oos", "outofdomain", "contentonly", "confirmation", "rejection", "openinggreeting", "closinggreeting", "thankyou"}
HEAD = (
    "set (different texts, intents)",
    "groups found",
    "NMI / ARI / accuracy",
    "sure, accuracy among those",
    "k-means with the right number, NMI / ARI / accuracy",
    "grouping",
)


def labelled(rows: Rows) -> Rows:
    """Every text once, those with exactly one intent that is a request."""
    seen = {row.text.strip().casefold(): row for row in reversed(rows)}
    return [row for row in reversed(seen.values()) if ";" not in row.intents and row.intents not in NO_REQUESTS]


def row(name: str, rows: Rows, base: Any) -> tuple[str, ...]:
    """One line of the table."""
    texts, right = [row.text for row in rows], [row.intents for row in rows]
    seen = vectors.encoded(texts, base, SEED)
    began = time.process_time()
    found = groups.find(seen, SEED)
    took = time.process_time() - began
    names = [str(group) for group in found.of]
    sure = [place for place in range(len(rows)) if found.sure[place]]
    among = score([names[place] for place in sure], [right[place] for place in sure])
    told = KMeans(len(set(right)), n_init=3, random_state=SEED).fit_predict(seen)
    return (
        f"{name} ({len(rows):,}, {len(set(right))})",
        str(len(set(names))),
        shown(score(names, right)),
        f"{100 * len(sure) / len(rows):.0f} %, {among['accuracy']:.3f}",
        shown(score([str(group) for group in told], right)),
        f"{took:.1f} s",
    )


def shown(metrics: Metrics) -> str:
    """The three measures."""
    return " / ".join(f"{metrics[key]:.3f}" for key in ("nmi", "ari", "accuracy"))


def main() -> None:
    """Measure every set and rewrite the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.discovery")
    parser.add_argument("--data", type=Path, required=True, help="the folder with banking77/, clinc150/, multidogo/")
    data = parser.parse_args().data
    base = bases.load()
    sets = {
        "BANKING77": banking77(data)[1],
        "CLINC150": clinc150(data)[1],
        **{f"MultiDoGO {name}": multidogo(data, name)[1] for name in DOMAINS},
    }
    write("discovery", HEAD, [row(name, labelled(rows), base) for name, rows in sets.items()])


if __name__ == "__main__":
    main()
