"""Understands messages with the encoder and the recognisers, running the passes off the event loop."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.dialogue.clauses import clauses
from bot.dialogue.conversation import Utterance
from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Part, Understood
from bot.dialogue.greeted import after_greeting, greets, says_more
from bot.dialogue.several import about_its_own, several_possible
from bot.inference.attribution import Attribution, attribute
from bot.inference.encoder import Encoder, Reading
from bot.inference.passes import Passes, elsewhere, here
from bot.inference.script import language_of
from bot.recognisers import recognise
from bot.understanding.outlook import ConversationOutlook
from bot.understanding.tagging import with_tags

Vector = npt.NDArray[np.float32]

LIKELIEST = 3
"""Intents that are kept for each part of a message."""

SHORT = 500
"""Characters up to which everything but the passes runs on the event loop, in 3 ms at most; longer messages are read on a thread."""


class Spoken(NamedTuple):
    """A message with what does not depend on where its reading begins: its language, which may be empty, and what recognisers found."""

    text: str
    at: float
    language: str
    today: date
    found: tuple[Entity, ...]


class EncoderUnderstander:
    """Implements ``Understander`` for one message a call; passes run on as many threads as there are cores, over one session."""

    def __init__(self, encoder: Encoder, domain: Domain, outlook: ConversationOutlook | None = None) -> None:
        self.encoder, self.domain, self.outlook = encoder, domain, outlook
        self.threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="understand")

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        """Read a message; ``at`` (seconds since the epoch) stamps the event, and its day in UTC is the ``today`` of relative dates."""
        if len(text) > SHORT:
            return await asyncio.get_running_loop().run_in_executor(self.threads, self.read, text, at, lines)
        return await elsewhere(self.reading(text, at, lines), self.threads)

    def read(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        """Read a message as ``understand`` does, on the caller's thread."""
        return here(self.reading(text, at, lines))

    def reading(self, text: str, at: float, lines: Sequence[Utterance]) -> Passes[tuple[Understood, Vector]]:
        """Read intents, sentiment and slots, then the parts of a message that may hold several wishes, then the forecast.

        What follows a greeting is read first, and the whole message only where that may belong to the greeting.
        """
        language = language_of(text, self.encoder.manifest.languages)
        today = datetime.fromtimestamp(at, UTC).date()
        found = recognise(text, self.domain, language or self.domain.languages[0], today)
        spoken = Spoken(text, at, language, today, found)
        event, reading = yield from self.read_from(after_greeting(text), spoken)
        if event.begins and not says_more(event, self.domain):
            whole = yield from self.read_from(0, spoken)
            if greets(whole[0], self.domain):
                event, reading = whole
        if self.outlook and lines:
            # The forecast reads whole lines, as its training did, so that it does not depend on what is remembered where.
            needed = self.domain.escalation.risk > 0
            event = yield from self.outlook.foresee(event, None if event.begins else reading.vector, lines, needed)
        return event, reading.query

    def read_from(self, begins: int, spoken: Spoken) -> Passes[tuple[Understood, Reading]]:
        """Read the message from a place on."""
        text, several = spoken.text, clauses(spoken.text[begins:])
        reading = yield from self.encoder.reading(text[begins:], [(start, start + len(words)) for start, words in several])
        spans = [replace(span, start=span.start + begins, end=span.end + begins) for span in reading.spans]
        language = spoken.language or self.domain.languages[0]
        event = understood(spoken, reading, with_tags(spoken.found, spans, text, self.domain, language, spoken.today), begins)
        if several and several_possible(event, self.domain):
            parts = []
            for place, (start, words) in enumerate(several):
                alone = about_its_own(begins + start, words, event, self.domain)
                intents, out_of_scope = yield from self.encoder.part(reading, place, words, alone)
                parts.append(Part(begins + start, words, intents[:LIKELIEST], out_of_scope))
            event = replace(event, parts=tuple(parts))
        return event, reading

    async def attribute(self, text: str, begins: int = 0, encoder: Encoder | None = None) -> Attribution:
        """Weigh the words of a message with ``encoder`` or the own one, in slices so that waiting messages are read in between."""
        steps, loop = attribute(encoder or self.encoder, text, begins), asyncio.get_running_loop()
        while (found := await loop.run_in_executor(self.threads, next, steps)) is None:
            pass
        return found

    def warm_up(self) -> None:
        """Read a message, so that no customer waits for what is loaded at its first use; the tables of dates take a tenth of a second."""
        self.read("It was due on 3 May.", 0.0)

    def close(self) -> None:
        """Stop the threads."""
        self.threads.shutdown(wait=False, cancel_futures=True)


def understood(spoken: Spoken, reading: Reading, entities: tuple[Entity, ...], begins: int) -> Understood:
    """The event for the dialogue core."""
    return Understood(
        at=spoken.at,
        text=spoken.text,
        language=spoken.language,
        intents=reading.intents,
        out_of_scope=reading.out_of_scope,
        sentiment=reading.sentiment,
        entities=entities,
        thresholds=reading.thresholds,
        model=reading.model,
        begins=begins,
    )
