"""The words that decided as the desk shows them: the message once for each label, its words tinted by weight, and the strongest in text."""

from collections.abc import Iterator
from typing import Any

from bot.desk import words
from bot.inference.attribution import Attribution, LabelAttribution, WordWeight

LEVELS = 4
"""Of tint."""

LEAST = 0.25
"""Log-odds below which a word is not worth a tint."""

FULL = 1.0
"""Log-odds that the strongest word needs for the full tint."""

STRONGEST = 3
NAMES = {"out_of_scope": "out of scope"}


def shown(found: Attribution, told: list[LabelAttribution], read_by: str) -> dict[str, Any]:
    """As ``why.js`` shows it."""
    return {"labels": [label(found.text, one) for one in told], "note": note(found, read_by)}


def label(text: str, one: LabelAttribution) -> dict[str, Any]:
    """One label: its head, the message in parts, and its strongest words in a sentence."""
    name = NAMES.get(one.about) or (words.MOODS.get(one.label, "calm") if one.about == "sentiment" else one.label)
    return {"head": f"{name} {one.probability:.2f}", "about": one.about, "parts": list(parts(text, one)), "say": said(one)}


def parts(text: str, one: LabelAttribution) -> Iterator[dict[str, Any]]:
    """The message from its beginning to its end; what lies between words, or is not read, has the level 0."""
    most = max([FULL, *(abs(word.weight) for word in one.words)])
    place = 0
    for word in one.words:
        if word.start > place:
            yield {"text": text[place : word.start], "level": 0, "title": ""}
        yield {"text": word.word, "level": level(word.weight, most), "title": f"{word.word}  {word.weight:+.1f}"}
        place = word.end
    if place < len(text):
        yield {"text": text[place:], "level": 0, "title": ""}


def level(weight: float, most: float) -> int:
    """From -``LEVELS``, against the label, to ``LEVELS``, for it."""
    if abs(weight) < LEAST:
        return 0
    steps = round(LEVELS * abs(weight) / most)
    return steps if weight > 0 else -steps


def said(one: LabelAttribution) -> str:
    """The strongest words for and against."""
    strong = sorted((word for word in one.words if abs(word.weight) >= LEAST), key=lambda word: -abs(word.weight))
    sides = [("for", [word for word in strong if word.weight > 0]), ("against", [word for word in strong if word.weight < 0])]
    return "; ".join(f"{side}: {listed(several)}" for side, several in sides if several) or "no word counts much"


def listed(several: list[WordWeight]) -> str:
    """The first few with their weights."""
    return ", ".join(f"{word.word} {word.weight:+.1f}" for word in several[:STRONGEST])


def note(found: Attribution, read_by: str) -> str:
    """What has to be known to read the weights."""
    if not found.spans:
        return "The model cannot read this message: no word decided."
    if found.model != read_by:
        return f"Weighed with the model {found.model}: {read_by}, which read this message, is not here any more."
    return ""
