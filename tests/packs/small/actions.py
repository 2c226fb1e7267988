"""What the corner shop's bot can do."""

from bot.actions import ActionCall

from .store import STATUS


def order_status(call: ActionCall, order_code: str) -> dict[str, str | float]:
    """Every order that the store knows has been sent."""
    return {"order_status": STATUS.get(order_code, "placed"), "eta": "2026-11-27", "total": 12.5}


async def cancel_order(call: ActionCall, order_code: str) -> dict[str, str]:
    """Cancelling changes nothing here."""
    return {"order_status": "placed"}
