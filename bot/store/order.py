"""Lets the turns of a conversation through one at a time, in the order in which they came, within one process."""

import asyncio
from collections import deque


class Order:
    """A fair lock for each name, which exists only while somebody holds it or waits for it."""

    def __init__(self) -> None:
        self.queues: dict[str, deque[asyncio.Future[None]]] = {}

    async def enter(self, name: str) -> None:
        """Wait until everybody who came before has left."""
        queue = self.queues.get(name)
        if queue is None:
            self.queues[name] = deque()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                queue.remove(turn)
            else:
                self.leave(name)  # the lock had already been handed to this waiter: pass it on
            raise

    def leave(self, name: str) -> None:
        """Let the next one in."""
        queue = self.queues[name]
        while queue:
            turn = queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        del self.queues[name]
