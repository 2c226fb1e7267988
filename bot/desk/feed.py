"""Reads the lists once for all who look at the desk, however many they are and however much happens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog

from bot.desk.board import LIMITS
from bot.desk.door import DeskReception
from bot.dialogue.conversation import Mode
from bot.store.records import Summary, Undelivered

LETTERS = 300
"""Lines that were not delivered and are read at most."""

PAUSE = 0.4
"""Least seconds between two readings of the lists."""

SOON, RETRY = 0.5, 2.0
"""Seconds between two tries while the lists cannot be read: at first, and at most."""

log = structlog.get_logger("desk")


class Feed:
    """Keeps the latest lists while somebody watches, and wakes the watchers when they change."""

    def __init__(self, reception: DeskReception, pause: float = PAUSE) -> None:
        self.reception, self.pause = reception, pause
        self.lists: dict[Mode, list[Summary]] = {}
        self.letters: list[Undelivered] = []
        self.failing = False
        self.watchers: set[asyncio.Event] = set()
        self.task: asyncio.Task[None] | None = None

    async def watch(self) -> AsyncIterator[None]:
        """A tick when there are lists and after each change; those who are slow miss ticks, not changes."""
        woken = asyncio.Event()
        self.watchers.add(woken)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.run(), name="desk feed")
        if self.lists:
            woken.set()
        try:
            while True:
                await woken.wait()
                woken.clear()
                yield
        finally:
            self.watchers.discard(woken)
            if not self.watchers and self.task is not None:
                self.task.cancel()
                self.task = None

    async def run(self) -> None:
        """Read the lists after each change."""
        await steadily(self.reception.follow_all, self.read, self.pause, self.fail)

    async def read(self) -> None:
        """Read all lists, and wake the watchers if anything is different."""
        lists: dict[Mode, list[Summary]] = {
            mode: await self.reception.conversations(mode=mode, limit=most) for mode, most in LIMITS.items()
        }
        letters = await self.reception.letters.undelivered(LETTERS)
        if lists != self.lists or letters != self.letters or self.failing:
            self.lists, self.letters, self.failing = lists, letters, False
            self.wake()

    @property
    def more_letters(self) -> bool:
        """Whether there may be more lines that were not delivered than have been read."""
        return len(self.letters) >= LETTERS

    def fail(self) -> None:
        """The lists could not be read: whoever watches must know that they are old."""
        self.failing = True
        self.wake()

    def wake(self) -> None:
        """Wake all watchers."""
        for woken in self.watchers:
            woken.set()


async def steadily(
    follow: Callable[[], AsyncIterator[None]],
    read: Callable[[], Awaitable[None]],
    pause: float,
    fail: Callable[[], None],
    retry: float = RETRY,
) -> None:
    """Call ``read`` after the ticks of ``follow``, at most every ``pause`` seconds; what fails is logged, told, and tried again.

    The time until then doubles up to ``retry`` seconds while nothing can be read.
    """
    wait = SOON
    while True:
        ticked = asyncio.Event()
        listener = asyncio.create_task(listen(follow(), ticked), name="desk listener")
        try:
            while not listener.done():
                await first_of(listener, ticked)
                ticked.clear()
                await read()
                wait = SOON
                await asyncio.sleep(pause)
            listener.result()
        except Exception as error:  # noqa: BLE001 - the edge of a task that must outlive a store that is away for a moment
            log.error("desk_cannot_read", error=type(error).__name__)
            fail()
        finally:
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)
        await asyncio.sleep(min(wait, retry))
        wait = min(2 * wait, retry)


async def listen(ticks: AsyncIterator[None], ticked: asyncio.Event) -> None:
    """Remember that something changed."""
    async for _ in ticks:
        ticked.set()


async def first_of(listener: "asyncio.Task[None]", ticked: asyncio.Event) -> None:
    """Wait for a tick, or for the end of the one who listens."""
    waiter = asyncio.create_task(ticked.wait())
    try:
        await asyncio.wait({listener, waiter}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiter.cancel()
