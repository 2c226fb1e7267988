"""Noise that leaves marked words as they are."""

import random

from bot.inference.tags import Span
from training.augment import noisy, noisy_beside

TEXT = "please could you tell me where HL-204518 with the copper lamp is right now, thanks"
SPANS = tuple(
    Span(TEXT.index(words), TEXT.index(words) + len(words), slot) for words, slot in [("HL-204518", "code"), ("copper lamp", "item")]
)


def test_marked_words_are_where_their_spans_say_whatever_the_noise() -> None:
    changed = set()
    for seed in range(300):
        text, spans = noisy_beside(TEXT, SPANS, 1.0, random.Random(seed))
        changed.add(text)
        assert [(text[span.start : span.end], span.slot) for span in spans] == [("HL-204518", "code"), ("copper lamp", "item")]
    assert len(changed) > 50


def test_a_text_without_spans_has_the_noise_it_had() -> None:
    for seed in range(50):
        assert noisy_beside(TEXT, (), 0.5, random.Random(seed))[0] == noisy(TEXT, 0.5, random.Random(seed))


def test_a_text_that_is_marked_from_end_to_end_stays() -> None:
    assert noisy_beside("HL-204518", (Span(0, 9, "code"),), 1.0, random.Random(1)) == ("HL-204518", (Span(0, 9, "code"),))


def test_noise_is_what_customers_make_who_write_in_a_hurry() -> None:
    """Neither capitals nor marks, a word missing, the last words not sent."""
    text = "Hello, where is my parcel from Leeds? It should be here."
    seen = {noisy(text, 1.0, random.Random(seed)) for seed in range(200)}
    assert "hello where is my parcel from leeds it should be here" in seen
    assert "Hello, where is parcel from Leeds? It should be here." in seen
    assert "Hello, where is my parcel from Leeds? It should be" in seen
    assert any(len(one) == len(text) - 1 and one.count(" ") == text.count(" ") for one in seen)  # a letter was not hit
