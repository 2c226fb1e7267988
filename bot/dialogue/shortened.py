"""Recognises an option that the customer typed in a shortened form: "a fair part" for "A fair part is left"."""

import re
from collections.abc import Sequence

from bot.dialogue.domain import Option, Slot
from bot.dialogue.events import Entity, Understood
from bot.dialogue.hearing import MANNERS, asks

WORD = re.compile(r"[^\W_\u4e00-\u9fff]+|[\u4e00-\u9fff]")
MOST_WORDS, MOST_CHARACTERS = 4, 6
"""How many words, or Chinese characters, a shortened label may have."""

LEAST = 4
"""How many letters it takes to tell one button from another; in Chinese, two characters."""


def bare_words(text: str) -> str:
    """The lower-case letters and digits of a text without polite words; all of them if it has only polite words."""
    return "".join(words(MANNERS.sub(" ", text))) or "".join(words(text))


def shortened(slot: Slot, understood: Understood) -> Entity | None:
    """The one option whose label begins with the words of a short message, or else the one that contains them.

    For Chinese only the second rule applies. None if the message is a question or already has a recognised value.
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
    """The words of each label and synonym of an option."""
    return [words(text) for text in (*option.labels.values(), *(one for several in option.synonyms.values() for one in several))]


def words(text: str) -> Sequence[str]:
    """The words of a text in lower case; each Chinese character is a word."""
    return WORD.findall(text.casefold())


def within(said: Sequence[str], label: Sequence[str]) -> bool:
    """Whether the words of ``said`` occur side by side in ``label``."""
    return any(said == label[at : at + len(said)] for at in range(len(label) - len(said) + 1))
