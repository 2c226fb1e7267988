"""The one format of past dialogues."""

import gzip
from pathlib import Path

import pytest

from bot.errors import DataError
from training import dialogues
from training.dialogues import Dialogue, Turn

GOOD = (
    '{"id":"h-1","language":"en","rating":4,"outcome":"resolved","turns":[{"speaker":"customer","text":"hi","satisfaction":{"writer1":4}}]}'
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    one = Dialogue(
        id="a", language="zh", intents=("track",), turns=(Turn(speaker="customer", text="在吗", seconds=3.5, intents=("track",)),)
    )
    for name in ("history.jsonl", "history.jsonl.gz"):
        assert dialogues.write(tmp_path / name, [one, one.model_copy(update={"id": "b"})]) == 2
        assert [d.id for d in dialogues.read(tmp_path / name) if isinstance(d, Dialogue)] == ["a", "b"]
        assert next(dialogues.read(tmp_path / name)) == one


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "JSON"),
        ('{"turns": [{"speaker": "agent", "text": "a"}]}', "id: "),
        ('{"id": "x", "turns": []}', "nothing is said"),
        ('{"id": "x", "turns": [{"speaker": "shop", "text": "a"}]}', "turns.0.speaker"),
        ('{"id": "x", "rating": 6, "turns": [{"speaker": "agent", "text": "a"}]}', "rating"),
        ('{"id": "x", "rateing": 5, "turns": [{"speaker": "agent", "text": "a"}]}', "rateing"),
        (GOOD, "used before"),
        ('{"id": "\\ud800"}', ""),
    ],
)
def test_a_bad_row_is_named_with_its_field_and_the_others_are_read(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n{GOOD.replace('h-1', 'h-2')}\n", encoding="utf-8")
    first, bad, last = dialogues.read(path)
    assert isinstance(first, Dialogue)
    assert isinstance(last, Dialogue)
    assert isinstance(bad, DataError)
    assert bad.row == 3
    assert says in bad.message


def test_bytes_that_are_not_utf8_are_a_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(GOOD.replace("hi", "运费").encode("gb18030") + b"\n" + GOOD.encode())
    assert [type(one) for one in dialogues.read(path)] == [DataError, Dialogue]


def test_a_file_that_is_missing_or_cut_off_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(GOOD.encode() * 100)[:-20])
    for name in ("none.jsonl", "cut.jsonl.gz"):
        with pytest.raises(DataError, match="cannot be read"):
            list(dialogues.read(tmp_path / name))


def test_a_file_takes_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text("kept", encoding="utf-8")

    def breaks() -> object:
        yield Dialogue(id="a", turns=(Turn(speaker="agent", text="x"),))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dialogues.write(path, breaks())  # type: ignore[arg-type]
    assert path.read_text(encoding="utf-8") == "kept"
    assert list(tmp_path.iterdir()) == [path]


def test_the_schema_names_every_field() -> None:
    assert set(dialogues.schema()["properties"]) == set(Dialogue.model_fields)


def test_the_shops_past_dialogues_are_in_the_format() -> None:
    history = Path(__file__).parents[2] / "domains" / "retail" / "history.jsonl"
    bad = [str(one) for one in dialogues.read(history) if isinstance(one, DataError)]
    assert bad == []
