"""What the study adviser can do: lead through a test, keep what came out of it, and say what to learn next."""

from typing import get_args

from bot.actions import ActionCall

from . import results
from .bank import LEVELS, UNKNOWN, Mark, Question, Subject, following, placed, read, way, written
from .wording import NAMES, because, joined

__all__ = ["advise", "finish", "next_english", "next_maths", "progress"]

Result = dict[str, str | int | None]


def next_english(  # noqa: PLR0913 - each is a question of the test
    call: ActionCall,
    asked: str | None = None,
    *,
    e1: str | None = None,
    e2: str | None = None,
    e3: str | None = None,
    e4: str | None = None,
    e5: str | None = None,
    e6: str | None = None,
    e7: str | None = None,
    e8: str | None = None,
    e9: str | None = None,
) -> Result:
    """Which question of the English test comes next."""
    return ahead("english", asked, {"e1": e1, "e2": e2, "e3": e3, "e4": e4, "e5": e5, "e6": e6, "e7": e7, "e8": e8, "e9": e9})


def next_maths(  # noqa: PLR0913 - each is a question of the test
    call: ActionCall,
    asked: str | None = None,
    *,
    m1: str | None = None,
    m2: str | None = None,
    m3: str | None = None,
    m4: str | None = None,
    m5: str | None = None,
    m6: str | None = None,
    m7: str | None = None,
    m8: str | None = None,
    m9: str | None = None,
) -> Result:
    """Which question of the maths test comes next."""
    return ahead("maths", asked, {"m1": m1, "m2": m2, "m3": m3, "m4": m4, "m5": m5, "m6": m6, "m7": m7, "m8": m8, "m9": m9})


def ahead(subject: Subject, asked: str | None, answers: dict[str, str | None]) -> Result:
    """The next question, or ``done`` with all marks; what was asked and has no answer was passed on, and counts as not known."""
    noted: Result = {}
    if asked in answers and answers[asked] is None:
        answers[asked] = noted[asked] = UNKNOWN
    passed, following_question = way(subject, answers)
    if following_question is None:
        return {**noted, "asked": "done", "marks": written(passed)}
    return {**noted, "asked": following_question.id, "position": len(passed) + 1}


def finish(call: ActionCall, subject: str, marks: str) -> Result:
    """Keep what came out of a test, and say where to begin."""
    return advice(named(subject), results.keep(call.data_dir, call.key, call.conversation_id, subject, marks), call.language)


def advise(call: ActionCall, subject: str | None = None) -> Result:
    """What to learn next after the last test, of a subject where one is named; ``untested`` where there was none."""
    tests = [(name, marks) for name, marks in results.taken(call.data_dir, call.conversation_id) if subject in (None, name)]
    if not tests:
        return {"advice": "untested"}
    name, marks = tests[-1]
    return advice(named(name), marks, call.language)


def advice(subject: Subject, marks: str, language: str) -> Result:
    """Level, lesson and the reason for it; ``unclear`` where nothing was answered."""
    passed = read(subject, marks)
    if all(mark == "?" for _, mark in passed):
        return {"advice": "unclear", "subject_name": NAMES[subject][language], "lesson": following(subject, passed)[language]}
    return {
        "advice": "ready",
        "subject_name": NAMES[subject][language],
        "level": LEVELS[subject][language][placed(passed)],
        "lesson": following(subject, passed)[language],
        "reason": because(passed, language),
    }


def progress(call: ActionCall) -> Result:
    """Every subject that was tested: the levels in their order, and what was right and missed the last time."""
    tests = results.taken(call.data_dir, call.conversation_id)
    lines = [
        line(subject, [read(subject, marks) for name, marks in tests if name == subject], call.language) for subject in get_args(Subject)
    ]
    told = "\n".join(filter(None, lines))
    return {"progress_state": "some", "progress_lines": told} if told else {"progress_state": "nothing"}


def line(subject: Subject, tests: list[list[tuple[Question, Mark]]], language: str) -> str:
    """One subject in a line; empty without a test."""
    if not tests:
        return ""
    levels = [LEVELS[subject][language][placed(passed)] for passed in tests]
    if language == "zh":
        return f"{NAMES[subject][language]}：{' → '.join(levels)}。最近一次{because(tests[-1], language)}。"
    first = "Maths" if subject == "maths" else NAMES[subject][language]
    return f"{first}: {joined(levels, language) if len(levels) < 2 else ' → '.join(levels)}. Last time {because(tests[-1], language)}."


def named(subject: str) -> Subject:
    """A subject by the value of its slot."""
    return "maths" if subject == "maths" else "english"
