import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.actions import ActionCall, PackActions
from bot.dialogue.conversation import Conversation, Utterance
from bot.dialogue.domain import Action, Domain
from bot.dialogue.effects import CallAction
from bot.errors import ActionError
from bot.packs import Pack, load
from tests.packs.folders import SMALL

CONVERSATION = Conversation(
    "c1", "test", language="zh", lines=(Utterance("customer", "hi"), Utterance("agent", "Hello!"), Utterance("customer", "A1"))
)
NOW = datetime(2026, 11, 24, 23, 59, tzinfo=UTC).timestamp()


def offering(function: Callable[..., Any], seconds: float = 5.0) -> Pack:
    """A pack with one action, called ``act``."""
    actions = {"act": Action("act", "reads", ("order_code",), seconds)}
    domain = Domain("test", "1", {}, ("en",), {}, {}, {}, {}, actions)
    return Pack(domain, {"act": function}, Path())


async def run(function: Callable[..., Any], tmp_path: Path, seconds: float = 5.0) -> Any:
    actions = PackActions(offering(function, seconds), tmp_path / "data")
    try:
        return await actions.call(CallAction("k1", "act", {"order_code": "A1"}), CONVERSATION, NOW)
    finally:
        actions.close()


async def test_an_action_is_told_its_key_the_language_the_day_what_was_said_and_where_to_keep_files(tmp_path: Path) -> None:
    calls: list[ActionCall] = []

    def act(call: ActionCall, order_code: str) -> dict[str, str]:
        calls.append(call)
        return {"seen": order_code}

    assert await run(act, tmp_path) == {"seen": "A1"}
    assert calls == [ActionCall("k1", "c1", "zh", tmp_path / "data", date(2026, 11, 24), ("hi", "A1"))]
    assert (tmp_path / "data").is_dir()


async def test_an_async_action_runs_on_the_loop(tmp_path: Path) -> None:
    async def act(call: ActionCall, order_code: str) -> dict[str, str]:
        await asyncio.sleep(0)
        return {"thread": threading.current_thread().name}

    assert await run(act, tmp_path) == {"thread": threading.current_thread().name}


async def test_a_sync_action_does_not_hold_up_the_loop(tmp_path: Path) -> None:
    loop, entered, leave = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def act(call: ActionCall, order_code: str) -> dict[str, str]:
        loop.call_soon_threadsafe(entered.set)
        leave.wait(5)
        return {}

    running = asyncio.create_task(run(act, tmp_path))
    await entered.wait()
    leave.set()
    assert await running == {}


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_an_action_that_takes_too_long_fails(tmp_path: Path, kind: str) -> None:
    def slow(call: ActionCall, order_code: str) -> dict[str, str]:
        time.sleep(0.5)
        return {}

    async def slow_too(call: ActionCall, order_code: str) -> dict[str, str]:
        await asyncio.sleep(30)
        return {}

    began = time.monotonic()
    with pytest.raises(ActionError, match=r"act took longer than 0\.05 seconds"):
        await run(slow if kind == "sync" else slow_too, tmp_path, seconds=0.05)
    assert time.monotonic() - began < 5


async def test_an_action_that_waited_too_long_for_a_thread_never_runs(tmp_path: Path) -> None:
    ran: list[object] = []
    leave = threading.Event()

    def act(call: ActionCall, order_code: str) -> dict[str, str]:
        ran.append(order_code)
        leave.wait(5)
        return {}

    actions = PackActions(offering(act, 0.2), tmp_path, threads=1)
    requests = [CallAction(f"k{n}", "act", {"order_code": n}) for n in range(3)]
    results = await asyncio.gather(*(actions.call(request, CONVERSATION, NOW) for request in requests), return_exceptions=True)
    leave.set()
    await asyncio.sleep(0.05)
    assert ran == [0]
    assert all(isinstance(result, ActionError) for result in results)
    actions.close()


async def test_an_action_that_calls_exit_fails_and_does_not_end_the_process(tmp_path: Path) -> None:
    def act(call: ActionCall, order_code: str) -> dict[str, str]:
        raise SystemExit(3)

    with pytest.raises(ActionError, match=r"act failed: RuntimeError: SystemExit\(3\)"):
        await run(act, tmp_path)


async def test_an_action_that_does_not_return_fails_at_once_when_its_places_are_taken_and_others_run(tmp_path: Path) -> None:
    leave = threading.Event()

    def act(call: ActionCall, order_code: str) -> dict[str, str]:
        leave.wait(60)
        return {"seen": order_code}

    def other(call: ActionCall, order_code: str) -> dict[str, str]:
        return {"seen": order_code}

    one = offering(act, 0.2)
    domain = replace(one.domain, actions={**one.domain.actions, "other": Action("other", "reads", ("order_code",), 5.0)})
    actions = PackActions(replace(one, domain=domain, actions={"act": act, "other": other}), tmp_path, threads=4)
    calling = [actions.call(CallAction(f"k{n}", "act", {"order_code": "A1"}), CONVERSATION, NOW) for n in range(32)]
    beside = actions.call(CallAction("k", "other", {"order_code": "A2"}), CONVERSATION, NOW)
    *hanging, quick = await asyncio.gather(*calling, beside, return_exceptions=True)
    assert quick == {"seen": "A2"}
    assert {str(error) for error in hanging} == {"act took longer than 0.2 seconds"}

    began = time.monotonic()
    with pytest.raises(ActionError, match="act does not return: 4 calls of it still run"):
        await actions.call(CallAction("k33", "act", {"order_code": "A1"}), CONVERSATION, NOW)
    assert time.monotonic() - began < 0.2
    leave.set()
    async with asyncio.timeout(10):
        while actions.places["act"].overdue:  # noqa: ASYNC110 - threads end
            await asyncio.sleep(0.01)
    assert await actions.call(CallAction("k34", "act", {"order_code": "A3"}), CONVERSATION, NOW) == {"seen": "A3"}
    actions.close()


async def test_an_action_that_raises_fails_with_its_reason(tmp_path: Path) -> None:
    def act(call: ActionCall, order_code: str) -> dict[str, str]:
        raise KeyError("no such table")

    with pytest.raises(ActionError, match="act failed: KeyError: 'no such table'"):
        await run(act, tmp_path)


@pytest.mark.parametrize("result", [None, ["a"], {"a": [1]}, {"a": float("nan")}, {1: "a"}, {"a": object}], ids=repr)
async def test_a_result_that_no_slot_can_hold_is_a_failure(tmp_path: Path, result: object) -> None:
    def act(call: ActionCall, order_code: str) -> Any:
        return result

    with pytest.raises(ActionError, match="act returned"):
        await run(act, tmp_path)


async def test_a_wrong_argument_is_a_failure_and_no_crash(tmp_path: Path) -> None:
    def act(call: ActionCall) -> dict[str, str]:
        return {}

    with pytest.raises(ActionError, match="TypeError"):
        await run(act, tmp_path)


async def test_the_actions_of_a_loaded_pack_can_be_called(tmp_path: Path) -> None:
    actions = PackActions(load(SMALL), tmp_path)
    status = await actions.call(CallAction("k", "order_status", {"order_code": "A1234"}), CONVERSATION, NOW)
    assert status["order_status"] == "sent"
    assert await actions.call(CallAction("k", "cancel_order", {"order_code": "A1234"}), CONVERSATION, NOW) == {"order_status": "placed"}
    actions.close()
