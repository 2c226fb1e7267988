"""Evaluating a pack's conversations from beginning to end: golden cases, then simulated customers. Read this file first."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import packs
from evaluation import conversations, report, stage
from evaluation.conversations import Results
from evaluation.coverage import Coverage, covered
from evaluation.simulation import Simulation, simulate


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of a pack: golden cases, their coverage, and simulated customers if any were asked for."""

    results: Results
    coverage: Coverage
    simulation: Simulation | None = None

    @property
    def passed(self) -> bool:
        """Whether every case was run and none failed, apart from those marked ``not_yet``."""
        return not (self.results.counts["failed"] or self.results.counts["not_run"])

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield from report.lines(self.results, self.coverage)
        if self.simulation is not None:
            yield from self.simulation.lines()

    def as_json(self) -> dict[str, object]:
        """The report for programs."""
        return {
            "cases": report.cases_as_json(self.results),
            "coverage": report.coverage_as_json(self.coverage),
            "simulated": self.simulation.as_json() if self.simulation is not None else None,
        }


def evaluate(pack_dir: Path, model: Path, customers: int = 0, seed: int = 7) -> Evaluation:
    """Evaluate a pack with its models in ``<artifacts>/<pack>/<version>``; raises PackErrors, ModelError, DataError."""
    return asyncio.run(evaluated(pack_dir, model, customers, seed))


async def evaluated(pack_dir: Path, model: Path, customers: int, seed: int) -> Evaluation:
    """The same, on a running event loop."""
    pack = packs.load(pack_dir)
    serving = stage.load(pack, model)
    results = await conversations.evaluate(pack, serving)
    coverage = covered(pack.domain, [(one.case, one.scenes) for one in results.outcomes])
    simulation = await simulate(pack, serving, customers, seed) if customers else None
    return Evaluation(results, coverage, simulation)
