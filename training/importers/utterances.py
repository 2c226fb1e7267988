"""Labelled customer messages of past dialogues, as the CSV that models are trained on."""

import csv
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from bot.inference.script import language_of
from retrieval.chunks import length
from training.dialogues import Dialogue, Turn
from training.importers.messages import DEFAULT_LANGUAGE

HEADER = ("text", "intent", "language", "sentiment", "group")
SHORTEST_OPENING = 4
"""The fewest words of an opening that inherits the dialogue's only intent; "hi" does not express it yet."""


def labelled(dialogue: Dialogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Messages with their intents."""
    return ((turn.text, intents) for turn, intents in turns(dialogue))


def turns(dialogue: Dialogue) -> Iterator[tuple[Turn, tuple[str, ...]]]:
    """Turns with their intents; where no message is labelled, the customer's opening words stand for a dialogue's only intent."""
    said = [turn for turn in dialogue.turns if turn.speaker == "customer"]
    if any(turn.intents for turn in said):
        yield from ((turn, turn.intents) for turn in said if turn.intents)
    elif len(dialogue.intents) == 1:
        opening = next((turn for turn in said if length(turn.text) >= SHORTEST_OPENING), None)
        if opening is not None:
            yield opening, dialogue.intents


def marked(turn: Turn) -> str:
    """The text with its slots marked inline, ``[HL-204518](order_code)``; words with brackets of their own stay unmarked."""
    text = turn.text
    for mark in reversed(turn.slots):
        words = text[mark.start : mark.end]
        if words and not set("[]") & set(words):
            text = f"{text[: mark.start]}[{words}]({mark.slot}){text[mark.end :]}"
    return text


def spoken(turn: Turn, dialogue: Dialogue, among: Collection[str] = ()) -> str:
    """The language of a message by its own script, or its dialogue's if they are written alike or it is not ``among`` these."""
    found = language_of(turn.text, (dialogue.language, DEFAULT_LANGUAGE))
    alike = found == dialogue.language.partition("-")[0]
    return dialogue.language if alike or not found or (among and found not in among) else found


def write(path: Path, dialogues: Iterable[Dialogue], among: Collection[str] = ()) -> int:
    """Write ``text,intent[;intent],language,sentiment,group``, slots marked, with the dialogue as group; how many messages there were.

    The language is that of each message, ``among`` those given or else any, because customer and agent may write different ones.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for dialogue in dialogues:
            for turn, intents in turns(dialogue):
                writer.writerow((marked(turn), ";".join(intents), spoken(turn, dialogue, among), "", dialogue.id))
                count += 1
    return count
