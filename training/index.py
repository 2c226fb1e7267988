"""Builds a search index without training: a pack's index again with the models that serve it, or one of any documents."""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.errors import DataError
from bot.inference import artifact
from bot.inference.artifact import Manifest
from retrieval import documents
from retrieval.chunks import Chunk
from retrieval.errors import DocumentError
from training.artifact_index import FOLDER, index_artifact, passages_of

log = structlog.get_logger(__name__)


def index_pack(pack_dir: Path, served: Path) -> str:
    """Index a pack's present knowledge with the models that serve it; the name of the new version, which stands beside ``served``."""
    return reindexed(served, lambda name: served.parent / name, passages_of(pack_dir))


def index_documents(source: Path, out_dir: Path, model: Path | None = None) -> int:
    """Index a JSONL file of documents with a trained model, or with the base encoder as it is; the number of passages.

    Rows that cannot be used are logged and left out; DataError if no row can be used.
    """
    chunks = usable(source)
    if model is None:
        from training import plain  # needs torch, which an index with a trained model does without

        plain.write(out_dir, source, chunks)
    else:
        reindexed(model, lambda name: out_dir, chunks)
    return len(chunks)


def usable(source: Path) -> list[Chunk]:
    """The passages of a JSONL file of documents; rows that cannot be used are logged, DataError if that leaves none."""
    chunks = []
    try:
        for found in documents.read(source):
            if isinstance(found, DocumentError):
                log.warning("document_left_out", reason=str(found))
            else:
                chunks.append(found)
    except DocumentError as error:
        raise DataError(source, None, str(error)) from error
    if not chunks:
        raise DataError(source, None, "holds no document that can be used: write one JSON object a line with id, title and text")
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
