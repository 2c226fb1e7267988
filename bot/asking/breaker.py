"""A circuit breaker for a server that fails several times in a row."""

import time
from collections.abc import Callable

LONGEST = 600.0
"""The longest pause in seconds that a server may ask for."""


class Breaker:
    """Blocks requests for ``pause`` seconds after ``failures`` in a row; then lets one through per pause until one succeeds."""

    def __init__(self, failures: int = 3, pause: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.failures, self.pause, self.clock = failures, pause, clock
        self.failed_in_a_row, self.until = 0, 0.0

    def lets_through(self) -> bool:
        """Whether the server may be asked now; a trial after a pause starts the next pause for all other requests."""
        if self.clock() < self.until:
            return False
        if self.failed_in_a_row >= self.failures:
            self.until = self.clock() + self.pause
        return True

    def succeeded(self) -> None:
        """The server answered."""
        self.failed_in_a_row, self.until = 0, 0.0

    def failed(self, retry_after: float | None = None) -> None:
        """The server did not answer; if it asked for ``retry_after`` seconds, the pause begins at once."""
        self.failed_in_a_row += 1
        rest = self.pause if self.failed_in_a_row >= self.failures else 0.0
        self.until = self.clock() + max(rest, min(retry_after or 0.0, LONGEST))
