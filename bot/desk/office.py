"""What all operators' pages share: the door, the lists, who is logged in."""

from dataclasses import dataclass, field
from typing import Any

from bot.account import Account
from bot.auth import Accounts, Attempts, Sessions
from bot.channels.files import CustomerFiles
from bot.desk.acting import NoAccount
from bot.desk.door import DeskReception
from bot.desk.feed import Feed
from bot.suggesting import Suggester
from bot.understanding.weighing import Weigher


@dataclass(slots=True)
class Office:
    """One desk; ``most`` is the longest message in characters; without a ``weigher`` nobody says which words decided.

    Without a ``suggester`` no replies are suggested, and none are learnt; without ``files`` those that customers sent cannot be opened.
    """

    reception: DeskReception
    accounts: Accounts
    sessions: Sessions
    attempts: Attempts
    feed: Feed
    most: int
    weigher: Weigher | None = None
    suggester: Suggester | None = None
    files: CustomerFiles | None = None
    check_seconds: float = 30.0
    looked: dict[str, dict[str, float]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    """Who sits before each page that is open, by the id of the page."""

    def seen(self, operator: str) -> dict[str, float]:
        """When an operator last saw their conversations change, by id; kept while the server runs."""
        return self.looked.setdefault(operator, {})

    def account(self, name: str) -> Account:
        """The account of a colleague; raises NoAccount."""
        found = self.accounts.find(name)
        if found is None:
            raise NoAccount(f"There is no account “{name}”: the name may be misspelt, or the account was removed.")
        return found

    def colleagues(self, operator: str) -> list[dict[str, Any]]:
        """Everybody else with an account, as ``hand.js`` shows them; those who have a page open come first."""
        here = set(self.pages.values())
        others = [{"name": name, "here": name in here} for name in self.accounts.names() if name != operator]
        return sorted(others, key=lambda one: not one["here"])
