"""`make bench`: every section one after the other, its rows written to docs/benchmarks.md between the section's marks."""

import asyncio
import os
import platform
import re
import sys
from datetime import date
from pathlib import Path

from benchmarks import serving, step

PAGE = Path(__file__).parent.parent / "docs/benchmarks.md"
Rows = list[tuple[str, str, str]]


def machine() -> str:
    """The machine in a line."""
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return f"{date.today()}, {os.cpu_count()} cores ({cpu or platform.processor()}), Python {platform.python_version()}"


def write(section: str, rows: Rows) -> None:
    """Replace one section of the page."""
    table = "\n".join(["| what | measured | asked for |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)])
    body = f"<!-- {section} -->\n{machine()}\n\n{table}\n<!-- /{section} -->"
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(rf"<!-- {section} -->.*?<!-- /{section} -->", re.S)
    if not pattern.search(page):
        raise SystemExit(f"{PAGE} has no marks for the section {section}")
    PAGE.write_text(pattern.sub(lambda _: body, page), encoding="utf-8")
    print(f"\n{section}")
    for row in rows:
        print("  " + " | ".join(row))


def main(sections: list[str]) -> None:
    """Run the named sections, or all."""
    known = {"step": lambda: step.rows(step.measure()), "serving": lambda: serving.rows(asyncio.run(serving.measure()))}
    for section in sections or known:
        if section not in known:
            raise SystemExit(f"no section {section}: {', '.join(known)}")
        write(section, known[section]())


if __name__ == "__main__":
    main(sys.argv[1:])
