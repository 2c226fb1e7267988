"""A pack's safety rules come before everything else and cannot be bypassed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.conditions import Compare
from bot.dialogue.domain import Branch, Collect, Domain, Reply, Say, Set, Slot
from bot.dialogue.effects import CallAction, Escalate, Send
from bot.dialogue.events import ConversationClosed, Event, OperatorJoined, OperatorReleased, TimerFired
from bot.dialogue.rules import Alarm, Ladder, Limit, Safety, Wording
from bot.dialogue.safety import plain
from bot.packs.phrases import pattern
from tests.dialogue.shop import DOMAIN, Player, code, command, flow, reading, replies, yes
from tests.dialogue.test_any_sequence import EVENTS, MESSAGES

SAYINGS = ("threat_heard", "act_now", "too_much", "no_promise", "advice", "how_bad", "pain_asked")
THREAT = Alarm(
    "threat", "Threats go to a person.", "threat_heard", {"en": pattern(["burn ... down"]), "zh": pattern(["烧了你们"])}, hand_over="threat"
)
PAIN = Alarm("pain", "Chest pain cannot wait.", "act_now", condition=Compare("pain", "==", (True,)), flow="urgent")
LIMIT = Limit(
    "limit", "More than 50 is for a person.", frozenset({"cancel_order"}), Compare("amount", ">", (50,)), "too_much", "refund_limit"
)
WORDS = Wording("words", "Advice is no promise.", frozenset({"advice"}), "no_promise")
LADDER = Ladder("urgency", "Urgency only rises.", "urgency", ("low", "high", "now"))


def with_rules(**rules: Any) -> Domain:
    extra = {name: Reply(name, (f"<{name}>",)) for name in SAYINGS}
    flows = {
        "urgent": flow("urgent", Set("rise", {"urgency": "now"}, "tell"), Say("tell", "advice", None)),
        "advise": flow(
            "advise",
            Collect("ask", "pain", "ask2"),
            Collect("ask2", "story", "grade"),
            Branch("grade", Compare("pain", "==", (True,)), "high", "low"),
            Set("high", {"urgency": "high"}, "tell"),
            Set("low", {"urgency": "low"}, "tell"),
            Say("tell", "advice", None),
        ),
    }
    slots = {**DOMAIN.slots, "pain": Slot("pain", "boolean", "pain_asked"), "urgency": Slot("urgency", "choice", "how_bad")}
    intents = {**DOMAIN.intents, "complaint": replace(DOMAIN.intents["complaint"], flow="advise")}
    return replace(
        DOMAIN,
        safety=Safety(**rules),
        intents=intents,
        slots=slots,
        flows={**DOMAIN.flows, **flows},
        replies={language: {**replies(language), **extra} for language in DOMAIN.languages},
    )


def player(**rules: Any) -> Player:
    return Player(domain=with_rules(**rules))


ADVICE = reading(("complaint", 0.9))
CANCEL = reading(("cancel_order", 0.9), entities=(code(),))


def test_alarming_words_are_acted_on_before_a_model_reads_them() -> None:
    customer = player(alarms=(THREAT,))
    assert customer.write("I will BURN your warehouse down!!") == ["<threat_heard>", "handed_over"]
    assert [e.reason for e in customer.wanted(Escalate)] == ["threat"]
    assert customer.conversation.mode == "queued"


def test_an_alarm_comes_before_the_question_of_a_flow_and_before_a_button() -> None:
    customer = player(alarms=(THREAT,))
    customer.write("cancel it", reading(("cancel_order", 0.9)))
    assert customer.write("burn it down", reading(entities=(code(),))) == ["<threat_heard>", "handed_over"]
    other = player(alarms=(THREAT,))
    assert other.write("burn it down", choice="affirm") == ["<threat_heard>", "handed_over"]


def test_an_alarm_is_answered_in_the_language_of_its_words() -> None:
    customer = player(alarms=(THREAT,))
    customer.write("我去 烧了，你们！")
    assert customer.conversation.language == "zh"


def test_harmless_words_that_contain_a_phrase_do_not_fire() -> None:
    customer = player(alarms=(replace(THREAT, spared=pattern(["burn the candle down"])),))
    assert customer.write("does it burn the candle down?", reading(("delivery_cost", 0.9))) == ["Delivery costs $4.90."]
    assert customer.write("I burn the candle down and then I burn you down") == ["<threat_heard>", "handed_over"]


def test_an_alarm_in_the_queue_is_said_and_the_desk_learns_of_it() -> None:
    customer = player(alarms=(THREAT,))
    customer.write("a person", choice="human")
    assert customer.write("or I burn this down") == ["<threat_heard>"]
    assert [e.reason for e in customer.wanted(Escalate)] == ["threat"]


def test_an_alarm_while_a_person_has_the_conversation_is_only_noted() -> None:
    customer = player(alarms=(THREAT,))
    customer.happen(OperatorJoined(0.0, "Mei"))
    assert customer.write("or I burn this down") == []
    assert [reason.because for reason in customer.trace if reason.rule == "rule"] == ["threat: Threats go to a person."]


def test_an_alarm_about_a_value_comes_before_the_next_question_and_once() -> None:
    customer = player(alarms=(PAIN,))
    customer.write("it hurts", ADVICE)
    said = customer.write("yes", reading(entities=(yes(),)))
    assert said[:2] == ["<act_now>", "<advice>"]
    assert customer.conversation.slots["urgency"] == "now"
    assert "<act_now>" not in customer.write("my story", reading(("greeting", 0.1)))


def test_what_set_off_an_alarm_is_still_known_when_the_flow_goes_on() -> None:
    customer = player(alarms=(PAIN,))
    customer.write("it hurts", ADVICE)
    customer.write("yes", reading(entities=(yes(),)))
    assert customer.conversation.slots["pain"] is True
    customer.write("my story", reading(("greeting", 0.1)))
    assert customer.conversation.slots["urgency"] == "high", "and not low, as without the pain"


def test_a_value_that_ends_a_digression_sets_off_its_alarm_before_the_first_flow_is_back() -> None:
    customer = player(alarms=(PAIN,))
    flows = {**customer.domain.flows, "return": flow("return", Collect("ask", "pain", None))}
    customer.domain = replace(customer.domain, flows=flows)
    customer.write("it hurts", ADVICE)
    customer.write("return it", reading(("return_item", 0.9)))
    assert customer.write("yes", reading(entities=(yes(),)))[0] == "<act_now>"


def test_an_alarm_that_brought_a_person_brings_one_again_when_its_customer_closed_the_chat() -> None:
    customer = player(alarms=(THREAT,))
    customer.write("burn it down")
    customer.happen(ConversationClosed(0.0, "customer"))
    assert customer.write("hello", reading(("greeting", 0.9))) == ["handed_over"]
    assert [e.summary for e in customer.wanted(Escalate)] == ["“hello”"]
    assert [line.text for line in customer.conversation.lines] == ["hello", "handed_over"]


def test_a_value_given_beside_another_wish_is_acted_on_before_that_wish() -> None:
    customer = player(alarms=(PAIN,))
    pain = replace(yes(), slot="pain")
    said = customer.write("my chest hurts and what is delivery", reading(("delivery_cost", 0.9), entities=(pain,)))
    assert said[0] == "<act_now>"


def test_nothing_is_done_beyond_a_limit() -> None:
    customer = player(limits=(LIMIT,))
    customer.write("cancel HL-204518", CANCEL)
    assert customer.write("yes", reading(entities=(yes(),))) == ["<too_much>", "handed_over"]
    assert customer.wanted(CallAction) == []
    assert customer.conversation.mode == "queued"


def test_within_the_limit_the_action_runs() -> None:
    customer = player(limits=(replace(LIMIT, condition=Compare("amount", ">", (500,))),))
    customer.write("cancel HL-204518", CANCEL)
    assert customer.write("yes", reading(entities=(yes(),))) == ["HL-204518 is cancelled."]


def test_a_reply_beyond_a_limit_is_not_said_and_its_flow_ends() -> None:
    limit = Limit("quiet", "No advice on low matters.", frozenset({"advice"}), Compare("urgency", "==", ("low",)), "too_much")
    customer = player(limits=(limit,))
    customer.write("it hurts", ADVICE)
    customer.write("no", reading(entities=(yes(False),)))
    assert customer.write("since monday", reading(("greeting", 0.1))) == ["<too_much>"]
    assert customer.conversation.stack == ()


def test_a_wording_is_in_the_same_message_even_when_that_is_repeated() -> None:
    customer = player(wordings=(WORDS,))
    customer.write("it hurts", ADVICE)
    customer.write("no", reading(entities=(yes(False),)))
    assert customer.write("since monday", reading(("greeting", 0.1))) == ["<advice>\n\n<no_promise>"]
    assert customer.write("pardon?", reading(entities=(command("repeat"),))) == ["<advice>\n\n<no_promise>"]


def test_a_wording_also_goes_with_a_request_for_a_rating_and_with_a_person_joining() -> None:
    rule = Wording("words", "Both are said.", frozenset({"ask_rating", "operator_joined"}), "no_promise")
    customer = player(wordings=(rule,))
    assert customer.happen(OperatorJoined(0.0, "Mei")) == ["Mei is here.\n\n<no_promise>"]
    assert customer.happen(ConversationClosed(0.0, "operator")) == ["closed", "ask_rating\n\n<no_promise>"]
    assert [reason.rule for reason in customer.trace if reason.fired].count("wording") == 1


@pytest.mark.parametrize("again", ["restart", "correct"])
def test_a_value_that_may_only_rise_does_not_fall_when_the_customer_starts_over(again: str) -> None:
    customer = player(ladders=(LADDER,))
    customer.write("it hurts", ADVICE)
    customer.write("yes", reading(entities=(yes(),)))
    customer.write("since monday", reading(("greeting", 0.1)))
    assert customer.conversation.slots["urgency"] == "high"
    customer.write("start over", reading(entities=(command("restart"),)))
    customer.write("it hurts", ADVICE)
    customer.write("no", reading(entities=(yes(False),)))
    customer.write("a day", reading(("greeting", 0.1)))
    assert customer.conversation.slots["urgency"] == "high"


def test_rules_read_words_however_they_are_written() -> None:
    assert plain("I'LL  Burn—it,\u200b DOWN") == " ill burn it down "
    assert plain("我 去，烧 了 你们 now") == " 我去烧了你们 now "
    assert pattern(["烧了你们"]).search(plain("烧.了.你 们"))
    assert not pattern(["burn"]).search(plain("the burner works"))
    assert pattern(["burn*"]).search(plain("the burner works"))
    assert pattern(["smash & grab"]).search(plain("I'll smash & grab")), "signs between words are as if they were not there"


RULES = with_rules(alarms=(THREAT, PAIN), limits=(LIMIT,), wordings=(WORDS,), ladders=(LADDER,))
SPOKEN = st.sampled_from(["burn it all down", "i will burn your shop down please", "烧了你们"])
LOADED = st.tuples(SPOKEN, st.just(reading(("complaint", 0.9))), st.sampled_from([None, "affirm", "restart"]))
ANSWERS = st.tuples(
    st.sampled_from(["yes", "no", "hm"]),
    st.sampled_from(
        [
            reading(entities=(yes(),)),
            reading(entities=(yes(False),)),
            reading(("complaint", 0.9)),
            reading(("cancel_order", 0.9), entities=(code(),)),
            reading(entities=(command("restart"),)),
            reading(("complaint", 0.9), entities=(replace(yes(), slot="pain"),)),
        ]
    ),
    st.sampled_from([None, None, "slot:pain:true", "slot:pain:false", "intent:complaint", "slot:urgency:low"]),
)
MORE: st.SearchStrategy[Event] = st.one_of(
    EVENTS, st.just(OperatorReleased(0.0, "Mei")), st.builds(TimerFired, st.just(0.0), st.sampled_from([0.0, 600.0]))
)


def play(script: list[object]) -> None:
    """Play a script and check after each event that no rule was broken."""
    customer = Player(domain=RULES)
    for happening in script:
        operator_had_it, level = (
            customer.conversation.mode == "operator",
            LADDER.steps.index(customer.conversation.slots.get("urgency", "low")),
        )
        reopened = customer.conversation.mode == "closed"
        if isinstance(happening, tuple):
            text, understand, choice = happening
            said = customer.write(text, understand, choice)
            if THREAT.phrases["en"].search(plain(text)) and not operator_had_it:
                assert said[0] == "<threat_heard>" and customer.conversation.mode == "queued"
        else:
            customer.happen(happening)  # type: ignore[arg-type]
        now = LADDER.steps.index(customer.conversation.slots.get("urgency", "low"))
        assert reopened or now >= level, "the level fell"
        if operator_had_it and customer.conversation.mode == "operator":
            assert [e for e in customer.effects if isinstance(e, Send) and e.author == "bot"] == []
        for effect in customer.effects:
            assert not (isinstance(effect, Send) and effect.reply == "advice" and "<no_promise>" not in effect.text)
            assert not (isinstance(effect, CallAction) and effect.action == "cancel_order" and customer_owes(customer))
        if customer.conversation.slots.get("pain") is True and customer.conversation.mode == "bot":
            assert "pain" in customer.conversation.alarms


def customer_owes(customer: Player) -> bool:
    """Whether the amount of the order is above the limit for cancelling it."""
    amount = customer.conversation.slots.get("amount")
    return isinstance(amount, float) and amount > 50


HAPPENINGS = st.lists(st.one_of(MESSAGES, ANSWERS, ANSWERS, LOADED, MORE), max_size=14)


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(HAPPENINGS)
def test_no_sequence_of_events_gets_past_the_rules(script: list[object]) -> None:
    play(script)


@pytest.mark.slow
@settings(max_examples=15_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(HAPPENINGS)
def test_no_sequence_of_events_gets_past_the_rules_in_many_more(script: list[object]) -> None:
    play(script)
