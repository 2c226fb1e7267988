"""Thanks and praise that are meant as the opposite: "great, late again, thanks a lot". A model that reads words hears thanks."""

import re
from collections.abc import Sequence

from bot.dialogue.commands import CannotHandle
from bot.dialogue.domain import Intent
from bot.dialogue.trace import Reason

REASON = "sarcastic"

PRAISE = re.compile(
    r"\b(?:thanks?|thank you|thx|cheers|great|brilliant|wonderful|fantastic|lovely|perfect|amazing|awesome|terrific|superb|nice|excellent|"
    r"marvell?ous|well done|bravo|congrat\w*|good (?:job|work))\b"
    r"|谢|謝|感谢|感謝|真棒|真好|真行|厉害|厲害|太棒|好极了|好極了|呵呵|佩服|服了",
    re.IGNORECASE,
)
FAULT = re.compile(
    r"\bfor (?:nothing|no help)\b(?! (?:else|to))"
    r"|\bfor (?:ruining|spoiling|wasting|losing|breaking|messing up|damaging) (?:my|our|everything)\b"
    r"|\bfor (?:letting (?:me|us) down|ignoring (?:me|us))\b"
    r"|\bfor making (?:me|us) wait (?:so long|again|for (?:\w+ )?(?:hours|days|weeks|months))\b"
    r"|(?:^|[.,!;:–-]\s*|\bso |\band )(?:it['’]?s |all )?"
    r"(?:late|broken|wrong|delayed|lost|missing|cancell?ed|damaged) again\b(?!\s+to\b)"
    r"|\byet another (?:delay|mistake|wrong|broken|cancell\w+)|\banother (?:delay|mistake)\b"
    r"|\bthe (?:second|third|fourth|fifth) (?:wrong|broken|damaged) \w+"
    r"|\b(?:weeks?|months?|ages|days)\b[^.!?]{0,12}\band (?:i['’]?m |we['’]?re )?still (?:no|not|nothing|waiting)\b"
    r"|又(?:(?:发|寄|送|装)?错(?!过)|延误|延誤|延迟|晚点|晚了|坏了|壞了|丢了|丟了|拖|推迟|破了|碎了)|过了才(?:到|来|送)|過了才(?:到|來|送)"
    r"|等了(?:整整|足足|快|都)?(?:\d+|[一两二三四五六七八九十几半多]+)个?(?:天|周|月|年|小时|小時|星期|礼拜|禮拜)(?![^。!！]*(?:就到|很快|收到|到了))"
    r"|没人(?:理|管|回)(?![^。!！]*也能)|沒人(?:理|管|回)|毁了(?:我|孩子|她|他|大家)|毀了(?:我|孩子|她|他|大家)|白(?:等|跑)了?|谢谢?你们?全家",
    re.IGNORECASE,
)
TWICE = re.compile(
    r"^\W*(?:oh|well|wow|ah)\b\W*(?:that['’]?s )?(?:just )?(great|brilliant|wonderful|fantastic|lovely|perfect|terrific)\W+just \1\W*$",
    re.IGNORECASE,
)
"""Praise said twice, drily: "oh wonderful. just wonderful"."""
CONTENT = re.compile(
    r"\bno (?:worries|rush|hurry|problem|longer)\b|\bnever mind\b|\bcan wait\b"
    r"|\b(?:not|n['’]t|never) (?:\w+ )?(?:late|broken|wrong|delayed|lost) again\b"
    r"|没关系|沒關係|没事|不急|不着急|别急|不要紧",
    re.IGNORECASE,
)


def sarcastic(text: str) -> bool:
    """Whether a message praises in one breath with what went wrong."""
    if TWICE.search(text):
        return True
    return PRAISE.search(text) is not None and FAULT.search(text) is not None and CONTENT.search(text) is None


def no_thanks(text: str, wanted: Sequence[Intent], trace: list[Reason]) -> tuple[CannotHandle, ...]:
    """The command for a message that only seems to give thanks; none where it wants something besides, which is served."""
    if not wanted or not all(intent.reply for intent in wanted) or not sarcastic(text):
        return ()
    trace.append(Reason(REASON, True, f"sounds like {', '.join(intent.name for intent in wanted)}, beside what went wrong"))
    return (CannotHandle(REASON),)
