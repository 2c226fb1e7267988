"""What every store does with whole conversations, in memory, SQLite and PostgreSQL alike: finds, copies, deletes."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import Connection, MetaData, select

from bot import keys
from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import Button, Drawing
from bot.dialogue.events import ActionRequested, CustomerRated, MessageReceived
from bot.errors import StoreConflict, UnknownConversation
from bot.store.annotations import Annotation
from bot.store.answers import SentAnswer
from bot.store.erasure import BELONGING, Deletion, Wanted, fingerprint
from bot.store.memory import MemoryStore
from bot.store.records import Fate, Inbound, Message, Stored
from tests.contracts.conftest import Another
from tests.store.parts import AnyStore, a_turn

SECRET = "my kettle burnt a hole into the table"
CHAT = "telegram-81-4401"


async def say(store: AnyStore, name: str, text: str, at: float = 1000.0, id: str = "d1") -> str:
    """A customer's message that nobody has answered yet; its key."""
    key = keys.key(name, "message", id)
    await store.receive(Inbound(key, name, MessageReceived(at, text, id)), at)
    return key


async def full(store: AnyStore, name: str = CHAT, at: float = 1000.0) -> None:
    """A conversation with rows in every table that can have any, and with a turn that waits."""
    await store.create(Conversation(name, "shop"), "telegram", at)
    key = await say(store, name, SECRET)
    opened = await store.open(name, key)
    turn = a_turn(opened, inbound=(key,), events=(MessageReceived(at, SECRET, "d1"), CustomerRated(at, 1, SECRET)))
    own = Message(1, "customer", SECRET, at, 1, delivery_id="d1")
    bot = Message(2, "bot", f"You wrote: {SECRET}", at, 1, (Button(SECRET, "x"),), drawing=Drawing("draw", {"said": SECRET}, "en"))
    await store.commit(opened.lease, replace(turn, messages=(own, bot), at=at))
    outgoing = await store.claim(name, "me", at, at + 60)
    assert outgoing is not None
    await store.settle(outgoing, "me", Fate("dead", error=SECRET, cause="refused"), at)
    await store.keep_answer(SentAnswer(name, "shop", "en", SECRET, SECRET, "w1", "", "own", at), ("w1",))
    await store.annotate(Annotation(name, 1, "shop", ("oos",), "mei", at))
    key = await say(store, name, SECRET, id="d2")
    opened = await store.open(name, key)
    await store.request(opened.lease, ActionRequested(at, f"{key}:0", "cancel_order", {"said": SECRET}))
    await store.release(opened.lease)


def everywhere(connection: Connection) -> dict[str, list[str]]:
    """All rows of all tables that the database has, whatever the program knows of them."""
    there = MetaData()
    there.reflect(connection)
    return {name: [repr(row) for row in connection.execute(select(table))] for name, table in there.tables.items()}


async def tables(store: AnyStore) -> dict[str, list[str]]:
    """Everything that a store holds, by table, as text."""
    if not isinstance(store, MemoryStore):
        return await store.database.write(everywhere)
    held = {name: value for name, value in vars(store).items() if name not in ("clock", "positions")}
    return {name: [repr(value)] for name, value in held.items()}


async def mentioning(store: AnyStore, *words: str) -> list[str]:
    """The tables in which one of the words stands."""
    return sorted(name for name, rows in (await tables(store)).items() if any(word in row for row in rows for word in words))


async def test_a_deleted_conversation_leaves_nothing_in_any_table_that_there_is(store: AnyStore) -> None:
    await full(store)
    await store.create(Conversation("other", "shop"), "web", 1.0)
    before = await mentioning(store, CHAT)
    if not isinstance(store, MemoryStore):
        assert before == sorted(["conversations", *BELONGING]), "the test fills every table"
    went = await store.erase([CHAT], "mei", 2000.0)
    assert await mentioning(store, SECRET, CHAT) == []
    assert went == {"conversations": 1, "messages": 2, "turns": 1, "inbox": 2, "outbox": 1, "sent_answers": 1, "annotations": 1}
    assert [one.id for one in await store.found(Wanted())] == ["other"]
    assert (await store.backlog()).inbox == 0


