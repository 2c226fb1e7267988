"""`make bench`: every section one after the other, its rows written to docs/benchmarks.md between the section's marks."""

import sys

from benchmarks import message, serving, step
from benchmarks.page import HEAD, write


def main(sections: list[str]) -> None:
    """Run the named sections, or all."""
    known = {
        "step": lambda: write("step", HEAD, step.rows(step.measure())),
        "message": lambda: write("message", HEAD, message.rows(message.measure())),
        "serving": serving.main,
    }
    for section in sections or known:
        if section not in known:
            raise SystemExit(f"no section {section}: {', '.join(known)}")
        known[section]()


if __name__ == "__main__":
    main(sys.argv[1:])
