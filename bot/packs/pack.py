"""A pack that was loaded without mistakes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.dialogue.domain import Domain

Function = Callable[..., Any]
"""An action: ``function(call, **slots)``, sync or async; its result is a mapping of slot names to values."""


@dataclass(frozen=True, slots=True)
class Pack:
    """``domain`` is what the dialogue core uses; ``demo`` are values by name that a demo page may suggest.

    ``pictures`` are functions by name, called like actions, that return the bytes of a PNG file.
    ``test_groups`` and ``calibration_groups`` are writers' groups of utterances.csv that training must not learn from.
    """

    domain: Domain
    actions: Mapping[str, Function]
    path: Path
    test_groups: tuple[str, ...] = ()
    calibration_groups: tuple[str, ...] = ()
    demo: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: Mapping[str, Function] = field(default_factory=dict)
