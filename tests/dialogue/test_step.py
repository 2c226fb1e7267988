"""How the bot holds a conversation, event by event."""

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Clarification, Frame
from bot.dialogue.domain import Reply
from bot.dialogue.effects import AskRating, CallAction, Escalate, Retrieve, Send, Understand
from bot.dialogue.events import (
    ActionReturned,
    ConversationClosed,
    ConversationOpened,
    CustomerRated,
    Entity,
    OperatorJoined,
    OperatorReleased,
    OperatorSaid,
)
from bot.dialogue.recovery import recover
from bot.dialogue.step import step
from tests.dialogue.shop import DOMAIN, Player, code, command, reading, yes

TRACK = reading(("track_order", 0.9), ("cancel_order", 0.05))
CANCEL = reading(("cancel_order", 0.9), ("return_item", 0.05))
COST = reading(("delivery_cost", 0.9), ("return_policy", 0.05))
RETURN = reading(("return_item", 0.9), ("return_policy", 0.05))
HUMAN = reading(("human_agent", 0.95), ("complaint", 0.02))
UNSURE = reading(("return_item", 0.3), ("return_policy", 0.28), ("complaint", 0.1))
WEATHER = reading(("greeting", 0.2), ("thanks", 0.1), outside=0.9)


def test_a_customer_who_opens_the_chat_is_greeted_in_the_language_of_the_page() -> None:
    player = Player()
    assert player.happen(ConversationOpened(0.0, "zh")) == ["zh:greeting"]


def test_the_bot_asks_for_what_a_flow_needs_and_goes_on_with_the_answer() -> None:
    player = Player()
    assert player.write("where is my stuff", TRACK) == ["Which order?"]
    assert player.write("HL-204518", reading(("track_order", 0.2), entities=(code(),))) == ["HL-204518 arrives on 27 November."]
    assert player.conversation.stack == ()


def test_a_code_given_with_the_wish_is_not_asked_for_again() -> None:
    player = Player()
    said = player.write("where is HL-204518", reading(("track_order", 0.9), entities=(code(),)))
    assert said == ["HL-204518 arrives on 27 November."]


def test_a_reply_without_the_value_gets_a_better_hint_and_then_a_person() -> None:
    player = Player()
    player.write("where is my stuff", TRACK)
    assert player.write("it was blue", UNSURE) == ["It starts with HL-."]
    assert player.write("dunno", UNSURE) == ["handed_over"]
    assert player.conversation.mode == "queued"
    assert [e.reason for e in player.wanted(Escalate)] == ["misunderstood"]  # type: ignore[attr-defined]


def test_nothing_is_cancelled_before_the_customer_says_yes() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    assert player.sent[-1] == "Cancel HL-204518, $59.90?"
    assert [e.action for e in player.wanted(CallAction)] == ["order_status"]  # type: ignore[attr-defined]
    assert player.write("yes please", reading(("thanks", 0.2), entities=(yes(),))) == ["HL-204518 is cancelled."]


def test_a_no_at_the_confirmation_leaves_everything_as_it_was() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    assert player.write("no", reading(("thanks", 0.2), entities=(yes(False),))) == ["It stays."]
    assert player.wanted(CallAction) == []


def test_a_confirmation_is_asked_again_the_next_time() -> None:
    player = Player()
    for _ in range(2):
        player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
        assert player.sent[-1] == "Cancel HL-204518, $59.90?"
        player.write("yes", reading(entities=(yes(),)))


def test_a_question_in_the_middle_of_a_flow_is_answered_and_the_flow_goes_on() -> None:
    player = Player()
    player.write("i want to return this", RETURN)
    assert player.write("what does delivery cost?", COST) == ["Delivery costs $4.90.", "Back to return.", "Which order?"]
    player.write("HL-204518", reading(entities=(code(),)))
    assert player.sent[-1] == "What is wrong?"


def test_another_flow_in_the_middle_is_served_first_and_then_the_first_one_resumes() -> None:
    player = Player()
    player.write("return please", RETURN)
    said = player.write("wait, where is HL-204518", reading(("track_order", 0.9), entities=()))
    assert said == ["Which order?"]
    said = player.write("HL-204518", reading(entities=(code(),)))
    assert said == ["HL-204518 arrives on 27 November.", "Back to return.", "Which order?"], "it may be about another order"


