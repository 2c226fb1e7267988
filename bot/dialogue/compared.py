"""Detects a question that compares things, and splits it into one question for each thing."""

import re

from bot.dialogue.commands import AskKnowledge, ChitChat, Command
from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Understood
from bot.dialogue.hearing import as_written

COMPARES = re.compile(
    r"\b(?:differences?|differs?|different|compar(?:e|ed|es|ison|ing)|versus|vs)\b"
    r"|\b(?:\w{2,}er|more \w+|less \w+) than\b|\bbetter\b"
    r"|\bwhich\b.*\b(?:\w{2,}(?:er|est)|more|less|best|or)\b|\b\w{3,}er\b.*\bor\b"
    r"|区别|區別|差别|差別|有什么不同|有什麼不同|有啥不同|对比|對比|比较|比較|相比|哪[个個款种種一].{0,4}(?:更|比|[大小好贵貴轻輕重快慢耐省])"
    r"|比.{1,12}(?:更|[大小好贵貴轻輕重快慢])",
    re.IGNORECASE,
)
MOST_THINGS = 3
"""How many things one question may compare."""


def things(text: str, understood: Understood, domain: Domain) -> list[Entity]:
    """The first mention of each thing in a text that articles are about, in the order of the text."""
    named = [e for e in as_written(understood) if (slot := domain.slots.get(e.slot or "")) and slot.subject and e.text in text]
    return list({(e.slot, e.value): e for e in reversed(named)}.values())[::-1]


def compares(text: str, understood: Understood, domain: Domain) -> bool:
    """Whether a text compares two or three things with each other, and does not just ask the same about each."""
    return COMPARES.search(text) is not None and 1 < len(things(text, understood, domain)) <= MOST_THINGS


def one_by_one(command: Command, understood: Understood, domain: Domain) -> tuple[Command, ...]:
    """A comparing question as one question for each thing, after a reply that says so; any other command unchanged."""
    if not isinstance(command, AskKnowledge) or not compares(command.query, understood, domain):
        return (command,)
    named = things(command.query, understood, domain)
    questions = []
    for thing in named:
        query = command.query
        for other in named:
            query = query if other is thing else query.replace(other.text, " ")
        questions.append(AskKnowledge(" ".join(query.split()), command.intents))
    return (ChitChat("each_of_them"), *questions)
