"""Several wishes in one message, which are read part by part."""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.effects import Retrieve
from bot.dialogue.events import Entity, Part, Score, Understood
from bot.dialogue.several import several_possible
from tests.dialogue.shop import Player, code, command, reading, yes


def parts(text: str, *several: tuple[str, str, float]) -> tuple[Part, ...]:
    """Readings of parts of a text, each given as its words, best intent and probability."""
    return tuple(Part(text.index(words), words, (Score(name, value),), 0.0) for words, name, value in several)


def said(
    text: str, whole: tuple[tuple[str, float], ...], *several: tuple[str, str, float], entities: tuple[Entity, ...] = ()
) -> Callable[[str], Understood]:
    return lambda _: replace(reading(*whole, entities=entities)(text), parts=parts(text, *several))


UNSURE = (("cancel_order", 0.4), ("delivery_cost", 0.3), ("track_order", 0.2))


def test_wishes_are_served_in_the_order_in_which_they_are_written() -> None:
    player = Player()
    text = "what does delivery cost and where is HL-204518"
    entities = (replace(code(), start=35, end=44),)
    understand = said(
        text, UNSURE, ("what does delivery cost", "delivery_cost", 0.9), ("where is HL-204518", "track_order", 0.9), entities=entities
    )
    assert player.write(text, understand) == ["Delivery costs $4.90.", "HL-204518 arrives on 27 November."]
    assert player.effects[1] == Retrieve("what does delivery cost", "en", ("delivery_cost",)), (
        "each part is searched for with its own words"
    )


def test_a_part_that_the_whole_message_rules_out_is_not_a_wish() -> None:
    player = Player()
    text = "cancel it, it costs too much"
    understand = said(
        text,
        (("cancel_order", 0.95), ("delivery_cost", 0.001)),
        ("cancel it", "cancel_order", 0.9),
        ("it costs too much", "delivery_cost", 0.9),
    )
    assert player.write(text, understand) == ["Which order?"]
    assert player.conversation.stack[-1].then == ()


def test_a_part_that_only_answers_an_earlier_wish_is_not_a_wish_of_its_own() -> None:
    player = Player()
    text = "send it back, too small"
    reason = Entity("choice", "too_small", "too small", 14, 23, "reason")
    whole = (("return_item", 0.5), ("complaint", 0.4))
    understand = said(text, whole, ("send it back", "return_item", 0.9), ("too small", "complaint", 0.9), entities=(reason,))
    player.write(text, understand)
    assert [frame.flow for frame in player.conversation.stack] == ["return"], "two parts, one wish, of which the other part is a detail"


def test_a_correction_has_one_wish() -> None:
    player = Player()
    text = "where is it, no sorry I meant cancel it"
    understand = said(text, UNSURE, ("where is it", "track_order", 0.9), ("cancel it", "cancel_order", 0.9), entities=(command("correct"),))
    assert player.write(text, understand) == ["clarify"]


def test_parts_are_worth_reading_only_where_the_whole_leaves_two_wishes_open() -> None:
    domain, several = Player().domain, (("cancel_order", 0.9), ("delivery_cost", 0.03))
    assert several_possible(reading(*several)("x"), domain)
    assert not several_possible(reading(several[0], ("delivery_cost", 0.005))("x"), domain)
    assert not several_possible(reading(*several, outside=0.9)("x"), domain), "nothing of it is acted upon"
    assert not several_possible(reading(*several, entities=(command("correct"),))("x"), domain), "it is taken as one wish"


ONE = (("delivery_cost", 0.99), ("track_order", 0.002))
"""The reading of a whole message, which hides the other wish."""


def asked_of(code_at: int, sure: float) -> Callable[[str], Understood]:
    """A question about a code beside another question, which is all that the whole message shows."""
    text = "where is HL-1 and what does delivery cost"
    parts = ("where is HL-1", "track_order", sure), ("what does delivery cost", "delivery_cost", 0.99)
    return said(text, ONE, *parts, entities=(replace(code("HL-1"), start=code_at, end=code_at + 4),))


def test_a_question_about_a_code_is_a_wish_even_if_the_whole_message_hides_it() -> None:
    player = Player()
    text = "where is HL-1 and what does delivery cost"
    assert player.write(text, asked_of(9, 0.99)) == ["HL-1 arrives on 27 November.", "Delivery costs $4.90."]


