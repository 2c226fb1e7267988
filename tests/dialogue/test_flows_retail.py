"""The shop's flows as customers meet them, through the pure core with the shop's own actions."""

from pathlib import Path

import pytest

from bot.packs import Pack
from tests.domains.customer import Customer


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        ("HL-318842", "track_placed"),
        ("HL-771203", "track_packing"),
        ("HL-204518", "track_in_transit"),
        ("HL-330942", "track_delayed"),
        ("HL-550213", "track_out_for_delivery"),
        ("HL-911045", "track_at_pickup_point"),
        ("HL-402917", "track_delivered"),
        ("HL-620044", "track_returned"),
        ("HL-735590", "track_cancelled"),
    ],
)
def test_an_order_in_any_state_is_found_with_one_message(customer: Customer, code: str, reply: str) -> None:
    assert customer.say(f"where is {code.lower()}", "track_order") == [reply]
    assert code in customer.texts[0]


def test_an_unknown_code_gets_a_second_try_and_then_a_person(customer: Customer) -> None:
    assert customer.say("where is my order", "track_order") == ["ask_order_code"]
    assert customer.say("HL-999999") == ["order_unknown"]
    assert "HL-999999" in customer.texts[0]
    assert customer.say("HL-999998") == ["order_still_unknown", "handed_over"]
    assert customer.escalation is not None
    assert customer.escalation.reason == "unknown_order"


def test_a_second_code_that_is_right_goes_on(customer: Customer) -> None:
    customer.say("where is HL-999999", "track_order")
    assert customer.say("sorry, 204518") == ["track_in_transit"]


def test_nothing_is_cancelled_before_a_clear_yes(customer: Customer) -> None:
    assert customer.say("cancel HL-447290", "cancel_order") == ["confirm_cancel"]
    assert customer.actions == ["order_status", "cancel_scope"]
    assert customer.say("ok so what does delivery cost?", "delivery_cost") == ["nothing_found"]
    assert customer.actions == []


def test_a_yes_cancels_and_says_what_is_refunded_and_when(customer: Customer) -> None:
    customer.say("cancel HL-447290", "cancel_order")
    assert customer.say("yes please") == ["cancel_done"]
    assert "$60.90" in customer.texts[0]
    assert customer.say("where is it", "track_order") == ["track_cancelled"]


def test_a_no_keeps_the_order(customer: Customer) -> None:
    customer.say("cancel HL-447290", "cancel_order")
    assert customer.press("deny") == ["cancel_dropped"]
    assert customer.say("where is it", "track_order") == ["track_placed"]


def test_another_code_at_the_confirmation_corrects_and_confirms_nothing(customer: Customer) -> None:
    customer.say("cancel HL-447290", "cancel_order")
    assert customer.say("no sorry, I meant HL-771203") == ["corrected", "confirm_cancel"]
    assert "HL-771203" in customer.texts[1]
    assert customer.say("yes, HL-447290") == ["corrected", "confirm_cancel"]
    assert "cancel_order" not in customer.actions
    assert customer.say("yes") == ["cancel_done"]
    assert "HL-447290" in customer.texts[0]


def test_an_order_on_its_way_is_refused_or_sent_back(customer: Customer) -> None:
    assert customer.say("stop HL-204518", "cancel_order") == ["cancel_too_late"]
    assert customer.say("stop HL-402917", "cancel_order") == ["cancel_delivered"]
    assert ("Send it back", "intent:return_item") in customer.buttons


def test_an_address_is_read_back_and_can_be_given_again(customer: Customer) -> None:
    assert customer.say("HL-771203 goes to the wrong house", "change_address") == ["ask_address"]
    assert customer.say("22 Elm Grove, Bristol BS7 9QT") == ["confirm_address"]
    assert customer.say("no") == ["ask_address"]
    assert customer.say("24 Elm Grove, Bristol BS7 9QT") == ["confirm_address"]
    assert customer.say("yes") == ["address_done"]
    assert "24 Elm Grove" in customer.texts[0]


def test_a_change_of_the_contents_is_for_a_person_while_it_is_possible(customer: Customer) -> None:
    assert customer.say("HL-447290: two flasks please", "change_order") == ["ask_change"]
    assert customer.say("two flasks instead of one") == ["change_noted", "handed_over"]
    assert customer.escalation is not None
    assert "two flasks instead of one" in customer.escalation.summary


def test_a_return_of_a_named_article_needs_one_yes(customer: Customer) -> None:
    assert customer.say("the linen shirt from HL-402917 goes back", "return_item") == ["confirm_return"]
    assert "$59" in customer.texts[0]
    assert customer.say("yes") == ["return_started"]
    assert customer.say("I want to return it", "return_item") == ["ask_item"]
    assert customer.say("the shirt") == ["return_already"]


