"""``frontdesk account`` and ``frontdesk accounts``: who signs in at the desk, and in which role."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a new installation."""
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("FRONTDESK_DESK_PASSWORD", raising=False)
    return tmp_path


def run(*words: str, input: str = "") -> Result:
    return CliRunner().invoke(app, words, input=input)


def added(name: str, *words: str) -> str:
    done = run("account", name, *words, input="a good password\n" * 2)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()[-1]


def roles() -> dict[str, str]:
    done = run("accounts", "list", "--json")
    return {one["name"]: one["role"] for one in json.loads(done.stdout)["accounts"]}


def test_who_is_added_first_is_a_lead_and_the_others_are_operators() -> None:
    assert added("mei") == "mei can sign in at the desk as a lead."
    assert added("tom") == "tom can sign in at the desk as an operator."
    assert added("ann", "--role", "lead") == "ann can sign in at the desk as a lead."
    assert roles() == {"ann": "lead", "mei": "lead", "tom": "operator"}


def test_the_list_shows_each_account_with_its_role() -> None:
    assert run("accounts", "list").stdout == "There is no account yet: frontdesk account NAME adds one, who is a lead.\n"
    added("mei")
    added("tom")
    assert [line.split() for line in run("accounts", "list").stdout.splitlines()] == [["mei", "lead"], ["tom", "operator"]]


def test_a_role_is_changed_without_a_password() -> None:
    added("mei")
    added("tom")
    assert run("accounts", "role", "tom", "lead").stdout == "tom is a lead now.\n"
    assert run("accounts", "role", "mei", "operator").stdout == "mei is an operator now.\n"
    assert roles() == {"mei": "operator", "tom": "lead"}


def test_the_last_lead_cannot_become_an_operator() -> None:
    added("mei")
    done = run("accounts", "role", "mei", "operator")
    assert (done.exit_code, "mei has to be a lead" in str(done.exception)) == (1, True)
    assert roles() == {"mei": "lead"}


def test_accounts_of_an_older_version_are_leads_and_the_list_says_why(place: Path) -> None:
    (place / "accounts.json").write_text('{"mei": {"hash": "x"}, "tom": {"hash": "y"}}')
    assert run("accounts", "list").stdout.count("lead      (from before there were roles)") == 2
    run("accounts", "role", "tom", "operator")
    assert run("accounts", "list").stdout.count("(from before there were roles)") == 1


def test_the_list_names_the_account_of_the_settings_and_says_when_nobody_is_a_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_DESK_PASSWORD", "a good password")
    added("mei")
    assert "desk                  lead      (the account of the settings)" in run("accounts", "list").stdout
    monkeypatch.delenv("FRONTDESK_DESK_PASSWORD")
    assert run("accounts", "list").stdout.splitlines()[-1] == "Nobody is a lead: frontdesk accounts role NAME lead makes somebody one."


def test_an_account_is_removed_and_nobody_else() -> None:
    added("mei")
    added("tom")
    assert run("accounts", "remove", "tom").stdout == "tom cannot sign in at the desk any more.\n"
    assert roles() == {"mei": "lead"}
    done = run("accounts", "remove", "tom")
    assert (done.exit_code, str(done.exception)) == (1, "there is no account 'tom'; there is: mei")


def test_the_last_lead_is_not_removed_before_the_others() -> None:
    added("mei")
    added("tom")
    done = run("accounts", "remove", "mei")
    assert (done.exit_code, "first make somebody else a lead" in str(done.exception)) == (1, True)
    assert roles() == {"mei": "lead", "tom": "operator"}
    run("accounts", "remove", "tom")
    assert run("accounts", "remove", "mei").exit_code == 0
    assert roles() == {}


def test_the_account_of_the_settings_is_removed_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_DESK_PASSWORD", "a good password")
    done = run("accounts", "remove", "desk")
    assert (done.exit_code, "take FRONTDESK_DESK_PASSWORD away" in str(done.exception)) == (1, True)
