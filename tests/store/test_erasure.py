"""Deleting beside others who write, on PostgreSQL, where two transactions run at the same time."""

import asyncio

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import MessageReceived
from bot.store.erasure import Wanted
from bot.store.records import Inbound
from bot.store.rows import inbox_row
from bot.store.sql import SqlStore
from tests.store.postgres import PostgresServer, created, speaking


async def test_a_message_that_comes_in_while_its_old_conversation_is_about_to_go_keeps_it(postgres_running: PostgresServer) -> None:
    address = await created(postgres_running.address)
    store = await SqlStore.connect(address)
    try:
        await store.create(Conversation("c1", "shop"), "web", 1.0)
        row = inbox_row(Inbound("c1:d1", "c1", MessageReceived(9.0, "I am back", "d1")), 9.0)
        async with speaking(address) as receiving, receiving.transaction():
            await receiving.execute("SELECT FROM conversations WHERE id = 'c1' FOR NO KEY UPDATE")
            await receiving.execute(
                "INSERT INTO inbox (key, conversation_id, body, received_at, failure) VALUES ($1, $2, $3, $4, '')",
                *(row[name] for name in ("key", "conversation_id", "body", "received_at")),
            )
            erasing = asyncio.create_task(store.erase_idle(Wanted(idle_since=5.0), "retention", 10.0, 9))
            await asyncio.sleep(0.3)
            assert not erasing.done()
        assert (await erasing)["conversations"] == 0
        assert [one.inbound.key for one in await store.waiting()] == ["c1:d1"]
    finally:
        await store.close()
