"""An artifact for search only: the base encoder as it is, and n-grams fitted to documents in other scripts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.inference import artifact, ngram, transformer
from bot.inference.artifact import OUT_OF_SCOPE, Calibration, GroupRecord, Limits, Manifest
from bot.inference.script import group_of
from retrieval.chunks import Chunk
from training import base as bases
from training import ngram as fitting
from training.artifact_index import index_artifact
from training.code import code_hash
from training.export import export
from training.network import Network, adapted
from training.pack import BUNDLED

NOTHING = Calibration(limits=Limits(accept=1.0, out_of_scope=0.0, second=1.0, alpha=1.0, certified=False))
"""Thresholds of a model without intents: it never acts on a message."""


def write(out_dir: Path, source: Path, chunks: Sequence[Chunk]) -> None:
    """Write the artifact with its index to ``out_dir``."""

    def fill(folder: Path) -> Manifest:
        texts = [chunk.searched for chunk in chunks]
        groups = {"latin": latin(folder / "latin", texts)} if any(group_of(text) != "other" for text in texts) else {}
        if other_texts := [text for text in texts if group_of(text) == "other"]:
            groups["other"] = other(folder / "other", other_texts)
        manifest = Manifest(
            pack=source.stem,
            version=artifact.sha256(source)[:12],
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            seed=0,
            effort="none",
            languages=tuple(sorted({chunk.language for chunk in chunks if chunk.language})),
            groups=groups,
            base=bases.record_of(BUNDLED),
            code=code_hash(),
            data={source.name: artifact.sha256(source)},
        )
        index_artifact(folder, manifest, chunks)
        return manifest

    artifact.write(out_dir, fill)


def latin(folder: Path, texts: Sequence[str]) -> GroupRecord:
    """Export the base encoder; ``texts`` are documents like those it will read."""
    base = bases.load()
    network = Network(adapted(base.model, 1), 1).eval()
    export(network, base.tokenizer, folder, texts)
    return GroupRecord(kind=transformer.KIND, labels=(OUT_OF_SCOPE,), dimensions=network.embedding.in_features, calibration=NOTHING)


def other(folder: Path, texts: Sequence[str]) -> GroupRecord:
    """Fit an n-gram encoder to the documents and save it."""
    folder.mkdir(parents=True)
    model = fitting.fit(fitting.Labelled([], [], []), texts, 1, 0)
    model.save(folder)
    return GroupRecord(kind=ngram.KIND, labels=(OUT_OF_SCOPE,), dimensions=model.tables.projection.shape[1], calibration=NOTHING)
