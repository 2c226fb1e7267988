"""Measures what an index finds, on queries whose relevant documents are known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
import orjson
from ir_measures import AP, RR, Qrel, R, ScoredDoc, nDCG

from bot.errors import ArtifactError, DataError, ModelError
from bot.inference import encoder
from bot.inference.encoder import Encoder
from bot.search import FOLDER
from retrieval.documents import named
from retrieval.errors import RetrievalError
from retrieval.index import Index
from retrieval.rerank import search
from training.dialogues import lines

MEASURES = {"recall@1": R @ 1, "recall@5": R @ 5, "recall@10": R @ 10, "mrr": RR, "ndcg@10": nDCG @ 10, "map": AP}
DEEPEST = 1_000
"""The most passages retrieved for a query; anything below counts as not found."""

MOST_RELEVANT = 1_000
"""The highest grade of relevance."""

Metrics = dict[str, float | int]


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the grades, from 1, of its relevant documents; ``row`` is its line in the file."""

    id: str
    text: str
    relevant: Mapping[str, int]
    row: int = 0


def evaluate(index: Path, queries: Path, note: Callable[[DataError], object] = lambda about: None) -> Metrics:
    """Means over ``queries``: ``recall@1/5/10``, ``mrr``, ``ndcg@10``, ``map``; a document ranks where its best passage does.

    ``index`` is an artifact, such as ``frontdesk index`` writes. Relevant documents that it lacks are counted as ``missing``. Queries
    without a relevant document cannot be measured: each is passed to ``note``, and they are counted as ``left_out``. A row that is not a
    query, or repeats an id, is an error, because means over fewer queries than intended would mislead. Raises ArtifactError, DataError.
    """
    reader = encoder.load(index)
    indexes = {group: load(index / group / FOLDER) for group in reader.models if (index / group / FOLDER).is_dir()}
    if not any(one.chunks for one in indexes.values()):
        raise ArtifactError(f"{index} holds no passages: run `frontdesk index`")
    every = list(read_queries(queries))
    read = [query for query in every if query.relevant]
    for query in every:
        if not query.relevant:
            note(DataError(queries, query.row, f"no document is relevant to the query {query.id!r}: left out"))
    if not read:
        raise DataError(queries, None, "holds no query with a relevant document: write their ids under relevant")
    held = {chunk.document for one in indexes.values() for chunk in one.chunks}
    missing = len({name for query in read for name in query.relevant} - held)
    return {
        **measured(read, {query.id: documents(query.text, reader, indexes) for query in read}),
        "queries": len(read),
        "left_out": len(every) - len(read),
        "missing": missing,
    }


def load(folder: Path) -> Index:
    """An index; ModelError if it is broken."""
    try:
        return Index.load(folder)
    except RetrievalError as error:
        raise ModelError(str(error)) from error


def read_queries(path: Path) -> Iterator[Query]:
    """Queries, ``id,text,relevant`` a line; ``relevant`` is an id, a list of ids, or ids with grades. DataError names the first bad row."""
    rows: dict[str, int] = {}
    for row, line in lines(path):
        try:
            query = query_of(orjson.loads(line), row)
        except orjson.JSONDecodeError as error:
            raise DataError(path, row, f"not JSON: {error}") from error
        except ValueError as error:
            raise DataError(path, row, str(error)) from error
        if query.id in rows:
            raise DataError(path, row, f"the id {query.id!r} stands in row {rows[query.id]} too: give each query an id of its own")
        rows[query.id] = row
        yield query
    if not rows:
        raise DataError(path, None, "holds no queries")


def query_of(record: Any, row: int) -> Query:
    """One query; ValueError says what is wrong with it."""
    if not isinstance(record, dict) or not {"id", "text", "relevant"} <= record.keys():
        raise ValueError("needs id, text and relevant (the ids of documents)")
    if not isinstance(record["text"], str):
        raise ValueError(f"the text is {record['text']!r}: write a text")
    if not named(record["id"]):
        raise ValueError(f"the id is {record['id']!r}: write a text or a whole number")
    return Query(str(record["id"]), record["text"], grades(record["relevant"]), row)


def grades(relevant: Any) -> dict[str, int]:
    """The grades of the relevant documents by id; ValueError for anything that is no id or no grade."""
    graded = (
        relevant if isinstance(relevant, dict) else dict.fromkeys(map(document, relevant if isinstance(relevant, list) else [relevant]), 1)
    )
    for name, grade in graded.items():
        if not isinstance(grade, int | float) or grade != grade // 1 or grade > MOST_RELEVANT:
            raise ValueError(f"the grade of {name!r} is {grade!r}: write a whole number from 0 to {MOST_RELEVANT}")
    return {name: int(grade) for name, grade in graded.items() if grade > 0}


def document(name: Any) -> str:
    """A document's id as text; ValueError if it is none."""
    if not named(name):
        raise ValueError(f"the relevant document {name!r} is no id: write a text or a whole number")
    return str(name)


def documents(text: str, reader: Encoder, indexes: Mapping[str, Index]) -> dict[str, float]:
    """Documents with falling scores, found as a chat would: in the index of the text's group, or by words in the others."""
    group = reader.group(text)
    own = indexes.get(group)
    found = search(own, text, reader.vector(text), DEEPEST) if own is not None else []
    for name, index in indexes.items():
        found = found or (search(index, text, None, DEEPEST) if name != group else [])
    ranked = dict.fromkeys(one.chunk.document for one in found)
    return {name: 1.0 / place for place, name in enumerate(ranked, start=1)}


def measured(queries: Sequence[Query], runs: Mapping[str, Mapping[str, float]]) -> Metrics:
    """The measures of ``evaluate`` by ir-measures (MacAvaney, Macdonald and Ounis 2022, ECIR)."""
    qrels = [Qrel(query.id, name, grade) for query in queries for name, grade in query.relevant.items()]
    run = [ScoredDoc(query, name, score) for query, ranking in runs.items() for name, score in ranking.items()]
    means = ir_measures.calc_aggregate(list(MEASURES.values()), qrels, run)
    return {name: round(float(means[measure]), 4) for name, measure in MEASURES.items()}
