"""Splits documents (one JSON object a line with ``id``, ``title`` and ``text``) into overlapping passages."""

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import orjson

from retrieval.chunks import HAN, Chunk, length
from retrieval.errors import DocumentError

LONGEST = 120
"""Most words in a passage (two characters of a script without spaces count as one)."""
OVERLAP = 25
"""Most words repeated from the previous passage, in whole sentences, so that an answer that spans a cut is still found."""
SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？；])|\n+")


def read(path: Path) -> Iterator[Chunk | DocumentError]:
    """Stream the passages of a JSONL file (optionally ``.gz``); a row that cannot be used is yielded as the error that names it."""
    seen: set[str] = set()
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as lines:
            for row, line in enumerate(lines, start=1):
                if line.strip():
                    yield from read_row(path, row, line, seen)
    except (OSError, EOFError, zlib.error) as error:
        raise DocumentError(path, None, f"cannot be read: {error}") from error


def read_row(path: Path, row: int, line: bytes, seen: set[str]) -> Iterator[Chunk | DocumentError]:
    """The passages of one line, or the error that says what is wrong with it."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        yield DocumentError(path, row, f"not JSON in UTF-8: {error}")
        return
    if not isinstance(record, dict) or not named(record.get("id")) or not isinstance(record.get("text"), str):
        yield DocumentError(path, row, 'needs "id" and "text", and may have "title"; an id is a text or a whole number')
        return
    identity, title, text = str(record["id"]), str(record.get("title") or "").strip(), record["text"].strip()
    if not text and not title:
        yield DocumentError(path, row, "has no text")
    elif identity in seen:
        yield DocumentError(path, row, f"the id {identity!r} was used before")
    else:
        seen.add(identity)
        yield from split(identity, title, text or title)


def named(identity: object) -> bool:
    """Whether a value can be an id: a non-empty text or a whole number."""
    return isinstance(identity, str | int) and not isinstance(identity, bool) and bool(str(identity).strip())


def split(identity: str, title: str, text: str) -> Iterator[Chunk]:
    """A document's passages of at most about ``LONGEST`` words each."""
    language = "zh" if 2 * len(HAN.findall(text)) > len(re.sub(r"\s", "", text)) else "en"
    for number, passage in enumerate(pack(list(sentences(text))), start=1):
        yield Chunk(f"{identity}#{number}", title, passage, "knowledge", language)


def sentences(text: str) -> Iterator[str]:
    """Sentences of English or Chinese text, each with the whitespace after it; a sentence longer than a passage is cut."""
    for sentence in SENTENCE.sub(lambda end: f"{end[0]}\0", text.replace("\0", " ")).split("\0"):
        if sentence.strip():
            yield from cut(sentence) if length(sentence) > LONGEST else [sentence]


def cut(sentence: str) -> Iterator[str]:
    """Pieces of at most ``LONGEST`` words of a sentence that is longer."""
    words = re.findall(rf"{HAN.pattern}{{1,2}}|(?:(?!{HAN.pattern})\S)+\s*", sentence)
    for start in range(0, len(words), LONGEST):
        yield "".join(words[start : start + LONGEST])


def pack(parts: list[str]) -> Iterator[str]:
    """Join sentences into passages; each passage begins with the last sentences of the previous one."""
    passage: list[str] = []
    fresh = False
    for part in parts:
        if fresh and sum(map(length, passage)) + length(part) > LONGEST:
            yield "".join(passage).strip()
            passage, fresh = tail(passage), False
            while passage and sum(map(length, passage)) + length(part) > LONGEST:
                passage.pop(0)
        passage.append(part)
        fresh = True
    if fresh:
        yield "".join(passage).strip()


def tail(passage: list[str]) -> list[str]:
    """The last whole sentences of a passage, ``OVERLAP`` words at most."""
    kept: list[str] = []
    for part in reversed(passage):
        if sum(map(length, kept)) + length(part) > OVERLAP:
            break
        kept.insert(0, part)
    return kept
