"""Rows to learn from, made of what was said about customers' messages."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from training import feedback
from training.data import Row
from training.feedback import HEADER, Feedback, Mark, Said, table

TEXT = "cancel HL-204518 please"
ONE = Said("c1", 2, TEXT, "en", ("cancel_order",), "marked", "track_order", marks=(Mark(7, 16, "code", "order_code"),))


INTENTS = {"cancel_order", "track_order", "invoice", "broken", "refund", "oos"}


def gathered(said: Iterable[Said], known: Sequence[Row] = (), secret: bytes = b"one") -> Feedback:
    return feedback.gathered(said, known, INTENTS, secret)


def row(found: Feedback) -> dict[str, str]:
    (one,) = found.rows
    return dict(zip(HEADER, one, strict=True))


def test_a_row_has_the_columns_of_utterances_and_what_a_person_wants_to_know() -> None:
    one = row(gathered([ONE], ()))
    assert (one["intent"], one["language"], one["sentiment"], one["how"], one["read_as"]) == (
        "cancel_order",
        "en",
        "",
        "marked",
        "track_order",
    )
    assert (one["conversation"], one["turn"], one["note"]) == ("c1", "2", "")


def test_a_code_gets_other_digits_and_is_marked_as_a_slot() -> None:
    text = row(gathered([ONE], ()))["text"]
    assert text.startswith("cancel [HL-")
    assert text.endswith("](order_code) please")
    assert "204518" not in text
    assert row(gathered([ONE], ()))["text"] == text, "the same each time"


def test_the_same_code_has_the_same_digits_throughout_a_conversation_and_others_in_another() -> None:
    again = replace(ONE, text="HL-204518!", marks=(Mark(0, 9, "code", "order_code"),))
    made = row(gathered([ONE], ()))["text"].split("[")[1].split("]")[0]
    assert made in row(gathered([again], ()))["text"]
    assert made not in row(gathered([replace(again, conversation="c2")], ()))["text"]


def test_personal_data_is_replaced_also_where_no_recogniser_of_the_pack_found_it() -> None:
    said = replace(ONE, text="I'm Anna Kowalski, anna.k@mail.com, cancel it", marks=(Mark(19, 34, "email", "email"),))
    text = row(gathered([said], ()))["text"]
    assert not {"Anna", "Kowalski", "anna.k@mail.com"} & set(text.replace(",", " ").split())
    assert "<NAME>" in text
    assert "<EMAIL>" in text


def test_words_that_may_be_a_name_become_a_placeholder_and_plain_words_stay() -> None:
    name = Said("c1", 2, "invoice to Blue Door please", "en", ("invoice",), "marked", "invoice", marks=(Mark(11, 20, "text", "company"),))
    assert row(gathered([name], ()))["text"] == "invoice to <COMPANY> please"
    plain = Said("c1", 2, "the handle is loose", "en", ("broken",), "marked", "broken", marks=(Mark(14, 19, "text", "fault"),))
    assert row(gathered([plain], ()))["text"] == "the handle is [loose](fault)"


def test_the_group_tells_conversations_apart_and_not_whose_they_are() -> None:
    first, second = gathered([ONE, replace(ONE, conversation="telegram-1-4711", text="stop it", marks=())], ()).rows
    groups = [one[HEADER.index("group")] for one in (first, second)]
    assert len(set(groups)) == 2
    assert "4711" not in groups[1]


def test_what_stands_in_utterances_already_is_left_out_whatever_its_digits() -> None:
    known = Row("cancel HL-111111 please", ("cancel_order",), line=7)
    found = gathered([ONE], (known,))
    assert found.rows == []
    assert found.left_out == {"that stand in utterances.csv already": 1}


def test_a_row_that_contradicts_another_says_which() -> None:
    known = Row("cancel HL-111111 please", ("track_order",), line=7)
    assert row(gathered([ONE], (known,)))["note"] == "line 7 of utterances.csv says track_order: correct one of them"
    found = gathered([ONE, replace(ONE, intents=("oos",))], ())
    assert [one[HEADER.index("note")] for one in found.rows] == [
        "another row here says oos: keep one of them",
        "another row here says cancel_order: keep one of them",
    ]
    assert found.contradicting == 2


def test_the_same_said_twice_is_one_row_and_what_holds_no_words_is_none() -> None:
    found = gathered([ONE, replace(ONE, turn=3), replace(ONE, text="204518", marks=())], ())
    assert len(found.rows) == 1
    assert found.left_out == {"said twice": 1, "without words": 1}


def test_unserved_texts_are_kept_apart_without_marks_and_without_personal_data() -> None:
    said = [replace(ONE, intents=(), how="unserved", text=f"{TEXT}, I'm Anna Kowalski"), replace(ONE, text="我要退款", language="zh")]
    found = gathered(said, ())
    ((text, language),) = found.unserved
    assert (language, len(found.rows)) == ("en", 1)
    assert text.endswith("I'm <NAME>")
    assert "[" not in text
    assert "204518" not in text


def test_a_text_that_a_spreadsheet_would_run_gets_a_quote_before_it() -> None:
    assert row(gathered([replace(ONE, text="=cmd() cancel", marks=())], ()))["text"] == "'=cmd() cancel"


def test_several_intents_and_texts_of_several_lines_survive_the_table() -> None:
    said = replace(ONE, text='cancel it,\nand my "money" back', intents=("cancel_order", "refund"), marks=())
    (one,) = csv.DictReader(io.StringIO(table(gathered([said], ()).rows)))
    assert (one["text"], one["intent"]) == ('cancel it, and my "money" back', "cancel_order;refund")


def test_a_mark_with_an_intent_that_the_pack_lost_is_counted_and_makes_no_half_a_row() -> None:
    found = gathered([replace(ONE, intents=("cancel_order", "gone"))])
    assert (found.rows, sum(found.left_out.values())) == ([], 1)


def test_with_another_secret_a_conversation_and_its_codes_have_other_names() -> None:
    first, second = (row(gathered([ONE], (), secret)) for secret in (b"one", b"two"))
    assert first["group"] != second["group"]
    assert first["text"] != second["text"]


def test_what_is_personal_wins_over_a_code_within_it() -> None:
    link = "see https://shop.example/anna.kowalski@mail.com/HL-204518 please"
    start = link.index("HL-")
    said = replace(ONE, text=link, marks=(Mark(start, start + 9, "code", "order_code"),))
    assert "kowalski" not in row(gathered([said]))["text"]
    card = replace(ONE, text="my card is 4111 1111 1111 1111 ok", marks=(Mark(11, 30, "code", "order_code"),))
    assert row(gathered([card]))["text"] == "my card is <CARD> ok"


def test_a_code_that_is_spelt_out_and_a_name_in_chinese_are_not_shown() -> None:
    spelt = replace(ONE, text="it is hl two zero four", marks=(Mark(6, 22, "code", "order_code"),))
    assert row(gathered([spelt]))["text"] == "it is <ORDER_CODE>"
    name = replace(ONE, text="抬头写宏图工作室吧", language="zh", marks=(Mark(3, 8, "text", "company"),))
    assert "宏图" not in row(gathered([name]))["text"]


def test_a_postcode_behind_an_address_is_no_code_of_the_shop() -> None:
    text = "send it to 12 Rose Street, Leeds LS1 4AB, 560001 please"
    start = text.index("560001")
    said = replace(ONE, text=text, marks=(Mark(start, start + 6, "code", "order_code"),))
    assert "order_code" not in row(gathered([said]))["text"]
