"""Past dialogues of other formats, brought into the one dialogue format: streamed, every bad row named."""

from training.importers.importer import FORMATS, Importer, ImportReport, NothingUsable, run
from training.importers.packs import pack_from

__all__ = ["FORMATS", "ImportReport", "Importer", "NothingUsable", "pack_from", "run"]