def test_two_wishes_in_one_message_are_served_in_order() -> None:
    player = Player()
    both = reading(("track_order", 0.7), ("delivery_cost", 0.35), entities=(code(),))
    assert player.write("where is HL-204518 and what does delivery cost", both) == [
        "HL-204518 arrives on 27 November.",
        "Delivery costs $4.90.",
    ]


def test_a_second_wish_waits_until_the_first_flow_is_over() -> None:
    player = Player()
    assert player.write("where is it and what does delivery cost", reading(("track_order", 0.6), ("delivery_cost", 0.38))) == [
        "Which order?"
    ]
    assert player.write("HL-204518", reading(entities=(code(),))) == ["HL-204518 arrives on 27 November.", "Delivery costs $4.90."]


def test_a_corrected_code_runs_the_flow_again_with_the_new_one() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    said = player.write("sorry, HL-999999", reading(entities=(code("HL-999999"),)))
    assert said == ["Noted: HL-999999.", "Cancel HL-999999, $59.90?"]


def test_never_mind_stops_the_flow() -> None:
    player = Player()
    player.write("return please", RETURN)
    assert player.write("never mind", reading(entities=(command("cancel"),))) == ["Stopped: return."]
    assert player.conversation.stack == ()


def test_say_that_again_repeats_what_was_said() -> None:
    player = Player()
    player.write("delivery?", COST)
    assert player.write("say that again", reading(entities=(command("repeat"),))) == ["Delivery costs $4.90."]
    assert player.write("say that again", reading(entities=(command("repeat"),))) == ["Delivery costs $4.90."]


def test_an_unsure_message_gets_the_nearest_intents_as_buttons() -> None:
    player = Player()
    player.write("about that return", UNSURE)
    buttons = [b.payload for e in player.wanted(Send) for b in e.buttons]  # type: ignore[attr-defined]
    assert buttons == ["intent:return_item", "intent:return_policy", "intent:complaint", "human"]


def test_a_pressed_button_needs_no_encoder() -> None:
    player = Player()
    player.write("about that return", UNSURE)
    assert player.write("return item", choice="intent:return_item") == ["Which order?"]
    assert player.wanted(Understand) == []


def test_a_typed_label_answers_the_clarification() -> None:
    player = Player()
    player.write("about that return", UNSURE)
    assert player.write("Return item", UNSURE) == ["Which order?"]


def test_a_customer_who_is_not_understood_twice_gets_a_person() -> None:
    player = Player()
    player.write("blorp", UNSURE)
    assert player.write("blorp blorp", UNSURE) == ["handed_over"]
    assert player.wanted(Escalate)


def test_being_understood_in_between_begins_the_count_anew() -> None:
    player = Player()
    player.write("blorp", UNSURE)
    player.write("what does delivery cost", COST)
    player.write("blorp", UNSURE)
    assert player.conversation.mode == "bot"


def test_a_question_out_of_scope_is_declined_and_insisting_brings_a_person() -> None:
    player = Player()
    assert player.write("will it rain", WEATHER) == ["out_of_scope"]
    assert player.write("but will it rain", WEATHER) == ["handed_over"]
    assert [e.reason for e in player.wanted(Escalate)] == ["out_of_scope"]  # type: ignore[attr-defined]


def test_a_customer_who_asks_for_a_person_gets_one_even_in_the_middle_of_a_flow() -> None:
    player = Player()
    player.write("return please", RETURN)
    assert player.write("let me talk to somebody", HUMAN) == ["handed_over"]
    escalation = player.wanted(Escalate)[0]
    assert escalation.reason == "asked" and "return" in escalation.summary  # type: ignore[attr-defined]


