"""Cleans past dialogues: repairs text, removes boilerplate, replaces personal data and drops duplicates, and counts every change."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DataError
from training import dialogues, personal
from training.boilerplate import without_device_lines, without_disclaimer, without_quotes, without_signature
from training.dialogues import Dialogue, Turn, rewritten, usable
from training.doubles import Doubles
from training.languages import language
from training.phrases import FEWEST, SHORTEST_DIALOGUE, Phrases, without_routine
from training.repair import repaired, unified, without_markup

Steps = tuple[tuple[str, Callable[[str], str]], ...]

MENDING: Steps = (("encoding", repaired), ("line breaks", unified), ("markup", without_markup))
TAKING_OFF: Steps = (
    ("quoted replies", without_quotes),
    ("device lines", without_device_lines),
    ("disclaimers", without_disclaimer),
    ("signatures", without_signature),
)


@dataclass(slots=True)
class CleaningReport:
    """What cleaning did: ``changed`` counts turns by step, ``placeholders`` by kind, ``languages`` among the dialogues kept.

    ``longer``: in how many dialogues the agent says enough for routine sentences to be looked for in them.
    """

    read: int = 0
    kept: int = 0
    empty: int = 0
    doubles: int = 0
    near_doubles: int = 0
    turns: int = 0
    emptied: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    placeholders: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    renamed: int = 0
    routine: Counter[str] = field(default_factory=Counter)
    longer: int = 0
    bad: list[DataError] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The counts for programs; routine sentences appear in the normalised form that is compared, without names."""
        return {
            "read": self.read, "kept": self.kept, "bad_rows": len(self.bad), "empty": self.empty, "doubles": self.doubles,
            "near_doubles": self.near_doubles, "turns": self.turns, "turns_emptied": self.emptied, "turns_changed": +self.changed,
            "placeholders": self.placeholders, "languages": self.languages, "languages_corrected": self.renamed,
            "routine_sentences": self.routine, "longer_dialogues": self.longer,
        }  # fmt: skip

    def table(self) -> dict[str, object]:
        """The counts for people, one line each."""
        counts = {name.replace("_", " "): listed(value) if isinstance(value, Counter) else value for name, value in self.as_json().items()}
        return counts if self.longer >= FEWEST else {**counts, "routine sentences": self.too_short()}

    def too_short(self) -> str:
        """Why no sentence can be called routine."""
        found = f"the agent says {SHORTEST_DIALOGUE} sentences or more in {self.longer or 'none'} of the dialogues"
        return f"none looked for: {found}, and {FEWEST} such dialogues are needed"


def listed(counts: Counter[str], most: int = 14) -> str:
    """``NAME 12, EMAIL 3``: the most frequent first."""
    shown = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    more = f", and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(f"{name} {count}" for name, count in shown[:most]) + more or "none"


def run(source: Path, output: Path, keep_personal: bool = False) -> CleaningReport:
    """Clean a history.jsonl into ``output``, which may be the same file; ``source`` is read twice."""
    report = CleaningReport()
    routine = usual((one for one in dialogues.read(source) if isinstance(one, Dialogue)), report)
    kept = cleaned(usable(dialogues.read(source), report.bad), routine, report, keep_personal)
    dialogues.write(output, some(kept, source, report))
    return report


def some(kept: Iterator[Dialogue], source: Path, report: CleaningReport) -> Iterator[Dialogue]:
    """The same dialogues; DataError if there are none, so that an existing output is not overwritten."""
    yield from kept
    if not report.kept:
        raise DataError(source, None, f"holds no dialogue that is left after cleaning: {report.read} read, {len(report.bad)} bad rows")


def usual(history: Iterable[Dialogue], report: CleaningReport | None = None) -> frozenset[str]:
    """The routine sentences with which agents open and close in this history; ``report`` is told how many dialogues show them."""
    phrases = Phrases()
    for dialogue in history:
        phrases.learn(stepped(turn.text, (*MENDING, *TAKING_OFF), Counter()) for turn in dialogue.turns if turn.speaker == "agent")
    if report is not None:
        report.longer = phrases.dialogues
    return phrases.routine()


def cleaned(
    history: Iterable[Dialogue], routine: frozenset[str], report: CleaningReport, keep_personal: bool = False
) -> Iterator[Dialogue]:
    """Stream the dialogues that are left; ``routine`` comes from ``usual`` on the same history."""
    doubles = Doubles()
    for dialogue in history:
        report.read += 1
        report.turns += len(dialogue.turns)
        one = tidied(dialogue, routine, report, keep_personal)
        double = doubles.of(one) if one else None
        report.empty += one is None
        report.doubles += double == "double"
        report.near_doubles += double == "near-double"
        if one and not double:
            report.kept += 1
            report.languages[one.language] += 1
            yield one


def tidied(dialogue: Dialogue, routine: frozenset[str], report: CleaningReport, keep_personal: bool) -> Dialogue | None:
    """One dialogue after all steps except deduplication; None if nothing is left of it.

    Personal data is searched for in the text before boilerplate is removed, because many names appear first in signatures.
    """
    whole = [stepped(turn.text, MENDING, report.changed) for turn in dialogue.turns]
    texts = [stepped(text, TAKING_OFF, report.changed) for text in whole]
    texts = unroutined(dialogue, texts, routine, report)
    spoken = language(texts) or dialogue.language
    if not keep_personal:
        texts, counts = personal.masked(texts, spoken, whole)
        report.placeholders.update(counts)
    turns = tuple(rewritten(turn, text.strip()) for turn, text in zip(dialogue.turns, texts, strict=True) if text.strip())
    report.emptied += len(dialogue.turns) - len(turns)
    return described(dialogue, turns, spoken, report, keep_personal) if turns else None


def stepped(text: str, steps: Steps, changed: Counter[str]) -> str:
    """A text after all steps; ``changed`` counts the steps that changed it."""
    for name, step in steps:
        before, text = text, step(text)
        changed[name] += text != before
    return text


def unroutined(dialogue: Dialogue, texts: list[str], routine: frozenset[str], report: CleaningReport) -> list[str]:
    """The texts of a dialogue without agents' routine sentences, unless the agent says nothing else."""
    left = {i: without_routine(texts[i], routine) for i, turn in enumerate(dialogue.turns) if turn.speaker == "agent"} if routine else {}
    if not any(text for text, _ in left.values()):
        return texts
    for _, gone in left.values():
        report.routine.update(gone)
        report.changed["routine sentences"] += bool(gone)
    return [left[i][0] if i in left else text for i, text in enumerate(texts)]


def described(dialogue: Dialogue, turns: tuple[Turn, ...], spoken: str, report: CleaningReport, keep_personal: bool) -> Dialogue:
    """A dialogue with its new turns, their language, and an id without personal data."""
    same = dialogue.language.partition("-")[0] == spoken.partition("-")[0]
    report.renamed += not same
    named = [] if keep_personal else personal.find(dialogue.id, spoken)
    id = f"{personal.mask(dialogue.id, named)}-{report.read}" if named else dialogue.id
    return dialogue.model_copy(update={"id": id, "turns": turns, "language": dialogue.language if same else spoken})
