"""Suggested replies from the index: articles, and answers of past dialogues, in the customer's language."""

from collections.abc import Callable, Mapping

from bot.search import PassageRetriever
from bot.suggesting.likeness import WISH, Read
from bot.suggesting.offer import Offer
from bot.suggesting.suggestion import wording
from retrieval.chunks import Chunk, Kind
from retrieval.rerank import LEXICAL, Found, search

KINDS: tuple[Kind, ...] = ("knowledge", "answer")
LEAST: Mapping[Kind, float] = {"knowledge": 0.55, "answer": 0.85}
"""Fit from which on a passage is worth a look.

Of 300 messages of the shop's test writers in English, and as many in Chinese, the first passage from here on was about their intent in 91
and 92 of 100 cases where it was of an article, in 98 and 96 where it was a past answer: what was told to one customer has to fit better.
The index's own ``chance`` tells nothing in Chinese.
"""
Share = Callable[[str], str | None]
"""Takes out of a text what belongs to its customer; None where the text is about nothing else."""

EACH = 3
"""Passages of a kind that are looked at."""

SURE = 0.5
"""Probability from which on the passages of an intent come first, as they do for the bot."""


def passages(retriever: PassageRetriever, asked: Read, share: Share, language: str) -> list[Offer]:
    """What of the index fits the question, in this language only; a past answer as far as it may be shared."""
    index = retriever.own(asked.text, asked.vector)
    if index is None:
        return []
    out, wanted = retriever.about_else(index, asked.text), [name for name, value in asked.wishes.items() if value >= SURE]
    offers: list[Offer] = []
    for kind in KINDS:
        found = search(index, asked.text, asked.vector, EACH, intents=wanted, kinds=(kind,), language=language, without=out)
        fits = ((one.chunk, fitting(one, asked) - LEAST[kind]) for one in found)
        offers += [one for chunk, fit in fits if fit >= 0 and (one := offer(chunk, asked, retriever, share, fit)) is not None]
    return offers


def offer(chunk: Chunk, asked: Read, retriever: PassageRetriever, share: Share, fit: float) -> Offer | None:
    """A passage as a reply; None for a past answer that cannot be one again."""
    if chunk.kind == "knowledge":
        return Offer(wording(chunk.text), chunk.text, "article", chunk.title, fit=fit)
    text = share(chunk.text) if reusable(chunk, asked, retriever) else None
    return None if text is None else Offer(wording(text), text, "past_answer", fit=fit)


def reusable(chunk: Chunk, asked: Read, retriever: PassageRetriever) -> bool:
    """Whether a past answer is the first of its dialogue, for later ones lean on what was said before, and about no other thing.

    An article may name things that are not asked about, as examples.
    """
    if chunk.id != f"{chunk.document}#1":
        return False
    named = retriever.subjects.named(chunk.searched) if retriever.subjects else frozenset()
    return not named or bool(named & asked.things)


def fitting(found: Found, asked: Read) -> float:
    """How well a passage fits: its cosine, the words it shares, and how likely the customer wants what it is about."""
    wish = max((asked.wishes.get(intent, 0.0) for intent in found.chunk.intents), default=0.0)
    return found.dense + LEXICAL * found.lexical + WISH * wish


def public(retriever: PassageRetriever) -> str:
    """What the articles say, in all languages."""
    return "\n".join(chunk.text for index in retriever.indexes.values() for chunk in index.chunks if chunk.kind == "knowledge")
