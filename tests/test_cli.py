"""Commands as somebody runs them: what they say where something is wrong, and where all went well."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot import __version__
from bot.cli import app
from tests.evaluation import shop

ROOT = Path(__file__).parent.parent
SAID = "dialogue,speaker,text\n1,user,hello\n1,agent,good morning\n"


def frontdesk(*words: str | Path, **settings: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {f"FRONTDESK_{name.upper()}": str(value) for name, value in settings.items()} | {"OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "bot", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)


def refusal(*words: str | Path, **settings: str | Path) -> str:
    """The one line with which a command ends that cannot do what it was asked."""
    done = frontdesk(*words, **settings)
    assert done.returncode == 1, done.stderr
    (line,) = filter(str.strip, done.stderr.splitlines())
    return line


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_place_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    csv = written(tmp_path / "c.csv", SAID)
    sentence = refusal("import", "csv", csv, "-o", csv / "history.jsonl")
    assert sentence.startswith(f"{csv} cannot be used (")
    assert "name another path" in sentence


def test_an_import_into_a_folder_says_to_name_a_file(tmp_path: Path) -> None:
    sentence = refusal("import", "csv", written(tmp_path / "c.csv", SAID), "-o", tmp_path)
    assert f"{tmp_path}: is a folder: name a file" in sentence


def test_a_server_that_cannot_write_its_log_says_so(tmp_path: Path) -> None:
    (tmp_path / "frontdesk.log").mkdir()
    sentence = refusal("serve", "--port", "0", data_dir=tmp_path)
    assert "frontdesk.log cannot be written (Is a directory)" in sentence
    assert "FRONTDESK_DATA_DIR" in sentence


def test_a_database_whose_folder_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    file = written(tmp_path / "file", "")
    sentence = refusal("models", "rollback", "retail", database_url=f"sqlite:///{file}/x.db", data_dir=tmp_path / "var")
    assert f"The folder of the database {file}/x.db cannot be made" in sentence


def test_explaining_does_not_make_the_database_that_somebody_mistyped(tmp_path: Path) -> None:
    sentence = refusal("explain", "c1", database_url=f"sqlite:///{tmp_path}/frontdsk.db", data_dir=tmp_path)
    assert "There is no database" in sentence
    assert "FRONTDESK_DATABASE_URL" in sentence
    assert list(tmp_path.iterdir()) == []


def test_an_explanation_is_of_a_conversation_or_of_a_text_and_not_of_both(tmp_path: Path) -> None:
    for arguments in ((), ("c1", "--text", "hello")):
        done = CliRunner().invoke(app, ["explain", *arguments])
        assert done.exit_code == 2
        assert "name a conversation, or give --text TEXT" in done.stderr


def test_a_pack_that_there_is_not_is_said_to_be_none_before_anybody_is_told_to_train_it(tmp_path: Path) -> None:
    for words in (("evaluate", "conversations", "nosuch"), ("index", "nosuch")):
        sentence = refusal(*words, data_dir=tmp_path)
        assert sentence.startswith("There is no pack 'nosuch' in domains; there is: credit, ")
        assert "frontdesk train" not in sentence


def test_every_row_of_an_import_without_a_dialogue_is_named(tmp_path: Path) -> None:
    done = frontdesk("import", "jsonl", written(tmp_path / "h.jsonl", "{\n" * 60), "-o", tmp_path / "out.jsonl")
    assert done.returncode == 1
    assert len((tmp_path / "out.jsonl.bad.txt").read_text(encoding="utf-8").splitlines()) == 60
    assert "holds no dialogue that can be used (60 rows left out" in done.stderr.splitlines()[-1]


def test_a_training_says_where_the_model_is_what_was_used_and_how_good_it_is(tmp_path: Path) -> None:
    csv = shop.utterances(tmp_path / "train.csv", copies=2)
    with csv.open("a", encoding="utf-8") as file:
        file.write("没有意图,,zh\n" if "language" in csv.read_text("utf-8").partition("\n")[0] else "没有意图,\n")
    done = frontdesk("train", "--utterances", csv, "-o", tmp_path / "model", "--effort", "quick")
    assert done.returncode == 0, done.stderr
    where, used, good, *_ = done.stdout.splitlines()
    assert where == f"The model is in {tmp_path / 'model'}; read {tmp_path / 'model' / 'MODEL_CARD.md'} before relying on it."
    assert "rows were used: 1 without intent (first in line" in used
    assert "are read rightly" in good
    assert "are answered without asking back" in good


def test_a_measurement_for_programs_is_one_object_and_what_was_left_out_is_told_apart(tmp_path: Path) -> None:
    documents = shop.documents(tmp_path / "documents.jsonl")
    assert CliRunner().invoke(app, ["index", "--documents", str(documents), "-o", str(tmp_path / "index")]).exit_code == 0
    asked = written(tmp_path / "q.jsonl", '{"id": 1, "text": "退款", "relevant": "refund"}\n{"id": 2, "text": "发票", "relevant": []}\n')
    done = frontdesk("evaluate", "retrieval", "--index", tmp_path / "index", "--queries", asked, "--json")
    assert (json.loads(done.stdout)["queries"], json.loads(done.stdout)["left_out"]) == (1, 1)
    assert "row 2: no document is relevant" in done.stderr


def test_a_pack_is_checked_by_its_name_and_by_a_path_to_it() -> None:
    done = frontdesk("check", "retail")
    assert done.stdout == "retail: no mistakes found.\n", done.stderr
    for path in (os.path.relpath(ROOT / "domains/retail"), str(ROOT / "domains/retail")):
        assert " ".join(CliRunner().invoke(app, ["check", path]).stdout.split()) == f"{path}: no mistakes found."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("train",), "name a pack, or give --utterances"),
        (("train", "retail", "--utterances", "x.csv", "-o", "m"), "not both"),
        (("train", "retail", "-o", "m"), "a pack's goes to artifacts/"),
        (("train", "--utterances", "x.csv"), "-o DIR says where"),
        (("train", "--utterances", "x.csv", "-o", "m", "--data", "y.csv"), "--data is for the advice engine of a pack"),
        (("index", "retail", "--documents", "d.jsonl"), "not both"),
        (("index", "--documents", "d.jsonl"), "give --documents docs.jsonl -o DIR"),
    ],
)
def test_options_that_contradict_each_other_are_refused_and_none_is_dropped_in_silence(words: tuple[str, ...], sentence: str) -> None:
    done = CliRunner().invoke(app, words, terminal_width=300)
    assert done.exit_code == 2
    assert sentence in " ".join(done.stderr.replace("│", " ").split())


def test_the_version_is_told_and_every_option_says_what_it_is_for() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"frontdesk {__version__}\n"
    unexplained: list[str] = []

    def look(command: Any, name: str) -> None:
        for below, one in getattr(command, "commands", {}).items():
            look(one, f"{name} {below}")
        unexplained.extend(f"{name} {option.name}" for option in command.params if not getattr(option, "hidden", False) and not option.help)

    look(typer.main.get_command(app), "frontdesk")
    assert unexplained == []
