"""A search reaches farther than the lists."""

from bot.desk.board import LIMITS, REACH, View, sections
from bot.desk.searching import search
from bot.dialogue.conversation import Mode
from bot.store.records import Summary
from tests.desk.cases import CHINESE, COSTS, TRACK, Shop


async def found(shop: Shop, find: str) -> set[str]:
    """What the desk shows of a search when its lists hold nothing."""
    reached = await search(shop, find)
    shown = sections({}, View("Mia", find=find, said=reached.said, reached=reached.reached))
    return {row["id"] for section in shown for row in section.rows}


async def test_what_changed_too_long_ago_for_the_lists_is_found_by_what_was_written_in_it() -> None:
    shop = Shop()
    for id, text, language in (("old", TRACK, "en"), ("older", COSTS, "en"), ("oldest", CHINESE, "zh")):
        await shop.start(id, language)
        await shop.write(id, text)
    assert await found(shop, "HL204518") == {"old"}
    assert await found(shop, "delivery") == {"older"}
    assert await found(shop, "人工客服") == {"oldest"}
    assert await found(shop, "人工客服 delivery") == set()
    assert await found(shop, "warranty") == set()


async def test_a_whole_id_finds_its_conversation_however_old_it_is_and_its_beginning_does_not() -> None:
    class Busy(Shop):
        """So much has happened since that no list reaches back."""

        async def conversations(self, *_: object, **__: object) -> list[Summary]:
            return []

    shop = Busy()
    await shop.start("e50ae2ec11")
    assert await found(shop, "e50ae2ec11") == {"e50ae2ec11"}
    assert await found(shop, " E50AE2EC11 ") == {"e50ae2ec11"}
    assert await found(shop, "e50ae2") == set()
    assert await found(shop, "e50ae2ec11 delivery") == set()


async def test_every_list_is_read_again_and_farther_than_it_is_shown() -> None:
    asked: list[tuple[Mode | None, int]] = []

    class Watched(Shop):
        """Remembers which lists were read."""

        async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 200) -> list[Summary]:
            asked.append((mode, limit))
            return []

    await search(Watched(), "delivery")
    assert asked == [(mode, REACH) for mode in LIMITS]
    assert all(most < REACH for most in LIMITS.values())
