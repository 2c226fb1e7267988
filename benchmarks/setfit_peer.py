"""SetFit beside Frontdesk where rows are few: `python -m benchmarks.setfit_peer --data FOLDER [--seeds 1] [--iterations 5]`.

The same ten rows an intent of BANKING77 as in `benchmarks.understanding` and the same base encoder: all its weights are trained on pairs of
rows, then logistic regression reads its vectors (Tunstall et al., Efficient Few-Shot Learning Without Prompts, 2022). It needs the package
``setfit``, which no extra of Frontdesk installs. The table goes into docs/benchmarks.md.
"""

import argparse
import importlib.util
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page import write
from benchmarks.peers import scored
from benchmarks.sets import SETS, Rows
from training import base as bases

SET = "BANKING77, 10 an intent"
KEPT = Path("var/bench/setfit")
HEAD = ("draw", "SetFit, accuracy / macro-F1", "pairs of rows it learns from", "training")
BATCH = 16


def measure(train: Rows, test: Rows, seed: int, iterations: int) -> dict[str, Any]:
    """Fine-tune for one epoch on ``iterations`` pairs of each kind for every row, with SetFit's default rates, and read the test rows."""
    import torch
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer
    from setfit import SetFitModel, Trainer, TrainingArguments
    from sklearn.linear_model import LogisticRegression

    torch.manual_seed(seed)
    body = SentenceTransformer(str(bases.bundled()), device="cpu")
    model = SetFitModel(model_body=body, model_head=LogisticRegression(max_iter=1000), normalize_embeddings=True)
    with tempfile.TemporaryDirectory() as scratch:
        arguments = TrainingArguments(
            output_dir=scratch,
            batch_size=BATCH,
            num_epochs=1,
            num_iterations=iterations,
            seed=seed,
            save_strategy="no",
            report_to="none",
            show_progress_bar=False,
        )
        rows = Dataset.from_dict({"text": [row.text for row in train], "label": [row.intents for row in train]})
        began = time.monotonic()
        Trainer(model=model, args=arguments, train_dataset=rows).train()
        took = time.monotonic() - began
    guessed = np.asarray(model.predict([row.text for row in test]))
    return {**scored(test, guessed), "pairs": 2 * iterations * len(train), "seconds": took}


def main() -> None:
    """Measure the draws that are not known yet and rewrite the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.setfit_peer")
    parser.add_argument("--data", type=Path, required=True, help="the folder with banking77/")
    parser.add_argument("--seeds", default="1", help="the draws")
    parser.add_argument("--iterations", type=int, default=5, help="pairs of each kind a row; the paper has 20")
    arguments = parser.parse_args()
    if importlib.util.find_spec("setfit") is None:
        raise SystemExit("SetFit is not installed, so it is not measured: pip install setfit, best into an environment of its own")
    rows = []
    for seed in map(int, arguments.seeds.split(",")):
        kept = KEPT / f"{seed}-{arguments.iterations}.json"
        if not kept.is_file():
            result = measure(*SETS[SET](arguments.data, seed=seed), seed, arguments.iterations)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(result, indent=1), encoding="utf-8")
        found = json.loads(kept.read_text(encoding="utf-8"))
        figures = f"{100 * found['accuracy']:.1f} / {100 * found['macro_f1']:.1f}"
        rows.append((f"{SET}, seed {seed}", figures, f"{found['pairs']:,}", f"{found['seconds']:.0f} s"))
    write("setfit", HEAD, rows)


if __name__ == "__main__":
    main()
