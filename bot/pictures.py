"""Pictures beside the bot's lines: the pack draws one when somebody looks, from what was known when the line was said.

A line stores the arguments of its picture and not the picture, so every process and channel draws the same and a conversation stays small.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.actions import ActionCall, Places, within
from bot.errors import ActionError
from bot.packs import Pack
from bot.store.records import Message

PNG = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 2 * 1024 * 1024
SECONDS = 10.0
"""Time limit for drawing one picture."""

THREADS = 2
"""Pictures of one kind that are drawn at the same time at most."""

KEPT = 50
"""Pictures that a process remembers at most."""

Drawn = tuple[str, str, int, float]
"""A picture: pack, conversation, number of the line and when it was said: a deleted conversation may begin anew with the same id."""


class Pictures:
    """Draws the pictures of the packs of one process; ``folder`` is where the packs keep their own data."""

    def __init__(self, packs: Mapping[str, Pack], folder: Path) -> None:
        self.packs, self.folder = packs, folder
        self.places = {(name, function): Places(function, THREADS) for name, pack in packs.items() for function in pack.pictures}
        self.known: OrderedDict[Drawn, bytes] = OrderedDict()
        self.begun: dict[Drawn, asyncio.Task[bytes]] = {}

    async def draw(self, pack: str, conversation_id: str, message: Message) -> bytes:
        """The PNG beside a line, drawn once for all who ask at the same time; raises ActionError if there is none or drawing fails."""
        key = (pack, conversation_id, message.seq, message.at)
        if key in self.known:
            self.known.move_to_end(key)
            return self.known[key]
        if key not in self.begun:
            self.begun[key] = asyncio.create_task(self.drawn(pack, conversation_id, message))
            self.begun[key].add_done_callback(partial(self.ended, key))
        return await asyncio.shield(self.begun[key])  # one caller's cancellation must not stop the drawing for the others

    def ended(self, key: Drawn, task: "asyncio.Task[bytes]") -> None:
        """Remember the picture that was drawn, and forget the least recently used one when there are too many."""
        del self.begun[key]
        if not task.cancelled() and task.exception() is None:
            self.known[key] = task.result()
            if len(self.known) > KEPT:
                self.known.popitem(last=False)

    async def drawn(self, pack: str, conversation_id: str, message: Message) -> bytes:
        """The PNG from the pack's function, which runs in a thread."""
        drawing = message.drawing
        if drawing is None or pack not in self.packs or drawing.name not in self.packs[pack].pictures:
            raise ActionError(f"the pack {pack} draws nothing beside line {message.seq}")
        today = datetime.fromtimestamp(message.at, UTC).date()
        call = ActionCall("", conversation_id, drawing.language, self.folder / pack, today)
        draw = partial(self.packs[pack].pictures[drawing.name], call, **drawing.arguments)
        return checked(drawing.name, await within(SECONDS, drawing.name, self.places[pack, drawing.name].run(draw)))


NO_PICTURES = Pictures({}, Path())
"""Draws for no pack."""


def checked(name: str, made: object) -> bytes:
    """The drawing, if it is a PNG file that channels accept; raises ActionError otherwise."""
    if not isinstance(made, bytes) or not made.startswith(PNG):
        raise ActionError(f"{name} returned {type(made).__name__}, not the bytes of a PNG file")
    if len(made) > MOST_BYTES:
        raise ActionError(f"{name} drew {len(made):,} bytes, {MOST_BYTES:,} at most")
    return made
