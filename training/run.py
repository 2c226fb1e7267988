"""Training from beginning to end: texts in, a verified artifact out. Read this file first."""

import hashlib
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.inference import artifact
from bot.inference.artifact import GroupRecord, Manifest, UnlabelledRecord
from bot.inference.script import group_of, language_of
from retrieval.chunks import Chunk
from retrieval.sentences import sentences_of
from training import base as bases
from training import card, contradictions, foresight, groups, unlabelled
from training.artifact_index import index_artifact, passages_of
from training.borrowed import borrowed, past
from training.code import code_hash
from training.data import Dataset, Row, load
from training.named import named
from training.pack import PackSettings, read_settings
from training.progress import ProgressCallback, bars
from training.recipe import EFFORTS, Effort
from training.splits import Split, split
from training.unlabelled import Unlabelled

ENOUGH = 30
"""The fewest rows for which a script gets a model of its own."""

WORK = ".work"
"""The folder beside the artifacts with the checkpoints that an interrupted training resumes from."""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that determines the result of a training."""

    name: str
    data: Dataset
    settings: PackSettings
    effort: Effort
    seed: int
    work: Path
    pack_dir: Path | None = None
    chunks: tuple[Chunk, ...] = ()
    borrowed: tuple[Row, ...] = ()
    unlabelled: Unlabelled | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """The folder of a new artifact, and the data it was trained on."""

    folder: Path
    data: Dataset


def train_pack(
    pack_dir: Path,
    artifacts_dir: Path,
    effort: Effort = "quick",
    seed: int = 7,
    progress: ProgressCallback | None = None,
    *,
    history: Path | None = None,
) -> Trained:
    """Train a pack's models and index its knowledge; the new artifact is ``artifacts_dir/<pack>/<version>``.

    ``history``: past dialogues or unlabelled texts to learn from as well.
    """
    data = load(pack_dir / "utterances.csv")
    settings = read_settings(pack_dir)
    settings = settings.model_copy(update={"languages": settings.languages or languages(data.rows)})
    root = artifacts_dir / pack_dir.name
    chunks = passages_of(pack_dir)
    more = tuple(borrowed(chunks, past(pack_dir), data.intents))
    given = unlabelled.read(history) if history is not None else None
    job = Job(pack_dir.name, data, settings, effort, seed, root / WORK, pack_dir, chunks, more, given)
    job = replace(job, work=job.work / fingerprint(job)[:12])
    target = root / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{fingerprint(job)[:6]}"
    with bars(progress) as on_progress:
        artifact.write(target, lambda folder: fill(folder, target.name, job, on_progress))
    shutil.rmtree(job.work, ignore_errors=True)
    return Trained(target, data)


def train_utterances(
    csv: Path,
    out_dir: Path,
    effort: Effort = "quick",
    seed: int = 7,
    progress: ProgressCallback | None = None,
    *,
    history: Path | None = None,
) -> Trained:
    """Train a model from any CSV with the columns ``text,intent``; the artifact is written to ``out_dir`` itself.

    ``history``: past dialogues or unlabelled texts to learn from as well.
    """
    data, work = load(csv), out_dir.parent / f".{out_dir.name}{WORK}"
    given = unlabelled.read(history) if history is not None else None
    job = Job(csv.stem, data, PackSettings(languages=languages(data.rows)), effort, seed, work, unlabelled=given)
    with bars(progress) as on_progress:
        artifact.write(out_dir, lambda folder: fill(folder, fingerprint(job)[:12], job, on_progress))
    shutil.rmtree(job.work, ignore_errors=True)
    return Trained(out_dir, data)


def fill(folder: Path, version: str, job: Job, on_progress: ProgressCallback) -> Manifest:
    """Write all files of an artifact except its manifest, which is returned."""
    began = time.monotonic()
    parts, report = by_group(job.data.rows)
    records = {name: train_group(name, parts, folder / name, job, on_progress) for name in parts}
    if beyond := sum(record.rows.get("left_out", 0) for record in records.values()):
        report[f"beyond what effort {job.effort} learns from (drawn so that rare intents keep theirs)"] = beyond
    base = bases.record_of(job.settings.base) if "latin" in records else None
    manifest = Manifest(
        pack=job.name,
        version=version,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=job.seed,
        effort=job.effort,
        languages=job.settings.languages,
        groups=records,
        base=base,
        code=code_hash(),
        data=sources(job),
        report={**job.data.report, **report},
    )
    if job.pack_dir is not None:
        if dialogues := past(job.pack_dir):
            on_progress("outlook", 0, 1)
            foreseen = foresight.add(folder, manifest, dialogues, lambda done, of: on_progress("outlook", done, of))
            manifest = manifest.model_copy(update={"outlook": foreseen})
        on_progress("index", 0, 1)
        index_artifact(folder, manifest, job.chunks)
        on_progress("index", 1, 1)
    contradictions.write(folder, job.data)
    (folder / artifact.CARD).write_text(card.written(manifest, job.data, time.monotonic() - began), encoding="utf-8")
    return manifest


def by_group(rows: Sequence[Row]) -> tuple[dict[str, list[Row]], dict[str, int]]:
    """Rows by the group that will read them, and how many were left out.

    A script with too few rows gets no model of its own. Rows in Latin letters then join the n-gram group, which reads any script; rows in
    other scripts are left out, because the base encoder reads Latin letters only. Texts without letters join the Latin group if there is
    one.
    """
    parts: dict[str, list[Row]] = {"latin": [], "other": []}
    unclear: list[Row] = []
    for row in rows:
        group = group_of(row.text)
        (parts[group] if group else unclear).append(row)
    largest = max(parts, key=lambda name: len(parts[name]))
    smallest = "other" if largest == "latin" else "latin"
    report: dict[str, int] = {}
    if len(parts[smallest]) < ENOUGH:
        rest = parts.pop(smallest)
        if smallest == "latin":
            parts[largest] += rest
        elif rest:
            report["in a script with too few rows for a model of its own"] = len(rest)
    parts["latin" if "latin" in parts else largest] += unclear
    return {name: members for name, members in parts.items() if members}, report


def read_by(text: str, parts: Collection[str]) -> str | None:
    """Which of these groups reads a text; None if no model reads its script."""
    group = group_of(text)
    if group is None or (group == "latin" and group not in parts):
        return "latin" if "latin" in parts else "other"
    return group if group in parts else None


def train_group(name: str, every: Mapping[str, Sequence[Row]], folder: Path, job: Job, on_progress: ProgressCallback) -> GroupRecord:
    """Train, calibrate and measure the model of one language group; ``every`` holds the rows of all groups."""
    rows, recipe, settings = every[name], EFFORTS[job.effort], job.settings
    known = {intent for row in rows for intent in row.intents}
    labels = tuple(intent for intent in job.data.intents if intent in known)
    again = [row for row in job.data.again if read_by(row.text, every) == name and set(row.intents) <= known]
    apart = (settings.test_groups, settings.calibration_groups)
    parts = split(rows, *apart, job.seed, cross=job.effort != "quick", most=recipe.most, again=again)
    own = [chunk for chunk in job.chunks if group_of(chunk.searched) == name]
    passages, pieces = (
        tuple(chunk.searched for chunk in own),
        tuple(piece for chunk in own for piece in (*chunk.sides, *sentences_of(chunk))),
    )
    more = tuple(row for row in (*job.borrowed, *named(labels)) if group_of(row.text) == name and set(row.intents) <= set(labels))
    parts = replace(parts, train=parts.train + unseen(more, parts))
    given = unlabelled.chosen(job.unlabelled, [*rows, *parts.train], name, job.seed) if job.unlabelled is not None else None
    task = groups.Task(parts, labels, passages, folder, job.seed, given, pieces)
    if name == "other":
        on_progress("character n-grams", 0, 1)
        record = groups.other(task)
        on_progress("character n-grams", 1, 1)
        return record if given is None else record.model_copy(update={"unlabelled": UnlabelledRecord(left_out=unlabelled.unread(given))})
    return groups.latin(task, bases.load(settings.base), recipe, job.work, lambda done, of: on_progress("encoder", done, of))


def languages(rows: Sequence[Row]) -> tuple[str, ...]:
    """The languages that a CSV names; if it names none, those of its scripts: English for Latin letters, Chinese for Chinese."""
    named = tuple(dict.fromkeys(row.language for row in rows if row.language))
    return named or tuple(dict.fromkeys(language for row in rows if (language := language_of(row.text, ("en",)))))


def fingerprint(job: Job) -> str:
    """A SHA-256 over data, settings, effort and seed, in hex."""
    parts = (*sources(job).values(), job.settings.model_dump_json(), job.effort, str(job.seed))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sources(job: Job) -> dict[str, str]:
    """The SHA-256 of every file that was learnt from or indexed, by its path in the pack."""
    more = {f"unlabelled/{job.unlabelled.path.name}": artifact.sha256(job.unlabelled.path)} if job.unlabelled is not None else {}
    if job.pack_dir is None:
        return {job.data.path.name: artifact.sha256(job.data.path), **more}
    found = [job.data.path, *job.pack_dir.glob("history.jsonl"), *job.pack_dir.glob("knowledge/*/*.md")]
    return {**{path.relative_to(job.pack_dir).as_posix(): artifact.sha256(path) for path in sorted(found)}, **more}


def unseen(rows: Sequence[Row], parts: Split) -> tuple[Row, ...]:
    """The rows whose text is in none of the parts."""
    seen = {row.text.casefold() for part in (parts.train, parts.calibration, parts.test) for row in part}
    return tuple(row for row in rows if row.text.casefold() not in seen)
