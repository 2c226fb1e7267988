"""After delivery: returns, refunds, damage, what was missing or wrong, and parcels that never came."""

from datetime import date, timedelta
from sqlite3 import Connection

from bot.actions import ActionCall

from .catalogue import FREE_LABEL, KEEP_BELOW_CENTS, LABEL_CENTS
from .seed import FAR
from .shop import Order, Result, Shop, find, insert
from .wording import masked, money, payment
from .workdays import add_working_days

RETURN_DAYS, DAMAGE_DAYS, REFUND_DAYS, SEARCH_DAYS = 30, 14, 5, 5
BANK_DAYS = 4


def opened(connection: Connection, order_code: str, kind: str) -> list[str]:
    """The positions of the cases of one kind that the order has."""
    rows = connection.execute("SELECT positions FROM cases WHERE code = ? AND kind = ?", (order_code, kind)).fetchall()
    return [row["positions"] for row in rows]


def open_case(connection: Connection, order: Order, kind: str, positions: str, note: str) -> int:
    """Open a case of the desk; its number."""
    opened_on = date.today().isoformat()
    return insert(connection, "cases", {"code": order.code, "positions": positions, "kind": kind, "opened_on": opened_on, "note": note})


def sent_back(connection: Connection, order_code: str) -> set[int]:
    """The lines that a return or exchange was started for."""
    return {row["position"] for row in connection.execute("SELECT position FROM returns WHERE code = ?", (order_code,))}


def return_terms(connection: Connection, order: Order | None, item_lines: str) -> Result:
    """Whether lines of an order may be sent back, until when, and what it costs."""
    if order is None or order.delivered_on is None:
        return {"return_state": "not_delivered"}
    lines = order.pick(item_lines)
    until = order.delivered_on + timedelta(days=RETURN_DAYS)
    terms: dict[str, str | int | float | bool | None] = {
        "return_until": until.isoformat(),
        "label_free": order.country in FREE_LABEL,
        "label_fee": money(0 if order.country in FREE_LABEL else LABEL_CENTS),
        "return_amount": money(sum(line.cents for line in lines)),
        "payment": payment(order.payment, "en"),
    }
    if sent_back(connection, order.code) & {line.position for line in lines}:
        return {**terms, "return_state": "already"}
    if any(not line.product.returnable for line in lines):
        return {**terms, "return_state": "not_returnable"}
    return {**terms, "return_state": "too_late" if date.today() > until else "ok"}


def return_check(call: ActionCall, order_code: str, item_lines: str) -> Result:
    """Whether these lines may be sent back, until when, and what it costs."""
    with Shop(call.data_dir, date.today()).reading() as connection:
        order = find(connection, order_code)
        paid = {"payment": payment(order.payment, call.language)} if order else {}
        return {**return_terms(connection, order, item_lines), **paid}


def start_return(call: ActionCall, order_code: str, item_lines: str) -> Result:
    """Start a return: the label goes out by e-mail."""
    today = date.today()

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        state = return_terms(connection, order, item_lines)["return_state"]
        if order is None or state != "ok":
            return {"return_state": state}
        for line in order.pick(item_lines):
            insert(
                connection, "returns", {"code": order_code, "position": line.position, "kind": "return", "started_on": today.isoformat()}
            )
        return {"return_state": "started", "masked_email": masked(order.email)}

    return Shop(call.data_dir, today).once(call.key, "start_return", work)


def refund_status(call: ActionCall, order_code: str) -> Result:
    """Where the money of a return, a refused parcel or a cancellation is."""
    today = date.today()
    with Shop(call.data_dir, today).reading() as connection:
        order = find(connection, order_code)
        if order is None:
            return {"refund_state": "nothing"}
        query = "SELECT * FROM returns WHERE code = ? AND kind = 'return' ORDER BY number DESC"
        rows = connection.execute(query, (order_code,)).fetchall()
    paid = {"payment": payment(order.payment, call.language)}
    if order.status in ("cancelled", "returned") and order.ended_on:
        state = "cancelled" if order.status == "cancelled" else "arrived"
        return {**paid, **refund(today, state, order.cents, order.ended_on, None)}
    if not rows:
        return {**paid, "refund_state": "nothing"}
    latest = rows[0]["started_on"]
    together = [row for row in rows if row["started_on"] == latest]
    cents = sum(line.cents for line in order.lines if line.position in {row["position"] for row in together})
    arrived, paid_on = rows[0]["arrived_on"], rows[0]["refunded_on"]
    if not arrived:
        return {**paid, "refund_state": "on_the_way", "refund_amount": money(cents)}
    return {**paid, **refund(today, "arrived", cents, date.fromisoformat(arrived), date.fromisoformat(paid_on) if paid_on else None)}


