"""What one pack is served with while versions come and go: a turn ends on the model with which it began."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from bot.engine import Serving


@dataclass(slots=True, eq=False)
class Loaded:
    """A version that is ready to serve; ``close`` lets its threads go, ``turns`` run on it now."""

    version: str
    serving: Serving
    close: Callable[[], None]
    turns: int = 0
    retired: bool = False

    @contextmanager
    def lent(self) -> Iterator[Serving]:
        """The version for one turn; the last turn of a retired one closes it."""
        self.turns += 1
        try:
            yield self.serving
        finally:
            self.turns -= 1
            self.close_if_done()

    def retire(self) -> None:
        """No turn begins with this version any more."""
        self.retired = True
        self.close_if_done()

    def close_if_done(self) -> None:
        """Close a version that nobody needs."""
        if self.retired and not self.turns:
            self.close()


class Live:
    """Lends the active version of a pack, or the candidate to its share of the conversations. Belongs to one event loop."""

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
        """From the next turn on, these serve; what served before is closed once its last turn has ended."""
        before = {id(one): one for one in (self.active, self.candidate) if one is not None}
        self.active, self.candidate, self.share = active, candidate, share
        for one in before.values():
            if one is not active and one is not candidate:
                one.retire()

    def close(self) -> None:
        """Close everything, at the end of the process."""
        for one in (self.active, self.candidate):
            if one is not None:
                one.close()


def in_trial(conversation_id: str, version: str, share: float) -> bool:
    """Whether a conversation is among the candidate's share: always the same answer for one conversation and one version."""
    digest = hashlib.sha256(f"{version}\n{conversation_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64
