"""Reads a pack's cases and checks that every name in them exists in the pack."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.domain import Domain
from bot.errors import PackError, PackErrors
from bot.packs import Pack, load
from bot.packs.data import front_matter
from bot.packs.document import Place, nearest, read_text, read_yaml
from evaluation.cases import FOLDER, NOTHING, Case, Entry, Unreadable, read_file
from evaluation.faults import WAYS

ANSWER = "answer"
"""The reply name of a passage of the knowledge base."""

MODELS = ("understand", "retrieve")
"""The models that a case can break."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that cases may use; ``values`` are slots and results of actions, ``articles`` is None if past answers are sent too."""

    domain: Domain
    replies: frozenset[str]
    values: frozenset[str]
    articles: frozenset[str] | None


def read(pack: Pack) -> tuple[list[Case], list[Unreadable]]:
    """The cases of a pack that can be run, in the order of the files, and those with mistakes."""
    names = names_of(pack)
    cases: list[Case] = []
    unreadable: list[Unreadable] = []
    seen: dict[str, Case] = {}
    for path in sorted((pack.path / FOLDER).glob("*.yaml")):
        valid, broken = read_file(path)
        unreadable += broken
        for case in valid:
            mistakes = [PackError(path, line, field, message) for line, field, message in wrong_names(case, names)]
            if (other := seen.setdefault(case.name, case)) is not case:
                message = f"stands in {other.path.name}, line {other.line}, too; give each case a name of its own"
                mistakes.append(PackError(path, case.line, "name", message))
            if mistakes:
                unreadable.append(Unreadable(case.name, tuple(mistakes)))
            else:
                cases.append(case)
    return cases, unreadable


def check(folder: Path) -> list[PackError]:
    """All mistakes in a pack and its cases; if the pack itself has mistakes, its cases are not read."""
    try:
        pack = load(folder)
    except PackErrors as error:
        return list(error.mistakes)
    _, unreadable = read(pack)
    return [mistake for case in unreadable for mistake in case.mistakes]


def names_of(pack: Pack) -> Names:
    """The names that a pack's files define."""
    domain = pack.domain
    document = read_yaml(pack.path / "pack.yaml", [])
    actions = document.data.get("actions", {}) if document else {}
    returned = {name for action in actions.values() for name in action.get("returns", {})}
    return Names(
        domain,
        frozenset(name for replies in domain.replies.values() for name in replies) | {ANSWER},
        frozenset({*domain.slots, *returned}),
        frozenset(articles(pack)) if "answer" not in domain.answers else None,
    )


def articles(pack: Pack) -> dict[str, frozenset[str]]:
    """The pack's articles by id, with the intents that they answer."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted((pack.path / "knowledge").rglob("*.md")):
        text = read_text(path)
        front = front_matter(text) if isinstance(text, str) else ""
        if isinstance(front, dict):
            found[str(front.get("id", path.stem))] = frozenset(map(str, front.get("intents") or ()))
    return found


def wrong_names(case: Case, names: Names) -> Iterator[tuple[int, str, str]]:
    """Line, field and message of every name in a case that the pack does not have."""
    domain = names.domain
    if case.text.language not in domain.languages:
        yield case.line, "language", f"'{case.text.language}' is no language of this pack; write one of {', '.join(domain.languages)}"
    for failure in case.text.broken:
        if message := no_failure(failure, domain):
            yield case.line, "broken", message
    for number, (entry, line) in enumerate(zip(case.text.talk, case.lines, strict=True)):
        for place, message in wrong_in(entry, names):
            yield line, ".".join(map(str, ("talk", number, *place))), message


def no_failure(failure: str, domain: Domain) -> str:
    """What is wrong with an entry of ``broken``; "" if nothing is."""
    name, _, way = failure.partition(" ")
    if name not in (*MODELS, *domain.actions):
        return f"nothing is called '{name}'{nearest(name, [*MODELS, *domain.actions])}"
    if way not in WAYS or (way and name in MODELS):
        return f"'{failure}' is nothing that can break; write {name}" + ("" if name in MODELS else f", {name} hangs or {name} nonsense")
    return ""


def wrong_in(entry: Entry, names: Names) -> Iterator[tuple[Place, str]]:
    """The mistakes of one entry."""
    yield from unknown(entry.bot or (), names.replies, "bot", "reply")
    yield from unknown([entry.means] if entry.means else (), names.domain.intents, "means", "intent")
    yield from unknown(entry.slots, names.values, "slots", "slot")
    if entry.flow is not None:
        yield from unknown([entry.flow], [*names.domain.flows, NOTHING], "flow", "flow")
    if entry.source is not None and names.articles is not None:
        yield from unknown([entry.source], names.articles, "source", "article")
    for name, value in entry.slots.items():
        options = [option.value for option in names.domain.slots[name].options] if name in names.domain.slots else []
        if options and value is not None and str(value) not in options:
            yield ("slots", name), f"can have no value '{value}'{nearest(str(value), options)}"


def unknown(named: Iterable[str], known: Iterable[str], field: str, what: str) -> Iterator[tuple[Place, str]]:
    """A mistake for each name that is not among the known ones."""
    there = set(known)
    for name in named:
        if name not in there:
            yield (field,), f"there is no {what} '{name}'{nearest(name, there)}"
