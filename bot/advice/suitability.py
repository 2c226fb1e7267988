"""Assesses the risk that suits a person: the most cautious of what they can bear, want to bear and understand.

The questions follow what ESMA's guidelines on suitability (2023, ESMA35-43-3172) ask for: time horizon, situation, losses that can be
borne, attitude to risk, knowledge and experience, and checks of consistency. Attitude is asked as in the Survey of Consumer Finances (four
steps), knowledge by the three subjects of Lusardi and Mitchell (2011): interest, inflation, diversification. The bands of volatility are
the classes of the summary risk indicator (Delegated Regulation (EU) 2017/653, Annex II).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Level = Literal[0, 1, 2, 3, 4]
LEVELS: tuple[Level, ...] = (0, 1, 2, 3, 4)
Answer = str | float | bool
Question = Literal[
    "horizon_years",
    "income_left",
    "reserve_months",
    "expensive_debt",
    "bearable_loss",
    "risk_attitude",
    "when_it_falls",
    "experience_years",
    "knows_interest",
    "knows_inflation",
    "knows_diversification",
]
CHOICES: Mapping[Question, Mapping[str, Level]] = {
    "income_left": {"none": 0, "little": 2, "some": 3, "much": 4},
    "risk_attitude": {"none": 0, "average": 2, "above_average": 3, "substantial": 4},
    "when_it_falls": {"sell_all": 0, "sell_some": 1, "wait": 3, "buy_more": 4},
}
"""The highest level that each choice allows."""
STEPS: Mapping[Question, tuple[float, ...]] = {
    "horizon_years": (2, 4, 7, 12),
    "reserve_months": (1, 2, 3, 6),
    "bearable_loss": (0.05, 0.10, 0.20, 0.35),
}
"""The least number for each of the levels 1 to 4. Losses are shares of what is invested."""
RIGHT: Mapping[Question, str] = {"knows_interest": "more", "knows_inflation": "less", "knows_diversification": "false"}
"""The right answers: 100 at 2 % are more than 102 after five years; 1 % interest at 2 % inflation buys less; that one share is safer than
a fund of many is false."""
KNOWLEDGE: tuple[Level, ...] = (1, 2, 3, 4)
"""The highest level by the number of right answers, from 0 to 3."""
CAPACITY: tuple[Question, ...] = ("horizon_years", "income_left", "reserve_months")
WILLINGNESS: tuple[Question, ...] = ("bearable_loss", "risk_attitude", "when_it_falls")
QUESTIONS: tuple[Question, ...] = (*CAPACITY, "expensive_debt", *WILLINGNESS, "experience_years", *RIGHT)
NO_EXPERIENCE: Level = 2
LONG_EXPERIENCE = 5.0
FULL_RESERVE = 3.0
"""Months of expenses that should be in reserve before anything is invested."""


@dataclass(frozen=True, slots=True)
class Band:
    """The most volatility a year, and the most that may be lost in a stressed year or was lost in the past, as shares of the whole."""

    volatility: float
    loss: float


BANDS: tuple[Band, ...] = (Band(0.0, 0.0), Band(0.05, 0.12), Band(0.12, 0.25), Band(0.20, 0.40), Band(0.30, 0.55))
"""The band of each level; its loss is the one that a year at that volatility, without any gain, exceeds once in a hundred years."""


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Answers that contradict each other and are asked again."""

    about: Literal["losses", "knowledge", "debt"]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What suits a person; ``limiting`` are the questions that allow no higher level, ``first`` is what to do before investing."""

    level: Level
    band: Band
    capacity: Level
    willingness: Level
    understanding: Level
    limiting: tuple[Question, ...]
    inconsistencies: tuple[Inconsistency, ...] = ()
    missing: tuple[Question, ...] = ()
    first: tuple[Literal["debt", "reserve"], ...] = ()

    @property
    def ask_again(self) -> tuple[Question, ...]:
        """The questions to ask again, without duplicates."""
        return tuple(dict.fromkeys(question for one in self.inconsistencies for question in one.questions))


def allowed(question: Question, answer: Answer | None) -> Level:
    """The highest level that an answer allows; a missing one counts as the most cautious. ValueError for an invalid answer."""
    if answer is None:
        return NO_EXPERIENCE if question == "experience_years" else 0
    if question == "expensive_debt":
        return 0 if answer else 4
    if question in CHOICES:
        if answer not in CHOICES[question]:
            raise ValueError(f"{question} is {answer!r}: one of {', '.join(CHOICES[question])}")
        return CHOICES[question][str(answer)]
    number = number_of(question, answer)
    if question == "experience_years":
        return NO_EXPERIENCE if number < 1 else 3 if number < 3 else 4
    return LEVELS[sum(number >= step for step in STEPS[question])]


def number_of(question: Question, answer: Answer) -> float:
    """An answer as a number from 0; ValueError for anything else."""
    if isinstance(answer, str) or not 0 <= answer < float("inf"):
        raise ValueError(f"{question} is {answer!r}: write a number from 0")
    if question == "bearable_loss" and answer > 1:
        raise ValueError(f"bearable_loss is {answer!r}: write a share from 0 to 1")
    return float(answer)


def assess(answers: Mapping[Question, Answer | None]) -> Profile:
    """The profile of a person; a missing answer counts as the most cautious one. ValueError for an invalid answer."""
    levels = {question: allowed(question, answers.get(question)) for question in QUESTIONS if question not in RIGHT}
    right = sum(answers.get(question) == answer for question, answer in RIGHT.items())
    capacity = min(*(levels[question] for question in CAPACITY), levels["expensive_debt"])
    wants = sorted(levels[question] for question in WILLINGNESS)
    willingness = LEVELS[min(sum(wants) // len(wants), levels["bearable_loss"])]
    understanding = min(levels["experience_years"], KNOWLEDGE[right])
    conflicts = inconsistencies(answers, levels, right)
    level = LEVELS[max(0, min(capacity, willingness, understanding) - len(conflicts))]
    return Profile(
        level=level,
        band=band(level, answers.get("bearable_loss")),
        capacity=capacity,
        willingness=willingness,
        understanding=understanding,
        limiting=limiting(levels, capacity, willingness, understanding),
        inconsistencies=conflicts,
        missing=tuple(question for question in QUESTIONS if answers.get(question) is None),
        first=first(answers),
    )


def band(level: Level, bearable: Answer | None) -> Band:
    """The band of a level, with no more loss than the person said they could bear."""
    most = float(bearable) if isinstance(bearable, int | float) else 0.0
    return Band(BANDS[level].volatility, min(BANDS[level].loss, most))


def capped(profile: Profile, most: int) -> Profile:
    """The profile with its level limited to ``most``."""
    level = LEVELS[max(0, min(profile.level, most))]
    return replace(profile, level=level, band=Band(BANDS[level].volatility, min(BANDS[level].loss, profile.band.loss)))


def inconsistencies(answers: Mapping[Question, Answer | None], levels: Mapping[Question, Level], right: int) -> tuple[Inconsistency, ...]:
    """Contradicting answers: attitude and bearable losses, long experience and little knowledge, expensive debt and full reserves."""
    found = []
    given = [question for question in WILLINGNESS if answers.get(question) is not None]
    if given and max(levels[one] for one in given) - min(levels[one] for one in given) >= 2:
        found.append(Inconsistency("losses", tuple(given)))
    tried = [question for question in RIGHT if answers.get(question) is not None]
    years = answers.get("experience_years")
    if years is not None and number_of("experience_years", years) >= LONG_EXPERIENCE and tried and right < 2:
        found.append(Inconsistency("knowledge", ("experience_years", *tried)))
    if answers.get("expensive_debt") and levels["reserve_months"] == LEVELS[-1]:
        found.append(Inconsistency("debt", ("expensive_debt", "reserve_months")))
    return tuple(found)


def limiting(levels: Mapping[Question, Level], capacity: Level, willingness: Level, understanding: Level) -> tuple[Question, ...]:
    """The questions whose answers keep the level from being higher."""
    least = min(capacity, willingness, understanding)
    if least == LEVELS[-1]:
        return ()
    able = [question for question in (*CAPACITY, "expensive_debt") if levels[question] == least and capacity == least]
    lowest = min(levels[question] for question in WILLINGNESS)
    want = [question for question in WILLINGNESS if willingness == least and levels[question] == lowest]
    knows: list[Question] = []
    if understanding == least:
        knows = ["experience_years"] if levels["experience_years"] == least else list(RIGHT)
    return (*able, *want, *knows)


def first(answers: Mapping[Question, Answer | None]) -> tuple[Literal["debt", "reserve"], ...]:
    """What to do before investing: pay off expensive debt, then set three months of expenses aside."""
    reserve = answers.get("reserve_months")
    steps: list[Literal["debt", "reserve"]] = []
    if answers.get("expensive_debt"):
        steps.append("debt")
    if reserve is not None and number_of("reserve_months", reserve) < FULL_RESERVE:
        steps.append("reserve")
    return tuple(steps)
