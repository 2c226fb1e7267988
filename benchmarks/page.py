"""Writes results into the tables of docs/benchmarks.md, each between the marks of its section, with the machine it was measured on."""

import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs/benchmarks.md"
HEAD = ("what", "measured", "asked for")


def machine() -> str:
    """A description of the machine in one line."""
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return f"{date.today()}, {os.cpu_count()} cores ({cpu or platform.processor()}), Python {platform.python_version()}"


def write(section: str, head: Sequence[str], rows: Sequence[Sequence[str]], before: str = "", page: Path = PAGE) -> None:
    """Replace one section of the page; ``before``: a remark on rows that were there already."""
    table = "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)])
    body = f"<!-- {section} -->\n{machine()}{before}\n\n{table}\n<!-- /{section} -->"
    page.write_text(marks(section).sub(lambda _: body, read(section, page)), encoding="utf-8")
    print(f"\n{section}")
    for row in rows:
        print("  " + " | ".join(row))


def write_sets(section: str, head: Sequence[str], measured: Mapping[str, Sequence[str]], sets: Iterable[str], page: Path = PAGE) -> None:
    """Replace the rows of the sets measured; rows of other sets stay and are marked as older."""
    known = {name: row for name in sets if (row := measured.get(name) or standing(section, name, page))}
    older = [name for name in known if name not in measured]
    write(section, head, list(known.values()), f"; measured before: {'; '.join(older)}" if older else "", page)


def standing(section: str, name: str, page: Path = PAGE) -> tuple[str, ...] | None:
    """The row of a set in a section, which begins with the set's name; None if there is none."""
    found = marks(section).search(read(section, page))
    rows = [tuple(line.strip("| ").split(" | ")) for line in found.group().splitlines() if line.startswith("| ")] if found else []
    return next((row for row in rows if row[0] == name or row[0].startswith(f"{name} (")), None)


def marks(section: str) -> re.Pattern[str]:
    """A pattern for a section with its marks."""
    return re.compile(rf"<!-- {section} -->.*?<!-- /{section} -->", re.S)


def read(section: str, page: Path) -> str:
    """The text of the page; exits the program if it has no such section."""
    text = page.read_text(encoding="utf-8")
    if not marks(section).search(text):
        raise SystemExit(f"{page} has no marks for the section {section}")
    return text
