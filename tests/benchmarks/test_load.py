"""What the benchmarks of the running server rely on."""

from functools import partial
from pathlib import Path

from benchmarks.load.filling import fill
from benchmarks.load.patterns import lines
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import ConversationOpened
from bot.inference.script import group_of
from bot.store.records import Inbound
from bot.store.sql import SqlStore
from tests.store.parts import a_turn


async def test_a_filled_database_has_so_many_conversations_more_and_nothing_more_to_do(tmp_path: Path) -> None:
    store = await SqlStore.connect(f"sqlite:///{tmp_path / 'filled.db'}")
    first = Inbound("c1-and-more::opened", "c1-and-more", ConversationOpened(1.0, "en"))
    await store.create(Conversation("c1-and-more", "shop"), "web", 1.0, first=first)
    await store.create(Conversation("unanswered", "shop"), "web", 1.0, first=Inbound("unanswered::opened", "unanswered", first.event))
    opened = await store.open("c1-and-more", first.key)
    await store.commit(opened.lease, a_turn(opened, "Hello.", inbound=(first.key,)))

    rows = await store.database.write(partial(fill, count=25))
    assert (rows["conversations"], rows["turns"], rows["inbox"]) == (25, 25, 25)
    copies = [one for one in await store.conversations(limit=100) if one.id not in ("c1-and-more", "unanswered")]
    assert len({one.id for one in copies}) == 25
    assert {one.mode for one in copies} == {"closed"}
    for copy in copies:
        assert [line.text for line in await store.messages(copy.id)] == [line.text for line in await store.messages("c1-and-more")]
    assert [row.inbound.key for row in await store.waiting()] == ["unanswered::opened"]
    await store.close()


def test_customers_write_in_one_language_each_and_languages_have_their_share() -> None:
    groups = [{group_of(next(mine)) for _ in range(6)} - {None} for mine in lines(60)]
    assert sum(len(group) == 1 for group in groups) > 55
    assert 20 < sum(group == {"latin"} for group in groups) < 50
