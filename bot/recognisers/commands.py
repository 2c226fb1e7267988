"""Words to the bot itself: never mind, say that again, start over, a person please; only where they are the whole message.

Some marks are no commands but help to read a message: ``without``, the customer does not know what was asked or has none, ``skip`` and
``refuse``, they pass on it or will not say, ``correct``, what was said is put right, and ``negated`` (see ``negations``), what was wished
is not.
"""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from bot.dialogue.events import Entity

PHRASES: dict[str, tuple[str, ...]] = {
    "cancel": (
        "never mind", "nevermind", "nvm", "forget it", "forget about it", "forget that", "leave it", "leave that", "drop it", "stop",
        "stop this",
        "stop it", "not now", "lets leave it", "doesnt matter", "it doesnt matter", "abort", "no never mind",
        "算了", "算了吧", "那算了", "还是算了", "算啦", "不弄了", "不办了", "不搞了", "不问了", "当我没说", "先这样吧", "先算了", "停",
        "停止", "没事了", "不用管了", "不麻烦了",
    ),
    "repeat": (
        "say that again", "say it again", "say again", "repeat", "repeat that", "repeat it", "can you repeat that",
        "could you repeat that", "come again",
        "what did you say", "pardon", "what was that", "once more", "one more time", "again",
        "再说一遍", "再说一次", "重复一遍", "重复一下", "再讲一遍", "没听清", "刚才说什么", "你说什么", "您说什么", "没看清", "再发一遍",
    ),
    "restart": (
        "start over", "start again", "restart", "reset", "begin again", "from the beginning", "start from the beginning",
        "new conversation", "start new",
        "lets start over", "start from scratch",
        "重新开始", "从头来", "从头开始", "重来", "重新来", "重新来过", "清空", "从新开始",
    ),
    "human": (
        "human", "agent", "operator", "person", "real person", "a person", "a human", "talk to a person", "talk to a human",
        "speak to a person",
        "speak to a human", "talk to someone", "speak to someone", "speak to somebody", "talk to an agent", "speak to an agent",
        "live agent", "live chat",
        "real human", "human agent", "customer service", "representative", "speak to a representative", "talk to a real person",
        "speak to a real person",
        "i want a person", "i want a human", "i want to talk to a person", "i want to speak to a person", "i want to talk to a human",
        "i want to speak to a human", "can i talk to a person", "can i talk to a human", "can i speak to a human",
        "can i speak to an agent", "can i speak to a person", "can i speak to someone",
        "can i talk to someone",
        "get me a human", "get me a person", "get me an agent", "connect me to an agent", "a colleague", "your colleague",
        "转人工", "人工", "人工客服", "真人", "真人客服", "找人工", "我要人工", "我要转人工", "要人工", "转接人工", "转客服",
        "我要找人工", "找真人", "我要真人",
        "接人工", "帮我转人工", "人工服务", "转人工客服", "叫人工", "请转人工", "我要找真人", "有人吗",
    ),
    "bot": (
        "go on with the bot", "go on with you", "go on with the assistant", "continue with the bot", "continue with the assistant",
        "id rather go on with the bot", "i would rather go on with the bot", "id rather talk to the bot", "let me talk to the bot",
        "talk to the bot", "back to the bot", "back to the assistant", "back to bot", "i dont want to wait", "i cant wait",
        "id rather not wait", "leave the queue", "no need for a person", "i dont need a person anymore",
        "继续跟机器人聊", "还是跟机器人聊", "我还是跟机器人聊", "跟机器人聊", "回到机器人", "转回机器人", "不等了", "我不等了",
        "不想等了",
        "不用人工", "不用人工了", "不需要人工", "不需要人工了", "不转人工了", "还是你来", "还是你来帮我",
    ),
    "without": (
        "i dont know", "i dont know it", "i dont have it", "i dont have one", "i dont have the code", "i dont know the code",
        "i dont have a code", "i dont have the number", "i dont know the number", "i dont have the order code",
        "i dont have the order number", "i dont know my order number", "i dont have my order number", "i dont remember", "i cant find it",
        "cant find it", "i cant find the code", "i lost it", "no idea", "no clue", "i have no idea", "i have no code",
        "i have no order number",
        "i deleted the email", "i didnt get an email", "i dont have the email", "i never got an email", "i never got a confirmation",
        "不知道", "我不知道", "不记得", "不记得了", "忘了", "忘记了", "我忘了", "没有订单号", "我没有订单号", "不知道订单号",
        "找不到", "找不到订单号", "找不到了",
        "我找不到", "我找不到订单号", "订单号忘了", "没有单号", "不知道单号", "邮件删了", "没收到邮件", "没收到确认邮件",
        "im not sure", "not sure", "dont know", "dunno", "i dunno", "idk", "dont remember", "i forgot", "i cant remember", "hard to say",
        "no clue sorry", "i really dont know", "i honestly dont know", "how should i know", "beats me",
        "不清楚", "我不清楚", "不太清楚", "不确定", "我不确定", "想不起来", "想不起来了", "记不清", "记不清了", "我也不知道",
        "不晓得", "没有这个",
        "我没有", "没有啊", "这个没有",
    ),
    "skip": (
        "skip", "skip it", "skip this", "skip that", "skip that one", "skip this one", "skip the question", "skip this question", "pass",
        "ill skip that", "ill pass", "lets skip that", "lets skip this", "can we skip that", "can we skip this", "can i skip that",
        "can i skip this", "next question", "move on", "lets move on", "next", "leave it empty", "leave it blank", "leave that blank",
        "rather not", "id rather not", "no thanks skip it",
        "跳过", "跳过吧", "跳过这个", "跳过这题", "先跳过", "可以跳过吗", "能跳过吗", "略过", "下一个", "下一题", "不填",
        "不填了", "先不填", "这个不填",
        "空着吧",
    ),
    "refuse": (
        "i wont tell you", "im not telling you", "i wont say", "i dont want to say", "i dont want to tell you", "id rather not say",
        "i would rather not say", "id prefer not to say", "i prefer not to say", "prefer not to say", "none of your business",
        "thats none of your business", "why do you need that", "why do you need to know", "why do you need to know that",
        "why do you need this", "what do you need that for", "what do you need it for", "why do you ask", "why are you asking",
        "thats private", "im not giving you that", "i wont give you that", "im not going to tell you", "no way", "you dont need that",
        "you dont need to know that", "i refuse",
        "不告诉你", "不想告诉你", "不想说", "我不想说", "不方便说", "不方便透露", "不方便", "不便透露", "为什么要这个",
        "要这个干嘛", "要这个做什么",
        "为什么要", "你要这个干什么", "问这个干嘛", "问这个干什么", "干嘛要这个", "隐私", "这是隐私", "这是我的隐私",
        "凭什么告诉你", "不给",
        "不想给",
    ),
}  # fmt: skip
MEANING = {phrase: command for command, phrases in PHRASES.items() for phrase in phrases}
LONG = tuple(phrase for phrase in MEANING if len(phrase) >= 8 and phrase.isascii())
CORRECTS = re.compile(
    r"\b(?:i meant?|i (?:meant to|wanted to) (?:say|write|type)|typo|mistyped|(?:wrong|not that) (?:code|number|order))\b"
    r"|打错|写错|说错|输错|弄错|应该是|(?:不是|不对).{1,16}(?:是|而是)",
    re.IGNORECASE,
)
"""Words that put right what was said before; they count wherever they stand."""

