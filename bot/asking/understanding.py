"""Understands messages with the encoder, and asks a language model about those that the encoder is unsure of."""

import re
from collections.abc import Sequence

from bot.asking.deciding import decided
from bot.asking.model import LanguageModel
from bot.dialogue.conversation import Utterance
from bot.dialogue.domain import Domain
from bot.dialogue.events import Understood
from bot.dialogue.hearing import MANNERS, taken_back, wants_more, without, yes_or_no
from bot.dialogue.wanted import accepted, twins
from bot.understanding.understander import EncoderUnderstander, Vector


class AskingUnderstander:
    """Implements ``Understander``; a message that the encoder or the rules understand costs no request."""

    def __init__(self, reader: EncoderUnderstander, domain: Domain, model: LanguageModel) -> None:
        self.reader, self.domain, self.model = reader, domain, model

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        """The encoder's reading, merged with the language model's answer if one was needed and came."""
        understood, vector = await self.reader.understand(text, at, lines)
        if not unsure(understood, self.domain):
            return understood, vector
        language = understood.language or self.domain.languages[0]
        answer = await self.model.ask(understood, self.domain, language)
        return (decided(answer, understood, self.domain, language, self.model.name) if answer else understood), vector


def unsure(understood: Understood, domain: Domain) -> bool:
    """Whether the encoder's reading and the rules leave the bot nothing to do but ask back."""
    outside = understood.out_of_scope >= understood.thresholds.out_of_scope
    return not (outside or accepted(understood, domain, []) or twins(understood, domain) or read_by_rules(understood))


def read_by_rules(understood: Understood) -> bool:
    """Whether the message is mostly values and commands, or a yes or no; also if it has no letters, so that it costs no request."""
    said = letters(understood.text)
    left = letters(without(understood, lambda entity: True))
    answered = yes_or_no(understood) is not None and not wants_more(understood)
    return 2 * left <= said or answered or taken_back(understood)


def letters(text: str) -> int:
    """The number of letters and digits in a text, manners excluded."""
    return len(re.findall(r"[^\W_]", MANNERS.sub(" ", text)))