def test_an_article_that_is_not_understood_twice_brings_a_person(customer: Customer) -> None:
    customer.say("return something of HL-402917", "return_item")
    assert customer.say("the thing") == ["ask_item_again"]
    assert customer.say("you know") == ["handed_over"]


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        ("HL-771203", "return_not_sent"),
        ("HL-204518", "return_not_there"),
        ("HL-305566", "return_already"),
        ("HL-735590", "track_cancelled"),
        ("HL-620044", "track_returned"),
    ],
)
def test_a_return_that_is_not_possible_is_explained(customer: Customer, code: str, reply: str) -> None:
    assert customer.say(f"send back {code}", "return_item") == [reply]


def test_a_late_return_is_declined_with_a_way_on(customer: Customer) -> None:
    customer.say("return HL-118930", "return_item")
    assert customer.say("the tote") == ["return_too_late"]
    assert ("Warranty and repairs", "intent:warranty") in customer.buttons


def test_an_exchange_finds_the_size_is_confirmed_and_done_once(customer: Customer) -> None:
    assert customer.say("the shirt of HL-402917 is too small", "exchange_item") == ["ask_variant"]
    assert customer.say("something else") == ["ask_variant_again"]
    assert customer.say("L") == ["confirm_exchange"]
    assert customer.say("no") == ["ask_variant"]
    assert customer.say("XL in blue") == ["confirm_exchange"]
    assert customer.say("yes") == ["exchange_started"]
    assert customer.say("also exchange the running shoes", "exchange_item") == ["exchange_used"]


def test_an_exchange_with_everything_in_one_message_is_confirmed_at_once(customer: Customer) -> None:
    assert customer.say("HL-402917: I need the linen shirt in blue, size XL", "exchange_item") == ["confirm_exchange"]
    assert "blue" in customer.texts[0]


def test_a_size_that_is_sold_out_is_said(customer: Customer) -> None:
    assert customer.say("HL-402917, linen shirt in XXL", "exchange_item") == ["exchange_sold_out"]


def test_an_exchange_before_the_parcel_left_becomes_a_change_of_the_order(customer: Customer) -> None:
    assert customer.say("HL-447290 in another colour", "exchange_item") == ["ask_change"]


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        ("HL-204518", "refund_none"),
        ("HL-305566", "refund_on_the_way"),
        ("HL-390127", "refund_arrived"),
        ("HL-735590", "refund_cancelled"),
        ("HL-559120", "refund_paid_long_ago"),
    ],
)
def test_a_refund_is_found_wherever_it_is(customer: Customer, code: str, reply: str) -> None:
    assert customer.say(f"where is my money for {code}", "refund_status") == [reply]


def test_a_broken_article_is_replaced_or_refunded(customer: Customer) -> None:
    assert customer.say("HL-884210 came broken", "damaged_item") == ["ask_resolution"]
    assert customer.press("slot:resolution:replacement") == ["damage_replacement", "damage_hold"]


def test_a_customer_who_says_at_once_what_they_want_for_a_broken_article_is_not_asked(customer: Customer) -> None:
    assert customer.say("HL-208871 is cracked, I want my money back", "damaged_item") == ["damage_refund", "damage_keep"]


def test_damage_after_two_weeks_goes_to_a_person_for_the_warranty(customer: Customer) -> None:
    assert customer.say("HL-660318 is broken", "damaged_item") == ["damage_too_late", "handed_over"]


def test_a_wrong_article_is_replaced_by_express(customer: Customer) -> None:
    assert customer.say("HL-884210, this is not what I ordered", "wrong_item") == ["confirm_right_item"]
    assert customer.say("yes") == ["right_item_sent"]


def test_a_missing_part_is_named_and_sent(customer: Customer) -> None:
    assert customer.say("HL-884210 has no basket", "missing_part") == ["ask_part"]
    assert customer.say("the basket") == ["part_sent"]
    assert "“the basket”" in customer.texts[0]


def test_a_parcel_that_is_said_to_be_delivered_is_searched_for_after_a_day(customer: Customer) -> None:
    assert customer.say("HL-208871 is not here", "missing_parcel") == ["search_wait"]
    assert customer.say("HL-884210 is not here", "missing_parcel") == ["confirm_search"]
    assert customer.say("yes please") == ["search_opened"]
    assert customer.say("still nothing", "missing_parcel") == ["search_already"]


