"""A pack's files side by side: each is valid for itself, what they say about one another is not checked yet."""

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
"""What pack.yaml names; ``kinds`` are slots and what actions return."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An action's parameters after the call, and those of them without a default."""

    parameters: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The replies of one language, the defaults included; ``document`` is the pack's own file where it has one.

    ``whole`` is false where the file could not be read: what is not there then may only be mistaken, and so may the names in ``without``.
    """

    path: Path
    replies: Mapping[str, ReplyText]
    document: Document | None
    whole: bool = True
    without: frozenset[str] = frozenset()


@dataclass(slots=True)
class Parts:
    """A pack's files, read and valid each for itself, as far as they could be read.

    ``valid`` is pack.yaml; ``unread`` are sections of it whose names are not known at all. ``flow_names`` are all files in flows/, also
    those that could not be read; ``signatures`` is None where actions.py could not be imported, ``functions`` are all that stand in it.
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
        """Gather every name that can hold a value: slots and what actions return."""
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
        """The languages that the pack is sure to have."""
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
        """Whether it is a mistake that something names this entry: pack.yaml does not have it, nor may it stand where a mistake is."""
        return section not in self.unread and name not in self.names(section) and name not in self.valid.without

    def doubtful(self, name: str) -> bool:
        """Whether a mistake in pack.yaml leaves open what a slot or a value is."""
        return name in self.valid.without
