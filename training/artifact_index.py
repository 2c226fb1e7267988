"""The search index inside an artifact: passages embedded by the encoder that will read the questions."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.errors import DataError
from bot.inference import encoder, ngram
from bot.inference.artifact import Manifest
from bot.inference.encoder import Encoder
from bot.inference.script import LANGUAGES
from retrieval.chunks import Chunk, embed, from_pack
from retrieval.errors import DocumentError
from retrieval.index import Index
from retrieval.sentences import embed_sentences

FOLDER = "index"


def index_artifact(artifact_dir: Path, manifest: Manifest, chunks: Sequence[Chunk]) -> None:
    """Index passages in an artifact that is being made, one index for each language group."""
    reader = encoder.assemble(artifact_dir, manifest)
    for group in reader.models:
        members = [chunk for chunk in chunks if group_of_chunk(reader, chunk) == group]
        read = partial(embedded, reader, group)
        # N-gram vectors of sentences would add nothing to BM25, which counts the same words.
        sentences = embed_sentences(members, read) if manifest.groups[group].kind != ngram.KIND else None
        Index.build(members, embed(members, read), sentences).save(artifact_dir / group / FOLDER)


def passages_of(pack_dir: Path) -> tuple[Chunk, ...]:
    """The pack's knowledge and past answers; DataError at the first file or row that cannot be read."""
    try:
        return tuple(from_pack(pack_dir))
    except DocumentError as error:
        raise DataError(error.path, error.row, error.message) from error


def group_of_chunk(reader: Encoder, chunk: Chunk) -> str:
    """The group that answers in a passage's language, or the group of its script if the language is unknown."""
    if not chunk.language:
        return reader.group(chunk.searched)
    elsewhere = any(chunk.language.partition("-")[0] in languages for languages in LANGUAGES.values())
    wanted = "other" if elsewhere else "latin"
    return wanted if wanted in reader.models else reader.default


def embedded(reader: Encoder, group: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Unit vectors of texts (n, d) from the encoder of a group, computed on all cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        vectors = list(pool.map(lambda text: reader.vector(text, group), texts))
    return np.stack(vectors) if vectors else np.zeros((0, len(reader.vector("", group))), dtype=np.float32)
