"""What the metrics tell: where time goes, the outcomes of messages and deliveries, and what is waiting."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.bus.local import LocalArrivals, LocalBus
from bot.delivery import Delivery, Patience
from bot.dialogue.conversation import Conversation, Utterance
from bot.dialogue.events import Event, MessageReceived, OperatorJoined, OperatorTransferred, Understood
from bot.engine import Engine
from bot.errors import ChannelError, StoreUnavailable, Undeliverable
from bot.gauges import observe
from bot.lookout import Lookout
from bot.metrics import SuggestionMetrics, outcome
from bot.reception import Reception
from bot.store.memory import MemoryStore
from bot.store.records import Backlog, Fate, Inbound, Outgoing
from bot.telemetry import Telemetry, WatchedEngine
from bot.turn import Vector
from bot.worker import Worker
from tests.dialogue.shop import DOMAIN, reading
from tests.store.parts import Models, a_turn, engine

OPERATING = Path(__file__).parent.parent / "docs/operating.md"
OUTCOMES = ("answered", "clarified", "declined", "failed", "handed_over", "left")
COST, PERSON, CANCEL = "what does delivery cost", "let me talk to a human", "cancel my order HL-204518"


class Slow(Models):
    """Takes 20 ms to understand a message; holds "the weather" to be out of scope and "hm" to be too unsure to act upon."""

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        await asyncio.sleep(0.02)
        understood, vector = await super().understand(text, at)
        if text == "the weather":
            return replace(understood, intents=(), out_of_scope=0.9), vector
        return (replace(reading(("delivery_cost", 0.4))(text), at=at), vector) if text == "hm" else (understood, vector)


def value(telemetry: Telemetry, metric: str, **labels: str) -> float:
    """A metric's value, 0 where it was never counted."""
    found = re.findall(rf"^{metric}(?:{{(.*)}})? (\S+)$", telemetry.page().decode(), re.MULTILINE)
    wanted = {f'{name}="{text}"' for name, text in labels.items()}
    return sum(float(number) for of, number in found if wanted <= set(of.split(",")))


@asynccontextmanager
async def told(models: Models) -> AsyncIterator[tuple[Reception, Telemetry]]:
    """A small process whose turns are counted."""
    store, bus, telemetry = MemoryStore(), LocalBus(), Telemetry()
    watched = WatchedEngine(store, engine(store, models).packs)
    watched.watch, watched.failed = telemetry.turn, telemetry.failed
    task = asyncio.create_task(Worker(watched, Lookout(store, LocalArrivals(bus), 0.2), bus, (0.01,), grace=0.1).run())
    yield Reception(store, bus, {"shop": DOMAIN}), telemetry
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def say(reception: Reception, *events: Event) -> None:
    id = await reception.open("shop", "web", "en")
    for number, event in enumerate(events):
        await reception.receive(id, event, f"{id}:{number}")
        assert await reception.wait(id, f"{id}:{number}", 10)


def wrote(text: str, ago: float = 0.0) -> MessageReceived:
    return MessageReceived(time.time() - ago, text, text)


async def test_the_time_of_a_turn_is_told_by_stage() -> None:
    async with told(Slow()) as (reception, telemetry):
        await say(reception, wrote(COST, ago=3.0))
    assert value(telemetry, "frontdesk_stage_seconds_sum", stage="understand") >= 0.02
    assert 3.0 <= value(telemetry, "frontdesk_stage_seconds_sum", stage="waiting") < 4.0
    assert {stage: value(telemetry, "frontdesk_stage_seconds_count", stage=stage) for stage in ("retrieve", "action", "commit")} == {
        "retrieve": 1.0,
        "action": 0.0,
        "commit": 2.0,
    }
    stages = sum(value(telemetry, "frontdesk_stage_seconds_sum", stage=stage) for stage in ("understand", "retrieve"))
    assert stages <= value(telemetry, "frontdesk_turn_seconds_sum", pack="shop")


async def test_an_actions_time_is_a_stage_also_when_it_fails() -> None:
    async with told(Models()) as (reception, telemetry):
        await say(reception, wrote(CANCEL), wrote("yes please"))
    assert value(telemetry, "frontdesk_stage_seconds_count", stage="action", pack="shop") >= 1


async def test_messages_are_counted_by_what_came_of_them() -> None:
    async with told(Slow(broken={"a bug"})) as (reception, telemetry):
        await say(reception, wrote(COST), wrote("hm"), wrote("the weather"), wrote("a bug"), OperatorJoined(1.0, "Mia"), wrote(COST))
        await say(reception, wrote(PERSON))
    counts = {name: value(telemetry, "frontdesk_messages_total", outcome=name, language="en") for name in OUTCOMES}
    assert counts == {"answered": 1, "clarified": 1, "declined": 1, "failed": 1, "handed_over": 1, "left": 1}
    assert value(telemetry, "frontdesk_out_of_scope_total", pack="shop") == 1
    assert value(telemetry, "frontdesk_intent_confidence_bucket", le="0.4") == 1
    assert value(telemetry, "frontdesk_intent_confidence_count", language="en") == value(
        telemetry, "frontdesk_intent_confidence_bucket", le="1.0"
    )


