"""The other articles of an order, which customers mean who deny the one that they are asked about: "no, the other one"."""

import re

from bot.actions import ActionCall
from bot.dialogue.referring import another_thing
from bot.simplified import simplified

from .matching import ORDINALS
from .shop import Line, Order, Result, Shop

DENIED = re.compile(r"^(?:(?:no|nope|nah)\b|不(?:是|对|要|用|行)?|错了|搞错了)[\s,，.。!！]*", re.IGNORECASE)
BOTH = re.compile(
    r"(?:return |send back )?(?:both|everything)(?: of (?:them|it))?(?: please)?|(?:两[件个双样])?都(?:要)?退(?:吧|掉|了)?", re.IGNORECASE
)
SIGNS = " \t\n,.;!?，。；！？~～"


def read_other(call: ActionCall, order_code: str, item_lines: str) -> Result:
    """Which lines the customer means who has just named another than ``item_lines``: the only other, the one counted, or both."""
    words = DENIED.sub("", simplified(call.said[-1]).strip()).strip(SIGNS) if call.said else ""
    both = BOTH.fullmatch(words) is not None
    order = Shop(call.data_dir, call.today).order(order_code) if both or another_thing(words) else None
    if order is None or len(order.lines) == 1:
        return {"other_state": "same"}
    chosen = order.lines if both else counted(order, words) or tuple(line for line in order.lines if line not in order.pick(item_lines))
    if not both and len(chosen) != 1:
        return {"other_state": "unclear"}
    positions = ",".join(str(line.position) for line in chosen)
    return {"other_state": "chosen" if positions != item_lines else "same", "item_lines": positions}


def counted(order: Order, words: str) -> tuple[Line, ...]:
    """The line that the words count: "the second one"."""
    for position, pattern in enumerate(ORDINALS, start=1):
        if re.search(rf"(?:{pattern})", words, re.IGNORECASE):
            return order.pick(str(position))
    return ()
