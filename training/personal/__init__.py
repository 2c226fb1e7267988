"""Personal data in past dialogues, found without any network and replaced by what it is: ``<NAME>``, ``<EMAIL>``, ``<ADDRESS>``."""

from training.personal.found import Found, Kind
from training.personal.masking import find, mask, masked

__all__ = ["Found", "Kind", "find", "mask", "masked"]
