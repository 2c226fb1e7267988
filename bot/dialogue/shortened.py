"""Recognises an option that the customer typed in a shortened form: "a fair part" for "A fair part is left"."""

import re
from collections.abc import Sequence

from bot.dialogue.domain import Option, Slot
from bot.dialogue.events import Entity, Understood
from bot.dialogue.hearing import MANNERS, asks

WORD = re.compile(r"[^\W_\u4e00-\u9fff]+|[\u4e00-\u9fff]")
MOST_WORDS, MOST_CHARACTERS = 4, 6
"""How many words, or Chinese characters, a shortened label may have."""

DENIALS = frozenset({
    "no", "not", "never", "neither", "nor", "without", "hardly", "barely", "cannot", "cant", "dont", "wont", "wouldnt", "t",
    "不", "没", "未", "别",
})  # fmt: skip
"""Words that turn round what follows them: "much" is not "not much left"; "t" is left of "don't"."""

LEAST = 4
"""How many letters it takes to tell one button from another; in Chinese, two characters."""


def bare_words(text: str) -> str:
    """The lower-case letters and digits of a text without polite words; all of them if it has only polite words."""
    return "".join(words(MANNERS.sub(" ", text))) or "".join(words(text))


def shortened(slot: Slot, understood: Understood) -> Entity | None:
    """The one option whose label begins with the words of a short message, or else the one that contains them and does not deny them.

    For Chinese only the second rule applies. None if the message is a question or already has a recognised value.
    """
    said = words(understood.text)
    chinese = any(word >= "一" for word in said)
    short = len(said) <= (MOST_CHARACTERS if chinese else MOST_WORDS) and len("".join(said)) >= (2 if chinese else LEAST)
    if not short or understood.entities or asks(understood.text):
        return None
    named = [(option, spelling) for option in slot.options for spelling in spellings(option)]
    begun = {option.value for option, label in named if said == label[: len(said)] and not chinese}
    holding = [(option, label) for option, label in named if places(said, label)]
    found = begun if len(begun) == 1 else {option.value for option, _ in holding}
    if len(begun) != 1 and all(denied(said, label) for _, label in holding):
        return None
    text = understood.text
    return Entity("choice", found.pop(), text, 0, len(text), slot.name) if len(found) == 1 else None


def spellings(option: Option) -> list[Sequence[str]]:
    """The words of each label and synonym of an option."""
    return [words(text) for text in (*option.labels.values(), *(one for several in option.synonyms.values() for one in several))]


def words(text: str) -> Sequence[str]:
    """The words of a text in lower case; each Chinese character is a word."""
    return WORD.findall(text.casefold())


def denied(said: Sequence[str], label: Sequence[str]) -> bool:
    """Whether a label holds the words of ``said`` only behind a denial that they do not repeat."""
    return all(DENIALS.intersection(label[:at]) for at in places(said, label))


def places(said: Sequence[str], label: Sequence[str]) -> list[int]:
    """Where the words of ``said`` begin side by side in ``label``."""
    return [at for at in range(len(label) - len(said) + 1) if said == label[at : at + len(said)]]
