"""Who may use the desk: accounts, sessions, and the limit on guessing passwords."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeSerializer

from bot.account import ROLES, Account, Role
from bot.errors import SetupError
from bot.private import alone, write_private
from bot.settings import SHORTEST_PASSWORD, Settings

NAME = re.compile(r"[^\W_](?:[\w .@-]{0,38}[\w.])?")
"""The name of an account, which customers read when somebody takes over: 1 to 40 characters, a letter or digit first."""

SESSION_SECONDS = 12 * 3600
DEMO_ACCOUNT = "desk"


class Accounts:
    """Accounts in a JSON file (mode 600), which is read again when it changes; ``given`` returns the settings' names and plain passwords.

    Accounts of the settings are leads. So are those that the file has without a role: they are from before there were roles, when everybody
    could do everything.

    ``hasher`` hashes new passwords, and its cost applies to checks of unknown names; a known name's check costs what its hash says.
    """

    def __init__(self, path: Path, given: Callable[[], Mapping[str, str]] = dict, hasher: PasswordHasher | None = None) -> None:
        self.path, self.given = path, given
        self.hasher = hasher or PasswordHasher()
        self.stored: dict[str, dict[str, str]] = {}
        self.seen: tuple[int, int] | None = None

    @cached_property
    def nobody(self) -> str:
        """A hash to check the passwords of unknown names against, so that they take as long as those of known ones."""
        return self.hasher.hash(secrets.token_hex())

    def read(self) -> dict[str, dict[str, str]]:
        """The file's entries by name; raises SetupError if it cannot be read."""
        try:
            state = self.path.stat()
            if self.seen != (state.st_mtime_ns, state.st_size):
                self.stored = checked(self.path, orjson.loads(self.path.read_bytes()))
                self.seen = (state.st_mtime_ns, state.st_size)
        except FileNotFoundError:
            self.stored, self.seen = {}, None
        except (OSError, orjson.JSONDecodeError) as error:
            raise SetupError(f"{self.path} cannot be read ({error}): repair it, or delete it and add the accounts again") from error
        return self.stored

    def add(self, name: str, password: str, role: Role | None = None) -> Role:
        """Add an account or change its password, which a running server accepts at once, and return its role.

        Without a ``role`` it keeps the one that it has; a new one is an operator, or a lead if nobody else is. Raises SetupError.
        """
        if not NAME.fullmatch(name):
            raise SetupError(
                f"{name!r} cannot be the name of an account: 1 to 40 letters, digits, spaces and . @ - _, a letter or digit first"
            )
        if len(password) < SHORTEST_PASSWORD:
            raise SetupError(f"the password is too short: {SHORTEST_PASSWORD} characters at least")
        if name in self.given():
            raise SetupError(f"{name} is the account that the settings define, with the password of FRONTDESK_DESK_PASSWORD")
        with alone(self.path.parent):
            before = self.find(name)
            role = role or (before.role if before is not None else "operator" if self.leads() else "lead")
            self.check_role(name, role)
            self.write(name, self.hasher.hash(password), role)
        return role

    def change(self, name: str, role: Role) -> None:
        """Give an account another role, which its sessions have at once; raises SetupError."""
        if self.find(name) is None:
            raise SetupError(f"there is no account {name!r}; there is: {', '.join(self.names()) or 'none'}")
        with alone(self.path.parent):
            self.check_role(name, role)
            if (entry := self.read().get(name)) is not None:
                self.write(name, entry["hash"], role)

    def remove(self, name: str) -> None:
        """Take an account away, which ends its sessions at once; raises SetupError, also for the last lead among others."""
        with alone(self.path.parent):
            if name not in self.read():
                if name in self.given():
                    raise SetupError(f"{name} is the account that the settings define: take FRONTDESK_DESK_PASSWORD away instead")
                raise SetupError(f"there is no account {name!r}; there is: {', '.join(self.names()) or 'none'}")
            if self.names() != [name] and name not in self.given():
                self.check_role(name, "operator")
            write_private(self.path, orjson.dumps({other: entry for other, entry in self.read().items() if other != name}))

    def check_role(self, name: str, role: Role) -> None:
        """SetupError if an account cannot have a role: somebody has to be a lead, and the account of the settings is one."""
        before = self.find(name)
        if role == "lead" or (before is not None and before.role == role):
            return
        if name in self.given():
            raise SetupError(f"{name} is the account that the settings define, and always a lead: add an account for each person instead")
        if not {*self.leads()} - {name}:
            raise SetupError(
                f"{name} has to be a lead, since nobody else is one: first make somebody else a lead (frontdesk accounts role NAME lead), "
                "or add one (frontdesk account NAME --role lead)"
            )

    def write(self, name: str, hash: str, role: Role) -> None:
        """Keep an account in the file."""
        write_private(self.path, orjson.dumps({**self.read(), name: {"hash": hash, "role": role}}))

    def find(self, name: str) -> Account | None:
        """The account with this name."""
        if (given := self.given().get(name)) is not None:
            return Account(name, digest(given), "lead")
        entry = self.read().get(name)
        return Account(name, digest(entry["hash"]), ROLES[entry.get("role", "lead")]) if entry else None

    def check(self, name: str, password: str) -> Account | None:
        """The account, if this is its password; takes a twentieth of a second of one core, whether or not the name exists."""
        if (given := self.given().get(name)) is not None:
            return self.find(name) if hmac.compare_digest(given.encode(), password.encode()) else None
        entry = self.read().get(name)
        try:
            self.hasher.verify(entry["hash"] if entry else self.nobody, password)
        except (VerificationError, InvalidHashError):
            return None
        return self.find(name)

    def names(self) -> list[str]:
        """The names of all accounts, in their order."""
        return sorted({*self.given(), *self.read()})

    def every(self) -> list[Account]:
        """All accounts, in the order of their names."""
        return [account for account in map(self.find, self.names()) if account is not None]

    def leads(self) -> list[str]:
        """The names of those who are leads."""
        return [account.name for account in self.every() if account.role == "lead"]

    def empty(self) -> bool:
        """Whether nobody can log in."""
        return not self.names()


