"""Sentences that agents open and close with whoever writes and whatever about, found by how often and where they are said."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

SHARE = 0.10
"""Of all longer dialogues, from which on a sentence is said whatever the customer wants: an answer is said to those who ask for it."""

FEWEST = 20
AT_THE_EDGES = 0.80
"""Of the times that a sentence is said: among the agent's first two sentences of a dialogue, or the last two."""

EDGE = 2
LONGEST = 300
SHORTEST_DIALOGUE = 5
REMEMBERED = 1_000_000
SENTENCE = re.compile(r"[^\n]+?(?:[.!?…](?=\s|$)|[。！？]+|$)", re.MULTILINE)
NAME = re.compile(r"<[A-Z_]+>|(?<=\w[^\w.!?])\s?[A-Z][\w'’-]*|[\u4e00-\u9fff]{1,3}(?=先生|女士|小姐)")
DIGITS = re.compile(r"\d+")


class Phrases:
    """Learns from the agent's turns of each dialogue which sentences are routine; texts must be mended already."""

    def __init__(self) -> None:
        self.dialogues = 0
        self.said: Counter[str] = Counter()
        self.at_edges: Counter[str] = Counter()
        self.within: Counter[str] = Counter()

    def learn(self, turns: Iterable[str]) -> None:
        """Count one dialogue; one in which the agent says little has no edges to tell."""
        keys = [key for turn in turns for sentence in sentences(turn) if (key := likeness(sentence))]
        if len(keys) < SHORTEST_DIALOGUE:
            return
        self.dialogues += 1
        self.said.update(keys)
        self.at_edges.update(keys[:EDGE] + keys[-EDGE:])
        self.within.update(set(keys))
        for counts in (self.said, self.at_edges, self.within):
            forget_rare(counts)

    def routine(self) -> frozenset[str]:
        """The likenesses of all sentences that open or close dialogues of any kind."""
        fewest = max(FEWEST, SHARE * self.dialogues)
        return frozenset(
            key for key, count in self.within.items() if count >= fewest and self.at_edges[key] >= AT_THE_EDGES * self.said[key]
        )


def forget_rare(counts: Counter[str]) -> None:
    """Keep memory bounded: what was counted once among a million sentences is no routine."""
    if len(counts) > REMEMBERED:
        for key in [key for key, count in counts.items() if count == 1]:
            del counts[key]


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text with the blanks before them; joined they are the text without its line breaks."""
    return (match[0] for match in SENTENCE.finditer(text))


def likeness(sentence: str) -> str:
    """What sentences have in common that differ in names and numbers alone; empty where a sentence is too long to be routine."""
    sentence = sentence.strip()
    return "" if len(sentence) > LONGEST else DIGITS.sub("0", NAME.sub("X", sentence)).casefold().rstrip(".!。！ ")


def without_routine(text: str, routine: frozenset[str]) -> tuple[str, list[str]]:
    """A text without routine sentences, and their likenesses."""
    gone = [key for sentence in sentences(text) if (key := likeness(sentence)) in routine]
    if not gone:
        return text, gone
    lines = ("".join(one for one in sentences(line) if likeness(one) not in routine).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line), gone
