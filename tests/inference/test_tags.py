"""Tags of words as spans."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from bot.inference.artifact import Calibration, GroupRecord, Limits, Manifest
from bot.inference.encoder import Encoder
from bot.inference.prototypes import Model
from bot.inference.scores import Outputs
from bot.inference.tags import Span, Words, first_pieces, likeliest, spans_of, tagged
from bot.inference.text import Ranges, origins, tidy
from tests.training import tiny

SLOTS = ("code", "name")
OUT, B_CODE, I_CODE, B_NAME, I_NAME = range(5)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    return Tokenizer.from_file(str(tiny.write_base(tmp_path_factory.mktemp("base")) / "tokenizer.json"))


def words(*tags: int, sure: float = 0.9) -> Words:
    """Words of four letters with blanks between them, each with one likely tag."""
    rest = (1.0 - sure) / 4
    logits = np.log([[sure if tag == kind else rest for kind in range(5)] for tag in tags]).astype(np.float32)
    return Words(logits, tuple((5 * word, 5 * word + 4) for word in range(len(tags))))


def test_a_span_reaches_from_its_first_word_to_its_last() -> None:
    assert spans_of(words(OUT, B_CODE, I_CODE, OUT, B_NAME), SLOTS) == (Span(5, 14, "code"), Span(20, 24, "name"))


def test_a_value_begins_anew_where_the_next_one_of_its_slot_does() -> None:
    assert spans_of(words(B_CODE, B_CODE), SLOTS) == (Span(0, 4, "code"), Span(5, 9, "code"))


def test_a_span_is_as_likely_as_its_words_are_on_average() -> None:
    seen = words(B_CODE, I_CODE)
    seen.logits[1] = np.log([0.2, 0.1, 0.6, 0.05, 0.05])
    assert [span.value for span in spans_of(seen, SLOTS)] == [0.75]


@pytest.mark.parametrize("tags", [(OUT, I_CODE), (I_CODE,), (B_NAME, I_CODE), (OUT, OUT, I_NAME, I_NAME)])
def test_no_value_goes_on_that_has_not_begun(tags: tuple[int, ...]) -> None:
    path = likeliest(np.log(np.exp(words(*tags).logits)))
    assert path != list(tags)
    assert all(tag % 2 or tag == 0 or before in (tag - 1, tag) for before, tag in zip([OUT, *path], path, strict=False))


def test_the_likeliest_sense_is_made_of_tags_that_make_none() -> None:
    scores = np.log(np.array([[0.45, 0.4, 0.05, 0.05, 0.05], [0.04, 0.04, 0.84, 0.04, 0.04]]))
    assert likeliest(scores) == [B_CODE, I_CODE]


def test_a_message_without_words_has_no_spans() -> None:
    assert spans_of(Words(np.zeros((0, 5), dtype=np.float32), ()), SLOTS) == ()


def test_what_is_marked_comes_back_through_the_pieces_of_the_tokenizer(tokenizer: Tokenizer) -> None:
    text = "where is zqx-12 please, jane doe"
    marked = [Span(9, 15, "code"), Span(24, 32, "name")]
    encoding = tokenizer.encode(text)
    tokens, places = first_pieces(encoding)
    assert len(tokens) < len(encoding.ids) - 2, "some words are cut in pieces"
    assert [text[start:end] for start, end in places] == ["where", "is", "zqx", "-", "12", "please", ",", "jane", "doe"]
    tags = tagged(places, marked, SLOTS)
    assert tags == [OUT, OUT, B_CODE, I_CODE, I_CODE, OUT, OUT, B_NAME, I_NAME]
    assert spans_of(Words(np.eye(5, dtype=np.float32)[tags] * 9, places), SLOTS) == tuple(marked)


def test_a_slot_that_was_never_learnt_is_no_tag() -> None:
    assert tagged(((0, 4),), [Span(0, 4, "colour")], SLOTS) == [OUT]


class Tagging(Model):
    """A model that tags every word as a name, some less surely than others."""

    def outputs(self, text: str, parts: Ranges = ()) -> Outputs:
        starts = [place for place, c in enumerate(text) if c != " " and (place == 0 or text[place - 1] == " ")]
        places = tuple((start, start + len(text[start:].split(maxsplit=1)[0])) for start in starts)
        sure = [3.0 if text[start].isupper() else 1.0 for start, _ in places]
        logits = np.array([[0, 0, 0, one, 0] for one in sure], dtype=np.float32)
        return Outputs(np.zeros(2, np.float32), np.zeros(3, np.float32), np.eye(1, 4, dtype=np.float32)[0], words=Words(logits, places))


def reader(span: float | None) -> Encoder:
    limits = Limits(accept=0.6, out_of_scope=0.5, second=0.3, alpha=0.05, certified=True)
    record = GroupRecord(kind="tagging", labels=("a", "b"), slots=SLOTS, dimensions=4, calibration=Calibration(span=span, limits=limits))
    manifest = Manifest(
        pack="p", version="1", created_at="", seed=1, effort="quick", languages=("en",), groups={"latin": record}, code="", data={}
    )
    return Encoder(manifest, {"latin": Tagging()})


def test_a_reading_has_the_spans_above_the_threshold_where_the_customer_wrote_them() -> None:
    text = "  send  it to Ｊａｎｅ\u200b Doe "
    assert [(text[s.start : s.end], s.slot) for s in reader(0.8).read(text).spans] == [("Ｊａｎｅ", "name"), ("Doe", "name")]
    assert len(reader(0.2).read(text).spans) == 5


def test_tags_without_a_threshold_are_not_used() -> None:
    assert reader(None).read("send it to Jane").spans == ()


@pytest.mark.parametrize("text", ["where is it", "  ｗｈｅｒｅ  is\tit ", "cafe\u0301 １２\u200b３", "ﬁne", "", "한국"])
def test_every_character_of_a_tidied_text_is_found_where_it_was_written(text: str) -> None:
    tidied, places = tidy(text), origins(text)
    assert len(places) == len(tidied)
    for character, (start, end) in zip(tidied, places, strict=True):
        assert character in tidy(text[start:end]) or character == " "
    assert places == sorted(places)
