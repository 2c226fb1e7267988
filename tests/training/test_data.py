from pathlib import Path

import pytest

from bot.errors import DataError
from training.data import load


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "train.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_slot_marks_go_and_their_words_stay(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent\nwhere is [HL-204518](order_code) now,track\nhi,greeting\n"))
    assert data.rows[0].text == "where is HL-204518 now"


def test_marked_words_are_known_by_their_place_in_the_tidied_text(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent\n  where　is  [ ＨＬ-204518 ](order_code)  and [my  lamp](product)?,track\nhi,greeting\n"))
    row, plain = data.rows
    assert row.text == "where is HL-204518 and my lamp?"
    assert [(row.text[span.start : span.end], span.slot) for span in row.spans or ()] == [
        ("HL-204518", "order_code"),
        ("my lamp", "product"),
    ]
    assert plain.spans == ()


def test_a_mark_beyond_what_is_read_of_a_text_is_left_out(tmp_path: Path) -> None:
    data = load(written(tmp_path, f"text,intent\n{'so ' * 800}[lamp](product),track\nhi,greeting\n"))
    assert data.rows[0].spans == ()


def test_of_equal_texts_the_one_with_marks_is_kept(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent\nmy lamp,track\nmy [lamp](product),track\nhi,greeting\n"))
    assert [span.slot for span in data.rows[0].spans or ()] == ["product"]


def test_a_row_may_have_two_intents(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent\ncancel it and pay me back,cancel; refund\nhi,greeting\n"))
    assert data.rows[0].intents == ("cancel", "refund")
    assert data.intents == ("cancel", "greeting", "refund")


def test_out_of_scope_is_the_last_label(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent\nsing,oos\nhi,zebra\n"))
    assert data.intents == ("zebra", "oos")


def test_labels_may_be_in_any_script(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent\nгде заказ,где_заказ\n我要退货,退货\n"))
    assert data.intents == ("где_заказ", "退货")


def test_a_file_without_header_is_refused_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"train\.csv, row 1: no header.*text,intent.*where is it"):
        load(written(tmp_path, "where is it,track\nhi,greeting\n"))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column 'intent'"):
        load(written(tmp_path, "text,category\nhi,greeting\n"))


def test_semicolons_between_cells_are_recognised(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not separated by commas"):
        load(written(tmp_path, "text;intent\nhi;greeting\n"))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="it has nothing"):
        load(written(tmp_path, ""))


def test_a_single_class_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"every row has the intent 'track'.*at least two"):
        load(written(tmp_path, "text,intent\na b,track\nc d,track\n"))


def test_empty_texts_and_labels_are_left_out_and_counted(tmp_path: Path) -> None:
    data = load(written(tmp_path, 'text,intent\n"  ",track\nhi,\nok,yes\nno,no\n'))
    assert len(data.rows) == 2
    assert data.report == {"without text": 1, "without intent": 1}
    assert data.first["without text"] == 2


def test_a_file_of_empty_texts_says_why_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none of its 1 rows can be used: 1 without text \(first in line 2\)"):
        load(written(tmp_path, "text,intent\n,track\n"))


def test_rows_with_a_wrong_number_of_cells_are_counted(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent\nwell, where is it,track\nhi,greeting\nbye,thanks\n"))
    assert data.report == {"with too few or too many cells": 1}


def test_a_wrong_encoding_names_the_row_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"row 3: not UTF-8 \(byte 0xe9\): save the file as UTF-8"):
        load(written(tmp_path, "text,intent\nhi,greeting\ncafé,order\n".encode("latin-1")))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_does_no_harm(tmp_path: Path, encoding: str) -> None:
    assert len(load(written(tmp_path, "text,intent\nhi,greeting\nbye,thanks\n".encode(encoding))).rows) == 2


def test_unknown_columns_are_ignored(tmp_path: Path) -> None:
    assert len(load(written(tmp_path, "id,Text,INTENT,note\n1,hi,greeting,x\n2,bye,thanks,y\n")).rows) == 2


def test_a_text_of_ten_thousand_characters_is_cut_and_counted(tmp_path: Path) -> None:
    data = load(written(tmp_path, f"text,intent\n{'long ' * 2000},track\nhi,greeting\n"))
    assert len(data.rows[0].text) < 2001
    assert data.report == {"cut to 2000 characters": 1}


def test_repeats_count_once(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent\nhi,greeting\nHi,greeting\nbye,thanks\n"))
    assert [row.text for row in data.rows] == ["hi", "bye"]
    assert data.report == {"that repeat another": 1}


def test_contradictions_are_settled_by_majority_or_left_out(tmp_path: Path) -> None:
    rows = "ok,yes\nok,yes\nok,no\nhm,yes\nhm,no\nbye,thanks\nnope,no\n"
    data = load(written(tmp_path, "text,intent\n" + rows))
    assert [(row.text, row.intents[0]) for row in data.rows] == [("ok", "yes"), ("bye", "thanks"), ("nope", "no")]
    assert data.report["whose text stands there with other intents too"] == 2
    assert data.report["whose text stands there with other intents more often"] == 1


def test_rows_that_teach_nothing_new_are_kept_apart_where_their_writers_are_known(tmp_path: Path) -> None:
    rows = "ok,yes,c1\nok,yes,c2\nok,no,c3\nhm,yes,c1\nhm,no,c3\nbye,thanks,c2\nbye,thanks,\n"
    data = load(written(tmp_path, "text,intent,group\n" + rows))
    assert [(row.text, row.group) for row in data.rows] == [("ok", "c1"), ("bye", "c2")]
    assert [(row.text, row.intents[0], row.group) for row in data.again] == [
        ("ok", "yes", "c2"), ("ok", "no", "c3"), ("hm", "yes", "c1"), ("hm", "no", "c3")
    ]  # fmt: skip


def test_an_unknown_sentiment_is_dropped_but_not_its_row(tmp_path: Path) -> None:
    data = load(written(tmp_path, "text,intent,sentiment\nhi,greeting,cheerful\nbye,thanks,Positive\n"))
    assert [row.sentiment for row in data.rows] == [None, "positive"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv: cannot be read: No such file"):
        load(tmp_path / "nowhere.csv")


def test_a_quote_that_is_never_closed_costs_its_row_and_is_counted_where_it_opens(tmp_path: Path) -> None:
    data = load(written(tmp_path, 'text,intent\nwhere is it,track\n"hi there,greeting\nhello,greeting\nbye,bye\n'))
    assert [row.text for row in data.rows] == ["where is it", "hello", "bye"]
    assert (data.read, data.report, data.first) == (4, {"with a quote that is not closed": 1}, {"with a quote that is not closed": 3})


def test_a_row_of_several_lines_is_known_by_its_first(tmp_path: Path) -> None:
    data = load(written(tmp_path, 'text,intent\n"where\nis it",track\nhello,greeting\n'))
    assert [row.line for row in data.rows] == [2, 4]
