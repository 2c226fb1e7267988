"""Accounts, sessions and the brake on guessing."""

import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest
from argon2 import Type, extract_parameters

from bot import auth
from bot.account import Account, Role
from bot.channels.wire import Refusal
from bot.desk.erasure import LEADS_ONLY
from bot.desk.login import still_known
from bot.errors import SetupError
from bot.settings import Settings
from tests.desk.accounts import QUICK


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def accounts(tmp_path: Path) -> auth.Accounts:
    accounts = auth.Accounts(tmp_path / "accounts.json", hasher=QUICK)
    accounts.add("Mia", "a good password")
    return accounts


def test_the_right_password_opens_and_a_wrong_one_does_not(accounts: auth.Accounts) -> None:
    assert accounts.check("Mia", "a good password") is not None
    assert accounts.check("Mia", "a bad password") is None
    assert accounts.check("mia", "a good password") is None
    assert accounts.check("Nobody", "a good password") is None


def test_passwords_are_kept_as_costly_argon2_hashes_that_only_the_server_can_read(tmp_path: Path) -> None:
    accounts = auth.Accounts(tmp_path / "accounts.json")
    accounts.add("Mia", "a good password")
    costs = extract_parameters(accounts.read()["Mia"]["hash"])
    assert costs.type is Type.ID
    assert costs.memory_cost >= 64 * 1024, "in KiB"
    assert costs.time_cost >= 3
    assert "a good password" not in accounts.path.read_text()
    assert mode(accounts.path) == 0o600


def test_an_account_added_while_the_server_runs_can_log_in_at_once(accounts: auth.Accounts) -> None:
    assert accounts.check("Tom", "another one") is None
    auth.Accounts(accounts.path, hasher=QUICK).add("Tom", "another one")
    assert accounts.check("Tom", "another one") is not None
    assert accounts.check("Mia", "a good password") is not None


@pytest.mark.parametrize("name", ["", " Mia", "<b>", "a" * 41, "a\nb", "-x"])
def test_a_name_that_customers_could_not_read_is_refused(accounts: auth.Accounts, name: str) -> None:
    with pytest.raises(SetupError, match="name of an account"):
        accounts.add(name, "a good password")


def test_names_may_have_spaces_and_be_chinese(accounts: auth.Accounts) -> None:
    accounts.add("Mia K.", "a good password")
    accounts.add("小李", "a good password")
    assert accounts.check("小李", "a good password") is not None


def test_a_short_password_is_refused(accounts: auth.Accounts) -> None:
    with pytest.raises(SetupError, match="too short"):
        accounts.add("Tom", "seven77")


def test_colleagues_are_everybody_who_may_log_in(tmp_path: Path) -> None:
    accounts = auth.Accounts(tmp_path / "accounts.json", lambda: {"desk": "a good password"}, QUICK)
    assert accounts.names() == ["desk"]
    for name in ("mei", "Tom"):
        accounts.add(name, "a good password")
    assert accounts.names() == ["Tom", "desk", "mei"]


def test_a_damaged_file_of_accounts_is_named(accounts: auth.Accounts) -> None:
    accounts.path.write_text("{")
    with pytest.raises(SetupError, match=r"accounts\.json cannot be read"):
        accounts.find("Mia")


def test_a_session_says_who_it_is_until_it_is_ended_even_after_a_restart(accounts: auth.Accounts, tmp_path: Path) -> None:
    path = tmp_path / "sessions.json"
    sessions = auth.Sessions(path, accounts)
    token = sessions.begin(account(accounts))
    other = sessions.begin(account(accounts))
    restarted = auth.Sessions(path, accounts)
    who = restarted.who(token)
    assert who is not None
    assert who.name == "Mia"
    restarted.end(token)
    assert restarted.who(token) is None
    assert auth.Sessions(path, accounts).who(token) is None
    assert auth.Sessions(path, accounts).who(other) is not None
    assert mode(path) == 0o600


def test_a_forged_or_foreign_token_is_nobodys(accounts: auth.Accounts, tmp_path: Path) -> None:
    sessions = auth.Sessions(tmp_path / "sessions.json", accounts)
    foreign = auth.Sessions(tmp_path / "others.json", accounts).begin(account(accounts))
    token = sessions.begin(account(accounts))
    assert [sessions.who(t) for t in (None, "", "x", foreign, token[:-2] + "zz", "é" + token)] == [None] * 6


def test_a_session_ends_after_twelve_hours(accounts: auth.Accounts, tmp_path: Path) -> None:
    clock = Clock()
    sessions = auth.Sessions(tmp_path / "sessions.json", accounts, clock)
    token = sessions.begin(account(accounts))
    clock.now += auth.SESSION_SECONDS - 1
    assert sessions.who(token) is not None
    clock.now += 2
    assert sessions.who(token) is None


