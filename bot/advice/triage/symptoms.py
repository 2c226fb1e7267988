"""Symptoms in free text, English and Chinese: names from a table, small typos, and what is said not to be there or not to be known."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.advice.triage.case import Answer
from bot.errors import DataError
from bot.simplified import simplified

HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+(?:\.\d+)?")
CLAUSE = re.compile(r"[.,;:!?。，；！？、\n]|\b(?:but|however|although|though|except|and now)\b|但是|但|不过|可是|而且|就是|只是|现在")
LIST_ON = re.compile(r"^\s*(?:or|nor)\b|^(?:和|或|也没|也不)")
ENGLISH_NOT = re.compile(
    r"\b(?:no|not|without|never|neither|nor|none|denies|hasn'?t|haven'?t|doesn'?t|don'?t|didn'?t|isn'?t|aren'?t|wasn'?t|free of|no longer|"
    r"no sign of|stopped)\b"
)
ENGLISH_UNSURE = re.compile(
    r"\b(?:not sure|unsure|don'?t know|do not know|can'?t tell|cannot tell|no idea|maybe|might have|possibly|perhaps)\b"
)
ENGLISH_AFTER_NOT = re.compile(r"^\W*(?:is |has |have |are |was )?(?:gone|no longer there|went away|has gone|stopped)\b")
CHINESE_NOT = re.compile(r"没有?|无|未|否认|从不|不(?!知道|确定|清楚|舒服|适|安|振|停|止|住|好|吃|消化)|并非|不再")
CHINESE_UNSURE = re.compile(r"不知道|不确定|不清楚|说不准|不好说|可能|好像|似乎")
SMALL = frozenset({"the", "his", "her", "hers", "their", "my", "our", "your", "a", "an", "some", "any", "little", "bit", "of"})
"""Words that may stand in a name or not: blood in the stool, blood in his stool."""
LEAST_FUZZY = 5
"""Letters of a word from which on one letter may be wrong, and from twice as many on two."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom with the words for it; the first of a language is its plain name, ``ask_en`` and ``ask_zh`` the questions."""

    id: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    ask_en: str = ""
    ask_zh: str = ""
    askable: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """A symptom in a text, and what is said of it."""

    symptom: str
    answer: Answer
    start: int
    end: int


@dataclass(frozen=True)
class Names:
    """A table of symptoms as one reads texts with it."""

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
        """The symptoms of a text in its order; of one that is named more often, the last mention that says more than "not known"."""
        low = simplified(text).lower().replace("’", "'")
        mentions = sorted([*self.in_chinese(low), *self.in_english(low)], key=lambda one: one.start)
        kept: dict[str, Mention] = {}
        for one in mentions:
            if one.symptom not in kept or one.answer != "unsure":
                kept[one.symptom] = one
        return tuple(sorted(kept.values(), key=lambda one: one.start))

    def in_chinese(self, text: str) -> Iterable[Mention]:
        """Mentions by a Chinese name."""
        for match in self.chinese.finditer(text) if HAN.search(text) else ():
            yield Mention(self.chinese_ids[match.group()], said_chinese(text, match.start(), match.end()), match.start(), match.end())

    def in_english(self, text: str) -> Iterable[Mention]:
        """Mentions by an English name, each word of it exactly or nearly; a word counts for one mention."""
        words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text) if match.group() not in SMALL]
        used: set[int] = set()
        for name, symptom in self.english:
            for first in range(len(words) - len(name) + 1):
                span = range(first, first + len(name))
                if name and used.isdisjoint(span) and all(near(words[place][0], part) for place, part in zip(span, name, strict=True)):
                    used.update(span)
                    start, end = words[first][1], words[span[-1]][2]
                    yield Mention(symptom, said_english(text, start, end), start, end)


def near(word: str, name: str) -> bool:
    """Whether a word is a name, its plural, or the name with a typo that its length allows."""
    if word in (name, f"{name}s"):
        return True
    allowed = len(name) // LEAST_FUZZY
    return bool(allowed) and word[:1] == name[:1] and OSA.distance(word, name, score_cutoff=min(allowed, 2)) <= min(allowed, 2)


def clause(text: str, start: int) -> str:
    """What stands before a place in its clause; a list that goes on with "or" is one clause."""
    ends = list(CLAUSE.finditer(text, 0, start))
    while ends and ends[-1].group() in ",，、" and LIST_ON.match(text[ends[-1].end() :]):
        ends.pop()
    return text[ends[-1].end() if ends else 0 : start]


def said_english(text: str, start: int, end: int) -> Answer:
    """What an English clause says of the words between two places."""
    before = clause(text, start)
    if ENGLISH_UNSURE.search(before):
        return "unsure"
    return "no" if ENGLISH_NOT.search(before) or ENGLISH_AFTER_NOT.match(text[end:]) else "yes"


def said_chinese(text: str, start: int, end: int) -> Answer:
    """What a Chinese clause says of the words between two places."""
    listed = start > 0 and text[start - 1] == "、"
    before = clause(text.replace("、", " ") if listed else text, start)
    if CHINESE_UNSURE.search(before):
        return "unsure"
    if CHINESE_NOT.search(re.sub(r"有没有|是不是", "", before)) or re.match(
        r"(?:已经)?(?:没有?了?$|没了|好了|退了|消失了|停了)", text[end:]
    ):
        return "no"
    return "yes"


def read(path: Path) -> Names:
    """The table of a CSV: ``id,en,zh`` (several names with ``|``), and ``ask_en,ask_zh,askable`` if it likes; DataError names the row."""
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
