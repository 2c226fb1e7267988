"""Finds values of choice and lookup slots by their labels, synonyms and entries; typos in long words are forgiven."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.dialogue.domain import Slot
from bot.dialogue.events import Entity

WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
LATIN = re.compile(r"[a-zà-ÿ0-9][a-zà-ÿ0-9 .'’&/-]*")
FUZZY_FROM = 6
"""Labels of at least so many letters are found with one typo; from ``TWO_FROM`` letters on, with two."""

TWO_FROM = 9
EXACT = 3
"""Words of a label with at most so many letters must be spelled correctly."""

LONGEST = 4
"""Words of the longest label that is matched with typos."""

PARTICLES = "的啊呀吧呢了哦嘛哈"
DENIED = re.compile(rf"[没冇](?=[\u4e00-\u9fff])(?![{PARTICLES}])")
"""没 as a whole answer is a no; before a word it denies that word, as in 没什么精神."""

ONE_MISTAKE = 5
"""A word of a label with at most so many letters may have one typo only."""

APART = 2
"""Characters, besides a space between each two, that may separate the words of a label."""

SHORT = 2
"""A label of at most so many letters counts only in capitals or in a short message; a number, only where ``stands_out`` expects one."""

INTRODUCED = re.compile(r"(?:\b(?:size|sizes|an?|the|eu)\s|(?:^|[,;!.])\s*)$", re.IGNORECASE)
MEASURED = re.compile(
    r"\s*(?:$|[,;!?])|[.](?!\d)|\s+(?!(?:of|days?|hours?|h|minutes?|mins?|weeks?|months?|years?|people|pieces|times|per ?cent|"
    r"dollars?|euros?|pounds?|"
    r"quid|bucks|cm|mm|km|kg|st|nd|rd|th)\b)[a-z]",
)
"""What surrounds a number that is a value, such as a size: "a 43", but not "43 days" or "43 Harrow Road"."""


@dataclass(frozen=True, slots=True)
class Named:
    """A value of a slot with one label that names it, in lower case."""

    slot: str
    kind: str
    value: str
    label: str


Phrase = tuple[str, ...]


class Choices:
    """Finds the values of a pack's choice and lookup slots."""

    def __init__(self, slots: list[Slot]) -> None:
        self.phrases: dict[Phrase, list[Named]] = defaultdict(list)
        self.first: dict[str, set[int]] = defaultdict(set)
        self.written: dict[str, list[Named]] = defaultdict(list)
        self.similar: dict[str, list[Phrase]] = defaultdict(list)
        for slot in slots:
            for named in values(slot):
                self.add(named)
        for candidates in self.written.values():
            candidates.sort(key=lambda named: -len(named.label))
        self.beginning = lru_cache(maxsize=8192)(self.beginning_like)

    def add(self, named: Named) -> None:
        """Index a label: by its words if it is in Latin script, otherwise by its first character."""
        if not LATIN.fullmatch(named.label):
            self.written[named.label[0]].append(named)
            return
        words = tuple(WORD.findall(named.label))
        if words and len("".join(words)) >= FUZZY_FROM and words not in self.phrases:
            self.similar[words[0][0]].append(words)
        if words:
            self.phrases[words].append(named)
            self.first[words[0]].add(len(words))

    def find(self, text: str) -> Iterator[Entity]:
        """Every value that the message names; a longer label wins over a shorter one.

        Words that spell a label correctly are no typo of a label of another slot: "buy more" is not "buys more".
        """
        small = text.lower() if len(text.lower()) == len(text) else text
        matches = list(WORD.finditer(small))
        words = [match[0] for match in matches]
        used: set[tuple[int, str]] = set()
        spelled: set[int] = set()
        ends: set[int] = set()
        yield from self.in_characters(text, small)
        for i, phrase, exact in sorted(self.occurrences(words), key=lambda o: (-len(o[1]), not o[2], -len(" ".join(o[1])), o[0])):
            start, end = matches[i].start(), matches[i + len(phrase) - 1].end()
            apart = end - start > len(" ".join(words[i : i + len(phrase)])) + APART
            if apart or (not exact and spelled.intersection(range(i, i + len(phrase)))):
                continue
            for named in self.phrases[phrase]:
                places = {(position, named.slot) for position in range(i, i + len(phrase))}
                beside = len(small[:start].rstrip()) in ends
                if not places & used and (len(named.label) > SHORT or stands_out(text, start, end, len(words), beside)):
                    used |= places
                    ends.add(end)
                    spelled.update(range(i, i + len(phrase)) if exact else ())
                    yield entity(named, text, start, end)

    def occurrences(self, words: list[str]) -> Iterator[tuple[int, Phrase, bool]]:
        """Every occurrence of a label: the index of its first word, the label, and whether it is spelled correctly."""
        for i, word in enumerate(words):
            lengths = self.first.get(word) or self.first.get(word.removesuffix("s")) or self.first.get(word.removesuffix("es")) or ()
            for length in lengths:
                window = tuple(words[i : i + length])
                for phrase in (window, (*window[:-1], window[-1].removesuffix("s")), (*window[:-1], window[-1].removesuffix("es"))):
                    if phrase in self.phrases:
                        yield i, phrase, True
                        break
            if len(word) > 2 and (begun := self.beginning(word)):
                for phrase in self.nearest(tuple(words[i : i + LONGEST]), begun):
                    yield i, phrase, False

    def beginning_like(self, word: str) -> tuple[Phrase, ...]:
        """The labels whose first word this is, typos allowed behind its first letter; most words begin none."""
        return tuple(phrase for phrase in self.similar.get(word[0], ()) if OSA.distance(phrase[0], word) <= mistakes(phrase[0]))

    def nearest(self, following: Phrase, begun: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
        """Of the labels ``begun``, those that these words spell, typos allowed; empty if labels of different values are equally near."""
        best, found = 99, list[Phrase]()
        for phrase in begun:
            if len(phrase) > len(following):
                continue
            label, written = " ".join(phrase), " ".join(following[: len(phrase)])
            most = 2 if len(label) >= TWO_FROM else 1
            if abs(len(label) - len(written)) > most or len(written) < FUZZY_FROM - 1:
                continue
            distance = OSA.distance(label, written, score_cutoff=most)
            if any(OSA.distance(word, other) > mistakes(word) for word, other in zip(phrase, following, strict=False)):
                continue
            if 0 < distance <= most and distance <= best:
                found = [*found, phrase] if distance == best else [phrase]
                best = distance
        meant = {(named.slot, named.value) for phrase in found for named in self.phrases[phrase]}
        return tuple(found) if len(meant) == 1 else ()

    def in_characters(self, text: str, small: str) -> Iterator[Entity]:
        """Every label that is not in Latin script, found character by character."""
        if small.isascii():
            return
        taken: dict[str, int] = defaultdict(int)
        for i, character in enumerate(small):
            for named in self.written.get(character, ()):
                end = i + len(named.label)
                inside = character.isascii() and character.isalnum() and re.match(r"[a-z0-9.,]", small[i - 1 : i]) is not None
                if i >= taken[named.slot] and not inside and small.startswith(named.label, i) and not self.goes_on(named, small, i):
                    taken[named.slot] = end
                    yield entity(named, text, i, end)

    def goes_on(self, named: Named, small: str, start: int) -> bool:
        """Whether a label that begins with a denial denies a longer label: 不会卖 in 不会卖光, unlike 不是 in 不是的."""
        if len(named.label) == 1 and DENIED.match(small, start):
            return True
        if named.label[0] not in "不别":
            return False
        end = start + len(named.label)
        return any(
            other.slot == named.slot
            and other.value != named.value
            and small.startswith(other.label, place)
            and other.label[end - place :].strip(PARTICLES)
            for place in range(start + 1, end)
            for other in self.written.get(small[place], ())
        )


def stands_out(text: str, start: int, end: int, words: int, beside: bool) -> bool:
    """Whether a label of one or two characters is meant as one: in capitals, in a short message, or a number where one is expected.

    ``beside``: it directly follows another value, as in "shoes 43".
    """
    if not text[start:end].isdigit():
        return words <= EXACT or text[start:end].isupper()
    if re.match(r"[.,]\d", text[end : end + 2]) or re.search(r"\d[.,]$", text[max(start - 2, 0) : start]):
        return False
    return words <= EXACT or bool((beside or INTRODUCED.search(text[:start])) and MEASURED.match(text, end))


def mistakes(word: str) -> int:
    """The most typos that a word of a label may have."""
    return 0 if len(word) <= EXACT else 1 if len(word) <= ONE_MISTAKE else 2


def values(slot: Slot) -> Iterator[Named]:
    """Every value of a slot with each of its labels, in lower case."""
    for entry in slot.entries:
        yield Named(slot.name, slot.kind, entry, entry.lower())
    for option in slot.options:
        spellings = [
            *option.labels.values(),
            *(word for words in option.synonyms.values() for word in words),
            option.value.replace("_", " "),
        ]
        for label in dict.fromkeys(spelling.lower() for spelling in spellings):
            yield Named(slot.name, slot.kind, option.value, label)


def entity(named: Named, text: str, start: int, end: int) -> Entity:
    """The entity of a value found at ``start:end``."""
    return Entity("lookup" if named.kind == "lookup" else "choice", named.value, text[start:end], start, end, named.slot)