def test_an_angry_customer_is_offered_a_person_and_then_handed_over() -> None:
    player = Player()
    angry = reading(("delivery_cost", 0.9), mood="negative")
    player.write("this is expensive!!", angry)
    assert player.write("STILL expensive", angry)[-1] == "offer_human"
    assert player.write("are you kidding me", reading(("complaint", 0.4), mood="negative")) == ["handed_over"]
    assert [e.reason for e in player.wanted(Escalate)] == ["angry"]  # type: ignore[attr-defined]


def test_a_yes_to_the_offer_brings_the_person() -> None:
    player = Player(passages=())
    assert player.write("what does delivery cost", COST) == ["nothing_found"]
    assert player.write("yes", reading(entities=(yes(),))) == ["handed_over"]


def test_a_no_to_the_offer_is_accepted() -> None:
    player = Player(passages=())
    player.write("what does delivery cost", COST)
    assert player.write("no thanks", reading(entities=(yes(False),))) == ["anything_else"]
    assert player.conversation.mode == "bot"


def test_while_a_person_has_the_conversation_the_bot_never_speaks() -> None:
    player = Player()
    player.happen(OperatorJoined(0.0, "Mei"))
    assert player.write("where is my stuff", TRACK) == []
    assert player.wanted(Understand) == []


def test_a_result_that_comes_in_after_a_takeover_is_not_spoken() -> None:
    player = Player()
    player.write("where is my stuff", TRACK)
    taken = step(player.conversation, OperatorJoined(0.0, "Mei"), DOMAIN).conversation
    late = step(taken, ActionReturned(0.0, "k", "order_status", {"status": "placed"}), DOMAIN)
    assert late.effects == ()


def test_the_bot_keeps_what_the_person_said_and_speaks_again_when_given_back() -> None:
    player = Player()
    player.happen(OperatorJoined(0.0, "Mei"))
    assert player.happen(OperatorSaid(0.0, "Mei", "I refunded you.", "o1")) == ["I refunded you."]
    assert player.happen(OperatorReleased(0.0, "Mei")) == ["operator_left"]
    assert player.conversation.operator_words == ("I refunded you.",)
    assert "I refunded you." in player.write("say that again", reading(entities=(command("repeat"),)))


def test_what_a_person_said_in_an_earlier_takeover_is_not_said_again() -> None:
    player = Player()
    player.happen(OperatorJoined(0.0, "Mei"))
    player.happen(OperatorSaid(0.0, "Mei", "I refunded you.", "o1"))
    player.happen(OperatorReleased(0.0, "Mei"))
    player.happen(OperatorJoined(0.0, "Jan"))
    player.happen(OperatorReleased(0.0, "Jan"))
    assert "I refunded you." not in player.write("say that again", reading(entities=(command("repeat"),)))


def test_in_the_queue_the_bot_says_once_that_a_person_is_coming() -> None:
    player = Player()
    player.write("person please", HUMAN)
    assert player.write("hello?", TRACK) == ["in_queue"]
    assert player.write("hello??", TRACK) == []
    assert player.write("Go on with the bot", choice="restart") == ["out_of_queue"]
    assert player.conversation.mode == "bot"


@pytest.mark.parametrize("text, mark", [("还是你来", "bot"), ("start over", "restart"), ("Go on!", "")])
def test_a_customer_may_leave_the_queue_in_words(text: str, mark: str) -> None:
    domain = replace(DOMAIN, replies={"en": DOMAIN.replies["en"] | {"in_queue": Reply("in_queue", ("in_queue",), (("Go on", "restart"),))}})
    player = Player(domain=domain)
    player.write("person please", HUMAN)
    assert player.write(text, reading(entities=(command(mark),) if mark else ())) == ["out_of_queue"]
    assert player.conversation.mode == "bot"


def test_a_message_in_the_queue_is_for_the_person_whatever_it_says() -> None:
    player = Player()
    player.write("person please", HUMAN)
    assert player.write("where is HL-204518", reading(("track_order", 0.99), entities=(code(),))) == ["in_queue"]
    assert player.conversation.mode == "queued"


def test_thanks_when_nothing_is_under_way_asks_for_a_rating_once() -> None:
    player = Player()
    thanks = reading(("thanks", 0.95))
    player.write("thanks", thanks)
    assert len(player.wanted(AskRating)) == 1
    player.write("thanks", thanks)
    assert player.wanted(AskRating) == []


