"""Finds out which article of an order, and which size and colour, a customer's words mean."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from bot.simplified import simplified

from .catalogue import BEDDING, CLOTHES, COLOURS, PRODUCTS, SHOES, Product
from .shop import Line, Order

ALL = re.compile(
    r"\b(both|all( of (it|them))?|everything|the whole (lot|order)|the two)\b|全部|所有|都要|都是|两个都|两件都|整单|都", re.IGNORECASE
)
ORDINALS = (r"first|1st|number one|第一|上面", r"second|2nd|number two|第二|第2", r"third|3rd|number three|第三|第3")
SURE, NEAR = 88.0, 70.0

SIZE_WORDS: dict[str, str] = {
    "extra small": "XS", "small": "S", "medium": "M", "extra large": "XL", "large": "L",
    "特小": "XS", "小号": "S", "小码": "S", "中号": "M", "中码": "M", "加大": "XL", "特大": "XL", "大号": "L", "大码": "L",
}  # fmt: skip
TOO = re.compile(r"\b(?:too|so|very|bit|runs?|way)\s+(?:small|large|big)\b|[太偏有][点]?[大小]", re.IGNORECASE)
BED_WORDS: dict[str, str] = {"单人": "single", "双人": "double", "特大": "king", "queen": "double"}
COLOUR_WORDS: dict[str, str] = {
    "gray": "grey", "dark blue": "navy", "beige": "sand", "cream": "white", "yellow": "mustard", "charcoal": "grey",
    "黑": "black", "白": "white", "灰": "grey", "藏青": "navy", "藏蓝": "navy", "深蓝": "navy", "蓝": "blue", "墨绿": "green",
    
    "军绿": "olive", "橄榄": "olive", "绿": "green", "米色": "sand", "沙": "sand", "燕麦": "sand",
    "红": "red", "黄": "mustard", "粉": "pink",
}  # fmt: skip


def chosen_lines(order: Order, product: str | None, words: str | None) -> tuple[Line, ...]:
    """The lines that are meant: the only one, those that the words name, or those of the product that was named before; else none."""
    if len(order.lines) == 1:
        return order.lines
    if words:
        return named(order, simplified(words))
    return tuple(line for line in order.lines if line.product.key == product) or shoes(order, product)


def shoes(order: Order, product: str | None) -> tuple[Line, ...]:
    """The only shoes of the order, where some other shoes were named."""
    if product is None or PRODUCTS[product].sizes != SHOES:
        return ()
    worn = tuple(line for line in order.lines if line.product.sizes == SHOES)
    return worn if len(worn) == 1 else ()


def named(order: Order, words: str) -> tuple[Line, ...]:
    """The lines that a customer's words name; none where they could mean several or nothing."""
    likeness = {line: max(like(name, words) for name in names(line)) for line in order.lines}
    sure = tuple(line for line, value in likeness.items() if value >= SURE)
    if sure:
        return sure
    if ALL.search(words):
        return order.lines
    for position, pattern in enumerate(ORDINALS, start=1):
        if re.search(pattern, words, re.IGNORECASE) or words.strip() == str(position):
            return tuple(line for line in order.lines if line.position == position)
    best = max(likeness.values())
    near = tuple(line for line, value in likeness.items() if value >= max(NEAR, best - 3))
    return near if len(near) == 1 else ()


def names(line: Line) -> tuple[str, ...]:
    """Everything an article is called."""
    return (line.product.english, line.product.chinese, *line.product.other_names)


def like(name: str, words: str) -> float:
    """How much a part of the words is like the name, 0 to 100; Latin names are compared with whole words."""
    name, words = name.casefold(), words.casefold()
    if not name.isascii():
        return 100.0 if name in words else 0.0
    tokens, length = re.findall(r"[a-z0-9]+", words), len(name.split())
    windows = [" ".join(tokens[i : i + length]) for i in range(max(len(tokens) - length + 1, 1))]
    return max((fuzz.ratio(name, window) for window in windows), default=0.0)


def wanted_variant(line: Line, said: Sequence[str], size: str | None, colour: str | None) -> tuple[str, str] | None:
    """The size and colour that are wanted instead: from the words, the first of them first, or the slots; None if nothing fits.

    What is named nowhere stays as it is.
    """
    product, plain = line.product, [simplified(words) for words in said]
    sizes = [s for s in first_of(sizes_in(product, words) for words in plain) or [size] if s in product.sizes]
    colours = [c for c in first_of(colours_in(product, words) for words in plain) or [colour] if c in product.colours]
    new_size = next((s for s in reversed(sizes) if s != line.size), line.size)
    new_colour = next((c for c in reversed(colours) if c != line.colour), line.colour)
    return (new_size, new_colour) if sizes or colours else None


def first_of(found: Iterable[list[str]]) -> list[str]:
    """The first that has anything."""
    return next((names for names in found if names), [])


def words_about(line: Line, said: Sequence[str], size: str | None, colour: str | None) -> str:
    """The last message in which that size or colour was named, with whatever else it says about them; empty where none is."""
    for words in reversed(said):
        plain = simplified(words)
        if size in sizes_in(line.product, plain) or colour in colours_in(line.product, plain):
            return words
    return ""


def sizes_in(product: Product, words: str) -> list[str]:
    """The sizes named in the words, in their order; "too small" names none."""
    words = TOO.sub(" ", words)
    if product.sizes == SHOES:
        return re.findall(r"(?<![\d.])(3[6-9]|4[0-6])(?![\d.])", words)
    table = SIZE_WORDS if product.sizes == CLOTHES else BED_WORDS if product.sizes == BEDDING else {}
    plain = {size.casefold(): size for size in product.sizes}
    both = {**table, **plain}
    pattern = "|".join(
        re.escape(word) if not word.isascii() else rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in sorted(both, key=len, reverse=True)
    )
    return [both[found] for found in re.findall(pattern, words.casefold())] if both else []


def colours_in(product: Product, words: str) -> list[str]:
    """The colours named in the words, in their order."""
    both = {**COLOUR_WORDS, **{chinese: name for name, chinese in COLOURS.items()}, **{name: name for name in COLOURS}}
    pattern = "|".join(re.escape(word) for word in sorted(both, key=len, reverse=True))
    return [both[found] for found in re.findall(pattern, words.casefold())]
