"""The answer of a language model, validated: its form, its names against the pack, and its quotes against the message."""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.dialogue.domain import Domain
from bot.errors import LanguageModelError

Verdict = Literal["understood", "out_of_scope", "unclear"]
ToTheBot = Literal["cancel", "repeat", "restart", "human", "affirm", "deny"]


class Value(BaseModel):
    """Words of the message that hold the value of a slot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slot: str
    quote: str


class Word(BaseModel):
    """Words of the message that are a command to the bot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: ToTheBot
    quote: str


class Answer(BaseModel):
    """The commands of one message; the intents in ``start`` are in the order in which they are served."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: tuple[str, ...] = Field(max_length=3)
    set: tuple[Value, ...] = Field(max_length=12)
    say: tuple[Word, ...] = Field(max_length=6)
    verdict: Verdict


def read(text: str, domain: Domain) -> Answer:
    """Parse a model's answer; LanguageModelError if it breaks the form or names an intent or slot that the pack does not have."""
    try:
        answer = Answer.model_validate_json(text)
    except ValidationError as error:
        kind = error.errors(include_input=False, include_url=False)[0]["type"]
        raise LanguageModelError(f"an answer that is not in the form ({kind})") from None
    if any(name not in domain.intents for name in answer.start) or any(value.slot not in domain.slots for value in answer.set):
        raise LanguageModelError("an answer that names what the pack does not have")
    return answer


def place(quote: str, text: str) -> tuple[int, int] | None:
    """Where the message contains the quote as whole words, ignoring case; None if it does not."""
    words = r"\s+".join(map(re.escape, quote.split()))
    found = re.search(rf"(?<![A-Za-z0-9]){words}(?![A-Za-z0-9])", text, re.IGNORECASE) if words else None
    return found.span() if found else None
