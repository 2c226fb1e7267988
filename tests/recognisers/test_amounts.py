import pytest

from bot.dialogue.domain import Domain, Slot
from bot.dialogue.events import Value
from bot.recognisers import recognise
from tests.recognisers.reading import TODAY, read, values


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
        ("fifteen hundred euros", 1500.0),
        ("one and a half thousand euros", 1500.0),
        ("a thousand euros", 1000.0),
        ("$2.5 thousand", 2500.0),
        ("twenty grand", 20000.0),
        ("I could do with a grand for a fridge", 1000.0),
        ("a loan of ten thousand for a car", 10000.0),
        ("I'd like to borrow two and a half thousand", 2500.0),
        ("half a million to invest", 500000.0),
        ("two hundred thousand please", 200000.0),
        ("3-4k", 3000.0),
        ("1,5k", 1500.0),
        ("5 k please", 5000.0),
        ("200-500 euros", 200.0),
        ("三到五万", 30000.0),
        ("3-5万", 30000.0),
        ("万把块", 10000.0),
        ("两万块左右", 20000.0),
        ("三万二", 32000.0),
        ("3 500 €", 3500.0),
        ("12 000 euros", 12000.0),
        ("6.000 €", 6000.0),
        ("EUR 6.000,00", 6000.0),
        ("12'500 €", 12500.0),
        ("between 3 and 4k", 3000.0),
        ("somewhere between five and ten thousand euros", 5000.0),
        ("three to four thousand", 3000.0),
        ("two or three hundred euros", 200.0),
        ("€3,000 to €4,000", 3000.0),
        ("$3-4k", 3000.0),
        ("请问，五万行吗", 50000.0),
        ("5k左右", 5000.0),
        ("5000euro左右", 5000.0),
        ("3w块", 30000.0),
        ("3万五千", 35000.0),
        ("3万到5万", 30000.0),
        ("五、六万", 50000.0),
        ("借五千就行", 5000.0),
        ("贷3万分36期", 30000.0),
        ("well,5000 euros", 5000.0),
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
        "two thousand people",
        "a grand piano",
        "a thousand thanks",
        "a thousand times no",
        "the grand total",
        "a few thousand",
        "小一万",
        "we ran 5 k yesterday",
        "hundred percent",
        "in 3 500 metres",
        "2 500 g bags",
        "order 20 500",
        "+31 20 123 4567",
        "HL-204518",
        "version 6.000",
        "攒了十五万",
        "还剩三万五千",
        "第十五万",
        "60w bulb",
        "between you and me",
    ],
)
def test_what_only_looks_like_an_amount_is_none(text: str) -> None:
    assert [value for value in values(text, "money") if value != 4000.0] == []


@pytest.mark.parametrize(
    "text",
    [
        "around 2k a month before tax", "I earn 2500 euros a month", "my salary is 3000 euros", "200 euros per month", "$200/month",
        "2000 € monthly", "rent of about 800 euros", "40k a year", "我月薪八千", "工资一万二", "月供三千", "每月还500块", "我每月投500块",
        "年收入二十万",
    ],
)  # fmt: skip
def test_what_comes_every_month_or_year_is_no_sum(text: str) -> None:
    """Somebody's income or instalment is not what they want to borrow, and would take its place."""
    assert values(text, "money") == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000 euros a year ago", 5000.0), ("收入不高，想借三万", 30000.0), ("收入不高想借三万", 30000.0), ("借5000块一个月后还", 5000.0),
        ("my income is fine, I need 3000 euros", 3000.0), ("借五万块，一年还清", 50000.0),
    ],
)  # fmt: skip
def test_a_sum_beside_a_length_of_time_or_an_income_is_still_one(text: str, amount: float) -> None:
    """The month is when it is paid back, and the income something else."""
    assert values(text, "money") == [amount]


ASKED = {"loan": Slot("loan", "money", "ask_loan"), "time": Slot("time", "duration", "ask_time")}
BANK = Domain("bank", "1", {}, ("en", "zh"), {}, ASKED, {}, {}, {})


def answered(text: str) -> list[tuple[Value, str | None]]:
    """The amounts that a pack which asks for one reads in a message, with their slots."""
    return [(e.value, e.slot) for e in recognise(text, BANK, "en", TODAY) if e.kind == "money"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000", 5000.0), ("12,500", 12500.0), ("two hundred", 200.0), ("fifteen hundred", 1500.0), ("twelve hundred and fifty", 1250.0),
        ("a hundred", 100.0), ("about 3000 please", 3000.0), ("3000 to 4000", 3000.0), ("maybe six hundred", 600.0), ("两百", 200.0),
        ("两百五", 250.0), ("两千五", 2500.0), ("八百左右", 800.0), ("大概3000", 3000.0), ("3.5w", 35000.0), ("12000", 12000.0),
    ],
)  # fmt: skip
def test_a_number_alone_answers_the_question_for_an_amount(text: str, amount: float) -> None:
    """It names no slot, so that it begins nothing and puts nothing right."""
    assert [value for value, _ in answered(text)] == [amount]
    assert [slot for _, slot in answered(text)] in ([None], ["loan"])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("I want to borrow fifteen hundred for a fridge", 1500.0),
        ("a loan of 5000 over two years", 5000.0),
        ("I'd like to invest about 12,000 now", 12000.0),
        ("想借8000", 8000.0),
        ("贷个5000买家具", 5000.0),
        ("借八百周转一下", 800.0),
    ],
)
def test_what_somebody_wants_to_borrow_or_invest_is_an_amount(text: str, amount: float) -> None:
    """The word before it says that it is money."""
    assert answered(text) == [(amount, "loan")]


@pytest.mark.parametrize(
    "text",
    ["borrow 500 books", "a loan for 24 months", "invest in 3 funds", "借12个月", "贷款36期", "投资5年", "每月投500", "每个月定投800"],
)
def test_how_many_or_how_long_is_not_how_much(text: str) -> None:
    """Months and things are counted too."""
    assert answered(text) == []


def test_a_bare_number_is_nobodys_amount_but_that_of_the_question() -> None:
    """A currency makes an amount of it that may come at any time."""
    assert answered("5000") == [(5000.0, None)]
    assert answered("5000 euros") == [(5000.0, "loan")]


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "24",
        "two",
        "24 months",
        "since 2019",
        "5000 steps a day",
        "number 5000",
        "we are two hundred",
        "thanks a million",
        "one in a million",
        "两个",
        "二十四期",
        "半万",
    ],
)
def test_a_small_number_or_one_of_other_things_is_no_amount(text: str) -> None:
    """Below a hundred it could be years, months or thousands."""
    assert answered(text) == []


def test_a_pack_that_asks_for_no_amount_reads_no_bare_one() -> None:
    """Four digits are more often an order than money."""
    assert values("5000", "money") == []


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
