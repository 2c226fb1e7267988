"""Finds what a customer has written since an operator last answered."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.store.records import Message
from bot.suggesting.chat import chat

MOST = 3
"""How many of the customer's last runs of lines are considered; earlier questions are settled, or were never the point."""


def unanswered(messages: Sequence[Message]) -> list[str]:
    """The customer's lines since an operator last answered, the latest first; lines in a row form one text.

    A line of the bot is no answer: if it had settled the matter, nobody at the desk would be asked. Chat such as "one moment please" is
    none either.
    """
    latest = groupby(reversed(list(since_answer(messages))), key=lambda message: message.author == "customer")
    runs = ("\n".join(message.text.strip() for message in reversed(list(run))) for of_customer, run in latest if of_customer)
    return [run for run in runs if run][:MOST]


def since_answer(messages: Sequence[Message]) -> Iterable[Message]:
    """The lines since an operator's last answer: those of the customer that have words, and those of the bot, which separate them."""
    answers = (i for i in range(len(messages) - 1, -1, -1) if messages[i].author == "operator" and not chat(messages[i].text))
    begins = next(answers, -1) + 1
    return (one for one in messages[begins:] if (one.author == "customer" and one.text.strip()) or one.author == "bot")
