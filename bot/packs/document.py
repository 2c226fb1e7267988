"""Reads a pack's YAML files, keeping the line of every value."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from bot.errors import PackError

Place = tuple[str | int, ...]
"""Where a value stands in a document: the keys and list positions that lead to it."""

QUOTES = "a text with : # ? [ { , or quotes in it belongs in quotes"

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml if it is available: it takes a tenth of the time."""

QUOTED = re.compile(r"""(?<![^\s\[{,:(])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?:^|\s)#.*""")
"""A text in quotes on one line, or a comment."""
OPENING = re.compile(r"""(?<![^\s\[{,:(])["']""")
"""A quote where a value begins; the apostrophe in "don't" is none."""

BYTES = re.compile("[\udc80-\udcff]")
"""Surrogates that invalid UTF-8 is decoded to, so that the rows around it can be read."""
NOT_UTF_8 = "not UTF-8; save the file with the encoding UTF-8"

LIKE_ENOUGH = 60.0
"""The least similarity (0 to 100) at which another name is suggested."""


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain Python values, with the line of each place; ``passed_over`` are the words under duplicate or invalid keys."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[Place, int]
    passed_over: frozenset[str] = frozenset()

    def line(self, place: Iterable[str | int]) -> int | None:
        """The line of the longest known part of ``place``; parts that are not in the document are skipped."""
        return self.lines.get(self.place(place))

    def place(self, path: Iterable[str | int]) -> Place:
        """The part of ``path`` that is in the document; parts that a validator inserted are skipped."""
        known: Place = ()
        for part in path:
            if (*known, part) in self.lines:
                known = (*known, part)
        return known

    def mistake(self, place: Iterable[str | int], field: str, message: str) -> PackError:
        """A mistake at ``place``."""
        return PackError(self.path, self.line(place), field, message)


def likeliest(name: str, names: Iterable[str]) -> str | None:
    """The most similar of ``names``; None if none is similar enough."""
    found = process.extractOne(name, sorted(set(names)), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    return found[0] if found else None


def nearest(name: str, names: Iterable[str]) -> str:
    """``; did you mean 'x'?`` with the most similar of ``names``, or else a list of them."""
    known = sorted(set(names))
    if meant := likeliest(name, known):
        return f"; did you mean '{meant}'?"
    if not known:
        return "; there are none yet"
    return f"; known: {', '.join(known[:12])}{', …' if len(known) > 12 else ''}"


def read_text(path: Path, errors: str = "strict") -> str | PackError:
    """The text of a file, or the mistake that keeps it from being read; ``errors`` as in ``bytes.decode``."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return PackError(path, None, "", f"cannot be read: {error.strerror}; the pack needs this file")
    try:
        return data.decode("utf-8-sig", errors)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return PackError(path, line, "", f"not UTF-8: byte 0x{data[error.start]:02x} is none; save the file with the encoding UTF-8")


def not_yaml(path: Path, text: str, error: yaml.MarkedYAMLError) -> PackError:
    """The mistake for a text that is not YAML, with what to write instead."""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    line = lines[mark.line] if mark else ""
    problem = error.problem or error.context
    if "\t" in line[: len(line) - len(line.lstrip())]:
        message = "the line begins with a tab; indent it with spaces"
    elif mark and (opened := unclosed(lines, mark.line)) is not None:
        message = f"not YAML: {problem}; a quote opens on line {opened + 1} and is not closed there, close it"
    elif str(problem).startswith("did not find expected"):
        message = f"not YAML: {problem}; indent the line as its neighbours are, and {QUOTES}"
    else:
        message = f"not YAML: {problem}; {QUOTES}"
    return PackError(path, mark.line + 1 if mark else None, "", message)


def unclosed(lines: Sequence[str], problem: int) -> int | None:
    """The line (from 0) before a problem on which a quote opens that the problem's line, or none, closes; None if there is none.

    Such a quote takes in everything up to the next one, so the problem shows only there. A quote that is closed before it is a text of
    several lines.
    """
    for number in range(min(problem, len(lines)) - 1, -1, -1):
        if found := OPENING.search(QUOTED.sub("", lines[number])):
            closes = next((i for i in range(number + 1, len(lines)) if found[0] in lines[i]), len(lines))
            return number if closes >= problem else None
    return None


def read_yaml(path: Path, mistakes: list[PackError]) -> Document | None:
    """The document; None if it cannot be read. Mistakes are appended."""
    text = read_text(path)
    if isinstance(text, PackError):
        mistakes.append(text)
        return None
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        builder = Builder(path, loader, mistakes)
        data = builder.build(node, (), ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mistakes.append(not_yaml(path, text, error))
        return None
    except yaml.YAMLError as error:
        mistakes.append(PackError(path, None, "", f"not YAML: {error}"))
        return None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        mistakes.append(PackError(path, 1, "", "must be a mapping: lines of `key: value`"))
        return None
    return Document(path, data, builder.lines, frozenset(builder.passed_over))


class Builder:
    """Turns YAML nodes into values, noting lines, duplicate keys and references that contain themselves."""

    def __init__(self, path: Path, loader: yaml.SafeLoader, mistakes: list[PackError]) -> None:
        self.path, self.loader, self.mistakes = path, loader, mistakes
        self.lines: dict[Place, int] = {}
        self.passed_over: set[str] = set()

    def build(self, node: yaml.Node, place: Place, within: tuple[int, ...]) -> Any:
        """The value of a node; ``within`` are the ids of the nodes around it."""
        self.lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in within:
            raise yaml.MarkedYAMLError(problem="a reference that contains itself", problem_mark=node.start_mark)
        inside = (*within, id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*place, i), inside) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place, inside)
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        return self.loader.construct_object(node)

    def mapping(self, node: yaml.MappingNode, place: Place, within: tuple[int, ...]) -> dict[str, Any]:
        """A mapping as a dictionary; duplicate keys and keys that are not text are reported and skipped."""
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                self.mistakes.append(PackError(self.path, line, "", "a key must be one word or a quoted text"))
                self.passed_over |= set(words_of(value_node))
                continue
            if key in values:
                self.mistakes.append(PackError(self.path, line, key, f"stands twice, first on line {self.lines[(*place, key)]}; keep one"))
                self.passed_over |= set(words_of(value_node))
                continue
            self.lines[(*place, key)] = line
            values[key] = self.build(value_node, (*place, key), within)
        return values


def words_of(start: yaml.Node) -> Iterator[str]:
    """Every scalar in a node, keys included."""
    waiting, seen = [start], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        else:
            waiting += node.value
