"""Trains packs that have no model yet, one after the other in a separate process beside the server, which then serves them too."""

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
"""Niceness of the training process, so that conversations with ready packs take precedence."""

log = structlog.get_logger("learning")


class Learning:
    """The training of the packs without a model; ``join`` is called with each pack that has been trained, to serve it."""

    def __init__(self, packs: Iterable[str], join: Callable[[str], Awaitable[None]], training: Sequence[str] = TRAINING) -> None:
        self.states: dict[str, State] = dict.fromkeys(packs, "waiting")
        self.join, self.training = join, training

    async def run(self) -> None:
        """Train all packs, until cancelled; a pack that fails does not stop the others."""
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
        """Train a pack; whether that succeeded. A training that is interrupted by the server's end resumes the next time."""
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
