import pytest

from bot.dialogue.domain import Domain, Option, Slot
from bot.dialogue.events import Value
from bot.recognisers import recognise
from tests.recognisers.reading import TODAY, read, values


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


PLANS = Slot(
    "plan",
    "choice",
    "ask_plan",
    options=(
        Option("sell", {"en": "Sell everything", "zh": "全卖"}, {"zh": ("卖光",)}),
        Option("hold", {"en": "Hold on", "zh": "不动"}, {"en": ("won't sell",), "zh": ("不卖", "不会卖")}),
        Option("yes", {"zh": "是的"}),
        Option("no", {"zh": "不是"}),
    ),
)
ASKING = Domain("plans", "1", {}, ("en", "zh"), {}, {"plan": PLANS}, {}, {}, {})


def planned(text: str) -> list[Value]:
    """The plans that a message names and means."""
    return [e.value for e in recognise(text, ASKING, "en", TODAY) if e.slot == "plan"]


@pytest.mark.parametrize(
    "text",
    [
        "I won't sell everything", "never sell everything", "I don't think I'd sell everything", "sell everything? no way",
        "不全卖", "不会卖光", "不可能全卖", "绝不全卖", "没打算全卖", "全卖是不可能的", "别全卖", "未必全卖",
    ],
)  # fmt: skip
def test_a_choice_that_is_denied_is_not_made(text: str) -> None:
    """Of the others nothing is said."""
    assert planned(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I won't sell", "hold"), ("I'd sell everything", "sell"), ("不会卖", "hold"), ("不卖了", "hold"),
        ("要不全卖", "sell"), ("不得不全卖", "sell"), ("不如全卖", "sell"), ("个别全卖", "sell"), ("不是的", "no"),
        ("全卖，不会后悔", "sell"), ("全卖了算了", "sell"), ("全卖，不会犹豫", "sell"),
        ("跌成这样还不全卖", "sell"), ("不能不全卖", "sell"),
        ("sell everything, never look back", "sell"),
    ],
)  # fmt: skip
def test_a_denial_that_is_a_choice_of_its_own_or_belongs_to_another_word_stands(text: str, value: str) -> None:
    """不如 and 不得不 deny nothing, and 不是的 is a no with a particle."""
    assert planned(text) == [value]


SHOP = Domain(
    "shop",
    "1",
    {},
    ("en",),
    {},
    {
        "product": Slot("product", "lookup", "", entries=("shirt", "shoes")),
        "size": Slot("size", "choice", "", options=(Option("L", {"en": "L"}), Option("43", {"en": "43"}))),
    },
    {},
    {},
    {},
)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("shirt L, shoes 43", ["L", "43"]),
        ("I would like the shoes 43 please", ["43"]),
        ("I ordered the shoes 43 days ago", []),
        ("the shoes cost 43 and are late", []),
    ],
)
def test_a_number_directly_behind_a_product_is_its_size(text: str, sizes: list[str]) -> None:
    assert [entity.value for entity in recognise(text, SHOP, "en", TODAY) if entity.slot == "size"] == sizes


def fund_desk() -> Domain:
    """Two questions with answers that are one letter apart."""
    fall = Slot("fall", "choice", "ask_fall", options=(Option("buy", {"en": "Buy more while it is low"}, {"en": ("buy more",)}),))
    money = Slot("money", "choice", "ask_money", options=(Option("buys_more", {"en": "It buys more than before"}),))
    return Domain("desk", "1", {}, ("en",), {}, {"fall": fall, "money": money}, {}, {}, {})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("buy more", {"fall": "buy"}),
        ("I'd buy more of it", {"fall": "buy"}),
        ("buys more", {"money": "buys_more"}),
        ("it buys more than before", {"money": "buys_more"}),
        ("it bys more than befor", {"money": "buys_more"}),
    ],
)
def test_words_that_spell_one_value_are_no_typo_of_another_slots(text: str, found: dict[str, Value]) -> None:
    assert {e.slot: e.value for e in recognise(text, fund_desk(), "en", TODAY) if e.kind == "choice"} == found
