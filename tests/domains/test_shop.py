import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.actions import ActionCall
from bot.packs import Pack
from tests.conftest import ROOT

Act = Callable[..., Mapping[str, Any]]

TODAY = date(2026, 11, 24)
"""A Tuesday."""


@pytest.fixture
def act(retail: Pack, tmp_path: Path) -> Act:
    """Calls an action of the shop by name, each time with a new key unless one is given."""
    keys = iter(range(10_000))

    def run(name: str, *arguments: str | None, key: str = "", language: str = "en", said: tuple[str, ...] = ()) -> Mapping[str, Any]:
        call = ActionCall(key or f"k{next(keys)}", "c1", language, tmp_path, TODAY, said)
        result: Mapping[str, Any] = retail.actions[name](call, *arguments)
        return result

    return run


def rows(retail: Pack, data_dir: Path, query: str) -> list[tuple[Any, ...]]:
    shop = retail.actions["order_status"].__globals__["Shop"](data_dir, TODAY)
    with shop.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_the_shop_opens_with_more_than_two_hundred_orders_in_all_states(retail: Pack, tmp_path: Path) -> None:
    states = Counter(status for (status,) in rows(retail, tmp_path, "SELECT status FROM orders"))
    assert sum(states.values()) >= 200
    expected = {
        "placed", "packing", "in_transit", "delayed", "out_for_delivery", "at_pickup_point", "delivered", "returned", "cancelled",
    }  # fmt: skip
    assert set(states) == expected
    assert min(states.values()) >= 3


def test_the_same_seed_makes_the_same_shop(retail: Pack, tmp_path: Path) -> None:
    query = "SELECT * FROM orders JOIN lines USING (code) ORDER BY code, position"
    assert rows(retail, tmp_path / "one", query) == rows(retail, tmp_path / "two", query)


def test_no_date_of_the_shop_contradicts_another(retail: Pack, tmp_path: Path) -> None:
    today = TODAY.isoformat()
    for placed, shipped, delivered, ended, status in rows(
        retail, tmp_path, "SELECT placed_on, shipped_on, delivered_on, ended_on, status FROM orders"
    ):
        assert placed <= (shipped or ended or today) <= (delivered or ended or today) <= today, status
        assert (delivered is not None) == (status == "delivered")
        assert (shipped is None) == (status in ("placed", "packing", "cancelled"))


def test_the_orders_that_the_demo_suggests_are_in_different_states(retail: Pack, act: Act) -> None:
    states = [act("order_status", code)["order_status"] for code in retail.demo["orders"]]
    assert "unknown" not in states
    assert len(set(states)) >= 4


CALLS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    ("order_status", ()),
    ("pick_item", (None, "shirt")),
    ("cancel_scope", ("flask",)),
    ("refund_status", ()),
    ("return_check", ("1",)),
    ("exchange_check", ("1",)),
    ("damage_check", ("1",)),
    ("search_check", ()),
    ("find_variant", ("1", "L")),
    ("start_return", ("1",)),
    ("start_exchange", ("1", "L", "white")),
    ("report_damage", ("1", "refund")),
    ("read_report", ("replacement",)),
    ("read_other", ("1",)),
    ("refund_status", ()),
    ("send_part", ("1", "a screw")),
    ("send_right_item", ("1",)),
    ("open_search", ()),
    ("send_invoice", ("Acme",)),
    ("change_address", ("12 High Street",)),
    ("cancel_order", ()),
)


WITHOUT_ORDER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("address_check", ("22 Elm Grove, Bristol",)),
    ("address_check", ("no, number 14",)),
    ("address_check", ("my old address",)),
    ("read_address", ()),
    ("read_arrival", ()),
    ("read_company", ()),
    ("read_part", ()),
)


@pytest.mark.parametrize("code", ["HL-318842", "HL-402917", "HL-390127", "HL-559120", "HL-735590", "HL-000000"])
def test_what_actions_return_is_what_the_pack_says(act: Act, code: str) -> None:
    declared = yaml.safe_load((ROOT / "domains/retail/pack.yaml").read_text(encoding="utf-8"))["actions"]
    calls = [*((name, (code, *arguments)) for name, arguments in CALLS), *WITHOUT_ORDER]
    assert {name for name, _ in calls} == set(declared)
    for name, arguments in calls:
        for result, value in act(name, *arguments).items():
            assert result in declared[name]["returns"], (name, result)
            allowed = declared[name]["returns"][result]
            assert not isinstance(allowed, list) or value in allowed, (name, result, value)


