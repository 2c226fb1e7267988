"""Labels of yes and no buttons, typed instead of pressed, with articles, signs and a leading yes or no left out or added."""

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
"""Words, or Chinese characters, of a message that may be a part of a label, and the letters or characters that it has at least."""

LONGEST = 60


class Labels:
    """Finds which reply's yes or no button a message names; what a label means depends on what was asked, so each hit names the reply."""

    def __init__(self, domain: Domain) -> None:
        self.meant: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for replies in domain.replies.values():
            for reply in replies.values():
                for label, payload in reply.buttons:
                    if payload in PRESSED:
                        for form in forms(label):
                            self.meant[form][reply.name].add(payload)

    def find(self, text: str) -> Iterator[Entity]:
        """``affirm`` or ``deny`` for each reply with such a button, in the slot ``label:`` with the reply's name."""
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
        """What the labels mean, by their reply, of which a message of a few words is a part: 公司的 of 要，开公司的."""
        said = () if ASKS.search(text) or any(c.isdigit() for c in text) else tuple(filter(short, forms(text)))
        means: dict[str, set[str]] = defaultdict(set)
        for form, replies in self.meant.items() if said else ():
            if any((f" {part} " in f" {form} ") if part.isascii() else part in form for part in said):
                for reply, values in replies.items():
                    means[reply] |= values
        return means


def short(form: str) -> bool:
    """Whether words are few enough to be a part of a label, and enough to tell one from another."""
    if form.isascii():
        return len(form) >= LEAST and len(form.split()) <= MOST_WORDS
    return LEAST_CHARACTERS <= len(form) <= MOST_CHARACTERS


def forms(label: str) -> Iterator[str]:
    """A label as it is but for signs, then without its yes or no, then without its light words."""
    plain = tidy(label)
    short = tidy(LEAD.sub("", label.strip()))
    for form in dict.fromkeys((plain, short, tidy(LIGHT.sub(" ", plain)), tidy(LIGHT.sub(" ", short)))):
        if form and not LEAD.fullmatch(form):
            yield form


def tidy(text: str) -> str:
    """Small letters and single spaces; no spaces where the text is Chinese."""
    words = SIGNS.sub(" ", text.casefold().replace("’", "'")).split()
    return (" " if text.isascii() else "").join(words)
