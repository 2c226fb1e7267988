"""What an index finds: documents for queries whose relevant documents are known, and past answers for what customers wrote."""

from collections.abc import Iterator, Mapping, Sequence
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
from retrieval.errors import RetrievalError
from retrieval.index import Index
from retrieval.rerank import search
from training.dialogues import lines

MEASURES = {"recall@1": R @ 1, "recall@5": R @ 5, "recall@10": R @ 10, "mrr": RR, "ndcg@10": nDCG @ 10, "map": AP}
DEEPEST = 1_000
"""Passages a query is followed down to; what comes below counts as not found."""
Metrics = dict[str, float | int]


@dataclass(frozen=True, slots=True)
class Query:
    """A query and how relevant documents are to it, from 1; those not named are not."""

    id: str
    text: str
    relevant: Mapping[str, int]


def evaluate(index: Path, queries: Path) -> Metrics:
    """Means over queries: ``recall@1/5/10``, ``mrr``, ``ndcg@10``, ``map``; a document counts at its best passage.

    ``index`` is a folder of ``frontdesk index`` or any artifact. Relevant documents that it does not hold are counted as ``missing``.
    Raises ArtifactError and DataError.
    """
    reader = encoder.load(index)
    indexes = {group: load(index / group / FOLDER) for group in reader.models if (index / group / FOLDER).is_dir()}
    if not any(one.chunks for one in indexes.values()):
        raise ArtifactError(f"{index} holds no passages: run `frontdesk index`")
    read = list(read_queries(queries))
    held = {chunk.document for one in indexes.values() for chunk in one.chunks}
    missing = len({name for query in read for name in query.relevant} - held)
    return {
        **measured(read, {query.id: documents(query.text, reader, indexes) for query in read}),
        "queries": len(read),
        "missing": missing,
    }


def load(folder: Path) -> Index:
    """An index; ModelError where it is broken."""
    try:
        return Index.load(folder)
    except RetrievalError as error:
        raise ModelError(str(error)) from error


def read_queries(path: Path) -> Iterator[Query]:
    """Queries, ``id,text,relevant`` a line; ``relevant`` is an id, a list of ids, or ids with grades. DataError names the first bad row."""
    empty = True
    for row, line in lines(path):
        empty = False
        try:
            record = orjson.loads(line)
            yield Query(str(record["id"]), str(record["text"]), grades(record["relevant"]))
        except orjson.JSONDecodeError as error:
            raise DataError(path, row, f"not JSON: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(path, row, f"needs id, text and relevant (the ids of documents): {error!r}") from error
    if empty:
        raise DataError(path, None, "holds no queries")


def grades(relevant: Any) -> dict[str, int]:
    """Document ids with how relevant they are."""
    if isinstance(relevant, dict):
        return {str(name): int(grade) for name, grade in relevant.items() if int(grade) > 0}
    names = relevant if isinstance(relevant, list) else [relevant]
    return {str(name): 1 for name in names}


def documents(text: str, reader: Encoder, indexes: Mapping[str, Index]) -> dict[str, float]:
    """Documents with falling scores, as a chat would find them: in the index of the text's group, or by words in the others."""
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
