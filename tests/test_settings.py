"""Settings come from variables or from the files that they name, and only drivers see passwords."""

from pathlib import Path

import pytest
from redis.asyncio.connection import parse_url
from sqlalchemy import make_url
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import SetupError
from bot.settings import Settings, log_file, read
from bot.store.database import shown

AWKWARD = "a%7db@:/?#[] ü+'"
"""A password with everything that means something in an address."""


def secret(folder: Path, content: str | bytes) -> str:
    path = folder / "secret.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize(
    ("content", "value"),
    [("hunter22", "hunter22"), ("hunter22\n", "hunter22"), ("hunter22\n\n", "hunter22\n"), ("hunter22\r\n", "hunter22")],
)
def test_a_setting_may_stand_in_a_file_whose_last_newline_does_not_count(tmp_path: Path, content: str, value: str) -> None:
    assert read({"FRONTDESK_DESK_PASSWORD_FILE": secret(tmp_path, content)}).desk_password == value


def test_a_password_of_the_desk_that_is_guessed_in_no_time_is_refused() -> None:
    """As `frontdesk account` does; the password is not in the message, which may be logged."""
    with pytest.raises(SetupError, match="FRONTDESK_DESK_PASSWORD: a password has 8 characters") as refused:
        read({"FRONTDESK_DESK_PASSWORD": "hunter2"})
    assert "hunter2" not in str(refused.value)
    assert read({"FRONTDESK_DESK_PASSWORD": ""}).desk_password == ""


def test_any_setting_may_stand_in_a_file(tmp_path: Path) -> None:
    assert read({"FRONTDESK_PACKS_FILE": secret(tmp_path, "retail, triage\n")}).packs == ("retail", "triage")
    assert read({"FRONTDESK_PORT_FILE": secret(tmp_path, "8181\n")}).port == 8181


def test_what_is_wrong_in_a_file_is_said_as_it_is_of_a_variable(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"FRONTDESK_PORT: .*eighty"):
        read({"FRONTDESK_PORT_FILE": secret(tmp_path, "eighty")})


def test_a_value_and_a_file_for_one_setting_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="FRONTDESK_PORT and FRONTDESK_PORT_FILE are both set"):
        read({"FRONTDESK_PORT": "8080", "FRONTDESK_PORT_FILE": secret(tmp_path, "8181")})


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "gone.txt", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(SetupError, match=rf"FRONTDESK_LLM_KEY_FILE names '{path}'.*{reason}"):
            read({"FRONTDESK_LLM_KEY_FILE": str(path)})


def test_of_a_file_that_is_no_text_nothing_is_shown(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="not UTF-8 text") as error:
        read({"FRONTDESK_LLM_KEY_FILE": secret(tmp_path, b"secret\xff")})
    assert "secret\\xff" not in str(error.value)


def test_a_databases_password_is_put_into_an_address_that_has_none() -> None:
    settings = Settings.model_validate({"database_url": "postgresql://frontdesk@postgres:5433/base", "database_password": AWKWARD})
    url = make_url(settings.database)
    assert (url.username, url.password, url.host, url.port, url.database) == ("frontdesk", AWKWARD, "postgres", 5433, "base")


@pytest.mark.parametrize(
    "address", ["postgresql://frontdesk:own@postgres/base", "sqlite:///var/frontdesk.db", "no address", "postgresql://a:b"]
)
def test_any_other_address_stays_as_it_is(address: str) -> None:
    assert Settings.model_validate({"database_url": address, "database_password": "other"}).database == address


def test_without_an_address_sqlite_needs_no_password(tmp_path: Path) -> None:
    assert read({"FRONTDESK_DATABASE_PASSWORD": "other"}, data_dir=tmp_path).database == f"sqlite:///{tmp_path}/frontdesk.db"


def test_settings_that_are_printed_hold_no_secret() -> None:
    secrets = ("database_password", "redis_url", "redis_password", "desk_password", "llm_key", "telegram_token", "telegram_secret")
    values = dict.fromkeys(secrets, "hunter22") | {"database_url": "postgresql://frontdesk:hunter22@postgres/base"}
    settings = Settings.model_validate(values)
    assert "hunter22" in settings.database
    assert "hunter22" not in f"{settings!r} {settings} {shown(settings.database)}"


def test_an_address_is_shown_with_its_host_and_without_its_password() -> None:
    assert shown("postgresql://frontdesk:hunter22@postgres/base") == "postgresql://frontdesk:***@postgres/base"
    assert "hunter22" not in shown("postgresql://frontdesk:hunter22")


def test_a_command_that_cannot_reach_the_database_does_not_say_the_password() -> None:
    for address in ("postgresql://frontdesk@127.0.0.1:1/base", "postgresql//frontdesk:hunter22@host", "postgresql://frontdesk:hunter22"):
        environment = {"FRONTDESK_DATABASE_URL": address, "FRONTDESK_DATABASE_PASSWORD": "hunter22"}
        result = CliRunner().invoke(app, ["explain", "c0ffee"], env=environment)
        assert isinstance(result.exception, SetupError)
        assert "hunter22" not in f"{result.output} {result.exception} {result.exception.__cause__!r}"


@pytest.mark.parametrize(
    ("address", "user"), [("redis://redis:6379/1", None), ("redis://frontdesk@redis/1", "frontdesk"), ("rediss://[::1]:6379/1", None)]
)
def test_a_password_of_redis_is_put_into_an_address_that_has_none(address: str, user: str | None) -> None:
    read_back = parse_url(Settings.model_validate({"redis_url": address, "redis_password": AWKWARD}).redis)
    without = {name: value for name, value in parse_url(address).items() if name != "connection_class"}
    assert {name: value for name, value in read_back.items() if name != "connection_class"} == {**without, "password": AWKWARD}
    assert read_back.get("username") == user


@pytest.mark.parametrize("address", ["", "redis://:own@redis", "redis://[::1"])
def test_any_other_address_of_redis_stays_as_it_is(address: str) -> None:
    assert Settings.model_validate({"redis_url": address, "redis_password": "other"}).redis == address


def test_the_log_is_a_file_in_the_data_folder_or_standard_error(tmp_path: Path) -> None:
    assert log_file(Settings(data_dir=tmp_path / "var")) == tmp_path / "var/frontdesk.log"
    assert log_file(read({"FRONTDESK_LOG": "stderr"}, data_dir=tmp_path)) is None