def test_a_new_password_ends_the_sessions_of_the_old_one(accounts: auth.Accounts, tmp_path: Path) -> None:
    sessions = auth.Sessions(tmp_path / "sessions.json", accounts)
    token = sessions.begin(account(accounts))
    accounts.add("Mia", "a new password")
    assert sessions.who(token) is None


def test_after_five_failures_one_has_to_wait_until_they_are_old() -> None:
    clock = Clock()
    attempts = auth.Attempts(300.0, clock)
    for _ in range(5):
        assert attempts.wait("mia", 5) == 0
        attempts.failed("mia", "10.0.0.1")
        clock.now += 10
    assert attempts.wait("mia", 5) == 250
    assert attempts.wait("tom", 5) == 0
    assert attempts.wait("10.0.0.1", 30) == 0
    clock.now += 251
    assert attempts.wait("mia", 5) == 0


def test_the_right_password_clears_the_failures_and_old_ones_are_forgotten() -> None:
    clock = Clock()
    attempts = auth.Attempts(300.0, clock)
    for _ in range(5):
        attempts.failed("mia")
    attempts.passed("mia")
    assert attempts.wait("mia", 5) == 0
    attempts.failed("tom")
    clock.now += 301
    attempts.failed("ann")
    assert set(attempts.failures) == {"ann"}


