"""Telegram cannot tell a line that is sent again: of processes that are killed, each repeats at most what it was sending."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.bus.local import LocalBus
from bot.channels.telegram.attaching import attached
from bot.composition import working
from bot.dialogue.conversation import Conversation
from bot.reception import Reception
from bot.settings import read
from bot.store.sql import SqlStore
from bot.store.tables import outbox
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.updates import ANN, PRIVATE, message
from tests.dialogue.shop import DOMAIN
from tests.faults.cluster import PATIENCE, Nursery, Process
from tests.faults.crowd import answered, lines
from tests.faults.telegram_process import OWNER
from tests.store.parts import a_turn
from tests.store.postgres import PostgresServer

CHATS, SENDERS = range(1, 11), 3
LONG = "telegram-123456789-7"
"""A chat to which a line in two parts is said."""

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


class BusyApi(BotApi):
    """Takes a moment for each send, before or after it shows in the chat, and sometimes wants it again; ``flying`` are those begun."""

    flying = 0

    async def send(self, method: str, asked: dict[str, Any], request: web.Request) -> web.StreamResponse:
        self.flying += 1
        try:
            await asyncio.sleep(random.uniform(0.0, 0.05))
            if random.random() < 0.1:
                self.trouble.append(random.choice(("429", "502", "cut")))
            answer = await super().send(method, asked, request)
            await asyncio.sleep(random.uniform(0.0, 0.1))
            return answer
        finally:
            self.flying -= 1


class SilentApi(BotApi):
    """Takes what it is sent, but answers only once ``heard`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Event()

    async def send(self, method: str, asked: dict[str, Any], request: web.Request) -> web.StreamResponse:
        answer = await super().send(method, asked, request)
        await self.heard.wait()
        return answer


class Senders:
    """Processes that send, and which lines those that were killed had in hand."""

    def __init__(self, nursery: Nursery, folder: Path, environment: dict[str, str], store: SqlStore) -> None:
        self.nursery, self.folder, self.environment, self.store = nursery, folder, environment, store
        self.living: list[Process] = []
        self.begun = 0
        self.in_hand: Counter[str] = Counter()

    def begin(self) -> None:
        """One more."""
        self.begun += 1
        log = self.folder / f"sender-{self.begun}.log"
        self.living.append(Process("telegram", log, pid=self.nursery.fork("telegram", self.environment, log)))

    async def who_sends(self, conversation_id: str) -> Process:
        """The one that has claimed the conversation's line."""
        claimed = select(outbox.c.claimed_by).where(outbox.c.conversation_id == conversation_id, outbox.c.claimed_by.is_not(None))
        owner = await self.store.database.read(lambda connection: connection.scalar(claimed))
        return next(one for one in self.living if f"{OWNER}{owner}" in one.said)

    async def kill(self, api: BusyApi) -> None:
        """One of those that work, while something is being sent; another begins."""
        async with asyncio.timeout(PATIENCE):
            while not (working := [one for one in self.living if OWNER in one.said]) or not api.flying:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.005)
        await asyncio.sleep(random.uniform(0.0, 0.1))  # the moment is left to chance
        one = random.choice(working)
        one.kill()
        await one.ended()
        self.living.remove(one)
        self.begin()
        owner = one.said.partition(OWNER)[2].split()[0]
        claimed = select(outbox.c.conversation_id).where(outbox.c.claimed_by == owner, outbox.c.state == "waiting")
        self.in_hand.update(await self.store.database.read(lambda connection: list(connection.scalars(claimed))))

    def end(self) -> None:
        """Kill those that are left."""
        for one in self.living:
            if one.alive:
                one.kill()


def environment(database: PostgresServer, api: BotApi) -> dict[str, str]:
    """What processes are told."""
    return {
        "FRONTDESK_PACKS": "shop",
        "FRONTDESK_DATABASE_URL": database.address,
        "FRONTDESK_TELEGRAM_TOKEN": TOKEN,
        "FRONTDESK_TELEGRAM_API": api.address,
    }


@asynccontextmanager
async def inlet(store: SqlStore, environment: dict[str, str]) -> AsyncIterator[None]:
    """What takes messages from Telegram, in this process; it lives on."""
    settings, bus = read(environment), LocalBus()
    async with attached(settings, Reception(store, bus, {"shop": DOMAIN}), store, bus) as telegram, working(*telegram.inlets)():
        yield


async def customers_write(api: BotApi, number: int) -> None:
    """Everybody writes one message, without waiting for an answer to the one before."""
    await api.add(*(message(f"question {number}", chat={**PRIVATE, "id": chat}, **{"from": {**ANN, "id": chat}}) for chat in CHATS))


async def sent_and_said(api: BotApi, store: SqlStore, in_hand: Counter[str], questions: int) -> int:
    """Each chat shows what was said, in order, and no line more often than processes died over it; how many were shown again."""
    again = 0
    for chat in CHATS:
        conversation_id = f"telegram-123456789-{chat}"
        said = [line.text for line in await lines(store, conversation_id) if line.author == "bot"]
        shown = [(text, len(list(times))) for text, times in groupby(sent.text for sent in api.sent if sent.chat == chat)]
        assert [text for text, _ in shown] == said
        assert said[1:] == [f"Asked: question {number}." for number in range(questions)]
        repeated = sum(times - 1 for _, times in shown)
        assert repeated <= in_hand[conversation_id]
        again += repeated
    return again


@asynccontextmanager
async def two_that_send(
    nursery: Nursery, store: SqlStore, database: PostgresServer, folder: Path
) -> AsyncIterator[tuple[SilentApi, Process]]:
    """An API that is silent about the first part of a line, and the one of two processes that sends it."""
    api = SilentApi()
    await store.create(Conversation(LONG, "shop"), "telegram", 1.0)
    opened = await store.open(LONG)
    await store.commit(opened.lease, a_turn(opened, "A sentence of some length. " * 200))
    async with api:
        senders = Senders(nursery, folder, environment(database, api), store)
        senders.begin()
        senders.begin()
        try:
            await api.until(1, PATIENCE)
            yield api, await senders.who_sends(LONG)
        finally:
            senders.end()


async def test_a_line_in_whose_sending_a_process_was_killed_is_another_ones_after_six_seconds(
    nursery: Nursery, store: SqlStore, database: PostgresServer, tmp_path: Path
) -> None:
    async with two_that_send(nursery, store, database, tmp_path) as (api, one):
        one.kill()
        began = time.monotonic()
        api.heard.set()
        await api.until(3, PATIENCE)
        assert 2.0 < time.monotonic() - began < 15.0
    assert [sent.text for sent in api.sent[:2]] == [api.sent[0].text] * 2
    assert api.sent[2].text != api.sent[0].text


async def test_a_process_that_stood_still_sends_no_further_part_of_a_line_that_another_has_sent(
    nursery: Nursery, store: SqlStore, database: PostgresServer, tmp_path: Path
) -> None:
    async with two_that_send(nursery, store, database, tmp_path) as (api, one):
        os.kill(one.pid, signal.SIGSTOP)
        api.heard.set()
        await api.until(3, PATIENCE)
        os.kill(one.pid, signal.SIGCONT)
        async with asyncio.timeout(PATIENCE):
            while "claim_lost" not in one.said:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.05)
    first, again, rest = (sent.text for sent in api.sent)
    assert first == again != rest


async def test_a_line_that_a_process_could_not_send_before_it_stopped_is_another_ones_at_once(
    nursery: Nursery, store: SqlStore, database: PostgresServer, tmp_path: Path
) -> None:
    async with two_that_send(nursery, store, database, tmp_path) as (api, one):
        one.ask_to_stop()
        await one.ended()
        began = time.monotonic()
        api.heard.set()
        await api.until(3, PATIENCE)
        assert time.monotonic() - began < 2.0


async def killed_while_they_send(nursery: Nursery, store: SqlStore, database: PostgresServer, folder: Path, kills: int) -> str:
    """What was counted."""
    api = BusyApi()
    async with api:
        senders = Senders(nursery, folder, environment(database, api), store)
        for _ in range(SENDERS):
            senders.begin()
        try:
            async with inlet(store, senders.environment):
                for number in range(kills):
                    await customers_write(api, number)
                    await senders.kill(api)
                await answered(store)
                async with asyncio.timeout(PATIENCE):
                    while (await store.backlog()).outbox or len(api.sent) < len(CHATS) * (kills + 1):  # noqa: ASYNC110 - nothing tells
                        await asyncio.sleep(0.05)
            again = await sent_and_said(api, store, senders.in_hand, kills)
        finally:
            senders.end()
    assert await store.undelivered() == []
    return f"{kills} kills with {sum(senders.in_hand.values())} lines in hand, {len(api.sent)} lines shown, {again} of them again"


async def test_processes_that_are_killed_repeat_what_they_were_sending_at_most(
    nursery: Nursery, store: SqlStore, database: PostgresServer, tmp_path: Path
) -> None:
    print(await killed_while_they_send(nursery, store, database, tmp_path, kills=8))


@pytest.mark.slow
async def test_sixty_killed_processes_repeat_what_they_were_sending_at_most(
    nursery: Nursery, store: SqlStore, database: PostgresServer, tmp_path: Path
) -> None:
    print(await killed_while_they_send(nursery, store, database, tmp_path, kills=60))
