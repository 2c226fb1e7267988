import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tests.training.test_encoder import LABELS, RECIPE, texts
from training import base as bases
from training import processes
from training.encoder import fit, leading, predict
from training.targets import examples


def launched(count: int, arguments: list[str]) -> list[subprocess.CompletedProcess[str]]:
    """Processes that know of each other, as torchrun and accelerate launch start them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    know = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": str(count), "LOCAL_WORLD_SIZE": str(count)}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.training.joined", *arguments],
            env={**os.environ, **know, "RANK": str(rank), "LOCAL_RANK": str(rank), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(count)
    ]
    said = [one.communicate(timeout=900) for one in started]
    return [subprocess.CompletedProcess(one.args, one.returncode, *words) for one, words in zip(started, said, strict=True)]


def test_two_processes_learn_what_one_learns(base_dir: Path, tmp_path: Path) -> None:
    ended = launched(2, [str(base_dir), str(tmp_path / "work"), str(tmp_path / "out.pt")])
    assert [one.returncode for one in ended] == [0, 0], ended[1].stderr[-2000:]
    together = torch.load(tmp_path / "out.pt")
    base = bases.load(str(base_dir))
    alone = fit(base, examples(texts(45), LABELS), RECIPE, 1, tmp_path / "alone")
    intents = predict(alone, base.tokenizer, [row.text for row in texts(45)]).intents
    assert together["processes"] == 2
    assert together["course"] == pytest.approx([loss for loss, _ in alone.course], rel=1e-3)
    assert (together["intents"].argmax(1) == intents.argmax(1)).float().mean() >= 0.95
    for name, weight in alone.trained().items():
        assert torch.allclose(weight, together["weights"][name], atol=1e-3)


@pytest.mark.slow
def test_two_processes_end_early_together(base_dir: Path, tmp_path: Path) -> None:
    ended = launched(2, [str(base_dir), str(tmp_path / "work"), str(tmp_path / "out.pt"), "unlearns"])
    assert [one.returncode for one in ended] == [0, 0], ended[1].stderr[-2000:]
    together = torch.load(tmp_path / "out.pt")
    assert together["processes"] == 2
    assert 15 < len(together["course"]) < 10 * 15
    assert (together["intents"].argmax(1) == examples(texts(45), LABELS).intents.argmax(1)).float().mean() >= 0.6


def test_a_process_of_its_own_leads_and_shares_with_nobody() -> None:
    with leading() as leads:
        assert leads
    assert processes.count() == 1
    assert processes.shared("mine") == "mine"
    assert processes.own([1, 2, 3]) == [1, 2, 3]
