import pytest

from tests.recognisers.reading import values

YES = """
yes|Yes!|yep|yeah sure|sure|ok|okay then|Ok, cancel it|ok cancel it|yes but change the address too|no problem|please do|
go ahead|why not|correct|yes please|that works|y|👍|sounds good|of course|oh yes|um yeah|yes, HL-204518|absolutely|do it|
yes yes|right|fine|okay go ahead please|that one, yes|没问题|好的|好|可以|行|嗯|对|是的|对对对|好的谢谢|可以的|嗯嗯|要|好呀|
行吧|确定|好，取消吧|可以，帮我取消|没错|是|当然|好的但是快一点|取消吧|就这样|麻烦您了|对的，就是这个|ＯＫ|
"""

NO = """
no|No thanks|nope|nah|not yet|not really|no, thats wrong|dont|no thank you|absolutely not|never|no need|i dont think so|
no i want the blue one|rather not|no but thanks|wrong|please don’t|neither|no it is not|不|不用|不用了|不是|不要|没有|不行|
还没|先不|不对|不需要|不了谢谢|没|不可以|暂时不用|不，我要换别的|不要了|先别取消|不想|
"""

NEITHER = """
no idea|where is my parcel|ok so where is my parcel?|no clue|not sure|i have no shoes|okay but when?|maybe|
I ordered the kettle|yes?|no one came|right so when will it come|no order code here|fine day today isnt it?|what?|可以吗|
不知道|不好意思|不清楚|好慢啊|没收到货|对了 还有个问题|行李箱有货吗|是不是发错了|好久没到|要是没货怎么办|我的订单到哪了|
好像是|不一定|不错|好吗|可以换吗|没想到这么慢|
"""


def each(lines: str) -> list[str]:
    return [text for text in lines.replace("\n", "").split("|") if text]


@pytest.mark.parametrize("text", each(YES))
def test_yes_is_understood_in_many_shapes(text: str) -> None:
    assert values(text, "boolean") == [True]


@pytest.mark.parametrize("text", each(NO))
def test_no_is_understood_in_many_shapes(text: str) -> None:
    assert values(text, "boolean") == [False]


@pytest.mark.parametrize("text", each(NEITHER))
def test_what_only_sounds_like_an_answer_is_none(text: str) -> None:
    assert values(text, "boolean") == []


@pytest.mark.parametrize("text", ["no screws in the box how am I supposed to build this", "oh no, I bought too early"])
def test_a_no_that_belongs_to_a_thing_is_no_answer(text: str) -> None:
    assert values(text, "boolean") == []
