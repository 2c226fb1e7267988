"""Levels of urgency, and the flags that decide for a level whatever else is known."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Literal

Level = Literal["self_care", "routine", "today", "emergency"]
LEVELS: tuple[Level, ...] = ("self_care", "routine", "today", "emergency")
"""From the least to the most urgent."""
RANK: dict[Level, int] = {level: rank for rank, level in enumerate(LEVELS)}
SEVERITY: tuple[float, ...] = (1.0, 1.0, 2.0, 4.0)
"""What knowing more about a condition of each level is worth, in the choice of questions."""


def highest(levels: Iterable[Level]) -> Level:
    """The most urgent of some levels; self-care of none."""
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
        """Whether a child of that age may have it."""
        return self.under_months is None or age_months is None or age_months < self.under_months

    def raised(self, present: Set[str], age_months: float | None) -> bool:
        """Whether these symptoms at this age raise it."""
        return self.applies(age_months) and self.symptoms <= present

    def missing(self, present: Set[str], open_: Set[str], age_months: float | None) -> frozenset[str]:
        """What is left to be asked of a flag of which a part is present; nothing where none is, or where a part is known to be absent."""
        rest = self.symptoms - present
        asked = self.applies(age_months) and rest != self.symptoms and rest <= open_
        return rest if asked else frozenset()
