import io

from bot.packs.cells import MOST_LINES, UNCLOSED, read


def rows(text: str, delimiter: str = ",") -> list[tuple[int, list[str] | str]]:
    return list(read(io.StringIO(text, newline=""), delimiter))


def test_a_row_comes_with_the_line_on_which_it_begins() -> None:
    assert rows('a,b\n"two\r\nlines",1\n\nx,2') == [(1, ["a", "b"]), (2, ["two\r\nlines", "1"]), (4, []), (5, ["x", "2"])]


def test_a_quote_that_is_never_closed_is_named_and_the_rows_after_it_are_read() -> None:
    assert rows('a,1\n"b,2\nc,3\nd,4\n') == [(1, ["a", "1"]), (2, UNCLOSED), (3, ["c", "3"]), (4, ["d", "4"])]


def test_a_quote_that_another_rows_quote_seems_to_close_is_named() -> None:
    assert rows('"b,2\nc,"x, y"\nd,4\n') == [(1, UNCLOSED), (2, ["c", "x, y"]), (3, ["d", "4"])]


def test_the_line_of_the_quote_is_named_where_a_cell_before_it_has_several_lines() -> None:
    assert rows('"one\ntwo","x,2\nc,3\n') == [(2, UNCLOSED), (3, ["c", "3"])]


def test_a_quote_in_the_last_line_is_named() -> None:
    assert rows('a,1\n"b,2') == [(1, ["a", "1"]), (2, UNCLOSED)]


def test_a_row_that_is_longer_than_rows_are_is_a_quote_that_was_not_closed() -> None:
    text = '"open,1\n' + "x,2\n" * MOST_LINES + '","\n'
    assert rows(text)[:2] == [(1, UNCLOSED), (2, ["x", "2"])]
    long_mail = '"' + "line\n" * (MOST_LINES - 1) + '",1\n'
    assert len(rows(long_mail)) == 1


def test_text_behind_a_closed_quote_belongs_to_the_cell() -> None:
    assert rows('"a"b;1\n5" pipe;2\n', ";") == [(1, ["ab", "1"]), (2, ['5" pipe', "2"])]
