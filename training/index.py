"""The search index of an artifact: passages embedded by the encoder that will read the questions."""

import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import structlog

from bot.errors import DataError
from bot.inference import artifact, encoder, ngram
from bot.inference.artifact import Manifest
from bot.inference.encoder import Encoder
from bot.inference.script import LANGUAGES
from retrieval import documents, lines
from retrieval.chunks import Chunk, embed, from_pack
from retrieval.errors import DocumentError
from retrieval.index import Index

FOLDER = "index"
log = structlog.get_logger(__name__)


def index_artifact(artifact_dir: Path, manifest: Manifest, chunks: Sequence[Chunk]) -> int:
    """Index passages in an artifact that is being made, one index a language group; the number of passages."""
    reader = encoder.assemble(artifact_dir, manifest)
    for group in reader.models:
        members = [chunk for chunk in chunks if group_of_chunk(reader, chunk) == group]
        read = partial(embedded, reader, group)
        sentences = lines.embed(members, read) if manifest.groups[group].kind != ngram.KIND else None  # whose words BM25 has already
        Index.build(members, embed(members, read), sentences).save(artifact_dir / group / FOLDER)
    return len(chunks)


def index_pack(pack_dir: Path, served: Path) -> str:
    """Index what a pack knows now with the models that serve it: a new version beside them, whose name is returned."""
    return again(served, lambda name: served.parent / name, passages_of(pack_dir))


def index_documents(source: Path, out_dir: Path, model: Path | None = None) -> int:
    """Index a JSONL of documents with a trained model, or with the base encoder as it is; the number of passages.

    Rows that cannot be used are logged and left out; DataError where none is left.
    """
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
    if model is None:
        from training.plain import write

        write(out_dir, source, chunks)
    else:
        again(model, lambda name: out_dir, chunks)
    return len(chunks)


def again(model: Path, target: Callable[[str], Path], chunks: Sequence[Chunk]) -> str:
    """A copy of a trained artifact with another index; the name of its version."""
    before = artifact.verify(model)
    version = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{before.version[-6:]}"
    manifest = before.model_copy(update={"version": version, "created_at": datetime.now(UTC).isoformat(timespec="seconds")})

    def fill(folder: Path) -> Manifest:
        shutil.copytree(model, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(FOLDER, artifact.MANIFEST))
        index_artifact(folder, manifest, chunks)
        return manifest

    artifact.write(target(version), fill)
    return version


def passages_of(pack_dir: Path) -> tuple[Chunk, ...]:
    """The pack's knowledge and past answers; DataError at the first that cannot be read."""
    try:
        return tuple(from_pack(pack_dir))
    except DocumentError as error:
        raise DataError(error.path, error.row, error.message) from error


def group_of_chunk(reader: Encoder, chunk: Chunk) -> str:
    """The group that answers in a passage's language; by the script of its words where the language is not said."""
    if not chunk.language:
        return reader.group(chunk.searched)
    elsewhere = any(chunk.language.partition("-")[0] in languages for languages in LANGUAGES.values())
    wanted = "other" if elsewhere else "latin"
    return wanted if wanted in reader.models else reader.default


def embedded(reader: Encoder, group: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Unit vectors of texts in the space of a group, float32 (n, d), computed on every core."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        vectors = list(pool.map(lambda text: reader.vector(text, group), texts))
    return np.stack(vectors) if vectors else np.zeros((0, len(reader.vector("", group))), dtype=np.float32)
