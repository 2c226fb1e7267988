"""What all operators' pages share: the door, the lists, who is logged in."""

from dataclasses import dataclass, field

from bot.auth import Accounts, Attempts, Sessions
from bot.desk.door import Reception
from bot.desk.feed import Feed
from bot.suggesting import Suggester
from bot.weighing import Weigher


@dataclass(slots=True)
class Office:
    """One desk; ``most`` is the longest message in characters; without a ``weigher`` nobody says which words decided.

    Without a ``suggester`` no replies are suggested, and none are learnt.
    """

    reception: Reception
    accounts: Accounts
    sessions: Sessions
    attempts: Attempts
    feed: Feed
    most: int
    weigher: Weigher | None = None
    suggester: Suggester | None = None
    check_seconds: float = 30.0
    looked: dict[str, dict[str, float]] = field(default_factory=dict)

    def seen(self, operator: str) -> dict[str, float]:
        """When an operator last saw their conversations change, by id; kept while the server runs."""
        return self.looked.setdefault(operator, {})
