"""Which language a dialogue is in: by script, and among the languages of one script by py3langid, where it is sure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.inference.script import LANGUAGES, weights

NAMES = "ca cs da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl sq sv tr vi"
LATIN = tuple(NAMES.split())
"""Languages that are told apart in Latin letters: the model knows 139, among them Pidgin and many that are seldom written."""

SURE = 0.90
"""Confidence: in 6,310 English support messages none was taken for another language from here on (BANKING77, STAR, MultiDoGO)."""

READ_AT_MOST = 2000
PLACEHOLDER = re.compile(r"<[A-Z_]+>|\{\{[^{}]{0,60}\}\}")


def language(texts: Sequence[str]) -> str | None:
    """The language that most of a dialogue's texts are in, as ``en``; None where nothing tells."""
    text = PLACEHOLDER.sub(" ", " ".join(texts)[: 2 * READ_AT_MOST])[:READ_AT_MOST]
    counts = weights(text)
    if not counts:
        return None
    if 2 * counts["latin"] >= counts.total():
        return sure(text, LATIN)
    script = max((name for name in counts if name != "latin"), key=lambda name: counts[name])
    if script == "han" and counts["kana"] > 0.1 * counts["han"]:
        script = "kana"
    spoken = LANGUAGES.get(script, ())
    return spoken[0] if len(spoken) == 1 else sure(text, spoken)


def sure(text: str, languages: tuple[str, ...]) -> str | None:
    """The language of these that a text is in, where the model is sure of it."""
    if not languages:
        return None
    found, confidence = identifier(languages).classify(text)
    return str(found) if confidence >= SURE else None


@lru_cache
def identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    """The model for these languages, read once: 80 MB, over a second."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(languages)
    return model
