"""What a language model may change about a reading, and what the dialogue core makes of it."""

from dataclasses import replace

import pytest

from bot.asking.answer import Answer
from bot.asking.deciding import asked_of, decided, encoder_of
from bot.asking.understanding import unsure
from bot.dialogue.conversation import Conversation, Offer
from bot.dialogue.events import Entity, Part, Score, Thresholds, Understood
from bot.dialogue.interpret import interpret
from bot.dialogue.step import opening
from tests.asking.speaking import commands
from tests.dialogue.shop import DOMAIN, Player, code, command, reading, yes

TEXT = "it came in pieces, the story is long, what does it cost to get it here again"
UNSURE = reading(("complaint", 0.5), ("return_item", 0.3), ("track_order", 0.1))


def after(text: str = TEXT, before: Understood | None = None, **answer: object) -> Understood:
    """A reading after the model's answer."""
    written = {**commands(), **answer}
    return decided(Answer.model_validate(written), before or UNSURE(text), DOMAIN, "en", "org/model")


def said(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"word": word, "quote": quote} for word, quote in pairs]


def wants(understood: Understood, conversation: Conversation | None = None) -> list[str]:
    """The names of the commands that the core makes of it."""
    return [str(c) for c in interpret(conversation or opening("c1", DOMAIN, "en"), understood, DOMAIN).commands]


def test_a_chosen_intent_is_acted_upon_and_the_reading_says_who_chose() -> None:
    understood = after(start=("return_item",))
    assert wants(understood) == ["StartFlow(flow='return', slots=())"]
    assert (encoder_of(understood.model), asked_of(understood.model)) == ("test", "org/model")
    assert [score.name for score in understood.intents] == ["return_item", "complaint", "track_order"]
    assert sum(score.value for score in understood.intents) <= 1.001


def test_what_the_artifact_promises_is_not_promised_for_a_choice() -> None:
    limits = Thresholds(0.6, 0.5, 0.3, 0.05, certified=True)
    before = Understood(0.0, TEXT, "en", UNSURE(TEXT).intents, 0.1, (), (), limits, "v1")
    assert after(before=before, start=("return_item",)).thresholds == Thresholds(0.6, 0.5, 0.3, 1.0, certified=False)
    assert after(before=before, verdict="unclear").thresholds == limits


def test_several_wishes_are_served_in_the_order_of_the_answer() -> None:
    understood = after(start=("track_order", "delivery_cost"))
    assert wants(understood) == ["StartFlow(flow='track', slots=())", f"AskKnowledge(query='{TEXT}', intents=('delivery_cost',))"]


@pytest.mark.parametrize("accept", [0.2, 0.35, 0.6, 0.95, 1.0])
def test_an_intent_that_was_not_chosen_never_passes_as_a_second_wish(accept: float) -> None:
    scores = (Score("complaint", min(0.9, accept - 0.01)), Score("return_item", 0.09))
    before = Understood(0.0, TEXT, "en", scores, 0.1, (), (), Thresholds(accept, 0.5, 0.3), "v1")
    assert wants(after(before=before, start=("track_order",))) == ["StartFlow(flow='track', slots=())"]


def test_a_choice_stands_against_what_parts_of_the_message_seem_to_want() -> None:
    parts = (Part(0, TEXT[:18], (Score("track_order", 0.9),), 0.0), Part(19, TEXT[19:], (Score("return_item", 0.9),), 0.0))
    before = replace(UNSURE(TEXT), intents=(Score("complaint", 0.5), Score("return_item", 0.2), Score("track_order", 0.005)), parts=parts)
    assert unsure(before, DOMAIN)
    assert wants(after(before=before, start=("track_order",))) == ["StartFlow(flow='track', slots=())"]


def test_out_of_scope_is_declined_and_unclear_leaves_the_encoders_reading() -> None:
    assert wants(after(verdict="out_of_scope")) == ["CannotHandle(reason='out_of_scope')"]
    assert after(verdict="unclear", start=("track_order",)) == UNSURE(TEXT)
    assert after(verdict="out_of_scope", start=("track_order",)) == UNSURE(TEXT)
    assert after() == UNSURE(TEXT)


def test_quoted_words_become_a_value_that_puts_nothing_right() -> None:
    (entity,) = after(set=({"slot": "story", "quote": "CAME in  pieces"},)).entities
    assert entity == Entity("text", "came in pieces", "came in pieces", 3, 17, "story", tagged=True)


@pytest.mark.parametrize("quote", ["it broke", "iec", "", "  ", "pieces, the story is short"])
def test_words_that_the_message_does_not_hold_are_no_value(quote: str) -> None:
    assert after(set=({"slot": "story", "quote": quote},)) == UNSURE(TEXT)


