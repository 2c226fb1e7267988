"""A pack's files side by side: each is valid for itself, what they say about one another is not checked yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.dialogue.events import EntityKind
from bot.packs.document import Document
from bot.packs.flatten import Written
from bot.packs.schema import PackText, ReplyText


@dataclass(frozen=True, slots=True)
class Signature:
    """An action's parameters after the call, and those of them without a default."""

    parameters: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The replies of one language, the defaults included; ``document`` is the pack's own file where it has one.

    ``whole`` is false where the file, or replies in it, could not be read: what is not there then may only be mistaken.
    """

    path: Path
    replies: Mapping[str, ReplyText]
    document: Document | None
    whole: bool = True


@dataclass(slots=True)
class Parts:
    """A pack's files, read and valid each for itself.

    ``flow_names`` are all files in flows/, also those that could not be read; ``left_out`` are entries of pack.yaml with mistakes in them.
    """

    document: Document
    pack: PackText
    flows: Mapping[str, Written]
    wordings: Mapping[str, Wording]
    signatures: Mapping[str, Signature]
    actions_path: Path
    system: frozenset[str]
    flow_names: frozenset[str]
    left_out: frozenset[str]
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