def test_a_rating_is_kept_and_thanked_for() -> None:
    player = Player()
    assert player.happen(CustomerRated(0.0, 4)) == ["rated"]
    assert player.conversation.rating == 4


def test_a_closed_conversation_begins_afresh_when_the_customer_writes_again() -> None:
    player = Player()
    player.write("return please", RETURN)
    player.happen(ConversationClosed(0.0, "operator"))
    assert player.conversation.mode == "closed"
    assert player.write("where is my stuff", TRACK) == ["Which order?"]


def test_what_was_counted_before_a_conversation_was_closed_does_not_count_in_the_next() -> None:
    player = Player()
    player.write("where is HL-1", reading(("track_order", 0.9), entities=(code("HL-1"),)))
    player.write("hm", reading(("track_order", 0.4), ("cancel_order", 0.3), mood="negative"))
    player.happen(ConversationClosed(0.0, "customer"))
    assert player.write("hm", reading(("track_order", 0.4), ("cancel_order", 0.3))) == ["clarify"]


def test_a_person_who_gives_back_a_closed_conversation_does_not_open_it() -> None:
    player = Player()
    player.happen(OperatorJoined(0.0, "Mei"))
    player.happen(ConversationClosed(0.0, "customer"))
    assert player.happen(OperatorReleased(0.0, "Mei")) == []
    assert player.conversation.mode == "closed"


def test_a_failed_action_without_another_way_ends_with_a_person() -> None:
    player = Player(results={"order_status": None})
    said = player.write("where is HL-204518", reading(("track_order", 0.9), entities=(code(),)))
    assert said == ["action_failed", "handed_over"]


def test_without_a_model_the_customer_is_offered_a_person() -> None:
    player = Player(model_fails=True)
    assert player.write("hello") == ["model_failed"]
    assert player.wanted(Send)[0].buttons[-1].payload == "human"  # type: ignore[attr-defined]
    assert player.write("button", choice="human") == ["handed_over"]


def test_an_empty_message_is_answered_politely_without_a_model() -> None:
    player = Player(model_fails=True)
    assert player.write("  \n ") == ["empty_message"]


def test_the_bot_follows_the_language_of_the_customer() -> None:
    player = Player()
    assert player.write("我的订单在哪", reading(("track_order", 0.9), language="zh")) == ["zh:Which order?"]
    assert player.write("HL-204518", reading(entities=(code(),), language="")) == ["zh:HL-204518 arrives on 11月27日."]


def test_an_answer_that_is_only_a_value_does_not_change_the_language() -> None:
    player = Player()
    player.write("我的订单呢", reading(("track_order", 0.9), language="zh"))
    assert player.conversation.language == "zh"
    assert player.write("HL-204518", reading(entities=(code(),), language="en"))[0].startswith("zh:")
    assert player.conversation.language == "zh"


def test_a_language_the_pack_does_not_speak_changes_nothing() -> None:
    player = Player()
    assert player.write("où est", reading(("track_order", 0.9), language="fr")) == ["Which order?"]


def test_a_flow_that_runs_in_a_circle_ends_with_a_person() -> None:
    player = Player()
    player.conversation = step(player.conversation, ConversationOpened(0.0), DOMAIN).conversation
    from dataclasses import replace

    looping = replace(DOMAIN, intents={**DOMAIN.intents, "track_order": replace(DOMAIN.intents["track_order"], flow="loop")})
    player.domain = looping
    assert player.write("go round", TRACK) == ["handed_over"]
    assert [e.reason for e in player.wanted(Escalate)] == ["loop"]  # type: ignore[attr-defined]


def test_a_text_slot_takes_the_whole_message_but_not_a_question_about_something_else() -> None:
    player = Player()
    player.write("i want to complain", reading(("complaint", 0.9)))
    assert player.write("what does delivery cost?", COST)[0] == "Delivery costs $4.90."
    assert player.write("the driver threw my parcel", reading(("return_item", 0.3))) == ["handed_over"]
    assert player.conversation.slots["story"] == "the driver threw my parcel"


