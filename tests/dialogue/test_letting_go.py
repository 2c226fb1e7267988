"""Customers in the queue who no longer need a person, and what they ask in the same message."""

from dataclasses import replace

import pytest

from bot.dialogue.events import Entity, Understood
from bot.dialogue.letting_go import beside, lets_go
from tests.dialogue.shop import Player, code, command, reading

HUMAN = reading(("human_agent", 0.95))


def read(text: str) -> Understood:
    """A reading like that of the models and recognisers: a question about an order is seen only if the message says nothing else."""
    alone = text in ("just tell me where HL-204518 is", "where is HL-204518?", "订单HL-204518到哪了", "帮我查订单HL-204518")
    return reading(("track_order", 0.95) if alone else ("human_agent", 0.9), entities=(code(),) if "HL-204518" in text else ())(text)


def waiting() -> Player:
    player = Player()
    player.write("person please", HUMAN)
    assert player.conversation.mode == "queued"
    return player


@pytest.mark.parametrize(
    "text",
    [
        "never mind, I found it",
        "forget it",
        "算了",
    ],
)
def test_never_mind_does_what_the_button_does(text: str) -> None:
    player = waiting()
    assert player.write(text, reading(entities=(command("cancel"),))) == ["out_of_queue"]
    assert player.conversation.mode == "bot"


@pytest.mark.parametrize(
    "text",
    [
        "I don’t need a person any more, I found it",
        "no need for a human anymore",
        "ok forget the agent - thanks",
        "i don't need a person anymore",
        "cancel the handover",
        "please cancel the handover",
        "no person needed",
        "take me out of the queue",
        "不用人工了",
        "不想要人工了",
        "那不需要客服了，谢谢",
        "不用人工了，我想起来了",
        "算了我自己查到了",
    ],
)
def test_a_customer_may_say_in_many_ways_that_no_person_is_needed(text: str) -> None:
    player = waiting()
    assert player.write(text, read) == ["out_of_queue"]
    assert player.conversation.mode == "bot"


@pytest.mark.parametrize(
    "text",
    [
        "fine, forget the person, just tell me where HL-204518 is",
        "不想等人工了，订单HL-204518到哪了",
        "never mind, just tell me where HL-204518 is",
        "never mind, where is HL-204518?",
        "never mind — where is HL-204518?",
        "算了，订单HL-204518到哪了",
        "不用人工了，帮我查订单HL-204518",
        "不用人工了帮我查订单HL-204518",
    ],
)
def test_what_is_asked_in_the_same_message_is_answered_without_a_greeting(text: str) -> None:
    player = waiting()
    assert player.write(text, read) == ["HL-204518 arrives on 27 November."]
    assert player.conversation.mode == "bot"


def test_a_question_before_the_words_that_drop_the_person_is_answered_too() -> None:
    player = waiting()
    said = player.write(
        "where is HL-204518? I don't need a person anymore",
        reading(("track_order", 0.9), entities=(code(),)),
    )
    assert said == ["HL-204518 arrives on 27 November."]


@pytest.mark.parametrize(
    "text",
    [
        "don't forget the person please",
        "why don't you have a real person?",
        "I don't want a bot, I want a person",
        "I don't want the agent from yesterday",
        "I don't need an agent, I need a supervisor",
        "forget it, I want your manager",
        "不要机器人，要人工",
        "怎么还不转人工",
        "为什么不转人工了",
        "不用人工吗",
        "算了我还是等人工吧",
        "不想排队，现在就要人",
        "算了，多久能有人？",
        "算了我已经等了三天了",
        "I don't want to wait! how long does it take?",
        "I don't want to wait for a person! how long does it take?",
    ],
)
def test_a_customer_who_still_wants_a_person_stays_in_the_queue(text: str) -> None:
    player = waiting()
    assert player.write(text, read) == ["in_queue"]
    assert player.conversation.mode == "queued"


