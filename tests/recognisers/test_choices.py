import pytest

from tests.recognisers.reading import read, values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("large", "L"),
        ("Large please", "L"),
        ("L", "L"),
        ("in L please, thanks a lot", "L"),
        ("大号的", "L"),
        ("要L码", "L"),
        ("smal", None),
    ],
)
def test_a_choice_is_read_by_its_labels_and_synonyms(text: str, value: str | None) -> None:
    assert set(values(text, "choice")) == ({value} if value else set())


@pytest.mark.parametrize("text", ["it's mine", "I'll take all of these s maybe later", "tell me more about it", "enlarged"])
def test_a_label_of_one_letter_is_not_found_in_other_words(text: str) -> None:
    assert values(text, "choice") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my Fjord kettle broke", "Fjord kettle"),
        ("two fjord kettles", "Fjord kettle"),
        ("the fjrod kettel", "Fjord kettle"),
        ("robot vaccum r2", "Robot vacuum R2"),
        ("fjord, kettle", "Fjord kettle"),
        ("我的铜摩卡壶漏水", "铜摩卡壶"),
    ],
)
def test_a_known_value_is_found_with_typing_mistakes(text: str, value: str) -> None:
    assert values(text, "lookup") == [value]


@pytest.mark.parametrize("text", ["a fjord in Norway", "fjord and a kettle", "robot vacuum and", "kettle", "robots are nice"])
def test_half_a_name_is_no_value(text: str) -> None:
    assert values(text, "lookup") == []


def test_a_choice_names_its_slot_and_keeps_the_customers_words() -> None:
    (entity,) = (e for e in read("The FJORD Kettle, please") if e.kind == "lookup")
    assert (entity.slot, entity.text, entity.start, entity.end) == ("model", "FJORD Kettle", 4, 16)
