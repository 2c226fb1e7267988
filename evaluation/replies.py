"""Response selection: ranks the agent's real reply among a hundred by what agents replied in similar places, beside BM25."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.errors import DataError
from bot.inference.encoder import Encoder
from retrieval.lexical import BM25
from training import dialogues
from training.artifact_index import embedded
from training.dialogues import Dialogue

Floats = npt.NDArray[np.float32]
Part = Literal["train", "dev", "test"]
CANDIDATES = 100
WEIGHTS = {"asked": 1.0, "said": 1.0, "before": 0.5}
"""The weights of what is compared: the customer's words, the agent's before them, and the customer's before those."""
NEIGHBOURS = 128
"""Similar places that vote."""
NEARNESS = 0.03
"""The temperature of a neighbour's vote; this and the next two were chosen on the dev part of STAR."""
LIKENESS = 0.2
"""The temperature of the similarity between a candidate and the neighbour's reply."""
DIRECT = 0.1
"""The weight of the similarity of candidate and question, added to the votes."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A place in a dialogue: the customer's words, the agent's before them, the customer's before those, and the real reply."""

    asked: str
    said: str
    before: str
    reply: str


def part_of(dialogue: str) -> Part:
    """The published split: by the SHA-256 of the dialogue's id modulo 10, 0 and 1 test, 2 dev, the rest train."""
    place = int(hashlib.sha256(dialogue.encode()).hexdigest(), 16) % 10
    return "test" if place < 2 else "dev" if place == 2 else "train"


def evaluate(history: Path, reader: Encoder, part: Part = "test", queries: int = 1500, seed: int = 7) -> dict[str, float | int]:
    """``r@1``, ``r@10`` and ``mrr`` of the real reply among 100 replies of the part, and the same for BM25 twice.

    ``bm25`` ranks candidates by the words shared with the question and the agent's words before it; ``bm25_votes`` finds similar places by
    words and lets their replies vote, as the encoder does. Candidates differ in text from the real reply; ties count half. The similar
    places come from the train part, and for the test part from the dev part too.
    """
    exchanges = by_part(history)
    known = exchanges["train"] + (exchanges["dev"] if part == "test" else [])
    chance = random.Random(seed)
    asked = chance.sample(exchanges[part], min(queries, len(exchanges[part])))
    replies = [one.reply for one in exchanges[part]]
    if not known or len(set(replies)) < 2:
        raise DataError(history, None, "has too few agents' replies to rank one among others")
    candidates = [[one.reply, *others(one.reply, replies, chance)] for one in asked]
    ranked = {
        "": by_vectors(reader, known, asked, candidates),
        "bm25_": by_shared_words(asked, candidates),
        "bm25_votes_": by_words(known, asked, candidates),
    }
    measures = {f"{name}{measure}": value for name, scores in ranked.items() for measure, value in measured(scores).items()}
    return {**measures, "queries": len(asked), "known": len(known)}


def by_part(history: Path) -> dict[Part, list[Exchange]]:
    """The exchanges of every part."""
    found: dict[Part, list[Exchange]] = {"train": [], "dev": [], "test": []}
    for dialogue in dialogues.read(history):
        if isinstance(dialogue, Dialogue):
            found[part_of(dialogue.id)] += exchanges_of(dialogue)
    return found


def exchanges_of(dialogue: Dialogue) -> list[Exchange]:
    """The places where an agent answered a customer; consecutive messages of one side are joined."""
    sides = [(who, " ".join(turn.text for turn in turns)) for who, turns in groupby(dialogue.turns, key=lambda turn: turn.speaker)]
    texts = ["", "", *(text for _, text in sides)]
    return [
        Exchange(texts[i + 1], texts[i], texts[i - 1] if i else "", text) for i, (who, text) in enumerate(sides) if who == "agent" and i
    ]


def others(real: str, replies: Sequence[str], chance: random.Random) -> list[str]:
    """99 random replies that differ from the real one."""
    found: list[str] = []
    while len(found) < CANDIDATES - 1:
        if (reply := chance.choice(replies)) != real:
            found.append(reply)
    return found


def by_vectors(reader: Encoder, known: Sequence[Exchange], asked: Sequence[Exchange], candidates: Sequence[Sequence[str]]) -> Floats:
    """Scores (n, 100): votes of the nearest places for similar replies, plus the weighted similarity of reply and question."""
    sides = (*WEIGHTS, "reply")
    texts = sorted({getattr(one, side) for one in (*known, *asked) for side in sides}.union(*candidates))
    vectors = embedded(reader, reader.group(" ".join(one.asked for one in known[:50])), texts)
    row = {text: i for i, text in enumerate(texts)}
    places = {side: vectors[[row[getattr(one, side)] for one in known]] for side in sides}
    scores = np.zeros((len(asked), CANDIDATES), dtype=np.float32)
    for i, one in enumerate(asked):
        near = np.zeros(len(known), dtype=np.float32)
        for side, weight in WEIGHTS.items():
            near += weight / sum(WEIGHTS.values()) * (places[side] @ vectors[row[getattr(one, side)]])
        rows, votes = voters(near)
        options = vectors[[row[text] for text in candidates[i]]]
        scores[i] = votes @ np.exp((places["reply"][rows] @ options.T - 1.0) / LIKENESS) + DIRECT * (options @ vectors[row[one.asked]])
    return scores


def voters(near: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """The nearest places and their votes, which sum to one."""
    count = min(NEIGHBOURS, len(near))
    rows = np.argpartition(-near, count - 1)[:count]
    votes = np.exp((near[rows] - near[rows].max()) / NEARNESS)
    return rows, (votes / votes.sum()).astype(np.float32)


def by_shared_words(asked: Sequence[Exchange], candidates: Sequence[Sequence[str]]) -> Floats:
    """BM25 scores (n, 100) of the candidates for the question and the agent's words before it."""
    texts = sorted({text for row in candidates for text in row})
    row = {text: i for i, text in enumerate(texts)}
    index = BM25.build(texts)
    return np.stack([index.scores(spoken(one))[[row[text] for text in options]] for one, options in zip(asked, candidates, strict=True)])


def by_words(known: Sequence[Exchange], asked: Sequence[Exchange], candidates: Sequence[Sequence[str]]) -> Floats:
    """Scores (n, 100): votes of the places nearest by BM25 for candidates that share words with the replies there."""
    texts = sorted({text for row in candidates for text in row})
    row = {text: i for i, text in enumerate(texts)}
    places, index = BM25.build([spoken(one) for one in known]), BM25.build(texts)
    like = lru_cache(maxsize=None)(index.scores)
    scores = np.zeros((len(asked), CANDIDATES), dtype=np.float32)
    for i, (one, options) in enumerate(zip(asked, candidates, strict=True)):
        near = places.scores(spoken(one))
        columns = [row[text] for text in options]
        for place in np.argsort(-near, kind="stable")[:32]:
            scores[i] += near[place] * like(known[place].reply)[columns]
    return scores


def spoken(one: Exchange) -> str:
    """The words that BM25 compares places by."""
    return f"{one.said} {one.asked}"


def measured(scores: Floats) -> dict[str, float]:
    """Recall at 1 and 10 and the mean reciprocal rank of the first column; a tie counts half a place."""
    above, equal = (scores[:, 1:] > scores[:, :1]).sum(1), (scores[:, 1:] == scores[:, :1]).sum(1)
    rank = 1 + above + equal / 2
    return {
        "r@1": round(float((rank <= 1).mean()), 4),
        "r@10": round(float((rank <= 10).mean()), 4),
        "mrr": round(float((1 / rank).mean()), 4),
    }
