"""Finds the routine sentences with which agents open and close any dialogue, by how often and where they occur."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

SHARE = 0.10
"""A routine sentence occurs in at least this share of all longer dialogues; an answer occurs only where it is asked for."""

FEWEST = 20
"""The fewest dialogues with a routine sentence."""

AT_THE_EDGES = 0.80
"""The least share of its occurrences among the agent's first or last ``EDGE`` sentences of a dialogue."""

EDGE = 2
LONGEST = 300
SHORTEST_DIALOGUE = 5
"""The fewest sentences of the agent: in a shorter dialogue nearly all of them are the first or last two, its answers too."""

REMEMBERED = 1_000_000
SENTENCE = re.compile(r"[^\n]+?(?:[.!?…](?=\s|$)|[。！？]+|$)", re.MULTILINE)
NAME = re.compile(r"<[A-Z_]+>|(?<=\w[^\w.!?])\s?[A-Z][\w'’-]*|[\u4e00-\u9fff]{1,3}(?=先生|女士|小姐)")
DIGITS = re.compile(r"\d+")


class Phrases:
    """Learns which sentences are routine from the agent's turns of each dialogue; their text must be repaired already."""

    def __init__(self) -> None:
        self.dialogues = 0
        self.said: Counter[str] = Counter()
        self.at_edges: Counter[str] = Counter()
        self.within: Counter[str] = Counter()

    def learn(self, turns: Iterable[str]) -> None:
        """Count one dialogue, unless the agent says less than ``SHORTEST_DIALOGUE`` sentences."""
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
        """The normalised forms of all routine sentences."""
        fewest = max(FEWEST, SHARE * self.dialogues)
        return frozenset(
            key for key, count in self.within.items() if count >= fewest and self.at_edges[key] >= AT_THE_EDGES * self.said[key]
        )


def forget_rare(counts: Counter[str]) -> None:
    """Bound the memory: a sentence counted once among a million is not routine."""
    if len(counts) > REMEMBERED:
        for key in [key for key, count in counts.items() if count == 1]:
            del counts[key]


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each with the blanks before it; joined, they are the text without line breaks."""
    return (match[0] for match in SENTENCE.finditer(text))


def likeness(sentence: str) -> str:
    """A normalised form, equal for sentences that differ only in names and numbers; "" if a sentence is too long to be routine."""
    sentence = sentence.strip()
    return "" if len(sentence) > LONGEST else DIGITS.sub("0", NAME.sub("X", sentence)).casefold().rstrip(".!。！ ")


def without_routine(text: str, routine: frozenset[str]) -> tuple[str, list[str]]:
    """A text without routine sentences, and the normalised forms of those removed."""
    gone = [key for sentence in sentences(text) if (key := likeness(sentence)) in routine]
    if not gone:
        return text, gone
    lines = ("".join(one for one in sentences(line) if likeness(one) not in routine).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line), gone
