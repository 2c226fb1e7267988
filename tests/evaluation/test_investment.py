"""Portfolios walked through the past: nothing looks ahead, trades cost, and 1/N gets its due."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.advice.investing.prices import Prices, read
from bot.advice.investing.tables import Matrix
from bot.cli import app
from bot.errors import DataError
from evaluation.advice import blocks, investment, walking
from evaluation.advice.walking import Walk
from tests.advice import markets

SHARED = Path(__file__).parents[3] / "shared/data/prices"
WALK = Walk(window=100, every=20, cost=0.0, riskless=0.0)


def saved(path: Path, prices: Prices) -> Path:
    columns = {"date": list(prices.days), **{name: list(column) for name, column in zip(prices.names, prices.values.T, strict=True)}}
    return markets.write(path, columns)


def test_a_decision_sees_earlier_days_alone() -> None:
    prices, seen = markets.prices(400), []

    def curious(past: Prices) -> Matrix:
        seen.append((past.days[-1], past.values[-1, 0]))
        return walking.equal(past)

    walking.lead(prices, curious, WALK, 100)
    assert seen == [(prices.days[row], prices.values[row, 0]) for row in range(100, 399, 20)]


def test_what_comes_later_changes_nothing_before() -> None:
    prices = markets.prices(400)
    values = prices.values.copy()
    values[300:] *= np.linspace(1.0, 3.0, 100)[:, None]
    early, late = (walking.lead(one, walking.risk_parity, WALK, 100).returns for one in (prices, replace(prices, values=values)))
    assert np.allclose(early[:200], late[:200]) and not np.allclose(early[201:], late[201:])


def test_one_asset_held_is_worth_what_its_price_says() -> None:
    prices = markets.prices(300).of(["OAK"])
    led = walking.lead(prices, walking.equal, WALK, 100)
    assert np.prod(1.0 + led.returns) == pytest.approx(prices.values[-1, 0] / prices.values[100, 0])


def test_trades_cost_what_they_turn_over() -> None:
    prices = markets.prices(300)
    free, dear = (walking.lead(prices, walking.equal, replace(WALK, cost=cost), 100) for cost in (0.0, 0.01))
    lost = np.log(np.prod(1.0 + free.returns) / np.prod(1.0 + dear.returns))
    assert lost == pytest.approx(0.01 * free.turnover * 199 / 252, rel=0.1)


def test_cash_beside_assets_is_kept_and_grows() -> None:
    prices = markets.prices(300)
    flat = replace(prices, values=np.ones_like(prices.values))
    led = walking.lead(flat, walking.stocks_and_cash, replace(WALK, riskless=0.05), 100)
    assert np.prod(1.0 + led.returns) == pytest.approx(1.0 + 0.4 * (1.05 ** (199 / 252) - 1.0), rel=1e-3)


def test_an_asset_is_bought_only_once_it_has_a_whole_window() -> None:
    prices = markets.prices(400)
    values = prices.values.copy()
    values[:150, 0] = np.nan
    bought = [walking.decided(replace(prices, values=values), walking.equal, row, WALK)[0] for row in (240, 260)]
    assert bought == [0.0, 0.2]


def test_an_asset_that_ends_stays_at_its_last_price() -> None:
    prices = markets.prices(400)
    values = prices.values.copy()
    values[250:, 0] = np.nan
    assert np.isfinite(walking.lead(replace(prices, values=values), walking.min_volatility, WALK, 100).returns).all()


def test_figures_are_those_of_their_definitions() -> None:
    daily = np.array([[0.1, -0.5, 0.2, 0.0]])
    found = dict(zip(blocks.FIGURES, blocks.figures(daily, blocks.Terms(4.0, 0.0))[0], strict=False))
    assert found["return"] == pytest.approx(1.1 * 0.5 * 1.2 - 1.0) and found["max_drawdown"] == pytest.approx(0.5)
    assert found["volatility"] == pytest.approx(daily.std(ddof=1) * 2) and found["sharpe"] == pytest.approx(-0.2 / (daily.std(ddof=1) * 2))


def test_intervals_hold_the_figure_and_narrow_with_time() -> None:
    chance = np.random.default_rng(2)
    told, _ = blocks.measured({"short": chance.normal(0.0005, 0.01, 500)}, blocks.Terms(252.0, 0.0), 1)
    longer, _ = blocks.measured({"long": chance.normal(0.0005, 0.01, 5000)}, blocks.Terms(252.0, 0.0), 1)
    short, long = told["short"], longer["long"]
    assert short["sharpe_low"] < short["sharpe"] < short["sharpe_high"]
    assert long["sharpe_high"] - long["sharpe_low"] < 0.5 * (short["sharpe_high"] - short["sharpe_low"])


def test_the_same_strategy_twice_does_not_differ_from_itself() -> None:
    daily = np.random.default_rng(2).normal(0.0005, 0.01, 600)
    told, draws = blocks.measured({"1/N": daily, "again": daily}, blocks.Terms(252.0, 0.0), 1)
    assert investment.difference(told, draws, "again") == {"sharpe": 0.0, "low": 0.0, "high": 0.0}


def test_the_verdict_says_plainly_where_equal_shares_win() -> None:
    outcomes = {"mean_variance": (-0.4, -0.6, -0.1), "risk_parity": (0.3, 0.1, 0.5), "min_volatility": (-0.1, -0.4, 0.2)}
    against = {name: dict(zip(("sharpe", "low", "high"), outcomes.get(name, (0.1, -0.2, 0.4)), strict=True)) for name in investment.METHODS}
    told = investment.verdict(against)
    assert "1/N wins, beyond chance, against mean_variance (-0.40" in told
    assert "1/N is ahead, within chance, of min_volatility" in told and "1/N loses, beyond chance, against risk_parity" in told


def test_the_command_prints_one_object_with_everything_asked_for(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.csv", markets.prices(900))
    index = saved(tmp_path / "i.csv", markets.prices(900).of(["FIR"]))
    result = CliRunner().invoke(app, ["evaluate", "advice", "investment", "--prices", str(path), "--index", str(index), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert {"1/N", "60/40", "index", "mean_variance", "min_volatility", "risk_parity", "balanced_advice"} <= set(found["strategies"])
    for told in found["strategies"].values():
        assert all(told[f"{figure}_low"] <= told[f"{figure}_high"] for figure in blocks.FIGURES)
    assert {"return", "volatility", "sharpe"} <= set(found["max_sharpe"]) and found["verdict"] and found["notes"] == []


def test_one_asset_and_a_file_without_dates_are_evaluated(tmp_path: Path) -> None:
    path = markets.write(tmp_path / "p.csv", {"OAK": list(markets.walk(2, 900)[:, 0])})
    found = investment.evaluate(path, investment.Options())
    assert found["assets"] == 1 and any("no dates" in note for note in found["notes"])  # type: ignore[attr-defined]
    assert "1/N" in "\n".join(investment.lines(found))


def test_prices_too_short_to_test_on_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="less than a year to test on"):
        investment.evaluate(saved(tmp_path / "p.csv", markets.prices(300)), investment.Options())


def test_the_market_of_nyse_is_that_of_the_literature() -> None:
    path = SHARED / "nyse_o.csv"
    if not path.exists():
        pytest.skip("needs the shared data set prices/nyse_o.csv")
    prices = read(path)
    whole = replace(prices, values=np.vstack([np.ones(36), prices.values]), days=("0", *prices.days))
    walk = Walk(1, 1, 0.0, 0.0)
    assert np.prod(1.0 + walking.market(whole, walk, 0).returns) == pytest.approx(14.50, abs=0.01)
    assert np.prod(1.0 + walking.lead(whole, walking.equal, walk, 0).returns) == pytest.approx(27.08, abs=0.01)


@pytest.mark.parametrize("option", [("--window", "0"), ("--window", "-1"), ("--cost", "2"), ("--riskless", "3"), ("--seed", "-1")])
def test_an_option_that_makes_no_sense_is_refused_by_name(tmp_path: Path, option: tuple[str, str]) -> None:
    prices = saved(tmp_path / "p.csv", markets.prices(400))
    done = CliRunner().invoke(app, ["evaluate", "advice", "investment", "--prices", str(prices), *option])
    assert done.exit_code == 2
    assert option[0] in done.output


def test_an_index_counts_from_its_first_level_on() -> None:
    prices = markets.prices(400)
    levels = prices.values[:, :1].copy()
    levels[:120] = np.nan
    series = replace(prices.of(["OAK"]), values=levels)
    start = walking.covered(prices, series, 100)
    assert start == 120
    assert len(walking.index(prices, series, WALK, start).returns) == 400 - 120 - 1
