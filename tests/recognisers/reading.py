"""A pack with one slot of each kind, and what is read in a message for it on a fixed day."""

from datetime import date

from bot.dialogue.domain import Domain, Option, Slot
from bot.dialogue.events import Entity, Value
from bot.recognisers import recognise

TODAY = date(2026, 11, 24)
"""A Tuesday."""

SLOTS = (
    Slot("order_code", "code", "", pattern=r"(?:HL|ORDER(?:NO\.?)?|订单号?)?(?P<code>[0-9]{6})", template="HL-{code}"),
    Slot("serial", "code", "", pattern=r"SN(?P<code>[A-Z][0-9]{3})"),
    Slot(
        "size",
        "choice",
        "",
        options=(
            Option("S", {"en": "S", "zh": "S码"}, {"en": ("small",), "zh": ("小号",)}),
            Option("L", {"en": "L", "zh": "L码"}, {"en": ("large",), "zh": ("大号",)}),
        ),
    ),
    Slot("model", "lookup", "", entries=("Fjord kettle", "Robot vacuum R2", "铜摩卡壶")),
    Slot("day", "date", ""),
    Slot("amount", "money", ""),
    Slot("mail", "email", ""),
    Slot("phone", "phone", ""),
    Slot("quantity", "number", ""),
    Slot("warmth", "number", ""),
    Slot("time", "duration", ""),
    Slot("sure", "boolean", ""),
)

DOMAIN = Domain("test", "1", {}, ("en", "zh"), {}, {slot.name: slot for slot in SLOTS}, {}, {}, {})


def read(text: str, language: str = "en", today: date = TODAY) -> tuple[Entity, ...]:
    """Everything recognised."""
    return recognise(text, DOMAIN, language, today)


def values(text: str, kind: str, language: str = "en") -> list[Value]:
    """The values of one kind."""
    return [entity.value for entity in read(text, language) if entity.kind == kind]
