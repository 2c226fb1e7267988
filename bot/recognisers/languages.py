"""Requests for another language: "English please", 用中文; they count only if the message says little else."""

import re

from bot.dialogue.events import Entity

NAMES = {
    **dict.fromkeys(("english", "inglish", "英文", "英语"), "en"),
    **dict.fromkeys(("chinese", "mandarin", "中文", "汉语", "普通话", "国语"), "zh"),
}
NAME = "|".join(NAMES)
ENGLISH = re.compile(
    rf"^(?:(?:hi|hello|hey|sorry|excuse me|please|pls|ok(?:ay)?|no|but|can|could|may|would|do|i(?:'d)?|you|we|to|want|need|prefer|"
    r"like|speak|talk|write|answer|reply|respond|continue|chat|use|switch|change|go|back|it|this|that|me|in|into|only|have|is|there|an?|possible)[\s,.!]+)*"
    rf"(?P<name>{NAME})(?:[\s,.!]+(?:please|pls|plz|thanks|thank you|instead|only|version|language|now|bitte))*[\s,.!?]*$",
    re.IGNORECASE,
)
CHINESE = re.compile(
    rf"^(?:你好|您好|请问?|麻烦|能不能|可不可以|可以|能|会|我想|我要|我们|咱们|你们?|您|还是|改|换|换成|"
    rf"切换|切换到|转|成|到|用|说|讲|写|回复?|回答|跟我|给我|[，,\s])*"
    rf"(?P<name>{NAME})(?:来|说|讲|写|聊|沟通|交流|服务|回复?|回答|跟我|版|模式|界面|"
    r"吗|吧|呢|么|行吗|可以吗|好吗|谢谢|哦|啊|话|[。！!？?，,\s])*$",
    re.IGNORECASE,
)
LONGEST = 60


def language(text: str) -> Entity | None:
    """The language that the message asks for, as a command: ``language:en`` or ``language:zh``."""
    if len(text) > LONGEST:
        return None
    found = ENGLISH.match(text) or CHINESE.match(text)
    return Entity("choice", f"language:{NAMES[found['name'].lower()]}", text, 0, len(text), "command") if found else None