def test_the_demo_makes_its_password_once_and_keeps_it_private(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", demo=True)
    accounts = auth.accounts(settings)
    password = auth.demo_password(settings)
    assert len(password) >= 12
    assert auth.demo_password(settings) == password
    assert accounts.check("desk", password) is not None
    assert accounts.check("desk", "desk") is None
    assert mode(settings.data_dir / "desk-password") == 0o600


def test_the_settings_can_give_the_desks_password(tmp_path: Path) -> None:
    accounts = auth.accounts(Settings(data_dir=tmp_path, desk_password="from the settings"))
    assert accounts.check("desk", "from the settings") is not None
    assert accounts.check("desk", "") is None
    assert auth.accounts(Settings(data_dir=tmp_path)).empty()


def test_an_account_added_from_the_command_line_is_one_of_the_desks(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    auth.accounts(settings).add("Mia", "a good password")
    assert auth.accounts(settings).check("Mia", "a good password") is not None


def test_nothing_is_written_before_somebody_comes_to_the_desk(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", demo=True)
    auth.Sessions(settings.data_dir / "sessions.json", auth.accounts(settings)).who(None)
    assert not settings.data_dir.exists()


def roles(accounts: auth.Accounts) -> dict[str, str]:
    return {one.name: one.role for one in accounts.every()}


def test_the_first_account_is_a_lead_and_further_ones_are_operators_unless_it_is_said(accounts: auth.Accounts) -> None:
    assert accounts.add("Tom", "a good password") == "operator"
    assert accounts.add("Ann", "a good password", "lead") == "lead"
    assert roles(accounts) == {"Ann": "lead", "Mia": "lead", "Tom": "operator"}


def test_a_new_password_leaves_the_role_as_it_is_and_may_come_with_another_one(accounts: auth.Accounts) -> None:
    accounts.add("Tom", "a good password", "lead")
    assert (accounts.add("Tom", "a new password"), accounts.check("Tom", "a new password")) == ("lead", accounts.find("Tom"))
    assert accounts.add("Tom", "a new password", "operator") == "operator"


def test_accounts_from_before_there_were_roles_may_do_what_they_could_then(tmp_path: Path) -> None:
    older = tmp_path / "accounts.json"
    older.write_text(f'{{"Mia": {{"hash": "{QUICK.hash("a good password")}"}}, "Tom": {{"hash": "{QUICK.hash("another one")}"}}}}')
    accounts = auth.Accounts(older, hasher=QUICK)
    assert roles(accounts) == {"Mia": "lead", "Tom": "lead"}
    accounts.change("Tom", "operator")
    assert roles(accounts) == {"Mia": "lead", "Tom": "operator"}
    assert accounts.check("Tom", "another one") is not None


def test_somebody_is_always_a_lead(accounts: auth.Accounts, tmp_path: Path) -> None:
    accounts.add("Tom", "a good password")
    with pytest.raises(SetupError, match=r"Mia has to be a lead.*accounts role NAME lead"):
        accounts.change("Mia", "operator")
    with pytest.raises(SetupError, match="Mia has to be a lead"):
        accounts.add("Mia", "a new password", "operator")
    assert accounts.check("Mia", "a good password") is not None, "nothing was changed"
    with pytest.raises(SetupError, match=r"Ann has to be a lead.*account NAME --role lead"):
        auth.Accounts(tmp_path / "none.json", hasher=QUICK).add("Ann", "a good password", "operator")
    accounts.change("Tom", "lead")
    accounts.change("Mia", "operator")
    assert roles(accounts) == {"Mia": "operator", "Tom": "lead"}


def test_the_account_of_the_settings_is_a_lead_and_stays_one(tmp_path: Path) -> None:
    accounts = auth.Accounts(tmp_path / "accounts.json", lambda: {"desk": "a good password"}, QUICK)
    assert accounts.add("Mia", "a good password") == "operator", "somebody is a lead already"
    with pytest.raises(SetupError, match="desk is the account that the settings define, with the password of FRONTDESK_DESK_PASSWORD"):
        accounts.add("desk", "a password that nobody would ask for")
    with pytest.raises(SetupError, match="desk is the account that the settings define"):
        accounts.change("desk", "operator")
    accounts.change("desk", "lead")
    assert roles(accounts) == {"Mia": "operator", "desk": "lead"}


def test_where_the_settings_have_taken_the_only_lead_away_passwords_change_and_the_next_account_is_a_lead(tmp_path: Path) -> None:
    auth.Accounts(tmp_path / "accounts.json", lambda: {"desk": "a good password"}, QUICK).add("Mia", "a good password")
    accounts = auth.Accounts(tmp_path / "accounts.json", hasher=QUICK)
    assert accounts.add("Mia", "a new password") == "operator"
    assert accounts.add("Tom", "a good password") == "lead"


def test_the_role_of_an_account_that_there_is_not_cannot_be_changed(accounts: auth.Accounts) -> None:
    with pytest.raises(SetupError, match="no account 'mia'; there is: Mia"):
        accounts.change("mia", "lead")


def test_a_role_that_there_is_not_is_named(accounts: auth.Accounts) -> None:
    accounts.path.write_text('{"Mia": {"hash": "x", "role": "boss"}}')
    with pytest.raises(SetupError, match=r"the role of 'Mia' is 'boss'; it has to be one of operator, lead"):
        accounts.find("Mia")


@pytest.mark.parametrize("written", ["[]", "null", '{"Mia": "x"}', '{"Mia": {"role": "lead"}}', '{"Mia": {"hash": "x", "role": ["lead"]}}'])
def test_a_file_that_was_edited_into_something_else_is_named(accounts: auth.Accounts, written: str) -> None:
    accounts.path.write_text(written)
    with pytest.raises(SetupError, match="accounts"):
        accounts.names()


def test_two_leads_who_are_demoted_at_once_do_not_both_go(accounts: auth.Accounts) -> None:
    """As two commands do: each has read the file before the other has written it."""
    accounts.add("Tom", "a good password", "lead")
    checked = Barrier(2)

    class Slow(auth.Accounts):
        def check_role(self, name: str, role: Role) -> None:
            super().check_role(name, role)
            with suppress(BrokenBarrierError):
                checked.wait(0.2)

    def demoted(accounts: auth.Accounts, name: str) -> bool:
        try:
            accounts.change(name, "operator")
        except SetupError:
            return False
        return True

    one, other = Slow(accounts.path, hasher=QUICK), Slow(accounts.path, hasher=QUICK)
    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(demoted, (one, other), ("Mia", "Tom")))
    assert sorted(done) == [False, True]
    assert len(auth.Accounts(accounts.path, hasher=QUICK).leads()) == 1


def test_another_role_counts_at_once_for_whoever_is_signed_in(accounts: auth.Accounts, tmp_path: Path) -> None:
    accounts.add("Tom", "a good password", "lead")
    sessions = auth.Sessions(tmp_path / "sessions.json", accounts)
    token = sessions.begin(account(accounts))
    auth.Accounts(accounts.path, hasher=QUICK).change("Mia", "operator")
    who = sessions.who(token)
    assert who is not None
    assert (who.name, who.role) == ("Mia", "operator")


def test_who_is_removed_is_signed_out_at_once_and_may_come_back_as_somebody_new(accounts: auth.Accounts, tmp_path: Path) -> None:
    accounts.add("Tom", "a good password", "lead")
    sessions = auth.Sessions(tmp_path / "sessions.json", accounts)
    token = sessions.begin(account(accounts))
    auth.Accounts(accounts.path, hasher=QUICK).remove("Mia")
    assert (sessions.who(token), accounts.names()) == (None, ["Tom"])
    assert accounts.add("Mia", "a good password") == "operator"
    assert sessions.who(token) is None


def account(accounts: auth.Accounts) -> Account:
    found = accounts.find("Mia")
    assert found is not None
    return found


def test_while_the_accounts_cannot_be_read_nobody_is_sent_away() -> None:
    def unreadable() -> bool:
        raise SetupError("accounts.json cannot be read")

    assert [still_known(lambda: True), still_known(lambda: False), still_known(unreadable)] == [True, False, True]


def test_a_refusal_that_is_raised_often_keeps_nothing_of_earlier_times() -> None:
    def refuse() -> None:
        raise LEADS_ONLY.anew()

    for _ in range(3):
        with pytest.raises(Refusal) as caught:
            refuse()
        assert caught.value.body == LEADS_ONLY.body
    assert LEADS_ONLY.__traceback__ is None
