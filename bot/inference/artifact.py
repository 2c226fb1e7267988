"""Artifacts: folders that hold everything a pack's models need, written atomically and verified by hash before use."""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.dialogue.events import Thresholds
from bot.errors import ArtifactError
from bot.inference import atomic

MANIFEST = "manifest.json"
CARD = "MODEL_CARD.md"
FORMAT = 1
SENTIMENTS = ("negative", "neutral", "positive")
OUT_OF_SCOPE = "oos"
"""The label of rows that fit no intent of the pack: a class like any other in training, a separate score in serving."""

log = structlog.get_logger(__name__)


class Record(BaseModel):
    """A part of a manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Limits(Record):
    """Thresholds as stored; of the certifying rows, ``accepted_rows`` are above ``accept`` and ``accepted_errors`` of these are wrong."""

    accept: float = Field(ge=0, le=1)
    out_of_scope: float = Field(ge=0, le=1)
    second: float = Field(ge=0, le=1)
    alpha: float = Field(ge=0, le=1)
    delta: float = Field(default=0.05, gt=0, lt=1)
    certified: bool
    accepted_rows: int = 0
    accepted_errors: int = 0

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds in the form that the dialogue core uses."""
        return Thresholds(self.accept, self.out_of_scope, self.second, self.alpha, self.certified)


class Calibration(Record):
    """What turns a model's logits into probabilities, fitted on held-out rows.

    Logits are divided by ``temperature`` (``sentiment_temperature``). The out-of-scope score is
    sigmoid(``bias`` + ``class_weight`` * log-odds of the oos class + ``energy_weight`` * free energy of the intents
    + ``distance_weight`` * (1 - cosine to the nearest intent's mean)).
    ``span`` is the least probability of a tagged span that is used; None if the model tags nothing, or nothing well enough.
    """

    temperature: float = Field(default=1.0, gt=0)
    sentiment_temperature: float = Field(default=1.0, gt=0)
    bias: float = 0.0
    class_weight: float = 0.0
    energy_weight: float = 0.0
    distance_weight: float = 0.0
    span: float | None = Field(default=None, ge=0, le=1)
    limits: Limits


class UnlabelledRecord(Record):
    """How many unlabelled messages were learnt from, and how many were left out, by reason.

    ``without`` and ``beside`` are the held-out accuracies of a model trained without them and of one trained with them. If the second was
    no better, or was not trained, the first was kept and ``used`` is 0.
    """

    used: int = 0
    left_out: dict[str, int] = Field(default_factory=dict)
    without: float | None = None
    beside: float | None = None


class GroupRecord(Record):
    """One language group of an artifact: its kind of model, its metrics, and on how many rows they were measured.

    ``labels`` are in the order of the logits, ``slots`` in the order of the tags; ``slots`` is empty if no training row marks one.
    ``folds`` is the number of cross-fitted models that calibrated it, each on rows that it had not seen; 0 if it was calibrated on held-out
    rows.
    """

    kind: str
    labels: tuple[str, ...]
    slots: tuple[str, ...] = ()
    dimensions: int
    calibration: Calibration
    folds: int = Field(default=0, ge=0)
    unlabelled: UnlabelledRecord | None = None
    rows: dict[str, int] = Field(default_factory=dict)
    metrics: dict[str, float | None] = Field(default_factory=dict)


class OutlookRecord(Record):
    """What a group's outlook head predicts, its training rows, its cross-validated metrics, and ``notes`` on why it predicts no more."""

    satisfaction: bool
    risk: bool
    rows: dict[str, int] = Field(default_factory=dict)
    metrics: dict[str, float | None] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


class BaseModelRecord(Record):
    """The encoder that was adapted: its name and the SHA-256 of its weights."""

    name: str
    sha256: str


class Form(BaseModel):
    """The one field of a manifest that is read before the others."""

    format: int = FORMAT


