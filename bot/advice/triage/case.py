"""One child's case as it is told: frozen, and small enough to be kept in a slot between messages."""

import json
import math
from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args

from bot.advice.triage.levels import RANK, Level

Answer = Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of a symptom; ``named``: unasked."""

    symptom: str
    answer: Answer
    named: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a child. ``asked``: questions so far; ``least``: the level below which no advice may go any more.

    ``least`` is raised by every advice that was given and by every red flag, and by nothing that is said later is it lowered; ``flags`` are
    the red flags that were raised at any time.
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
        """What was said of a symptom."""
        return next((one for one in self.heard if one.symptom == symptom), None)

    def with_(self, answer: Answer) -> frozenset[str]:
        """The symptoms with that answer."""
        return frozenset(one.symptom for one in self.heard if one.answer == answer)

    def told(self, symptom: str, answer: Answer, *, named: bool = False) -> "Case":
        """With what was said of a symptom, in place of what was said of it before."""
        rest = tuple(one for one in self.heard if one.symptom != symptom)
        return replace(self, heard=(*rest, Heard(symptom, answer, named)), asked=self.asked + (not named))


def dumped(case: Case) -> str:
    """The case as a line of JSON."""
    return json.dumps(asdict(case), ensure_ascii=False)


def loaded(text: str) -> Case:
    """A case that ``dumped`` wrote; ValueError where it is none."""
    try:
        parts = json.loads(text)
        heard = tuple(Heard(str(one["symptom"]), one["answer"], bool(one["named"])) for one in parts.pop("heard"))
        case = Case(heard=heard, flags=tuple(parts.pop("flags")), **parts)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no case: {error}") from error
    if case.least not in RANK or any(one.answer not in get_args(Answer) for one in case.heard):
        raise ValueError("this is no case: it names a level or an answer that there is not")
    return case
