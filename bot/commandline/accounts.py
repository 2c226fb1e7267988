"""The commands about accounts of the desk: who signs in there, and in which role."""

from collections.abc import Mapping
from typing import Annotated

import typer

from bot.account import Role
from bot.commandline.options import AsJson
from bot.commandline.printing import report, say
from bot.settings import read

accounts = typer.Typer(no_args_is_help=True, help="Who signs in at the desk: list them, change what they may do, take an account away.")


Name = Annotated[str, typer.Argument(help="Who signs in at the desk; customers see this name.")]
ROLE = "operator answers customers; lead also exports and deletes what is kept of them, and sees who has deleted."


def account(
    name: Name,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for where it is not given.")],
    role: Annotated[
        Role | None,
        typer.Option(help=f"{ROLE} Without it, a new account is an operator, the first one a lead, and others stay what they are."),
    ] = None,
) -> None:
    """Add somebody to the desk, or change their password."""
    from bot import auth

    given = auth.accounts(read()).add(name, password, role)
    say(f"{name} can sign in at the desk as {described(given)}.")


@accounts.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """List the accounts with their roles."""
    from bot import auth

    known = auth.accounts(read())
    if as_json:
        report({"accounts": [{"name": one.name, "role": one.role} for one in known.every()]}, as_json)
        return
    for one in known.every():
        say(f"{one.name:<20}  {one.role:<8}  {note(known.read().get(one.name))}".rstrip())
    if known.empty():
        say("There is no account yet: frontdesk account NAME adds one, who is a lead.")
    elif not known.leads():
        say("Nobody is a lead: frontdesk accounts role NAME lead makes somebody one.")


@accounts.command("role")
def change_role(name: Name, role: Annotated[Role, typer.Argument(help=ROLE)]) -> None:
    """Change what somebody may do at the desk, also where they are signed in; somebody has to stay a lead."""
    from bot import auth

    auth.accounts(read()).change(name, role)
    say(f"{name} is {described(role)} now.")


@accounts.command("remove")
def remove(name: Name) -> None:
    """Take somebody's account away; what they wrote and did stays under their name."""
    from bot import auth

    auth.accounts(read()).remove(name)
    say(f"{name} cannot sign in at the desk any more.")


def described(role: str) -> str:
    """A role with its article."""
    return f"an {role}" if role == "operator" else f"a {role}"


def note(entry: Mapping[str, str] | None) -> str:
    """Where a role comes from that nobody has given: the account has no entry in the file, or one without a role."""
    if entry is None:
        return "(the account of the settings)"
    return "" if "role" in entry else "(from before there were roles)"
