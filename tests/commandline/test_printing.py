"""What commands print."""

import errno
from pathlib import Path

import pytest

from bot.commandline.printing import about, bad_rows, fail, report, say
from bot.errors import DataError


def test_no_words_of_others_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("parcel \x1b]0;owned\x07 lost\n\x9b2J")
    assert capsys.readouterr().out == "parcel \ufffd]0;owned\ufffd lost\n\ufffd2J\n"


def rows(count: int) -> list[DataError]:
    return [DataError("chat.csv", row, "has no text") for row in range(1, count + 1)]


def test_up_to_fifty_bad_rows_are_all_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad_rows(rows(50), tmp_path / "history.jsonl")
    assert capsys.readouterr().err.splitlines() == [f"chat.csv, row {row}: has no text" for row in range(1, 51)]
    assert list(tmp_path.iterdir()) == []


def test_of_more_bad_rows_the_first_are_printed_and_a_file_names_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad_rows(rows(400), tmp_path / "history.jsonl")
    printed = capsys.readouterr().err.splitlines()
    assert printed[19:] == [
        "chat.csv, row 20: has no text",
        f"These are the first 20 of 400 rows that were left out; {tmp_path / 'history.jsonl.bad.txt'} names them all.",
    ]
    named = (tmp_path / "history.jsonl.bad.txt").read_text(encoding="utf-8").splitlines()
    assert named == [f"chat.csv, row {row}: has no text" for row in range(1, 401)]


def test_the_names_of_an_earlier_import_do_not_stay(tmp_path: Path) -> None:
    bad_rows(rows(51), tmp_path / "history.jsonl")
    bad_rows(rows(1), tmp_path / "history.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_sentence_that_nobody_reads_in_a_terminal_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    fail("word " * 100)
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_result_for_programs_holds_nothing_that_is_not_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        report({"mrr": float("nan")}, as_json=True)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EROFS, "Read-only file system", "/mnt/x"), ("/mnt/x", "Read-only file system", "name a place that can be written")),
        (IsADirectoryError(errno.EISDIR, "Is a directory", Path("/tmp")), ("/tmp", "name a file")),
        (OSError(errno.EIO, "Input/output error", b"/dev/x"), ("/dev/x", "check the path")),
        (OSError(errno.ENOSPC, "No space left on device"), ("The disk is full",)),
    ],
)
def test_an_error_about_a_file_is_a_sentence_with_its_name_and_what_to_do(error: OSError, words: tuple[str, ...]) -> None:
    sentence = about(error) or ""
    assert [word for word in words if word not in sentence] == []


def test_an_error_about_no_file_has_no_sentence() -> None:
    assert about(ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")) is None
