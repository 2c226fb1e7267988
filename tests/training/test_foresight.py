"""Heads of a pack: which histories support one, and what becomes of the others."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.inference import outlook
from bot.inference.artifact import Manifest, OutlookRecord
from bot.inference.outlook import Floats
from training import foreseen
from training.dialogues import Dialogue, Turn
from training.foresight import head

CALM = np.array([0.1, 0.8, 0.1], dtype=np.float32)


def reader(texts: Sequence[str]) -> list[tuple[Floats, Floats]]:
    """Good and bad answers point to opposite sides; the rest says nothing."""
    sides = {"Done.": 1.0, "No.": -1.0}
    return [(np.array([sides.get(text, 0.0) / 2, 0.5, 0.0], dtype=np.float32), CALM) for text in texts]


def a_dialogue(number: int, good: bool, says: str | None = None) -> Dialogue:
    """``says``: the agent's answer, where it does not follow from how the customer felt."""
    answer = says or ("Done." if good else "No.")
    turns = (
        Turn(speaker="customer", text="Please"),
        Turn(speaker="agent", text=answer),
        Turn(speaker="customer", text="ok", satisfaction={"ann": 4 if good else 2}),
    )
    return Dialogue(id=f"d{number}", turns=turns, outcome="resolved" if good else "escalated")


def card(record: OutlookRecord) -> str:
    manifest = Manifest(
        pack="shop", version="v1", created_at="", seed=1, effort="quick", languages=("en",), groups={}, code="", data={}
    ).model_copy(update={"outlook": {"latin": record}})
    return "\n".join([*foreseen.section(manifest), *foreseen.sentences(manifest)])


def test_a_history_that_shows_what_goes_wrong_gets_a_head(tmp_path: Path) -> None:
    record = head(tmp_path, [a_dialogue(number, number % 3 > 0) for number in range(36)], reader, seed=1)
    assert record.satisfaction and record.risk and record.notes == ()
    assert float(record.metrics["rho"] or 0) > 0.8 and float(record.metrics["risk_auc"] or 0) > 0.65
    assert record.rows == {"dialogues": 36, "rated_dialogues": 36, "rated_turns": 36, "ended": 36, "escalated": 12}
    assert outlook.load(tmp_path) is not None
    assert "satisfaction and the risk of escalation are foreseen (36 dialogues with 36 rated turns, 12 of 36 escalated)" in card(record)


def test_a_history_that_is_too_small_gets_none_and_that_is_said(tmp_path: Path) -> None:
    record = head(tmp_path, [a_dialogue(number, number % 3 > 0) for number in range(12)], reader, seed=1)
    assert not record.satisfaction and not record.risk
    assert outlook.load(tmp_path) is None
    assert "too few dialogues with rated turns to foresee satisfaction (12, needed 20)" in card(record)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_head_that_foresees_nothing_is_not_served(tmp_path: Path, seed: int) -> None:
    felt = np.random.default_rng(5).permutation([True] * 24 + [False] * 12).tolist()
    record = head(tmp_path, [a_dialogue(number, good, "Hm.") for number, good in enumerate(felt)], reader, seed)
    assert not record.satisfaction and not record.risk
    assert outlook.load(tmp_path) is None
    assert "was not foreseen well enough to be of use" in card(record)