def test_what_a_value_is_says_the_recogniser_and_never_the_model() -> None:
    text = "well the thing that i got was far too small for all of us"
    (entity,) = after(text, set=({"slot": "reason", "quote": "too small"},)).entities
    assert (entity.value, entity.slot) == ("too_small", "reason")
    assert after(text, set=({"slot": "reason", "quote": "thing that i got"},)).entities == ()
    assert after(text, set=({"slot": "order_code", "quote": "all of us"},)).entities == ()


def test_a_value_that_a_recogniser_has_read_stays() -> None:
    text = "HL-204518 or whatever it is called with the long name"
    before = UNSURE(text)
    before = Understood(0.0, text, "en", before.intents, 0.0, (), (code(),), before.thresholds, "v1")
    assert after(text, before, set=({"slot": "story", "quote": "HL-204518"},)).entities == (code(),)


@pytest.mark.parametrize(("word", "then"), [("cancel", "CancelFlow()"), ("repeat", "Repeat()"), ("human", "AskHuman()")])
def test_a_word_to_the_bot_is_heard(word: str, then: str) -> None:
    assert wants(after(say=said((word, "came in pieces")))) == [then]
    assert after(say=said((word, "not in the message"))) == UNSURE(TEXT)


def test_a_model_can_neither_say_yes_nor_begin_again() -> None:
    assert after(say=said(("affirm", "came in pieces"), ("restart", "it here again"))) == UNSURE(TEXT)


def test_a_yes_of_the_model_cancels_no_order() -> None:
    customer = Player()
    customer.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    asked = customer.conversation
    text = "hm what happens to the voucher that i paid with"
    customer.write(text, lambda text: after(text, say=said(("affirm", "what happens"))))
    assert not [effect for effect in customer.effects if getattr(effect, "action", "") == "cancel_order"]
    assert customer.conversation.stack[-1].step == asked.stack[-1].step == "sure"


def test_a_no_of_the_model_is_a_no_unless_a_rule_heard_another_answer() -> None:
    offered = opening("c1", DOMAIN, "en")
    offered = type(offered)(offered.id, offered.pack, language="en", question=Offer("out_of_scope"))
    text = "i would sooner eat my hat than wait for somebody"
    assert wants(after(text, say=said(("deny", "sooner eat my hat"))), offered) == ["Deny()"]
    before = UNSURE(text)
    heard = Understood(0.0, text, "en", before.intents, 0.0, (), (yes(),), before.thresholds, "v1")
    assert after(text, heard, say=said(("deny", "sooner eat my hat"))) == heard


def test_beside_a_wish_only_a_person_is_called() -> None:
    both = after(start=("track_order",), say=said(("cancel", "it came in pieces")))
    assert wants(both) == ["StartFlow(flow='track', slots=())"]
    assert wants(after(start=("track_order",), say=said(("human", "it came in pieces")))) == ["AskHuman()"]


RULES = {
    "a value": ("HL-204518 please", (code(),)),
    "a yes": ("yes please", (yes(),)),
    "a no with a few words": ("no, not now", (Entity("boolean", False, "no", 0, 2),)),
    "a word to the bot": ("never mind", (Entity("choice", "cancel", "never mind", 0, 10, "command"),)),
    "a label of a button": ("yes, cancel it", (Entity("choice", "affirm", "yes, cancel it", 0, 14, "label:confirm_cancel"),)),
    "a number": ("3", (Entity("number", 3.0, "3", 0, 1),)),
    "a wish taken back": ("don't cancel it", (Entity("choice", "negated", "don't cancel", 0, 12, "command"),)),
    "signs": ("?!", ()),
    "a picture": ("👍", ()),
}


@pytest.mark.parametrize("what", RULES)
def test_what_rules_have_read_is_not_asked_about(what: str) -> None:
    text, entities = RULES[what]
    assert not unsure(reading(("track_order", 0.4), entities=entities)(text), DOMAIN)


SURE = {
    "a sure intent": reading(("track_order", 0.7)),
    "out of scope": reading(("track_order", 0.4), outside=0.6),
    "two wishes that together are sure": reading(("track_order", 0.5), ("delivery_cost", 0.4)),
    "one of two that articles answer": reading(("return_policy", 0.5), ("delivery_cost", 0.4)),
}


@pytest.mark.parametrize("what", SURE)
def test_what_the_encoder_is_sure_of_is_not_asked_about(what: str) -> None:
    assert not unsure(SURE[what]("where is my parcel, and what does delivery cost"), DOMAIN)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (TEXT, ()),
        ("HL-204518 has not come, and i do not know what to do", (code(),)),
        ("yes but what happens to my voucher then", (yes(),)),
        ("i meant the other thing with the handle", (command("correct"),)),
        ("东西坏了一半怎么办", ()),
    ],
)
def test_what_neither_has_read_is_asked_about(text: str, entities: tuple[Entity, ...]) -> None:
    assert unsure(reading(("track_order", 0.4), entities=entities)(text), DOMAIN)
