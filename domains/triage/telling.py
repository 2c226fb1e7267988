"""How advice is put into words for parents."""

from bot.advice.triage.case import Case
from bot.advice.triage.engine import Advice
from bot.advice.triage.levels import RANK
from bot.advice.triage.reasons import reasons
from bot.advice.triage.summary import Language, condition, ground_text, listed, summary
from bot.advice.triage.tables import Desk

LISTED = frozenset(
    {
        "unconscious", "stops_breathing", "blue_lips", "very_pale", "struggles_to_breathe", "chest_pulls_in", "grunting", "convulsion",
        "febrile_convulsion", "rash_that_stays", "bulging_soft_spot", "floppy", "cannot_drink", "vomits_everything", "green_vomit",
        "bloody_vomit", "swelling_face", "swallowed_battery", "poisoned", "danger_sign",
    }
)  # fmt: skip
"""Flags that the question about warning signs names, in replies/*.yaml: who says that there is none has denied these."""
SHOWN = 4
CONFIDENCE: dict[Language, dict[str, str]] = {
    "en": {"low": "low", "medium": "medium", "high": "fairly high"},
    "zh": {"low": "低", "medium": "中等", "high": "较高"},
}


def age(months: float, language: Language) -> str:
    """An age as people say it."""
    years, weeks = int(months // 12), round(months * 52.18 / 12)
    if months >= 24:
        return f"{years} 岁" if language == "zh" else f"{years} years"
    if months >= 3:
        return f"{int(months)} 个月" if language == "zh" else f"{int(months)} months"
    return f"{weeks} 周" if language == "zh" else f"{weeks} week{'s' * (weeks != 1)}"


def either(one: str, other: str, language: Language) -> str:
    """The question which of two symptoms it is, as it is asked once more."""
    return f"是{one}（有），还是{other}（没有）？" if language == "zh" else f"is it {one} (yes) or rather {other} (no)?"


def told(desk: Desk, case: Case, given: Advice, language: Language) -> dict[str, str]:
    """Why the level is not lower, what is likeliest and why, what is not known, and the summary for the clinician."""
    most = RANK[given.level]
    deciding = [ground for ground in given.grounds if RANK[ground.level] == most][:SHOWN]
    mark = "；" if language == "zh" else "; "
    found = [one for one in reasons(desk.engine, case, given.conditions[0][0]) if one.weight >= 0.05 and one.answer != "unsure"]
    no = "没有" if language == "zh" else "no "
    nothing = "没有特别突出的" if language == "zh" else "nothing in particular"
    return {
        "grounds": mark.join(ground_text(desk, ground, language) for ground in deciding) or nothing,
        "likely": mark.join(f"{condition(desk, name, language)} {p:.0%}" for name, p in given.conditions),
        "reasons": mark.join(
            f"{no if one.answer == 'no' else ''}{desk.symptom(one.symptom, language)} ({one.weight:+.1f})" for one in found[:SHOWN]
        )
        or nothing,
        "unknown": listed(desk, [*given.not_known, *given.not_asked][:SHOWN], language),
        "confidence": CONFIDENCE[language][given.confidence],
        "versions": f"{given.model} / {given.data}",
        "summary": summary(desk, case, given, language),
    }
