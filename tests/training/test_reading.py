"""Reading the messages of many dialogues once."""

from pathlib import Path

from training.reading import place


def test_what_was_read_is_read_again_when_another_teacher_judges(tmp_path: Path) -> None:
    """Sentiments that nobody judged, or another teacher did, are not taken for this one's."""
    judge = tmp_path / "adapter.safetensors"
    unjudged = place(["hello"], tmp_path, judge)
    judge.write_bytes(b"one")
    by_one = place(["hello"], tmp_path, judge)
    judge.write_bytes(b"another")
    assert len({unjudged, by_one, place(["hello"], tmp_path, judge), place(["hi"], tmp_path, judge)}) == 4
    assert place(["hello"], tmp_path, judge) == place(["hello"], tmp_path, judge)
