"""Plans in whole shares: never more cash than there is, sells before buys, as near as whole shares come."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.investing.shares import Account, Fees, Plan, plan

PRICES = {"OAK": Decimal("37.5"), "ELM": Decimal("112.04"), "ASH": Decimal("8.1")}
MONEY = st.decimals(0, 10**6, places=2)


def worth(plan_: Plan, prices: dict[str, Decimal]) -> Decimal:
    return plan_.cash + plan_.fees + sum((count * prices[name] for name, count in plan_.after.items()), Decimal(0))


def test_sells_come_before_buys_and_pay_for_them() -> None:
    found = plan(Account({"OAK": 100}, PRICES, Decimal(0)), {"OAK": 0.5, "ELM": 0.5}, Fees(Decimal(2), Decimal("0.001")))
    assert [(order.side, order.asset, order.shares) for order in found.orders] == [("sell", "OAK", 50), ("buy", "ELM", 16)]
    assert found.cash >= 0 and found.off < 0.03


def test_what_weights_lack_of_one_stays_cash() -> None:
    found = plan(Account({}, PRICES, Decimal(10_000)), {"ASH": 0.6})
    assert found.cash == pytest.approx(Decimal(4_000), abs=9)


def test_a_trade_that_its_fee_would_eat_up_is_left_out() -> None:
    assert plan(Account({"ASH": 1}, PRICES, Decimal(1_000)), {"ASH": 0.0}, Fees(fixed=Decimal(10))).orders == ()


def test_small_trades_are_left_out_when_asked() -> None:
    account = Account({"OAK": 11, "ELM": 5}, PRICES, Decimal(0))
    assert plan(account, {"OAK": 0.4, "ELM": 0.6}, least=Decimal(100)).orders == ()


def test_a_share_dearer_than_the_cash_is_not_bought() -> None:
    found = plan(Account({}, PRICES, Decimal(50)), {"ELM": 1.0})
    assert (found.orders, found.cash, found.off) == ((), Decimal(50), pytest.approx(0.5))


def test_nothing_held_and_no_cash_is_nothing_to_plan() -> None:
    assert plan(Account({}, PRICES, Decimal(0)), {"OAK": 1.0}).orders == ()


def test_a_trillion_is_placed_to_the_cent() -> None:
    account = Account({}, {**PRICES, "PENNY": Decimal("0.0003")}, Decimal(10**12))
    found = plan(account, {"OAK": 0.3, "ELM": 0.3, "PENNY": 0.4}, Fees(Decimal(5), Decimal("0.0005")))
    assert 0 <= found.cash < 10**9 and worth(found, dict(account.prices)) == account.value


@pytest.mark.parametrize(
    ("account", "weights", "complaint"),
    [
        (lambda: Account({}, PRICES, Decimal(-1)), {}, "cash"),
        (lambda: Account({"OAK": -3}, PRICES, Decimal(0)), {}, "shares are not below 0"),
        (lambda: Account({"GOLD": 3}, PRICES, Decimal(0)), {}, "GOLD is held and has no price"),
        (lambda: Account({}, PRICES, Decimal(5)), {"GOLD": 1.0}, "GOLD has no price"),
        (lambda: Account({}, PRICES, Decimal(5)), {"OAK": 0.9, "ELM": 0.2}, "not above 1"),
    ],
)
def test_what_cannot_be_is_refused(account, weights: dict[str, float], complaint: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=complaint):
        plan(account(), weights)


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 500)),
    st.lists(st.decimals("0.0001", 3000, places=4), min_size=6, max_size=6),
    st.lists(st.floats(0, 1), min_size=6, max_size=6),
    MONEY,
    st.tuples(st.decimals(0, 20, places=2), st.decimals(0, "0.02", places=4)),
)
def test_no_plan_spends_more_than_there_is_and_every_cent_is_accounted_for(
    held: dict[str, int], each: list[Decimal], shares: list[float], cash: Decimal, fee: tuple[Decimal, Decimal]
) -> None:
    prices = dict(zip("ABCDEF", each, strict=True))
    weights = {name: share / max(1.0, sum(shares)) for name, share in zip("ABCDEF", shares, strict=True)}
    account = Account(held, prices, cash)
    found = plan(account, weights, Fees(*fee))
    assert found.cash >= 0 and all(count >= 0 for count in found.after.values())
    assert worth(found, prices) == account.value
    sides = [order.side for order in found.orders]
    assert sides == sorted(sides, reverse=True)
    running = cash
    for order in found.orders:
        running += (order.value if order.side == "sell" else -order.value) - order.fee
        assert running >= 0


def test_a_fee_is_rounded_up_before_the_cash_is_spent() -> None:
    found = plan(Account({}, {"PENNY": Decimal("0.0013")}, Decimal("1.00")), {"PENNY": 1.0}, Fees(share=Decimal("0.011")))
    assert found.cash >= 0 and found.fees == Decimal("0.02")


@given(st.integers(100, 1500), st.floats(0.1, 0.8))
def test_without_fees_a_plan_is_nearly_as_near_as_the_best_of_all(cash: int, share: float) -> None:
    weights = {"OAK": share, "ELM": 1.0 - share}
    found = plan(Account({}, PRICES, Decimal(cash)), weights)
    best = min(
        sum(abs(float(count * PRICES[name]) - weights[name] * cash) for name, count in zip(("OAK", "ELM"), counts, strict=True)) / cash / 2
        for counts in product(range(42), range(15))
        if sum(count * PRICES[name] for name, count in zip(("OAK", "ELM"), counts, strict=True)) <= cash
    )
    assert found.off <= best + float(PRICES["OAK"]) / cash / 2 + 1e-9
