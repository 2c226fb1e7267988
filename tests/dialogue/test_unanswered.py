"""Questions that a customer passes on, will not answer or cannot answer; and flows that a pack puts in place of a reply."""

from dataclasses import replace

from bot.dialogue.domain import Act, Collect, Domain, Say
from bot.dialogue.effects import Escalate
from tests.dialogue.shop import DOMAIN, Player, code, command, flow, reading, yes

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


def test_whoever_will_not_answer_what_is_needed_hears_why_and_then_is_offered_a_person() -> None:
    customer = Player()
    customer.write("where is it", TRACK)
    assert customer.write("none of your business", says("refuse")) == ["needed", "Which order?"]
    assert customer.write("skip", says("skip")) == ["offer_human"]
    assert customer.write("yes", reading(entities=(yes(),))) == ["handed_over"]
    assert [e.reason for e in customer.wanted(Escalate)] == ["unwilling"]


def test_a_slot_may_say_itself_why_it_is_needed() -> None:
    slots = {**DOMAIN.slots, "order_code": replace(DOMAIN.slots["order_code"], why="kept")}
    customer = Player(domain=replace(DOMAIN, slots=slots))
    customer.write("where is it", TRACK)
    assert customer.write("why?", says("refuse")) == ["It stays.", "Which order?"]


def test_whoever_does_not_know_gets_a_hint_and_then_a_person() -> None:
    customer = Player()
    customer.write("where is it", TRACK)
    assert customer.write("no idea", says("without")) == ["It starts with HL-."]
    assert customer.write("no idea", says("without")) == ["handed_over"]
    assert [e.reason for e in customer.wanted(Escalate)] == ["no_value"]


def test_rather_not_saying_is_no_no() -> None:
    customer = Player()
    customer.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    refusing = reading(entities=(command("refuse"), yes(False)))
    assert customer.write("I'd rather not say", refusing) == ["needed", "Cancel HL-204518, $59.90?"]


def test_whoever_does_not_know_is_shown_the_choices_again() -> None:
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


def test_passing_when_nothing_was_asked_is_read_as_a_message() -> None:
    customer = Player()
    assert customer.write("next", says("skip")) == ["clarify"] or customer.conversation.mode == "bot"


def test_more_wishes_than_can_be_kept_in_mind_are_said_to_be_too_many() -> None:
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


def test_a_flow_for_failures_that_fails_itself_ends_with_a_person() -> None:
    customer = patterned(action_failed="look")
    customer.results = {"order_status": None}
    assert customer.write("where is HL-204518", reading(("track_order", 0.9), entities=(code(),))) == ["action_failed", "handed_over"]
