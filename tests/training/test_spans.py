"""F1 over whole spans, and the threshold above which tagged spans are used."""

from bot.inference.tags import Span
from training.spans import Tagged, counted, spans_measured, threshold


def row(right: str, found: str, sure: float = 0.9) -> Tagged:
    """Spans such as "3 code, 5 name": where they begin, and what they are."""

    def spans(text: str) -> tuple[Span, ...]:
        pairs = (part.split() for part in text.split(",") if part.strip())
        return tuple(Span(int(start), int(start) + 2, slot, sure) for start, slot in pairs)

    return Tagged(spans(right), spans(found))


def test_a_span_counts_only_with_its_slot_its_beginning_and_its_end() -> None:
    shorter = Tagged((Span(0, 9, "code"),), (Span(0, 5, "code", 0.9),))
    counts = counted([row("1 code, 9 name", "1 code, 9 code"), row("5 code", "4 code"), shorter])
    assert (counts.hits, counts.found, counts.right) == (1, 4, 4)
    assert (counts.precision, counts.recall, counts.f1) == (0.25, 0.25, 0.25)


def test_a_text_without_slots_in_which_one_is_found_costs_precision() -> None:
    counts = counted([row("1 code", "1 code"), row("", "3 code")])
    assert (counts.precision, counts.recall) == (0.5, 1.0)


def test_each_slot_is_measured_apart() -> None:
    found = spans_measured([row("1 code, 9 name", "1 code"), row("2 name", "2 name")], 0.5)
    assert (found["slot_f1_code"], found["slot_f1_name"], found["slot_f1"]) == (1.0, 0.6667, 0.8)


def test_the_threshold_is_where_enough_of_what_is_used_is_right() -> None:
    rows = [row("1 code", "1 code", 0.9)] * 18 + [row("", "1 code", 0.5)] * 4 + [row("1 code", "1 code", 0.3)]
    assert threshold(rows) == 0.52
    assert spans_measured(rows, threshold(rows))["slot_precision"] == 1.0


def test_tags_that_are_mostly_wrong_are_not_used_at_all() -> None:
    rows = [row("1 code", "1 code"), row("1 code", "2 code")]
    assert threshold(rows) is None
    assert spans_measured(rows, None)["slot_f1"] == 0.0


def test_without_marks_nothing_is_measured() -> None:
    assert threshold([row("", "")]) is None
    assert spans_measured([row("", "")], None) == {}
