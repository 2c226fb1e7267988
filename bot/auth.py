"""Who may sit at the desk: accounts, sessions, and the brake on guessing passwords."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import orjson
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeSerializer

from bot.errors import SetupError
from bot.settings import SHORTEST_PASSWORD, Settings

NAME = re.compile(r"[^\W_](?:[\w .@-]{0,38}[\w.])?")
"""An account's name is what customers read when somebody takes over: letters first, 40 characters at most."""

SESSION_SECONDS = 12 * 3600
DEMO_ACCOUNT = "desk"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in; ``mark`` changes with the password, so that old sessions end with it."""

    name: str
    role: str
    mark: str


class Accounts:
    """Accounts in a JSON file (mode 600), read again when it changes; ``given`` tells names with plain passwords from the settings.

    ``hasher`` hashes new passwords and sets what the check of an unknown name costs; that of a known one costs what its hash says.
    """

    def __init__(self, path: Path, given: Callable[[], Mapping[str, str]] = dict, hasher: PasswordHasher | None = None) -> None:
        self.path, self.given = path, given
        self.hasher = hasher or PasswordHasher()
        self.stored: dict[str, dict[str, str]] = {}
        self.seen: tuple[int, int] | None = None

    @cached_property
    def nobody(self) -> str:
        """A hash to check passwords of unknown names against, so that they take as long."""
        return self.hasher.hash(secrets.token_hex())

    def read(self) -> dict[str, dict[str, str]]:
        """What the file says now; SetupError where it cannot be read."""
        try:
            state = self.path.stat()
            if self.seen != (state.st_mtime_ns, state.st_size):
                self.stored = orjson.loads(self.path.read_bytes())
                self.seen = (state.st_mtime_ns, state.st_size)
        except FileNotFoundError:
            self.stored, self.seen = {}, None
        except (OSError, orjson.JSONDecodeError) as error:
            raise SetupError(f"{self.path} cannot be read ({error}): repair it, or delete it and add the accounts again") from error
        return self.stored

    def add(self, name: str, password: str, role: str = "operator") -> None:
        """Add an account, or give it a new password; SetupError says what is wrong with the name or the password."""
        if not NAME.fullmatch(name):
            raise SetupError(
                f"{name!r} cannot be the name of an account: 1 to 40 letters, digits, spaces and . @ - _, a letter or digit first"
            )
        if len(password) < SHORTEST_PASSWORD:
            raise SetupError(f"the password is too short: {SHORTEST_PASSWORD} characters at least")
        write_private(self.path, orjson.dumps({**self.read(), name: {"hash": self.hasher.hash(password), "role": role}}))

    def find(self, name: str) -> Account | None:
        """The account of this name."""
        if (given := self.given().get(name)) is not None:
            return Account(name, "operator", digest(given))
        entry = self.read().get(name)
        return Account(name, entry["role"], digest(entry["hash"])) if entry else None

    def check(self, name: str, password: str) -> Account | None:
        """The account, if this is its password; takes a twentieth of a second of one core, also for names that do not exist."""
        if (given := self.given().get(name)) is not None:
            return self.find(name) if hmac.compare_digest(given.encode(), password.encode()) else None
        entry = self.read().get(name)
        try:
            self.hasher.verify(entry["hash"] if entry else self.nobody, password)
        except (VerificationError, InvalidHashError):
            return None
        return self.find(name)

    def empty(self) -> bool:
        """Whether nobody can log in."""
        return not self.given() and not self.read()


class Sessions:
    """Signed tokens for those who have logged in; secret and ended sessions are kept in a JSON file (mode 600)."""

    def __init__(self, path: Path, accounts: Accounts, clock: Callable[[], float] = time.time) -> None:
        self.path, self.accounts, self.clock = path, accounts, clock

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What the file holds; it is made when it is first needed, and anew where it is damaged: everybody then signs in again."""
        try:
            read: dict[str, Any] = orjson.loads(self.path.read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            read = {"secret": secrets.token_hex(32), "ended": {}}
            write_private(self.path, orjson.dumps(read))
        return read

    @cached_property
    def signer(self) -> URLSafeSerializer:
        """Signs tokens with the secret."""
        return URLSafeSerializer(self.kept["secret"], salt="frontdesk-desk")

    def begin(self, account: Account) -> str:
        """A token that says who it is, good for twelve hours."""
        token = self.signer.dumps([account.name, secrets.token_hex(8), self.stamp(account), self.clock()])
        return token if isinstance(token, str) else token.decode()

    def who(self, token: str | None) -> Account | None:
        """Whose token it is; None where it is forged, too old, ended, or from before a change of password."""
        opened = self.opened(token) if token else None
        if opened is None or opened[1] in self.kept["ended"]:
            return None
        account = self.accounts.find(opened[0])
        return account if account is not None and hmac.compare_digest(self.stamp(account), opened[2]) else None

    def stamp(self, account: Account) -> str:
        """The account's mark, worthless to whoever reads a token without knowing the secret."""
        return hmac.new(self.kept["secret"].encode(), account.mark.encode(), "sha256").hexdigest()[:24]

    def opened(self, token: str | None) -> tuple[str, str, str] | None:
        """Name, session and mark of a token that is ours and not too old."""
        try:
            name, session, mark, begun = self.signer.loads(token or "")
        except BadSignature:
            return None
        return (str(name), str(session), str(mark)) if self.clock() - begun < SESSION_SECONDS else None

    def end(self, token: str | None) -> None:
        """Log out: the token is worth nothing from here on, wherever a copy of it is."""
        if (opened := self.opened(token)) is not None:
            now = self.clock()
            ended = {session: until for session, until in self.kept["ended"].items() if until > now}
            self.kept["ended"] = {**ended, opened[1]: now + SESSION_SECONDS}
            write_private(self.path, orjson.dumps(self.kept))


class Attempts:
    """Counts failed logins of the last ``window`` seconds by whatever key they are counted under."""

    def __init__(self, window: float = 300.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.window, self.clock = window, clock
        self.failures: dict[Hashable, list[float]] = {}
        self.proven: set[Hashable] = set()
        """Keys under which the right password was given since the process began."""

    def wait(self, key: Hashable, most: int) -> float:
        """Seconds until another attempt is welcome; 0 where it is now."""
        recent = self.recent(key)
        return max(0.0, recent[-most] + self.window - self.clock()) if len(recent) >= most else 0.0

    def recent(self, key: Hashable) -> list[float]:
        """When the failures that still count were."""
        return [at for at in self.failures.get(key, []) if at > self.clock() - self.window]

    def failed(self, *keys: Hashable) -> None:
        """Count a failure; failures that no longer count are forgotten."""
        self.failures = {key: recent for key in self.failures if (recent := self.recent(key))}
        for key in keys:
            self.failures.setdefault(key, []).append(self.clock())

    def passed(self, key: Hashable) -> None:
        """The right password was given: this key begins anew."""
        self.failures.pop(key, None)
        self.proven.add(key)


def accounts(settings: Settings) -> Accounts:
    """The accounts of an installation: those of its file, and ``desk`` where the settings or the demo ask for it."""

    def given() -> dict[str, str]:
        password = demo_password(settings) if settings.demo else settings.desk_password
        return {DEMO_ACCOUNT: password} if password else {}

    return Accounts(settings.data_dir / "accounts.json", given)


def add_account(settings: Settings, name: str, password: str) -> None:
    """Add an account to the desk, or change its password; a running server knows it at once."""
    accounts(settings).add(name, password)


def demo_password(settings: Settings) -> str:
    """The password of the demo's account ``desk``: the one in the settings, or a random one that is made once."""
    if settings.desk_password:
        return settings.desk_password
    path = settings.data_dir / "desk-password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(9).encode())
    return path.read_text(encoding="utf-8").strip()


def digest(text: str) -> str:
    """A fingerprint of a password or its hash; it stays in this process."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_private(path: Path, content: bytes) -> None:
    """Replace a file in one go, readable by nobody else at any time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
