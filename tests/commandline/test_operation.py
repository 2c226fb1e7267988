"""``frontdesk evaluate operation``: what the bot achieved, read from the database of the servers."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import (
    ConversationClosed,
    ConversationOpened,
    CustomerRated,
    Entity,
    Event,
    MessageReceived,
    OperatorJoined,
    OperatorSaid,
    Understood,
)
from bot.dialogue.step import opening
from bot.engine import Engine, Serving
from bot.registry.roles import RoleChange, Roles
from bot.registry.sql import SqlRegistry
from bot.store.logs import PAGE
from bot.store.records import Channel, Message
from bot.store.sql import SqlStore
from bot.turn import Vector
from tests.dialogue.shop import DOMAIN, code, reading, yes
from tests.packs.folders import copied
from tests.store.parts import Models, a_turn

NOW = time.time()
DAY, HOUR, MINUTE = 86_400.0, 3600.0, 60.0
READINGS: dict[str, Callable[[str], Understood]] = {
    "cancel my order HL-204518": reading(("cancel_order", 0.9), entities=(code(),)),
    "取消订单 HL-204518": reading(("cancel_order", 0.9), entities=(code(),), language="zh"),
    "yes": reading(entities=(yes(),)),
    "是的": reading(entities=(yes(),), language="zh"),
    "thanks": reading(("thanks", 0.9)),
    "5": reading(entities=(Entity("number", 5, "5", 0, 1),)),
    "谢谢": reading(("thanks", 0.9), language="zh"),
    "a person please": reading(("human_agent", 0.95)),
    "track it": reading(("track_order", 0.9)),
    "zzz": reading(("delivery_cost", 0.1), outside=0.9),
}


class Reader(Models):
    """Reads what it knows, and expects a rating of 3.5 of everybody."""

    async def understand(self, text: str, at: float, lines: Any = ()) -> tuple[Understood, Vector]:
        _, vector = await super().understand(text, at, lines)
        return replace(READINGS.get(text, reading(("delivery_cost", 0.9)))(text), at=at, satisfaction=3.5), vector


@dataclass
class Shop:
    """The small shop with its own engine and clock, over the database of servers."""

    address: str
    clock: float = NOW
    number: int = 0
    models: Reader = field(default_factory=Reader)

    def talk(
        self,
        id: str,
        at: float,
        *said: str | Event,
        channel: Channel = "web",
        every: float = MINUTE,
        language: str = "en",
        version: str = "m1",
    ) -> None:
        """A conversation that begins at ``at``: texts are the customer's, and one thing happens a minute."""
        asyncio.run(self.held(id, at, said, channel, every, language, version))

    async def held(
        self, id: str, at: float, said: tuple[str | Event, ...], channel: Channel, every: float, language: str, version: str
    ) -> None:
        store = await SqlStore.connect(self.address)
        serving = Serving(DOMAIN, self.models, self.models, self.models, version)
        engine = Engine(store, {"shop": serving}, clock=lambda: self.clock)
        self.clock = at
        await store.create(opening(id, DOMAIN, language), channel, at)
        await engine.handle(id, ConversationOpened(at, language))
        for one in said:
            self.clock += every
            self.number += 1
            event = MessageReceived(self.clock, one, f"d{self.number}") if isinstance(one, str) else replace(one, at=self.clock)
            await engine.handle(id, event)
        await store.close()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    (tmp_path / "domains").mkdir()
    for name, value in (("DATABASE_URL", address), ("DATA_DIR", str(tmp_path)), ("DOMAINS_DIR", str(tmp_path / "domains"))):
        monkeypatch.setenv(f"FRONTDESK_{name}", value)
    return Shop(address)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", "operation", *words])


def figures(*words: str) -> dict[str, Any]:
    done = run(*words, "--json")
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def of(found: dict[str, Any], name: str) -> tuple[int, int]:
    return found["rates"][name]["count"], found["rates"][name]["of"]


def a_month(shop: Shop) -> None:
    """One of each kind, ten days ago."""
    began = NOW - 10 * DAY
    shop.talk("cancels", began, "cancel my order HL-204518", "yes", "thanks", CustomerRated(0.0, 5))
    shop.talk("telegram-81-4401", began, "取消订单 HL-204518", "是的", "谢谢", channel="telegram", language="zh")
    shop.talk("gives-up", began, "track it")
    shop.talk("is-lost", began, "zzz")
    shop.talk("says-nothing", began)
    desk = (OperatorJoined(0.0, "mei"), OperatorSaid(0.0, "mei", "hello", "o1"), ConversationClosed(0.0, "operator"), CustomerRated(0.0, 2))
    shop.talk("wants-a-person", began, "a person please", *desk)
    shop.talk("comes-back", began, "what does delivery cost", "what does delivery cost", channel="rest", every=20 * HOUR)