def refund(today: date, state: str, cents: int, since: date, paid_on: date | None) -> Result:
    """A refund whose clock began on ``since``; a cancellation or refused parcel counts as paid when its time is over."""
    due = add_working_days(since, REFUND_DAYS)
    if paid_on is None and due < today:
        paid_on = due
    if paid_on is None:
        return {"refund_state": state, "refund_amount": money(cents), "refund_by": due.isoformat(), "arrived_on": since.isoformat()}
    bank_by = paid_on + timedelta(days=BANK_DAYS)
    shown = "paid" if bank_by >= today else "paid_long_ago"
    return {"refund_state": shown, "refund_amount": money(cents), "refunded_on": paid_on.isoformat(), "bank_by": bank_by.isoformat()}


def damage_check(call: ActionCall, order_code: str, item_lines: str) -> Result:
    """Whether damage can still be reported, and whether the item may be kept."""
    today = date.today()
    with Shop(call.data_dir, today).reading() as connection:
        order = find(connection, order_code)
        if order is None or order.delivered_on is None:
            return {"damage_state": "not_delivered"}
        lines = order.pick(item_lines)
        reported = item_lines in opened(connection, order_code, "damage")
    late = today > order.delivered_on + timedelta(days=DAMAGE_DAYS)
    years = min((line.product.warranty for line in lines), default=0)
    return {
        "damage_state": "already" if reported else "too_late" if late else "ok",
        "keep_item": all(line.cents // line.quantity < KEEP_BELOW_CENTS for line in lines),
        "warranty_years": years,
    }


def report_damage(call: ActionCall, order_code: str, item_lines: str, resolution: str) -> Result:
    """Report damage with what the customer wants: a replacement or a refund."""
    today = date.today()

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None:
            return {"damage_state": "not_delivered"}
        number = open_case(connection, order, "damage", item_lines, resolution)
        amount = money(sum(line.cents for line in order.pick(item_lines)))
        return {"damage_state": "reported", "case_code": f"D-{1000 + number}", "refund_amount": amount, "masked_email": masked(order.email)}

    return Shop(call.data_dir, today).once(call.key, "report_damage", work)


def send_right_item(call: ActionCall, order_code: str, item_lines: str) -> Result:
    """Send the article that was ordered, express, and a label for the wrong one."""
    return send_express(call, order_code, item_lines, "wrong_item", "")


def send_part(call: ActionCall, order_code: str, item_lines: str, part: str) -> Result:
    """Send a missing part, express."""
    return send_express(call, order_code, item_lines, "missing_part", part)


def send_express(call: ActionCall, order_code: str, item_lines: str, kind: str, note: str) -> Result:
    """Send something after a delivery, once an article."""
    today = date.today()

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None:
            return {"sent_state": "unknown"}
        if item_lines in opened(connection, order_code, kind):
            return {"sent_state": "already"}
        open_case(connection, order, kind, item_lines, note)
        arrives = add_working_days(today, 8 if order.country in FAR else 2)
        return {"sent_state": "sent", "replacement_on": arrives.isoformat(), "masked_email": masked(order.email)}

    return Shop(call.data_dir, today).once(call.key, kind, work)


def search_check(call: ActionCall, order_code: str) -> Result:
    """Whether a search for a delivered parcel can begin: not within 24 hours, and only once."""
    today = date.today()
    with Shop(call.data_dir, today).reading() as connection:
        order = find(connection, order_code)
        if order is None or order.delivered_on is None:
            return {"search_state": "not_delivered"}
        rows = connection.execute("SELECT opened_on FROM cases WHERE code = ? AND kind = 'search'", (order_code,)).fetchall()
    if rows:
        return {"search_state": "open", "search_until": add_working_days(date.fromisoformat(rows[0]["opened_on"]), SEARCH_DAYS).isoformat()}
    wait = order.delivered_on >= today
    return {"search_state": "wait" if wait else "ok", "search_until": add_working_days(today, SEARCH_DAYS).isoformat()}


def open_search(call: ActionCall, order_code: str) -> Result:
    """Open a search with the carrier."""
    today = date.today()

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None:
            return {"search_state": "not_delivered"}
        number = open_case(connection, order, "search", "", "")
        until = add_working_days(today, SEARCH_DAYS).isoformat()
        return {"search_state": "open", "case_code": f"S-{1000 + number}", "search_until": until, "masked_email": masked(order.email)}

    return Shop(call.data_dir, today).once(call.key, "open_search", work)