class Manifest(Record):
    """What an artifact holds, what it was made from, and the SHA-256 of each of its files."""

    format: int = FORMAT
    pack: str
    version: str
    created_at: str
    seed: int
    effort: str
    languages: tuple[str, ...]
    groups: dict[str, GroupRecord]
    outlook: dict[str, OutlookRecord] = Field(default_factory=dict)
    base: BaseModelRecord | None = None
    code: str
    data: dict[str, str]
    report: dict[str, int] = Field(default_factory=dict)
    files: dict[str, str] = Field(default_factory=dict)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def contents(folder: Path) -> list[str]:
    """The sorted POSIX paths of all files in an artifact except its manifest."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name != MANIFEST)


def write(target: Path, fill: Callable[[Path], Manifest]) -> Manifest:
    """Make an artifact: ``fill`` writes into an empty folder, which is renamed to ``target`` once it is complete.

    An earlier artifact at ``target`` stays in service until then. Raises ArtifactError if ``target`` is a file or any other folder that is
    not empty. If ``fill`` raises, nothing is left behind.
    """
    if target.exists() and not target.is_dir():
        raise ArtifactError(f"{target} is a file: name a folder")
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise ArtifactError(f"{target} is not empty and not an artifact: name another folder")
    with atomic.placed(target) as folder:
        manifest = fill(folder)
        manifest = manifest.model_copy(update={"files": {name: sha256(folder / name) for name in contents(folder)}})
        flushed(folder / MANIFEST, manifest.model_dump_json(indent=2))
    return manifest


def flushed(path: Path, text: str) -> None:
    """Write a file and sync it to disk."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """The manifest of an artifact, without checking its files; ArtifactError if it is missing or cannot be read."""
    path = folder / MANIFEST
    try:
        written = path.read_bytes()
        refuse_other(path, Form.model_validate_json(written).format)
        return Manifest.model_validate_json(written)
    except FileNotFoundError:
        raise ArtifactError(f"{folder} has no {MANIFEST}: train again, or name another folder") from None
    except OSError as error:
        raise ArtifactError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ArtifactError(f"{path} cannot be read: {f'{where}: ' if where else ''}{first['msg']}") from error


def refuse_other(path: Path, format: int) -> None:
    """Raise ArtifactError for a manifest in another format, before its unknown fields can raise a less helpful error."""
    if format > FORMAT:
        raise ArtifactError(f"{path} was written by a newer version of Frontdesk (format {format}): install that one, or train again")
    if format < FORMAT:
        raise ArtifactError(f"{path} has format {format}, this version reads {FORMAT}: train again")


def verify(folder: Path) -> Manifest:
    """The manifest of an artifact after checking all its files; ArtifactError names one that is missing, extra or changed."""
    manifest = read(folder)
    there = set(contents(folder))
    if missing := sorted(set(manifest.files) - there):
        raise ArtifactError(f"{folder / missing[0]} is missing")
    if extra := sorted(there - set(manifest.files)):
        raise ArtifactError(f"{folder / extra[0]} does not belong to this artifact")
    for name, expected in manifest.files.items():
        try:
            found = sha256(folder / name)
        except OSError as error:
            raise ArtifactError(f"{folder / name} cannot be read: {error.strerror}") from error
        if found != expected:
            raise ArtifactError(f"{folder / name} has changed since the artifact was written")
    return manifest


def versions(root: Path, pack: str) -> list[Path]:
    """Every artifact folder of a pack, newest first, broken ones included."""
    folder = root / pack
    found: Iterable[Path] = (
        (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")) if folder.is_dir() else ()
    )
    return sorted(found, key=lambda path: path.name, reverse=True)


def latest(root: Path, pack: str) -> Path:
    """The newest valid artifact of a pack; broken ones are logged and skipped. Raises ArtifactError if there is none."""
    for folder in versions(root, pack):
        try:
            verify(folder)
        except ArtifactError as error:
            log.warning("artifact_skipped", pack=pack, version=folder.name, reason=str(error))
        else:
            return folder
    raise ArtifactError(f"no usable artifact of {pack} in {root}: run `frontdesk train {pack}`")
