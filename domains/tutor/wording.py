"""Says in English or Chinese what came out of a test."""

from collections import Counter
from collections.abc import Sequence

from .bank import Mark, Question

NAMES = {"english": {"en": "English", "zh": "英语"}, "maths": {"en": "maths", "zh": "数学"}}


def because(passed: Sequence[tuple[Question, Mark]], language: str) -> str:
    """What was right, half right, wrong and passed on: ``you got the past tense (twice) right and missed the conditional``."""
    marks = {sign: Counter(one.topic[language] for one, mark in passed if mark == sign) for sign in ("+", "-", "?")}
    half = Counter({topic: 1 for topic in marks["+"] if topic in marks["-"] or topic in marks["?"]})
    right, wrong, open_ = (Counter({t: n for t, n in marks[sign].items() if t not in half}) for sign in ("+", "-", "?"))
    if language == "zh":
        said = [f"{listed(right, language)}{'都' * (sum(right.values()) > 1)}答对了"] if right else []
        said += [f"{listed(half, language)}对了一半"] if half else []
        said += [f"{listed(wrong, language)}答错了"] if wrong else []
        said += [f"{listed(open_, language)}没有作答"] if open_ else []
        return "，".join(said)
    got = [f"{listed(topics, language)} {how}" for topics, how in ((right, "right"), (half, "half right")) if topics]
    said = [f"you got {joined(got, language)}"] if got else []
    said += [f"{'' if said else 'you '}missed {listed(wrong, language)}"] if wrong else []
    said += [f"{'' if said else 'you '}left out {listed(open_, language)}"] if open_ else []
    return joined(said, language)


def listed(topics: Counter[str], language: str) -> str:
    """Topics with how often, where that is more than once."""
    often = {"en": " (twice)", "zh": "（两次）"}[language]
    return joined([topic + often * (count > 1) for topic, count in topics.items()], language)


def joined(parts: Sequence[str], language: str) -> str:
    """``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return ("、" if language == "zh" else ", ").join(parts[:-1]) + ("和" if language == "zh" else " and ") + parts[-1]
