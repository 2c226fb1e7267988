"""What customers write about limits, holdings, losses and returns, read into numbers or asked again."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from bot.packs import Pack, load
from tests.domains.customer import Customer

PACK = Path(__file__).parents[2] / "domains/investment"


@pytest.fixture(scope="module")
def investment() -> Pack:
    return load(PACK)


@pytest.fixture(scope="module")
def reading(investment: Pack) -> ModuleType:
    return importlib.import_module(".reading", investment.actions["plan_orders"].__module__.rpartition(".")[0])


@pytest.fixture(scope="module")
def restrictions(investment: Pack) -> ModuleType:
    return importlib.import_module(".restrictions", investment.actions["plan_orders"].__module__.rpartition(".")[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("at most 30 % in one fund", [("each fund", None, 0.3)]),
        ("max 25% per fund and at least 10 percent USMV", [("each fund", None, 0.25), ("USMV", 0.1, None)]),
        ("no VLUE", [("VLUE", None, 0.0)]),
        ("没有限制", []),
        ("USMV至少20%，不要VLUE", [("USMV", 0.2, None), ("VLUE", None, 0.0)]),
        ("something green", None),
        ("30 %", None),
        ("at most 300 % in one fund", None),
        ("at most 30.5 % in one fund", [("each fund", None, 0.305)]),
        ("max 1000% USMV", None),
        ("at most -5 % USMV", None),
        ("单只不超过三成", [("each fund", None, 0.3)]),
        ("每只最多百分之二十五，USMV起码一成半", [("each fund", None, 0.25), ("USMV", 0.15, None)]),
        ("单只最多两三成", None),
        ("at most thirty percent in one fund", [("each fund", None, 0.3)]),
        ("max. 30% per fund", [("each fund", None, 0.3)]),
    ],
)
def test_limits_are_read_or_asked_again(
    restrictions: ModuleType, text: str, told: list[tuple[str, float | None, float | None]] | None
) -> None:
    found = restrictions.limits(text, "en")
    assert (None if found is None else [(one.name, one.low, one.high) for one in found]) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("USMV must not go below 20%", [("USMV", 0.2, None)]),
        ("USMV不能少于20%", [("USMV", 0.2, None)]),
        ("don't put more than 20% in VLUE", [("VLUE", None, 0.2)]),
        ("no limit on USMV", None),
        ("no problem with VLUE", None),
        ("don't exclude VLUE", None),
        ("不排除VLUE", None),
        ("no fund except USMV", None),
        ("除了USMV都不要", None),
        ("at most 30% in each fund except USMV", None),
        ("20% of my capital in USMV", None),
        ("不要VLUE和MTUM，其他随便", [("VLUE", None, 0.0), ("MTUM", None, 0.0)]),
    ],
)
def test_a_limit_is_not_read_as_its_contrary(
    restrictions: ModuleType, text: str, told: list[tuple[str, float | None, float | None]] | None
) -> None:
    found = restrictions.limits(text, "en")
    assert (None if found is None else [(one.name, one.low, one.high) for one in found]) == told


@pytest.mark.parametrize(
    "text",
    [
        "no", "nope, no limits", "no restrictions, any of the funds is fine", "no limit on any fund", "none that I can think of",
        "没啥限制", "沒啥限制", "没什么要限制的，您配就好", "不限，哪只基金都行", "随便",
    ],
)  # fmt: skip
def test_whoever_has_no_limits_may_say_so_in_their_own_words(restrictions: ModuleType, text: str) -> None:
    assert restrictions.limits(text, "en") == ()


@pytest.mark.parametrize("text", ["ok", "不知道", "不要太多", "no idea", "不好说"])
def test_words_that_name_no_limits_do_not_say_that_there_are_none(restrictions: ModuleType, text: str) -> None:
    assert restrictions.limits(text, "en") is None


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("12 USMV, 3 mtum", {"USMV": 12, "MTUM": 3}),
        ("USMV: 1,200 and QUAL x 4", {"USMV": 1200, "QUAL": 4}),
        ("12股USMV和3股MTUM", {"USMV": 12, "MTUM": 3}),
        ("2 shares of the S&P 500 and 3 of VLUE", {"SP500": 2, "VLUE": 3}),
        ("nothing yet", {}),
        ("没有", {}),
        ("a bit of everything", None),
        ("12 USMV since 2019", {"USMV": 12}),
        ("12 USMV and 5 AAPL", None),
        ("12 USMV and some VLUE", None),
        ("10.5 USMV", None),
        ("1.000 USMV", None),
        ("-5 USMV", None),
        ("USMV,10\nVLUE,5", {"USMV": 10, "VLUE": 5}),
        ("Ticker;Quantity;Avg Cost\nUSMV;10;55,2\nVLUE;5;90,1", {"USMV": 10, "VLUE": 5}),
        ("代码,数量\nUSMV,10\nUSMV,2", {"USMV": 12}),
        (
            "date,asset,side,shares,price\n2020-01-02,USMV,buy,10,50\n2021-01-04,USMV,sell,4,60\n2021-01-05,QUAL,buy,3,100",
            {"USMV": 6, "QUAL": 3},
        ),
        ("date,asset,side,shares,price\n2020-01-02,USMV,sell,10,50", None),
        ("asset,shares\nUSMV,10\nAAPL,5", None),
        ("USMV一百股，VLUE五十股", {"USMV": 100, "VLUE": 50}),
        ("USMV 10万股", {"USMV": 100_000}),
        ("USMV 12%", None),
        ("$5000 USMV", None),
        ("USMV 5000美元", None),
        ("5 USMV, no, 6 USMV", None),
        ("none of your business", None),
        ("无所谓", None),
    ],
)
def test_holdings_are_read_or_asked_again(reading: ModuleType, text: str, held: dict[str, int] | None) -> None:
    assert reading.holdings(text) == held


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("20 %", 0.2),
        ("15 or 20 percent", 0.15),
        ("三成", 0.3),
        ("half of it", 0.5),
        ("nothing", 0.0),
        ("百分之十", 0.1),
        ("百分之10", 0.1),
        ("百分之十五", 0.15),
        ("百分之十几", None),
        ("百分之二三十", 0.2),
        ("百分之十到二十", 0.1),
        ("一成半", 0.15),
        ("两三成", 0.2),
        ("三到五成", 0.3),
        ("四成", 0.4),
        ("十五个点", 0.15),
        ("一成都不能亏", 0.0),
        ("三成功的话", None),
        ("fifteen percent", 0.15),
        ("ten to twenty percent", 0.1),
        ("one and a half percent", 0.015),
        ("half a percent", 0.005),
        ("$50", None),
        ("50块", None),
        ("in 5 years", None),
        ("5k", None),
        ("lots", None),
        ("200%", None),
        ("between 5 and 10 percent", 0.05),
        ("20,5 %", 0.205),
        ("10 to 15", 0.1),
        ("between 10 and 15", 0.1),
        ("20 to 5", 0.05),
        ("10 or 20 months", None),
        ("10,000 to 20,000", None),
        ("亏个五六个点", 0.05),
        ("一两成", 0.1),
    ],
)
def test_a_loss_is_read_as_the_smaller_share_or_asked_again(reading: ModuleType, text: str, share: float | None) -> None:
    assert reading.loss(text) == share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("7 a year", 0.07),
        ("年化百分之八", 0.08),
        ("一年一成", 0.1),
        ("10% a year for 5 years", 0.1),
        ("20% in 3 years", None),
        ("三年百分之三十", None),
        ("double in 5 years", None),
        ("翻3倍", None),
        ("3% a month", None),
        ("每月2%", None),
        ("2% above inflation", None),
        ("100 dollars", None),
        ("5 to 7 %", None),
    ],
)
def test_a_return_of_another_time_or_measure_is_none_a_year(reading: ModuleType, text: str, share: float | None) -> None:
    assert reading.wanted(text) == share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("5 to 7", None),
        ("7 %", 0.07),
        ("8,5", None),
        ("8.5", 0.085),
        ("-3 %", None),
        ("minus 3", None),
        ("minus 3 percent", None),
        ("1000 %", None),
    ],
)
def test_a_return_below_nothing_is_asked_again(reading: ModuleType, text: str, share: float | None) -> None:
    assert reading.wanted(text) == share


def asked_about_a_fall(investment: Pack, folder: Path, language: str) -> Customer:
    customer = Customer(investment, folder, language)
    customer.say("which risk suits me" if language == "en" else "测一下风险", "risk_interview")
    english = ("15 years", "no", "6 months", "a lot is left", "20 %", "average risk")
    for said in english if language == "en" else ("十五年", "没有", "六个月", "结余很多", "百分之二十", "一般风险"):
        customer.say(said)
    assert customer.replies == ["ask_fall"]
    return customer


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I wouldn't sell everything"), ("en", "I would not buy more"), ("en", "I'd never sell everything"),
        ("en", "never buy more"),
        ("en", "can't say I'd sell everything"), ("en", "I refuse to sell everything"), ("en", "sell everything? no way"),
        ("en", "without selling everything"), ("en", "i wouldnt sell everything"),
        ("zh", "不加仓"), ("zh", "不会全卖"), ("zh", "不会卖光"), ("zh", "不会加仓"), ("zh", "我不会抄底"), ("zh", "不敢加仓"),
        ("zh", "没钱加仓"), ("zh", "别全卖"),
        ("zh", "不可能全卖"), ("zh", "全卖掉不可能"), ("zh", "不会减仓"), ("zh", "不一定加仓"), ("zh", "不会清仓"), ("zh", "加仓就算了"),
    ],
)  # fmt: skip
def test_what_somebody_would_not_do_when_markets_fall_is_not_what_they_would_do(
    investment: Pack, tmp_path: Path, language: str, said: str
) -> None:
    """It leaves several answers open, so the question is asked again."""
    customer = asked_about_a_fall(investment, tmp_path, language)
    assert customer.say(said) == ["ask_fall_again"]
    assert customer.conversation.slots.get("when_it_falls") is None


@pytest.mark.parametrize(
    ("language", "said", "would"),
    [
        ("en", "I won't sell", "hold_on"), ("en", "I wouldn't sell anything", "hold_on"), ("en", "neither buy nor sell", "hold_on"),
        ("en", "I wouldn't sell everything, just a part", "sell_a_part"), ("en", "I would not buy more, just wait", "hold_on"),
        ("en", "I'd sell nothing", "hold_on"), ("en", "I would buy more", "buy_in_the_fall"),
        ("en", "I'd panic and sell it all", "sell_everything"),
        ("en", "I would hold and maybe buy more", "hold_on"), ("en", "wont sell", "hold_on"),
        ("zh", "不会卖", "hold_on"), ("zh", "不卖", "hold_on"), ("zh", "绝对不会卖", "hold_on"), ("zh", "不会加仓，也不卖", "hold_on"),
        ("zh", "不会全部卖掉，卖一部分", "sell_a_part"), ("zh", "不加仓不减仓", "hold_on"), ("zh", "不是全卖，是卖一半", "sell_a_part"),
        ("zh", "会加仓", "buy_in_the_fall"), ("zh", "不得不全卖", "sell_everything"), ("zh", "坚决不割肉", "hold_on"),
        ("zh", "割肉", "sell_everything"), ("zh", "卖一部分吧，不敢全卖", "sell_a_part"), ("zh", "全卖，不会后悔", "sell_everything"),
        ("zh", "全卖了算了", "sell_everything"), ("en", "I'd just wait", "hold_on"),
    ],
)  # fmt: skip
def test_what_somebody_would_do_is_read_beside_what_they_would_not(
    investment: Pack, tmp_path: Path, language: str, said: str, would: str
) -> None:
    """Whoever sells nothing holds on."""
    customer = asked_about_a_fall(investment, tmp_path, language)
    customer.say(said)
    assert customer.conversation.slots.get("when_it_falls") == would


@pytest.mark.parametrize("said", ["it buys more than before", "能买到更多"])
def test_words_about_prices_are_no_words_about_a_fall(investment: Pack, tmp_path: Path, said: str) -> None:
    """What money buys is another question."""
    customer = asked_about_a_fall(investment, tmp_path, "zh" if said[0] > "z" else "en")
    customer.say(said)
    assert customer.conversation.slots.get("when_it_falls") is None


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("until 2041", 14.1), ("a year and a half", 1.5), ("5 or 6 years", 5.0), ("大半年", 0.5), ("till I retire in 2045", 18.1),
        ("1 1/2 years", 1.5), ("十年八年", 8.0), ("三五年不动", 3.0), ("10/15 years", 10.0), ("between 10 and 15 years", 10.0),
    ],
)  # fmt: skip
def test_the_time_until_the_money_is_needed_is_read_as_it_is_said(investment: Pack, tmp_path: Path, said: str, years: float) -> None:
    """Of a range the lower end counts, for it is the careful one."""
    customer = Customer(investment, tmp_path, "zh" if said[0] > "z" else "en")
    customer.say("which risk suits me", "risk_interview")
    customer.say(said)
    assert float(str(customer.conversation.slots["horizon"])) / 31_536_000 == pytest.approx(years, abs=0.05)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "I do not want any risk"), ("en", "I'd rather play it safe"), ("zh", "我不想有风险"), ("zh", "求稳")]
)
def test_whoever_wants_no_risk_may_say_so_in_their_own_words(investment: Pack, tmp_path: Path, language: str, said: str) -> None:
    """It is the most careful of the four answers."""
    customer = Customer(investment, tmp_path, language)
    customer.say("which risk suits me" if language == "en" else "测一下风险", "risk_interview")
    english = ("15 years", "no", "6 months", "a lot is left", "20 %")
    for text in english if language == "en" else ("十五年", "没有", "六个月", "结余很多", "百分之二十"):
        customer.say(text)
    assert customer.replies == ["ask_attitude"]
    customer.say(said)
    assert customer.conversation.slots["risk_attitude"] == "no_risk"


def test_whoever_asks_for_a_minute_has_not_said_what_they_would_do(investment: Pack, tmp_path: Path) -> None:
    """Nor has who keeps money in a safe place."""
    for language, said in (("en", "just wait a minute"), ("zh", "钱想稳稳当当放着")):
        customer = asked_about_a_fall(investment, tmp_path / language, language)
        customer.say(said)
        assert customer.conversation.slots.get("when_it_falls") is None
