"""The questions of the tests, the lessons that they lead to, and which question comes after which answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Subject = Literal["english", "maths"]
Mark = Literal["+", "-", "?"]
"""Right, wrong, passed on."""

ASKED = 6
"""Questions of a test."""

BEGIN = 1
"""The level of the first question: one right leads up, one wrong or passed on leads down."""

UNKNOWN = "not_known_yet"


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its level from 0, the value of its slot that is right, what it is about, and the lesson on that."""

    id: str
    level: int
    right: str
    topic: Mapping[str, str]
    lesson: Mapping[str, str]


def question(id: str, level: int, right: str, topic: tuple[str, str], lesson: tuple[str, str]) -> Question:
    """A question with its texts in English and Chinese."""
    return Question(id, level, right, dict(zip(("en", "zh"), topic, strict=True)), dict(zip(("en", "zh"), lesson, strict=True)))


PAST = ("lesson 11, “Yesterday”", "第 11 课《Yesterday：昨天》")
BANK: Mapping[Subject, tuple[Question, ...]] = {
    "english": (
        question("e1", 0, "e1_doesnt", ("the third person", "第三人称"), ("lesson 3, “He, she, it”", "第 3 课《He, she, it》")),
        question("e2", 0, "e2_many", ("“how many”", "“how many”"), ("lesson 5, “How much, how many?”", "第 5 课《How much, how many?》")),
        question(
            "e3", 0, "e3_are", ("“there are”", "“there are”"), ("lesson 6, “What is in the room?”", "第 6 课《What is in the room?》")
        ),
        question("e4", 1, "e4_went", ("the past tense", "过去时"), PAST),
        question("e5", 1, "e5_didnt_see", ("the past tense", "过去时"), PAST),
        question(
            "e6", 1, "e6_cheaper", ("comparing", "比较级"), ("lesson 14, “Bigger, cheaper, better”", "第 14 课《Bigger, cheaper, better》")
        ),
        question("e7", 2, "e7_have_lived", ("the present perfect", "现在完成时"), ("lesson 21, “Since 2019”", "第 21 课《Since 2019》")),
        question("e8", 2, "e8_will_stay", ("the conditional", "条件句"), ("lesson 23, “If it rains”", "第 23 课《If it rains》")),
        question("e9", 2, "e9_was_built", ("the passive", "被动语态"), ("lesson 25, “Made in Shanghai”", "第 25 课《Made in Shanghai》")),
    ),
    "maths": (
        question("m1", 0, "144", ("times tables", "乘法口诀"), ("lesson 2, “Times tables that stick”", "第 2 课《乘法口诀》")),
        question(
            "m2",
            0,
            "m2_three_quarters",
            ("adding fractions", "分数加法"),
            ("lesson 6, “Halves and quarters”", "第 6 课《二分之一和四分之一》"),
        ),
        question("m3", 0, "425", ("the order of operations", "运算顺序"), ("lesson 4, “Which comes first?”", "第 4 课《先算哪一步》")),
        question("m4", 1, "129", ("percentages", "百分数"), ("lesson 11, “Percent means of a hundred”", "第 11 课《百分数》")),
        question("m5", 1, "0.08", ("decimals", "小数"), ("lesson 9, “Where the point goes”", "第 9 课《小数点在哪里》")),
        question("m6", 1, "120", ("percentages", "百分数"), ("lesson 12, “Sales and discounts”", "第 12 课《打折与促销》")),
        question("m7", 2, "110", ("equations", "方程"), ("lesson 17, “Keeping the balance”", "第 17 课《保持平衡：解方程》")),
        question("m8", 2, "160", ("perimeters", "周长"), ("lesson 19, “All the way round”", "第 19 课《绕一圈有多长》")),
        question("m9", 2, "128", ("powers", "乘方"), ("lesson 22, “Doubling and doubling”", "第 22 课《翻倍再翻倍》")),
    ),
}
AFTERWARDS: Mapping[Subject, Mapping[str, str]] = {
    "english": {"en": "lesson 26, “Telling a story”", "zh": "第 26 课《Telling a story：讲故事》"},
    "maths": {"en": "lesson 24, “Functions, slowly”", "zh": "第 24 课《慢慢学函数》"},
}
"""For whoever has missed nothing."""

LEVELS: Mapping[Subject, Mapping[str, tuple[str, ...]]] = {
    "english": {"en": ("A1", "A2", "B1"), "zh": ("A1", "A2", "B1")},
    "maths": {"en": ("step 1 of 3", "step 2 of 3", "step 3 of 3"), "zh": ("三阶中的第一阶", "三阶中的第二阶", "三阶中的第三阶")},
}


def way(subject: Subject, answers: Mapping[str, str | None]) -> tuple[list[tuple[Question, Mark]], Question | None]:
    """The questions that these answers have led through with their marks, and the one that comes next; None when the test is over."""
    passed: list[tuple[Question, Mark]] = []
    left, level = list(BANK[subject]), BEGIN
    while len(passed) < ASKED:
        this = min(left, key=lambda one: abs(one.level - level))
        answer = answers.get(this.id)
        if answer is None:
            return passed, this
        mark: Mark = "+" if answer == this.right else "?" if answer == UNKNOWN else "-"
        passed.append((this, mark))
        left.remove(this)
        level = max(0, min(2, level + (1 if mark == "+" else -1)))
    return passed, None


def written(passed: list[tuple[Question, Mark]]) -> str:
    """Marks in a line: ``e4+ e7- e5?``."""
    return " ".join(f"{one.id}{mark}" for one, mark in passed)


def read(subject: Subject, marks: str) -> list[tuple[Question, Mark]]:
    """What ``written`` wrote."""
    known = {one.id: one for one in BANK[subject]}
    signs: dict[str, Mark] = {"+": "+", "-": "-", "?": "?"}
    return [(known[one[:-1]], signs[one[-1]]) for one in marks.split()]


def placed(passed: list[tuple[Question, Mark]]) -> int:
    """The highest level at which at least half of the answers were right; 0 where there is none."""
    marks = {level: [mark for one, mark in passed if one.level == level] for level in range(3)}
    return max((level for level, found in marks.items() if "+" in found and 2 * found.count("+") >= len(found)), default=0)


def following(subject: Subject, passed: list[tuple[Question, Mark]]) -> Mapping[str, str]:
    """The lesson to go on with: the one on the easiest that was missed, what was passed on after what was wrong."""
    missed = sorted((one.level, mark == "?", i, one) for i, (one, mark) in enumerate(passed) if mark != "+")
    return missed[0][3].lesson if missed else AFTERWARDS[subject]
