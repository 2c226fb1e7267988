"""After delivery: returns, refunds, damage, what was missing or wrong, and parcels that never came."""

from collections.abc import Sequence
from datetime import date, timedelta
from sqlite3 import Connection

from bot.actions import ActionCall

from .catalogue import FREE_LABEL, KEEP_BELOW_CENTS, LABEL_CENTS
from .reports import changes_mind, last_report
from .said import moment
from .seed import FAR
from .shop import Line, Order, Result, Shop, find, insert
from .wording import joined, masked, money, payment
from .workdays import add_working_days

RETURN_DAYS, DAMAGE_DAYS, REFUND_DAYS, SEARCH_DAYS = 30, 14, 5, 5
BANK_DAYS = 4


def opened(connection: Connection, order_code: str, kind: str) -> set[str]:
    """The positions of the lines that the order has a case of one kind for."""
    rows = connection.execute("SELECT positions FROM cases WHERE code = ? AND kind = ?", (order_code, kind)).fetchall()
    return {position for row in rows for position in row["positions"].split(",")}


def parted(connection: Connection, order: Order, item_lines: str, kind: str) -> tuple[list[Line], list[Line]]:
    """The lines that have no case of this kind, and those that have one."""
    lines, before = order.pick(item_lines), opened(connection, order.code, kind)
    return [line for line in lines if str(line.position) not in before], [line for line in lines if str(line.position) in before]


def open_case(connection: Connection, order: Order, kind: str, positions: str, note: str, today: date) -> int:
    """Open a case of the desk; its number."""
    row = {"code": order.code, "positions": positions, "kind": kind, "opened_on": today.isoformat(), "note": note}
    return insert(connection, "cases", row)


def sent_back(connection: Connection, order_code: str) -> set[int]:
    """The lines that a return or exchange was started for."""
    return {row["position"] for row in connection.execute("SELECT position FROM returns WHERE code = ?", (order_code,))}


def named(lines: Sequence[Line], language: str) -> str | None:
    """The articles in a row, None where there are none."""
    return joined([line.name(language) for line in lines], language) if lines else None


def about(lines: Sequence[Line], language: str) -> Result:
    """The lines that the flow goes on with, where others had to be left out."""
    return {
        "item_lines": ",".join(str(line.position) for line in lines),
        "item_name": named(lines, language),
        "item_amount": money(sum(line.cents for line in lines)),
    }


def return_terms(connection: Connection, order: Order | None, item_lines: str, call: ActionCall) -> Result:
    """What of these lines may be sent back, until when, and what it costs; what was sent back before, or never may be, is named apart."""
    if order is None or order.delivered_on is None:
        return {"return_state": "not_delivered"}
    lines, back = order.pick(item_lines), sent_back(connection, order.code)
    already = [line for line in lines if line.position in back]
    kept = [line for line in lines if line.position not in back and not line.product.returnable]
    free = [line for line in lines if line not in already and line not in kept]
    shown = free or already or kept
    until = order.delivered_on + timedelta(days=RETURN_DAYS)
    late = "too_late" if call.today > until else "ok"
    return {
        **about(shown, call.language),
        "already_name": named(already, call.language) if free else None,
        "kept_name": named(kept, call.language) if free or already else None,
        "return_until": until.isoformat(),
        "label_free": order.country in FREE_LABEL,
        "label_fee": money(0 if order.country in FREE_LABEL else LABEL_CENTS),
        "return_amount": money(sum(line.cents for line in shown)),
        "payment": payment(order.payment, call.language),
        "return_state": late if free else "already" if already else "not_returnable",
    }


def return_check(call: ActionCall, order_code: str, item_lines: str) -> Result:
    """What of these lines may be sent back, until when, and what it costs."""
    with Shop(call.data_dir, call.today).reading() as connection:
        return return_terms(connection, find(connection, order_code), item_lines, call)


def start_return(call: ActionCall, order_code: str, item_lines: str) -> Result:
    """Start a return of what may be sent back: the label goes out by e-mail."""
    today = call.today

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        terms = return_terms(connection, order, item_lines, call)
        if order is None or terms["return_state"] != "ok":
            return {"return_state": terms["return_state"]}
        for line in order.pick(str(terms["item_lines"])):
            insert(
                connection, "returns", {"code": order_code, "position": line.position, "kind": "return", "started_on": today.isoformat()}
            )
        return {"return_state": "started", "masked_email": masked(order.email)}

    return Shop(call.data_dir, today).once(call.key, "start_return", work)


