"""Forecasts how a conversation will go on, with an artifact's head over the encoder's readings of the messages so far."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from bot.dialogue.conversation import Utterance
from bot.dialogue.events import Understood
from bot.inference import outlook
from bot.inference.encoder import Encoder
from bot.inference.outlook import EncodedMessage, Floats, Head
from bot.inference.outlook_inputs import in_order, seen
from bot.inference.passes import Passes

KEPT = 4096
"""Readings that are remembered at most; the bot's sentences recur all the time, a customer's in each later turn of the conversation."""

FEW = 3
"""Lines that a message waits for where nothing is decided by the forecast; as many are new since the message before, as a rule.

After a start, a promotion or a move to another worker nothing is remembered, and a long conversation has thirty lines.
"""


class ConversationOutlook:
    """Forecasts with ``heads``, one a language group; each message is read once and its reading kept in memory. Thread-safe."""

    def __init__(self, encoder: Encoder, heads: Mapping[str, Head]) -> None:
        self.encoder, self.heads = encoder, dict(heads)
        self.kept: OrderedDict[tuple[str, str], tuple[Floats, Floats]] = OrderedDict()
        self.lock = Lock()

    def foresee(self, understood: Understood, vector: Floats | None, lines: Sequence[Utterance], needed: bool = True) -> Passes[Understood]:
        """The event with expected satisfaction and risk, given the lines so far, its own last, and its embedding if it was read whole.

        The event is returned unchanged if the language group has no head or there are no lines, and where the forecast is not ``needed``
        while more than ``FEW`` lines have to be read: the oldest and the newest of them are read then, the others with the next messages.
        """
        group = self.encoder.group(understood.text)
        head = self.heads.get(group)
        if head is None or not lines:
            return understood
        if vector is not None and lines[-1].text == understood.text:
            self.keep((group, understood.text), (vector, in_order(understood.sentiment)))
        unread = [line for line in lines if not self.known(group, line.text)]
        if len(unread) > FEW and not needed:
            for line in (unread[0], *unread[1 - FEW :]):
                yield from self.read(group, line.text)
            return understood
        heard = []
        for line in lines:
            heard.append(EncodedMessage(line.speaker, line.text, *(yield from self.read(group, line.text))))
        judgement = head.judge(heard)
        return replace(understood, satisfaction=two_digits(judgement.satisfaction), risk=two_digits(judgement.risk))

    def known(self, group: str, text: str) -> bool:
        """Whether the reading of a text is remembered."""
        with self.lock:
            return (group, text) in self.kept

    def read(self, group: str, text: str) -> Passes[tuple[Floats, Floats]]:
        """The vector and the sentiment of a text, remembered or read now."""
        with self.lock:
            found = self.kept.get((group, text))
            if found is not None:
                self.kept.move_to_end((group, text))
        return found if found is not None else self.keep((group, text), (yield from seen(self.encoder, group, text)))

    def keep(self, key: tuple[str, str], reading: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """Remember a reading, and forget the oldest ones when there are too many."""
        with self.lock:
            self.kept[key] = reading
            self.kept.move_to_end(key)
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return reading


def two_digits(value: float | None) -> float | None:
    """The value to two decimal places, which is all the precision that a forecast has."""
    return None if value is None else round(value, 2)


def load(folder: Path, encoder: Encoder) -> ConversationOutlook | None:
    """The outlook of an artifact; None if no language group has a head."""
    heads = {group: head for group in encoder.models if (head := outlook.load(folder / group)) is not None}
    return ConversationOutlook(encoder, heads) if heads else None
