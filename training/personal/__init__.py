"""Finds personal data in past dialogues, without any network, and replaces it with placeholders: ``<NAME>``, ``<EMAIL>``, ``<ADDRESS>``."""

from training.personal.found import Found, Kind
from training.personal.masking import find, mask, masked

__all__ = ["Found", "Kind", "find", "mask", "masked"]