@pytest.mark.parametrize(
    "text",
    [
        "never mind the shirt, it's the shoes that are broken",
        "never mind the typo, it's HL-204518",
        "never mind my order code, it's the refund I am after",
        "never mind the last one, it is HL-204518",
        "never mind, it is the green one",
        "nvm, my order is HL-204518",
        "nvm the last message, can you tell them it's HL-204518?",
        "nvm, can you tell them it's HL-204518?",
        "never mind the fever, he has a rash now",
        "never mind the rate, I need 5000 more",
    ],
)
def test_a_correction_or_an_addition_is_for_the_person(text: str) -> None:
    player = waiting()
    assert player.write(text, read) == ["in_queue"]
    assert player.conversation.mode == "queued"


@pytest.mark.parametrize(
    "text",
    [
        "forget it, can I give him ibuprofen?",
        "算了，孩子发烧40度，我要怎么办",
        "never mind the fees, what should I buy?",
    ],
)
def test_a_question_that_names_nothing_to_look_up_is_for_the_person(text: str) -> None:
    player = waiting()
    assert player.write(text, read) == ["in_queue"]
    assert player.conversation.mode == "queued"


def test_an_amount_or_a_choice_in_a_question_cannot_be_looked_up() -> None:
    for entity in (Entity("choice", "yes", "has", 14, 17, "answer"), Entity("money", 40, "40", 22, 24, "amount")):
        assert not lets_go(reading(entities=(entity,))("forget it, he has now 40, what should I do?"))


@pytest.mark.parametrize(
    "text",
    [
        "I don't need a transfer, I need my money",
        "I don't need a person, I need my money",
        "I need my money, I don't need a person",
        "forget that, I need this solved today",
        "不用客服，直接退款就行",
        "不用客服帮我选，直接退款就行",
    ],
)
def test_a_customer_who_says_what_they_need_without_asking_the_bot_stays_in_the_queue(text: str) -> None:
    player = waiting()
    assert player.write(text, read) == ["in_queue"]
    assert player.conversation.mode == "queued"


def test_a_customer_who_says_never_mind_but_waits_stays_in_the_queue() -> None:
    player = waiting()
    assert player.write("ok never mind, I'll wait", reading(entities=(command("cancel"),))) == ["in_queue"]
    assert player.conversation.mode == "queued"


def test_polite_words_beside_those_that_drop_the_person_are_not_a_wish() -> None:
    for text in ("forget the person, thanks", "不用人工了谢谢"):
        read = reading()(text)
        assert (lets_go(read), beside(read)) == (True, "")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("I don't want to wait", "bot"),
        ("i cant wait", "bot"),
        ("I’d rather not wait!", "bot"),
        ("I'm not waiting any longer", ""),
        ("so tired of waiting", ""),
        ("不等了", "bot"),
        ("我不想等了", "bot"),
        ("等不及了", ""),
        ("唔想等喇", ""),
    ],
)
def test_a_customer_who_only_dislikes_waiting_keeps_the_place_and_hears_how_to_leave(text: str, mark: str) -> None:
    player = waiting()
    for _ in range(2):
        assert player.write(text, reading(entities=(command(mark),) if mark else ())) == ["place_kept"]
        assert player.conversation.mode == "queued"


@pytest.mark.parametrize(
    "text", ["I don't want to wait, let me talk to the bot", "不等了，还是你来吧", "不想等人工了", "leave the queue, I won't wait"]
)
def test_a_customer_who_asks_for_the_bot_leaves_the_queue(text: str) -> None:
    player = waiting()
    assert player.write(text, reading(entities=(command("bot"),))) == ["out_of_queue"]


@pytest.mark.parametrize(
    "text", ["the driver would not wait and took the parcel back", "how long do I have to wait?", "我等着", "I can wait"]
)
def test_a_remark_or_a_question_about_waiting_is_for_the_person(text: str) -> None:
    player = waiting()
    assert player.write(text, reading()) == ["in_queue"]


def test_a_customer_held_by_an_alarm_is_not_told_how_to_leave() -> None:
    player = waiting()
    player.conversation = replace(player.conversation, held=True)
    assert player.write("I don't want to wait", reading(entities=(command("bot"),))) == ["in_queue_held"]
    assert player.conversation.mode == "queued"
