"""Where results go: the tables of docs/benchmarks.md, each between the marks of its section, with the machine it was measured on."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs/benchmarks.md"
HEAD = ("what", "measured", "asked for")


def machine() -> str:
    """The machine in a line."""
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return f"{date.today()}, {os.cpu_count()} cores ({cpu or platform.processor()}), Python {platform.python_version()}"


def write(section: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Replace one section of the page."""
    table = "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)])
    body = f"<!-- {section} -->\n{machine()}\n\n{table}\n<!-- /{section} -->"
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(rf"<!-- {section} -->.*?<!-- /{section} -->", re.S)
    if not pattern.search(page):
        raise SystemExit(f"{PAGE} has no marks for the section {section}")
    PAGE.write_text(pattern.sub(lambda _: body, page), encoding="utf-8")
    print(f"\n{section}")
    for row in rows:
        print("  " + " | ".join(row))
