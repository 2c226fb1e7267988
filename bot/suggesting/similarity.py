"""How similar two questions are, by the vectors of the pack's model, by their words, and by the intents that the model reads in them."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.dialogue.events import Understood
from bot.subjects import Things
from bot.turn import Vector
from retrieval.lexical import tokens

WORDS, WISH = 0.5, 0.3
"""Weights of shared words (as in ``retrieval.rerank``) and of shared intents relative to the cosine."""

LEAST_ALIKE = 0.75
"""The least similarity of questions that may have the same answer.

Measured by comparing 250 messages of the shop's test writers with as many of other writers, from which every second intent was removed.
Above this value the most similar message had the same intent in 95 of 100 cases in English, where nine in ten of the pairs that exist were
found, and in 87 of 100 in Chinese, where six in ten were. By cosine and words alone, 95 of 100 are reached for one question in four.
"""


@dataclass(frozen=True, slots=True, eq=False)
class ComparedQuestion:
    """A question as it is compared: ``wishes`` are the probabilities of its likeliest intents, ``things`` what it names."""

    text: str
    vector: Vector
    wishes: Mapping[str, float]
    words: frozenset[str]
    things: Things = frozenset()


def read(understood: Understood, vector: Vector, things: Things = frozenset()) -> ComparedQuestion:
    """The question that a model has read, ready to be compared."""
    wishes = {score.name: score.value for score in understood.intents}
    return ComparedQuestion(understood.text, vector, wishes, frozenset(tokens(understood.text)), things)


def rarities(questions: Iterable[ComparedQuestion]) -> dict[str, float]:
    """The inverse document frequency of each word in these questions."""
    several = list(questions)
    holding = Counter(word for one in several for word in one.words)
    return {word: math.log1p((len(several) - count + 0.5) / (count + 0.5)) for word, count in holding.items()}


def alike(one: ComparedQuestion, other: ComparedQuestion, rarity: Mapping[str, float]) -> float:
    """The similarity of two questions, 0 to 1.8; 0 if different models read them, or if they name different things of the pack."""
    if one.vector.shape != other.vector.shape or about_else(one, other):
        return 0.0
    return max(float(one.vector @ other.vector), 0.0) + WORDS * shared(one.words, other.words, rarity) + WISH * agreed(one, other)


def about_else(one: ComparedQuestion, other: ComparedQuestion) -> bool:
    """Whether the questions name different things of one kind: what is true of the kettle is not true of the lamp."""
    kinds = {slot for slot, _ in one.things} & {slot for slot, _ in other.things}
    return bool(kinds) and not one.things & other.things


def shared(one: frozenset[str], other: frozenset[str], rarity: Mapping[str, float]) -> float:
    """The weight of the words in both, as a share of that of the words in either; a word in no kept question has the highest weight."""
    most = max(rarity.values(), default=1.0)
    every = sum(rarity.get(word, most) for word in one | other)
    return sum(rarity.get(word, most) for word in one & other) / every if every else 0.0


def agreed(one: ComparedQuestion, other: ComparedQuestion) -> float:
    """How far the intents agree, 0 to 1: the Bhattacharyya coefficient of their probabilities."""
    return sum(math.sqrt(one.wishes[name] * other.wishes[name]) for name in one.wishes.keys() & other.wishes.keys())
