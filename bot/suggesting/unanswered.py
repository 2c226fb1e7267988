"""What a customer has asked and nobody at the desk has answered."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.store.records import Message
from bot.suggesting.chat import chat

MOST = 3
"""Runs of a customer's lines that are looked at, the last ones: what was asked earlier is settled, or was never the point."""


def unanswered(messages: Sequence[Message]) -> list[str]:
    """The customer's words since the last answer of a person, each run of lines in one text, the latest first; empty where they have one.

    What the bot said does not count: it has not settled the matter, or nobody would be asked. Nor does "one moment please".
    """
    latest = groupby(reversed(list(since_answer(messages))), key=lambda message: message.author == "customer")
    runs = ("\n".join(message.text.strip() for message in reversed(list(run))) for of_customer, run in latest if of_customer)
    return [run for run in runs if run][:MOST]


def since_answer(messages: Sequence[Message]) -> Iterable[Message]:
    """The lines since the last answer of a person: the customer's with words in them, and the bot's, which part them."""
    answers = (i for i in range(len(messages) - 1, -1, -1) if messages[i].author == "operator" and not chat(messages[i].text))
    begins = next(answers, -1) + 1
    return (one for one in messages[begins:] if (one.author == "customer" and one.text.strip()) or one.author == "bot")
