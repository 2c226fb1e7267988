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
"""Intents that a reading keeps: enough to explain a decision, few enough for a small log."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The encoder's reading of a text; ``intents`` are best first and exclude ``oos``; vectors are float32 of unit length.

    ``query`` is the vector for retrieval. ``spans`` are tagged slot values above the threshold, as positions in the original text.
    ``parts`` are the outputs for the requested parts of the text, to be passed to ``Encoder.part``.
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
    """The models of all language groups of one artifact; thread-safe."""

    def __init__(self, manifest: Manifest, models: Mapping[str, Model]) -> None:
        self.manifest, self.models = manifest, dict(models)
        self.default = "latin" if "latin" in self.models else next(iter(self.models))

    @property
    def version(self) -> str:
        """The artifact's version."""
        return self.manifest.version

    def group(self, text: str) -> str:
        """The group that reads a text: that of its script if the artifact has it, otherwise the default."""
        wanted = group_of(text)
        return wanted if wanted in self.models else self.default

    def vector(self, text: str, group: str | None = None) -> npt.NDArray[np.float32]:
        """The retrieval vector of a text, float32 of unit length, from the model of ``group`` (by default that of its script)."""
        return self.models[group or self.group(text)].outputs(tidy(text)).finding

    def read(self, text: str, parts: Ranges = ()) -> Reading:
        """Read one message on the caller's thread."""
        return here(self.reading(text, parts))

    def reading(self, text: str, parts: Ranges = ()) -> Passes[Reading]:
        """Read one message, and ``parts`` of it, in a single pass of one model."""
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
        """The likeliest intents of a part of a message, and its out-of-scope score.

        They come from the pass over the whole message, in which a part is coloured by its context. The part gets a pass of its own if
        ``alone`` is set, if its script is another than the message's, or if the first pass did not reach it.
        """
        if alone or place >= len(reading.parts) or not reading.parts[place].readable or self.group(text) != reading.group:
            own = yield from self.reading(text)
            return own.intents, own.out_of_scope
        outputs, record = self.models[reading.group].completed(reading.parts[place], tidy(text)), self.manifest.groups[reading.group]
        return ranked(outputs, record), outside(outputs, record)


def outside(outputs: Outputs, record: GroupRecord) -> float:
    """The out-of-scope score; 1 for a text that the model cannot read."""
    return round(float(out_of_scope(outputs.intents, outputs.near, record.labels, record.calibration)), 4) if outputs.readable else 1.0


def ranked(outputs: Outputs, record: GroupRecord) -> tuple[Score, ...]:
    """The likeliest intents; over all labels, ``oos`` included, the probabilities add up to one."""
    chances = softmax(outputs.intents / record.calibration.temperature)
    return best_first((label, chance) for label, chance in zip(record.labels, chances.tolist(), strict=True) if label != OUT_OF_SCOPE)


def moods(outputs: Outputs, record: GroupRecord) -> tuple[Score, ...]:
    """Sentiments with their probabilities, likeliest first."""
    chances = softmax(outputs.sentiment / record.calibration.sentiment_temperature)
    return best_first(zip(SENTIMENTS, chances.tolist(), strict=True))


def best_first(named: Iterable[tuple[str, float]]) -> tuple[Score, ...]:
    """The ``KEPT`` likeliest scores, best first."""
    # Python sorts here: NumPy releases the interpreter lock for each sort, and under load getting it back takes longer than the sort.
    return tuple(Score(name, round(chance, 4)) for name, chance in sorted(named, key=itemgetter(1), reverse=True)[:KEPT])


def slots(text: str, outputs: Outputs, record: GroupRecord) -> tuple[Span, ...]:
    """The tagged spans above the artifact's threshold, with positions in the text before tidying."""
    least = record.calibration.span
    if outputs.words is None or least is None or not (found := [s for s in spans_of(outputs.words, record.slots) if s.value >= least]):
        return ()
    places = origins(text)
    return tuple(replace(s, start=places[s.start][0], end=places[s.end - 1][1]) for s in found if s.end <= len(places))


def load(folder: Path) -> Encoder:
    """The encoder of an artifact whose hashes are checked first; raises ArtifactError."""
    return assemble(folder, verify(folder))


def assemble(folder: Path, manifest: Manifest) -> Encoder:
    """The encoder of a folder without checking its hashes, as training does for what it has just exported."""
    loaders: dict[str, Callable[[Path], Model]] = {transformer.KIND: transformer.load, mixed.KIND: mixed.load, ngram.KIND: ngram.load}
    unknown = [record.kind for record in manifest.groups.values() if record.kind not in loaders]
    if unknown or not manifest.groups:
        raise ArtifactError(f"{folder} holds models of a kind this version does not know: {', '.join(unknown) or 'none'}")
    return Encoder(manifest, {name: placed(loaders[record.kind](folder / name), folder / name) for name, record in manifest.groups.items()})
