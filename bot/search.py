"""Finds passages for the engine, in the index of the language group that read the message and in its own language first."""

import asyncio
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.dialogue.effects import Retrieve
from bot.dialogue.events import Passage
from bot.errors import ModelError
from bot.inference.script import group_of
from bot.subjects import Subjects, elsewhere
from retrieval.errors import RetrievalError
from retrieval.index import Index
from retrieval.rerank import Hit, search

Vector = npt.NDArray[np.float32]
Kind = Literal["knowledge", "answer"]
KNOWLEDGE: tuple[Kind, ...] = ("knowledge",)

FOLDER = "index"
"""The folder of a language group's index in an artifact."""

SLOW_ABOVE = 5_000
"""Number of passages above which a search runs in a thread, so that it holds up no other conversation."""


class PassageRetriever:
    """Implements ``Retriever`` over one index for each language group; ``kinds`` are the passages that the pack may send to customers."""

    def __init__(
        self, indexes: Mapping[str, Index], kinds: Collection[Kind] = KNOWLEDGE, k: int = 5, subjects: Subjects | None = None
    ) -> None:
        self.indexes, self.kinds, self.k, self.subjects = dict(indexes), tuple(kinds), k, subjects
        self.about = {index: subjects.of_passages(index) for index in indexes.values()} if subjects else {}

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        """The ``k`` best passages, best first, for the message whose embedding is ``vector``; empty if the pack has no passages."""
        if sum(len(index.chunks) for index in self.indexes.values()) > SLOW_ABOVE:
            return await asyncio.to_thread(self.find, request, vector)
        return self.find(request, vector)

    def find(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        """Passages in the conversation's language; failing that in any language of the message's group, then in other groups.

        Empty if the asked intents have passages in that language but all of them are about other things than the question.
        """
        own = self.own(request.query, vector)
        others = [index for index in self.indexes.values() if index is not own]
        found: list[Hit] = []
        if own is not None:
            out = self.about_else(own, request.query)
            if out and self.nothing_left(own, request, out):
                return ()
            found = self.ask(own, request, vector, request.language, out) or self.ask(own, request, vector, None, out)
        for index in others:
            found = found or self.of_intents(index, request)
        return tuple(passage(one) for one in found)

    def own(self, query: str, vector: Vector) -> Index | None:
        """The index in whose space the vector lies, preferably that of the query's language group; None if there is none."""
        wanted = self.indexes.get(group_of(query) or "")
        fitting = [index for index in self.indexes.values() if index.dimension == len(vector)]
        return wanted if wanted in fitting else next(iter(fitting), None)

    def about_else(self, index: Index, query: str) -> frozenset[int]:
        """The rows of passages about things other than those that the query names; empty if it names none."""
        asked = self.subjects.named(query) if self.subjects else frozenset()
        return frozenset(elsewhere(asked, self.about[index])) if asked else frozenset()

    def nothing_left(self, index: Index, request: Retrieve, out: Collection[int]) -> bool:
        """Whether the asked intents have passages of their own in the language and all of these rows are in ``out``."""
        rows = {int(row) for intent in request.intents for row in index.of_intent.get(intent, ())}
        own = [row for row in rows if index.chunks[row].kind in self.kinds and index.chunks[row].language == request.language]
        return bool(own) and all(row in out for row in own)

    def ask(self, index: Index, request: Retrieve, vector: Vector | None, language: str | None, out: Collection[int]) -> list[Hit]:
        """The best passages of one index, except the rows in ``out``."""
        return search(index, request.query, vector, self.k, intents=request.intents, kinds=self.kinds, language=language, without=out)

    def of_intents(self, index: Index, request: Retrieve) -> list[Hit]:
        """Passages of the asked intents from another group's index, where neither vector nor words can be compared."""
        rows = dict.fromkeys(int(row) for intent in request.intents for row in index.of_intent.get(intent, ()))
        chunks = [index.chunks[row] for row in rows if index.chunks[row].kind in self.kinds]
        return [Hit(chunk, 0.0, 0.0, 0.0) for chunk in chunks[: self.k]]


def load(
    artifact: Path, groups: Collection[str], kinds: Collection[Kind] = KNOWLEDGE, subjects: Subjects | None = None
) -> PassageRetriever:
    """The retriever of an artifact; a language group without an index has no passages. Raises ModelError if an index is broken."""
    folders = {group: artifact / group / FOLDER for group in groups}
    try:
        indexes = {group: Index.load(folder) for group, folder in folders.items() if folder.is_dir()}
        return PassageRetriever(indexes, kinds, subjects=subjects)
    except RetrievalError as error:
        raise ModelError(str(error)) from error


def passage(found: Hit) -> Passage:
    """The passage that was found, as the engine's event holds it."""
    chunk = found.chunk
    score, chance = round(found.score, 5), round(found.chance, 3)
    return Passage(chunk.id, chunk.title, chunk.text, score, chunk.kind, chunk.language, chunk.intents, chunk.url, chunk.question, chance)