def test_an_order_is_cancelled_only_while_it_is_in_the_warehouse(act: Act) -> None:
    assert act("cancel_order", "HL-447290")["cancel_result"] == "done"
    assert act("order_status", "HL-447290")["order_status"] == "cancelled"
    assert act("cancel_order", "HL-204518") == {"cancel_result": "too_late"}
    assert act("order_status", "HL-204518")["order_status"] == "in_transit"


def test_a_writing_action_that_is_repeated_with_its_key_returns_its_first_result(retail: Pack, act: Act, tmp_path: Path) -> None:
    first = act("cancel_order", "HL-447290", key="same")
    assert act("cancel_order", "HL-447290", key="same") == first
    assert act("cancel_order", "HL-447290", key="other") == {"cancel_result": "too_late"}
    part = act("send_part", "HL-402917", "1", "a button", key="part")
    assert act("send_part", "HL-402917", "1", "a button", key="part") == part
    assert rows(retail, tmp_path, "SELECT count(*) FROM cases WHERE kind = 'missing_part'") == [(1,)]


def test_many_threads_with_one_key_do_the_work_once(retail: Pack, act: Act, tmp_path: Path) -> None:
    results: list[Mapping[str, Any]] = []
    threads = [threading.Thread(target=lambda: results.append(act("open_search", "HL-884210", key="one"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert all(result == results[0] for result in results)
    assert rows(retail, tmp_path, "SELECT count(*) FROM cases") == [(1,)]


def test_two_processes_may_open_the_shop_at_once(tmp_path: Path) -> None:
    code = (
        "from datetime import date; from pathlib import Path; from bot.packs import load; from bot.actions import ActionCall; import sys; "
        "call = ActionCall('k', 'c', 'en', Path(sys.argv[1]), date.today()); "
        "print(load(Path('domains/retail')).actions['order_status'](call, 'HL-204518')['order_status'])"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in running] == ["in_transit", "in_transit"]


def test_a_return_is_possible_for_thirty_days(act: Act) -> None:
    open_until = (TODAY + timedelta(days=24)).isoformat()
    assert act("return_check", "HL-402917", "1") == {
        "item_lines": "1", "item_name": "white Linen shirt in M", "item_amount": 59.0, "already_name": None, "kept_name": None,
        "return_state": "ok", "return_until": open_until, "label_free": True, "label_fee": 0.0, "return_amount": 59.0,
        "payment": act("order_status", "HL-402917")["payment"],
    }  # fmt: skip
    assert act("return_check", "HL-118930", "1")["return_state"] == "too_late"
    assert act("return_check", "HL-268819", "2")["return_state"] == "not_returnable"
    assert act("return_check", "HL-305566", "1")["return_state"] == "already"


def test_the_return_label_costs_six_dollars_where_it_is_not_free(act: Act) -> None:
    terms = act("return_check", "HL-660318", "1")
    assert (terms["label_free"], terms["label_fee"]) == (False, 6.0)


def test_an_order_is_exchanged_once(act: Act) -> None:
    assert act("exchange_check", "HL-402917", "1")["exchange_state"] == "ok"
    assert act("start_exchange", "HL-402917", "1", "L", "white")["exchange_state"] == "started"
    assert act("exchange_check", "HL-402917", "2")["exchange_state"] == "used"
    assert act("exchange_check", "HL-884210", "1")["exchange_state"] == "ok"
    assert act("exchange_check", "HL-660318", "1")["exchange_state"] == "no_variants"


@pytest.mark.parametrize(
    ("words", "size", "colour", "state", "new"),
    [
        ("in L please", None, None, "found", ("L", "white")),
        ("M is too small, I need large", None, None, "found", ("L", "white")),
        ("the blue one, one size up: XL", None, None, "found", ("XL", "blue")),
        ("换成蓝色大号", None, None, "found", ("L", "blue")),
        ("it is too small", None, None, "unclear", (None, None)),
        ("XXL", None, None, "sold_out", ("XXL", "white")),
        ("white M", None, None, "same", ("M", "white")),
        ("something nicer", None, None, "unclear", (None, None)),
        ("in purple", None, None, "unclear", (None, None)),
        (None, "S", None, "found", ("S", "white")),
        (None, None, "blue", "found", ("M", "blue")),
    ],
)
def test_the_wanted_size_and_colour_are_found_in_the_customers_words(
    act: Act, words: str | None, size: str | None, colour: str | None, state: str, new: tuple[str | None, str | None]
) -> None:
    found = act("find_variant", "HL-402917", "1", words, size, colour)
    assert (found["variant_state"], found["new_size"], found["new_colour"]) == (state, *new)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("the shirt", "1"),
        ("running shoes", "2"),
        ("the shooes", "2"),
        ("second", "2"),
        ("1", "1"),
        ("both", "1,2"),
        ("衬衫", "1"),
        ("第二件", "2"),
        ("全部", "1,2"),
        ("the shirt and the shoes", "1,2"),
        ("the kettle", None),
    ],
)
def test_the_article_is_found_in_the_customers_words(act: Act, words: str, lines: str | None) -> None:
    assert act("pick_item", "HL-402917", None, words)["item_lines"] == lines


def test_an_article_named_in_passing_needs_no_question(act: Act) -> None:
    assert act("pick_item", "HL-402917", "trail_shoes", None)["item_lines"] == "2"
    assert act("pick_item", "HL-402917", "duvet", None)["item_state"] == "absent"
    assert act("pick_item", "HL-884210", None, None)["item_state"] == "one"


def test_damage_is_reported_within_fourteen_days_and_cheap_things_are_kept(act: Act) -> None:
    assert act("damage_check", "HL-884210", "1")["damage_state"] == "ok"
    assert act("damage_check", "HL-884210", "1")["keep_item"] is False
    assert act("damage_check", "HL-208871", "1")["keep_item"] is True
    assert act("damage_check", "HL-660318", "1")["damage_state"] == "too_late"
    assert act("report_damage", "HL-884210", "1", "refund")["damage_state"] == "reported"
    assert act("damage_check", "HL-884210", "1")["damage_state"] == "already"


SHIRT, SHOES = "white Linen shirt in M", "blue Trail running shoes in 42"


def said(terms: Mapping[str, Any], state: str) -> tuple[Any, ...]:
    """What a check says: the state, the lines it goes on with, their names, and the names of those that were left out."""
    return terms[state], terms["item_lines"], terms["item_name"], terms["already_name"]


def test_a_return_of_everything_goes_on_with_what_is_not_yet_on_its_way_back(act: Act) -> None:
    act("start_return", "HL-402917", "2")
    terms = act("return_check", "HL-402917", "1,2")
    assert said(terms, "return_state") == ("ok", "1", SHIRT, SHOES)
    assert terms["return_amount"] == 59.0
    assert said(act("return_check", "HL-402917", "2"), "return_state") == ("already", "2", SHOES, None)
    assert act("start_return", "HL-402917", "1,2")["return_state"] == "started"
    assert said(act("return_check", "HL-402917", "1,2"), "return_state") == ("already", "1,2", f"{SHIRT} and {SHOES}", None)


def test_a_gift_card_does_not_keep_the_rest_of_an_order_from_going_back(retail: Pack, act: Act, tmp_path: Path) -> None:
    terms = act("return_check", "HL-268819", "1,2")
    assert (terms["return_state"], terms["item_lines"], terms["kept_name"]) == ("ok", "1", "Gift card")
    act("start_return", "HL-268819", "1,2")
    assert rows(retail, tmp_path, "SELECT position FROM returns WHERE code = 'HL-268819'") == [(1,)]
    rest = act("return_check", "HL-268819", "1,2")
    assert (rest["return_state"], rest["item_lines"], rest["kept_name"]) == ("already", "1", "Gift card")


def test_an_exchange_of_everything_goes_on_with_the_only_article_that_is_left(act: Act) -> None:
    assert act("exchange_check", "HL-402917", "1,2")["exchange_state"] == "several"
    act("start_return", "HL-402917", "2")
    assert said(act("exchange_check", "HL-402917", "1,2"), "exchange_state") == ("ok", "1", SHIRT, SHOES)
    assert act("start_exchange", "HL-402917", "1,2", "L", "white")["exchange_state"] == "started"
    assert act("exchange_check", "HL-402917", "1,2")["exchange_state"] == "used"


def test_damage_to_everything_goes_on_with_what_was_not_reported(act: Act) -> None:
    act("report_damage", "HL-402917", "2", "refund")
    assert said(act("damage_check", "HL-402917", "1,2"), "damage_state") == ("ok", "1", SHIRT, SHOES)
    act("report_damage", "HL-402917", "1", "refund")
    assert said(act("damage_check", "HL-402917", "1,2"), "damage_state") == ("already", "1,2", f"{SHIRT} and {SHOES}", None)


def test_damage_that_was_reported_for_both_is_known_for_each(act: Act) -> None:
    act("report_damage", "HL-402917", "1,2", "refund")
    assert act("damage_check", "HL-402917", "1")["damage_state"] == "already"


def test_the_right_article_is_sent_once_also_where_both_are_asked_for(act: Act) -> None:
    act("send_right_item", "HL-402917", "2")
    assert said(act("send_right_item", "HL-402917", "1,2"), "sent_state") == ("sent", "1", SHIRT, SHOES)
    assert act("send_right_item", "HL-402917", "1")["sent_state"] == "already"


@pytest.mark.parametrize(
    "words",
    [
        "no, number 14", "再改成89号", "12栋", "it's 89", "make it flat 3", "改成文三路90号", "number 14 not 12 please", "门牌改成89号",
        "the one next door", "88号楼2单元301",
    ],
)  # fmt: skip
def test_a_fragment_is_no_address(act: Act, words: str) -> None:
    assert act("address_check", words)["address_state"] == "fragment"


@pytest.mark.parametrize(
    "words",
    [
        "22 Elm Grove, Bristol BS7 9QT", "Lindenweg 12, Köln", "88 Queen's Road East, Hong Kong", "上海市静安区南京西路1200号 200040 张三",
        "长宁区天山路89号", "杭州文三路九十号", "幸福小区3栋502",
    ],
)  # fmt: skip
def test_a_street_and_number_are_an_address(act: Act, words: str) -> None:
    assert act("address_check", words)["address_state"] == "whole"


def test_a_search_waits_for_a_day_and_is_opened_once(act: Act) -> None:
    assert act("search_check", "HL-208871")["search_state"] == "wait"
    assert act("search_check", "HL-884210")["search_state"] == "ok"
    act("open_search", "HL-884210")
    assert act("search_check", "HL-884210")["search_state"] == "open"


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("HL-204518", "nothing"),
        ("HL-305566", "on_the_way"),
        ("HL-390127", "arrived"),
        ("HL-559120", "paid_long_ago"),
        ("HL-735590", "cancelled"),
        ("HL-620044", "arrived"),
    ],
)
def test_a_refund_is_followed_from_the_label_to_the_bank(act: Act, code: str, state: str) -> None:
    assert act("refund_status", code)["refund_state"] == state


