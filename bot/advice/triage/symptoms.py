"""Finds symptoms in English and Chinese free text, small typos included, and whether each is present, absent or uncertain."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.advice.triage.case import Answer
from bot.advice.triage.denials import listed_on, said_chinese, said_english
from bot.errors import DataError
from bot.simplified import simplified

HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+(?:\.\d+)?")
SMALL = frozenset({"the", "his", "her", "hers", "their", "my", "our", "your", "a", "an", "some", "any", "little", "bit", "of"})
"""Words that are ignored in names: "blood in the stool" is "blood in his stool"."""
GOES_ON = re.compile(r"\s*(?:or|nor)\s.*")
LEAST_FUZZY = 5
"""Words of at least so many letters may have one typo, and of twice as many two."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom with its names, the plain one first, and the questions ``ask_en`` and ``ask_zh``."""

    id: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    ask_en: str = ""
    ask_zh: str = ""
    askable: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """A symptom that a text names, and the answer about it."""

    symptom: str
    answer: Answer
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a symptom's name in a text, and its script."""

    symptom: str
    start: int
    end: int
    chinese: bool


@dataclass(frozen=True)
class Names:
    """A table of symptoms, prepared for finding their names in texts."""

    symptoms: tuple[Symptom, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Symptom]:
        """Each symptom by its id."""
        return {one.id: one for one in self.symptoms}

    @cached_property
    def chinese(self) -> re.Pattern[str]:
        """Every Chinese name, long ones first."""
        names = sorted((name for one in self.symptoms for name in one.zh), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names)) or r"(?!)")

    @cached_property
    def chinese_ids(self) -> Mapping[str, str]:
        """The id behind each Chinese name."""
        return {name: one.id for one in self.symptoms for name in one.zh}

    @cached_property
    def english(self) -> Sequence[tuple[tuple[str, ...], str]]:
        """The words of each English name with its id, long names first."""
        pairs = [(tuple(w for w in WORD.findall(name.lower()) if w not in SMALL), one.id) for one in self.symptoms for name in one.en]
        return sorted(pairs, key=lambda pair: (-len(pair[0]), -sum(map(len, pair[0]))))

    def found(self, text: str) -> tuple[Mention, ...]:
        """The symptoms of a text in order; of several mentions the last counts, unless it is only uncertain."""
        low = simplified(text).lower().replace("’", "'")
        kept: dict[str, Mention] = {}
        for one in answered(low, sorted([*self.in_chinese(low), *self.in_english(low)], key=lambda place: place.start)):
            if one.symptom not in kept or one.answer != "unsure":
                kept[one.symptom] = one
        return tuple(sorted(kept.values(), key=lambda one: one.start))

    def in_chinese(self, text: str) -> Iterable[Place]:
        """The places of Chinese names."""
        for match in self.chinese.finditer(text) if HAN.search(text) else ():
            yield Place(self.chinese_ids[match.group()], match.start(), match.end(), chinese=True)

    def in_english(self, text: str) -> Iterable[Place]:
        """The places of English names, typos allowed; each word of the text counts for one name only."""
        words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text) if match.group() not in SMALL]
        begun: dict[str, list[int]] = defaultdict(list)
        for number, (word, _, _) in enumerate(words):
            begun[word[0]].append(number)
        used: set[int] = set()
        for name, symptom in self.english:
            for first in begun[name[0][0]] if name else ():
                span = range(first, first + len(name))
                if (
                    span.stop <= len(words)
                    and used.isdisjoint(span)
                    and all(near(words[place][0], part) for place, part in zip(span, name, strict=True))
                ):
                    used.update(span)
                    yield Place(symptom, words[first][1], words[span[-1]][2], chinese=False)


def answered(text: str, places: Sequence[Place]) -> Iterable[Mention]:
    """The answer about each symptom; a denial or doubt about the first item of a list applies to the whole list."""
    listed: Answer = "no"
    until = 0
    for number, place in enumerate(places):
        if place.start < until:
            yield Mention(place.symptom, listed, place.start, place.end)
            continue
        says = said_chinese if place.chinese else said_english
        answer = says(without_others(text, places, number), place.start, place.end)
        if answer != "yes":
            gaps = [*(text[one.end : other.start] for one, other in pairwise(places[number:])), text[places[-1].end :]]
            last = min(number + listed_on(gaps, chinese=place.chinese), len(places) - 1)
            listed, until = answer, places[last].end
        yield Mention(place.symptom, answer, place.start, place.end)


def without_others(text: str, places: Sequence[Place], number: int) -> str:
    """The text with earlier names blanked out, as their own "no" does not count: "no appetite and a cough" denies no cough."""
    for one, other in pairwise(places[: number + 1]):
        if not GOES_ON.fullmatch(text[one.end : other.start]):
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def near(word: str, name: str) -> bool:
    """Whether a word is a name, its plural, or the name with as many typos as its length allows."""
    if word in (name, f"{name}s"):
        return True
    allowed = len(name) // LEAST_FUZZY
    return bool(allowed) and word[:1] == name[:1] and OSA.distance(word, name, score_cutoff=min(allowed, 2)) <= min(allowed, 2)


def read(path: Path) -> Names:
    """The table of a CSV: ``id,en,zh`` (several names with ``|``), optionally ``ask_en,ask_zh,askable``; DataError names the row."""
    found: list[Symptom] = []
    taken: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            one = symptom(row)
            if not one.id or not one.en or not one.zh:
                raise DataError(path, number, "a symptom needs an id and a name in English and in Chinese")
            for name in {one.id, *(name.lower() for name in one.en), *one.zh}:
                if taken.setdefault(name, one.id) != one.id:
                    raise DataError(path, number, f"{name!r} is a name of {taken[name]} and of {one.id}: it can be of one only")
            found.append(one)
    return Names(tuple(found))


def symptom(row: Mapping[str, str | None]) -> Symptom:
    """One row of the table."""
    cells = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
    en, zh = (tuple(part.strip() for part in cells.get(language, "").split("|") if part.strip()) for language in ("en", "zh"))
    asked = cells.get("askable", "yes").lower() not in ("no", "0", "false")
    return Symptom(cells.get("id", ""), en, zh, cells.get("ask_en", ""), cells.get("ask_zh", ""), asked)
