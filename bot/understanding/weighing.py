"""Finds which words of a message decided, using the model that read it if it still exists, and remembers the results."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from bot.asking.deciding import encoder_of
from bot.asking.understanding import AskingUnderstander
from bot.dialogue.events import Understood
from bot.errors import ArtifactError, Overloaded
from bot.inference import encoder as encoders
from bot.inference.attribution import OUTSIDE, Attribution, Label, LabelAttribution
from bot.inference.encoder import Encoder
from bot.registry.live import Live
from bot.store.records import TurnLog
from bot.understanding.understander import EncoderUnderstander

KEPT = 500
"""Attributions that are remembered at most."""

MOST_WAITING = 8
"""Requests that may wait; only one message is weighed at a time, so that customers wait for one slice of it at most."""


class Key(NamedTuple):
    """A message as a version read it, from the place ``begins`` on."""

    pack: str
    version: str
    text: str
    begins: int


class Weigher:
    """Weighs messages of the packs that this process serves, on the threads that understand messages; bound to one event loop."""

    def __init__(self, root: Path, packs: Mapping[str, Live]) -> None:
        self.root, self.packs = root, packs
        self.known: OrderedDict[Key, Attribution] = OrderedDict()
        self.older: tuple[Path, Encoder] | None = None
        """The last version that was loaded from the disk, with its folder."""
        self.turn, self.waiting = asyncio.Lock(), 0

    async def weigh(self, pack: str, version: str, text: str, begins: int = 0) -> Attribution:
        """The weights of the words that this version read, from ``begins`` on, or those by the active one if this version is gone.

        Raises Overloaded if too many requests wait, and ArtifactError if the pack is no longer served.
        """
        if pack not in self.packs:
            raise ArtifactError(f"The pack {pack} is not served here any more: its models cannot be asked which words decided.")
        key = Key(pack, version, text, begins)
        if key in self.known:
            return self.remembered(key)
        if self.waiting > MOST_WAITING:
            raise Overloaded("Too many messages are being weighed at the moment: try again in a few seconds.", 3.0)
        self.waiting += 1
        try:
            async with self.turn:
                if key not in self.known:
                    self.remember(key, await self.weighed(key))
            return self.remembered(key)
        finally:
            self.waiting -= 1

    def remembered(self, key: Key) -> Attribution:
        """A remembered attribution, which now counts as recently used."""
        self.known.move_to_end(key)
        return self.known[key]

    def remember(self, key: Key, found: Attribution) -> None:
        """Remember an attribution, and forget the least recently used one when there are too many."""
        self.known[key] = found
        if len(self.known) > KEPT:
            self.known.popitem(last=False)

    async def weighed(self, key: Key) -> Attribution:
        """Weigh a message on the threads that understand the pack's messages."""
        live = self.packs[key.pack]
        serves = next((one for one in (live.active, live.candidate) if one is not None and one.version == key.version), None)
        older = None if serves is not None else await self.from_disk(self.root / key.pack, key.version)
        used = serves or live.active
        with used.lent() as serving:
            understander = serving.understander
            reader = understander.reader if isinstance(understander, AskingUnderstander) else understander
            if not isinstance(reader, EncoderUnderstander):
                raise ArtifactError(f"the model {used.version} cannot say which words decided")
            return await reader.attribute(key.text, key.begins, older)

    async def from_disk(self, root: Path, version: str) -> Encoder | None:
        """The encoder of a version that does not serve; None if it no longer exists."""
        folder = root / version
        if self.older is None or self.older[0] != folder:
            try:
                self.older = (folder, await asyncio.to_thread(version_of, root, version))
            except ArtifactError:
                return None
        return self.older[1]


def version_of(root: Path, version: str) -> Encoder:
    """The encoder of a pack's version; raises ArtifactError if there is no such version or it is not whole."""
    if not version or version != Path(version).name or not (root / version).is_dir():
        raise ArtifactError(f"there is no version {version!r} in {root}")
    return encoders.load(root / version)


def read_in(log: TurnLog) -> Understood | None:
    """The encoder's reading of a turn's message; None if nothing was read, as after a pressed button or an operator's line."""
    return next((replace(event, model=encoder_of(event.model)) for event in log.events if isinstance(event, Understood)), None)


def stories(found: Attribution, event: Understood | None = None) -> list[LabelAttribution]:
    """The stories of the best two intents, of out of scope and of the mood, as ``event`` read them if the model still knows them.

    Empty for a message that the model cannot read.
    """
    if not found.spans:
        return []
    intents: list[Label] = [("intent", score.name) for score in event.intents] if event else []
    moods: list[Label] = [("sentiment", event.mood)] if event else []
    chosen = [label for label in dict.fromkeys([*intents, *found.best("intent", 2)]) if label in found.labels][:2]
    return [found.told(label) for label in (*chosen, OUTSIDE, *(moods or found.best("sentiment")))]


def as_json(found: Attribution, told: list[LabelAttribution], read_by: str) -> dict[str, Any]:
    """An attribution for programs; positions count Unicode code points, weights are log-odds."""
    return {
        "text": found.text,
        "model": found.model,
        "read_by": read_by,
        "readable": bool(found.spans),
        "exact": found.exact,
        "labels": [
            {
                "about": one.about,
                "label": one.label,
                "probability": round(one.probability, 4),
                "log_odds": round(one.odds, 4),
                "without_words": round(one.without, 4),
                "words": [{"word": w.word, "start": w.start, "end": w.end, "weight": round(w.weight, 4)} for w in one.words],
            }
            for one in told
        ],
    }
