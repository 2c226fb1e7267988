"""Runs a pack's actions within a time limit: sync functions in a bounded number of threads each, async functions on the event loop.

Nothing can stop a function that does not return, and it keeps its thread. So each action has threads of its own: when calls that have
timed out hold all of them, this action fails at once and all others run as before.
"""

import asyncio
import functools
import inspect
import math
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
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
"""Calls of one sync action that may run at the same time; further calls wait within their time limit."""


@dataclass(frozen=True, slots=True)
class ActionCall:
    """What an action is given besides its slots.

    ``key`` stays the same when a call is repeated after a crash, so that an action that writes can return its first result.
    ``data_dir`` is a folder in which the pack may keep files. ``today`` is the day of the turn, in UTC.
    ``said`` holds the customer's last messages, newest last.
    """

    key: str
    conversation_id: str
    language: str
    data_dir: Path
    today: date
    said: tuple[str, ...] = ()


class PackActions:
    """The actions of one pack; ``data_dir`` is created when the first of them runs."""

    def __init__(self, pack: Pack, data_dir: Path, threads: int = THREADS) -> None:
        self.pack, self.data_dir = pack, data_dir
        self.places = {name: Places(name, threads) for name in pack.actions}
        self.closed = False

    async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
        """The action's results; ``at`` is now, in seconds since the epoch.

        Raises ActionError if the action fails, takes too long or returns values that no slot can hold.
        """
        function, limit = self.pack.actions[request.action], self.pack.domain.actions[request.action].seconds
        today = datetime.fromtimestamp(at, UTC).date()
        said = tuple(line.text for line in conversation.lines if line.speaker == "customer")
        call = ActionCall(request.key, conversation.id, conversation.language, self.data_dir, today, said)
        results = await within(limit, request.action, self.run(request.action, function, call, request.arguments))
        return checked(request.action, results)

    async def run(self, name: str, function: Function, call: ActionCall, arguments: Mapping[str, Value]) -> Any:
        """Run a function on the loop or in a thread; a call that times out while waiting for a thread never runs."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if inspect.iscoroutinefunction(function):
            return await function(call, **arguments)
        if self.closed:
            raise ActionError(f"{name} is not called any more: Frontdesk is stopping")
        return await self.places[name].run(functools.partial(function, call, **arguments))

    def close(self) -> None:
        """Start no more sync calls; running ones may finish, but the process does not wait for them."""
        self.closed = True


async def within(seconds: float, name: str, running: Awaitable[Any]) -> Any:
    """The result of a pack's function; raises ActionError, which names the function, if it fails in any way or takes longer."""
    try:
        async with asyncio.timeout(seconds):
            return await running
    except TimeoutError as error:
        raise ActionError(f"{name} took longer than {seconds:g} seconds") from error
    except ActionError:
        raise
    except Exception as error:
        raise ActionError(f"{name} failed: {type(error).__name__}: {error}") from error


class Places:
    """The threads of one action, ``overdue`` of which have outlived their time limit; as daemons they do not hold up the exit."""

    def __init__(self, action: str, most: int) -> None:
        self.action, self.most, self.overdue = action, most, 0
        self.free = asyncio.Semaphore(most)

    async def run(self, function: Callable[[], Any]) -> Any:
        """The function's result or error, once a thread is free; raises ActionError at once if all threads are overdue."""
        if self.overdue >= self.most:
            raise ActionError(f"{self.action} does not return: {self.overdue} calls of it still run after their time limit")
        await self.free.acquire()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()

        def work() -> None:
            try:
                outcome, error = function(), None
            except BaseException as raised:  # noqa: BLE001 - the edge of a thread: handed to the caller
                outcome, error = None, reported(raised)
            with suppress(RuntimeError):  # the loop has been closed, so nobody waits
                loop.call_soon_threadsafe(self.ended, done, outcome, error)

        try:
            threading.Thread(target=work, name=self.action, daemon=True).start()
        except RuntimeError:
            self.free.release()
            raise
        try:
            return await done
        except asyncio.CancelledError:
            self.overdue += done.cancelled()
            raise

    def ended(self, done: "asyncio.Future[Any]", outcome: Any, error: Exception | None) -> None:
        """Free the thread's place, and hand its outcome to the caller if it still waits."""
        self.free.release()
        if done.cancelled():
            self.overdue -= 1
        elif error is not None:
            done.set_exception(error)
        else:
            done.set_result(outcome)


def reported(error: BaseException) -> Exception:
    """The error in a form that a future can carry: an action that calls exit() fails instead of ending the process."""
    return error if isinstance(error, Exception) and not isinstance(error, StopIteration) else RuntimeError(repr(error))


def checked(action: str, results: Any) -> Mapping[str, Value]:
    """The results, if they map names to values that slots can hold; raises ActionError otherwise."""
    if not isinstance(results, Mapping):
        raise ActionError(f"{action} returned {type(results).__name__}, not a mapping of slots to values")
    for name, value in results.items():
        usable = value is None or isinstance(value, str | int | bool) or (isinstance(value, float) and math.isfinite(value))
        if not isinstance(name, str) or not usable:
            raise ActionError(f"{action} returned {name!r} = {value!r}; slots hold text, finite numbers, true, false and null")
    return dict(results)