async def test_what_operators_hand_on_is_counted_unless_they_do_not_have_it() -> None:
    async with told(Models()) as (reception, telemetry):
        handed = OperatorTransferred(2.0, "Mia", "Tom")
        await say(reception, handed, OperatorJoined(1.0, "Mia"), handed, handed, OperatorTransferred(3.0, "Tom", None))
    counts = {to: value(telemetry, "frontdesk_transfers_total", pack="shop", to=to) for to in ("colleague", "queue")}
    assert counts == {"colleague": 1, "queue": 1}
    assert value(telemetry, "frontdesk_escalations_total") == 0


async def test_a_turn_says_where_its_time_went_to_whoever_ran_it() -> None:
    store = MemoryStore()
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    turn = await Engine(store, engine(store, Models()).packs).handle("c1", wrote(COST))
    assert set(turn.stages) == {"understand", "retrieve", "commit"}
    assert outcome(turn) == "answered"


class Wire:
    """Raises the given errors, one a try."""

    def __init__(self, *troubles: ChannelError | None) -> None:
        self.troubles = list(troubles)

    async def send(self, outgoing: Outgoing, part: int) -> bool:
        if self.troubles and (trouble := self.troubles.pop(0)) is not None:
            raise trouble
        return False


async def delivered(store: MemoryStore, wire: Wire) -> Telemetry:
    """Try to deliver until nothing waits."""
    telemetry = Telemetry()
    delivery = Delivery(store, wire, LocalBus(), Patience(3, 0.0, 0.0))
    delivery.observer = lambda outcome, cause, again: telemetry.deliveries.count("telegram", outcome, cause, again)
    while await store.outgoing(time.time()):
        await delivery.look()
        await asyncio.gather(*delivery.running.values())
    return telemetry


async def lines(store: MemoryStore, *said: str) -> None:
    await store.create(Conversation("c1", "shop"), "telegram", 1.0)
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, *said))


async def test_tries_to_deliver_are_counted_by_what_came_of_them_and_why() -> None:
    store = MemoryStore()
    await lines(store, "one", "two", "three")
    away = ChannelError("Bad Gateway")
    telemetry = await delivered(store, Wire(away, None, ChannelError("wait", 0.0), Undeliverable("too long"), away, away, away))
    assert value(telemetry, "frontdesk_deliveries_total", channel="telegram", outcome="sent") == 1
    assert value(telemetry, "frontdesk_deliveries_total", outcome="failed", cause="unreachable") == 3
    assert value(telemetry, "frontdesk_deliveries_total", outcome="failed", cause="busy") == 1
    assert value(telemetry, "frontdesk_deliveries_total", outcome="given_up", cause="refused") == 1
    assert value(telemetry, "frontdesk_deliveries_total", outcome="given_up", cause="unreachable") == 1
    assert value(telemetry, "frontdesk_delivery_retries_total", channel="telegram") == 3


async def test_what_waits_is_told_with_its_age() -> None:
    store, telemetry = MemoryStore(), Telemetry()
    await observe(store, telemetry)
    assert (value(telemetry, "frontdesk_store_up"), value(telemetry, "frontdesk_inbox_oldest_seconds")) == (1, 0)
    await lines(store, "one", "two")
    await store.receive(Inbound("k1", "c1", wrote("hello")), time.time() - 60)
    await observe(store, telemetry)
    assert value(telemetry, "frontdesk_inbox_waiting") == 1
    assert 60 <= value(telemetry, "frontdesk_inbox_oldest_seconds") < 65
    assert value(telemetry, "frontdesk_outbox_waiting") == 2
    assert value(telemetry, "frontdesk_outbox_oldest_seconds") > 1e9, "said in 1970"
    outgoing = await store.claim("c1", "me", 1.0, 2.0)
    assert outgoing is not None
    await store.settle(outgoing, "me", Fate("dead", cause="gone", rest=True), 1.0)
    await observe(store, telemetry)
    assert (value(telemetry, "frontdesk_outbox_waiting"), value(telemetry, "frontdesk_undelivered")) == (0, 2)


def test_every_metric_is_in_the_table_for_operators_and_no_other() -> None:
    described = re.search(r"^## Metrics$(.*?)^## ", OPERATING.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert described is not None
    table = "".join(line for line in described[1].splitlines() if line.startswith("|"))
    telemetry = Telemetry()
    SuggestionMetrics(telemetry.registry)
    families = telemetry.registry.collect()
    there = {one.name + ("_total" if one.type == "counter" else "") for one in families if one.name.startswith("frontdesk")}
    assert set(re.findall(r"`(frontdesk_\w+)`", table)) == there


class Away:
    """A store whose database does not answer."""

    async def backlog(self) -> Backlog:
        raise StoreUnavailable("database is locked")


async def test_while_the_database_is_away_the_other_metrics_are_told_all_the_same() -> None:
    telemetry = Telemetry()
    telemetry.failures.labels("StoreUnavailable").inc()
    await observe(Away(), telemetry)
    assert "frontdesk_inbox_waiting NaN" in telemetry.page().decode()
    assert value(telemetry, "frontdesk_store_up") == 0
    assert value(telemetry, "frontdesk_turn_failures_total", error="StoreUnavailable") == 1
