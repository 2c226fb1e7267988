"""Hears a button that was typed in short: "a fair part" for "A fair part is left"."""

import re
from collections.abc import Sequence

from bot.dialogue.domain import Option, Slot
from bot.dialogue.events import Entity, Understood
from bot.dialogue.hearing import MANNERS, asks

WORDS = re.compile(r"[^\W_\u4e00-\u9fff]+|[\u4e00-\u9fff]")
MOST_WORDS, MOST_CHARACTERS = 4, 6
"""Words, or Chinese characters, up to which a message says a button and little else."""

LEAST = 4
"""Letters from which on words tell one button from another; of Chinese characters, two."""


def bare_words(text: str) -> str:
    """The letters and digits of a text in small letters, without manners; all of them where it is nothing but manners."""
    return "".join(words(MANNERS.sub(" ", text))) or "".join(words(text))


def shortened(slot: Slot, understood: Understood) -> Entity | None:
    """The only option that begins with a message of a few words, or else the only one of which it is a part; of Chinese the latter.

    None for questions, and where the message has another value: that is what it says.
    """
    said = words(understood.text)
    chinese = any(word >= "一" for word in said)
    short = len(said) <= (MOST_CHARACTERS if chinese else MOST_WORDS) and len("".join(said)) >= (2 if chinese else LEAST)
    if not short or understood.entities or asks(understood.text):
        return None
    named = [(option, spelling) for option in slot.options for spelling in spellings(option)]
    begun = {option.value for option, label in named if said == label[: len(said)] and not chinese}
    found = begun if len(begun) == 1 else {option.value for option, label in named if within(said, label)}
    text = understood.text
    return Entity("choice", found.pop(), text, 0, len(text), slot.name) if len(found) == 1 else None


def spellings(option: Option) -> list[Sequence[str]]:
    """The words of an option's labels, and of what else it is called."""
    return [words(text) for text in (*option.labels.values(), *(one for several in option.synonyms.values() for one in several))]


def words(text: str) -> Sequence[str]:
    """The words of a text in small letters, Chinese by characters."""
    return WORDS.findall(text.casefold())


def within(said: Sequence[str], label: Sequence[str]) -> bool:
    """Whether words stand beside each other in others."""
    return any(said == label[at : at + len(said)] for at in range(len(label) - len(said) + 1))