def refund_status(call: ActionCall, order_code: str, cancelled_after: str | None = None) -> Result:
    """Where the money of a return, a refused parcel or a cancellation is; what a cancellation said a moment ago need not be said again."""
    today = call.today
    with Shop(call.data_dir, today).reading() as connection:
        order = find(connection, order_code)
        if order is None:
            return {"refund_state": "nothing"}
        query = "SELECT * FROM returns WHERE code = ? AND kind = 'return' ORDER BY number DESC"
        rows = connection.execute(query, (order_code,)).fetchall()
        report = last_report(connection, order, call.language)
    paid = {"payment": payment(order.payment, call.language)}
    if order.status in ("cancelled", "returned") and order.ended_on:
        state = "cancelled" if order.status == "cancelled" else "arrived"
        if cancelled_after == moment(order_code, call.said):
            return {**paid, "refund_state": "just_cancelled"}
        return {**paid, **refund(today, state, order.cents, order.ended_on, None)}
    if not rows:
        return {**paid, **of_report(report, order, call.said)}
    latest = rows[0]["started_on"]
    together = [row for row in rows if row["started_on"] == latest]
    cents = sum(line.cents for line in order.lines if line.position in {row["position"] for row in together})
    arrived, paid_on = rows[0]["arrived_on"], rows[0]["refunded_on"]
    if not arrived:
        return {**paid, "refund_state": "on_the_way", "refund_amount": money(cents)}
    return {**paid, **refund(today, "arrived", cents, date.fromisoformat(arrived), date.fromisoformat(paid_on) if paid_on else None)}


def of_report(report: Result, order: Order, said: Sequence[str]) -> Result:
    """The refund of an order without a return: what its damage report asks for, or that there is none."""
    rest = {name: value for name, value in report.items() if name != "wished"}
    if not rest:
        return {"refund_state": "nothing"}
    if report["wished"] == "refund":
        return {**rest, "refund_state": "reported", "masked_email": masked(order.email)}
    return {**rest, "refund_state": "change_wanted" if said and changes_mind(said[-1]) else "replacement"}


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
    today = call.today
    with Shop(call.data_dir, today).reading() as connection:
        order = find(connection, order_code)
        if order is None or order.delivered_on is None:
            return {"damage_state": "not_delivered"}
        fresh, reported = parted(connection, order, item_lines, "damage")
        back = sent_back(connection, order.code)
        fresh, reported = [line for line in fresh if line.position not in back], [*reported, *(x for x in fresh if x.position in back)]
        refunded = damage_refunds(connection, order)
    lines = fresh or reported
    late = today > order.delivered_on + timedelta(days=DAMAGE_DAYS)
    return {
        **about(lines, call.language),
        "already_name": named(reported, call.language) if fresh else None,
        "damage_state": "already" if not fresh else "too_late" if late else "ok",
        "refund_total": money(refunded + sum(line.cents for line in lines)),
        "keep_item": all(line.cents // line.quantity < KEEP_BELOW_CENTS for line in lines),
        "warranty_years": min((line.product.warranty for line in lines), default=0),
    }


def damage_refunds(connection: Connection, order: Order) -> int:
    """What was given back for damage to an order before, in cents."""
    rows = connection.execute(
        "SELECT positions FROM cases WHERE code = ? AND kind = 'damage' AND note = 'refund'", (order.code,)
    ).fetchall()
    return sum(line.cents for row in rows for line in order.pick(row["positions"]))


def report_damage(call: ActionCall, order_code: str, item_lines: str, resolution: str) -> Result:
    """Report damage with what the customer wants: a replacement or a refund."""
    today = call.today

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None:
            return {"damage_state": "not_delivered"}
        number = open_case(connection, order, "damage", item_lines, resolution, today)
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
    today = call.today

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None:
            return {"sent_state": "unknown"}
        fresh, sent = parted(connection, order, item_lines, kind)
        if not fresh:
            return {"sent_state": "already"}
        lines = about(fresh, call.language)
        open_case(connection, order, kind, str(lines["item_lines"]), note, today)
        arrives = add_working_days(today, 8 if order.country in FAR else 2)
        return {
            **lines,
            "already_name": named(sent, call.language),
            "sent_state": "sent",
            "replacement_on": arrives.isoformat(),
            "masked_email": masked(order.email),
        }

    return Shop(call.data_dir, today).once(call.key, kind, work)


def search_check(call: ActionCall, order_code: str) -> Result:
    """Whether a search for a delivered parcel can begin: not within 24 hours, and only once."""
    today = call.today
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
    today = call.today

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        if order is None:
            return {"search_state": "not_delivered"}
        number = open_case(connection, order, "search", "", "", today)
        until = add_working_days(today, SEARCH_DAYS).isoformat()
        return {"search_state": "open", "case_code": f"S-{1000 + number}", "search_until": until, "masked_email": masked(order.email)}

    return Shop(call.data_dir, today).once(call.key, "open_search", work)
