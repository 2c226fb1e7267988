"""Builds a search index without training: a pack's index again with the models that serve it, or one of any documents."""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import DataError
from bot.inference import artifact
from bot.inference.artifact import Manifest
from retrieval import documents
from retrieval.chunks import Chunk
from retrieval.errors import DocumentError
from training.artifact_index import FOLDER, index_artifact, passages_of
from training.dialogues import unreadable


def index_pack(pack_dir: Path, served: Path) -> str:
    """Index a pack's present knowledge with the models that serve it; the name of the new version, which stands beside ``served``."""
    return reindexed(served, lambda name: served.parent / name, passages_of(pack_dir))


def index_documents(source: Path, out_dir: Path, model: Path | None = None, bad: list[DataError] | None = None) -> int:
    """Index a JSONL file of documents with a trained model, or with the base encoder as it is; the number of passages.

    Rows that cannot be used are left out and appended to ``bad``; DataError if no row can be used.
    """
    chunks = usable(source, [] if bad is None else bad)
    if model is None:
        from training import plain  # needs torch, which an index with a trained model does without

        plain.write(out_dir, source, chunks)
    else:
        reindexed(model, lambda name: out_dir, chunks)
    return len(chunks)


def usable(source: Path, bad: list[DataError]) -> list[Chunk]:
    """The passages of a JSONL file of documents; rows that cannot be used are appended to ``bad``, DataError if that leaves none."""
    chunks = []
    try:
        for found in documents.read(source):
            if isinstance(found, DocumentError):
                bad.append(DataError(found.path, found.row, found.message))
            else:
                chunks.append(found)
    except DocumentError as error:
        raise (unreadable(source, error.__cause__) if error.__cause__ else DataError(source, error.row, error.message)) from error
    if not chunks:
        wanted = "write one JSON object a line with id, title and text"
        raise DataError(source, None, f"holds no document that can be used ({len(bad)} rows left out): {wanted}")
    return chunks


def reindexed(model: Path, target: Callable[[str], Path], chunks: Sequence[Chunk]) -> str:
    """Copy a trained artifact with another index; ``target`` maps the name of its version, which is returned, to its folder."""
    before = artifact.verify(model)
    version = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{before.version[-6:]}"
    manifest = before.model_copy(update={"version": version, "created_at": datetime.now(UTC).isoformat(timespec="seconds")})

    def fill(folder: Path) -> Manifest:
        shutil.copytree(model, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(FOLDER, artifact.MANIFEST))
        index_artifact(folder, manifest, chunks)
        return manifest

    artifact.write(target(version), fill)
    return version
