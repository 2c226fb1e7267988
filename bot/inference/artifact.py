"""Artifacts: folders that hold everything a pack's models need, written at once and believed only after their hashes agree."""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.dialogue.events import Thresholds
from bot.errors import ArtifactError
from bot.inference import unfinished

MANIFEST = "manifest.json"
CARD = "MODEL_CARD.md"
FORMAT = 1
SENTIMENTS = ("negative", "neutral", "positive")
OUT_OF_SCOPE = "oos"
"""The label of rows that no intent of the pack fits; a class like the others while training, a score of its own when served."""

log = structlog.get_logger(__name__)


class Record(BaseModel):
    """A frozen part of a manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Limits(Record):
    """Thresholds as they are written down; ``accepted_rows`` of the certifying rows are above ``accept``, with that many errors."""

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
        """The same numbers as they travel with an understood message."""
        return Thresholds(self.accept, self.out_of_scope, self.second, self.alpha, self.certified)


class Calibration(Record):
    """What turns a model's logits into probabilities, fitted on held-out rows.

    Logits are divided by ``temperature`` (``sentiment_temperature``). The out-of-scope score is
    sigmoid(``bias`` + ``class_weight`` * log-odds of the oos class + ``energy_weight`` * free energy of the intents
    + ``distance_weight`` * (1 - cosine to the nearest intent's mean)).
    ``span``: least probability of a tagged span that is used; None where the model tags nothing, or nothing well enough.
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
    """How many unlabelled messages were learnt from, and how many were not, by reason.

    ``without`` and ``beside``: share of held-out rows read rightly by a model that did not learn from them, and by one that did; where the
    second was no better, or was not made, the first was kept and none are ``used``.
    """

    used: int = 0
    left_out: dict[str, int] = Field(default_factory=dict)
    without: float | None = None
    beside: float | None = None


class GroupRecord(Record):
    """One language group of an artifact: its kind of model, its labels in the order of the logits, how good it is and on how many rows.

    ``slots``: what it tags words as, in the order of the tags; none where no training row marked any. ``folds``: models that calibrated it,
    each on rows it had not learnt from, where it was cross-fitted itself; 0 where rows were kept out of its own training.
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
    """What a language group's head foresees, from how many dialogues and rated turns, how well by cross-validation, and why not more."""

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
    """What of a manifest has to be read before anything else."""

    format: int = FORMAT


class Manifest(Record):
    """What an artifact is, where it comes from, and the SHA-256 of every file in it."""

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
    """Every file of an artifact but its manifest, as sorted POSIX paths."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name != MANIFEST)


def write(target: Path, fill: Callable[[Path], Manifest]) -> Manifest:
    """Make an artifact: ``fill`` writes into an empty folder, which takes its place at ``target`` in one rename once it is complete.

    An artifact that stood at ``target`` stays in service until then; a file, and any other folder with something in it, is refused,
    ArtifactError. Raises what ``fill`` raises, and leaves nothing behind.
    """
    if target.exists() and not target.is_dir():
        raise ArtifactError(f"{target} is a file: name a folder")
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise ArtifactError(f"{target} is not empty and not an artifact: name another folder")
    with unfinished.placed(target) as folder:
        manifest = fill(folder)
        manifest = manifest.model_copy(update={"files": {name: sha256(folder / name) for name in contents(folder)}})
        flushed(folder / MANIFEST, manifest.model_dump_json(indent=2))
    return manifest


def flushed(path: Path, text: str) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """The manifest of an artifact; ArtifactError where it is missing or not one of ours. The files are not looked at."""
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
    """Raises ArtifactError where a manifest has another form than this version reads, which may well have other fields too."""
    if format > FORMAT:
        raise ArtifactError(f"{path} was written by a newer version of Frontdesk (format {format}): install that one, or train again")
    if format < FORMAT:
        raise ArtifactError(f"{path} has format {format}, this version reads {FORMAT}: train again")


def verify(folder: Path) -> Manifest:
    """The manifest of an artifact all of whose files are there and unchanged; ArtifactError names the file that is not."""
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
    """Every artifact folder of a pack, newest first, broken ones too."""
    folder = root / pack
    found: Iterable[Path] = (
        (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")) if folder.is_dir() else ()
    )
    return sorted(found, key=lambda path: path.name, reverse=True)


def latest(root: Path, pack: str) -> Path:
    """The newest artifact of a pack that verifies; a broken one is logged and passed over. ArtifactError where none is left."""
    for folder in versions(root, pack):
        try:
            verify(folder)
        except ArtifactError as error:
            log.warning("artifact_skipped", pack=pack, version=folder.name, reason=str(error))
        else:
            return folder
    raise ArtifactError(f"no usable artifact of {pack} in {root}: run `frontdesk train {pack}`")
