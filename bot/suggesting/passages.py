"""Candidates from the index: articles, and answers from past dialogues, in the customer's language."""

from collections.abc import Callable, Mapping

from bot.search import PassageRetriever
from bot.suggesting.candidate import Candidate
from bot.suggesting.similarity import WISH, ComparedQuestion
from bot.suggesting.suggestion import wording
from retrieval.chunks import Chunk, Kind
from retrieval.rerank import LEXICAL, Hit, search

KINDS: tuple[Kind, ...] = ("knowledge", "answer")
LEAST: Mapping[Kind, float] = {"knowledge": 0.55, "answer": 0.85}
"""The least similarity from which on a passage may be suggested; what one customer was told has to fit better than an article.

Measured on 300 messages each of the shop's English and Chinese test writers: above this value the first article was about the message's
intent in 91 and 92 of 100 cases, and the first past answer in 98 and 96. The index's own ``chance`` says nothing in Chinese.
"""

Share = Callable[[str], str | None]
"""Puts gaps in the place of what belongs to a customer; None if the text is about that customer's own case."""

EACH = 3
"""The most passages of one kind that are considered."""

SURE = 0.5
"""The probability from which on passages of an intent come first, as they do for the bot."""


def passages(retriever: PassageRetriever, asked: ComparedQuestion, share: Share, language: str) -> list[Candidate]:
    """The passages in this language that fit the question; of past answers, only what may be shared."""
    index = retriever.own(asked.text, asked.vector)
    if index is None:
        return []
    out, wanted = retriever.about_else(index, asked.text), [name for name, value in asked.wishes.items() if value >= SURE]
    candidates: list[Candidate] = []
    for kind in KINDS:
        found = search(index, asked.text, asked.vector, EACH, intents=wanted, kinds=(kind,), language=language, without=out)
        fits = ((one.chunk, fitting(one, asked) - LEAST[kind]) for one in found)
        candidates += [one for chunk, fit in fits if fit >= 0 and (one := candidate(chunk, asked, retriever, share, fit)) is not None]
    return candidates


def candidate(chunk: Chunk, asked: ComparedQuestion, retriever: PassageRetriever, share: Share, fit: float) -> Candidate | None:
    """A passage as a candidate; None for a past answer that cannot be used again."""
    if chunk.kind == "knowledge":
        return Candidate(wording(chunk.text), chunk.text, "article", chunk.title, fit=fit)
    text = share(chunk.text) if reusable(chunk, asked, retriever) else None
    return None if text is None else Candidate(wording(text), text, "past_answer", fit=fit)


def reusable(chunk: Chunk, asked: ComparedQuestion, retriever: PassageRetriever) -> bool:
    """Whether a past answer stands on its own and is about nothing else than the question.

    Only the first answer of a dialogue does not depend on what was said before. An article may name other things as examples.
    """
    if chunk.id != f"{chunk.document}#1":
        return False
    named = retriever.subjects.named(chunk.searched) if retriever.subjects else frozenset()
    return not named or bool(named & asked.things)


def fitting(found: Hit, asked: ComparedQuestion) -> float:
    """How well a passage fits: by cosine, by shared words, and by the probability of the intents that it is about."""
    wish = max((asked.wishes.get(intent, 0.0) for intent in found.chunk.intents), default=0.0)
    return found.dense + LEXICAL * found.lexical + WISH * wish


def public(retriever: PassageRetriever) -> str:
    """The text of all articles, in all languages."""
    return "\n".join(chunk.text for index in retriever.indexes.values() for chunk in index.chunks if chunk.kind == "knowledge")
