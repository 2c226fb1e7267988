"""Trains the sentiment teacher: ``python -m training.teacher --data DIR``, DIR with GoEmotions' ``train.tsv`` and ``dev.tsv``."""

import argparse
import csv
import json
import shutil
from pathlib import Path

import torch
from rich.console import Console
from safetensors.torch import save_file
from sklearn.metrics import f1_score

from bot.inference.artifact import SENTIMENTS
from bot.inference.text import tidy
from training import base as bases
from training.encoder import fit, predict
from training.examples import Examples
from training.network import Network
from training.progress import bars
from training.recipe import Recipe
from training.teacher import RANK, WEIGHTS

RECIPE = Recipe(epochs=1, least_epochs=1, small=1, steps=0, rank=RANK, batch=64, augment=0.2, sentiment=0.0, align=0.0, contrast=0.0)
SEEN_AS = {"0": (0.2, 0.6, 0.2), "1": (1.0, 0.0, 0.0), "2": (0.0, 1.0, 0.0), "3": (0.0, 0.0, 1.0)}
"""GoEmotions' groups as probabilities of negative, neutral, positive. Surprise, confusion and curiosity (0) lean to neutral."""


def read(path: Path, most: int | None = None) -> tuple[list[str], torch.Tensor]:
    """Texts and their probabilities of sentiment (n, 3); an ambiguous mark beside a clear one is ignored."""
    texts, targets = [], []
    with path.open(encoding="utf-8", newline="") as file:
        for text, labels, _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            marks = [mark for mark in labels.split(",") if mark != "0"] or ["0"]
            texts.append(tidy(text.replace("[NAME]", "Alex")))
            targets.append([sum(SEEN_AS[mark][i] for mark in marks) / len(marks) for i in range(3)])
    return texts[:most], torch.tensor(targets[:most])


def clear_f1(network: Network, tokenizer: str, path: Path) -> tuple[float, int]:
    """Macro-F1 over the rows with one clear sentiment, and the number of these rows."""
    texts, targets = read(path)
    clear = [place for place in range(len(texts)) if float(targets[place].max()) == 1.0]
    guessed = predict(network, tokenizer, [texts[place] for place in clear]).intents.argmax(1)
    return float(f1_score(targets[clear].argmax(1), guessed, average="macro")), len(clear)


def main() -> None:
    """Train, measure on the dev part, and write weights in float16 with what was measured."""
    parser = argparse.ArgumentParser(prog="python -m training.teacher")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--rows", type=int, default=None, help="use only the first rows")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    texts, targets = read(arguments.data / "train.tsv", arguments.rows)
    base = bases.load()
    examples = Examples(tuple(texts), targets, targets, torch.zeros(len(texts)))
    work = arguments.out.parent / ".work"
    with bars() as told:
        network = fit(base, examples, RECIPE, arguments.seed, work, lambda done, of: told("sentiment teacher", done, of))
    kept = {name: weight.half() for name, weight in network.trained().items() if name.startswith(("encoder.", "intents."))}
    save_file({name: weight.contiguous() for name, weight in kept.items()}, arguments.out)
    shutil.rmtree(work, ignore_errors=True)
    score, count = clear_f1(network, base.tokenizer, arguments.data / "dev.tsv")
    Console().print_json(json.dumps({"rows": len(texts), "dev_macro_f1": round(score, 4), "dev_rows": count, "labels": SENTIMENTS}))


if __name__ == "__main__":
    main()
