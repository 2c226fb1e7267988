"""How alike two questions are: by the pack's own vector, by their words, and by what the pack's model says that they want."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.dialogue.events import Understood
from bot.running import Vector
from bot.subjects import Things
from retrieval.lexical import tokens

WORDS, WISH = 0.5, 0.3
"""What shared words (as in ``retrieval.rerank``) and a shared wish count beside the cosine."""

LEAST_ALIKE = 0.75
"""Of 250 messages of the shop's test writers, and as many of others of which every second intent was missing, the most alike were about the
same intent in 95 of 100 cases from here on in English (nine in ten of those that could be found), and in 87 of 100 in Chinese (six in ten).
By cosine and words alone 95 of 100 are reached for one question in four."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A question as it is compared: ``wishes`` are its likeliest intents with their probabilities, ``things`` what it names."""

    text: str
    vector: Vector
    wishes: Mapping[str, float]
    words: frozenset[str]
    things: Things = frozenset()


def read(understood: Understood, vector: Vector, things: Things = frozenset()) -> Read:
    """A question that a model has read."""
    wishes = {score.name: score.value for score in understood.intents}
    return Read(understood.text, vector, wishes, frozenset(tokens(understood.text)), things)


def rarities(questions: Iterable[Read]) -> dict[str, float]:
    """How much each word tells: the fewer questions have it, the more."""
    several = list(questions)
    holding = Counter(word for one in several for word in one.words)
    return {word: math.log1p((len(several) - count + 0.5) / (count + 0.5)) for word, count in holding.items()}


def alike(one: Read, other: Read, rarity: Mapping[str, float]) -> float:
    """From 0 to 1.8; 0 where the models differ, or both name things of the pack's and not the same."""
    if one.vector.shape != other.vector.shape or about_else(one, other):
        return 0.0
    return max(float(one.vector @ other.vector), 0.0) + WORDS * shared(one.words, other.words, rarity) + WISH * agreed(one, other)


def about_else(one: Read, other: Read) -> bool:
    """Whether they are about different things: what is true of the kettle is not of the lamp."""
    kinds = {slot for slot, _ in one.things} & {slot for slot, _ in other.things}
    return bool(kinds) and not one.things & other.things


def shared(one: frozenset[str], other: frozenset[str], rarity: Mapping[str, float]) -> float:
    """The weight of the words that both have, of all that either has; a word that no kept question has is as rare as can be."""
    most = max(rarity.values(), default=1.0)
    every = sum(rarity.get(word, most) for word in one | other)
    return sum(rarity.get(word, most) for word in one & other) / every if every else 0.0


def agreed(one: Read, other: Read) -> float:
    """How far both want the same, 0 to 1: the Bhattacharyya coefficient of their intents."""
    return sum(math.sqrt(one.wishes[name] * other.wishes[name]) for name in one.wishes.keys() & other.wishes.keys())
