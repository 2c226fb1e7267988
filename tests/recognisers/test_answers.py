import pytest

from tests.recognisers.reading import read, values

YES = """
yes|Yes!|yep|yeah sure|sure|ok|okay then|Ok, cancel it|ok cancel it|yes but change the address too|no problem|please do|
go ahead|why not|correct|yes please|that works|y|👍|sounds good|of course|oh yes|um yeah|yes, HL-204518|absolutely|do it|
yes yes|right|fine|okay go ahead please|that one, yes|没问题|好的|好|可以|行|嗯|对|是的|对对对|好的谢谢|可以的|嗯嗯|要|好呀|
系|係|係呀|係嘅|梗係|係，唔該|冇問題|得㗎|唔，好的|行吧|确定|好，取消吧|可以，帮我取消|没错|是|当然|好的但是快一点|取消吧|就这样|麻烦您了|对的，就是这个|ＯＫ|
"""

NO = """
no|No thanks|nope|nah|not yet|not really|no, thats wrong|dont|no thank you|absolutely not|never|no need|i dont think so|
no i want the blue one|rather not|no but thanks|wrong|please don’t|neither|no it is not|不|不用|不用了|不是|不要|没有|不行|
还没|先不|none|none of that|nothing like that|not one of them|nothing of the kind|none whatsoever|这些都没有|以上都没有|一个都没有|
啥都没有|什么都没有|same, no company|不对|不需要|不了谢谢|没|不可以|暂时不用|不，我要换别的|不要了|先别取消|不想|
問過了都沒有|问过了，都没有|看了一圈，没有|检查过了都没有的|
唔使|唔使喇唔該|唔係|唔係呀|唔好|唔要|唔得㗎|冇|唔好取消|唔係，係第二張單|
"""

NEITHER = """
no idea|where is my parcel|ok so where is my parcel?|no clue|not sure|i have no shoes|okay but when?|maybe|
I ordered the kettle|yes?|no one came|right so when will it come|no order code here|fine day today isnt it?|what?|可以吗|
不知道|不好意思|不清楚|好慢啊|没收到货|对了 还有个问题|行李箱有货吗|是不是发错了|好久没到|要是没货怎么办|我的订单到哪了|
好像是|不一定|不错|好吗|可以换吗|没想到这么慢|maybe|not sure yet|hm not sure yet tbh|sorry no, i meant the tote|no, i meant the other one|
no no sorry, wrong order|wrong address on HL-204518, can you change it|
我要報損|我要改收货地址|我要退衬衫|那个我也要看看|go on holiday tomorrow|
none of your business|nothing works|nothing arrived|none left|什么都没收到|一个都没有发货|啥都没吃|这些都要|全部退掉|
关系不大|關係唔大|没关系|係唔係真人|係咪改咗|系统出错了|系列产品有货吗|唔該|唔知|唔好意思|對唔住|有冇貨|得唔得|啱啱收到|要係冇貨點算|
看过了没有|问过客服了都没有回复|
Smith & Sons|Y & Sons|N & Co|Right & Co|好要多久|是这个吗|是这样的，我的包裹没到|再看看吧|是这单的发票吗|
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


HALF = """
hmm ok but i'd rather change the colour|yes but only the shirt|ok wait|yes, however I want the blue one|yes except the kettle|
ok, let me think about it|ok, how long does it take|yeah hold on, what about the points|okay i'd rather exchange it|
yes... actually hang on|yes but wait, first tell me when the refund comes|okay just the lamp|alright, but the address is wrong|
ok instead change the size to L|yes although I want the other one|sure, one moment|好的，但是我想换个颜色|可以，不过先告诉我什么时候退款|
行，可是我已经搬家了|嗯 还是换个颜色吧|好的，等等|是的，只是我想换蓝色|好吧，我再想想|可以，等一下|
"""

STILL_YES = """
yes but please be quick|yes actually|yes, i can't wait any longer|ok wait, actually yes|ok but hurry|sure why not|
yes please, even though I liked it|yes no problem|it did|可以，不过请快一点|好的，麻烦别再寄错了|
"""

KEPT = """
算了不取消了|先不取消了|别取消|不要取消|keep it|Keep it please|leave it as it is|don't cancel it|please don't|please don't cancel it|
no longer want to cancel|留着吧|还是保留吧|I'll keep it|I've changed my mind, keep the order|leave it alone|ok, keep it|
yes, actually no|ok, no|fine, never mind|好吧，不取消了|好的不用了谢谢|我不想取消了|先留着|it didn't|i don't want to|
"""

STILL_NO = "no, but change the address|no actually I want the blue one|不用了，但是帮我改一下地址|no, don't cancel it"
TAKEN_BACK = "no wait, cancel it|no actually go ahead|不用了，还是取消吧|不，等等，还是要吧"

ABOUT_THE_GOODS = """
i don't want it anymore, cancel it|I don't need the order anymore, cancel it please.|please dont send it|不要了，帮我取消|我不想要了|
don't you deliver to Leeds?|it doesn't work|can I keep it?|leave it at the neighbours|
"""


@pytest.mark.parametrize("text", each(HALF))
def test_a_yes_that_a_contrast_follows_is_no_yes(text: str) -> None:
    assert values(text, "boolean") == []


@pytest.mark.parametrize("text", each(STILL_YES))
def test_a_yes_stays_one_where_what_follows_agrees(text: str) -> None:
    assert values(text, "boolean") == [True]


@pytest.mark.parametrize("text", each(KEPT))
def test_whoever_leaves_things_as_they_are_says_no(text: str) -> None:
    assert values(text, "boolean") == [False]


@pytest.mark.parametrize("text", each(STILL_NO))
def test_a_no_stays_one_where_the_rest_wants_something_else(text: str) -> None:
    assert values(text, "boolean") == [False]


@pytest.mark.parametrize("text", each(TAKEN_BACK))
def test_a_no_that_is_taken_back_is_no_answer(text: str) -> None:
    assert values(text, "boolean") == []


@pytest.mark.parametrize("text", each(ABOUT_THE_GOODS))
def test_not_wanting_the_goods_is_no_answer(text: str) -> None:
    assert values(text, "boolean") == []


@pytest.mark.parametrize(("text", "said"), [("我不想", "不想"), ("那好的", "好的"), ("that one, yes", "yes")])
def test_an_answer_says_where_it_stands(text: str, said: str) -> None:
    (entity,) = (e for e in read(text) if e.kind == "boolean")
    assert (entity.text, text[entity.start : entity.end]) == (said, said)
