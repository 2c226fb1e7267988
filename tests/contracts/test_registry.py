"""What every registry promises: in memory, SQLite and PostgreSQL alike."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import Escalate
from bot.dialogue.events import Score, Thresholds, Understood
from bot.errors import StoreConflict
from bot.registry.memory import MemoryRegistry
from bot.registry.outcomes import Tally
from bot.registry.roles import Kind, RoleChange, Roles
from bot.registry.sql import SqlRegistry
from bot.store.memory import MemoryStore
from bot.store.records import Message
from tests.store.parts import AnyStore, a_turn

Another = Callable[..., Awaitable[AnyStore]]
AnyRegistry = MemoryRegistry | SqlRegistry


def registry_of(store: AnyStore) -> AnyRegistry:
    return MemoryRegistry(store) if isinstance(store, MemoryStore) else SqlRegistry(store.database)


@pytest.fixture
def registry(store: AnyStore) -> AnyRegistry:
    return registry_of(store)


def change(kind: Kind, version: str, at: float = 1.0, pack: str = "shop", share: float = 1.0) -> RoleChange:
    return RoleChange(pack, kind, version, at, "mei", f"about {version}, 一", share, "v0" if kind == "promoted" else None)


async def test_roles_are_what_the_changes_made_of_them(registry: AnyRegistry) -> None:
    assert await registry.roles() == {}
    first, tried, other = change("promoted", "v1"), change("tried", "v2", 2.5, share=0.1), change("promoted", "b1", pack="bank")
    roles = await registry.record(first, Roles())
    roles = await registry.record(tried, roles)
    await registry.record(other, Roles())
    found = await registry.roles()
    assert found["shop"] == roles
    assert roles.active is not None
    assert roles.candidate is not None
    assert (roles.active.version, roles.active.note, roles.candidate.version, roles.candidate.share) == ("v1", "about v1, 一", "v2", 0.1)
    assert found["bank"].candidate is None
    assert await registry.changes("shop") == [first, tried]
    assert await registry.changes("bank") == [other]
    assert await registry.changes("nobody") == []


async def test_a_role_that_ends_leaves_nothing_but_its_history(registry: AnyRegistry) -> None:
    roles = await registry.record(change("promoted", "v1"), Roles())
    running = await registry.record(change("tried", "v2", share=0.1), roles)
    stopped = await registry.record(change("stopped", "v2"), running)
    assert stopped == roles == (await registry.roles())["shop"]
    promoted = await registry.record(change("promoted", "v3"), stopped)
    assert promoted.active is not None
    assert promoted.active.version == "v3"
    assert [one.kind for one in await registry.changes("shop")] == ["promoted", "tried", "stopped", "promoted"]


async def test_who_saw_other_roles_changes_nothing(registry: AnyRegistry) -> None:
    seen = await registry.record(change("promoted", "v1"), Roles())
    await registry.record(change("promoted", "v2"), seen)
    for late in (seen, Roles()):
        with pytest.raises(StoreConflict, match="shop"):
            await registry.record(change("promoted", "v3"), late)
    roles = (await registry.roles())["shop"]
    assert roles.active is not None
    assert roles.active.version == "v2"
    assert len(await registry.changes("shop")) == 2


@pytest.mark.parametrize("begun", [False, True])
async def test_of_several_processes_that_change_the_same_at_once_one_does(another: Another, begun: bool) -> None:
    stores = [await another() for _ in range(4)]
    registries = [registry_of(stores[0])] * 4 if isinstance(stores[0], MemoryStore) else [registry_of(store) for store in stores]
    seen = await registries[0].record(change("promoted", "v0"), Roles()) if begun else Roles()
    changes = [change("promoted", f"v{number}") for number in range(1, 5)]
    pairs = zip(registries, changes, strict=True)
    outcomes = await asyncio.gather(*(registry.record(one, seen) for registry, one in pairs), return_exceptions=True)
    won = [outcome for outcome in outcomes if isinstance(outcome, Roles)]
    assert len(won) == 1
    assert all(isinstance(outcome, StoreConflict) for outcome in outcomes if not isinstance(outcome, Roles))
    assert (await registries[-1].roles())["shop"] == won[0]
    assert len(await registries[-1].changes("shop")) == 1 + begun


def heard(mood: str) -> Understood:
    return Understood(2.0, "…", "en", (), 0.1, (Score(mood, 0.9),), (), Thresholds(0.6, 0.5), "m")


async def talk(store: AnyStore, id: str, versions: tuple[str, ...], *, pack: str = "shop", at: float = 10.0, wrote: bool = True) -> None:
    """A conversation with a turn of each version; what happened in it is told by its id."""
    assert await store.create(Conversation(id, pack), "web", at)
    for number, version in enumerate(versions):
        opened = await store.open(id)
        last = number == len(versions) - 1
        reply = "clarify" if "clarified" in id and not number else "answer"
        lines = [Message(opened.last_seq + 1, "customer", "hello?", 2.0, opened.last_turn + 1)] if wrote else []
        lines.append(Message(opened.last_seq + len(lines) + 1, "bot", "hello", 2.0, opened.last_turn + 1, reply=reply))
        turn = replace(a_turn(opened, events=(heard("negative" if "angry" in id and not number else "neutral"),)), messages=tuple(lines))
        state = {"rating": int(id[-1])} if id[-1].isdigit() and last else {}
        escalation = Escalate("asked", "…") if "called" in id and last else None
        conversation = replace(turn.conversation, mode="queued" if escalation else "bot", **state)  # type: ignore[arg-type]
        await store.commit(opened.lease, replace(turn, model_version=version, conversation=conversation, escalation=escalation))


async def test_conversations_are_counted_by_the_version_that_read_them(store: AnyStore, registry: AnyRegistry) -> None:
    await talk(store, "plain", ("m1",))
    await talk(store, "called", ("m1", "m1"))
    await talk(store, "clarified-angry-rated-2", ("m1", "m1"))
    await talk(store, "rated-5", ("m1",))
    await talk(store, "called-rated-1", ("m2",))
    assert await registry.outcomes("shop", 5.0) == {
        "m1": Tally(4, handed_over=1, not_understood=1, negative=1, rated=2, badly_rated=1, stars=7),
        "m2": Tally(1, handed_over=1, rated=1, badly_rated=1, stars=1),
    }


async def test_who_was_misunderstood_until_a_person_came_counts_as_not_understood(store: AnyStore, registry: AnyRegistry) -> None:
    await talk(store, "plain", ("m1",))
    opened = await store.open("plain")
    escalated = replace(a_turn(opened, escalation=Escalate("misunderstood", "…")), model_version="m1")
    await store.commit(opened.lease, escalated)
    assert await registry.outcomes("shop", 5.0) == {"m1": Tally(1, handed_over=1, not_understood=1)}


async def test_a_conversation_that_changed_its_version_is_counted_apart(store: AnyStore, registry: AnyRegistry) -> None:
    await talk(store, "called", ("m1", "m2"))
    await talk(store, "plain", ("m1", "m2", "m1"))
    await talk(store, "other", ("m2", "m2"))
    assert await registry.outcomes("shop", 5.0) == {None: Tally(2, handed_over=1), "m2": Tally(1)}


async def test_only_conversations_count_that_began_since_then_in_this_pack_and_in_which_the_customer_wrote(
    store: AnyStore, registry: AnyRegistry
) -> None:
    await talk(store, "before", ("m1",), at=4.9)
    await talk(store, "elsewhere", ("m1",), pack="bank")
    await talk(store, "silent", ("m1",), wrote=False)
    await talk(store, "on-the-dot", ("m1",), at=5.0)
    assert await registry.outcomes("shop", 5.0) == {"m1": Tally(1)}
    assert await registry.outcomes("nobody", 0.0) == {}


async def test_bad_mood_is_not_forgotten_when_it_gets_better(store: AnyStore, registry: AnyRegistry) -> None:
    await talk(store, "angry", ("m1", "m1", "m1"))
    summary = (await store.head("angry")).summary
    assert (summary.mood, summary.negative) == ("neutral", 1)
    assert (await registry.outcomes("shop", 5.0))["m1"].negative == 1