def test_each_conversation_is_counted_by_what_really_happened_in_it(shop: Shop) -> None:
    a_month(shop)
    found = figures("shop")
    assert (found["volume"]["wrote"], found["volume"]["opened"], found["volume"]["customers"]) == (7, 1, 6)
    assert (of(found, "contained"), of(found, "with_people")) == ((6, 7), (1, 7))
    assert (of(found, "left_flow"), of(found, "left_not_helped")) == ((1, 7), (1, 7))
    assert (of(found, "came_back"), of(found, "came_back_same_subject")) == ((1, 6), (1, 6))
    assert (of(found, "verified"), of(found, "resolved_at_most")) == ((2, 7), (3, 7))
    assert [of(found, f"verified_{name}")[0] for name in ("acted", "thanked", "rated")] == [2, 2, 1]
    assert found["hand_overs"]["reasons"] == {"asked": 1}
    assert found["hand_overs"]["wait_seconds"]["median"]["value"] == pytest.approx(2 * MINUTE)
    assert {one["name"]: one["conversations"] for one in found["languages"]} == {"en": 6, "zh": 1}


@pytest.mark.parametrize("farewell", ["thanks", "5"])
def test_what_a_customer_says_in_parting_is_no_conversation_whoever_had_the_one_that_ended(shop: Shop, farewell: str) -> None:
    desk = (OperatorJoined(0.0, "mei"), OperatorSaid(0.0, "mei", "hello", "o1"), ConversationClosed(0.0, "operator"))
    shop.talk("with-mei", NOW - 9 * DAY, "a person please", *desk, farewell, channel="telegram")
    shop.talk("with-the-bot", NOW - 9 * DAY, "what does delivery cost", ConversationClosed(0.0, "customer"), farewell, channel="telegram")
    found = figures("--cost-hour", "30")
    assert (of(found, "contained"), of(found, "with_people"), of(found, "verified")) == ((1, 2), (1, 2), (1, 2))
    assert of(found, "came_back") == (0, 1)


def test_ratings_of_customers_are_read_after_the_end_too_and_beside_what_was_predicted(shop: Shop) -> None:
    a_month(shop)
    means = figures()["means"]
    assert (means["rating"]["value"], means["rating"]["of"]) == (3.5, 2)
    assert means["predicted_of_silent"]["value"] == 3.5


def test_the_report_is_read_by_people_and_is_a_page(shop: Shop, tmp_path: Path) -> None:
    a_month(shop)
    done = run("shop", "--cost-hour", "30", "--cost-month", "60", "--minutes-before", "8", "--currency", "CNY")
    assert "7 conversations are over: too few to tell." in done.stdout and "CNY" in done.stdout and "Chinese" in done.stdout
    written = run("-o", str(tmp_path / "report.html"))
    assert str(tmp_path / "report.html") in written.stdout.replace("\n", "")
    assert "<title>All packs" in (tmp_path / "report.html").read_text("utf-8")


def test_the_page_and_the_object_for_programs_may_be_had_at_once(shop: Shop, tmp_path: Path) -> None:
    a_month(shop)
    assert figures("-o", str(tmp_path / "report.html"))["volume"]["wrote"] == 7
    assert (tmp_path / "report.html").exists()


def test_without_a_date_the_last_thirty_days_count_and_dates_choose_others(shop: Shop) -> None:
    shop.talk("old", NOW - 40 * DAY, "thanks")
    shop.talk("new", NOW - 5 * DAY, "thanks")
    days = [time.strftime("%Y-%m-%d", time.gmtime(NOW - days * DAY)) for days in (50, 20)]
    assert figures()["volume"]["wrote"] == 1
    assert figures("--since", days[0])["volume"]["wrote"] == 2
    assert figures("--since", days[0], "--until", days[1])["volume"]["wrote"] == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--since", "2026-03-02", "--until", "2026-03-01"), "--since has to lie before --until"),
        (("--since", "2999-01-01"), "--since has to lie before now"),
        (("--cost-hour", "-3"), "--cost-hour"),
        (("--cost-hour", "nan"), "--cost-hour"),
        (("--cost-month", "inf"), "--cost-month"),
        (("--cost-hour", "0"), "--cost-hour has to be more than 0"),
        (("--minutes-before", "0"), "--minutes-before has to be more than 0"),
        (("--cost-month", "-1"), "--cost-month"),
        (("--since", "yesterday"), "--since"),
    ],
)
def test_options_that_make_no_sense_are_refused_with_what_is_wrong(shop: Shop, words: tuple[str, ...], sentence: str) -> None:
    shop.talk("c1", NOW - DAY, "thanks")
    done = run(*words)
    assert done.exit_code == 2 and sentence in " ".join(done.output.replace("│", " ").split())