def test_action_keys_name_the_message_and_the_position_so_that_a_repeat_is_recognised() -> None:
    keys = []
    for _ in range(2):
        player = Player()
        player.write("where is HL-204518", reading(("track_order", 0.9), entities=(code(),)))
        keys.append([e.key for e in player.wanted(CallAction)])  # type: ignore[attr-defined]
    assert keys[0] == keys[1] == ["c1:d1:0"]


def test_questions_are_searched_with_what_they_are_about() -> None:
    player = Player()
    player.write("what does delivery cost", COST)
    assert [(e.query, e.intents) for e in player.wanted(Retrieve)] == [("what does delivery cost", ("delivery_cost",))]  # type: ignore[attr-defined]


def test_the_trace_names_rules_that_fired_and_rules_that_did_not() -> None:
    player = Player()
    player.write("what does delivery cost", COST)
    fired = {r.rule: r.fired for r in player.trace}
    assert fired["accept_intent"] is True and fired["out_of_scope"] is False and fired["asked_for_human"] is False


@pytest.mark.parametrize("frame", [Frame("track", "gone"), Frame("track", "code")])
def test_a_flow_whose_step_is_gone_begins_again(frame: Frame) -> None:
    from dataclasses import replace

    conversation = replace(Player().conversation, stack=(frame, Frame("flow that is gone", "x")))
    assert recover(conversation, DOMAIN).stack == (Frame("track", "code"),)


def test_a_step_leaves_the_state_it_was_given_as_it_was() -> None:
    player = Player()
    player.write("return please", RETURN)
    before, copy = player.conversation, repr(player.conversation)
    step(before, COST("what does delivery cost?"), DOMAIN)
    assert repr(before) == copy


def test_another_flow_about_another_order_leaves_the_first_one_as_it_was() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    said = player.write("where is HL-999999", reading(("track_order", 0.9), entities=(code("HL-999999"),)))
    assert said == ["HL-999999 arrives on 27 November.", "Back to cancel.", "Cancel HL-204518, $59.90?"]


def test_another_code_alone_means_the_same_again_for_that_order() -> None:
    player = Player()
    player.write("where is HL-204518", reading(("track_order", 0.9), entities=(code(),)))
    said = player.write("HL-999999", reading(("complaint", 0.2), entities=(code("HL-999999"),)))
    assert said == ["HL-999999 arrives on 27 November."]


def test_a_bare_yes_does_not_answer_an_open_question() -> None:
    player = Player()
    player.write("i want to complain", reading(("complaint", 0.9)))
    assert player.write("yes", reading(entities=(yes(),))) == ["What happened?"]


def test_an_unhappy_customer_whose_message_is_out_of_scope_is_offered_a_person_instead_of_being_sent_away() -> None:
    player = Player()
    assert player.write("you crooks", reading(("thanks", 0.1), outside=0.9, mood="negative")) == ["offer_human"]
    assert player.write("yes", reading(entities=(yes(),))) == ["handed_over"]


def test_a_customer_without_a_code_is_told_where_to_find_it_and_then_gets_a_person() -> None:
    player = Player()
    player.write("where is my order", reading(("track_order", 0.9)))
    assert player.write("I don't know it", reading(entities=(command("without"),))) == ["It starts with HL-."]
    assert player.write("I don't have it", reading(("return_policy", 0.9), entities=(command("without"),))) == ["handed_over"]


def test_a_corrected_code_is_not_a_second_wish() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    player.write("I meant HL-771203", reading(("track_order", 0.9), entities=(command("correct"), code("HL-771203"))))
    assert player.conversation.slots["order_code"] == "HL-771203"
    assert player.conversation.stack[-1].flow == "cancel"


def test_a_wish_beside_a_yes_waits_until_the_flow_is_over() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    said = player.write("yes, but what does delivery cost?", reading(("delivery_cost", 0.9), entities=(yes(),)))
    assert said == ["HL-204518 is cancelled.", "Delivery costs $4.90."]


