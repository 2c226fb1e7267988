"""Runs a pack's actions: sync functions in a bounded pool, async ones on the loop, each within its time limit."""

import asyncio
import functools
import inspect
import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import CallAction
from bot.dialogue.events import Value
from bot.errors import ActionError
from bot.packs.pack import Function, Pack

THREADS = 8
"""Sync actions of one pack that may run at the same time; further ones wait, within their time limit."""


@dataclass(frozen=True, slots=True)
class ActionCall:
    """What an action is told besides its slots.

    ``key`` is the same when a call is repeated after a crash: an action that writes returns its first result then.
    ``data_dir`` is a folder in which the pack may keep files. ``today`` is the day of the conversation, in UTC.
    ``said`` are the customer's last messages, the newest one last.
    """

    key: str
    conversation_id: str
    language: str
    data_dir: Path
    today: date
    said: tuple[str, ...] = ()


class PackActions:
    """The actions of one pack; ``data_dir`` is made when the first of them runs."""

    def __init__(self, pack: Pack, data_dir: Path, threads: int = THREADS) -> None:
        self.pack, self.data_dir = pack, data_dir
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix=f"{pack.domain.name}-action")

    async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
        """The action's results, ``at`` being now (seconds since the epoch).

        Raises ActionError where it fails, takes too long or returns what no slot can hold.
        """
        function, limit = self.pack.actions[request.action], self.pack.domain.actions[request.action].seconds
        today = datetime.fromtimestamp(at, UTC).date()
        said = tuple(line.text for line in conversation.lines if line.speaker == "customer")
        call = ActionCall(request.key, conversation.id, conversation.language, self.data_dir, today, said)
        try:
            async with asyncio.timeout(limit):
                results = await self.run(function, call, request.arguments)
        except TimeoutError as error:
            raise ActionError(f"{request.action} took longer than {limit:g} seconds") from error
        except Exception as error:
            raise ActionError(f"{request.action} failed: {type(error).__name__}: {error}") from error
        return checked(request.action, results)

    async def run(self, function: Function, call: ActionCall, arguments: Mapping[str, Value]) -> Any:
        """Run a function where it belongs; one that still waits for a thread when its time is up does not run at all."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if inspect.iscoroutinefunction(function):
            return await function(call, **arguments)
        return await asyncio.get_running_loop().run_in_executor(self.pool, functools.partial(function, call, **arguments))

    def close(self) -> None:
        """Let running actions end, and start no more."""
        self.pool.shutdown(wait=False, cancel_futures=True)


def checked(action: str, results: Any) -> Mapping[str, Value]:
    """The results, if they are a mapping of names to values that slots can hold; raises ActionError otherwise."""
    if not isinstance(results, Mapping):
        raise ActionError(f"{action} returned {type(results).__name__}, not a mapping of slots to values")
    for name, value in results.items():
        usable = value is None or isinstance(value, str | int | bool) or (isinstance(value, float) and math.isfinite(value))
        if not isinstance(name, str) or not usable:
            raise ActionError(f"{action} returned {name!r} = {value!r}; slots hold text, finite numbers, true, false and null")
    return dict(results)
