"""What the databases return of many conversations for counting, SQLite and PostgreSQL alike."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.dialogue.conversation import Clarification, Conversation, Frame
from bot.dialogue.events import MessageReceived
from bot.store import codec, logs
from bot.store.logs import LineHead, LoggedChat
from bot.store.records import Channel, Message
from bot.store.sql import SqlStore
from tests.contracts.conftest import Another
from tests.store.parts import a_turn

databases = pytest.mark.parametrize("another", ["sqlite", "postgresql", "pgbouncer"], indirect=True)


@pytest.fixture
async def kept(another: Another) -> SqlStore:
    store = await another()
    assert isinstance(store, SqlStore)
    return store


async def talk(store: SqlStore, name: str, at: float = 100.0, pack: str = "shop", channel: Channel = "web", **state: object) -> None:
    """A conversation with one turn, in which the customer wrote and the bot answered."""
    await store.create(Conversation(name, pack, language="zh"), channel, at)
    opened = await store.open(name)
    lines = (Message(1, "customer", "退货", at, 1), Message(2, "bot", "好的", at, 1, reply="ask_code"))
    turn = a_turn(opened, events=(MessageReceived(at, "退货", "d1"),), **state)
    await store.commit(opened.lease, replace(turn, messages=lines, at=at))


async def read(store: SqlStore, since: float = 0.0, until: float = 1e9, pack: str | None = None, limit: int = 200) -> list[LoggedChat]:
    """All pages."""
    found: list[LoggedChat] = []
    after: str | None = ""
    while after is not None:
        page = await store.database.read(logs.page(since, until, pack, after, limit))
        assert len(page.chats) <= limit
        found, after = found + list(page.chats), page.last
    return found


@databases
async def test_a_conversation_comes_with_its_turns_and_their_lines_without_words(kept: SqlStore) -> None:
    await talk(kept, "c1")
    (chat,) = await read(kept)
    assert (chat.id, chat.pack, chat.channel, chat.language, chat.mode, chat.opened_at) == ("c1", "shop", "web", "zh", "bot", 100.0)
    (turn,) = chat.turns
    assert (turn.at, turn.model, codec.decode_events(turn.events)) == (100.0, "m1", (MessageReceived(100.0, "退货", "d1"),))
    assert turn.lines == (LineHead("customer", "", "text"), LineHead("bot", "ask_code", "text"))


@databases
async def test_pages_hold_every_conversation_once_whatever_their_size(kept: SqlStore) -> None:
    for number in range(5):
        await talk(kept, f"c{number}")
    for limit in (1, 2, 5, 6):
        assert [one.id for one in await read(kept, limit=limit)] == ["c0", "c1", "c2", "c3", "c4"]


@databases
async def test_only_conversations_of_the_time_and_of_the_pack_are_read(kept: SqlStore) -> None:
    await talk(kept, "old", 10.0)
    await talk(kept, "now", 100.0)
    await talk(kept, "later", 200.0)
    await talk(kept, "bank", 100.0, "bank")
    assert [one.id for one in await read(kept, 50.0, 150.0)] == ["bank", "now"]
    assert [one.id for one in await read(kept, 50.0, 150.0, "shop")] == ["now"]
    assert await kept.database.read(logs.packs) == {"shop", "bank"}


@databases
async def test_a_flow_or_a_question_that_is_open_now_is_known(kept: SqlStore) -> None:
    await talk(kept, "flow", stack=(Frame("cancel", "code"),))
    await talk(kept, "question", question=Clarification(("cancel_order",), "hm"))
    await talk(kept, "rest", text='"stack":[1] "question":null')
    await talk(kept, "sly", text='"stack":[]', stack=(Frame("cancel", "code"),))
    assert {one.id: one.asking for one in await read(kept)} == {"flow": True, "question": True, "rest": False, "sly": True}


@databases
async def test_a_conversation_without_a_turn_is_there_and_a_deleted_one_is_not(kept: SqlStore) -> None:
    await kept.create(Conversation("opened", "shop"), "rest", 100.0)
    await talk(kept, "gone")
    await kept.erase(["gone"], "mei", 300.0)
    (chat,) = await read(kept)
    assert (chat.id, chat.turns) == ("opened", ())
    times = ((300.0, 301.0), (300.1, 301.0), (0.0, 300.0))
    assert [await kept.database.read(logs.deleted(since, until)) for since, until in times] == [1, 0, 0]


@databases
async def test_every_conversation_of_a_pack_is_found_behind_pages_of_others(kept: SqlStore) -> None:
    for number in range(4):
        await talk(kept, f"c{number}", pack="shop" if number in (0, 3) else "bank")
    assert [one.id for one in await read(kept, pack="shop", limit=1)] == ["c0", "c3"]


@pytest.mark.parametrize("another", ["sqlite"], indirect=True)
async def test_a_page_is_found_without_sorting_all_conversations(kept: SqlStore) -> None:
    statement = logs.scanned(0.0, 1e9, "", 5).compile(compile_kwargs={"literal_binds": True})
    plan = await kept.database.read(lambda connection: connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all())
    assert ["id>?" in row.detail for row in plan] == [True]
