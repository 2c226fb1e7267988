"""What the bot can look up and do in the shop; the names of the results are slots of the pack."""

from datetime import timedelta
from sqlite3 import Connection

from bot.actions import ActionCall

from .addresses import completed, elsewhere, tidied, whole_address
from .after_sales import (
    damage_check,
    open_search,
    refund_status,
    report_damage,
    return_check,
    search_check,
    send_part,
    send_right_item,
    sent_back,
    start_return,
)
from .companies import printed
from .exchanges import exchange_check, find_variant, start_exchange
from .matching import absent, chosen_lines, pointed_at
from .others import read_other
from .reports import read_report
from .said import moment, read_address, read_arrival, read_company, read_part
from .shop import Result, Shop, find, insert
from .together import everything, part_of, with_it
from .wording import carrier, joined, masked, money, payment, with_number
from .workdays import add_working_days

__all__ = [
    "address_check",
    "cancel_order",
    "cancel_scope",
    "change_address",
    "damage_check",
    "exchange_check",
    "find_variant",
    "open_search",
    "order_status",
    "pick_item",
    "read_address",
    "read_arrival",
    "read_company",
    "read_other",
    "read_part",
    "read_report",
    "refund_status",
    "report_damage",
    "return_check",
    "search_check",
    "send_invoice",
    "send_part",
    "send_right_item",
    "start_exchange",
    "start_return",
]

COMPANY_DAYS = 90
"""Days after the order in which a company can still be put on its invoice."""

PICKUP_DAYS = 7
NOT_LEFT = ("placed", "packing")


def order_status(call: ActionCall, order_code: str) -> Result:
    """Where an order is, and what is in it; status ``unknown`` where there is none with that code."""
    today = call.today
    order = Shop(call.data_dir, today).order(order_code)
    if order is None:
        return {"order_status": "unknown", "asked_code": order_code}
    status, eta = order.status, order.eta
    if status == "in_transit" and eta and eta < today:
        status = "delayed"
    if status == "delayed":
        eta = add_working_days(today, 2)
    return {
        "order_status": status,
        "asked_code": order_code,
        "items": joined([line.name(call.language) for line in order.lines], call.language),
        "eta": eta.isoformat() if eta else None,
        "shipped_on": order.shipped_on.isoformat() if order.shipped_on else None,
        "delivered_on": order.delivered_on.isoformat() if order.delivered_on else None,
        "ended_on": order.ended_on.isoformat() if order.ended_on else None,
        "pickup_until": (order.eta + timedelta(days=PICKUP_DAYS)).isoformat() if order.eta else None,
        "carrier": carrier(order.carrier, call.language),
        "tracking": order.tracking or None,
        "city": order.city,
        "total": money(order.cents),
        "payment": payment(order.payment, call.language),
    }


def pick_item(
    call: ActionCall,
    order_code: str,
    product: str | None = None,
    item: str | None = None,
    item_lines: str | None = None,
    *,
    item_name: str | None = None,
) -> Result:
    """Which article of the order is meant; ``item`` are the customer's words, ``product`` one that was named in passing.

    ``item_lines`` is what was meant before, and ``item_name`` its name: "exchange it for an L" is about that.
    """
    order = Shop(call.data_dir, call.today).order(order_code)
    lines = (chosen_lines(order, product, item, call.said) or (() if item else everything(order, call.said))) if order else ()
    if order and not (lines or item or product):
        with Shop(call.data_dir, call.today).reading() as connection:
            back = sent_back(connection, order_code)
        lines = tuple(line for line in pointed_at(order, item_lines, item_name, call.said) if line.position not in back)
    if order is None or not lines:
        missing = absent(order, product, call.said) if order and not item else None
        name = missing.name(call.language) if missing else None
        return {"item_state": "absent" if missing else "unclear", "item_lines": None, "absent_name": name}
    lines, missing = with_it(order, lines, (item,) if item else call.said)
    return {
        "item_state": "one" if len(lines) == 1 else "several",
        "product": lines[0].product.key if len(lines) == 1 < len(order.lines) and not item else product,
        "absent_name": joined([one.name(call.language) for one in missing], call.language) if missing else None,
        "item_lines": ",".join(str(line.position) for line in lines),
        "item_name": joined([line.name(call.language) for line in lines], call.language),
        "item_amount": money(sum(line.cents for line in lines)),
    }


def cancel_scope(call: ActionCall, order_code: str, product: str | None = None) -> Result:
    """The articles that alone the customer spoke of: only a whole order can be cancelled."""
    order = Shop(call.data_dir, call.today).order(order_code)
    lines = part_of(order, call.said, product) if order else ()
    return {"part_name": joined([line.name(call.language) for line in lines], call.language) if lines else None}


def cancel_order(call: ActionCall, order_code: str) -> Result:
    """Cancel an order that has not left the warehouse; what was paid goes back."""
    today = call.today

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None or order.status not in NOT_LEFT:
            return {"cancel_result": "too_late"}
        connection.execute("UPDATE orders SET status = 'cancelled', ended_on = ? WHERE code = ?", (today.isoformat(), order_code))
        return {
            "cancel_result": "done",
            "order_status": "cancelled",
            "refund_amount": money(order.cents),
            "refund_by": add_working_days(today, 5).isoformat(),
            "cancelled_after": moment(order_code, call.said),
        }

    return Shop(call.data_dir, today).once(call.key, "cancel_order", work)


def address_check(call: ActionCall, address: str) -> Result:
    """The address without what was said around it, and whether it is a whole one, only a part, or one that stands somewhere else."""
    if elsewhere(address):
        return {"address": None, "address_state": "elsewhere"}
    address = completed(tidied(address), call.said[-2] if len(call.said) > 1 else "")
    return {"address": address, "address_state": "whole" if whole_address(address) else "fragment"}


def change_address(call: ActionCall, order_code: str, address: str) -> Result:
    """Put another address on an order that has not left the warehouse."""
    today = call.today

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None or order.status not in NOT_LEFT:
            return {"address_result": "too_late"}
        connection.execute("UPDATE orders SET street = ?, city = '' WHERE code = ?", (address, order_code))
        return {"address_result": "done", "eta": order.eta.isoformat() if order.eta else None}

    return Shop(call.data_dir, today).once(call.key, "change_address", work)


def send_invoice(call: ActionCall, order_code: str, company: str | None = None, vat_number: str | None = None) -> Result:
    """Send the invoice by e-mail, with a company and its VAT number on it where the order is recent enough."""
    today = call.today
    company = with_number(printed(company), vat_number) if company else None

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None or order.status == "cancelled":
            return {"invoice_result": "cancelled"}
        late = company is not None and (today - order.placed_on).days > COMPANY_DAYS
        note = company if company and not late else ""
        insert(connection, "cases", {"code": order_code, "positions": "", "kind": "invoice", "opened_on": today.isoformat(), "note": note})
        return {
            "invoice_result": "company_too_late" if late else "company" if note else "sent",
            "company": company,
            "masked_email": masked(order.email),
        }

    return Shop(call.data_dir, today).once(call.key, "send_invoice", work)
