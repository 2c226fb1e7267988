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
        for reply, values in means.items():
            if len(values) == 1:
                yield Entity("choice", values.pop(), text, 0, len(text), f"label:{reply}")


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
