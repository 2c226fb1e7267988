"""Lists of phrases that ship with Frontdesk, beside its default replies, so that every pack's alarm hears the same words."""

from pathlib import Path

from pydantic import Field

from bot.errors import PackError
from bot.packs.document import read_yaml
from bot.packs.schema import Language, Model, Text
from bot.packs.validate import read

DEFAULT_RULES = Path(__file__).parent.parent / "default_rules"


class PhrasesText(Model):
    """A list of ``default_rules/``, in the form that an alarm's own phrases have."""

    phrases: dict[Language, list[Text]] = Field(default={}, description="parts of a message per language")
    spare: dict[Language, list[Text]] = Field(default={}, description="phrases that hold one of these and are harmless")


NOTHING = PhrasesText()


def shared_lists() -> list[str]:
    """The names of the lists."""
    return sorted(file.stem for file in DEFAULT_RULES.glob("*.yaml"))


def shared_list(name: str) -> PhrasesText:
    """The list of this name; one that cannot be read is a mistake of ours, not of a pack, and raises it."""
    mistakes: list[PackError] = []
    document = read_yaml(DEFAULT_RULES / f"{name}.yaml", mistakes)
    valid = read(PhrasesText, document, mistakes) if document else None
    if mistakes or valid is None:
        raise mistakes[0]
    listed: PhrasesText = valid.value
    return listed
