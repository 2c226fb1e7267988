"""Questions that a customer skips, refuses or cannot answer, and flows that a pack puts in place of a reply."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.domain import Act, Collect, Domain, Say
from bot.dialogue.effects import Escalate
from bot.packs import Pack, load
from tests.dialogue.shop import DOMAIN, Player, code, command, flow, reading, yes
from tests.domains.customer import Customer

TRACK = reading(("track_order", 0.9))
RETURN = reading(("return_item", 0.9), entities=(code(),))


def says(mark: str):  # type: ignore[no-untyped-def]
    return reading(("greeting", 0.1), entities=(command(mark),))


def optional() -> Domain:
    steps = (Collect("code", "order_code", "why"), Collect("why", "reason", "start", optional=True), Say("start", "return_started", None))
    return replace(DOMAIN, flows={**DOMAIN.flows, "return": flow("return", *steps, forgets=("reason",))})


def test_an_optional_question_may_be_passed_on() -> None:
    for answer in (says("skip"), says("refuse"), says("without"), reading(entities=(yes(False),))):
        customer = Player(domain=optional())
        assert customer.write("return HL-204518", RETURN) == ["What is wrong?"]
        assert customer.write("no", answer) == ["Return of HL-204518 () started."]


def test_what_was_passed_on_is_asked_again_the_next_time() -> None:
    customer = Player(domain=optional())
    customer.write("return HL-204518", RETURN)
    customer.write("skip", says("skip"))
    assert customer.write("return HL-204518", RETURN) == ["What is wrong?"]


def test_a_customer_who_refuses_a_required_answer_hears_why_and_then_is_offered_a_person() -> None:
    customer = Player()
    customer.write("where is it", TRACK)
    assert customer.write("none of your business", says("refuse")) == ["needed", "Which order?"]
    assert customer.write("skip", says("skip")) == ["offer_human"]
    assert customer.write("yes", reading(entities=(yes(),))) == ["handed_over"]
    assert [e.reason for e in customer.wanted(Escalate)] == ["unwilling"]


def test_a_slot_may_have_its_own_reason_why_it_is_needed() -> None:
    slots = {**DOMAIN.slots, "order_code": replace(DOMAIN.slots["order_code"], why="kept")}
    customer = Player(domain=replace(DOMAIN, slots=slots))
    customer.write("where is it", TRACK)
    assert customer.write("why?", says("refuse")) == ["It stays.", "Which order?"]


def test_a_customer_who_does_not_know_gets_a_hint_and_then_a_person() -> None:
    customer = Player()
    customer.write("where is it", TRACK)
    assert customer.write("no idea", says("without")) == ["It starts with HL-."]
    assert customer.write("no idea", says("without")) == ["handed_over"]
    assert [e.reason for e in customer.wanted(Escalate)] == ["no_value"]


def test_rather_not_saying_is_not_a_no() -> None:
    customer = Player()
    customer.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    refusing = reading(entities=(command("refuse"), yes(False)))
    assert customer.write("I'd rather not say", refusing) == ["needed", "Cancel HL-204518, $59.90?"]


def test_a_customer_who_does_not_know_is_shown_the_choices_again() -> None:
    customer = Player()
    customer.write("return HL-204518", RETURN)
    assert customer.write("dunno", says("without")) == ["What is wrong?"]


def test_answering_after_all_begins_the_count_anew() -> None:
    customer = Player()
    customer.write("where is it", TRACK)
    customer.write("no idea", says("without"))
    customer.write("HL-204518", reading(entities=(code(),)))
    customer.write("where is it", TRACK)
    assert customer.conversation.mode == "bot"


@pytest.mark.parametrize(("mark", "reply"), [("without", []), ("skip", ["needed"]), ("refuse", ["needed"])])
def test_the_flow_asks_again_even_if_another_question_is_open(mark: str, reply: list[str]) -> None:
    customer = Player()
    customer.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    assert customer.write("is that refundable?", reading(("return_policy", 0.31))) == ["clarify"]
    assert customer.write("no idea", says(mark)) == [*reply, "Cancel HL-204518, $59.90?"]


def test_passing_when_nothing_was_asked_is_read_as_a_message() -> None:
    assert Player().write("next", says("skip")) == ["clarify"]


def test_a_customer_with_too_many_wishes_is_told_so() -> None:
    customer = Player()
    codes = tuple(replace(code(f"HL-{n}"), start=10 * n) for n in range(1, 8))
    said = customer.write("all of these", reading(("track_order", 0.9), entities=codes))
    assert said == [*(f"HL-{n} arrives on 27 November." for n in range(1, 6)), "many_wishes"]


def patterned(**flows: str) -> Player:
    steps = {
        "sorry": flow("sorry", Say("say", "kept", None)),
        "look": flow("look", Act("act", "order_status", (), "end"), Say("end", "kept", None)),
    }
    return Player(domain=replace(DOMAIN, flows={**DOMAIN.flows, **steps}, patterns=flows))


def test_a_pack_may_put_a_flow_in_place_of_what_is_said_after_cancelling() -> None:
    customer = patterned(cancelled="sorry")
    customer.write("where is it", TRACK)
    assert customer.write("never mind", says("cancel")) == ["It stays."]
    assert customer.conversation.stack == ()


def test_a_pack_may_put_a_flow_in_place_of_turning_away() -> None:
    customer = patterned(out_of_scope="sorry", not_understood="sorry")
    assert customer.write("weather?", reading(outside=0.9)) == ["It stays."]


def test_a_failure_flow_that_fails_itself_ends_with_a_person() -> None:
    customer = patterned(action_failed="look")
    customer.results = {"order_status": None}
    assert customer.write("where is HL-204518", reading(("track_order", 0.9), entities=(code(),))) == ["action_failed", "handed_over"]


@pytest.mark.parametrize(("language", "text"), [("en", "I want to track my parcel"), ("zh", "我想查快递")])
def test_repeating_the_wish_of_the_flow_is_not_misunderstood_and_gets_the_hint(language: str, text: str) -> None:
    unsure = reading(("track_order", 0.55), ("delivery_cost", 0.2), language=language)
    customer = Player()
    customer.write("where is it", TRACK)
    customer.write("hm", reading(("greeting", 0.2)))
    assert customer.conversation.misunderstood == 1
    said = customer.write(text, unsure)
    assert [line.removeprefix("zh:") for line in said] == ["It starts with HL-."]
    assert customer.conversation.misunderstood == 1


def test_a_customer_who_only_repeats_the_wish_gets_a_person_who_can_find_the_value() -> None:
    customer = Player()
    for _ in range(3):
        customer.write("where is it", TRACK)
    assert [e.reason for e in customer.wanted(Escalate)] == ["no_value"]


@pytest.fixture(scope="module")
def investment() -> Pack:
    return load(Path(__file__).parents[2] / "domains/investment")


INTERVIEW = {
    "en": ("what risk fits me", ("8 years", "no", "6 months", "a lot is left", "25 %", "average risk", "hold on and wait")),
    "zh": ("我适合什么风险", ("8年", "没有", "6个月", "结余很多", "25%", "一般风险", "持有不动")),
}


@pytest.mark.parametrize(
    ("language", "answered", "said", "reply"),
    [
        ("en", 2, "no savings", "reserve_first"),
        ("zh", 2, "没有存款", "reserve_first"),
        ("zh", 2, "没存款", "reserve_first"),
        ("en", 7, "no experience", "ask_interest"),
        ("zh", 7, "没有经验", "ask_interest"),
    ],
)
def test_that_there_is_none_answers_an_optional_question_for_an_amount(
    language: str, answered: int, said: str, reply: str, investment: Pack, tmp_path: Path
) -> None:
    customer = Customer(investment, tmp_path, language)
    wish, answers = INTERVIEW[language]
    customer.say(wish, "risk_interview")
    for answer in (*answers[:answered], said):
        customer.say(answer)
    assert customer.replies == [reply]
