"""One child's case so far: frozen, and small enough to be kept in a slot between messages."""

import json
import math
from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args

from bot.advice.triage.levels import RANK, Level

Answer = Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer about a symptom; ``named`` if it was mentioned without being asked about."""

    symptom: str
    answer: Answer
    named: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a child; ``asked`` is the number of questions so far.

    ``least`` is the level below which advice must not go. Advice and red flags raise it, and nothing said later lowers it. ``flags`` are
    all red flags that were ever raised.
    """

    heard: tuple[Heard, ...] = ()
    age_months: float | None = None
    asked: int = 0
    least: Level = "self_care"
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.age_months is not None and not (math.isfinite(self.age_months) and 0 <= self.age_months <= 1_500):
            raise ValueError(f"the age is {self.age_months:g} months: write a number from 0 to 1500")

    def said(self, symptom: str) -> Heard | None:
        """The answer about a symptom, None if there is none."""
        return next((one for one in self.heard if one.symptom == symptom), None)

    def with_(self, answer: Answer) -> frozenset[str]:
        """The symptoms with that answer."""
        return frozenset(one.symptom for one in self.heard if one.answer == answer)

    def told(self, symptom: str, answer: Answer, *, named: bool = False) -> "Case":
        """The case with this answer in place of any earlier one about the symptom."""
        rest = tuple(one for one in self.heard if one.symptom != symptom)
        return replace(self, heard=(*rest, Heard(symptom, answer, named)), asked=self.asked + (not named))


def dumped(case: Case) -> str:
    """The case as a line of JSON."""
    return json.dumps(asdict(case), ensure_ascii=False)


def loaded(text: str) -> Case:
    """A case that ``dumped`` wrote; ValueError for any other text."""
    try:
        parts = json.loads(text)
        heard = tuple(Heard(str(one["symptom"]), one["answer"], bool(one["named"])) for one in parts.pop("heard"))
        case = Case(heard=heard, flags=tuple(parts.pop("flags")), **parts)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no case: {error}") from error
    if case.least not in RANK or any(one.answer not in get_args(Answer) for one in case.heard):
        raise ValueError("this is no case: it names a level or an answer that there is not")
    return case
