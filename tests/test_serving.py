"""What a server says about itself when it starts."""

from pathlib import Path

from structlog.testing import capture_logs

from bot.inference import artifact
from bot.serving import doubtful
from bot.settings import Settings
from tests.registry import tiny


def test_a_model_of_no_use_serves_but_not_silently(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path, "v1")
    settings = Settings(artifacts_dir=tmp_path)
    with capture_logs() as logs:
        assert doubtful(settings, {"small": "v1"}) == []
    assert logs == []

    manifest = artifact.read(folder)
    record = manifest.groups["other"].model_copy(update={"metrics": {"calibration_accuracy": 0.2, "calibration_majority": 0.25}})
    (folder / artifact.MANIFEST).write_text(manifest.model_copy(update={"groups": {"other": record}}).model_dump_json())
    with capture_logs() as logs:
        (sentence,) = doubtful(settings, {"small": "v1"})
    assert sentence.startswith("small: On text in other scripts this model is of no use, it reads 20.0% rightly where")
    assert [(one["event"], one["log_level"], one["pack"], one["version"]) for one in logs] == [("model_doubtful", "warning", "small", "v1")]
