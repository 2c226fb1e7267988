"""What all tests share: the shop's pack and its models, a PostgreSQL and a Redis, the log, and the order of the tests."""

import gc
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen, TimeoutExpired

import pytest
import structlog
import xdist

from bot.packs import Pack, load
from tests import trained
from tests.store.postgres import PostgresServer
from tests.store.redis_server import RedisServer
from tests.store.servers import a_postgres, a_redis

ROOT = Path(__file__).parent.parent
SHOP_TALKS = ROOT / "tests/conversations"
LONGEST_FIRST = ("tests/e2e/test_desk.py", "tests/e2e/test_widget.py", "tests/training/test_encoder.py")
"""Of several processes none shall begin such a file when the others have nothing left to do."""

TRAINING = pytest.StashKey[Popen]()
TRAINING_TOLD = "training the shop's models, which are then kept"


@pytest.fixture(scope="session")
def retail() -> Pack:
    """The shop's pack."""
    return load(ROOT / "domains/retail")


@pytest.fixture(scope="session")
def retail_model(request: pytest.FixtureRequest) -> Path:
    """The shop's models, trained as the demo trains them; they are trained where none are there that learnt from the same files."""
    kept = request.config.cache.mkdir("models")
    if trained.found(kept) is None:
        if not xdist.is_xdist_worker(request):
            with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
                print(f"\n{TRAINING_TOLD}; this takes some minutes", flush=True)
        trained.begun(kept).wait()
    found = trained.found(kept)
    assert found is not None, f"the shop's models could not be trained; {kept / trained.LOG} says why"
    return found


@pytest.fixture(scope="session")
def postgres_running() -> Iterator[PostgresServer]:
    """One for all tests that leave it running and its users and rules alone; others put their own in its place."""
    with a_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_running() -> Iterator[RedisServer]:
    """One for all tests that leave it running; others put their own in its place."""
    with a_redis() as server:
        yield server


@pytest.fixture
def redis(redis_running: RedisServer) -> RedisServer:
    """That knows nothing."""
    redis_running.flush()
    return redis_running


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged as JSON."""
    from bot.telemetry import log_as_json  # is slow to import, and few tests need it

    stream = io.StringIO()
    log_as_json(stream)
    yield stream
    structlog.reset_defaults()


def pytest_configure() -> None:
    """Commands under test are as wide as the test says, not as the terminal that several processes of tests are told of."""
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where several processes run the tests of the shop's models, these are trained from the start, beside the other tests."""
    config = session.config
    if not xdist.is_xdist_controller(session) or config.option.collectonly:
        return
    kept = config.cache.mkdir("models")
    if any(SHOP_TALKS.is_relative_to(Path(path).resolve()) for path in config.args) and trained.found(kept) is None:
        config.pluginmanager.getplugin("terminalreporter").write_line(f"{TRAINING_TOLD}; the other tests run meanwhile")
        config.stash[TRAINING] = trained.begun(kept)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """No training outlives the tests; what it has done so far is kept for the next one."""
    training = session.config.stash.get(TRAINING, None)
    if training is not None:
        training.send_signal(signal.SIGINT)
        try:
            training.wait(30)
        except TimeoutExpired:
            training.kill()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Longest files first, and at the end the files that need the shop's models, which may still be trained until then."""
    waiting = {item.path for item in items if "retail_model" in getattr(item, "fixturenames", ())}

    def place(item: pytest.Item) -> tuple[bool, int]:
        name = item.path.relative_to(ROOT).as_posix()
        return item.path in waiting, LONGEST_FIRST.index(name) if name in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What was imported stays: neither the collector goes through it again, nor NiceGUI, which seeks its server among all objects."""
    gc.freeze()
