"""A worker in a process of its own that dies: python -m tests.faults.serving_process DATABASE FOLDER [acting | MESSAGES].

Actions leave their traces in FOLDER: ``calls`` has a line for each call, ``done-KEY`` is made by the first call with that key alone.
With ``acting``, the process kills itself in the middle of its first writing action, after it has taken effect; with a number, at a random
moment within a few milliseconds of having read that many messages.
"""

import asyncio
import hashlib
import os
import random
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.bus.local import LocalArrivals, LocalBus
from bot.dialogue.conversation import Conversation, Utterance
from bot.dialogue.effects import CallAction
from bot.dialogue.events import Understood, Value
from bot.lookout import Lookout
from bot.store.sql import SqlStore
from bot.turn import Vector
from bot.worker import Worker
from tests.store.parts import Models, engine


class Careful(Models):
    """Takes a few milliseconds for everything, so that a kill hits the middle of turns; ``dies`` says when this process ends itself."""

    folder = Path()
    dies = ""
    begun = 0

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        self.begun += 1
        if str(self.begun) == self.dies:
            asyncio.get_running_loop().call_later(random.uniform(0.0, 0.005), os.kill, os.getpid(), signal.SIGKILL)
        await asyncio.sleep(random.uniform(0.002, 0.02))
        return await super().understand(text, at)

    async def call(self, request: CallAction, conversation: Conversation, at: float) -> Mapping[str, Value]:
        if request.action == "cancel_order":
            with (self.folder / "calls").open("a") as calls:
                calls.write(f"{request.key}\n")
            done = self.folder / f"done-{hashlib.sha256(request.key.encode()).hexdigest()[:24]}"
            if not done.exists():
                done.write_text(request.key)
            if self.dies == "acting":
                os.kill(os.getpid(), signal.SIGKILL)
            await asyncio.sleep(random.uniform(0.002, 0.02))
        return await super().call(request, conversation, at)


async def main(address: str, folder: Path, dies: str) -> None:
    models = Careful()
    models.folder, models.dies = folder, dies
    store = await SqlStore.connect(address, seconds=0.9, keep=0.3)
    bus = LocalBus()
    print("ready", flush=True)
    await Worker(engine(store, models), Lookout(store, LocalArrivals(bus), 0.1), bus).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), "".join(sys.argv[3:])))
