"""A machine's check as it is told: frozen, and small enough to be kept in a slot between messages."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of a machine. ``passed``: readings that nobody has; ``sure``: odd ones that were confirmed. ``failing``: a verdict of
    this check said that a failure is to be expected, which putting a reading right does not undo by itself."""

    readings: Mapping[str, float] = field(default_factory=dict)
    grade: str | None = None
    passed: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    failing: bool = False

    def told(self, more: Mapping[str, float]) -> "Check":
        """With further readings, in place of what was said of the same ones."""
        sure = tuple(name for name in self.sure if name not in more)
        return replace(self, readings={**self.readings, **more}, passed=tuple(name for name in self.passed if name not in more), sure=sure)

    def without(self, name: str) -> "Check":
        """Without a reading that was wrong."""
        return replace(self, readings={one: value for one, value in self.readings.items() if one != name})


def dumped(check: Check) -> str:
    """The check as a line of JSON."""
    return json.dumps(asdict(check))


def loaded(text: str | None) -> Check:
    """A check that ``dumped`` wrote; an empty one of nothing."""
    if not text:
        return Check()
    parts = json.loads(text)
    return Check(parts["readings"], parts["grade"], tuple(parts["passed"]), tuple(parts["sure"]), parts["failing"])
