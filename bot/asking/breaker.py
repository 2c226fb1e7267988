"""Leaves a server alone that has failed several times in a row."""

import time
from collections.abc import Callable

LONGEST = 600.0
"""Seconds that a server may ask to be left alone."""


class Breaker:
    """After ``failures`` in a row nobody asks for ``pause`` seconds; then one at a time tries, until one succeeds."""

    def __init__(self, failures: int = 3, pause: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.failures, self.pause, self.clock = failures, pause, clock
        self.failed_in_a_row, self.until = 0, 0.0

    def lets_through(self) -> bool:
        """Whether the server may be asked now; who tries after a pause begins the next one for everybody else."""
        if self.clock() < self.until:
            return False
        if self.failed_in_a_row >= self.failures:
            self.until = self.clock() + self.pause
        return True

    def succeeded(self) -> None:
        """The server answered."""
        self.failed_in_a_row, self.until = 0, 0.0

    def failed(self, retry_after: float | None = None) -> None:
        """The server did not answer; ``retry_after`` seconds are what it asked for itself, and it gets them at once."""
        self.failed_in_a_row += 1
        rest = self.pause if self.failed_in_a_row >= self.failures else 0.0
        self.until = self.clock() + max(rest, min(retry_after or 0.0, LONGEST))
