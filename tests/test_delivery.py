"""How deliveries cope with a database that goes away while they send."""

import asyncio
from dataclasses import dataclass, field

from bot.bus.local import LocalBus
from bot.delivery import Delivery, Patience
from bot.dialogue.conversation import Conversation
from bot.errors import StoreUnavailable
from bot.store.memory import MemoryStore
from bot.store.records import Fate, Outgoing
from tests.store.parts import a_turn

PATIENCE = Patience(first=0.02, longest=0.05, claim=0.6)


@dataclass
class Wire:
    """A channel whose lines have two parts."""

    sent: list[tuple[str, int]] = field(default_factory=list)

    async def send(self, outgoing: Outgoing, part: int) -> bool:
        self.sent.append((outgoing.message.text, part))
        return part == 0


class Away(MemoryStore):
    """A store that fails to settle lines a number of times."""

    refused = 0
    refuses = 0

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool:
        if self.refused < self.refuses:
            self.refused += 1
            raise StoreUnavailable("it is started again")
        return await super().settle(outgoing, owner, fate, now)


async def delivered(refuses: int, seconds: float) -> tuple[list[tuple[str, int]], Away]:
    """The parts of two lines that were sent within some seconds."""
    store, wire = Away(), Wire()
    store.refuses = refuses
    await store.create(Conversation("c1", "shop"), "telegram", 1.0)
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, "one", "two"))
    task = asyncio.create_task(Delivery(store, wire, LocalBus(), PATIENCE).run())
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return wire.sent, store


async def test_a_database_that_is_away_for_a_moment_while_a_line_is_sent_does_not_double_it() -> None:
    sent, store = await delivered(refuses=5, seconds=1.5)
    assert store.refused == 5
    assert sent == [("one", 0), ("one", 1), ("two", 0), ("two", 1)]


async def test_a_line_whose_claim_has_run_out_before_it_could_be_noted_is_left_to_whoever_claims_it_next() -> None:
    sent, _ = await delivered(refuses=100_000, seconds=1.5)
    assert sent[:2] == [("one", 0), ("one", 0)]
    assert {text for text, _ in sent} == {"one"}
