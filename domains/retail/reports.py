"""Damage reports that were made before: what they ask for, and whether the customer now wants the other."""

import re
from sqlite3 import Connection

from bot.actions import ActionCall
from bot.simplified import simplified

from .shop import Order, Result, Shop, find
from .wording import joined, money

CHANGED = re.compile(
    r"\b(?:instead|rather|actually|chang(?:e|ed|ing)|wait|prefer|after all|second thoughts?)\b"
    r"|还是(?!没|不)|算了|改(?!天)|不换|不要(?:新的|换)|干脆|不如|后悔|想了想|等等|等一下",
    re.IGNORECASE,
)
WANTED = re.compile(
    r"\b(?:can|could|may) (?:i|we)\b|\b(?:want|give me|refund (?:me|it))\b|\b(?:i|we)(?:['’]?d| would) like\b"
    r"|^refund(?: please)?$|[要想给]|退(?:款|钱)吧",
    re.IGNORECASE,
)
WHEN = re.compile(
    r"\b(?:where|when|how long|how soon|how is|status|yet|already|arrived?|come|coming|sent|still wait|waiting|did you|has the)\b"
    r"|哪|什么时候|多久|几天|到账|进度|查|到了|没到|没收到|怎么还|问",
    re.IGNORECASE,
)
"""Words of somebody who waits for money and changes nothing."""


FEW_WORDS, FEW_CHARACTERS = 3, 5
"""How many words, or Chinese characters, a message has that is a wish and nothing else: "my money back"."""


def last_report(connection: Connection, order: Order, language: str) -> Result:
    """The newest damage report of an order: its number, the articles, their price, and what was wished for; empty where there is none."""
    query = "SELECT number, positions, note FROM cases WHERE code = ? AND kind = 'damage' ORDER BY number DESC"
    row = connection.execute(query, (order.code,)).fetchone()
    if row is None:
        return {}
    lines = order.pick(row["positions"])
    return {
        "wished": row["note"],
        "case_code": f"D-{1000 + row['number']}",
        "item_name": joined([line.name(language) for line in lines], language),
        "refund_amount": money(sum(line.cents for line in lines)),
    }


def changes_mind(words: str) -> bool:
    """Whether a message about the money wants it, and does not only ask where it is."""
    plain = simplified(words).strip(" .!。！")
    return (bool(CHANGED.search(plain)) and not WHEN.search(plain)) or (bool(WANTED.search(plain)) and not WHEN.search(plain))


def read_report(call: ActionCall, order_code: str, resolution: str | None = None, product: str | None = None) -> Result:
    """Whether the customer wants the other of what an earlier report of the order asks for: "no wait, I'd rather have the money"."""
    fits: Result = {"report_state": "fits"}
    words = simplified(call.said[-1]) if call.said else ""
    few = len(words.split()) <= FEW_WORDS if words.isascii() else len(words) <= FEW_CHARACTERS
    if resolution is None or product is not None or not (few or CHANGED.search(words)):
        return fits
    with Shop(call.data_dir, call.today).reading() as connection:
        order = find(connection, order_code)
        report = dict(last_report(connection, order, call.language)) if order else {}
    if report.pop("wished", resolution) == resolution:
        return fits
    return {**report, "report_state": "other"}