async def test_a_copy_has_everything_that_is_kept_of_a_conversation_with_its_json_read(store: AnyStore) -> None:
    await full(store)
    copy = await store.copied(CHAT)
    assert set(copy) == {"conversations", *BELONGING}
    assert [line["text"] for line in copy["messages"]] == [SECRET, f"You wrote: {SECRET}"]
    assert (copy["messages"][1]["buttons"][0]["label"], copy["messages"][1]["drawing"]["arguments"]) == (SECRET, {"said": SECRET})
    assert [event["type"] for event in copy["turns"][0]["events"]] == ["MessageReceived", "CustomerRated"]
    assert copy["turns"][0]["trace"][0]["because"] == "because"
    assert [(one["body"] or {}).get("text") for one in copy["inbox"]] == [None, SECRET]
    assert [(one["state"], one["error"]) for one in copy["outbox"]] == [("dead", SECRET)]
    assert copy["sent_answers"][0]["said"] == SECRET
    assert copy["conversations"][0]["state"]["id"] == CHAT
    assert copy["conversations"][0]["requested"][0]["action"] == "cancel_order"
    with pytest.raises(UnknownConversation):
        await store.copied("nobody")


async def test_a_turn_that_runs_while_its_conversation_is_deleted_writes_nothing_back(another: Another) -> None:
    store, other = await another(), await another()
    await full(store)
    opened = await store.open(CHAT)
    await other.erase([CHAT], "mei", 2000.0)
    with pytest.raises(UnknownConversation):
        await store.request(opened.lease, ActionRequested(1.0, "k", "cancel_order", {}))
    with pytest.raises(UnknownConversation):
        await store.commit(opened.lease, a_turn(opened, SECRET))
    await store.release(opened.lease)
    with pytest.raises(UnknownConversation):
        await say(store, CHAT, SECRET)
    assert await mentioning(store, SECRET, CHAT) == []


async def test_who_waits_for_a_conversation_hears_that_it_was_deleted(another: Another) -> None:
    store, other = await another(), await another()
    await full(store)
    await store.open(CHAT)
    waiting = asyncio.create_task(other.open(CHAT))
    await asyncio.sleep(0.05)
    await other.erase([CHAT], "mei", 2000.0)
    async with asyncio.timeout(5):
        with pytest.raises(UnknownConversation):
            await waiting


async def test_a_turn_of_a_deleted_conversation_writes_nothing_into_a_new_one_with_its_id(another: Another) -> None:
    store, other = await another(), await another()
    await store.create(Conversation(CHAT, "shop"), "telegram", 1.0)
    running = await store.open(CHAT)
    await other.erase([CHAT], "mei", 2000.0)
    await other.create(Conversation(CHAT, "shop", language="zh"), "telegram", 2001.0)
    fresh = await other.open(CHAT)
    with pytest.raises(StoreConflict):
        await store.commit(running.lease, a_turn(running, SECRET))
    await store.release(running.lease)
    await other.commit(fresh.lease, a_turn(fresh, "hello"))
    assert [line.text for line in await store.messages(CHAT)] == ["hello"]


async def test_a_state_that_was_kept_at_hand_is_no_way_back_into_a_new_conversation(another: Another) -> None:
    store, other = await another(), await another(keep=0.0)
    await store.create(Conversation(CHAT, "shop"), "telegram", 1.0)
    opened = await store.open(CHAT)
    await store.commit(opened.lease, a_turn(opened, SECRET))
    await other.erase([CHAT], "mei", 2000.0)
    await other.create(Conversation(CHAT, "shop", language="zh"), "telegram", 2001.0)
    for _ in range(2):
        opened = await store.open(CHAT)
        try:
            await store.commit(opened.lease, a_turn(opened, "hello"))
            break
        except StoreConflict:
            await store.release(opened.lease)
    assert [line.text for line in await other.messages(CHAT)] == ["hello"]
    assert (await other.head(CHAT)).conversation.language == "zh"


