"""Passages with their vectors: built, saved, loaded and searched, on the CPU or on the GPUs that FAISS sees."""

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

from retrieval.chunks import Chunk, Kind
from retrieval.errors import BrokenIndex
from retrieval.lexical import BM25
from retrieval.lines import Lines

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
EXACT_UP_TO = 20_000
"""Passages of one part up to which every vector is compared; above, the nearest cells are (an inverted file, which GPUs can hold)."""
PROBED = 1 / 8
"""The share of cells that a search looks into: of 37,000 real sentences it found .988 of the ten nearest in a fortieth of the time."""
TRAINED_ON = 50
"""Vectors a cell that the cells are found from."""
ROUNDS = 10
"""Rounds of k-means: more of them move the cells, not the recall."""


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
        return f"{self.kind}-{self.language}.faiss"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; ``score`` is the inner product of unit vectors, in [-1, 1]."""

    chunk: Chunk
    score: float


class Index:
    """Passages in rows, part by part, so that a search looks only at the kinds and languages it may answer in."""

    def __init__(
        self, chunks: Sequence[Chunk], parts: Sequence[Part], lexical: BM25 | None, dimension: int, lines: Lines | None = None
    ) -> None:
        self.chunks, self.parts, self.lexical, self.dimension, self.lines = tuple(chunks), tuple(parts), lexical, dimension, lines
        self.of_intent = rows_by_intent(self.chunks)
        # FAISS searches a GPU index from one thread at a time.
        self.turn: AbstractContextManager[object] = Lock() if faiss.get_num_gpus() > 0 else nullcontext()

    @classmethod
    def build(cls, chunks: Sequence[Chunk], vectors: Vectors, lines: Lines | None = None) -> "Index":
        """Index passages by their unit vectors, float32 of shape (n, d), see ``chunks.embed``; no passages make an empty index.

        ``lines``: their sentences, where these are looked at too, see ``lines.embed``.
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
        moved = None if lines is None else Lines(lines.vectors, np.argsort(order)[lines.rows])
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
        if self.lines is not None:
            self.lines.save(folder)

    @classmethod
    def load(cls, folder: Path) -> "Index":
        """Read what ``save`` wrote; BrokenIndex where a part is missing or does not fit its passages."""
        try:
            described = orjson.loads((folder / "parts.json").read_bytes())
            chunks = [chunk(orjson.loads(record)) for record in (folder / "passages.jsonl").read_bytes().splitlines()]
            parts = [
                Part(**about, dense=on_gpus(faiss.deserialize_index(np.frombuffer((folder / name(about)).read_bytes(), dtype=np.uint8))))
                for about in described["parts"]
            ]
            lexical = BM25.load(folder / "lexical") if chunks else None
            dimension = int(described["dimension"])
            lines = Lines.load(folder)
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise BrokenIndex(folder, f"cannot be read ({error})") from error
        if any(p.dense.ntotal != p.stop - p.start or p.dense.d != dimension for p in parts) or sum(p.dense.ntotal for p in parts) != len(
            chunks
        ):
            raise BrokenIndex(folder, "vectors and passages differ in number")
        if lines is not None and (lines.vectors.shape != (len(lines.rows), dimension) or lines.rows.max(initial=0) >= len(chunks)):
            raise BrokenIndex(folder, "the sentences are not those of its passages")
        return cls(chunks, parts, lexical, dimension, lines)

    def within(self, kinds: Iterable[Kind] | None = None, language: str | None = None) -> list[Part]:
        """The parts of these kinds and this language; None means any."""
        wanted = None if kinds is None else set(kinds)
        return [p for p in self.parts if (wanted is None or p.kind in wanted) and (language is None or p.language == language)]

    def nearest(self, vector: Vectors, parts: Sequence[Part], k: int) -> tuple[Rows, Vectors]:
        """Rows and inner products of the ``k`` nearest passages of these parts, nearest first, to a unit ``vector`` of shape (d,)."""
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

    def search(self, vector: Vectors, k: int, kinds: Iterable[Kind] | None = None, language: str | None = None) -> list[Hit]:
        """The ``k`` nearest passages by vector alone; ``rerank.search`` is what chats and hit tests use."""
        rows, scores = self.nearest(vector, self.within(kinds, language), k)
        return [Hit(self.chunks[row], float(score)) for row, score in zip(rows, scores, strict=True)]


def chunk(record: dict[str, object]) -> Chunk:
    """A passage from its JSON."""
    return Chunk(**{**record, "intents": tuple(record["intents"])})  # type: ignore[arg-type]


def name(about: dict[str, object]) -> str:
    """The file of a part described in ``parts.json``."""
    return f"{about['kind']}-{about['language']}.faiss"


def rows_by_intent(chunks: Sequence[Chunk]) -> dict[str, Rows]:
    """The rows of every intent's own passages."""
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(chunks):
        for intent in passage.intents:
            rows.setdefault(intent, []).append(row)
    return {intent: np.asarray(own, dtype=np.int64) for intent, own in rows.items()}


def nearest(vectors: Vectors) -> faiss.Index:
    """An index by inner product: exact while that is quick, an inverted file above."""
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
    """The index on all GPUs where FAISS sees any, else as it is."""
    return faiss.index_cpu_to_all_gpus(index) if faiss.get_num_gpus() > 0 else index


def off_gpus(index: faiss.Index) -> faiss.Index:
    """The index as a CPU index, which any machine can load."""
    return faiss.index_gpu_to_cpu(index) if faiss.get_num_gpus() > 0 else index
