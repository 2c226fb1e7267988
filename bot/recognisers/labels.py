"""Labels of yes and no buttons that are typed instead of pressed, give or take articles, punctuation and a leading yes or no."""

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity

PRESSED = ("affirm", "deny")
LEAD = re.compile(
    r"^(?:yes|yeah|yep|no|nope|ok(?:ay)?|sure|please|好的?|对的?|是的?|要|确认|确定|不对|不用|可以|嗯)(?=[\s,，.!。]|$)", re.IGNORECASE
)
SIGNS = re.compile(r"[^\w']+")
LIGHT = re.compile(
    r"\b(?:please|pls|thanks?|the|an?|my|our|your|for|it'?s?|that'?s?|this|them|i|i'?ll|we|me|us|to)\b|帮我|给我|请|麻烦|谢谢|我|的|吧|了|就"
)
ASKS = re.compile(r"[?？]|吗|嗎|呢")
MOST_WORDS, MOST_CHARACTERS = 4, 6
LEAST, LEAST_CHARACTERS = 4, 2
"""The size of a message that may be a part of a label: ``LEAST`` letters to ``MOST_WORDS`` words; in Chinese, 2 to 6 characters."""

LONGEST = 60


class Labels:
    """Finds the yes and no buttons that a message names; each hit names its reply, since a label depends on what was asked."""

    def __init__(self, domain: Domain) -> None:
        self.meant: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for replies in domain.replies.values():
            for reply in replies.values():
                for label, payload in reply.buttons:
                    if payload in PRESSED:
                        for form in forms(label):
                            self.meant[form][reply.name].add(payload)

    def find(self, text: str) -> Iterator[Entity]:
        """``affirm`` or ``deny`` for each reply with such a button; the slot is ``label:<reply>``."""
        if len(text) > LONGEST or not self.meant:
            return
        means: dict[str, set[str]] = {}
        for form in forms(text):
            for reply, values in self.meant.get(form, {}).items():
                means.setdefault(reply, set(values))
        for reply, values in self.begun(text).items():
            means.setdefault(reply, values)
        for reply, values in means.items():
            if len(values) == 1:
                yield Entity("choice", values.pop(), text, 0, len(text), f"label:{reply}")

    def begun(self, text: str) -> dict[str, set[str]]:
        """The meanings, by reply, of the labels that contain a short message: 公司的 is contained in 要，开公司的."""
        said = () if ASKS.search(text) or any(c.isdigit() for c in text) else tuple(filter(short, forms(text)))
        means: dict[str, set[str]] = defaultdict(set)
        for form, replies in self.meant.items() if said else ():
            if any((f" {part} " in f" {form} ") if part.isascii() else part in form for part in said):
                for reply, values in replies.items():
                    means[reply] |= values
        return means


def short(form: str) -> bool:
    """Whether a message is short enough to be a part of a label, and long enough to identify it."""
    if form.isascii():
        return len(form) >= LEAST and len(form.split()) <= MOST_WORDS
    return LEAST_CHARACTERS <= len(form) <= MOST_CHARACTERS


def forms(label: str) -> Iterator[str]:
    """A label without punctuation; then also without its yes or no; then also without filler words."""
    plain = tidy(label)
    short = tidy(LEAD.sub("", label.strip()))
    for form in dict.fromkeys((plain, short, tidy(LIGHT.sub(" ", plain)), tidy(LIGHT.sub(" ", short)))):
        if form and not LEAD.fullmatch(form):
            yield form


def tidy(text: str) -> str:
    """The text in lower case with single spaces and no punctuation; without spaces unless it is ASCII."""
    words = SIGNS.sub(" ", text.casefold().replace("’", "'")).split()
    return (" " if text.isascii() else "").join(words)
