"""What every store tells of what waits: in memory, SQLite and PostgreSQL alike."""

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import MessageReceived
from bot.store.records import Backlog, Fate, Inbound
from tests.store.parts import AnyStore, a_turn


async def say(store: AnyStore, name: str, at: float) -> None:
    await store.receive(Inbound(f"{name}:{at}", name, MessageReceived(at, "hello", str(at))), at)


async def test_where_nothing_waits_there_is_no_beginning(store: AnyStore) -> None:
    assert await store.backlog() == Backlog()
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    assert await store.backlog() == Backlog()


async def test_what_waits_for_an_answer_is_counted_from_the_first_on(store: AnyStore) -> None:
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    for at in (10.0, 11.0, 12.0):
        await say(store, "c1", at)
    assert await store.backlog() == Backlog(inbox=3, inbox_since=10.0)
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, "hi", inbound=("c1:10.0",), mode="queued"))
    assert await store.backlog() == Backlog(queued=1, inbox=2, inbox_since=11.0)


async def test_lines_that_wait_to_be_sent_are_counted_from_the_first_said_on_and_those_given_up_apart(store: AnyStore) -> None:
    for name in ("c1", "c2"):
        await store.create(Conversation(name, "shop"), "telegram", 1.0)
        opened = await store.open(name)
        await store.commit(opened.lease, a_turn(opened, "one", "two"))
    assert await store.backlog() == Backlog(outbox=4, outbox_since=5.0)
    for fate in (Fate("sent", 1), Fate("dead", error="blocked", rest=True, cause="gone")):
        outgoing = await store.claim("c1", "me", 10.0, 70.0)
        assert outgoing is not None
        await store.settle(outgoing, "me", fate, 11.0)
    assert await store.backlog() == Backlog(outbox=2, outbox_since=5.0, dead=1)
