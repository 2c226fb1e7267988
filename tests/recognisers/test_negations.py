import pytest

from tests.recognisers.reading import read
from tests.recognisers.test_answers import each

NEGATED = """
don't cancel my order 728463!|dont cancel it|don’t cancel my order|
i don't want to cancel, just want to know where it is|i want to cancel 137849 actually no i don't|
cancel my order 123456 never mind|I'd like to cancel my order. Actually no, keep it|
cancel 204518. wait no don't|别取消我的订单|我说不要取消|我不想取消订单了，只想知道什么时候到 771203|no longer want to cancel|
i no longer want to cancel my order|please do not cancel HL-204518|I do not want you to cancel my order|
i don't want it cancelled|i never asked to cancel|i'm not cancelling, just asking|
Don't you dare cancel my order|I didn't ask you to cancel it|算了不取消了|先不取消了|还是不取消了|千万别取消|取消订单，算了|
不是要取消，是要改地址|别把我的单取消了|i don't want to return it anymore|不退了|
不退了,我留着吧|我不想退了，留着吧|不换了，就这样吧|don't return it|I said don't cancel|
please don't cancel anything|没说要取消|我没让你取消|i do not wish to cancel or change anything|
"""

MEANT = """
why don't you cancel my order|can't you cancel it|i don't want it anymore, cancel it|不要了，帮我取消|我不想要了|
don't you deliver to Leeds?|it doesn't work|don't you cancel orders?|
if you don't cancel my order i'll complain|why didn't you cancel it|you didn't cancel my order|
please dont send it!!!|要不要取消|为什么不取消|怎么还不取消|能不能取消|取消不了|不取消的话会怎样|别的订单取消|不要了 取消吧|
不想要了可以撤吗|特别想取消|不能取消吗|
cancel my order|i don't need the order anymore, cancel it please.|don't forget to cancel my order|
I don't want a refund, I want an XL|我不想退款|not cancelled yet?|why is it not cancelled|is it cancelled or not|
不退了，帮我换一个|不退了，我要投诉|
还没取消吗|要不取消吧|don't want this order cancel it|dont want it cancel|不等了 取消算了|i never got it, cancel|
don't cancel 204518, cancel 771203 instead|i do not know how to cancel|don't bother, just cancel|我不要了取消|
do not ship, cancel|如果不取消会怎样|i can't cancel|would you not cancel it for me|
"""


def marked(text: str) -> list[str]:
    return [e.text for e in read(text) if e.slot == "command" and e.value == "negated"]


@pytest.mark.parametrize("text", each(NEGATED))
def test_a_wish_that_is_taken_back_is_marked(text: str) -> None:
    assert len(marked(text)) == 1


@pytest.mark.parametrize("text", each(MEANT))
def test_a_wish_that_is_meant_is_not_taken_for_its_opposite(text: str) -> None:
    assert marked(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("i don't want to cancel, just tell me when it comes", "don't want to cancel"),
        ("i want to cancel 137849 actually no i don't", "actually no i don't"),
        ("我不想取消订单了，只想知道什么时候到 771203", "不想取消订单"),
    ],
)
def test_the_mark_covers_the_words_that_take_the_wish_back(text: str, words: str) -> None:
    assert marked(text) == [words]
