"""Builds a first pack from imported history: it understands the labelled intents and answers with past answers."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.errors import DataError
from retrieval.chunks import SHORTEST_ANSWER, length
from training import dialogues
from training.dialogues import Dialogue, rewritten
from training.importers import utterances

FEWEST = 3
"""The fewest examples of an intent; with fewer there is too little to learn from and to measure on."""
SHARE = 0.1
"""The least share of labelled messages in a language that no dialogue as a whole is in, for the pack to speak it."""
OUT_OF_SCOPE = "oos"
NO_WISH = frozenset({"contentonly", "confirmation", "rejection", "affirm", "deny"})
"""Labels that say how a message goes on, not what its writer wants; yes, no and values are read by the recognisers."""
SMALL_TALK = {
    "greeting": {"greeting", "greet", "openinggreeting", "hello"},
    "thanks": {"thanks", "thank", "thankyou", "thank_you", "closinggreeting", "goodbye", "bye"},
    "bot_identity": {"bot_identity", "bot_challenge", "are_you_a_bot"},
}
PEOPLE = frozenset({"human_agent", "contact_human_agent", "speak_to_human", "contact_customer_service"})
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
PIECES = re.compile(r"[A-Z]?[^\W_A-Z]+|[A-Z]+(?![a-z])|\d+")


def pack_from(history: Path, folder: Path) -> int:
    """Write a pack that serves a history.jsonl; the number of its intents. DataError if it exists, or too little is labelled."""
    if (folder / "pack.yaml").exists():
        raise DataError(folder, None, "holds a pack already: name another folder")
    wanted = Counter(name for text, names, _ in examples(history) for name in names)
    names = {label: slug(label) for label, count in wanted.items() if count >= FEWEST and label not in {OUT_OF_SCOPE, *NO_WISH}}
    if len(set(names.values())) < 2:
        raise DataError(history, None, "names fewer than two intents with three messages each: label some messages first")
    folder.mkdir(parents=True, exist_ok=True)
    dialogues.write(folder / "history.jsonl", (cleaned(one) for one in good(history)))
    about = described(history, folder.name, names)
    utterances.write(folder / "utterances.csv", (relabelled(one, names) for one in good(history)), about["languages"])
    text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True, width=120)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return len(set(names.values()))


def good(history: Path) -> Iterator[Dialogue]:
    """The dialogues that can be used."""
    return (one for one in dialogues.read(history) if isinstance(one, Dialogue))


def examples(history: Path) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Every labelled message: text, intents, language."""
    return ((text, names, one.language) for one in good(history) for text, names in utterances.labelled(one))


def cleaned(dialogue: Dialogue) -> Dialogue:
    """A dialogue whose ``{{Placeholders}}`` are words, so that a reply can be sent."""
    turns = (rewritten(turn, PLACEHOLDER.sub(lambda m: m[1].lower(), turn.text)) for turn in dialogue.turns)
    return dialogue.model_copy(update={"turns": tuple(turns), "intents": tuple(slug(name) for name in dialogue.intents)})


def relabelled(dialogue: Dialogue, names: dict[str, str]) -> Dialogue:
    """A dialogue with only the labels that are intents of the pack, and without slot marks, which the pack does not define."""

    def kept(labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names.get(label, label) for label in labels if label in names or label == OUT_OF_SCOPE))

    turns = tuple(turn.model_copy(update={"intents": kept(turn.intents), "slots": ()}) for turn in dialogue.turns)
    return dialogue.model_copy(update={"turns": turns, "intents": kept(dialogue.intents)})


def described(history: Path, name: str, names: dict[str, str]) -> dict[str, Any]:
    """What pack.yaml says."""
    spoken = languages(history)
    vocabulary = Counter(word for text, _, _ in examples(history) for word in re.findall(r"[a-z]+", text.lower()))
    answered = any(turn.speaker == "agent" and length(turn.text) >= SHORTEST_ANSWER for one in good(history) for turn in one.turns)
    title = " ".join(PIECES.findall(name)).capitalize() or name
    return {
        "title": dict.fromkeys(spoken, title),
        "languages": spoken,
        "answers": ["answer", "knowledge"],
        "intents": {
            slugged: {"labels": dict.fromkeys(spoken, readable(label, vocabulary)), **served(slugged, answered)}
            for label, slugged in sorted(names.items(), key=lambda item: item[1])
        },
    }


def languages(history: Path) -> list[str]:
    """The languages of the dialogues, the most frequent first, and others that enough of the labelled messages are in."""
    whole = Counter(one.language for one in good(history))
    asked = Counter(utterances.spoken(turn, one) for one in good(history) for turn, _ in utterances.turns(one))
    enough = max(FEWEST, SHARE * asked.total())
    return list(dict.fromkeys([*(name for name, _ in whole.most_common()), *(name for name, n in asked.most_common() if n >= enough)]))


def served(intent: str, answered: bool) -> dict[str, Any]:
    """What serves an intent: a reply for small talk, a person if asked for one, otherwise past answers, or a person if there are none."""
    for reply, known in SMALL_TALK.items():
        if intent in known:
            return {"reply": reply}
    return {} if answered and intent not in PEOPLE else {"human": True}


def slug(label: str) -> str:
    """A label as a valid intent name, without accents; letters that are not Latin become their code points in hex."""
    plain = "".join(letter if (letter := unicodedata.normalize("NFKD", c)[0]).isascii() else c for c in label)
    pieces = re.findall(r"[a-z0-9]+|[^\W_]", "_".join(PIECES.findall(plain)).lower())
    words = "_".join(piece if piece.isascii() and piece.isalnum() else f"{ord(piece):x}" for piece in pieces or label)
    return words if words[0].isalpha() else f"i_{words}"


def readable(label: str, vocabulary: Counter[str]) -> str:
    """A label as people write it: ``reportlostcard`` and ``ReportLostCard`` are "Report lost card"."""
    words = [word for piece in PIECES.findall(label) for word in apart(piece.lower(), vocabulary)]
    return " ".join(words).capitalize() or label


def apart(glued: str, vocabulary: Counter[str]) -> list[str]:
    """The likeliest split of a run of letters into words that customers use; the run itself if it is such a word or cannot be split."""
    if not glued.isascii() or vocabulary[glued]:
        return [glued]
    total = vocabulary.total() + 1
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(glued) + 1):
        options = [
            (best[start][0] + math.log(vocabulary[glued[start:end]] / total), [*best[start][1], glued[start:end]])
            for start in range(end)
            if vocabulary[glued[start:end]] and best[start][0] > -math.inf and (end - start > 1 or glued[start:end] in "ai")
        ]
        best.append(max(options, default=(-math.inf, [])))
    return best[-1][1] or [glued]
