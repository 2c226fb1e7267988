"""Finds passages for the engine: in the index of the language group that read the message, own language first."""

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
from retrieval.rerank import Found, search

Vector = npt.NDArray[np.float32]
Kind = Literal["knowledge", "answer"]
KNOWLEDGE: tuple[Kind, ...] = ("knowledge",)
FOLDER = "index"
"""The folder of a language group's index in an artifact."""
SLOW_ABOVE = 5_000
"""Passages above which a search runs in a thread, so that it holds up no other conversation."""


class PassageRetriever:
    """Implements ``Retriever`` over one index a language group; ``kinds`` are what the pack may send to customers."""

    def __init__(
        self, indexes: Mapping[str, Index], kinds: Collection[Kind] = KNOWLEDGE, k: int = 5, subjects: Subjects | None = None
    ) -> None:
        self.indexes, self.kinds, self.k, self.subjects = dict(indexes), tuple(kinds), k, subjects
        self.about = {index: subjects.of_passages(index) for index in indexes.values()} if subjects else {}

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        """The best ``k`` passages for the message that ``vector`` was made from, best first; none where the pack has no passages."""
        if sum(len(index.chunks) for index in self.indexes.values()) > SLOW_ABOVE:
            return await asyncio.to_thread(self.find, request, vector)
        return self.find(request, vector)

    def find(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        """Passages in the conversation's language; where there are none, in the languages of the message's group, then in any other.

        None where all that the asked intents know in the language is about other things than the question.
        """
        own = self.own(request.query, vector)
        others = [index for index in self.indexes.values() if index is not own]
        found: list[Found] = []
        if own is not None:
            out = self.about_else(own, request.query)
            if out and self.nothing_left(own, request, out):
                return ()
            found = self.ask(own, request, vector, request.language, out) or self.ask(own, request, vector, None, out)
        for index in others:
            found = found or self.of_intents(index, request)
        return tuple(passage(one) for one in found)

    def own(self, query: str, vector: Vector) -> Index | None:
        """The index whose space the vector lies in."""
        wanted = self.indexes.get(group_of(query) or "", None)
        fitting = [index for index in self.indexes.values() if index.dimension == len(vector)]
        return wanted if wanted in fitting else next(iter(fitting), None)

    def about_else(self, index: Index, query: str) -> frozenset[int]:
        """The rows of passages about other things than the query names, if it names any."""
        asked = self.subjects.named(query) if self.subjects else frozenset()
        return frozenset(elsewhere(asked, self.about[index])) if asked else frozenset()

    def nothing_left(self, index: Index, request: Retrieve, out: Collection[int]) -> bool:
        """Whether the asked intents have passages of their own in the language, all of them among those left out."""
        rows = {int(row) for intent in request.intents for row in index.of_intent.get(intent, ())}
        own = [row for row in rows if index.chunks[row].kind in self.kinds and index.chunks[row].language == request.language]
        return bool(own) and all(row in out for row in own)

    def ask(self, index: Index, request: Retrieve, vector: Vector | None, language: str | None, out: Collection[int]) -> list[Found]:
        """The best passages of one index, without the rows ``out``."""
        return search(index, request.query, vector, self.k, intents=request.intents, kinds=self.kinds, language=language, without=out)

    def of_intents(self, index: Index, request: Retrieve) -> list[Found]:
        """Passages of the asked intents in another group's languages, where neither vector nor words can compare."""
        rows = dict.fromkeys(int(row) for intent in request.intents for row in index.of_intent.get(intent, ()))
        chunks = [index.chunks[row] for row in rows if index.chunks[row].kind in self.kinds]
        return [Found(chunk, 0.0, 0.0, 0.0) for chunk in chunks[: self.k]]


def load(
    artifact: Path, groups: Collection[str], kinds: Collection[Kind] = KNOWLEDGE, subjects: Subjects | None = None
) -> PassageRetriever:
    """The retriever of an artifact's language groups; a group without an index is one without passages. ModelError where one is broken."""
    folders = {group: artifact / group / FOLDER for group in groups}
    try:
        indexes = {group: Index.load(folder) for group, folder in folders.items() if folder.is_dir()}
        return PassageRetriever(indexes, kinds, subjects=subjects)
    except RetrievalError as error:
        raise ModelError(str(error)) from error


def passage(found: Found) -> Passage:
    """What was found, as the engine knows it."""
    chunk = found.chunk
    score, chance = round(found.score, 5), round(found.chance, 3)
    return Passage(chunk.id, chunk.title, chunk.text, score, chunk.kind, chunk.language, chunk.intents, chunk.url, chunk.question, chance)
