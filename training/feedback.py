"""Turns what operators and customers said about messages into rows for utterances.csv, which a person looks at before they are added."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from bot.inference.text import tidy
from training import personal
from training.copies import plain
from training.data import FEEDBACK, Row, unmarked
from training.discover import cell
from training.personal import Detection

HEADER = ("text", "intent", "language", "sentiment", "group", "how", "read_as", "note", "conversation", "turn")

CODES = frozenset({"code", "phone"})
"""Kinds of values whose digits are made up, because they say whose message it was."""

SPOKEN = frozenset({"email", "text"})
"""Kinds of values that become a placeholder: an address, and words that may be a name."""

LOOSE = frozenset({"PHONE", "NAME", "HANDLE"})
"""Kinds of personal data that a code only seems to be."""

TELLING = re.compile(r"[\dA-Z\u4e00-\u9fff]")
"""Letters of words that may be a name."""

BEHIND = re.compile(r"[\s,，]{0,3}")
"""What stands between an address and its postcode."""

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


def gathered(said: Iterable[Said], known: Sequence[Row], intents: Collection[str], secret: bytes) -> Feedback:
    """The rows and the unserved texts of messages.

    ``known``: the rows of utterances.csv, which are not repeated. ``intents``: those that may stand in a row. ``secret``: the key by which
    conversations and digits get other names, so that nobody finds out whose they are.
    """
    there = {plain(row.text): row for row in known}
    found, verdicts = Feedback(), dict[str, dict[tuple[str, ...], tuple[Said, str]]]()
    for one in said:
        text = written(one, secret, marked=bool(one.intents))
        bare, meant = plain(tidy(unmarked(text)[0])), tuple(sorted(one.intents))
        if not WORDY.search(bare):
            found.left_out["without words"] += 1
        elif not set(meant) <= set(intents):
            found.left_out["with an intent that the pack does not have any more"] += 1
        elif bare in there and (not meant or set(there[bare].intents) == set(meant)):
            found.left_out["that stand in utterances.csv already"] += 1
        elif meant in verdicts.setdefault(bare, {}):
            found.left_out["said twice"] += 1
        else:
            verdicts[bare][meant] = one, text
    for bare, several in verdicts.items():
        told = {meant: how for meant, how in several.items() if meant}
        for one, text in told.values():
            note = contradiction(one, there.get(bare), list(told))
            found.rows.append(row(one, text, note, secret))
            found.how[one.how] += 1
            found.contradicting += bool(note)
        if not told:
            found.unserved += [(text, one.language) for one, text in several.values()]
    return found


def contradiction(one: Said, there: Row | None, told: Sequence[tuple[str, ...]]) -> str:
    """What a person has to decide before the row can be added; empty where nothing speaks against it."""
    if there is not None:
        return f"line {there.line} of utterances.csv says {';'.join(there.intents)}: correct one of them"
    others = [";".join(meant) for meant in told if meant != tuple(sorted(one.intents))]
    return f"another row here says {' and '.join(others)}: keep one of them" if others else ""


def row(one: Said, text: str, note: str, secret: bytes) -> tuple[str, ...]:
    """A row, its cells in the order of ``HEADER``; the group tells messages of one conversation from others, and not whose they are."""
    group = f"{FEEDBACK}{hashlib.blake2b(one.conversation.encode(), key=secret).hexdigest()[:10]}"
    return (cell(text), ";".join(one.intents), one.language, "", group, one.how, one.read_as, note, one.conversation, str(one.turn))


def written(one: Said, secret: bytes, *, marked: bool) -> str:
    """A message as training may read it: personal data replaced, digits of codes made up, and slots marked inline if ``marked``."""
    text, taken = one.text, [*personal.find(one.text, one.language, asked=one.before)]
    kept = [mark for mark in one.marks if stays(mark, [cut for cut in taken if mark.start < cut.end and cut.start < mark.end])]
    cuts = [cut for cut in taken if not any(mark.start < cut.end and cut.start < mark.end for mark in kept)]
    ends = [cut.end for cut in cuts if cut.kind == "ADDRESS"]
    parts = [(cut.start, cut.end, f"<{cut.kind}>") for cut in cuts]
    for mark in kept:
        postcode = any(end <= mark.start and BEHIND.fullmatch(text[end : mark.start]) for end in ends)
        parts.append((mark.start, mark.end, value(mark, one, secret, marked and not postcode)))
    result, at = [], 0
    for start, end, instead in sorted(parts):
        if start >= at:
            result += [text[at:start], instead]
            at = end
    return " ".join("".join([*result, text[at:]]).split())


def stays(mark: Mark, cuts: Sequence[Detection]) -> bool:
    """Whether a value is what the pack takes it for, and not a part of something personal."""
    code = mark.kind in CODES
    return all(code and cut.kind in LOOSE and mark.start <= cut.start and cut.end <= mark.end for cut in cuts)


def value(mark: Mark, one: Said, secret: bytes, marked: bool) -> str:
    """What stands in place of a value; a code that has no digit to change is not shown."""
    words = text = one.text[mark.start : mark.end]
    if mark.kind in CODES:
        text = digits(words, one.conversation, secret)
    if (mark.kind in CODES and text == words) or mark.kind == "email" or (mark.kind in SPOKEN and TELLING.search(words)):
        return f"<{(mark.slot or mark.kind).upper()}>"
    return f"[{text}]({mark.slot})" if marked and mark.slot and not set("[]()") & set(text) else text


def digits(words: str, conversation: str, secret: bytes) -> str:
    """The words with other digits: the same for the same words of one conversation."""
    made = int(hashlib.blake2b(f"{conversation}\0{words}".encode(), key=secret).hexdigest(), 16)
    others = iter(f"{made:0154d}" * (len(words) // 154 + 1))
    return "".join(next(others) if letter in "0123456789" else letter for letter in words)


def table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV under the header."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
    return file.getvalue()
