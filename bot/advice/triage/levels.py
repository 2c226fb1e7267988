"""Levels of urgency, and the red flags that set a level whatever else is known."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Literal

Level = Literal["self_care", "routine", "today", "emergency"]
LEVELS: tuple[Level, ...] = ("self_care", "routine", "today", "emergency")
"""The levels from the least to the most urgent."""
RANK: dict[Level, int] = {level: rank for rank, level in enumerate(LEVELS)}
SEVERITY: tuple[float, ...] = (1.0, 1.0, 2.0, 4.0)
"""The value, by level, of knowing more about a condition when questions are chosen."""


def highest(levels: Iterable[Level]) -> Level:
    """The most urgent of the levels; ``self_care`` if there are none."""
    return max(levels, key=RANK.__getitem__, default="self_care")


@dataclass(frozen=True, slots=True)
class Flag:
    """Symptoms that together ask for a level, in children younger than ``under_months`` where that is given; ``source``: who says so.

    Where the age is not known, the child counts as young enough.
    """

    name: str
    symptoms: frozenset[str]
    under_months: float | None = None
    level: Level = "emergency"
    source: str = ""

    def applies(self, age_months: float | None) -> bool:
        """Whether the red flag applies at this age; an unknown age does not exclude it."""
        return self.under_months is None or age_months is None or age_months < self.under_months

    def raised(self, present: Set[str], age_months: float | None) -> bool:
        """Whether these symptoms raise the red flag at this age."""
        return self.applies(age_months) and self.symptoms <= present

    def missing(self, present: Set[str], open_: Set[str], age_months: float | None) -> frozenset[str]:
        """The symptoms still to be asked about if some are present; empty if none is, or if one is known to be absent."""
        rest = self.symptoms - present
        asked = self.applies(age_months) and rest != self.symptoms and rest <= open_
        return rest if asked else frozenset()
