from pathlib import Path

import pytest
import torch

from tests.training import tiny

torch.set_num_threads(1)  # matrices of a test are too small to share between cores


@pytest.fixture(scope="session")
def base_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write_base(tmp_path_factory.mktemp("base"))
