"""Finds intents in unlabelled history: requests, vectors, groups, names; a person then corrects what is written."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.errors import DataError
from bot.inference.script import group_of
from training import base as bases
from training.discovery import groups as grouping
from training.discovery import messages, names, page, vectors
from training.discovery.messages import Message, Requests
from training.discovery.vectors import Vectors
from training.pack import BUNDLED
from training.progress import ProgressCallback, bars

TABLE = "utterances.csv"
MAP = "map.html"
HEADER = ("text", "intent", "language", "sentiment", "group", "suggestion")
FEWEST = 20
"""The fewest requests that groups are looked for in."""

APART = f"Latin letters and other scripts are grouped apart: give {FEWEST} requests or more of one of them, better some hundreds"

FORMULA = tuple("=+-@＝＋－＠")
"""First characters that make a spreadsheet take a cell for a formula."""

TYPICAL = 70
"""The most characters printed of a typical message."""


@dataclass(frozen=True, slots=True)
class Group:
    """One intent: distinct messages that surely belong to it, most typical first, and others that may; ``size`` includes repeats."""

    name: str
    words: tuple[str, ...]
    size: int
    sure: tuple[Message, ...]
    unsure: tuple[Message, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Discovery:
    """The result: groups, the largest first; messages without a group; and the requests they come from."""

    groups: tuple[Group, ...]
    alone: tuple[Message, ...]
    requests: Requests

    @property
    def unsure(self) -> int:
        """The number of distinct messages that a person has to place."""
        return sum(len(group.unsure) for group in self.groups) + len(self.alone)

    def about(self) -> str:
        """The counts in a sentence."""
        left = ", ".join(f"{count} {why}" for why, count in self.requests.left_out.most_common())
        return (
            f"{len(self.requests.messages):,} requests in {len(self.groups)} groups; {self.unsure} messages are unsure."
            + (f" Left out: {left}." if left else "")
        )  # fmt: skip


def run(source: Path, folder: Path, seed: int = 7, progress: ProgressCallback | None = None, base: str = BUNDLED) -> Discovery:
    """Find intents in a history.jsonl or a file of texts, and write the utterances and the map; DataError if there are too few."""
    if (folder / TABLE).exists():
        raise DataError(folder / TABLE, None, "is there already, and somebody may have corrected it: name another folder, or move it away")
    requests = messages.read(source)
    if len(requests.messages) < FEWEST:
        raise too_few(source, requests)
    found = find(requests, seed, progress, base)
    if not found.groups:
        raise DataError(source, None, f"no groups were found: {found.about()} {APART}")
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / TABLE, found)
    drawn = [page.Drawn(one.name, one.words, one.size, [message.text for message in one.sure], one.vectors) for one in found.groups]
    (folder / MAP).write_text(page.page(drawn, found.about(), seed), encoding="utf-8", errors="replace")
    return found


def too_few(source: Path, requests: Requests) -> DataError:
    """The error for a source with too few requests to group."""
    counts = [*requests.left_out.most_common(), *([("unusable rows", len(requests.bad))] if requests.bad else [])]
    left = f" ({', '.join(f'{count} {why}' for why, count in counts)} left out)" if counts else ""
    return DataError(
        source, None, f"holds {len(requests.messages)} requests{left}; groups can be found among {FEWEST} or more, better some hundreds"
    )


def find(requests: Requests, seed: int, progress: ProgressCallback | None = None, base: str = BUNDLED) -> Discovery:
    """Group requests; Latin letters and other scripts are grouped apart, because different encoders read them."""
    repeats = Counter(message.key for message in requests.messages)
    different = list({message.key: message for message in reversed(requests.messages)}.values())[::-1]
    parts = [[one for one in different if (group_of(one.text) == "other") == other] for other in (False, True)]
    found: list[Group] = []
    alone: list[Message] = []
    with bars(progress) as on_progress:
        for part, other in zip(parts, (False, True), strict=True):
            if part and sum(repeats[one.key] for one in part) < FEWEST:
                alone += part
            elif part:
                texts = [one.text for one in part]
                seen = (
                    vectors.of_words(texts, seed)
                    if other
                    else vectors.encoded(texts, bases.load(base), seed, lambda done, of: on_progress("reading", done, of))
                )
                found += grouped(part, seen, repeats, seed)
                alone += unplaced(part, found)
    return Discovery(named(sorted(found, key=lambda group: -group.size)), tuple(alone), requests)


def grouped(part: Sequence[Message], seen: Vectors, repeats: Counter[str], seed: int) -> list[Group]:
    """The groups of one script, without names; a group without a sure message is dropped."""
    where = grouping.find(seen, seed, np.array([repeats[one.key] for one in part]))
    made = []
    for number in range(int(where.of.max()) + 1):
        members: npt.NDArray[np.int64] = np.flatnonzero(where.of == number)
        typical = members[np.argsort(-where.near[members], kind="stable")]
        sure, unsure = typical[where.sure[typical]], typical[~where.sure[typical]]
        if len(sure):
            size = sum(repeats[one.key] for one in of(part, members))
            made.append(Group("", (), size, of(part, sure), of(part, unsure), seen[sure]))
    return made


def of(part: Sequence[Message], rows: npt.NDArray[np.int64]) -> tuple[Message, ...]:
    """The messages of these rows."""
    return tuple(part[row] for row in rows.tolist())


def unplaced(part: Sequence[Message], found: Sequence[Group]) -> list[Message]:
    """The messages of a script that are in no group."""
    placed = {message for group in found for message in (*group.sure, *group.unsure)}
    return [message for message in part if message not in placed]


def named(found: Sequence[Group]) -> tuple[Group, ...]:
    """The groups with their names."""
    texts = [[message.text for message in group.sure] for group in found]
    words = names.describe(texts)
    return tuple(
        Group(name, telling, group.size, group.sure, group.unsure, group.vectors)
        for group, name, telling in zip(found, names.name(words, texts), words, strict=True)
    )


def write(path: Path, found: Discovery) -> None:
    """Write the utterances of all groups, then those a person has to place, without an intent so that training skips them."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for group in found.groups:
            table.writerows((cell(one.text), group.name, one.language, "", one.group, "") for one in group.sure)
        for group in found.groups:
            table.writerows((cell(one.text), "", one.language, "", one.group, group.name) for one in group.unsure)
        table.writerows((cell(one.text), "", one.language, "", one.group, "") for one in found.alone)


def cell(text: str) -> str:
    """A customer's words for a spreadsheet, with a quote in front of what it would run as a formula."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def lines(found: Discovery, folder: Path) -> list[str]:
    """The lines printed at the end: the counts, every group with a typical message, and what to do next."""
    width = max(len(group.name) for group in found.groups) if found.groups else 0
    shown = [f"{group.size:>7}  {group.name:<{width}}  {short(group.sure[0].text)}" for group in found.groups]
    return [
        found.about(),
        *shown,
        f"Look at {folder / MAP}, then correct {folder / TABLE}: give groups that want the same one name, and each the name that you",
        "use for it; write oos for what your desk does not take. Rows without an intent are unsure: fill it in or leave them as they",
        "are, training passes over them.",
        f"Then: frontdesk train --utterances {folder / TABLE} -o model/",
    ]


def short(text: str) -> str:
    """The beginning of a message in one line."""
    line = " ".join(text.split())
    return line if len(line) <= TYPICAL else line[: TYPICAL - 1] + "…"
