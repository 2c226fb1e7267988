"""Cleans past dialogues: text mended, what no person wrote taken off, personal data replaced, doubles left out; all of it counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DataError
from training import dialogues, personal
from training.boilerplate import without_device_lines, without_disclaimer, without_quotes, without_signature
from training.dialogues import Dialogue, Turn, rewritten
from training.doubles import Doubles
from training.languages import language
from training.phrases import Phrases, without_routine
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
    """What cleaning did to dialogues and turns; placeholders count by kind, changed turns by step, languages among what was kept."""

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
    bad: list[DataError] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The counts for programs; routine sentences stand there as they were compared, without names."""
        return {
            "read": self.read, "kept": self.kept, "bad_rows": len(self.bad), "empty": self.empty, "doubles": self.doubles,
            "near_doubles": self.near_doubles, "turns": self.turns, "turns_emptied": self.emptied, "turns_changed": +self.changed,
            "placeholders": self.placeholders, "languages": self.languages, "languages_corrected": self.renamed,
            "routine_sentences": self.routine,
        }  # fmt: skip

    def table(self) -> dict[str, object]:
        """The counts for people, one line each."""
        return {name.replace("_", " "): listed(value) if isinstance(value, Counter) else value for name, value in self.as_json().items()}


def listed(counts: Counter[str], most: int = 14) -> str:
    """``NAME 12, EMAIL 3``: the most frequent first."""
    shown = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    more = f", and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(f"{name} {count}" for name, count in shown[:most]) + more or "none"


def run(source: Path, output: Path, keep_personal: bool = False) -> CleaningReport:
    """Write a history.jsonl cleaned; it is read twice, and may be the file that is written."""
    report = CleaningReport()
    routine = usual(one for one in dialogues.read(source) if isinstance(one, Dialogue))
    dialogues.write(output, some(cleaned(good(dialogues.read(source), report), routine, report, keep_personal), source, report))
    return report


def some(kept: Iterator[Dialogue], source: Path, report: CleaningReport) -> Iterator[Dialogue]:
    """The same dialogues; DataError where there are none, so that nothing is written over what there was."""
    yield from kept
    if not report.kept:
        raise DataError(source, None, f"holds no dialogue that is left after cleaning: {report.read} read, {len(report.bad)} bad rows")


def good(read: Iterable[Dialogue | DataError], report: CleaningReport) -> Iterator[Dialogue]:
    """The dialogues alone; what is wrong goes to the report."""
    for one in read:
        if isinstance(one, DataError):
            report.bad.append(one)
        else:
            yield one


def usual(history: Iterable[Dialogue]) -> frozenset[str]:
    """What agents open and close with in this history: the first of the two times that it is read."""
    phrases = Phrases()
    for dialogue in history:
        phrases.learn(stepped(turn.text, (*MENDING, *TAKING_OFF), Counter()) for turn in dialogue.turns if turn.speaker == "agent")
    return phrases.routine()


def cleaned(
    history: Iterable[Dialogue], routine: frozenset[str], report: CleaningReport, keep_personal: bool = False
) -> Iterator[Dialogue]:
    """The dialogues that are left, as they come; ``routine`` is what ``usual`` found in the same history."""
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
    """One dialogue after every step but the search for doubles; None where nothing is left of it.

    Personal data is looked for with the whole text at hand: many names are introduced in signatures that are taken off.
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
    """A text after steps, each that changed it counted."""
    for name, step in steps:
        before, text = text, step(text)
        changed[name] += text != before
    return text


def unroutined(dialogue: Dialogue, texts: list[str], routine: frozenset[str], report: CleaningReport) -> list[str]:
    """The texts of a dialogue without agents' routine sentences, where the agent says anything else."""
    left = {i: without_routine(texts[i], routine) for i, turn in enumerate(dialogue.turns) if turn.speaker == "agent"} if routine else {}
    if not any(text for text, _ in left.values()):
        return texts
    for _, gone in left.values():
        report.routine.update(gone)
        report.changed["routine sentences"] += bool(gone)
    return [left[i][0] if i in left else text for i, text in enumerate(texts)]


def described(dialogue: Dialogue, turns: tuple[Turn, ...], spoken: str, report: CleaningReport, keep_personal: bool) -> Dialogue:
    """A dialogue with its new turns, the language they are in, and an id that names nobody."""
    same = dialogue.language.partition("-")[0] == spoken.partition("-")[0]
    report.renamed += not same
    named = [] if keep_personal else personal.find(dialogue.id, spoken)
    id = f"{personal.mask(dialogue.id, named)}-{report.read}" if named else dialogue.id
    return dialogue.model_copy(update={"id": id, "turns": turns, "language": dialogue.language if same else spoken})
