"""The shop with its trained models, and what its cases reached of it, told at the end of the run."""

import pickle
from pathlib import Path

import pytest
import xdist
from xdist.workermanage import WorkerController

from bot.engine import Serving
from bot.packs import Pack, load
from evaluation import report, stage
from evaluation.conversations import Outcome
from evaluation.coverage import covered
from tests.house import RETAIL

PLAYED = pytest.StashKey[list[Outcome]]()
GOLDEN = "golden conversations of the shop"


@pytest.fixture(scope="session")
def retail_serving(retail: Pack, retail_model: Path) -> Serving:
    """What the shop is served with."""
    return stage.load(retail, retail_model)


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> list[Outcome]:
    """The cases that were run, for the summary."""
    return request.config.stash.setdefault(PLAYED, [])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes hands what it played to the one that writes the summary."""
    if xdist.is_xdist_worker(session) and PLAYED in session.config.stash:
        session.config.workeroutput[GOLDEN] = pickle.dumps(session.config.stash[PLAYED])


def pytest_testnodedown(node: WorkerController) -> None:
    """Take over what a process played."""
    if GOLDEN in (output := getattr(node, "workeroutput", {})):
        node.config.stash.setdefault(PLAYED, []).extend(pickle.loads(output[GOLDEN]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """How much of the shop its cases reached."""
    outcomes = config.stash.get(PLAYED, [])
    if outcomes:
        terminalreporter.section(GOLDEN)
        coverage = covered(load(RETAIL).domain, [(one.case, one.scenes) for one in outcomes])
        for line in report.reached(coverage):
            terminalreporter.write_line(line)
