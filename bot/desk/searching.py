"""What a search finds beyond the lists: conversations that changed longer ago than the lists reach, and what was written in them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.desk.board import LIMITS, REACH, terms
from bot.desk.door import DeskReception
from bot.errors import UnknownConversation
from bot.store.records import Summary

MOST_WORDS = 8
"""Words of a search that are looked for in what was written."""


@dataclass(frozen=True, slots=True)
class Found:
    """``said``: in which conversations each word was written; ``reached``: conversations that the lists may lack."""

    said: Mapping[str, AbstractSet[str]]
    reached: tuple[Summary, ...]


NOTHING = Found({}, ())


async def search(reception: DeskReception, find: str) -> Found:
    """Look through the ``REACH`` conversations of each state that changed last; a whole id finds its conversation however old it is."""
    words = terms(find)[:MOST_WORDS]
    said = {word: await reception.saying(word, REACH) for word in words}
    reached = [one for mode in LIMITS for one in await reception.conversations(mode=mode, limit=REACH)]
    named = await named_by(reception, words[0]) if len(words) == 1 else ()
    return Found(said, (*reached, *named))


async def named_by(reception: DeskReception, id: str) -> tuple[Summary, ...]:
    """The conversation that has this id, where there is one."""
    try:
        return (await reception.summary(id),)
    except UnknownConversation:
        return ()
