"""Passages: the pieces of text that are embedded, found and, where the pack allows it, sent as they are."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import orjson
import yaml

from retrieval.errors import DocumentError

Kind = Literal["knowledge", "answer"]
Vectors = npt.NDArray[np.float32]
FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
HEADING = re.compile(r"^##[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
SHORTEST_ANSWER = 5
"""Words (two characters of a script without spaces count as one) below which an agent's reply says too little to be reused."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One passage: ``text`` is sent, ``question`` is what it answers (a heading, or what the customer wrote before an agent's reply).

    ``id`` ends in ``#`` and a number, counted from 1 within the article, dialogue or document that it comes from.
    """

    id: str
    title: str
    text: str
    kind: Kind
    language: str
    intents: tuple[str, ...] = ()
    url: str | None = None
    question: str = ""

    @property
    def document(self) -> str:
        """The id of the article, dialogue or document that the passage is part of."""
        return self.id.rpartition("#")[0] or self.id

    @property
    def sides(self) -> tuple[str, ...]:
        """The texts whose mean vector represents the passage: its subject and its text, or for a past answer only the question."""
        about = joined(self.title, self.question)
        return (self.question,) if self.kind == "answer" else (about, self.text) if about else (self.text,)

    @property
    def searched(self) -> str:
        """The text that word search indexes."""
        return joined(self.title, self.question, self.text)


def embed(chunks: Sequence[Chunk], read: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Unit vectors of passages (n, d): ``read`` embeds the sides of each passage, and their mean is normalised."""
    vectors = read([side for chunk in chunks for side in chunk.sides])
    if not chunks:
        return vectors
    starts = np.cumsum([0, *(len(chunk.sides) for chunk in chunks[:-1])])
    sums = np.add.reduceat(vectors, starts, axis=0)
    means: Vectors = (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return means


def joined(*parts: str) -> str:
    """The non-empty parts of a passage as one text, separated by full stops."""
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())


def length(text: str) -> int:
    """The number of words; two characters of a script without spaces count as one."""
    characters = len(HAN.findall(text))
    return len(HAN.sub(" ", text).split()) + (characters + 1) // 2


def from_pack(pack: Path) -> list[Chunk]:
    """The passages of ``knowledge/**/*.md`` and ``history.jsonl``, in that order; DocumentError at the first mistake."""
    passages = [chunk for path in sorted(pack.glob("knowledge/**/*.md")) for chunk in read_article(path)]
    history = pack / "history.jsonl"
    return passages + (list(read_history(history)) if history.exists() else [])


def read_text(path: Path) -> str:
    """A UTF-8 file's text with ``\\n`` line ends; DocumentError if it is not UTF-8 or cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(path, None, f"not UTF-8 at byte {error.start}: save the file as UTF-8") from error
    except OSError as error:
        raise DocumentError(path, None, f"cannot be read: {error.strerror or error}") from error


def read_article(path: Path) -> list[Chunk]:
    """The passages of a knowledge article: one for each ``## question`` section, and one for any text before the first section."""
    source = read_text(path)
    match = FRONT_MATTER.match(source)
    if match is None:
        raise DocumentError(path, None, "no front matter: begin the file with ---, then id, title, intents, then ---")
    about = front_matter(path, match[1])
    identity, title = str(about.get("id") or path.stem), str(about["title"]).strip()
    sections = [(question, text) for question, text in split_sections(source[match.end() :], title) if text]
    if not sections:
        raise DocumentError(path, None, "no text after the front matter: write at least one `## question` with its answer")
    return [
        Chunk(
            id=f"{identity}#{number}",
            title=title,
            text=text,
            kind="knowledge",
            language=str(about.get("language") or path.parent.name),
            intents=tuple(about.get("intents") or ()),
            url=about.get("url"),
            question="" if question == title else question,
        )
        for number, (question, text) in enumerate(sections, start=1)
    ]


def front_matter(path: Path, source: str) -> dict[str, Any]:
    """The checked front matter of an article: a title, and intents as a list of names."""
    try:
        about = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DocumentError(
            path, mark.line + 2 if mark else None, f"front matter is not YAML: {getattr(error, 'problem', error)}"
        ) from error
    if not isinstance(about, dict) or not str(about.get("title") or "").strip():
        raise DocumentError(path, None, "front matter has no title: add the line `title: ...`")
    intents = about.get("intents")
    if intents is not None and not (isinstance(intents, list) and all(isinstance(name, str) for name in intents)):
        raise DocumentError(path, None, "intents must be a list of names, e.g. `intents: [delivery_cost]`")
    return about


def split_sections(body: str, title: str) -> Iterator[tuple[str, str]]:
    """(question, text) of each ``##`` section; text before the first section goes under the title."""
    parts = HEADING.split(body)
    yield title, parts[0].strip()
    for question, text in zip(parts[1::2], parts[2::2], strict=True):
        yield question.strip(), text.strip()


def read_history(path: Path) -> Iterator[Chunk]:
    """Agent replies from past dialogues, each with what the customer wrote before it; replies too short to be reused are left out."""
    for row, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            dialogue = orjson.loads(line)
            yield from answers(dialogue)
        except orjson.JSONDecodeError as error:
            raise DocumentError(path, row, f"not JSON: {error}") from error
        except (AttributeError, KeyError, TypeError) as error:
            raise DocumentError(path, row, f"not a dialogue: {error!r}") from error


def answers(dialogue: dict[str, Any]) -> Iterator[Chunk]:
    """The agent replies of one dialogue; consecutive messages of one speaker are joined."""
    asked: list[str] = []
    said: list[str] = []
    number = 0
    for turn in [*dialogue["turns"], {"speaker": "customer", "text": ""}]:
        text = turn["text"].strip()
        if turn["speaker"] == "agent":
            said.append(text)
            continue
        if asked and length(" ".join(said)) >= SHORTEST_ANSWER:
            number += 1
            yield answer(dialogue, number, " ".join(asked), " ".join(said))
        if said:
            asked, said = [], []
        if text:
            asked.append(text)


def answer(dialogue: dict[str, Any], number: int, question: str, text: str) -> Chunk:
    """One past answer; its title is the beginning of what was asked."""
    title = question if len(question) <= 80 else question[:79].rstrip() + "…"
    return Chunk(
        id=f"{dialogue['id']}#{number}",
        title=title,
        text=text,
        kind="answer",
        language=str(dialogue.get("language") or "en"),
        intents=tuple(dialogue.get("intents") or ()),
        question=question,
    )
