"""Detects the language of a dialogue: by script, and among languages of the same script with py3langid, if it is confident."""

import re
from collections.abc import Sequence
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.inference.script import LANGUAGES, weights

NAMES = "ca cs da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl sq sv tr vi"
LATIN = tuple(NAMES.split())
"""The languages in Latin letters that are considered: the model knows 139, many of them rarely written."""

SURE = 0.90
"""The least confidence: from here on, none of 6,310 English support messages was misjudged (BANKING77, STAR, MultiDoGO)."""

READ_AT_MOST = 2000
PLACEHOLDER = re.compile(r"<[A-Z_]+>|\{\{[^{}]{0,60}\}\}")


def language(texts: Sequence[str]) -> str | None:
    """The code of the language that most of a dialogue is in, such as ``en``; None if it cannot be told."""
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
    """Which of these languages a text is in; None if the model is not confident."""
    if not languages:
        return None
    found, confidence = identifier(languages).classify(text)
    return str(found) if confidence >= SURE else None


@lru_cache
def identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    """The model for these languages, cached because loading takes 80 MB and over a second."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(languages)
    return model
