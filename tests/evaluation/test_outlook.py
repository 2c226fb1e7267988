"""Satisfaction foreseen by folds."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.errors import DataError
from evaluation.outlook import evaluate

WORDS = {"Here it is.": 4, "I cannot do that.": 2}
CALM = np.array([0.1, 0.8, 0.1], dtype=np.float32)


def reader(texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Every text its own direction, the same each time."""
    made = []
    for text in texts:
        vector = np.random.default_rng(len(text) * 1000 + ord(text[0])).normal(size=8).astype(np.float32)
        made.append((vector / np.linalg.norm(vector), CALM))
    return made


def history(folder: Path, count: int) -> Path:
    chance, lines = random.Random(2), []
    for number in range(count):
        answer, rating = chance.choice(list(WORDS.items()))
        turns = [
            {"speaker": "customer", "text": "Where is it?"},
            {"speaker": "agent", "text": answer},
            {"speaker": "customer", "text": "ok", "satisfaction": {"ann": rating, "bo": rating, "cy": 3}},
        ]
        lines.append(json.dumps({"id": f"d{number}", "turns": turns, "outcome": "escalated" if rating == 2 else "resolved"}))
    path = folder / "history.jsonl"
    path.write_text("\n".join([*lines, "{broken"]), encoding="utf-8")
    return path


def test_what_the_agent_did_tells_how_satisfied_the_customer_will_be(tmp_path: Path) -> None:
    report = evaluate(history(tmp_path, 60), 3, reader)
    assert (report["rows"], report["dialogues"], report["unreadable"], report["folds"]) == (60, 60, 1, 3)
    for prefix in ("", "with_turn_"):
        assert float(report[f"{prefix}uar"] or 0) > 0.9
        assert float(report[f"{prefix}rho"] or 0) > 0.8
        assert float(report[f"{prefix}f1_dissatisfied"] or 0) > 0.9
        assert float(report[f"{prefix}kappa"] or 0) > 0.8
    assert float(report["risk_auc"] or 0) > 0.6


def test_more_folds_than_rated_dialogues_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="3 of its dialogues have rated turns"):
        evaluate(history(tmp_path, 3), 10, reader)
