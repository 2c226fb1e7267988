"""The shop with its trained models, and what its cases reached of it, told at the end of the run."""

from pathlib import Path

import pytest

from bot.engine import Serving
from bot.packs import Pack
from evaluation import report, stage
from evaluation.conversations import Outcome
from evaluation.coverage import covered

PLAYED = pytest.StashKey[tuple[Pack, list[Outcome]]]()


@pytest.fixture(scope="session")
def retail_serving(retail: Pack, retail_model: Path) -> Serving:
    """What the shop is served with."""
    return stage.load(retail, retail_model)


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest, retail: Pack) -> list[Outcome]:
    """The cases that were run, for the summary."""
    request.config.stash[PLAYED] = (retail, [])
    return request.config.stash[PLAYED][1]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """How much of the shop its cases reached."""
    pack, outcomes = config.stash.get(PLAYED, (None, []))
    if pack is not None:
        terminalreporter.section("golden conversations of the shop")
        coverage = covered(pack.domain, [(one.case, one.scenes) for one in outcomes])
        for line in report.reached(coverage):
            terminalreporter.write_line(line)
