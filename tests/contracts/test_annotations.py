"""What every store keeps of what operators say that customers meant, in memory, SQLite and PostgreSQL alike."""

from dataclasses import replace

from bot.dialogue.conversation import Conversation
from bot.store.annotations import Annotation
from tests.store.parts import AnyStore, a_turn

MEANT = Annotation("c1", 1, "shop", ("cancel_order",), "Mia", 10.0)


async def begin(store: AnyStore, *names: str) -> None:
    for name in names:
        await store.create(Conversation(name, "shop"), "web", 1.0)
        opened = await store.open(name)
        await store.commit(opened.lease, a_turn(opened, f"hello {name}"))


async def test_what_was_meant_comes_back_as_it_was_kept_by_conversation_and_by_pack(store: AnyStore) -> None:
    await begin(store, "c1", "c2")
    two = Annotation("c2", 1, "shop", ("cancel_order", "退款"), "Tom", 9.0)
    assert await store.annotate(MEANT)
    assert await store.annotate(two)
    assert await store.annotations("c1") == [MEANT]
    assert await store.annotated("shop") == [two, MEANT]
    assert await store.annotated("shop", 10.0) == [MEANT]
    assert await store.annotated("bank") == []


async def test_who_looks_again_replaces_what_was_said_before(store: AnyStore) -> None:
    await begin(store, "c1")
    await store.annotate(MEANT)
    second = replace(MEANT, intents=("oos",), by="Tom", at=20.0)
    assert await store.annotate(second)
    assert await store.annotations("c1") == [second]


async def test_it_can_be_taken_back_once(store: AnyStore) -> None:
    await begin(store, "c1")
    await store.annotate(MEANT)
    assert await store.take_back("c1", 1)
    assert not await store.take_back("c1", 1)
    assert await store.annotations("c1") == []


async def test_of_a_turn_or_a_conversation_that_there_is_not_nothing_is_kept(store: AnyStore) -> None:
    await begin(store, "c1")
    assert not await store.annotate(replace(MEANT, turn=7))
    assert not await store.annotate(replace(MEANT, conversation_id="gone"))
    assert await store.annotated("shop") == []


async def test_it_goes_with_its_conversation(store: AnyStore) -> None:
    await begin(store, "c1", "c2")
    await store.annotate(MEANT)
    await store.annotate(replace(MEANT, conversation_id="c2"))
    went = await store.erase(["c1"], "Mia", 30.0)
    assert went["annotations"] == 1
    assert [one.conversation_id for one in await store.annotated("shop")] == ["c2"]