def test_a_bare_yes_to_a_clarification_means_the_nearest() -> None:
    player = Player()
    player.write("about that return", UNSURE)
    assert player.write("yes", reading(entities=(yes(),))) == ["Which order?"]


def test_a_code_after_a_clarification_is_for_the_nearest_intent_if_that_was_likely() -> None:
    player = Player()
    player.write("about that return", reading(("return_item", 0.55), ("return_policy", 0.3)))
    assert player.write("HL-204518", reading(outside=0.9, entities=(code(),))) == ["What is wrong?"]


def test_a_code_after_a_clarification_that_leads_nowhere_is_kept_and_the_choice_stands() -> None:
    player = Player()
    player.write("about that return", reading(("return_item", 0.45), ("track_order", 0.4)))
    assert player.write("HL-204518", reading(outside=0.9, entities=(code(),))) == ["clarify"]
    assert player.write("return it", reading(), choice="intent:return_item") == ["What is wrong?"]


def test_a_code_alone_is_asked_about() -> None:
    player = Player()
    assert player.write("HL-204518", reading(("complaint", 0.2), outside=0.9, entities=(code(),))) == ["clarify"]


def test_a_bare_yes_or_no_to_nothing_gets_a_friendly_reply() -> None:
    assert Player().write("yes", reading(("greeting", 0.3), outside=0.9, entities=(yes(),))) == ["anything_else"]


def test_punctuation_without_words_is_not_out_of_scope() -> None:
    assert Player().write("😡😡", reading(("greeting", 0.3), outside=0.9)) == ["not_understood"]


def test_a_word_that_may_be_in_any_language_does_not_change_the_language() -> None:
    player = Player()
    player.write("你好", reading(("greeting", 0.9), language="zh"))
    player.write("ok", reading(language="en"))
    player.write("不，XL", reading(language="en"))
    assert player.conversation.language == "zh"


def test_the_values_of_an_unsure_message_go_to_the_intent_that_is_picked() -> None:
    player = Player()
    broken = Entity("choice", "broken", "broken", 0, 6, "reason")
    player.write("broken, HL-204518", reading(("return_item", 0.3), entities=(broken, code())))
    assert player.write("Return item", UNSURE) == ["Return of HL-204518 (Broken) started."]


def many(*codes: str, text: str) -> tuple[Entity, ...]:
    """The entities of order codes at their places in a text."""
    return tuple(Entity("code", one, one, text.index(one), text.index(one) + len(one), "order_code") for one in codes)


def test_two_orders_in_one_message_are_served_one_after_the_other() -> None:
    player = Player()
    text = "where are HL-204518 and HL-330942?"
    said = player.write(text, reading(("track_order", 0.95), entities=many("HL-204518", "HL-330942", text=text)))
    assert said == ["HL-204518 arrives on 27 November.", "HL-330942 arrives on 27 November."]


def test_two_orders_to_cancel_are_each_confirmed() -> None:
    player = Player()
    text = "cancel HL-204518 and HL-330942"
    cancel = reading(("cancel_order", 0.95), entities=many("HL-204518", "HL-330942", text=text))
    assert player.write(text, cancel) == ["Cancel HL-204518, $59.90?"]
    assert player.write("no", reading(entities=(yes(False),))) == ["It stays.", "Cancel HL-330942, $59.90?"]
    assert player.write("yes", reading(entities=(yes(),))) == ["HL-330942 is cancelled."]


def test_two_wishes_about_two_orders_keep_their_own() -> None:
    player = Player()
    text = "where is HL-204518 and please cancel HL-330942"
    both = reading(("track_order", 0.6), ("cancel_order", 0.38), entities=many("HL-204518", "HL-330942", text=text))
    assert player.write(text, both) == ["HL-204518 arrives on 27 November.", "Cancel HL-330942, $59.90?"]


def test_a_second_order_in_an_answer_is_not_lost() -> None:
    player = Player()
    player.write("where is my stuff", TRACK)
    text = "HL-204518, HL-330942"
    said = player.write(text, reading(entities=many("HL-204518", "HL-330942", text=text)))
    assert said == ["HL-204518 arrives on 27 November.", "HL-330942 arrives on 27 November."]


