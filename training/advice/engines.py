"""Fits the advice engine that a pack ships again, on other data of its kind: ``frontdesk train PACK --data PATH``."""

from pathlib import Path

from bot.errors import DataError
from training.advice import fitting, scorecards, shipping


def refit(folder: Path, source: Path, seed: int) -> str:
    """Fit the engine of a pack and say what was made; DataError where the pack ships none, or the data is not of its kind."""
    if (folder / scorecards.COLUMNS).is_file():
        card = scorecards.write(source, folder, seed)
        figures = "AUC {auc}, cost {cost_a_row} ({measured_by})".format(**card.about)
        return f"{folder / scorecards.ENGINE}: version {card.version}, {figures}."
    if (folder / "data/symptoms.csv").is_file():
        return f"{folder / 'data/model.npz'}: version {fitting.write(source, folder / 'data', seed).version}."
    if (folder / "data" / shipping.FAULTS).is_file():
        return shipping.refit(source, folder / "data", seed)
    raise DataError(folder, None, "ships no engine that is fitted to data: --data is for packs that do")
