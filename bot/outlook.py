"""Foresees how a conversation goes on: the head of an artifact over what its encoder made of the messages so far."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from bot.dialogue.conversation import Line
from bot.dialogue.events import Understood
from bot.inference import outlook
from bot.inference.encoder import Encoder
from bot.inference.hearing import in_order, seen
from bot.inference.outlook import Floats, Head, Heard
from bot.inference.passes import Passes

KEPT = 4096
"""Messages whose reading is remembered: the bot's own sentences come again and again, a customer's once in each of their turns."""


class ConversationOutlook:
    """Reads a message once, when it is new; readings live in memory only. Thread-safe."""

    def __init__(self, encoder: Encoder, heads: Mapping[str, Head]) -> None:
        self.encoder, self.heads = encoder, dict(heads)
        self.kept: OrderedDict[tuple[str, str], tuple[Floats, Floats]] = OrderedDict()
        self.lock = Lock()

    def foresee(self, understood: Understood, vector: Floats, lines: Sequence[Line]) -> Passes[Understood]:
        """The event with expected satisfaction and risk, from its embedding and what was said so far, it last.

        As it is where the language group has no head.
        """
        group = self.encoder.group(understood.text)
        head = self.heads.get(group)
        if head is None or not lines:
            return understood
        if lines[-1].text == understood.text:
            self.keep((group, understood.text), (vector, in_order(understood.sentiment)))
        heard = []
        for line in lines:
            heard.append(Heard(line.speaker, line.text, *(yield from self.read(group, line.text))))
        judgement = head.judge(heard)
        return replace(understood, satisfaction=two_digits(judgement.satisfaction), risk=two_digits(judgement.risk))

    def read(self, group: str, text: str) -> Passes[tuple[Floats, Floats]]:
        """Vector and sentiment of a text, remembered or read now."""
        with self.lock:
            found = self.kept.get((group, text))
        return found if found is not None else self.keep((group, text), (yield from seen(self.encoder, group, text)))

    def keep(self, key: tuple[str, str], reading: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """Remember a reading, and forget the oldest ones."""
        with self.lock:
            self.kept[key] = reading
            self.kept.move_to_end(key)
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return reading


def two_digits(value: float | None) -> float | None:
    """As exact as it deserves to be."""
    return None if value is None else round(value, 2)


def load(folder: Path, encoder: Encoder) -> ConversationOutlook | None:
    """The outlook of an artifact; None where no language group has a head."""
    heads = {group: head for group in encoder.models if (head := outlook.load(folder / group)) is not None}
    return ConversationOutlook(encoder, heads) if heads else None
