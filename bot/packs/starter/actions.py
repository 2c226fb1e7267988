"""What the bot can look up. Every function here that pack.yaml lists under ``actions`` can be a step of a flow."""

from datetime import timedelta

from bot.actions import ActionCall

REPAIRS = {
    "R-1001": ("ready", 0, 48.50),
    "R-1002": ("in_work", 1, 120.00),
    "R-1003": ("waiting", 4, 35.00),
}
"""State, days until it is ready, price: three repairs to try it with. Ask your own system in their place."""


def find_repair(call: ActionCall, repair_code: str) -> dict[str, str | float]:
    """The parameters are slots of the same names; what it returns becomes slots. An error it raises ends in the step's ``failed``."""
    if repair_code not in REPAIRS:
        return {"repair_state": "unknown"}
    state, days, price = REPAIRS[repair_code]
    return {"repair_state": state, "ready_on": (call.today + timedelta(days)).isoformat(), "price": price}
