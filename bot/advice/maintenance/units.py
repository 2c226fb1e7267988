"""Recognises readings in a wrong unit: far outside the seen range, and inside it after conversion."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.advice.maintenance.features import Reading

SLACK = 0.25
"""How far beyond the seen range a reading is still accepted, as a share of the range."""
OTHERS: Mapping[str, tuple[tuple[str, float, float], ...]] = {
    "k": (("°C", 1.0, 273.15), ("°F", 5 / 9, 273.15 - 32 * 5 / 9)),
    "°c": (("K", 1.0, -273.15), ("°F", 5 / 9, -32 * 5 / 9)),
    "°f": (("°C", 9 / 5, 32.0), ("K", 9 / 5, 32 - 273.15 * 9 / 5)),
    "rpm": (("rad/s", 9.549297, 0.0), ("1/s", 60.0, 0.0), ("krpm", 1000.0, 0.0)),
    "rad/s": (("rpm", 0.10471976, 0.0),),
    "nm": (("lbf ft", 1.3558179, 0.0), ("lbf in", 0.11298483, 0.0), ("kNm", 1000.0, 0.0), ("Ncm", 0.01, 0.0), ("kgf m", 9.80665, 0.0)),
    "min": (("h", 60.0, 0.0), ("s", 1 / 60, 0.0), ("days", 1440.0, 0.0)),
    "h": (("min", 1 / 60, 0.0), ("s", 1 / 3600, 0.0), ("days", 24.0, 0.0)),
    "s": (("min", 60.0, 0.0), ("h", 3600.0, 0.0), ("ms", 0.001, 0.0)),
    "bar": (("psi", 0.0689476, 0.0), ("kPa", 0.01, 0.0), ("MPa", 10.0, 0.0), ("Pa", 1e-5, 0.0)),
    "kpa": (("bar", 100.0, 0.0), ("psi", 6.894757, 0.0), ("MPa", 1000.0, 0.0)),
    "psi": (("bar", 14.50377, 0.0), ("kPa", 0.1450377, 0.0)),
    "mm/s": (("in/s", 25.4, 0.0), ("m/s", 1000.0, 0.0)),
    "mm": (("cm", 10.0, 0.0), ("m", 1000.0, 0.0), ("in", 25.4, 0.0), ("µm", 0.001, 0.0)),
    "kw": (("W", 0.001, 0.0), ("hp", 0.7457, 0.0)),
    "w": (("kW", 1000.0, 0.0), ("hp", 745.7, 0.0)),
    "a": (("mA", 0.001, 0.0),),
    "v": (("mV", 0.001, 0.0), ("kV", 1000.0, 0.0)),
}
"""For each unit in lower case, the units it is confused with: their value times the factor plus the offset is in this unit."""
SPELLINGS: Mapping[str, str] = {
    "c": "°c",
    "degc": "°c",
    "f": "°f",
    "degf": "°f",
    "kelvin": "k",
    "1/min": "rpm",
    "n·m": "nm",
    "minutes": "min",
}
UNNAMED: tuple[tuple[str, float, float], ...] = (("thousands", 1000.0, 0.0), ("thousandths", 0.001, 0.0))


@dataclass(frozen=True, slots=True)
class Guess:
    """What was probably meant: ``said`` in the unit ``other`` is ``value`` in the model's ``unit``."""

    reading: str
    said: float
    other: str
    value: float
    unit: str


def outside(reading: Reading, value: float, slack: float = SLACK) -> bool:
    """Whether a value is beyond the seen range by more than the share ``slack`` of it."""
    room = slack * (reading.high - reading.low or abs(reading.high) or 1.0)
    return not reading.low - room <= value <= reading.high + room


def guess(reading: Reading, value: float) -> Guess | None:
    """The unit that would explain a value far outside the seen range; None if it is near the range or no unit explains it."""
    if not outside(reading, value):
        return None
    unit = reading.unit.casefold()
    for other, factor, offset in OTHERS.get(SPELLINGS.get(unit, unit), UNNAMED):
        meant = value * factor + offset
        if not outside(reading, meant, 0.1) and (meant >= 0 or reading.low < 0):
            return Guess(reading.name, value, other, round(meant, reading.decimals + 1), reading.unit)
    return None
