"""PostgreSQL may be started again at any moment: customers are asked to try again meanwhile, and everything is answered in the end."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from bot.store.sql import SqlStore
from tests.faults.cluster import Cluster
from tests.faults.crowd import answered, check_all, crowd, wishes
from tests.store.postgres import PostgresServer
from tests.store.servers import a_postgres

CUSTOMERS, EACH, RESTARTS = 12, 12, 3


@pytest.fixture(scope="module")
def postgres_running() -> Iterator[PostgresServer]:
    """Its own, as it is stopped."""
    with a_postgres() as server:
        yield server


async def test_a_postgresql_that_is_restarted_costs_no_message(house: Cluster, store: SqlStore, database: PostgresServer) -> None:
    gates = [asyncio.Event() for _ in range(EACH)]
    for _ in range(2):
        house.fork()
    await house.web()
    async with crowd(house.address, CUSTOMERS) as customers, httpx.AsyncClient(timeout=30) as client:
        talking = [asyncio.create_task(one.talk(wishes(EACH), gates.__getitem__)) for one in customers]
        for number in range(RESTARTS):
            for gate in gates[: (number + 1) * EACH // (RESTARTS + 1)]:
                gate.set()
            await asyncio.to_thread(database.stop)
            turned_away = await client.post(f"{house.address}/{customers[0].id}/messages", json={"id": "x", "text": "too early"})
            assert turned_away.status_code == 503
            assert int(turned_away.headers["retry-after"]) > 0
            assert turned_away.json()["error"]["code"] == "unavailable"
            await asyncio.to_thread(database.start)
        for gate in gates:
            gate.set()
        await asyncio.gather(*talking)
        await answered(store)
        await check_all(store, customers, house.folder)
        for refusal in (refusal for one in customers for refusal in one.refused):
            assert (refusal.status_code, int(refusal.headers["retry-after"]) > 0) == (503, True)
        assert all(not one.broken for one in customers)
        assert all(worker.alive for worker in house.workers)
