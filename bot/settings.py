"""Settings: the defaults run everything in one process, and environment variables change them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import SetupError

PREFIX = "FRONTDESK_"

SHORTEST_PASSWORD = 8
"""The fewest characters that a password of the desk may have."""


def long_enough(password: str) -> str:
    """The password, if it is long enough or empty; raises ValueError otherwise."""
    if 0 < len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has {SHORTEST_PASSWORD} characters at least")
    return password


class Settings(BaseModel):
    """Everything that an installation can choose; each field is read from ``FRONTDESK_<FIELD>``.

    ``FRONTDESK_<FIELD>_FILE`` may instead name a file that holds the value.
    ``database_url`` defaults to SQLite in ``data_dir``. ``database_password`` and ``redis_password`` are used if the addresses hold none.
    ``max_waiting``: messages that may wait before new ones are turned away.
    ``log``: log lines go to ``frontdesk.log`` in ``data_dir``, or to standard error, as containers expect.
    ``worker_port``: the port of the first worker's health check on a machine, further workers using the following ports; 0: any free port.
    ``embed_origins``: origins besides the server's own whose pages may embed the widget; ``*`` allows all.
    ``desk_password``: if set, the desk has an account ``desk`` with this password.
    ``keep_days``: conversations in which nothing has happened for so many days are deleted; None keeps them.
    ``suggestions``: whether the desk suggests replies, and learns them from what operators send.
    ``llm_url``: if set, the model ``llm_model`` of that server is asked about messages that the encoder is unsure of.
    ``telegram_token``: the token of a Telegram bot that speaks for the first pack, or ``PACK=TOKEN,...``; ``telegram_url``: the address at
    which Telegram reaches this server in the mode ``webhook``.
    ``redis_url``: the Redis that wakes workers in other processes; ``shared_artifacts_dir``: a folder mounted by all hosts, from which
    versions are fetched that are missing in ``artifacts_dir``. ``message_rate``: messages a minute that one conversation may send,
    ``open_rate``: conversations a minute that one address may open; 0 sets no limit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    worker_port: int = Field(8090, ge=0, le=65535)
    data_dir: Path = Path("var")
    log: Literal["file", "stderr"] = "file"
    artifacts_dir: Path = Path("artifacts")
    domains_dir: Path = Path("domains")
    database_url: str | None = Field(None, repr=False)
    database_password: SecretStr = SecretStr("")
    redis_url: SecretStr = SecretStr("")
    redis_password: SecretStr = SecretStr("")
    shared_artifacts_dir: Path | None = None
    packs: tuple[str, ...] = Field(("retail",), min_length=1)
    max_message: int = Field(4000, ge=1)
    max_waiting: int = Field(1000, ge=1)
    message_rate: int = Field(300, ge=0)
    open_rate: int = Field(300, ge=0)
    turn_seconds: float = Field(20.0, gt=0)
    embed_origins: tuple[str, ...] = ()
    desk_password: Annotated[str, AfterValidator(long_enough)] | None = Field(None, repr=False)
    keep_days: int | None = Field(None, ge=1)
    suggestions: bool = True
    llm_url: str = Field("", pattern=r"^(https?://\S+)?$")
    llm_model: str = ""
    llm_key: SecretStr = SecretStr("")
    llm_seconds: float = Field(3.0, gt=0)
    telegram_token: SecretStr = SecretStr("")
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_url: str = Field("", pattern=r"^(https?://\S+)?$")
    telegram_secret: SecretStr = SecretStr("")
    telegram_api: str = Field("https://api.telegram.org", pattern=r"^https?://\S+$")
    demo: bool = False

    @property
    def database(self) -> str:
        """The database's address for SQLAlchemy, with its password; show it only through ``bot.store.database.shown``."""
        address = self.database_url or f"sqlite:///{self.data_dir / 'frontdesk.db'}"
        password = self.database_password.get_secret_value()
        return with_password(address, password) if password else address

    @property
    def redis(self) -> str:
        """The address of Redis with its password, which must not be shown; empty if there is no Redis."""
        address, password = self.redis_url.get_secret_value(), self.redis_password.get_secret_value()
        try:
            url = urlsplit(address)
        except ValueError:
            return address  # whoever connects says what is wrong with it
        if not address or not password or url.password is not None:
            return address
        user, _, place = url.netloc.rpartition("@")
        return url._replace(netloc=f"{user}:{quote(password, safe='')}@{place}").geturl()


def with_password(address: str, password: str) -> str:
    """A PostgreSQL address with this password, unless it has one; anything else is returned unchanged, for ``connect`` to refuse."""
    from sqlalchemy import exc, make_url  # slow to import, and few have a password apart

    try:
        url = make_url(address)
    except (exc.ArgumentError, ValueError):
        return address
    if url.password is not None or url.get_backend_name() != "postgresql":
        return address
    return url.set(password=password).render_as_string(hide_password=False)


def data_folder(settings: Settings) -> Path:
    """The data folder, created readable by this user only, since it holds what customers wrote; raises SetupError if that fails."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"The data folder {settings.data_dir} cannot be made ({error.strerror}): set {PREFIX}DATA_DIR to another."
        ) from error
    return settings.data_dir


def log_file(settings: Settings) -> Path | None:
    """The file of the log, or None for standard error."""
    return data_folder(settings) / "frontdesk.log" if settings.log == "file" else None


def given(environment: Mapping[str, str], variable: str) -> str | None:
    """A variable's value, or the content of the file that ``<variable>_FILE`` names without its final newline; None without either.

    Raises SetupError if both are set, or if the file cannot be read.
    """
    path = environment.get(f"{variable}_FILE")
    if path is None:
        return environment.get(variable)
    if variable in environment:
        raise SetupError(f"{variable} and {variable}_FILE are both set: keep one of them.")
    try:
        return Path(path).read_text("utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SetupError(
            f"{variable}_FILE names {path!r}, which cannot be read ({reason}): name a text file that this user may read."
        ) from error


def read(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """The settings from the environment, overridden by those ``overrides`` that are not None; raises SetupError for the first bad value."""
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for name in Settings.model_fields:
        if (text := given(environment, PREFIX + name.upper())) is not None:
            values[name] = tuple(part.strip() for part in text.split(",") if part.strip()) if name in ("packs", "embed_origins") else text
    values.update({name: value for name, value in overrides.items() if value is not None})
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        field = Settings.model_fields[name]
        given_as = f" (it is {first['input']!r})" if field.repr and field.annotation is not SecretStr else ""
        raise SetupError(f"{PREFIX}{name.upper()}: {first['msg'].removeprefix('Value error, ')}{given_as}") from error