def test_the_last_order_counts_if_a_message_corrects_itself() -> None:
    player = Player()
    text = "where is HL-204518, no i mean HL-330942"
    entities = (*many("HL-204518", "HL-330942", text=text), command("correct"))
    assert player.write(text, reading(("track_order", 0.95), entities=entities)) == ["HL-330942 arrives on 27 November."]


def test_a_correction_after_a_flow_has_ended_runs_it_again() -> None:
    player = Player()
    player.write("where is HL-204518", reading(("track_order", 0.95), entities=(code(),)))
    said = player.write("no i meant HL-330942", reading(("cancel_order", 0.96), entities=(code("HL-330942"), command("correct"))))
    assert said == ["HL-330942 arrives on 27 November."]


def negated(text: str, words: str) -> tuple[Entity, ...]:
    """The mark that recognisers put on words that take a wish back."""
    start = text.index(words)
    end = start + len(words)
    return (Entity("choice", "negated", words, start, end, "command"), Entity("boolean", False, words, start, end))


def test_what_a_customer_does_not_want_is_not_begun() -> None:
    player = Player()
    text = "don't cancel my order HL-204518!"
    entities = (*many("HL-204518", text=text), *negated(text, "don't cancel"))
    assert player.write(text, reading(("cancel_order", 0.97), entities=entities)) == ["anything_else"]
    assert player.wanted(CallAction) == []


@pytest.mark.parametrize(("text", "words"), [("no, don't cancel it", "don't cancel it"), ("不取消了", "不取消了")])
def test_what_a_customer_takes_back_is_not_begun_because_it_was_offered(text: str, words: str) -> None:
    player = Player()
    assert player.write("my order", reading(("cancel_order", 0.45), ("track_order", 0.4))) == ["clarify"]
    assert player.write(text, reading(("cancel_order", 0.97), entities=negated(text, words))) == ["anything_else"]
    assert player.conversation.stack == ()


def test_what_a_customer_wants_instead_is_served() -> None:
    player = Player()
    text = "don't cancel it, only tell me where HL-204518 is"
    entities = (*many("HL-204518", text=text), *negated(text, "don't cancel it"))
    assert player.write(text, reading(("track_order", 0.9), entities=entities)) == ["HL-204518 arrives on 27 November."]


def test_what_a_customer_may_want_instead_is_asked_about() -> None:
    player = Player()
    text = "不取消 HL-204518"
    entities = (*many("HL-204518", text=text), *negated(text, "不取消"))
    assert player.write(text, reading(("cancel_order", 0.5), ("track_order", 0.45), entities=entities)) == ["clarify"]
    assert player.conversation.question == Clarification(("track_order",), text, (("order_code", "HL-204518"),))


def test_taking_the_wish_back_at_the_confirmation_is_a_no() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    text = "算了不取消了"
    assert player.write(text, reading(("cancel_order", 0.9), entities=negated(text, text))) == ["It stays."]


def test_taking_the_wish_back_at_the_code_ends_the_flow() -> None:
    player = Player()
    player.write("cancel my order", CANCEL)
    text = "我说不要取消"
    assert player.write(text, reading(("cancel_order", 0.9), entities=negated(text, "不要取消"))) == ["Stopped: cancel."]
    assert player.conversation.stack == ()


@pytest.mark.parametrize("pressed, said", [("affirm", "HL-204518 is cancelled."), ("deny", "It stays.")])
def test_the_label_of_a_button_may_be_typed(pressed: str, said: str) -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    label = Entity("choice", pressed, "cancel it", 0, 9, "label:confirm_cancel")
    assert player.write("cancel it", reading(("cancel_order", 0.9), entities=(label,))) == [said]


def test_the_label_of_another_question_is_not_an_answer() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    label = Entity("choice", "affirm", "exchange it", 0, 11, "label:confirm_exchange")
    player.write("exchange it", reading(("cancel_order", 0.2), entities=(label,)))
    assert "HL-204518 is cancelled." not in player.sent


def test_two_guesses_about_one_wish_are_not_two_wishes() -> None:
    player = Player()
    assert player.write("don't want it any more", reading(("cancel_order", 0.45), ("return_item", 0.4))) == ["clarify"]


