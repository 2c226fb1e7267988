"""The investment desk through its flows: what suits whom, what comes first, and that nobody is talked up."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import ActionCall
from bot.advice.suitability import BANDS
from bot.packs import Pack, load
from bot.pictures import PNG
from tests.domains.customer import TODAY, Customer

PACK = Path(__file__).parents[2] / "domains/investment"
NURSE = (
    "8 years", "no", "6 months", "a lot is left", "25 %", "average risk for average returns", "hold on and wait", "2 years", "above 102",
    "less than before", "a fund is safer",
)  # fmt: skip
DISCLAIMER = "no promise, no offer"


@pytest.fixture(scope="module")
def investment() -> Pack:
    return load(PACK)


@pytest.fixture
def customer(investment: Pack, tmp_path: Path) -> Customer:
    return Customer(investment, tmp_path)


def interviewed(customer: Customer, wish: str, intent: str, *answers: str) -> list[str]:
    customer.say(wish, intent)
    for answer in answers or NURSE:
        customer.say(answer)
    return customer.replies


def test_the_interview_ends_with_a_level_and_what_allows_no_more(customer: Customer) -> None:
    assert interviewed(customer, "what risk fits me", "risk_interview") == ["profile_ready"]
    assert "balanced" in customer.texts[0] and "your attitude to risk" in customer.texts[0]
    assert customer.conversation.slots["level"] == 2


def test_who_was_interviewed_is_not_asked_again_for_a_portfolio(customer: Customer) -> None:
    interviewed(customer, "what risk fits me", "risk_interview")
    assert customer.say("now a portfolio for 20,000 dollars please", "my_portfolio") == ["ask_limits"]
    assert customer.say("no") == ["proposal", "proposal_why"]


def test_no_limits_in_chinese_lead_to_a_proposal(investment: Pack, tmp_path: Path) -> None:
    customer = Customer(investment, tmp_path)
    interviewed(customer, "what risk fits me", "risk_interview")
    assert customer.say("给我配一个两万美元的组合", "my_portfolio") == ["ask_limits"]
    assert customer.say("没啥限制") == ["proposal", "proposal_why"]


def test_a_limit_that_cannot_be_read_is_not_left_out_of_the_orders(customer: Customer) -> None:
    interviewed(customer, "what risk fits me", "risk_interview")
    customer.say("now a portfolio for 20,000 dollars please", "my_portfolio")
    customer.say("something green")
    assert customer.say("rather green") == ["limits_unclear"]
    assert customer.say("what should I buy and sell", "rebalance") == ["ask_holdings"]
    customer.say("12 USMV, 3 MTUM")
    assert customer.say("$5,000") == ["ask_limits_again"]
    assert customer.say("at most 40 % in one fund") == ["orders_ready"]


def test_cash_below_nothing_is_no_reason_to_fail(customer: Customer, investment: Pack, tmp_path: Path) -> None:
    interviewed(customer, "what risk fits me", "risk_interview")
    call, answers = ActionCall("k", "c", "en", tmp_path, TODAY), customer.conversation.slots["answers"]
    assert investment.actions["plan_orders"](call, answers=answers, holdings="12 USMV", amount=-5.0) == {"plan_state": "amount"}


def test_pasted_lines_of_trades_become_orders(customer: Customer) -> None:
    interviewed(customer, "what risk fits me", "risk_interview")
    customer.say("what should I buy and sell", "rebalance")
    rows = "\n".join(f"2021-{month:02}-04,VLUE,buy,10,100.5" for month in range(1, 13))
    customer.say(f"date,asset,side,shares,price\n{rows}\n2022-01-05,VLUE,sell,20,101")
    assert customer.say("no") == ["orders_ready"]
    assert "sell" in customer.texts[0] and "VLUE" in customer.texts[0]
    assert int(re.search(r"sell (\d+) VLUE", customer.texts[0])[1]) <= 100  # type: ignore[index]


def test_a_proposal_comes_with_a_picture_of_what_was_proposed(customer: Customer, investment: Pack, tmp_path: Path) -> None:
    interviewed(customer, "what risk fits me", "risk_interview")
    customer.say("now a portfolio for 20,000 dollars please", "my_portfolio")
    customer.say("no")
    (drawing,) = [send.drawing for send in customer.conversation.said if send.drawing]
    call = ActionCall("", "c1", drawing.language, tmp_path, TODAY)
    drawn = investment.pictures[drawing.name](call, **drawing.arguments)
    assert drawn.startswith(PNG) and len(drawn) > 10_000


def test_bolder_answers_do_not_raise_the_level_and_more_cautious_ones_lower_it(customer: Customer) -> None:
    interviewed(customer, "what risk fits me", "risk_interview")
    bold = ("20 years", *NURSE[1:4], "60 %", "substantial risk", "buy the dip", "4 years", *NURSE[8:])
    assert interviewed(customer, "another risk test", "risk_interview", *bold) == ["profile_kept", "profile_ready"]
    assert customer.conversation.slots["level"] == 2 and "balanced" in customer.texts[1]
    interviewed(customer, "another risk test", "risk_interview", "3 years", *NURSE[1:])
    assert customer.conversation.slots["level"] == 1
    interviewed(customer, "a third risk test", "risk_interview")
    assert customer.conversation.slots["level"] == 1


@pytest.mark.parametrize(
    ("wish", "intent", "more", "advice"),
    [
        ("a portfolio for 20,000 dollars", "my_portfolio", ("no",), "proposal"),
        ("rebalance my account", "rebalance", ("40 USMV and 10 VLUE", "no"), "orders_ready"),
        ("can I get 3 % a year", "wanted_return", ("3 %",), "return_possible"),
        ("can I get 30 % a year", "wanted_return", ("30 %",), "return_impossible"),
    ],
)
def test_every_advice_carries_the_disclaimer(customer: Customer, wish: str, intent: str, more: tuple[str, ...], advice: str) -> None:
    interviewed(customer, wish, intent)
    assert DISCLAIMER in customer.texts[0]
    for answer in more:
        customer.say(answer)
    assert customer.replies[0] == advice and DISCLAIMER in customer.texts[0]


def test_the_plan_sells_before_it_buys_and_leaves_no_debt(customer: Customer) -> None:
    interviewed(customer, "rebalance my account", "rebalance")
    customer.say("60 USMV, 10 VLUE")
    customer.say("$4,000")
    orders = str(customer.conversation.slots["orders"])
    assert orders.index("sell") < orders.index("buy") and float(customer.conversation.slots["cash_left"] or 0) > 0


def test_a_proposal_is_explained_with_what_is_not_known(customer: Customer) -> None:
    assert customer.say("why", "explain_advice") == ["nothing_to_explain"]
    interviewed(customer, "a portfolio for 20,000 dollars", "my_portfolio")
    customer.say("no")
    assert customer.say("why that much cash", "explain_advice") == ["explained"]
    assert all(part in customer.texts[0] for part in ("I do not know", "taxes", "portfolio-1", "2022-12-28", DISCLAIMER))


def test_debts_and_reserves_come_first_whoever_insists(customer: Customer) -> None:
    assert interviewed(customer, "a portfolio", "my_portfolio", "9 years", "yes") == ["debt_first"]
    assert customer.say("a portfolio anyway", "my_portfolio") == ["debt_first"]
    assert customer.say("the orders then", "rebalance") == ["debt_first"]
    assert interviewed(customer, "ask me again", "risk_interview", "9 years", "no", "2 months") == ["reserve_first"]
    assert customer.say("a portfolio anyway", "my_portfolio") == ["reserve_first"]


@pytest.mark.parametrize("reserve", ["less than 3 months", "not quite three months", "不到三个月"])
def test_a_reserve_that_falls_short_of_three_months_comes_first(customer: Customer, reserve: str) -> None:
    assert interviewed(customer, "a portfolio", "my_portfolio", "9 years", "no", reserve) == ["reserve_first"]


def test_the_rules_stop_an_engine_that_would_go_beyond_the_suitable_risk(investment: Pack, tmp_path: Path) -> None:
    class Broken(Customer):
        def act(self, effect: Any) -> Any:
            returned = super().act(effect)
            if effect.action == "propose_portfolio":
                returned.results["beyond_risk"] = True
            return returned

    customer = Broken(investment, tmp_path)
    interviewed(customer, "a portfolio for 20,000 dollars", "my_portfolio")
    assert customer.say("no") == ["beyond_suitable_risk", "handed_over"]


def test_an_amount_of_a_trillion_is_advised_and_none_at_all_is_not(customer: Customer) -> None:
    interviewed(customer, "a portfolio for 1000000000000 dollars", "my_portfolio")
    assert customer.say("no") == ["proposal", "proposal_why"] and "move the prices" in customer.texts[1]
    interviewed(customer, "a portfolio for $0", "my_portfolio", "no")
    assert customer.replies == ["amount_impossible"]


CHOICES = {
    "income_left": ("nothing_left", "little_left", "some_left", "much_left"),
    "risk_attitude": ("no_risk", "average_risk", "above_average_risk", "substantial_risk"),
    "when_it_falls": ("sell_everything", "sell_a_part", "hold_on", "buy_in_the_fall"),
    "knows_interest": ("above_102", "exactly_102", "below_102"),
    "knows_inflation": ("buys_more", "buys_the_same", "buys_less"),
    "knows_diversification": ("share_safer", "fund_safer"),
}
MESSAGES = (
    "20 years", "1 year", "no", "yes", "8 months", "3 weeks", "50 %", "5 %", "skip", "don't know", "4 years", "$5,000", "nothing", "half",
    "at most 30 % in one fund", "12 USMV, 3 MTUM", "no VLUE", "9 %", "sorry, $90,000", "never mind",
)  # fmt: skip
INTENTS = ("risk_interview", "my_portfolio", "rebalance", "wanted_return", "explain_advice", "more_risk")
SAID = st.one_of(
    st.sampled_from(MESSAGES).map(lambda text: ("say", text)),
    st.sampled_from([f"slot:{slot}:{value}" for slot, values in CHOICES.items() for value in values]).map(
        lambda payload: ("press", payload)
    ),
    st.sampled_from(INTENTS).map(lambda intent: ("wish", intent)),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(SAID, min_size=5, max_size=30))
def test_no_sequence_of_messages_leads_beyond_the_suitable_risk(
    investment: Pack, tmp_path_factory: Any, said: list[tuple[str, str]]
) -> None:
    customer, least = Customer(investment, tmp_path_factory.mktemp("talk")), 4.0
    for how, what in said:
        if how == "press":
            customer.press(what)
        else:
            customer.say("I want that" if how == "wish" else what, *([what] if how == "wish" else []))
        level, volatility = customer.conversation.slots.get("level"), customer.conversation.slots.get("volatility")
        if level is not None:
            assert float(level) <= least
            least = float(level)
        if {"proposal", "orders_ready"} & set(customer.replies):
            assert float(str(volatility).rstrip(" %")) <= 100 * BANDS[int(least)].volatility + 0.5
