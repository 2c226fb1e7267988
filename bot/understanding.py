"""Understands messages: the encoder's reading and the recognised values, off the event loop."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from bot.dialogue.clauses import clauses
from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Part, Understood
from bot.dialogue.wanted import several_possible
from bot.inference.attribution import Attribution, attribute
from bot.inference.encoder import Encoder, Reading
from bot.recognisers import recognise
from bot.tagging import with_tags

Vector = npt.NDArray[np.float32]

LIKELIEST = 3
"""Intents of a part that are kept."""


class EncoderUnderstander:
    """Implements ``Understander``: one message a call, on as many threads as there are cores, all over one session."""

    def __init__(self, encoder: Encoder, domain: Domain) -> None:
        self.encoder, self.domain = encoder, domain
        self.threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="understand")

    async def understand(self, text: str, at: float) -> tuple[Understood, Vector]:
        """Read a message; ``at`` (seconds since the epoch) stamps the event, and is the day that "tomorrow" follows in UTC."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.read, text, at)

    def read(self, text: str, at: float) -> tuple[Understood, Vector]:
        """The same on the caller's thread."""
        several = clauses(text)
        reading = self.encoder.read(text, [(start, start + len(words)) for start, words in several])
        language = reading.language or self.domain.languages[0]
        today = datetime.fromtimestamp(at, UTC).date()
        entities = with_tags(recognise(text, self.domain, language, today), reading.spans, text, self.domain, language, today)
        event = understood(text, at, reading, entities)
        if several and several_possible(event, self.domain):
            event = replace(event, parts=tuple(self.part(reading, place, *part) for place, part in enumerate(several)))
        return event, reading.vector

    def part(self, reading: Reading, place: int, start: int, text: str) -> Part:
        """A part of a message that was read."""
        intents, out_of_scope = self.encoder.part(reading, place, text)
        return Part(start, text, intents[:LIKELIEST], out_of_scope)

    async def attribute(self, text: str, encoder: Encoder | None = None) -> Attribution:
        """Which words decided, by this model or another; a slice of passes at a time, so that waiting messages are read in between."""
        steps, loop = attribute(encoder or self.encoder, text), asyncio.get_running_loop()
        while (found := await loop.run_in_executor(self.threads, next, steps)) is None:
            pass
        return found

    def close(self) -> None:
        """Let the threads go."""
        self.threads.shutdown(wait=False, cancel_futures=True)


def understood(text: str, at: float, reading: Reading, entities: tuple[Entity, ...]) -> Understood:
    """The event that the dialogue core decides by."""
    return Understood(
        at=at,
        text=text,
        language=reading.language,
        intents=reading.intents,
        out_of_scope=reading.out_of_scope,
        sentiment=reading.sentiment,
        entities=entities,
        thresholds=reading.thresholds,
        model=reading.model,
    )
