"""What the documentation names exists: commands with their options, make targets, settings, files, pictures."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from bot.cli import app
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHELL = re.compile(r"```sh\n(.*?)```", re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)\)")


def commands() -> list[tuple[str, str]]:
    return [
        (page.name, line)
        for page in PAGES
        for block in SHELL.findall(page.read_text("utf-8"))
        for line in block.splitlines()
        if line.strip()
    ]


def prose(page: Path) -> str:
    return re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.S)


@pytest.mark.parametrize(("page", "line"), commands())
def test_a_documented_command_is_one_that_there_is(page: str, line: str) -> None:
    program, *arguments = shlex.split(line, comments=True)
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
        assert all(argument in targets for argument in arguments if "=" not in argument)
        return
    assert program == "frontdesk"
    command, name = typer.main.get_command(app), program
    while commands_below := getattr(command, "commands", None):
        name, *arguments = arguments
        assert name in commands_below, f"frontdesk has no command {name}"
        command = commands_below[name]
    asked_for = [f"--{option.name}=typed" for option in command.params if getattr(option, "prompt", None)]
    command.make_context(name, [*arguments, *asked_for])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_to_a_file(page: Path) -> None:
    targets = [target for target in LINK.findall(prose(page)) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_line_of_the_log_that_somebody_should_look_at_is_described() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    written = set(re.findall(r'log\.(?:error|critical)\(\s*"([a-z_]+)"', code))
    operating = (ROOT / "docs/operating.md").read_text("utf-8")
    table = operating[operating.index("| line | what happened") :].partition("\n\n")[0]
    named = {name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])}
    assert named == written


def test_every_setting_is_described_where_people_look_for_it() -> None:
    described = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", (ROOT / "docs/operating.md").read_text("utf-8")))
    hidden = {"demo"}
    assert described == {PREFIX + name.upper() for name in Settings.model_fields if name not in hidden}


def test_every_module_of_the_dialogue_is_described_in_the_architecture() -> None:
    architecture = (ROOT / "docs/architecture.md").read_text("utf-8")
    table = architecture[architecture.index("| module | what it knows |") :].partition("\n\n")[0]
    named = [name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])]
    assert sorted(named) == sorted(path.stem for path in (ROOT / "bot/dialogue").glob("*.py") if path.stem != "__init__")