def test_an_invoice_is_sent_with_or_without_a_company(customer: Customer) -> None:
    assert customer.say("an invoice for HL-402917", "request_invoice") == ["ask_company_wanted"]
    assert customer.say("no") == ["invoice_sent"]
    customer.say("an invoice for my company", "request_invoice")
    assert customer.say("yes") == ["ask_company"]
    assert customer.say("Brightwell Ltd, GB123456789") == ["invoice_company"]
    assert "“Brightwell Ltd, GB123456789”" in customer.texts[0]
    assert customer.say("one more for my company", "request_invoice") == ["ask_vat_number"], "which company is known by now"
    assert customer.say("yes") == ["ask_vat_number_again"]
    assert customer.say("skip") == ["invoice_company"]
    assert "“Brightwell Ltd”" in customer.texts[0]


def test_a_complaint_is_apologised_for_and_heard_by_a_person(customer: Customer) -> None:
    assert customer.say("your driver shouted at me", "complaint") == ["complaint_sorry", "handed_over"]


def test_a_question_in_the_middle_of_a_return_is_served_and_the_return_goes_on(customer: Customer) -> None:
    customer.say("return HL-402917", "return_item")
    assert customer.say("and where is my money?", "refund_status") == ["refund_none", "resumed", "ask_item"]


def test_never_mind_leaves_a_flow_and_forgets_nothing_that_was_given(customer: Customer) -> None:
    customer.say("return HL-402917", "return_item")
    assert customer.say("never mind") == ["cancelled"]
    assert customer.conversation.slots["order_code"] == "HL-402917"


def test_a_chinese_customer_is_served_in_chinese(retail: Pack, tmp_path: Path) -> None:
    customer = Customer(retail, tmp_path, "zh")
    assert customer.say("订单402917里的衬衫想换大一号", "exchange_item") == ["ask_variant"]
    assert customer.say("大号") == ["confirm_exchange"]
    assert "白色M码亚麻衬衫" in customer.texts[0]
    assert customer.say("好的，麻烦了") == ["exchange_started"]
    assert "Linen" not in customer.texts[0]


def test_a_postcode_in_an_address_is_not_an_order_code(customer: Customer) -> None:
    customer.say("change the address of HL-318842", "change_address")
    assert customer.say("上海市静安区南京西路1200号 200040 张三", "change_address") == ["confirm_address"]
    assert customer.say("200040 上海市静安区南京西路1266号，张三", "change_address") == ["corrected", "confirm_address"]
    assert customer.say("对") == ["address_done"]
    assert "1266号" in customer.texts[0]


def test_a_code_after_a_chinese_wish_is_still_one(customer: Customer) -> None:
    assert customer.say("衬衫小了想换大一号 402917", "exchange_item") == ["ask_variant"]


def test_a_no_with_another_size_is_another_size(customer: Customer) -> None:
    customer.say("exchange the shoes of HL-402917", "exchange_item")
    customer.say("43")
    assert customer.say("no, 44") == ["corrected", "confirm_exchange"]
    assert "44" in customer.texts[1]


def test_a_no_with_another_size_is_another_size_though_it_sounds_like_a_wish(customer: Customer) -> None:
    customer.say("exchange the shoes of HL-402917", "exchange_item")
    customer.say("43")
    assert customer.say("no wrong size, 44", "wrong_item") == ["corrected", "confirm_exchange"]
    assert "44" in customer.texts[1]


def test_a_no_with_another_article_is_another_article(customer: Customer) -> None:
    customer.say("return the shoes of HL-402917", "return_item")
    assert customer.say("no, the shirt") == ["confirm_return"]
    assert "Linen shirt" in customer.texts[0]


def test_a_return_of_what_has_not_left_can_be_cancelled_with_a_yes(customer: Customer) -> None:
    assert customer.say("return HL-771203", "return_item") == ["return_not_sent"]
    assert customer.say("yes") == ["confirm_cancel"]
    assert customer.say("yes") == ["cancel_done"]


def test_a_yes_to_what_is_not_marked_as_delivered_brings_a_person(customer: Customer) -> None:
    assert customer.say("HL-550213 is the wrong colour", "wrong_item") == ["not_delivered_yet"]
    assert customer.say("yes it did") == ["handed_over"]


@pytest.mark.parametrize("words", ["要，抬头是上海某某有限公司", "公司名称：上海某某有限公司", "上海某某有限公司"])
def test_an_invoice_has_the_company_and_not_what_leads_up_to_it(customer: Customer, words: str) -> None:
    customer.say("invoice for HL-402917", "request_invoice")
    customer.say("yes")
    assert customer.say(words) == ["ask_vat_number"]
    assert customer.say("没有") == ["invoice_company"]
    assert "“上海某某有限公司”" in customer.texts[0]
