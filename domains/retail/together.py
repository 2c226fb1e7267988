"""Articles that a customer names in one breath: "the shirt and the shoes", 水壶和台灯."""

import re
from collections.abc import Sequence
from functools import cache

from bot.simplified import simplified

from .catalogue import COLOURS, PRODUCTS, Product
from .matching import COLOUR_WORDS, OTHERWISE, SIZE_WORDS, akin
from .shop import Line, Order

LATELY = 3
"""Messages of the customer in which a wish is said: it, the order code that was asked for, and once more where nobody knew that."""

SIZES = {size for product in PRODUCTS.values() for size in product.sizes}
QUALITIES = sorted({*SIZE_WORDS, *COLOUR_WORDS, *COLOURS, *COLOURS.values(), *SIZES}, key=len, reverse=True)
BETWEEN = re.compile(
    r"\b(?:and|or|plus|also|as well as|the|a|an|my|both|one|for|in|to|size|colou?r|too|of them)\b|[\s,.&+;，、；。/]|"
    r"以及|还有|另外|和|跟|与|及|还|也|那个|这个|那件|这件|那双|这双|一个|一件|一双|一把|一盏|[个件双把盏只套条床的码号色换成]|"
    + "|".join(re.escape(word) if not word.isascii() else rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])" for word in QUALITIES),
    re.IGNORECASE,
)
"""What may stand between two articles that are meant together: words that join, and the size or colour of either."""

JOINS = re.compile(r"\b(?:and|or|plus|also|as well)\b|[&+、]|以及|还有|另外|和|跟|与|及", re.IGNORECASE)
TOLD = re.compile(
    r"\s*(?:(?:is|are|was|were|has|have|fits?|looks?|feels?|works?|came|arrived|seems?)\b|很|太|不|没|挺|都?好|还|是|[|])", re.IGNORECASE
)
"""After an article of which something is told: "return the shirt, the shoes are great"."""

EVERYTHING = re.compile(
    r"\b(?:return(?:ing)?|refund|exchange|send(?:ing)?(?: back)?|giv(?:e|ing)(?: back)?|"
    r"(?:order|parcel|they|items|things) (?:is|are|were|was))"
    r" (?:them |it )?(?:back )?(?:both|everything|all of (?:it|them)|the (?:whole|entire) (?:order|lot|thing)|"
    r"all (?:the )?(?:items|things)|"
    r"the two(?: of them)?)\b"
    r"|(?:全部|整单|两[个件样]都?|都[要想])(?:给我|帮我|要|想)*(?:退|换)(?![款钱])|退(?:掉|了)?(?:全部|整单|所有|两[个件样])",
    re.IGNORECASE,
)


@cache
def names() -> re.Pattern[str]:
    """Everything that the shop's articles are called, the longest first; a Latin name is whole words, in the singular or plural."""
    every = {name for product in PRODUCTS.values() for name in called(product)}
    words = (
        rf"(?<![a-z]){re.escape(name)}(?:e?s)?(?![a-z])" if name.isascii() else re.escape(name) for name in sorted(every, key=len)[::-1]
    )
    return re.compile("|".join(words))


def called(product: Product) -> tuple[str, ...]:
    """What an article is called, in small letters."""
    return tuple(name.casefold() for name in (product.english, product.chinese, *product.other_names))


def meant_by(name: str) -> frozenset[str]:
    """The articles that are called so."""
    forms = {name, name.removesuffix("s"), name.removesuffix("es")}
    return frozenset(product.key for product in PRODUCTS.values() if forms & set(called(product)))


def breaths(words: str) -> list[list[frozenset[str]]]:
    """The articles of a message, those together that are joined by little more than "and"."""
    plain = OTHERWISE.sub(" | ", simplified(words)).casefold()
    groups: list[list[frozenset[str]]] = []
    end = 0
    for match in names().finditer(plain):
        gap = plain[end : match.start()]
        joined = groups and not BETWEEN.sub("", gap) and (JOINS.search(gap) or not TOLD.match(plain, match.end()))
        groups[-1:] = [[*groups[-1], meant_by(match[0])]] if joined else [*groups[-1:], [meant_by(match[0])]]
        end = match.end()
    return groups


def with_it(order: Order, lines: Sequence[Line], said: Sequence[str]) -> tuple[tuple[Line, ...], tuple[Product, ...]]:
    """The lines with those named in one breath with them in the newest message that names them; and what was named so and is not there.

    Where a message wants the whole order back and names no article, all of it is meant.
    """
    for words in list(reversed(said))[:LATELY]:
        for group in breaths(words):
            own = {line for line in order.lines if any(line.product.key in keys for keys in group)}
            if own & set(lines):
                missing = [PRODUCTS[min(keys)] for keys in group if not any(line.product.key in keys for line in order.lines)]
                real = dict.fromkeys(p for p in missing if p.returnable and not any(akin(line.product, p, "") for line in own))
                return tuple(line for line in order.lines if line in own or line in lines), tuple(real)
    return tuple(lines), ()


def part_of(order: Order, said: Sequence[str], product: str | None) -> tuple[Line, ...]:
    """The lines that alone are meant, where the last two messages name some, or which to keep; or those of a ``product``."""
    own = tuple(line for line in order.lines if line.product.key == product)
    for words in reversed(said[-2:]):
        plain = simplified(words).casefold()
        named = {line for match in names().finditer(plain) for line in order.lines if line.product.key in meant_by(match[0])}
        if named:
            meant = {line for line in order.lines if any(line.product.key in keys for group in breaths(words) for keys in group)}
            chosen = meant or set(order.lines) - named
            return tuple(line for line in order.lines if line in chosen) if len(chosen) < len(order.lines) else ()
    return own if len(own) < len(order.lines) else ()


def everything(order: Order, said: Sequence[str]) -> tuple[Line, ...]:
    """All lines, where a message of the last two wants the whole order back and names none of them."""
    wanted = any(EVERYTHING.search(simplified(words)) and not breaths(words) for words in said[-2:])
    return order.lines if wanted else ()
