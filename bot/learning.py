"""Packs that have no model yet learn in a process of their own, one after the other, beside the server, and join it when they are ready."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Literal

import structlog

from bot.errors import FrontdeskError

State = Literal["waiting", "learning", "failed"]
TRAINING = (sys.executable, "-m", "bot", "train", "--effort", "quick")
LOW_PRIORITY = 15
"""Niceness of the training: whoever talks to the packs that are ready goes first."""

log = structlog.get_logger("learning")


class Learning:
    """What the packs without a model are doing; ``join`` lets one be served that has learnt."""

    def __init__(self, packs: Iterable[str], join: Callable[[str], Awaitable[None]], training: Sequence[str] = TRAINING) -> None:
        self.states: dict[str, State] = dict.fromkeys(packs, "waiting")
        self.join, self.training = join, training

    async def run(self) -> None:
        """Teach them all, until cancelled; one that fails leaves the others their turn."""
        for pack in list(self.states):
            self.states[pack] = "learning"
            try:
                learnt = await self.taught(pack)
                if learnt:
                    await self.join(pack)
            except (FrontdeskError, OSError) as error:
                learnt = False
                log.error("pack_not_joined", pack=pack, reason=str(error))
            if learnt:
                del self.states[pack]
                log.info("pack_joined", pack=pack)
            else:
                self.states[pack] = "failed"
                log.error("pack_not_learnt", pack=pack, remedy=f"frontdesk train {pack}")

    async def taught(self, pack: str) -> bool:
        """Train a pack; a training that is under way ends with the server, and goes on from there the next time."""
        process = await asyncio.create_subprocess_exec(
            *self.training,
            pack,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            preexec_fn=lambda: os.nice(LOW_PRIORITY),
        )
        try:
            return await process.wait() == 0
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
