"""What commands print: sentences, which are wrapped in a terminal only, results, and rows that were left out."""

import errno
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer
from rich.console import Console

from bot.errors import DataError

out = Console(soft_wrap=not sys.stdout.isatty())
err = Console(stderr=True, soft_wrap=not sys.stderr.isatty())

MOST_SHOWN = 50
"""The most bad rows that are all printed; of more than that only the first ``FIRST`` are."""

FIRST = 20

ADVICE = {
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "a file stands where a folder is needed, name another path",
    errno.EISDIR: "it is a folder, name a file",
    errno.EEXIST: "something stands there already, name another path",
    errno.EACCES: "change who may use it, or name another place",
    errno.EPERM: "change who may use it, or name another place",
    errno.EROFS: "name a place that can be written to",
    errno.ENAMETOOLONG: "choose a shorter name",
}


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters, which a terminal would obey instead of showing them."""


def visible(text: str) -> str:
    """The text with each control character replaced by U+FFFD, so that a terminal shows it and obeys none of it."""
    return CONTROL.sub("\ufffd", text)


def say(text: str) -> None:
    """Print a sentence about what was done."""
    out.print(visible(text), markup=False, highlight=False)


def fail(text: str) -> None:
    """Print a sentence about what went wrong."""
    err.print(visible(text), style="red", markup=False, highlight=False)


def warn(text: str) -> None:
    """Print a sentence about what was left out."""
    err.print(visible(text), style="yellow", markup=False, highlight=False)


def report(result: Mapping[str, object], as_json: bool) -> None:
    """Print a result for people, or as JSON for programs."""
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, allow_nan=False))
        return
    for name, value in result.items():
        out.print(f"{name:>24}  {value:.4f}" if isinstance(value, float) else f"{name:>24}  {value}", markup=False)


def bad_rows(bad: Sequence[DataError], output: Path) -> None:
    """Print the rows that were left out; if there are more than ``MOST_SHOWN``, only the first, and all in a file beside the output."""
    path = output.with_name(output.name + ".bad.txt")
    path.unlink(missing_ok=True)
    for one in bad if len(bad) <= MOST_SHOWN else bad[:FIRST]:
        warn(str(one))
    if len(bad) > MOST_SHOWN:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{one}\n" for one in bad), encoding="utf-8", errors="backslashreplace")
        warn(f"These are the first {FIRST} of {len(bad)} rows that were left out; {path} names them all.")


def about(error: OSError) -> str | None:
    """A sentence on what is wrong with a file or folder and what to do about it; None if the error concerns neither."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full: make room and run the command again. What was complete before is untouched."
    if not isinstance(error.filename, str | bytes | os.PathLike):
        return None
    name, reason = os.fsdecode(error.filename), error.strerror or type(error).__name__
    return f"{name} cannot be used ({reason}): {ADVICE.get(error.errno or 0, 'check the path and who may use it')}."
