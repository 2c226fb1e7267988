"""A pack's files before their references to one another are checked; each is valid by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.dialogue.events import EntityKind
from bot.packs.document import Document
from bot.packs.flatten import Written
from bot.packs.rules import Rules
from bot.packs.schema import PackText, ReplyText
from bot.packs.validate import Valid

Section = Literal["intents", "slots", "kinds", "actions", "languages"]
"""What pack.yaml defines by name; ``kinds`` are slots and the results of actions."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An action's parameters after ``call``; ``required`` are those without a default."""

    parameters: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The replies of one language, defaults included; ``document`` is the pack's own file, if it has one.

    ``whole`` is False if the file could not be read in full. A reply that is missing then, or is named in ``without``, may only be
    mistaken.
    """

    path: Path
    replies: Mapping[str, ReplyText]
    document: Document | None
    whole: bool = True
    without: frozenset[str] = frozenset()


@dataclass(slots=True)
class Parts:
    """The valid parts of a pack's files.

    ``valid`` is pack.yaml, ``unread`` its sections whose names are unknown. ``flow_names`` are all files in flows/, readable or not.
    ``signatures`` is None if actions.py could not be imported; ``functions`` are the names of all its public functions.
    """

    document: Document
    valid: Valid
    unread: frozenset[Section]
    flows: Mapping[str, Written]
    wordings: Mapping[str, Wording]
    signatures: Mapping[str, Signature] | None
    actions_path: Path
    rules: Rules
    system: frozenset[str]
    flow_names: frozenset[str]
    functions: frozenset[str] = frozenset()
    kinds: dict[str, EntityKind] = field(default_factory=dict)
    values: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect every name that can hold a value: slots and results of actions."""
        for action in self.pack.actions.values():
            for name, kind in action.returns.items():
                self.kinds.setdefault(name, "choice" if isinstance(kind, list) else kind)
                if isinstance(kind, list):
                    self.values[name] = self.values.get(name, frozenset()) | frozenset(kind)
        for name, slot in self.pack.slots.items():
            self.kinds[name] = slot.kind
            if slot.kind == "choice":
                self.values[name] = frozenset(slot.options)

    @property
    def pack(self) -> PackText:
        """What pack.yaml says."""
        pack: PackText = self.valid.value
        return pack

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the pack; empty if a mistake leaves them unknown."""
        return () if ("languages",) in self.valid.removed else tuple(self.pack.languages)

    def names(self, section: Section) -> Collection[str]:
        """The names in a section of pack.yaml."""
        match section:
            case "intents":
                return self.pack.intents
            case "slots":
                return self.pack.slots
            case "actions":
                return self.pack.actions
            case "languages":
                return self.languages
        return self.kinds

    def lacks(self, section: Section, name: str) -> bool:
        """Whether a reference to this entry is a mistake: pack.yaml does not define it, and no other mistake may hide its definition."""
        return section not in self.unread and name not in self.names(section) and name not in self.valid.without

    def doubtful(self, name: str) -> bool:
        """Whether a mistake in pack.yaml leaves the definition of a slot or value unknown."""
        return name in self.valid.without
