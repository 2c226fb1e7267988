"""What ``frontdesk demo`` does while there is no model yet, and where it listens."""

import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from bot import serving
from bot.cli import app
from bot.demo import learn, shown
from bot.errors import SetupError
from bot.placeholder import answering
from bot.settings import Settings, read
from training.progress import lines


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with serving.reserve("127.0.0.1", 0) as listener:
        yield listener


def at(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_the_demo_listens_on_the_port_of_the_environment(listener: socket.socket, tmp_path: Path) -> None:
    port = listener.getsockname()[1]
    done = CliRunner().invoke(app, ["demo"], env={"FRONTDESK_PORT": str(port), "FRONTDESK_DATA_DIR": str(tmp_path)})
    assert isinstance(done.exception, SetupError)
    assert f"Port {port} is taken" in str(done.exception)


def test_the_demo_shows_every_pack_unless_somebody_says_which(tmp_path: Path) -> None:
    for name in ("retail", "credit", "triage"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").touch()
    assert shown(read({}, domains_dir=tmp_path)) == ("retail", "credit", "triage")
    assert shown(read({"FRONTDESK_PACKS": "retail"}, domains_dir=tmp_path)) == ("retail",)
    assert shown(read({"FRONTDESK_PACKS": "triage,credit"}, domains_dir=tmp_path)) == ("triage", "credit")


@pytest.mark.parametrize(
    ("ending", "why"),
    [
        (f"os.kill(os.getpid(), {signal.SIGKILL.value})", "lack of memory.*run this again"),
        (f"os.kill(os.getpid(), {signal.SIGTERM.value})", "stopped \\(SIGTERM\\).*goes on where it stopped"),
        ("sys.exit(1)", "lines above say why"),
    ],
)
def test_a_training_that_did_not_end_well_says_what_happened_and_what_to_do(ending: str, why: str, tmp_path: Path) -> None:
    training = (sys.executable, "-c", f"import os, sys; {ending}")
    with pytest.raises(SetupError, match=why):
        learn(Settings(artifacts_dir=tmp_path), "shop", training)


def test_whoever_comes_during_the_training_gets_a_page_that_looks_again_and_then_the_shop(listener: socket.socket) -> None:
    with answering(listener):
        answer = httpx.get(at(listener))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert '<meta http-equiv="refresh" content="5">' in answer.text
        assert httpx.post(f"{at(listener)}/api/v1/shop/conversations", json={}).status_code == 503
    listener.settimeout(5)
    with socket.create_connection(listener.getsockname()), listener.accept()[0]:
        pass


def test_without_a_terminal_a_training_tells_how_far_it_is_now_and_then() -> None:
    written: list[str] = []
    now = iter(range(1000))
    told = lines(written.append, lambda: next(now) * 0.3)
    for done in range(1, 41):
        told("encoder", done, 400)
    assert written == ["encoder: 0 %", "encoder: 8 %"]
    told("encoder", 400, 400)
    told("index", 0, 1)
    told("index", 1, 1)
    assert written[2:] == ["encoder: 100 %", "index: 0 %", "index: 100 %"]