def test_small_talk_beside_a_wish_is_not_a_second_wish() -> None:
    player = Player()
    assert player.write("ok thanks, and the parcel then", reading(("track_order", 0.58), ("thanks", 0.36))) == ["clarify"]
    assert player.conversation.question is not None
    assert "thanks" not in player.conversation.question.intents  # type: ignore[union-attr]


def test_a_value_with_an_unsure_wish_is_asked_about_with_the_wish_first() -> None:
    player = Player()
    player.write("return HL-204518", reading(("return_item", 0.55), ("delivery_cost", 0.1), entities=(code(),)))
    assert player.conversation.question is not None
    assert player.conversation.question.intents[0] == "return_item"  # type: ignore[union-attr]


def test_an_answer_to_a_choice_of_intents_is_read_in_its_light() -> None:
    player = Player()
    player.write("it does not fit", reading(("return_item", 0.4), ("return_policy", 0.3), ("complaint", 0.1)))
    assert player.write("send it back i think", reading(("return_item", 0.55), ("return_policy", 0.1))) == ["Which order?"]


def test_none_of_these_does_not_count_as_a_second_misunderstanding() -> None:
    player = Player()
    player.write("blorp", UNSURE)
    assert player.write("no", reading(entities=(yes(False),))) == ["not_understood"]
    assert player.conversation.mode == "bot"
    assert player.write("blorp blorp", UNSURE) == ["handed_over"]


FIVE = reading(("greeting", 0.2), entities=(Entity("number", 5.0, "5", 0, 1),))


def test_a_rating_that_is_written_after_the_end_is_kept_and_the_conversation_stays_closed() -> None:
    player = Player()
    player.write("hello", reading(("greeting", 0.9)))
    player.happen(ConversationClosed(0.0, "operator"))
    assert player.write("5", FIVE) == ["rated"]
    assert (player.conversation.rating, player.conversation.mode) == (5, "closed")


def test_whoever_writes_something_else_after_the_end_is_asked_for_a_rating_at_the_next_end() -> None:
    player = Player()
    player.write("hello", reading(("greeting", 0.9)))
    player.happen(ConversationClosed(0.0, "operator"))
    player.write("hello again", reading(("greeting", 0.9)))
    assert (player.conversation.mode, player.conversation.rating_asked) == ("bot", False)
    assert "rated" not in player.write("5", FIVE)
    player.write("thanks", reading(("thanks", 0.9)))
    assert player.conversation.rating_asked


def test_only_the_message_right_after_the_end_may_be_the_rating() -> None:
    player = Player()
    player.write("hello", reading(("greeting", 0.9)))
    player.happen(ConversationClosed(0.0, "operator"))
    player.write("Where is my order?", choice="intent:track_order")
    player.write("never mind", reading(entities=(command("cancel"),)))
    assert "rated" not in player.write("5", FIVE)
    assert player.conversation.rating is None


def test_each_visit_has_a_rating_of_its_own() -> None:
    player = Player()
    player.write("hello", reading(("greeting", 0.9)))
    player.happen(ConversationClosed(0.0, "operator"))
    player.write("5", FIVE)
    player.write("hello again", reading(("greeting", 0.9)))
    assert player.conversation.rating is None
    player.happen(ConversationClosed(0.0, "operator"))
    assert player.wanted(AskRating)


def test_a_rating_in_words_is_a_rating() -> None:
    player = Player()
    player.write("thanks", reading(("thanks", 0.95)))
    four = Entity("number", 4, "4", 0, 1)
    assert player.write("4", reading(outside=0.9, entities=(four,))) == ["rated"]
    assert player.conversation.rating == 4
    assert player.write("4", reading(outside=0.9, entities=(four,))) == ["not_understood"]


def test_a_customer_who_asks_for_another_language_is_answered_in_it() -> None:
    player = Player()
    player.write("i want to return this", RETURN)
    assert player.write("chinese please", reading(outside=0.9, entities=(command("language:zh"),)))[-1] == "zh:Which order?"
