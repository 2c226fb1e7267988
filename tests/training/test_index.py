"""Indexing documents: rows that cannot be used are told as an import tells them."""

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from tests.evaluation import shop


def indexed(source: Path, target: Path) -> Result:
    return CliRunner().invoke(app, ["index", "--documents", str(source), "-o", str(target)])


def test_a_table_given_as_documents_prints_its_first_rows_and_a_file_names_all(tmp_path: Path) -> None:
    source, target = tmp_path / "past_chats.csv", tmp_path / "new" / "idx"
    source.write_text("".join(f"{i},customer,hello\n" for i in range(60)), "utf-8")
    done = indexed(source, target)
    told = done.stderr.splitlines()
    assert len(told) == 21
    assert told[20] == f"These are the first 20 of 60 rows that were left out; {target}.bad.txt names them all."
    assert len(Path(f"{target}.bad.txt").read_text("utf-8").splitlines()) == 60
    assert str(done.exception) == (
        f"{source}: holds no document that can be used (60 rows left out): write one JSON object a line with id, title and text"
    )


def test_documents_that_can_be_used_are_indexed_and_the_others_counted(tmp_path: Path) -> None:
    source = shop.documents(tmp_path / "docs.jsonl")
    with source.open("a", encoding="utf-8") as file:
        file.write("{\n" + json.dumps({"id": "empty", "text": ""}) + "\n")
    done = indexed(source, tmp_path / "idx")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [f"3 passages in {tmp_path / 'idx'}, 2 rows left out."]
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == [f"{source}, row 4", f"{source}, row 5"]
    assert not (tmp_path / "idx.bad.txt").exists()


def test_documents_that_are_not_there_are_named_once_and_plainly(tmp_path: Path) -> None:
    done = indexed(tmp_path / "nope.jsonl", tmp_path / "idx")
    assert str(done.exception) == f"{tmp_path / 'nope.jsonl'}: cannot be read: No such file or directory"
