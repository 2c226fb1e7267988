"""Verdicts as this desk writes them, in English and Chinese."""

from collections.abc import Mapping

from bot.advice.maintenance.engine import Doubt, Verdict
from bot.advice.maintenance.features import Reading

from .checking import Check
from .reading import AIR, PROCESS, SPEED, TORQUE, WEAR

NAMES: Mapping[str, tuple[str, str]] = {
    AIR: ("air temperature", "空气温度"),
    PROCESS: ("process temperature", "工艺温度"),
    SPEED: ("rotational speed", "转速"),
    TORQUE: ("torque", "扭矩"),
    WEAR: ("tool wear", "刀具磨损"),
}
CAUSES: Mapping[str, tuple[str, str]] = {
    "TWF": ("a worn tool", "刀具磨损"),
    "HDF": ("heat that does not get away", "散热不足"),
    "PWF": ("power outside of what the drive takes", "功率超出范围"),
    "OSF": ("overstrain of a worn tool", "过载（刀具磨损下扭矩过大）"),
}
QUESTIONS: Mapping[str, tuple[str, str]] = {
    SPEED: ("What does the display say for the rotational speed, in rpm?", "转速显示多少（转/分）？"),
    TORQUE: ("And the torque, in Nm?", "扭矩是多少（牛米）？"),
    WEAR: ("For how many minutes has the tool been cutting (tool wear)?", "刀具已经用了多少分钟（刀具磨损）？"),
    AIR: ("What is the air temperature at the machine? Please with the unit, °C or K.", "机器旁的空气温度是多少？请带单位，℃ 或 K。"),
    PROCESS: ("And the process temperature? With the unit again, please.", "工艺温度是多少？也请带单位。"),
}
CONFIDENCE: Mapping[str, tuple[str, str]] = {"low": ("low", "低"), "medium": ("medium", "中"), "high": ("high", "高")}
UNREADABLE = 1e15
"""From which on nobody reads digits."""
LIKELY = 0.05
"""Share of the modes' chances below which a possible cause is not named."""


def at(language: str) -> int:
    """The place of a language in pairs of texts."""
    return 1 if language == "zh" else 0


def joined(parts: list[str], language: str) -> str:
    """A list in words; "nothing" of none."""
    if not parts:
        return ("nothing", "无")[at(language)]
    return "、".join(parts) if language == "zh" else ", ".join(parts)


def figure(value: float, reading: str) -> str:
    """A reading's value with its unit; temperatures in degrees Celsius too."""
    unit = reading.partition("[")[2].rstrip("]")
    if abs(value) >= UNREADABLE:
        return f"{value:.3g} {unit}"
    text = f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:.1f}"
    return f"{text} {unit} ({value - 273.15:.1f} °C)" if unit == "K" else f"{text} {unit}"


def noted(reading: str, value: float, question: str, language: str) -> str:
    """A reading that was put right, before the question that follows."""
    name, said = NAMES[reading][at(language)], figure(value, reading)
    return f"好，{name}改成 {said}。{question}" if language == "zh" else f"Right, {name} {said}. {question}"


def named(names: tuple[str, ...], language: str) -> str:
    """Readings by name."""
    return joined([NAMES[name][at(language)] for name in names], language)


def percent(share: float) -> str:
    """A risk as people write it; never a flat 0 or 100 %."""
    if share < 0.001:
        return "0.1 %"
    return f"{100 * share:.1f} %" if share < 0.1 else f"{min(99, round(100 * share))} %"


def risk(verdict: Verdict, language: str) -> str:
    """The risk, with its range where readings are missing, and that it is rounded up where it is tiny."""
    text = percent(verdict.risk)
    if verdict.risk < 0.001:
        return ("below 0.1 %", "低于 0.1 %")[at(language)]
    if verdict.missing and verdict.high - verdict.low > 0.02:
        between = f"{percent(verdict.low)} – {percent(verdict.high)}"
        return (f"{text} (between {between}, as readings are missing)", f"{text}（因缺少读数，可能在 {between} 之间）")[at(language)]
    return text


def cause(verdict: Verdict, language: str) -> str:
    """The cause where it is sure, else what it could be."""
    if verdict.cause is not None:
        return CAUSES.get(verdict.cause, (verdict.cause, verdict.cause))[at(language)]
    may = [f"{CAUSES.get(name, (name, name))[at(language)]} ({percent(share)})" for name, share in verdict.causes[:3] if share >= LIKELY]
    return (f"not clear; it could be {joined(may, language)}", f"不能确定，可能是：{joined(may, language)}")[at(language)]


def changes(verdict: Verdict, language: str) -> str:
    """What would turn the verdict: the smallest changes of one reading."""
    parts = []
    for change in verdict.changes[:2]:
        name, value, said = NAMES[change.reading][at(language)], figure(change.value, change.reading), figure(change.said, change.reading)
        parts.append(
            (f"{name} at {value} instead of {said}", f"{name}为 {value}（现在 {said}）")[at(language)]
            + (f" ({percent(change.risk)})", f"，风险 {percent(change.risk)}")[at(language)]
        )
    if not parts:
        return ("no single reading; more than one would have to change", "没有单独一个读数能改变，需要几个一起变")[at(language)]
    return " / ".join(parts)


def read_back(check: Check, language: str) -> str:
    """The readings that the verdict rests on."""
    return joined([f"{NAMES[name][at(language)]} {figure(value, name)}" for name, value in sorted(check.readings.items())], language)


def odd(doubt: Doubt, reading: Reading, language: str) -> str:
    """What to ask back about a reading that cannot be what was meant."""
    name, place = NAMES[reading.name][at(language)], at(language)
    seen = f"{figure(reading.low, reading.name)} – {figure(reading.high, reading.name)}"
    if doubt.guess is not None:
        meant = f"{doubt.said:g} {doubt.guess.other}"
        return (
            f"{doubt.said:g} for the {name} is far from everything I have seen ({seen}). "
            f"Did you mean {meant}, that is {figure(doubt.guess.value, reading.name)}?",
            f"{name} {doubt.said:g} 和我见过的范围（{seen}）差得很远。"
            f"您是说 {meant}，也就是 {figure(doubt.guess.value, reading.name)} 吗？",
        )[place]
    return (
        f"{figure(doubt.said, reading.name)} for the {name} is far from everything I have seen ({seen}). Is that really what it shows?",
        f"{name} {figure(doubt.said, reading.name)} 和我见过的范围（{seen}）差得很远。真的是这个读数吗？",
    )[place]
