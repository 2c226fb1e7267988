"""Imports past dialogues from other formats; they are streamed, and every bad row is named."""

from training.importers.importer import FORMATS, Importer, ImportReport, NothingUsable, run
from training.importers.packs import pack_from

__all__ = ["FORMATS", "ImportReport", "Importer", "NothingUsable", "pack_from", "run"]
