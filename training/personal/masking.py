"""Finds all kinds of personal data in a dialogue and replaces them with placeholders."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from training.personal.addresses import addresses
from training.personal.addresses_chinese import chinese_addresses
from training.personal.asked import answers
from training.personal.detections import Detection, Detections, Kind, folded
from training.personal.kept import kept
from training.personal.names import answered, everywhere, names, tokens_of
from training.personal.names_chinese import chinese_answered, chinese_names
from training.personal.numbers import accounts, births, cards, ibans, identities
from training.personal.online import emails, handles, ips, passwords, urls
from training.personal.phones import phones

FIRST = (urls, emails, kept, ibans, cards, accounts, identities, ips, births)
"""The most reliable finders first, because later finds must not overlap theirs."""

LAST = (addresses, chinese_addresses, handles, passwords)


def masked(texts: Sequence[str], language: str, whole: Sequence[str] | None = None) -> tuple[list[str], Counter[Kind]]:
    """The texts of one dialogue with placeholders, and how many of each kind; names introduced in one text are replaced in all.

    ``whole``: the same texts before boilerplate was removed, in which signatures and questions are read.
    """
    whole = texts if whole is None else whole
    known = introduced(whole)
    counts: Counter[Kind] = Counter()
    results = []
    for asked, text in zip(("", *whole), texts, strict=False):
        found = find(text, language, known, asked)
        counts.update(one.kind for one in found if one.kind)
        results.append(mask(text, found))
    return results, counts


def find(text: str, language: str, known: frozenset[str] = frozenset(), asked: str = "") -> list[Detection]:
    """All personal data in one text, in order; ``known``: names from the rest of the dialogue, ``asked``: the previous message."""
    same = folded(text)
    taken = Detections(len(text))
    for finder in FIRST:
        taken.add(finder(same))
    taken.add(answers(same, asked))
    taken.add(phones(same, language, asked))
    for finder in LAST:
        taken.add(finder(same))
    taken.add(named(same, asked, known))
    taken.add(everywhere(same, known))
    return together(same, list(taken.personal()))


def named(text: str, asked: str, known: frozenset[str] = frozenset()) -> Iterator[Detection]:
    """The names that a text introduces; ``known``: words of names from the rest of the dialogue."""
    yield from names(text, known)
    yield from chinese_names(text)
    yield from answered(text, asked)
    yield from chinese_answered(text, asked)


def introduced(texts: Sequence[str]) -> frozenset[str]:
    """The words of all names introduced in a dialogue; Chinese names are kept whole."""
    known: set[str] = set()
    for asked, text in zip(("", *texts), map(folded, texts), strict=False):
        for one in named(text, asked):
            name = text[one.start : one.end]
            known.update([name] if not name[0].isascii() and one.end - one.start >= 2 else [])
            known.update(tokens_of(name))
    return frozenset(known)


def together(text: str, found: list[Detection]) -> list[Detection]:
    """The finds, with adjacent names joined into one."""
    joined: list[Detection] = []
    for one in found:
        if joined and one.kind == joined[-1].kind == "NAME" and text[joined[-1].end : one.start] == " ":
            joined[-1] = Detection("NAME", joined[-1].start, one.end)
        else:
            joined.append(one)
    return joined


def mask(text: str, found: Iterable[Detection]) -> str:
    """The text with a placeholder for each find."""
    parts, at = [], 0
    for one in found:
        parts += [text[at : one.start], f"<{one.kind}>"]
        at = one.end
    return "".join([*parts, text[at:]])
