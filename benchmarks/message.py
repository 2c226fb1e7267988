"""How long one message takes on one core: all heads of the served models, beside the same encoder in sentence-transformers."""

import itertools
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from bot.inference import artifact, encoder
from bot.inference.script import group_of
from training import data
from training.base import bundled

ROUNDS = 500
WARM = 20


def measure(root: Path = Path("artifacts"), pack: Path = Path("domains/retail")) -> dict[str, float]:
    """Medians in milliseconds over the pack's English messages, the calls alternating on one thread."""
    torch.set_num_threads(1)
    texts = [row.text for row in data.load(pack / "utterances.csv").rows if group_of(row.text) == "latin"]
    peer = SentenceTransformer(str(bundled()), device="cpu")
    served = encoder.load(artifact.latest(root, pack.name))
    calls: dict[str, Callable[[str], object]] = {"served": served.read, "peer": lambda text: peer.encode(text, show_progress_bar=False)}
    return timed(calls, list(itertools.islice(itertools.cycle(texts), 0, (WARM + ROUNDS) * 7, 7)))


def timed(calls: dict[str, Callable[[str], object]], texts: Sequence[str]) -> dict[str, float]:
    """The median milliseconds of each call; the calls alternate over the same texts."""
    took: dict[str, list[float]] = {name: [] for name in calls}
    for text in texts:
        for name, call in calls.items():
            began = time.perf_counter()
            call(text)
            took[name].append((time.perf_counter() - began) * 1e3)
    return {name: statistics.median(times[WARM:]) for name, times in took.items()}


def rows(result: dict[str, float]) -> list[tuple[str, str, str]]:
    """The rows of the section: what is measured, the value, the target."""
    ratio = result["peer"] / result["served"]
    return [
        ("one message, all heads, int8, one core, median", f"{result['served']:.1f} ms", "4 ms"),
        ("the same encoder in sentence-transformers, embedding alone", f"{result['peer']:.1f} ms, {ratio:.1f} times as long", ""),
    ]