def test_running_costs_may_be_nothing_on_a_machine_of_ones_own(shop: Shop) -> None:
    a_month(shop)
    assert figures("--cost-hour", "30", "--cost-month", "0")["money"]["running"] == 0


def test_a_database_that_is_not_there_is_named_and_none_is_made(shop: Shop, tmp_path: Path) -> None:
    done = run()
    assert done.exit_code == 1 and "There is no database" in str(done.exception)
    assert not (tmp_path / "frontdesk.db").exists()


def test_a_pack_that_nobody_has_heard_of_is_an_error_and_one_without_conversations_is_not(shop: Shop, tmp_path: Path) -> None:
    shop.talk("c1", NOW - DAY, "thanks")
    done = run("shoop")
    assert done.exit_code == 1 and "There is no pack shoop" in str(done.exception) and "shop" in str(done.exception)
    (tmp_path / "domains/bank").mkdir()
    assert "Nobody wrote in this time." in run("bank").stdout


def test_conversations_deleted_in_the_time_are_said_to_be_missing_but_not_of_one_pack_as_nobody_knows_of_which(shop: Shop) -> None:
    a_month(shop)
    assert CliRunner().invoke(app, ["conversations", "delete", "cancels", "--yes"]).exit_code == 0
    found = figures()
    assert (found["volume"]["wrote"], found["volume"]["deleted"]) == (6, 1)
    yesterday = time.strftime("%Y-%m-%d", time.gmtime(NOW - DAY))
    assert figures("--until", yesterday)["volume"]["deleted"] == 0
    assert figures("shop")["volume"]["deleted"] is None and "deleted" not in run("shop").stdout


async def asked_for_a_code(address: str, by: Literal["customer", "operator"]) -> None:
    """A conversation with the small pack that was closed while it asked for an order's code."""
    store = await SqlStore.connect(address)
    await store.create(Conversation("c1", "small"), "web", NOW - 9 * DAY)
    lines = (Message(1, "customer", "track it", 0.0, 1), Message(2, "bot", "Which order?", 0.0, 1, reply="ask_order_code"))
    for events, said in (((MessageReceived(0.0, "track it", "d1"),), lines), ((ConversationClosed(0.0, by),), ())):
        opened = await store.open("c1")
        await store.commit(opened.lease, replace(a_turn(opened, events=events), messages=said, at=NOW - 9 * DAY))
    await store.close()


def test_a_chat_that_was_closed_at_a_question_was_given_up_as_far_as_the_packs_replies_are_known(shop: Shop, tmp_path: Path) -> None:
    asyncio.run(asked_for_a_code(shop.address, "customer"))
    assert of(figures(), "left_flow") == (0, 1)
    copied(tmp_path / "domains")
    assert of(figures(), "left_flow") == (1, 1)


def test_what_was_done_with_models_in_the_time_is_told(shop: Shop) -> None:
    async def promote() -> None:
        store = await SqlStore.connect(shop.address)
        await SqlRegistry(store.database).record(RoleChange("shop", "promoted", "m2", NOW - 7 * DAY, "mei"), Roles())
        await store.close()

    shop.talk("c1", NOW - 9 * DAY, "thanks")
    asyncio.run(promote())
    assert [(one["pack"], one["version"], one["kind"]) for one in figures()["changes"]] == [("shop", "m2", "promoted")]


def test_conversations_are_read_to_the_last_page(shop: Shop) -> None:
    async def opened() -> None:
        store = await SqlStore.connect(shop.address)
        for number in range(PAGE + 3):
            await store.create(opening(f"c{number:04}", DOMAIN), "web", NOW - DAY)
        await store.close()

    asyncio.run(opened())
    assert figures()["volume"]["opened"] == PAGE + 3


def test_versions_of_the_model_are_told_apart(shop: Shop) -> None:
    shop.talk("before", NOW - 9 * DAY, "thanks")
    shop.talk("after", NOW - 5 * DAY, "thanks", version="m2")
    assert [(one["pack"], one["name"], one["conversations"]) for one in figures()["versions"]] == [("shop", "m1", 1), ("shop", "m2", 1)]


def test_what_still_goes_on_is_not_over_and_silence_may_be_set(shop: Shop) -> None:
    shop.talk("now", NOW - 12 * MINUTE, "what does delivery cost")
    assert figures()["volume"]["running"] == 1
    assert of(figures("--silent-minutes", "5"), "contained") == (1, 1)


def test_the_target_for_people_may_be_set(shop: Shop) -> None:
    a_month(shop)
    assert of(figures(), "answered_in_time") == (1, 1)
    assert of(figures("--target-minutes", "1"), "answered_in_time") == (0, 1)
