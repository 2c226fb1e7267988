"""Turns what operators and customers said about messages into rows for utterances.csv, which a person looks at before they are added."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.inference.text import tidy
from training import personal
from training.copies import plain
from training.data import FEEDBACK, Row
from training.discover import cell

HEADER = ("text", "intent", "language", "sentiment", "group", "how", "read_as", "note", "conversation", "turn")

CODES = frozenset({"code", "phone"})
"""Kinds of values whose digits are made up, because they say whose message it was."""

SPOKEN = frozenset({"email", "text"})
"""Kinds of values that become a placeholder: an address, and words that may be a name."""

WORDY = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a message that a recogniser or the model found, from ``start`` to ``end``; ``slot`` is empty where several may hold them."""

    start: int
    end: int
    kind: str
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message with the intents that it meant, none where nobody says; ``how`` that is known, ``before``: the line before it."""

    conversation: str
    turn: int
    text: str
    language: str
    intents: tuple[str, ...]
    how: str
    read_as: str
    before: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class Feedback:
    """Rows for a person to look at, in the order of ``HEADER``, and how many messages were left out, by reason."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    unserved: list[tuple[str, str]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    how: Counter[str] = field(default_factory=Counter)
    contradicting: int = 0


def gathered(said: Iterable[Said], known: Sequence[Row]) -> Feedback:
    """The rows and the unserved texts of messages; ``known``: the rows of utterances.csv, which are not repeated."""
    there = {plain(row.text): row for row in known}
    found, seen = Feedback(), dict[str, tuple[str, ...]]()
    for one in said:
        text = written(one, marked=bool(one.intents))
        bare = plain(tidy(unmarked(text)))
        if not WORDY.search(bare):
            found.left_out["without words"] += 1
        elif not one.intents and (bare in there or bare in seen):
            found.left_out["that stand in utterances.csv already" if bare in there else "said twice"] += 1
        elif not one.intents:
            seen[bare] = ()
            found.unserved.append((text, one.language))
        elif bare in there and set(there[bare].intents) == set(one.intents):
            found.left_out["that stand in utterances.csv already"] += 1
        elif set(seen.get(bare, ())) == set(one.intents):
            found.left_out["said twice"] += 1
        else:
            note = contradiction(one, there.get(bare), seen.get(bare, ()))
            seen[bare] = one.intents
            found.rows.append(row(one, text, note))
            found.how[one.how] += 1
            found.contradicting += bool(note)
    return found


def contradiction(one: Said, there: Row | None, before: tuple[str, ...]) -> str:
    """What a person has to decide before the row can be added; empty where nothing speaks against it."""
    if there is not None:
        return f"line {there.line} of utterances.csv says {';'.join(there.intents)}: correct one of them"
    return f"another row here says {';'.join(before)}: keep one of them" if before else ""


def row(one: Said, text: str, note: str) -> tuple[str, ...]:
    """A row, its cells in the order of ``HEADER``; the group tells messages of one conversation from others, and not whose they are."""
    group = f"{FEEDBACK}{hashlib.sha256(one.conversation.encode()).hexdigest()[:10]}"
    return (cell(text), ";".join(one.intents), one.language, "", group, one.how, one.read_as, note, one.conversation, str(one.turn))


def written(one: Said, marked: bool) -> str:
    """A message as training may read it: personal data replaced, digits of codes made up, and slots marked inline if ``marked``."""
    text, taken = one.text, [*personal.find(one.text, one.language, asked=one.before)]
    kept = [mark for mark in one.marks if mark.kind in CODES or not any(mark.start < cut.end and cut.start < mark.end for cut in taken)]
    cuts = [cut for cut in taken if not any(mark.start < cut.end and cut.start < mark.end for mark in kept)]
    parts = [(cut.start, cut.end, f"<{cut.kind}>") for cut in cuts] + [(m.start, m.end, value(m, one, marked)) for m in kept]
    result, at = [], 0
    for start, end, instead in sorted(parts):
        if start >= at:
            result += [text[at:start], instead]
            at = end
    return " ".join("".join([*result, text[at:]]).split())


def value(mark: Mark, one: Said, marked: bool) -> str:
    """What stands in place of a value."""
    words = one.text[mark.start : mark.end]
    if mark.kind in CODES:
        words = digits(words, one.conversation)
    elif mark.kind in SPOKEN and (mark.kind == "email" or any(letter.isdigit() or letter.isupper() for letter in words)):
        return f"<{(mark.slot or mark.kind).upper()}>"
    return f"[{words}]({mark.slot})" if marked and mark.slot and not set("[]()") & set(words) else words


def digits(words: str, conversation: str) -> str:
    """The words with other digits: the same for the same words of one conversation."""
    number = int(hashlib.sha256(f"{conversation}\0{plain(words)}\0{words}".encode()).hexdigest(), 16)
    made = iter(f"{number:078d}"[:78] * (len(words) // 78 + 1))
    return "".join(next(made) if letter.isdigit() else letter for letter in words)


def unmarked(text: str) -> str:
    """The text without slot marks."""
    return re.sub(r"\[([^\[\]]+)\]\(\w+\)", r"\1", text)


def table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV under the header."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
    return file.getvalue()
