from pathlib import Path

import pytest
import torch

from bot.inference import artifact, ngram, transformer
from bot.inference.artifact import Calibration, GroupRecord, Limits, Manifest
from tests.training import tiny
from training import base as bases
from training.export import export
from training.network import Network, adapted
from training.ngram import Labelled, fit

torch.set_num_threads(1)
LABELS = ("refund", "size", "track", "oos")


def record(kind: str, dimensions: int) -> GroupRecord:
    limits = Limits(accept=0.6, out_of_scope=0.5, second=0.3, alpha=0.05, certified=True)
    calibration = Calibration(temperature=0.5, bias=-2.0, class_weight=1.0, energy_weight=0.1, limits=limits)
    return GroupRecord(kind=kind, labels=LABELS, dimensions=dimensions, calibration=calibration)


@pytest.fixture(scope="session")
def artifact_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An artifact of both kinds of model, untrained in Latin letters."""
    base = bases.load(str(tiny.write_base(tmp_path_factory.mktemp("base"))))
    torch.manual_seed(1)
    network = Network(adapted(base.model, 4), len(LABELS)).eval()
    chinese = fit(Labelled(["我要退款", "有大号吗", "快递到哪了", "唱个歌"], [[0], [1], [2], [3]], [0, 1, 1, 2]), [], len(LABELS), seed=1)

    def fill(folder: Path) -> Manifest:
        export(network, base.tokenizer, folder / "latin", [row["text"] for row in tiny.rows(48)])
        (folder / "other").mkdir()
        chinese.save(folder / "other")
        groups = {"latin": record(transformer.KIND, 32), "other": record(ngram.KIND, chinese.tables.projection.shape[1])}
        return Manifest(
            pack="shop", version="v1", created_at="", seed=1, effort="quick", languages=("en", "zh"), groups=groups, code="", data={}
        )

    target = tmp_path_factory.mktemp("artifacts") / "shop" / "v1"
    artifact.write(target, fill)
    return target
