"""An index of passages and their vectors, on the CPU or on the GPUs that FAISS sees: build, save, load, nearest neighbours."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from threading import Lock

import faiss
import numpy as np
import numpy.typing as npt
import orjson

from retrieval.chunks import Chunk, Kind, Vectors
from retrieval.errors import BrokenIndex
from retrieval.lexical import BM25
from retrieval.sentences import SentenceVectors

Rows = npt.NDArray[np.int64]
EXACT_UP_TO = 20_000
"""The largest part that is searched exhaustively; a larger part gets an inverted file, which GPUs can hold."""
PROBED = 1 / 8
"""The share of cells probed by a search: on 37,000 real sentences, recall@10 was .988 in a fortieth of the exhaustive time."""
TRAINED_ON = 50
"""Training vectors for each cell."""
ROUNDS = 10
"""Iterations of k-means: more of them do not improve recall."""


@dataclass(frozen=True, slots=True)
class Part:
    """The passages of one kind in one language: rows ``start`` to ``stop`` of the index."""

    kind: Kind
    language: str
    start: int
    stop: int
    dense: faiss.Index

    @property
    def file(self) -> str:
        """The name of the part's vectors in the index folder."""
        return file_of(self.kind, self.language)


class Index:
    """Passages in rows, grouped into parts by kind and language, so that a search reads only the parts it may answer from."""

    def __init__(
        self, chunks: Sequence[Chunk], parts: Sequence[Part], lexical: BM25 | None, dimension: int, sentences: SentenceVectors | None = None
    ) -> None:
        self.chunks, self.parts, self.lexical, self.dimension = tuple(chunks), tuple(parts), lexical, dimension
        self.sentences = sentences
        self.of_intent = rows_by_intent(self.chunks)
        # FAISS searches a GPU index from one thread at a time.
        self.turn: AbstractContextManager[object] = Lock() if faiss.get_num_gpus() > 0 else nullcontext()

    @classmethod
    def build(cls, chunks: Sequence[Chunk], vectors: Vectors, sentences: SentenceVectors | None = None) -> "Index":
        """Index passages by their unit vectors (n, d), see ``chunks.embed``; without passages the index is empty.

        ``sentences``: the vectors of their sentences, if sentences are searched too, see ``embed_sentences``.
        """
        if vectors.ndim != 2 or len(vectors) != len(chunks):
            raise ValueError(f"{len(chunks)} passages need as many vectors, not an array of shape {vectors.shape}")
        order = sorted(range(len(chunks)), key=lambda i: (chunks[i].kind, chunks[i].language))
        rows = [chunks[i] for i in order]
        placed = np.ascontiguousarray(vectors[order], dtype=np.float32)
        parts, start = [], 0
        for (kind, language), members in groupby(rows, key=lambda c: (c.kind, c.language)):
            stop = start + len(list(members))
            parts.append(Part(kind, language, start, stop, on_gpus(nearest(placed[start:stop]))))
            start = stop
        moved = None if sentences is None else SentenceVectors(sentences.vectors, np.argsort(order)[sentences.rows])
        return cls(rows, parts, BM25.build([c.searched for c in rows]) if rows else None, vectors.shape[1], moved)

    def save(self, folder: Path) -> None:
        """Write ``passages.jsonl``, ``parts.json``, one ``.faiss`` a part (always as a CPU index), ``lexical/`` and ``lines.npz``."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "passages.jsonl").write_bytes(b"".join(orjson.dumps(asdict(c)) + b"\n" for c in self.chunks))
        described = [{"kind": p.kind, "language": p.language, "start": p.start, "stop": p.stop} for p in self.parts]
        (folder / "parts.json").write_bytes(orjson.dumps({"dimension": self.dimension, "parts": described}))
        for part in self.parts:
            (folder / part.file).write_bytes(faiss.serialize_index(off_gpus(part.dense)).tobytes())
        if self.lexical is not None:
            self.lexical.save(folder / "lexical")
        if self.sentences is not None:
            self.sentences.save(folder)

    @classmethod
    def load(cls, folder: Path) -> "Index":
        """Read what ``save`` wrote; BrokenIndex if a part is missing or does not fit its passages."""
        try:
            described = orjson.loads((folder / "parts.json").read_bytes())
            chunks = [chunk(orjson.loads(record)) for record in (folder / "passages.jsonl").read_bytes().splitlines()]
            parts = [Part(**about, dense=read_vectors(folder / file_of(about["kind"], about["language"]))) for about in described["parts"]]
            lexical = BM25.load(folder / "lexical") if chunks else None
            dimension = int(described["dimension"])
            sentences = SentenceVectors.load(folder)
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise BrokenIndex(folder, f"cannot be read ({error})") from error
        if any(p.dense.ntotal != p.stop - p.start or p.dense.d != dimension for p in parts) or sum(p.dense.ntotal for p in parts) != len(
            chunks
        ):
            raise BrokenIndex(folder, "vectors and passages differ in number")
        if sentences is not None and not sentences.fits(len(chunks), dimension):
            raise BrokenIndex(folder, "the sentences are not those of its passages")
        return cls(chunks, parts, lexical, dimension, sentences)

    def within(self, kinds: Iterable[Kind] | None = None, language: str | None = None) -> list[Part]:
        """The parts of these kinds and this language; None means any."""
        wanted = None if kinds is None else set(kinds)
        return [p for p in self.parts if (wanted is None or p.kind in wanted) and (language is None or p.language == language)]

    def nearest(self, vector: Vectors, parts: Sequence[Part], k: int) -> tuple[Rows, Vectors]:
        """Rows and cosines of the ``k`` passages of these parts nearest to a unit ``vector`` (d,), nearest first."""
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        if query.shape[1] != self.dimension:
            raise ValueError(f"the index holds vectors of {self.dimension} numbers, the query has {query.shape[1]}")
        with self.turn:
            found = [(part, *part.dense.search(query, min(k, part.stop - part.start))) for part in parts]
        rows = np.concatenate([np.where(ids[0] >= 0, ids[0] + part.start, -1) for part, _, ids in found] or [np.empty(0, np.int64)])
        scores = np.concatenate([values[0] for _, values, _ in found] or [np.empty(0, np.float32)])
        order = np.argsort(-scores, kind="stable")[:k]
        order = order[rows[order] >= 0]
        return rows[order], scores[order]


def chunk(record: dict[str, object]) -> Chunk:
    """A passage from its JSON."""
    return Chunk(**{**record, "intents": tuple(record["intents"])})  # type: ignore[arg-type]


def file_of(kind: Kind, language: str) -> str:
    """The name of the file that holds a part's vectors."""
    return f"{kind}-{language}.faiss"


