from pathlib import Path

import numpy as np
import pytest

from bot.errors import ArtifactError
from bot.inference import ngram
from bot.inference.ngram import Ngram, grams, units
from training.ngram import Labelled, fit

TEXTS = [
    "我的快递到哪了",
    "订单还没到货",
    "物流三天没动了",
    "我要退款",
    "钱什么时候退给我",
    "退的钱没到账",
    "有黑色的吗",
    "还有货吗",
    "什么时候补货",
]
INTENTS = [[0], [0], [0], [1], [1], [1], [2], [2], [2]]


@pytest.fixture(scope="module")
def model() -> Ngram:
    return fit(Labelled(TEXTS, INTENTS, [1, 0, 0, 1, 1, 0, 1, 2, None]), ["退货后五天内退款", "三到五天送达"], 4, seed=1)


def test_units_are_words_characters_and_numbers() -> None:
    assert units("check下HL-204518的 status") == ["check", "下", "hl", "-", "0", "的", "status"]
    assert units("где ЗАКАЗ") == ["где", "заказ"]


def test_traditional_characters_read_the_same_as_simplified_ones() -> None:
    assert grams("請問訂單什麼時候會到") == grams("请问订单什么时候会到")


def test_tables_from_before_traditional_characters_were_read_as_simplified_still_load(model: Ngram, tmp_path: Path) -> None:
    model.save(tmp_path)
    settings = (tmp_path / "ngram.json").read_text(encoding="utf-8")
    (tmp_path / "ngram.json").write_text(settings.replace('"version": 2', '"version": 1'), encoding="utf-8")
    assert np.array_equal(ngram.load(tmp_path).outputs(TEXTS[0]).intents, model.outputs(TEXTS[0]).intents)


def test_another_order_number_reads_the_same() -> None:
    assert grams("订单204518到哪了") == grams("订单318842到哪了")


def test_it_learns_from_few_rows_of_any_script(model: Ngram) -> None:
    assert [int(model.outputs(text).intents.argmax()) for text in ("快递没动", "退款没到账", "黑色有货吗")] == [0, 1, 2]


def test_an_intent_without_rows_never_wins(model: Ngram) -> None:
    assert all(model.outputs(text).intents.argmax() != 3 for text in [*TEXTS, "", "완전히 다른"])


def test_vectors_have_unit_length_and_near_texts_are_near(model: Ngram) -> None:
    a, b, c = (model.outputs(text).vector for text in ("退款什么时候到账", "钱退到账了吗", "有黑色的吗"))
    assert [float(np.linalg.norm(vector)) for vector in (a, b, c)] == pytest.approx([1, 1, 1], abs=1e-5)
    assert a @ b > a @ c


def test_a_text_of_unknown_characters_is_not_readable(model: Ngram) -> None:
    outputs = model.outputs("완전히")
    assert not outputs.readable
    assert float(np.linalg.norm(outputs.vector)) == pytest.approx(1.0)
    assert model.outputs("退款").readable


def test_a_saved_model_reads_the_same(model: Ngram, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = ngram.load(tmp_path)
    for text in TEXTS:
        assert np.array_equal(again.outputs(text).intents, model.outputs(text).intents)
        assert np.array_equal(again.outputs(text).vector, model.outputs(text).vector)


def test_tables_made_with_other_settings_are_refused(model: Ngram, tmp_path: Path) -> None:
    model.save(tmp_path)
    (tmp_path / "ngram.json").write_text('{"version": 0}', encoding="utf-8")
    with pytest.raises(ArtifactError, match="other n-gram settings"):
        ngram.load(tmp_path)


def test_training_twice_gives_the_same_numbers(model: Ngram) -> None:
    again = fit(Labelled(TEXTS, INTENTS, [1, 0, 0, 1, 1, 0, 1, 2, None]), ["退货后五天内退款", "三到五天送达"], 4, seed=1)
    assert np.array_equal(again.tables.intents, model.tables.intents)
    assert np.array_equal(again.tables.projection, model.tables.projection)


def test_two_classes_and_one_class_work() -> None:
    two = fit(Labelled(["да", "нет", "да да", "нет нет"], [[0], [1], [0], [1]], [None] * 4), [], 2, seed=1)
    assert [int(two.outputs(text).intents.argmax()) for text in ("да", "нет")] == [0, 1]
    one = fit(Labelled(["да", "так"], [[1], [1]], [None] * 2), [], 2, seed=1)
    assert int(one.outputs("что").intents.argmax()) == 1
