"""Hints about what is no mistake but seldom intended: an intent without examples or articles in a language, a text under two intents."""

import csv
import io
from collections.abc import Collection, Iterator

from bot.errors import PackError
from bot.packs.data import front_matter
from bot.packs.document import read_text, read_yaml
from bot.packs.pack import Pack
from bot.packs.utterances import contradictions

Spoken = frozenset[tuple[str, str]]
"""Pairs of language and intent for which there is something."""


def hints(pack: Pack) -> list[PackError]:
    """Hints about a pack without mistakes, each at the line of its intent or its example."""
    document = read_yaml(pack.path / "pack.yaml", [])
    examples, articles = spoken_examples(pack), spoken_articles(pack)
    found = []
    for name, intent in pack.domain.intents.items():
        searched = not (intent.flow or intent.reply or intent.human) and "answer" not in pack.domain.answers
        for lacking in (
            without(pack, name, examples, "no example"),
            without(pack, name, articles, f"no article with `intents: [{name}]`") if searched else "",
        ):
            if lacking and document:
                found.append(document.mistake(("intents", name), f"intents.{name}", lacking))
    return [*found, *contradictions(pack.path / "utterances.csv")]


def without(pack: Pack, intent: str, spoken: Collection[tuple[str, str]], what: str) -> str:
    """A sentence naming the languages for which something is missing; empty if nothing is."""
    absent = [language for language in pack.domain.languages if (language, intent) not in spoken]
    return f"has {what} in {' and '.join(absent)}; customers who write in it are answered badly" if absent else ""


def spoken_examples(pack: Pack) -> Spoken:
    """The languages and intents of utterances.csv; rows without a language count for all."""
    text = read_text(pack.path / "utterances.csv")
    rows = csv.DictReader(io.StringIO(text, newline="")) if isinstance(text, str) else ()
    every = pack.domain.languages
    return frozenset(
        (language, intent.strip())
        for row in rows
        for intent in (row.get("intent") or "").split(";")
        for language in ([row["language"]] if row.get("language") else every)
    )


def spoken_articles(pack: Pack) -> Spoken:
    """The languages and intents that the articles name."""
    return frozenset(pair for path in (pack.path / "knowledge").rglob("*.md") for pair in named(read_text(path)))


def named(text: str | PackError) -> Iterator[tuple[str, str]]:
    """The intents in the front matter of an article, with its language."""
    front = front_matter(text) if isinstance(text, str) else ""
    if isinstance(front, dict):
        for intent in front.get("intents") or ():
            yield str(front.get("language")), str(intent)
