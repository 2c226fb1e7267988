"""Finds out which article of an order, and which size and colour, a customer's words mean."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from bot.simplified import simplified

from .catalogue import BEDDING, CLOTHES, COLOURS, PRODUCTS, SHOES, Product
from .said import JUST_NOW
from .shop import Line, Order
from .wording import joined

ALL = re.compile(
    r"\b(both|all( of (it|them))?|everything|the whole (lot|order)|the two)\b|全部|所有|都要|都是|两个都|两件都|整单|都", re.IGNORECASE
)
ORDINALS = (r"first|1st|number one|第一|上面", r"second|2nd|number two|第二|第2", r"third|3rd|number three|第三|第3")
SURE, NEAR = 88.0, 70.0

OTHERWISE = re.compile(
    r"\b(?:not|except(?: for)?|apart from|other than|keep(?:ing)?)\b[^,.;!?]*"
    r"|(?:不是|不退|不换|不要|除了|留着|保留)[^，。；！？,.;!?]*|[^，。；！？,.;!?\s]{1,12}(?:留着|留下|保留|不动)(?=[吧了啊]?(?:[，。；！？,.;!?\s]|$))|包[裹装邮含括]|[打书面钱]包",
    re.IGNORECASE,
)
"""What is said of an article that is not meant, and Chinese words in which the name of another stands."""

POINTS = re.compile(r"\b(?:it|them|(?:this|that) one)\b|它|[这那][个件双]|还是|不如", re.IGNORECASE)
"""Words that point to the article that was spoken of."""

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


def chosen_lines(order: Order, product: str | None, words: str | None, said: Sequence[str]) -> tuple[Line, ...]:
    """The lines that are meant: those that the words name, of the product that was named before, or named lately; else the only one."""
    alone = order.lines if len(order.lines) == 1 else ()
    if words:
        plain = simplified(words)
        return () if alone and others(order, plain) else alone or named(order, plain)
    bought = tuple(line for line in order.lines if line.product.key == product) or shoes(order, product)
    return bought or named_lately(order, said) or (() if absent(order, product, said) else alone)


def absent(order: Order, product: str | None, said: Sequence[str]) -> Product | None:
    """The product that was named where the order has nothing like it; a gift card may have been spoken of because it paid."""
    found = PRODUCTS.get(product or "")
    if found is None or not found.returnable or shoes(order, product):
        return None
    words = simplified(" ".join(said[-JUST_NOW:]))
    return None if any(line.product is found or akin(line.product, found, words) for line in order.lines) else found


def akin(product: Product, other: Product, words: str) -> bool:
    """Whether the article may be meant where another was heard: "the moon lamp" of a night light called Moon."""
    own = set(re.findall(r"[a-z]{4,}", " ".join((product.english, *product.other_names)).casefold()))
    return bool(own & set(re.findall(r"[a-z]+", words.casefold()))) or product.chinese[-1] == other.chinese[-1]


def others(order: Order, words: str) -> bool:
    """Whether the words name a product of the shop that the order has not, and nothing that it has."""
    return not surely(order.lines, words) and any(
        likeliest(product, words) >= SURE and absent(order, product.key, (words,)) for product in PRODUCTS.values()
    )


def named_lately(order: Order, said: Sequence[str]) -> tuple[Line, ...]:
    """The lines that the newest of the last messages names which names any: "return the shoes", and then the code."""
    plain = (OTHERWISE.sub(" ", simplified(words)) for words in reversed(said[-JUST_NOW:]))
    return next((lines for words in plain if (lines := surely(order.lines, words))), ())


def pointed_at(order: Order, item_lines: str | None, item_name: str | None, said: Sequence[str]) -> tuple[Line, ...]:
    """The lines that were spoken of before, where the newest message points to them: "exchange it for an L"."""
    lines = order.pick(item_lines or "")
    if not lines or not said or not POINTS.search(simplified(said[-1])):
        return ()
    return lines if item_name in [joined([line.name(language) for line in lines], language) for language in ("en", "zh")] else ()


def shoes(order: Order, product: str | None) -> tuple[Line, ...]:
    """The only shoes of the order, where some other shoes were named."""
    if product is None or PRODUCTS[product].sizes != SHOES:
        return ()
    worn = tuple(line for line in order.lines if line.product.sizes == SHOES)
    return worn if len(worn) == 1 else ()


def named(order: Order, words: str) -> tuple[Line, ...]:
    """The lines that a customer's words name; none where they could mean several or nothing."""
    if sure := surely(order.lines, words):
        return sure
    if ALL.search(words):
        return order.lines
    for position, pattern in enumerate(ORDINALS, start=1):
        if re.search(pattern, words, re.IGNORECASE) or words.strip() == str(position):
            return tuple(line for line in order.lines if line.position == position)
    likeness = {line: likeliest(line.product, words) for line in order.lines}
    best = max(likeness.values())
    near = tuple(line for line, value in likeness.items() if value >= max(NEAR, best - 3))
    return near if len(near) == 1 else ()


def surely(lines: Sequence[Line], words: str) -> tuple[Line, ...]:
    """The lines that the words name beyond doubt."""
    return tuple(line for line in lines if likeliest(line.product, words) >= SURE)


def likeliest(product: Product, words: str) -> float:
    """How much a part of the words is like something that the article is called, 0 to 100."""
    return max(like(name, words) for name in (product.english, product.chinese, *product.other_names))


def like(name: str, words: str) -> float:
    """How much a part of the words is like the name, 0 to 100; Latin names are compared with whole words."""
    name, words = name.casefold(), words.casefold()
    if not name.isascii():
        return 100.0 if name in words else 0.0
    tokens, length = re.findall(r"[a-z0-9]+", words), len(name.split())
    windows = [" ".join(tokens[i : i + length]) for i in range(max(len(tokens) - length + 1, 1))]
    return max((fuzz.ratio(name, window) for window in windows), default=0.0)


def wanted_variant(
    line: Line, said: Sequence[str], size: str | None, colour: str | None, agreed: tuple[str, str]
) -> tuple[str, str] | None:
    """The size and colour that are wanted instead: from the words, the first of them first, or the slots; None if nothing fits.

    What is named nowhere stays as it was ``agreed``.
    """
    product, plain = line.product, [simplified(words) for words in said]
    sizes = [s for s in first_of(sizes_in(product, words) for words in plain) or [size] if s in product.sizes]
    colours = [c for c in first_of(colours_in(product, words) for words in plain) or [colour] if c in product.colours]
    new_size = next((s for s in reversed(sizes) if s != line.size), line.size if sizes else agreed[0])
    new_colour = next((c for c in reversed(colours) if c != line.colour), line.colour if colours else agreed[1])
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


def said_last(product: Product, said: Sequence[str], size: str | None, colour: str | None) -> tuple[str | None, str | None]:
    """The size and the colour, as far as the last message names them for this article."""
    words = simplified(said[-1]) if said else ""
    return size if size in sizes_in(product, words) else None, colour if colour in colours_in(product, words) else None


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
