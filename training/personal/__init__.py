"""Finds personal data in past dialogues, without any network, and replaces it with placeholders: ``<NAME>``, ``<EMAIL>``, ``<ADDRESS>``."""

from training.personal.detections import Detection, Kind
from training.personal.masking import find, mask, masked

__all__ = ["Detection", "Kind", "find", "mask", "masked"]
