"""Messages that say an answer missed the question."""

import pytest

from bot.dialogue.events import Entity
from bot.recognisers.commands import command
from bot.recognisers.missed import misses

SAID = """
that's not what i asked
that is not what I asked for
not what I asked
no that's not what I asked
that doesn't answer my question
that doesnt really answer my question
that didn't answer my question
this isn't what I wanted to know
you didn't answer my question
you did not answer my question!
you haven't answered my question
that is not an answer
That's not the answer I needed
but that's not my question
you misunderstood me
you misunderstood my question
you missed my point
that has nothing to do with my question
i didn't ask that
i never asked about that
wrong answer
read my question again please
that wasn't what I meant
that's not what i meant
it's not what i want to know
you're not answering my question
you are not answering me
answer my question please
这不是我问的
不是，我问的不是这个
我问的不是这个
我要问的不是这个
你没有回答我的问题
您没回答我的问题啊
答非所问
你答非所问
这跟我的问题没关系
你理解错我的意思了
我不是这个意思
我没问这个
这不是我想要的答案
還是沒有回答我的問題
不是这个问题
"""
OTHERS = """
that's not what I ordered
not what i ordered
I asked for a blue one
that's not the one I want
that's not my order
that's not my address
what I asked for was a refund
can you answer my question
i have a question
you didn't refund me
you haven't sent it
it doesn't work
that is not right
that's wrong
is that not what I paid for
that's not it
i want to ask about that
answer
no
the answer is no
this isn't what I wanted, I ordered a lamp
you misunderstood, I want to cancel HL-204518
没有收到
我没收到货
这不是我买的
我问一下订单
这不是我的订单
你们没发货
没有
不是
我要的不是这个颜色
这不是我要的颜色
没有问题
没回我邮件
你们客服没有回复我
"""


@pytest.mark.parametrize("text", SAID.split("\n")[1:-1])
def test_a_missed_question_is_heard_in_the_words_that_people_use_for_it(text: str) -> None:
    """In both languages."""
    assert misses(text)


@pytest.mark.parametrize("text", OTHERS.split("\n")[1:-1])
def test_a_wrong_article_or_address_is_no_missed_question(text: str) -> None:
    """Nor is what says more than that: it is read for what it says."""
    assert not misses(text)


def test_it_is_a_mark_beside_other_commands() -> None:
    """The dialogue decides what it is about."""
    assert command("That's not what I asked!") == Entity("choice", "missed", "That's not what I asked!", 0, 24, "command")
