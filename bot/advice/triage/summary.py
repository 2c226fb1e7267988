"""A summary of a case for a clinician: what was said, the advice and its reasons, and what is unknown."""

from typing import Literal

from bot.advice.triage.case import Answer, Case
from bot.advice.triage.engine import Advice, Ground
from bot.advice.triage.levels import Level
from bot.advice.triage.reasons import Reason, reasons
from bot.advice.triage.tables import Desk

Language = Literal["en", "zh"]
LEVELS: dict[Language, dict[Level, str]] = {
    "en": {"emergency": "EMERGENCY", "today": "to be seen today", "routine": "routine appointment", "self_care": "care at home"},
    "zh": {"emergency": "急诊", "today": "今天就诊", "routine": "预约门诊", "self_care": "在家护理"},
}
WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "level": "Level",
        "age": "Age",
        "months": "months",
        "named": "Said unasked",
        "yes": "Yes when asked",
        "no": "No",
        "unsure": "Not known",
        "grounds": "Why not lower",
        "conditions": "Likeliest (probability)",
        "for": "Speaks for it (log-odds)",
        "left": "Not asked",
        "versions": "Model {model}, data {data}",
        "none": "-",
    },
    "zh": {
        "level": "级别",
        "age": "年龄",
        "months": "个月",
        "named": "主动说的",
        "yes": "问后回答有",
        "no": "没有",
        "unsure": "不清楚",
        "grounds": "为什么不更低",
        "conditions": "最可能的情况（概率）",
        "for": "支持的依据（对数优势）",
        "left": "没有问到",
        "versions": "模型 {model}，数据 {data}",
        "none": "-",
    },
}
GROUNDS: dict[Language, dict[str, str]] = {
    "en": {
        "red_flag": "warning sign: {subject}",
        "red_flag_not_ruled_out": "not ruled out: {subject}",
        "possible": "it may be {subject} ({probability:.0%})",
        "no_likely_condition": "no condition is likely enough to rely on",
        "not_weighed": "not known to the model: {subject}",
        "nothing_known": "nothing is known yet",
        "advised_before": "advised before",
    },
    "zh": {
        "red_flag": "警示信号：{subject}",
        "red_flag_not_ruled_out": "尚不能排除：{subject}",
        "possible": "可能是{subject}（{probability:.0%}）",
        "no_likely_condition": "没有哪种情况可能性足够大",
        "not_weighed": "模型不了解：{subject}",
        "nothing_known": "目前一无所知",
        "advised_before": "此前的建议",
    },
}


def summary(desk: Desk, case: Case, given: Advice, language: Language) -> str:
    """The case as lines of text, the level first."""
    words = WORDS[language]
    age = words["none"] if case.age_months is None else f"{case.age_months:.0f} {words['months']}"
    lines = [
        (words["level"], LEVELS[language][given.level]),
        (words["age"], age),
        (words["named"], listed(desk, [one.symptom for one in case.heard if one.named and one.answer == "yes"], language)),
        (words["yes"], listed(desk, [one.symptom for one in case.heard if not one.named and one.answer == "yes"], language)),
        *((words[answer], listed(desk, [one.symptom for one in case.heard if one.answer == answer], language)) for answer in ANSWERS),
        (words["grounds"], "; ".join(ground_text(desk, ground, language) for ground in given.grounds) or words["none"]),
        (words["conditions"], ", ".join(f"{condition(desk, name, language)} {p:.0%}" for name, p in given.conditions)),
        (words["for"], weighed(desk, reasons(desk.engine, case, given.conditions[0][0]), language)),
        (words["left"], listed(desk, given.not_asked, language)),
    ]
    mark = "：" if language == "zh" else ": "
    return "\n".join([*(f"{name}{mark}{text}" for name, text in lines), words["versions"].format(model=given.model, data=given.data)])


ANSWERS: tuple[Answer, ...] = ("no", "unsure")


def listed(desk: Desk, symptoms: "list[str] | tuple[str, ...]", language: Language) -> str:
    """The plain names of symptoms, or a dash."""
    return ("、" if language == "zh" else ", ").join(desk.symptom(one, language) for one in symptoms) or WORDS[language]["none"]


def condition(desk: Desk, id: str, language: Language) -> str:
    """A condition's plain name."""
    return desk.conditions[id].names[language] if id in desk.conditions else id


def ground_text(desk: Desk, ground: Ground, language: Language) -> str:
    """One ground as text."""
    named = {
        "red_flag": lambda: desk.flags[ground.subject][language],
        "red_flag_not_ruled_out": lambda: desk.flags[ground.subject][language],
        "possible": lambda: condition(desk, ground.subject, language),
        "not_weighed": lambda: desk.symptom(ground.subject, language),
    }
    subject = named[ground.kind]() if ground.kind in named else ""
    return GROUNDS[language][ground.kind].format(subject=subject, probability=ground.probability)


def weighed(desk: Desk, found: tuple[Reason, ...], language: Language) -> str:
    """Reasons with their weights; denied symptoms are marked."""
    no = {"en": "no ", "zh": "无"}[language]
    parts = [
        f"{no if one.answer == 'no' else ''}{desk.symptom(one.symptom, language)} {one.weight:+.1f}"
        for one in found
        if abs(one.weight) >= 0.05 and one.answer != "unsure"
    ]
    return ", ".join(parts) or WORDS[language]["none"]