def test_such_a_question_needs_a_higher_probability() -> None:
    player = Player()
    assert player.write("where is HL-1 and what does delivery cost", asked_of(9, 0.9)) == ["Delivery costs $4.90."]


def test_parts_about_codes_are_read_where_they_ask_or_where_there_are_two_codes() -> None:
    domain = Player().domain
    first, second = replace(code("HL-1"), start=9, end=13), replace(code("HL-2"), start=28, end=32)
    assert several_possible(reading(*ONE, entities=(first,))("where is HL-1 and cancel it please"), domain)
    assert several_possible(reading(*ONE, entities=(first, second))("i track HL-1 and please drop HL-2"), domain)
    assert not several_possible(reading(*ONE, entities=(first,))("i track HL-1 and please drop it"), domain)
    assert not several_possible(reading(*ONE, entities=(first, second))("i want   HL-1 and            HL-2"), domain)


def test_a_confirmation_in_other_words_may_come_with_another_wish() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    text = "cancel it then and what does delivery cost"
    understand = said(text, UNSURE, ("cancel it then", "cancel_order", 0.9), ("what does delivery cost", "delivery_cost", 0.9))
    assert player.write(text, understand) == ["HL-204518 is cancelled.", "Delivery costs $4.90."]


def test_a_question_about_the_wish_confirms_nothing() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    assert player.write("can i cancel it later?", reading(("cancel_order", 0.9))) == ["Cancel HL-204518, $59.90?"]


def test_a_yes_with_another_order_is_a_yes_and_the_order_is_the_other_wish() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    text = "yes do that and where is HL-1"
    entities = (yes(), replace(code("HL-1"), start=25, end=29))
    whole = (("track_order", 0.9), ("cancel_order", 0.05))
    assert player.write(text, said(text, whole, entities=entities)) == ["HL-204518 is cancelled.", "HL-1 arrives on 27 November."]


def test_articles_answer_if_several_intents_are_sure_together() -> None:
    player = Player()
    assert player.write("who pays for sending it back", reading(("delivery_cost", 0.5), ("return_policy", 0.45))) == [
        "Delivery costs $4.90."
    ]
    assert player.effects[-2] == Retrieve("who pays for sending it back", "en", ("delivery_cost", "return_policy"))


def three_orders() -> tuple[str, Callable[[str], Understood]]:
    """A message about three orders, in which the words for the second and the third are read by themselves."""
    text = "where is HL-1, and where exactly is HL-2, and please send back HL-3"
    known = [replace(code(name), start=text.index(name), end=text.index(name) + 4) for name in ("HL-1", "HL-2", "HL-3")]

    def understand(words: str) -> Understood:
        wish = "return_item" if "send back" in words and "where" not in words else "track_order"
        entities = tuple(replace(e, start=words.index(e.text), end=words.index(e.text) + 4) for e in known if e.text in words)
        return reading((wish, 0.9), entities=entities, mood="negative")(words)

    return text, understand


def test_every_part_that_is_read_by_itself_is_served() -> None:
    player = Player()
    assert player.write(*three_orders()) == ["HL-1 arrives on 27 November.", "HL-2 arrives on 27 November.", "What is wrong?"]
    assert player.conversation.slots["order_code"] == "HL-3"


def test_the_mood_of_a_message_counts_once_however_many_parts_are_read() -> None:
    player = Player()
    player.write(*three_orders())
    assert (player.conversation.negative, player.conversation.mode) == (1, "bot")


def test_a_part_that_is_not_understood_is_asked_about_with_its_own_words() -> None:
    player = Player()
    player.write("cancel HL-1", reading(("cancel_order", 0.9), entities=(code("HL-1"),)))
    text = "yes, and how much does it cost"

    def understand(words: str) -> Understood:
        return reading(("delivery_cost", 0.3), ("track_order", 0.2), entities=(yes(),) if words == text else ())(words)

    assert player.write(text, understand) == ["HL-1 is cancelled.", "clarify"]
    player.write("delivery cost", choice="intent:delivery_cost")
    assert player.wanted(Retrieve) == [Retrieve("and how much does it cost", "en", ("delivery_cost",))]