class Sessions:
    """Signed tokens of the desk's sessions; the secret and the ended sessions are kept in a JSON file (mode 600)."""

    def __init__(self, path: Path, accounts: Accounts, clock: Callable[[], float] = time.time) -> None:
        self.path, self.accounts, self.clock = path, accounts, clock

    @cached_property
    def kept(self) -> dict[str, Any]:
        """The file's content; the file is created when first needed, or again if it is damaged, and then everybody has to log in again."""
        try:
            read: dict[str, Any] = orjson.loads(self.path.read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            read = {"secret": secrets.token_hex(32), "ended": {}}
            write_private(self.path, orjson.dumps(read))
        return read

    @cached_property
    def signer(self) -> URLSafeSerializer:
        """The signer that uses the secret."""
        return URLSafeSerializer(self.kept["secret"], salt="frontdesk-desk")

    def begin(self, account: Account) -> str:
        """A token for a new session of the account, valid for ``SESSION_SECONDS``."""
        token = self.signer.dumps([account.name, secrets.token_hex(8), self.stamp(account), self.clock()])
        return token if isinstance(token, str) else token.decode()

    def who(self, token: str | None) -> Account | None:
        """The account of a token; None if it is forged, too old, ended, or older than the account's password."""
        opened = self.opened(token) if token else None
        if opened is None or opened[1] in self.kept["ended"]:
            return None
        account = self.accounts.find(opened[0])
        return account if account is not None and hmac.compare_digest(self.stamp(account), opened[2]) else None

    def stamp(self, account: Account) -> str:
        """The account's mark under the secret, of no use to somebody who only reads a token."""
        return hmac.new(self.kept["secret"].encode(), account.mark.encode(), "sha256").hexdigest()[:24]

    def opened(self, token: str | None) -> tuple[str, str, str] | None:
        """The name, session and stamp in a token; None if its signature is wrong or it is too old."""
        try:
            name, session, stamp, begun = self.signer.loads(token or "")
        except BadSignature:
            return None
        return (str(name), str(session), str(stamp)) if self.clock() - begun < SESSION_SECONDS else None

    def end(self, token: str | None) -> None:
        """Log out: the token and every copy of it is invalid from now on."""
        if (opened := self.opened(token)) is not None:
            now = self.clock()
            ended = {session: until for session, until in self.kept["ended"].items() if until > now}
            self.kept["ended"] = {**ended, opened[1]: now + SESSION_SECONDS}
            write_private(self.path, orjson.dumps(self.kept))


class Attempts:
    """Counts failed logins of the last ``window`` seconds for each key."""

    def __init__(self, window: float = 300.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.window, self.clock = window, clock
        self.failures: dict[Hashable, list[float]] = {}
        self.proven: set[Hashable] = set()
        """Keys for which the right password has been given since the process began."""

    def wait(self, key: Hashable, most: int) -> float:
        """Seconds until another attempt is allowed, when ``most`` may fail within the window; 0 if it is allowed now."""
        recent = self.recent(key)
        return max(0.0, recent[-most] + self.window - self.clock()) if len(recent) >= most else 0.0

    def recent(self, key: Hashable) -> list[float]:
        """The times of the failures that still count, oldest first."""
        return [at for at in self.failures.get(key, []) if at > self.clock() - self.window]

    def failed(self, *keys: Hashable) -> None:
        """Count a failure under each key; failures outside the window are forgotten."""
        self.failures = {key: recent for key in self.failures if (recent := self.recent(key))}
        for key in keys:
            self.failures.setdefault(key, []).append(self.clock())

    def passed(self, key: Hashable) -> None:
        """Note that the right password was given: the key's failures are forgotten."""
        self.failures.pop(key, None)
        self.proven.add(key)


def accounts(settings: Settings) -> Accounts:
    """The accounts of an installation: those in its file, and ``desk`` if the settings or the demo define it."""

    def given() -> dict[str, str]:
        password = demo_password(settings) if settings.demo else settings.desk_password
        return {DEMO_ACCOUNT: password} if password else {}

    return Accounts(settings.data_dir / "accounts.json", given)


def demo_password(settings: Settings) -> str:
    """The password of the demo's account ``desk``: the one in the settings, or a random one that is generated once."""
    if settings.desk_password:
        return settings.desk_password
    path = settings.data_dir / "desk-password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(9).encode())
    return path.read_text(encoding="utf-8").strip()


def checked(path: Path, entries: Any) -> dict[str, dict[str, str]]:
    """The entries of a file of accounts, which people also edit; raises SetupError for what is none."""
    known: dict[str, dict[str, str]] = entries if isinstance(entries, dict) else {"the file": entries}
    for name, entry in known.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("hash"), str):
            raise SetupError(f"{path}: {name!r} is no account with a hash: repair it, or delete it and add the account again")
        if (role := entry.get("role", "lead")) not in [*ROLES]:
            raise SetupError(f"{path}: the role of {name!r} is {role!r}; it has to be one of {', '.join(ROLES)}")
    return known


def digest(text: str) -> str:
    """A fingerprint of a password or its hash, which never leaves this process as it is."""
    return hashlib.sha256(text.encode()).hexdigest()
