"""What one pack is served with while versions change: a turn ends on the model with which it began."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from bot.engine import Serving


@dataclass(slots=True, eq=False)
class Loaded:
    """A version that is ready to serve; ``close`` stops its threads, ``turns`` is the number of turns running on it."""

    version: str
    serving: Serving
    close: Callable[[], None]
    turns: int = 0
    retired: bool = False

    @contextmanager
    def lent(self) -> Iterator[Serving]:
        """Lend the version for one turn; the last turn of a retired version closes it."""
        self.turns += 1
        try:
            yield self.serving
        finally:
            self.turns -= 1
            self.close_if_done()

    def retire(self) -> None:
        """Note that no further turn begins with this version."""
        self.retired = True
        self.close_if_done()

    def close_if_done(self) -> None:
        """Close the version if it is retired and no turn runs on it."""
        if self.retired and not self.turns:
            self.close()


class Live:
    """Lends the active version of a pack, or for its share of the conversations the candidate; bound to one event loop."""

    def __init__(self, active: Loaded) -> None:
        self.active = active
        self.candidate: Loaded | None = None
        self.share = 0.0

    def lend(self, conversation_id: str) -> AbstractContextManager[Serving]:
        """The version that reads this conversation now."""
        candidate = self.candidate
        if candidate is not None and in_trial(conversation_id, candidate.version, self.share):
            return candidate.lent()
        return self.active.lent()

    def swap(self, active: Loaded, candidate: Loaded | None, share: float) -> None:
        """Let these versions serve from the next turn on; replaced ones are closed once their last turn has ended."""
        before = {id(one): one for one in (self.active, self.candidate) if one is not None}
        self.active, self.candidate, self.share = active, candidate, share
        for one in before.values():
            if one is not active and one is not candidate:
                one.retire()

    def close(self) -> None:
        """Close all versions, at the end of the process."""
        for one in (self.active, self.candidate):
            if one is not None:
                one.close()


def in_trial(conversation_id: str, version: str, share: float) -> bool:
    """Whether a conversation falls into the candidate's share; the answer is fixed for a conversation and a version."""
    digest = hashlib.sha256(f"{version}\n{conversation_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64