def read_vectors(file: Path) -> faiss.Index:
    """The FAISS index in a file, on the GPUs if there are any; RuntimeError if the file is damaged."""
    return on_gpus(faiss.deserialize_index(np.frombuffer(file.read_bytes(), dtype=np.uint8)))


def rows_by_intent(chunks: Sequence[Chunk]) -> dict[str, Rows]:
    """The rows of the passages that name each intent."""
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(chunks):
        for intent in passage.intents:
            rows.setdefault(intent, []).append(row)
    return {intent: np.asarray(own, dtype=np.int64) for intent, own in rows.items()}


def nearest(vectors: Vectors) -> faiss.Index:
    """An inner-product index: exhaustive up to ``EXACT_UP_TO`` vectors, an inverted file above."""
    count, dimension = vectors.shape
    exact = faiss.IndexFlatIP(dimension)
    if count <= EXACT_UP_TO:
        exact.add(vectors)
        return exact
    cells = round(2 * count**0.5)
    index = faiss.IndexIVFFlat(exact, dimension, cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = ROUNDS
    index.nprobe = max(1, round(cells * PROBED))
    index.train(np.random.default_rng(0).permutation(vectors)[: cells * TRAINED_ON])
    index.add(vectors)
    return index


def on_gpus(index: faiss.Index) -> faiss.Index:
    """The index on all GPUs that FAISS sees, or unchanged if it sees none."""
    return faiss.index_cpu_to_all_gpus(index) if faiss.get_num_gpus() > 0 else index


def off_gpus(index: faiss.Index) -> faiss.Index:
    """The index as a CPU index, which any machine can load."""
    return faiss.index_gpu_to_cpu(index) if faiss.get_num_gpus() > 0 else index