async def test_what_has_been_idle_goes_in_batches_and_what_changed_or_waits_stays(store: AnyStore) -> None:
    for name, at in (("a", 10.0), ("b", 20.0), ("c", 30.0), ("late", 500.0), ("waits", 40.0)):
        await store.create(Conversation(name, "bank" if name == "c" else "shop"), "web", at)
    key = await say(store, "waits", "I am back", at=900.0)
    old = Wanted(idle_since=400.0)
    assert await store.number(old) == 3
    assert (await store.erase_idle(old, "retention", 1000.0, 2))["conversations"] == 2
    assert (await store.erase_idle(old, "retention", 1000.0, 2))["conversations"] == 1
    assert (await store.erase_idle(old, "retention", 1000.0, 2))["conversations"] == 0
    assert {one.id for one in await store.found(Wanted())} == {"late", "waits"}
    opened = await store.open("waits", key)
    await store.commit(opened.lease, replace(a_turn(opened, "hello", inbound=(key,)), at=950.0))
    assert (await store.erase_idle(Wanted(idle_since=951.0, pack="bank"), "retention", 1000.0, 9))["conversations"] == 0
    assert (await store.erase_idle(Wanted(idle_since=951.0), "retention", 1000.0, 9))["conversations"] == 2


async def test_conversations_are_found_by_everything_that_is_said_of_them_the_last_first(store: AnyStore) -> None:
    await full(store, CHAT, at=100.0)
    await store.create(Conversation("x1", "bank"), "web", 300.0)
    await store.create(Conversation("x2", "shop", mode="closed"), "web", 200.0)

    async def ids(limit: int = 100, **wanted: object) -> list[str]:
        found = [one.id for one in await store.found(Wanted(**wanted), limit)]  # type: ignore[arg-type]
        assert limit < 100 or await store.number(Wanted(**wanted)) == len(found)  # type: ignore[arg-type]
        return found

    assert await ids() == ["x1", "x2", CHAT]
    assert await ids(limit=1) == ["x1"]
    assert await ids(pack="bank") == ["x1"]
    assert await ids(mode="closed") == ["x2"]
    assert await ids(ids=frozenset({"x2", CHAT, "nobody"})) == ["x2", CHAT]
    assert await ids(ids=frozenset()) == []
    assert (await ids(since=200.0), await ids(until=200.0)) == (["x1", "x2"], [CHAT])
    assert (await ids(saying="KETTLE"), await ids(saying="%")) == ([CHAT], [])


async def test_a_deletion_stays_on_record_without_whose_it_was_or_what_was_said(store: AnyStore) -> None:
    await full(store)
    for name in ("a", "b"):
        await store.create(Conversation(name, "shop"), "web", 1.0)
    await store.erase([CHAT, "nobody"], "mei", 2000.0)
    await store.erase_idle(Wanted(idle_since=100.0), "retention", 3000.0, 9)
    mine, age = Deletion("mei", 2000.0, "asked", fingerprint(CHAT), 1, 2), Deletion("retention", 3000.0, "age", "", 2, 0)
    assert await store.deletions() == [age, mine]
    assert (await store.deletions(CHAT), await store.deletions("a"), await store.deletions(limit=1)) == ([mine], [], [age])


async def test_a_customer_who_comes_back_begins_anew_and_may_send_the_same_message_ids(store: AnyStore) -> None:
    await full(store)
    await store.erase([CHAT], "mei", 2000.0)
    assert await store.create(Conversation(CHAT, "shop"), "telegram", 3000.0) is Stored.FIRST
    assert await store.receive(Inbound(keys.key(CHAT, "message", "d1"), CHAT, MessageReceived(1.0, "hi", "d1")), 1.0)
    assert (await store.head(CHAT)).last_seq == 0
    assert await store.erase([], "mei", 1.0) == await store.erase(["nobody"], "mei", 1.0)