def test_a_company_can_be_put_on_the_invoice_of_a_recent_order_only(retail: Pack, act: Act, tmp_path: Path) -> None:
    assert act("send_invoice", "HL-402917", "Acme")["invoice_result"] == "company"
    assert act("send_invoice", "HL-402917", None)["invoice_result"] == "sent"
    long_ago = (TODAY - timedelta(days=91)).isoformat()
    (old, *_) = rows(retail, tmp_path, f"SELECT code FROM orders WHERE placed_on < '{long_ago}' AND status = 'delivered'")
    assert act("send_invoice", old[0], "Acme")["invoice_result"] == "company_too_late"
    assert act("send_invoice", "HL-735590", None)["invoice_result"] == "cancelled"


def test_names_are_written_in_the_customers_language(act: Act) -> None:
    english, chinese = act("order_status", "HL-402917"), act("order_status", "HL-402917", language="zh")
    assert english["items"] == "white Linen shirt in M and blue Trail running shoes in 42"
    assert chinese["items"] == "白色M码亚麻衬衫、蓝色42码越野跑鞋"


def test_an_e_mail_address_is_never_shown_in_full(act: Act) -> None:
    shown = act("send_invoice", "HL-402917", None)["masked_email"]
    assert "•••" in shown
    assert shown.endswith("@example.com")
