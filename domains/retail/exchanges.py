"""Exchanges: another size or colour of the same article, once an order."""

from collections.abc import Sequence
from datetime import date, timedelta
from sqlite3 import Connection

from bot.actions import ActionCall
from bot.simplified import simplified

from .after_sales import RETURN_DAYS, about, named, sent_back
from .catalogue import COLOURS, SHOES, SIZE_NAMES, SOLD_OUT, variant_name
from .matching import said_last, sizes_in, surely, wanted_variant, words_about
from .shop import Line, Order, Result, Shop, find, insert
from .wording import joined, masked


def exchange_terms(connection: Connection, order: Order | None, item_lines: str, today: date) -> tuple[str, list[Line], list[Line]]:
    """Whether one of the lines may be exchanged, and if not, why; the lines that it is about, and those that were sent back before."""
    if order is None or order.delivered_on is None:
        return "not_delivered", [], []
    lines, back = order.pick(item_lines), sent_back(connection, order.code)
    already = [line for line in lines if line.position in back]
    free = [line for line in lines if line.position not in back]
    exchanged = connection.execute("SELECT 1 FROM returns WHERE code = ? AND kind = 'exchange'", (order.code,)).fetchone()
    if exchanged:
        return "used", list(lines), []
    if not free:
        return "already", already, []
    if today > order.delivered_on + timedelta(days=RETURN_DAYS):
        return "too_late", free, already
    if len(free) > 1:
        return "several", free, already
    return "ok" if free[0].product.sizes or free[0].product.colours else "no_variants", free, already


def exchange_check(  # noqa: PLR0913 - each is a slot
    call: ActionCall,
    order_code: str,
    item_lines: str,
    *,
    to_exchange: str | None = None,
    size: str | None = None,
    colour: str | None = None,
    new_size: str | None = None,
    new_colour: str | None = None,
) -> Result:
    """Whether the article may be exchanged, and which sizes and colours there are.

    ``to_exchange`` is what the size and colour were agreed for: for another article than that they count for nothing, but for what
    the last message says.
    """
    with Shop(call.data_dir, call.today).reading() as connection:
        state, lines, already = exchange_terms(connection, find(connection, order_code), item_lines, call.today)
    meant = about(lines, call.language) if lines else {}
    result = {**meant, "already_name": named(already, call.language), "exchange_state": state, "variants": None}
    if state != "ok":
        return result
    (line,) = lines
    if to_exchange not in (line.name("en"), line.name("zh")):
        new_size = new_colour = None
        size, colour = said_last(line.product, call.said, size, colour) if to_exchange else (size, colour)
    wanted = {"size": size, "colour": colour, "new_size": new_size, "new_colour": new_colour}
    return {**result, **wanted, "to_exchange": line.name(call.language), "variants": variants_of(line, call.language)}


def variants_of(line: Line, language: str) -> str:
    """The sizes and colours of an article as a sentence part."""
    chinese = language == "zh"
    sizes = [SIZE_NAMES.get(size, size) if chinese else size for size in line.product.sizes]
    if line.product.sizes == SHOES:
        sizes = [f"{sizes[0]}到{sizes[-1]}" if chinese else f"{sizes[0]} to {sizes[-1]}"]
    colours = [COLOURS[colour] if chinese else colour for colour in line.product.colours]
    parts = []
    if sizes:
        parts.append(
            f"尺码：{joined(sizes, language)}"
            if chinese
            else f"in {'sizes ' if line.product.sizes == SHOES else ''}{joined(sizes, language)}"
        )
    if colours:
        parts.append(f"颜色：{joined(colours, language)}" if chinese else f"in {joined(colours, language)}")
    return ("；" if chinese else ", and ").join(parts)


def find_variant(  # noqa: PLR0913 - each is a slot
    call: ActionCall,
    order_code: str,
    item_lines: str,
    wish: str | None = None,
    size: str | None = None,
    colour: str | None = None,
    *,
    new_size: str | None = None,
    new_colour: str | None = None,
) -> Result:
    """The size and colour that are wanted instead, and whether they are in stock; ``new_size`` and ``new_colour`` were agreed before."""
    order = Shop(call.data_dir, call.today).order(order_code)
    line = next(iter(order.pick(item_lines)), None) if order else None
    if line is None:
        return {"variant_state": "unclear"}
    if order and wants_others(order, line, call.said):
        return {"variant_state": "several"}
    said = (words_about(line, call.said, size, colour), wish or "")
    wanted = wanted_variant(line, said, size, colour, (new_size or line.size, new_colour or line.colour))
    if wanted is None:
        return {"variant_state": "unclear", "new_size": new_size, "new_colour": new_colour}
    new_size, new_colour = wanted
    same = wanted == (line.size, line.colour)
    return {
        "variant_state": "same" if same else "sold_out" if (line.product.key, new_size, new_colour) in SOLD_OUT else "found",
        "variant": variant_name(new_size, new_colour, call.language),
        "size": new_size or None,
        "colour": new_colour or None,
        "new_size": new_size,
        "new_colour": new_colour,
    }


def wants_others(order: Order, line: Line, said: Sequence[str]) -> bool:
    """Whether the last message names a size for another article of the order, too: "shirt L, shoes 43"."""
    words = simplified(said[-1]) if said else ""
    others = [other for other in surely(order.lines, words) if other.product != line.product]
    return bool(sizes_in(line.product, words)) and any(sizes_in(other.product, words) for other in others)


def start_exchange(call: ActionCall, order_code: str, item_lines: str, new_size: str, new_colour: str) -> Result:
    """Start an exchange: the label goes out by e-mail, the new article leaves when the old one is scanned."""
    today = call.today

    def work(connection: Connection) -> Result:
        order = find(connection, order_code)
        state, lines, _ = exchange_terms(connection, order, item_lines, today)
        if state != "ok":
            return {"exchange_state": state}
        (line,) = lines
        wanted = f"{new_size} {new_colour}".strip()
        row = {"code": order_code, "position": line.position, "kind": "exchange", "started_on": today.isoformat(), "wanted": wanted}
        insert(connection, "returns", row)
        return {"exchange_state": "started", "masked_email": masked(order.email)}

    return Shop(call.data_dir, today).once(call.key, "start_exchange", work)
