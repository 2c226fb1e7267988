"""What unlabelled messages bring to few labels: `python -m benchmarks.selftraining --data FOLDER [--seeds 1,2]`.

BANKING77 with 10 rows an intent as `benchmarks.understanding` draws them, and the rest of its train part without its labels. A result is
kept in ``var/bench``. The table goes into docs/benchmarks.md.
"""

import argparse
import json
from pathlib import Path

from benchmarks import understanding
from benchmarks.page import write
from benchmarks.sets import SETS, banking77
from benchmarks.understanding import Result

SET = "BANKING77, 10 an intent"
KEPT = Path("var/bench/selftraining")
HEAD = (
    "draw",
    "labels alone, accuracy",
    "and unlabelled messages, accuracy / macro-F1",
    "answered without asking back / wrong among those",
    "learnt from",
    "training",
)


def measure(data: Path, seed: int) -> tuple[Result, Result]:
    """Measure one draw without and with unlabelled messages, unless its results are stored."""
    understanding.measure(SET, data, seed)
    kept = KEPT / f"{seed}.json"
    if not kept.is_file():
        rows, test = SETS[SET](data, seed=seed)
        drawn = {row.text for row in rows}
        rest = [row.text for row in banking77(data)[0] if row.text not in drawn]
        kept.parent.mkdir(parents=True, exist_ok=True)
        found = understanding.ours(rows, test, understanding.effort(SET), seed, rest)
        kept.write_text(json.dumps(found, indent=1), encoding="utf-8")
    known = understanding.kept_in(SET, seed)
    return json.loads(known.read_text(encoding="utf-8"))["ours"], json.loads(kept.read_text(encoding="utf-8"))


def row(seed: int, without: Result, beside: Result) -> tuple[str, ...]:
    """One draw as the table shows it."""
    asked = beside["selective_error"]
    return (
        f"{SET}, seed {seed}",
        f"{100 * without['accuracy']:.1f}",
        f"{100 * beside['accuracy']:.1f} / {100 * beside['macro_f1']:.1f}",
        f"{100 * beside['coverage']:.1f} / {100 * asked:.1f}" if asked is not None else f"{100 * beside['coverage']:.1f} / -",
        f"{beside['unlabelled']['used']:,} messages",
        f"{beside['seconds']:.0f} s",
    )


def main() -> None:
    """Measure the draws and rewrite the table with them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.selftraining")
    parser.add_argument("--data", type=Path, required=True, help="the folder with banking77/")
    parser.add_argument("--seeds", default="1,2", help="the draws")
    arguments = parser.parse_args()
    measured = {int(seed): measure(arguments.data, int(seed)) for seed in arguments.seeds.split(",")}
    write("selftraining", HEAD, [row(seed, *both) for seed, both in measured.items()])


if __name__ == "__main__":
    main()
