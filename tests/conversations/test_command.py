"""``frontdesk evaluate conversations``: what it prints, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.house import RETAIL

GOOD = """\
- name: She asks where it is
  talk:
    - customer: where is my order
      bot: [ask_order_code]
"""
BAD = GOOD.replace("[ask_order_code]", "[greeting]")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the shop without its cases."""
    folder = tmp_path / "retail"
    shutil.copytree(RETAIL, folder, ignore=shutil.ignore_patterns("cases", "__pycache__"))
    (folder / "cases").mkdir()
    return folder


def evaluated(shop: Path, model: Path, *options: str) -> Result:
    settings = {"FRONTDESK_ARTIFACTS_DIR": str(model.parent.parent), "FRONTDESK_DATA_DIR": str(shop.parent / "var")}
    return CliRunner().invoke(app, ["evaluate", "conversations", str(shop), *options], env=settings)


def test_one_object_tells_of_cases_coverage_and_simulated_customers(shop: Path, retail_model: Path) -> None:
    (shop / "cases" / "orders.yaml").write_text(GOOD, encoding="utf-8")
    done = evaluated(shop, retail_model, "--simulate", "4", "--seed", "3", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["cases"] == {"passed": 1, "failed": 0, "known_to_fail": 0, "not_run": 0, "failures": [], "broken": []}
    assert told["coverage"]["commands_reached"] > 0
    assert told["simulated"]["customers"] == 4
    assert json.loads(evaluated(shop, retail_model, "--simulate", "4", "--seed", "3", "--json").stdout) == told


@pytest.mark.parametrize(
    ("cases", "counts"),
    [
        (BAD, "0 cases passed, 1 failed, 0 could not be run."),
        (GOOD.replace("customer", "custmer"), "0 cases passed, 0 failed, 1 could not be run."),
    ],
)
def test_the_status_is_one_where_a_case_fails_or_cannot_be_run(cases: str, counts: str, shop: Path, retail_model: Path) -> None:
    (shop / "cases" / "orders.yaml").write_text(cases, encoding="utf-8")
    done = evaluated(shop, retail_model)
    assert done.exit_code == 1
    assert counts in done.stdout
