"""What every store keeps of operators' answers, in memory, SQLite and PostgreSQL alike."""

from dataclasses import replace

from sqlalchemy import delete

from bot.dialogue.conversation import Conversation
from bot.store.answers import MOST_SENT, SentAnswer, Standing
from bot.store.memory import MemoryStore
from bot.store.tables import conversations
from tests.contracts.conftest import Another
from tests.store.parts import AnyStore

ANSWER = SentAnswer("c1", "shop", "en", "where is [order]", "It comes on [day].", "w1", "", "own", 10.0)


async def begin(store: AnyStore, *names: str) -> None:
    for name in names:
        await store.create(Conversation(name, "shop"), "web", 1.0)


async def forget(store: AnyStore, name: str) -> None:
    if isinstance(store, MemoryStore):
        del store.kept[name]
    else:
        await store.database.write(lambda connection: connection.execute(delete(conversations).where(conversations.c.id == name)))


async def test_answers_come_back_as_they_were_kept_the_latest_first(store: AnyStore) -> None:
    await begin(store, "c1", "c2")
    chinese = SentAnswer("c2", "shop", "zh", "订单[订单号]在哪？", "明天到。\x00", "w2", "w1", "edited", 11.0)
    await store.keep_answer(ANSWER, ())
    await store.keep_answer(chinese, ("w1",))
    first, second = await store.sent_answers("shop")
    assert (second, first.said.rstrip("\x00")) == (ANSWER, "明天到。")
    assert replace(first, said="") == replace(chinese, said="")
    assert await store.sent_answers("bank") == []


async def test_what_was_offered_and_what_of_it_was_used_is_counted(store: AnyStore) -> None:
    await begin(store, "c1")
    await store.keep_answer(ANSWER, ("w8", "w9"))
    await store.keep_answer(replace(ANSWER, origin="w9", how="as_it_was", at=20.0), ("w9",))
    await store.keep_answer(replace(ANSWER, origin="w7", how="edited", at=30.0), ("w9",))
    assert await store.standings("shop") == {"w8": Standing(1, 0, 0.0), "w9": Standing(3, 1, 20.0), "w7": Standing(0, 1, 30.0)}
    assert await store.standings("bank") == {}


async def test_with_a_conversation_goes_what_its_operator_answered(store: AnyStore) -> None:
    await begin(store, "c1", "c2")
    await store.keep_answer(ANSWER, ())
    await store.keep_answer(replace(ANSWER, conversation_id="c2"), ())
    await forget(store, "c1")
    assert [one.conversation_id for one in await store.sent_answers("shop")] == ["c2"]


async def test_of_a_conversation_that_was_deleted_meanwhile_nothing_is_kept(store: AnyStore) -> None:
    await store.keep_answer(ANSWER, ("w9",))
    assert await store.sent_answers("shop") == []
    assert await store.standings("shop") == {}


async def test_no_more_answers_of_a_pack_are_kept_than_stated_and_the_oldest_go(another: Another) -> None:
    store = await another()
    await begin(store, "c1")
    await store.keep_answer(replace(ANSWER, pack="bank", said="of another pack"), ())
    for number in range(MOST_SENT + 3):
        await store.keep_answer(replace(ANSWER, said=str(number)), ())
    kept = await store.sent_answers("shop")
    assert len(kept) == MOST_SENT
    assert (kept[0].said, kept[-1].said) == (str(MOST_SENT + 2), "3")
    assert len(await store.sent_answers("bank")) == 1
