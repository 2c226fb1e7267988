"""Customers who write over HTTP, and what must be true of the store once everything is answered."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import func, select

from bot.store.records import Message
from bot.store.sql import SqlStore
from bot.store.tables import inbox
from tests.faults import stall

PATIENCE = 300.0
LONGEST = 40.0
"""Seconds that one request may take, before it is sent again."""

AT_ONCE = 40
"""Requests of all customers together."""

HOURS, BOOK, THINK = "when do you open?", "book me a place", "think about it"
ANSWERS = {HOURS: "We open at nine.", BOOK: "Your place is ", THINK: "Found it."}


@dataclass
class Customer:
    """Sends each message again, with its id, until it is acknowledged; ``acknowledged`` are (id, text) in that order."""

    client: httpx.AsyncClient
    line: asyncio.Semaphore
    address: str
    id: str = ""
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    refused: list[httpx.Response] = field(default_factory=list)
    broken: int = 0
    """Requests that got no answer at all."""

    async def post(self, path: str, body: dict[str, str], **parameters: float) -> httpx.Response:
        """The answer to a request that is repeated until it is taken."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    async with self.line, asyncio.timeout(LONGEST):
                        answer = await self.client.post(self.address + path, json=body, params=parameters)
                except (httpx.TransportError, TimeoutError):
                    self.broken += 1
                    await asyncio.sleep(0.1)
                    continue
                if answer.is_success:
                    return answer
                assert answer.status_code in (429, 503), answer.text
                self.refused.append(answer)
                await asyncio.sleep(0.1)

    async def arrive(self) -> "Customer":
        """Open a conversation."""
        self.id = (await self.post("", {"channel": "web"})).json()["id"]
        return self

    async def say(self, text: str, wait: float = 0.0) -> httpx.Response:
        """Write; ``wait``: seconds for the answer."""
        delivery = f"m{len(self.acknowledged)}"
        answer = await self.post(f"/{self.id}/messages", {"id": delivery, "text": text}, wait=wait)
        self.acknowledged.append((delivery, text))
        return answer

    async def talk(self, texts: Sequence[str], may: Callable[[int], asyncio.Event]) -> None:
        """Write one message after the other, as soon as each may be; every third one waits a little for its answer."""
        for number, text in enumerate(texts):
            await may(number).wait()
            await self.say(text, wait=random.choice((0.0, 0.0, 0.5)))


@asynccontextmanager
async def crowd(address: str, count: int) -> AsyncIterator[list[Customer]]:
    """So many customers, each with a conversation."""
    line = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=LONGEST, limits=httpx.Limits(max_connections=None)) as client:
        yield list(await asyncio.gather(*(Customer(client, line, address).arrive() for _ in range(count))))


def wishes(count: int) -> list[str]:
    """So many messages, each with a number; one in four has something written."""
    return [f"{random.choice((HOURS, HOURS, HOURS, BOOK))} {number}" for number in range(count)]


async def answered(store: SqlStore, seconds: float = PATIENCE) -> None:
    """Return once nothing waits any more."""
    async with asyncio.timeout(seconds):
        while await store.waiting():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


async def lines(store: SqlStore, conversation_id: str) -> list[Message]:
    """Everything that was said."""
    found: list[Message] = []
    while page := await store.messages(conversation_id, found[-1].seq if found else 0):
        found += page
    return found


async def check(store: SqlStore, customer: Customer) -> None:
    """Every acknowledged message is kept once, in order, and answered once by its own turn; nothing else was said but the greeting."""
    said = await lines(store, customer.id)
    assert [line.seq for line in said] == list(range(1, len(said) + 1))
    turns = [log.turn for log in await store.turns(customer.id)]
    assert turns == list(range(1, len(customer.acknowledged) + 2))
    assert [line.turn for line in said] == sorted(line.turn for line in said)
    assert [(line.author, line.turn) for line in said] == [("bot", 1)] + [(who, n) for n in turns[1:] for who in ("customer", "bot")]
    own = [(line.delivery_id, line.text) for line in said if line.author == "customer"]
    assert own == customer.acknowledged
    for question, answer in zip(said[1::2], said[2::2], strict=True):
        expected = next(text for wish, text in ANSWERS.items() if question.text.startswith(wish))
        assert answer.text.startswith(expected), (question.text, answer.text)


async def check_all(store: SqlStore, customers: Sequence[Customer], folder: Path) -> None:
    """As ``check``, and nobody got an apology, and what actions wrote was written once for each message that asked for it."""
    for customer in customers:
        await check(store, customer)
    failures = await store.database.read(
        lambda connection: connection.execute(select(func.count()).select_from(inbox).where(inbox.c.failure != "")).scalar_one()
    )
    assert failures == 0
    said = [line.text for customer in customers for line in await lines(store, customer.id)]
    booked = {text.removeprefix("Your place is ").rstrip(".") for text in said if text.startswith("Your place")}
    wanted = sum(text.startswith(BOOK) for c in customers for _, text in c.acknowledged)
    written = {path.name.removeprefix("place-") for path in (folder / "var/packs" / stall.PACK).glob("place-*")}
    assert len(booked) == wanted
    assert written == booked
