"""The encoder of an artifact: picks the language group of a text by its script and reads it in one pass."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.dialogue.events import Score, Thresholds
from bot.errors import ArtifactError
from bot.inference import mixed, ngram, transformer
from bot.inference.artifact import OUT_OF_SCOPE, SENTIMENTS, GroupRecord, Manifest, verify
from bot.inference.passes import Passes, here
from bot.inference.prototypes import Model, placed
from bot.inference.scores import Outputs, out_of_scope, softmax
from bot.inference.script import group_of, language_of
from bot.inference.tags import Span, spans_of
from bot.inference.text import Ranges, origins, tidied, tidy

KEPT = 8
"""Intents that a reading keeps: enough to explain a decision, and a log that stays small."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder made of a text; ``intents`` best first and without ``oos``; vectors are float32 of unit length.

    ``query``: by which passages are found. ``spans``: words of the text as it was written that hold the value of a slot, those that are
    likely enough. ``parts``: what the pass saw in parts that were asked about, for ``Encoder.part``.
    """

    group: str
    language: str
    intents: tuple[Score, ...]
    out_of_scope: float
    sentiment: tuple[Score, ...]
    thresholds: Thresholds
    vector: npt.NDArray[np.float32]
    query: npt.NDArray[np.float32]
    model: str
    spans: tuple[Span, ...] = ()
    parts: tuple[Outputs, ...] = ()


class Encoder:
    """All language groups of one artifact behind one call; thread-safe."""

    def __init__(self, manifest: Manifest, models: Mapping[str, Model]) -> None:
        self.manifest, self.models = manifest, dict(models)
        self.default = "latin" if "latin" in self.models else next(iter(self.models))

    @property
    def version(self) -> str:
        """The artifact's version."""
        return self.manifest.version

    def group(self, text: str) -> str:
        """The group that reads a text: the one of its script, or the only one there is."""
        wanted = group_of(text)
        return wanted if wanted in self.models else self.default

    def vector(self, text: str, group: str | None = None) -> npt.NDArray[np.float32]:
        """Where a text lies among the passages of a group, by default the text's own; float32 of unit length."""
        return self.models[group or self.group(text)].outputs(tidy(text)).finding

    def read(self, text: str, parts: Ranges = ()) -> Reading:
        """Read one message on the caller's thread."""
        return here(self.reading(text, parts))

    def reading(self, text: str, parts: Ranges = ()) -> Passes[Reading]:
        """One message in one pass of one model, and ``parts`` of it in the same pass."""
        group = self.group(text)
        record = self.manifest.groups[group]
        outputs = yield from self.models[group].reading(tidy(text), tidied(text, parts))
        return Reading(
            group=group,
            language=language_of(text, self.manifest.languages),
            intents=ranked(outputs, record),
            out_of_scope=outside(outputs, record),
            sentiment=moods(outputs, record),
            thresholds=record.calibration.limits.thresholds,
            vector=outputs.vector,
            query=outputs.finding,
            model=self.manifest.version,
            spans=slots(text, outputs, record),
            parts=outputs.parts,
        )

    def part(self, reading: Reading, place: int, text: str, alone: bool = False) -> Passes[tuple[tuple[Score, ...], float]]:
        """The likeliest intents of a part of a message, and how much of it is out of scope.

        From the pass that read the whole, where what surrounds a part colours it; by itself where it shall be read ``alone``, is in another
        script than the message, or was not reached by the pass.
        """
        if alone or place >= len(reading.parts) or not reading.parts[place].readable or self.group(text) != reading.group:
            own = yield from self.reading(text)
            return own.intents, own.out_of_scope
        outputs, record = self.models[reading.group].completed(reading.parts[place], tidy(text)), self.manifest.groups[reading.group]
        return ranked(outputs, record), outside(outputs, record)


def outside(outputs: Outputs, record: GroupRecord) -> float:
    """The out-of-scope score; what the model cannot read is out of scope for certain."""
    return round(float(out_of_scope(outputs.intents, outputs.near, record.labels, record.calibration)), 4) if outputs.readable else 1.0


def ranked(outputs: Outputs, record: GroupRecord) -> tuple[Score, ...]:
    """The likeliest intents; their probabilities and that of the oos class add up to one over all labels."""
    chances = softmax(outputs.intents / record.calibration.temperature)
    return best_first((label, chance) for label, chance in zip(record.labels, chances.tolist(), strict=True) if label != OUT_OF_SCOPE)


def moods(outputs: Outputs, record: GroupRecord) -> tuple[Score, ...]:
    """Sentiments with their probabilities, likeliest first."""
    chances = softmax(outputs.sentiment / record.calibration.sentiment_temperature)
    return best_first(zip(SENTIMENTS, chances.tolist(), strict=True))


def best_first(named: Iterable[tuple[str, float]]) -> tuple[Score, ...]:
    """The likeliest few."""
    # By Python: NumPy lets go of the interpreter for each sort, and under load waits to have it back, longer than it sorts.
    return tuple(Score(name, round(chance, 4)) for name, chance in sorted(named, key=itemgetter(1), reverse=True)[:KEPT])


def slots(text: str, outputs: Outputs, record: GroupRecord) -> tuple[Span, ...]:
    """The tagged spans above the artifact's threshold, where they stand in the text before it was tidied."""
    least = record.calibration.span
    if outputs.words is None or least is None or not (found := [s for s in spans_of(outputs.words, record.slots) if s.value >= least]):
        return ()
    places = origins(text)
    return tuple(replace(s, start=places[s.start][0], end=places[s.end - 1][1]) for s in found if s.end <= len(places))


def load(folder: Path) -> Encoder:
    """The encoder of an artifact, after its hashes were checked; raises ArtifactError."""
    return assemble(folder, verify(folder))


def assemble(folder: Path, manifest: Manifest) -> Encoder:
    """The encoder of a folder that is believed as it is: training loads what it has just exported."""
    loaders: dict[str, Callable[[Path], Model]] = {transformer.KIND: transformer.load, mixed.KIND: mixed.load, ngram.KIND: ngram.load}
    unknown = [record.kind for record in manifest.groups.values() if record.kind not in loaders]
    if unknown or not manifest.groups:
        raise ArtifactError(f"{folder} holds models of a kind this version does not know: {', '.join(unknown) or 'none'}")
    return Encoder(manifest, {name: placed(loaders[record.kind](folder / name), folder / name) for name, record in manifest.groups.items()})
