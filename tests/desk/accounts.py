"""Accounts whose passwords cost next to nothing to check; what a hash costs in earnest is a matter of test_accounts.py alone."""

from argon2 import PasswordHasher

from bot import auth
from bot.settings import Settings

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def accounts(settings: Settings) -> auth.Accounts:
    """The accounts of an installation."""
    return auth.Accounts(settings.data_dir / "accounts.json", hasher=QUICK)


def add_account(settings: Settings, name: str, password: str) -> None:
    """What ``frontdesk account`` does."""
    accounts(settings).add(name, password)
