import pytest

from tests.recognisers.reading import read
from tests.recognisers.test_answers import each

CANCEL = """
oh forget it, i dont need the invoice anymore|oh forget about it, ill glue it|算了 还是寄原来那里吧|没事了 老公说他要穿|算了不开了|
算了不换了|oh never mind, my neighbour wants it|forget it because my husband found it|leave it, it's not worth it|算了，我自己修好了|
sorry, never mind, i found the email|Never mind. It just arrived!|没事了，已经收到了|算了吧 太麻烦了|nvm, thanks|
never mind, back to the bot|算了，还是你来
"""
REPEAT = """
没看清 再说一遍|麻烦您再说一遍好吗，我没戴眼镜|sorry can you say that again|say that again, i was away|pardon? i didnt hear that|
能再说一遍吗|
could you repeat that, my glasses are off|
"""
RESTART = """
重来重来|no no reset, lets start over|can we start from scratch please|ok start over, i messed up|算我没说 重新开始|start over, sorry
"""
WITHOUT = """
no idea love, he's at work till six|dunno that, accounting has it|hm not sure yet tbh|hm i dont know, what would you do|
i dont know that, my husband ordered it|dont know what its called|找不到啊，都是我女儿给我弄的|说不上来叫啥|说不上来叫啥 就那个啥|
I don't have one, we are only a small parish|没有税号|哎呀，这个单号我不记得了|这个我也不清楚诶|不知道诶 随便吧|税号没有|
we don't have a vat number|sorry, i havent got the number with me|不知道叫什么|no vat number|i don't know which one|
I honestly don't remember, it was my wife who ordered|我忘了订单号|cant find the email|
"""
SKIP = """
no vat number, skip|税号没有 跳过|跳过跳过|can we skip that please|I'd like to skip this question|不填了，直接开|just do it without one|
please skip the vat number|skip that, we're a charity|这个跳过吧|
"""
REFUSE = """
not telling you my order code|im not typing my address into a chat, thats private|why would i give a robot my order number, no|
都说了不想给|
i said i'm not giving it to you|no, i dont want to give that out|凭什么要我给订单号 不给|住址我不方便发在这上面|
I'd rather not share my address here|
no i wont|我不想告诉你|why should i tell you that|不方便透露|
"""
BOT = """
不等了 还是你来吧|i dont want to wait, id rather go on with the bot|不想等了，还是你来
"""
HUMAN = """
i want to exchange the shoes from 402917 but id rather sort it out with a human being|i want to talk to somebody real before i do that|
its complicated, can a colleague of yours do this with me|no clue then. can a human look|跟你说不清 给我转人工|ok get me someone then|
cancel HL-204518, or let me speak to a person|别废话了 我要找真人|
"""
NONE = """
never mind the box, where is my order|never mind the delay, just send it|
unsubscribed twice and still getting your ads every morning. stop it|
pls confirm whether payment went to paypal or to card. cant find it|skip the queue|can i skip the line|forget it, where is my order|
forget it, cancel 204518|never mind, i'd rather have the large one|算了多少钱|算了给我换L码|算了 帮我查下204518|算了 蓝色吧|
算了给你吧 204518|
算了不取消了|i dont know where my order is|no idea where my parcel is, can you check|i dont have my parcel|not sure which size to take|
i dont know how to return it|why do you not give me my money|im not giving you a good rating|you are not telling me anything|
i am not saying the address is wrong|i have no heating|hi again, i was away|hello again|不知道什么时候到|我不知道怎么退|为什么不给我退款|
你们怎么还不发货|没有收到|没有收到货|没货了吗|找不到你们的店|凭什么不给我退款|忘了带钥匙|
i talked to a person yesterday and she said it comes today|
when can i speak to a person|转人工要等多久|不用转人工|the agent told me it would be here|there is no person in the shop|
i dont want to give it to my sister|the number is wrong, not the address|i forgot my bag in the shop|i lost my parcel|
somebody else has it|again and again the same|stop sending mails, cancel my newsletter|no number on the parcel, where is it|
i dont know, large|not sure, maybe the Fjord kettle|算了，L码就L码|without the lid it is useless|换人工费多少|
"""
ALL = {
    "cancel": CANCEL,
    "repeat": REPEAT,
    "restart": RESTART,
    "without": WITHOUT,
    "skip": SKIP,
    "refuse": REFUSE,
    "bot": BOT,
    "human": HUMAN,
}


def command(text: str) -> str | None:
    return next((str(e.value) for e in read(text) if e.slot == "command" and e.value in ALL), None)


@pytest.mark.parametrize(("meant", "text"), [(meant, text) for meant, lines in ALL.items() for text in each(lines)])
def test_a_command_is_heard_beside_manners_and_reasons(meant: str, text: str) -> None:
    assert command(text) == meant


@pytest.mark.parametrize("text", each(NONE))
def test_a_message_that_wants_something_else_is_no_command(text: str) -> None:
    assert command(text) is None


def test_a_command_beside_a_reason_covers_its_own_words_alone() -> None:
    (entity,) = (e for e in read("sorry my wife says forget it, i dont need the invoice anymore, forget it") if e.slot == "command")
    assert entity.text == "forget it"