LONGEST = 48
LIKE = 90.0
POLITE = re.compile(
    r"^(?:(?:ok(?:ay)?|oh|hi|hey|hello|well|um+|no|please|pls|sorry|actually|just|ah|so|right)\s+)+|(?:\s+(?:please|pls|plz|now|thanks|"
    r"thank you|then|ok(?:ay)?|actually))+$"
)
CHINESE_POLITE = re.compile(r"^(?:你好|您好|请|麻烦|那|嗯|哎|唉|好吧|喂|给我|帮我)+")
CHINESE_PARTICLE = re.compile(r"(?:谢谢|吧|啊|呀|了|啦|哦|可以吗|行吗|好吗|一下|呢)$")


def command(text: str) -> Entity | None:
    """The command that the whole message is, if it is one; small typing mistakes are forgiven in longer phrases."""
    if len(text) > LONGEST:
        return None
    plain = re.sub(r"[^\w\s]", "", text.casefold().replace("’", "").replace("'", "")).strip()
    plain = re.sub(r"\s+", " ", re.sub(r"\b(?:please|pls|plz|just)\b", " ", plain)).strip()
    for form in forms(plain):
        if form in MEANING:
            return Entity("choice", MEANING[form], text, 0, len(text), "command")
    if len(plain) >= 8 and plain.isascii():
        near = process.extractOne(POLITE.sub("", plain), LONG, scorer=fuzz.ratio, score_cutoff=LIKE)
        if near:
            return Entity("choice", MEANING[near[0]], text, 0, len(text), "command")
    return None


def corrects(text: str) -> Entity | None:
    """The words that put something right, if there are any."""
    found = CORRECTS.search(text[:LONGEST])
    return Entity("choice", "correct", found[0], found.start(), found.end(), "command") if found else None


def forms(plain: str) -> Iterator[str]:
    """The message, and what is left of it without its polite words."""
    yield plain
    yield POLITE.sub("", plain)
    form = CHINESE_POLITE.sub("", plain)
    yield form
    while (shorter := CHINESE_PARTICLE.sub("", form)) != form:
        form = shorter
        yield form
