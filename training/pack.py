"""Reads the settings in ``pack.yaml`` that concern training."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import PackError

BUNDLED = "all-MiniLM-L6-v2"
"""The default base encoder, which comes as a Python package."""


class PackSettings(BaseModel):
    """A pack's languages, the groups of writers kept for testing and calibration, and the base encoder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: tuple[str, ...] = ()
    test_groups: tuple[str, ...] = ()
    calibration_groups: tuple[str, ...] = ()
    base: str = BUNDLED


def read_settings(pack_dir: Path) -> PackSettings:
    """The settings in ``pack.yaml``, all of them optional; PackError if they cannot be read. ``frontdesk check`` checks the rest."""
    path = pack_dir / "pack.yaml"
    if not path.is_file():
        return PackSettings()
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(path, None, "", f"cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise PackError(path, 1, "", "must be a mapping of names to values")
    try:
        return PackSettings(languages=document.get("languages") or (), **(document.get("training") or {}))
    except (ValidationError, TypeError) as error:
        raise PackError(path, None, "training", "may have test_groups, calibration_groups (lists of names) and base (a name)") from error
