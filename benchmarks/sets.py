"""Reads public sets of labelled messages, as training and test rows; ``data`` is the folder that holds them."""

import csv
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple


class Message(NamedTuple):
    """A text with its intents joined by ``;``, ``oos`` for out of scope; ``group``: its conversation, if known."""

    text: str
    intents: str
    group: str = ""


Rows = list[Message]

DOMAINS = ("airline", "finance", "insurance", "software")
EMOTIONS = ("ambiguous", "negative", "neutral", "positive")


def banking77(data: Path, each: int | None = None, seed: int = 0) -> tuple[Rows, Rows]:
    """BANKING77 (Casanueva et al., 2020): its train and test parts; ``each``: how many rows of each intent to draw."""

    def part(name: str) -> Rows:
        with (data / "banking77" / name).open(encoding="utf-8", newline="") as file:
            return [Message(row["text"], row["category"]) for row in csv.DictReader(file)]

    return drawn(part("train.csv"), each, seed), part("test.csv")


def clinc150(data: Path, seed: int = 0) -> tuple[Rows, Rows]:
    """CLINC150, full (Larson et al., 2019): train with its 100 out-of-scope rows, test with its 1,000."""
    parts = json.loads((data / "clinc150" / "data_full.json").read_text(encoding="utf-8"))
    train, test = ([Message(str(text), str(intent)) for text, intent in parts[part] + parts[f"oos_{part}"]] for part in ("train", "test"))
    return train, test


def multidogo(data: Path, domain: str, seed: int = 0) -> tuple[Rows, Rows]:
    """One domain of MultiDoGO (Peskov et al., 2019): train and dev parts."""

    def part(name: str) -> Rows:
        csv.field_size_limit(1 << 24)
        with (data / "multidogo" / domain / name).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            return [
                Message(row["utterance"], row["intent"].replace("<div>", ";"), row["conversationId"])
                for row in rows
                if row["utterance"] and row["intent"]
            ]

    return part("train.tsv"), part("dev.tsv")


def goemotions(data: Path, seed: int = 0) -> tuple[Rows, Rows]:
    """GoEmotions by groups of emotions (Demszky et al., 2020): train and dev parts, a thirteenth of whose rows have several."""

    def part(name: str) -> Rows:
        with (data / "goemotions" / name).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            return [Message(text, ";".join(EMOTIONS[int(mark)] for mark in marks.split(","))) for text, marks, _ in rows]

    return part("train.tsv"), part("dev.tsv")


def drawn(rows: Sequence[Message], each: int | None, seed: int) -> Rows:
    """``each`` random rows of every intent, reproducible by seed; all rows if ``each`` is None."""
    if each is None:
        return list(rows)
    taken, chosen = Counter[str](), []
    for row in random.Random(seed).sample(rows, len(rows)):
        if taken[row.intents] < each:
            taken[row.intents] += 1
            chosen.append(row)
    return chosen


SETS: dict[str, Callable[..., tuple[Rows, Rows]]] = {
    "BANKING77, 10 an intent": partial(banking77, each=10),
    "BANKING77": banking77,
    "CLINC150": clinc150,
    **{f"MultiDoGO {domain}": partial(multidogo, domain=domain) for domain in DOMAINS},
    "GoEmotions groups": goemotions,
}
SEVERAL = (*(f"MultiDoGO {domain}" for domain in DOMAINS), "GoEmotions groups")
"""Sets of which some rows have several intents: a few of MultiDoGO's, a thirteenth of GoEmotions'."""
DRAWS = {"BANKING77, 10 an intent": 5}
"""Sets that are drawn and trained this many times, by seeds 1, 2, ...; the others once."""
LARGE = SEVERAL[:-1]
"""Sets of many long messages."""
