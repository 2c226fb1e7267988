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
    r"|谢|謝|多谢|感谢|感謝|真棒|真好|真行|真厉害|真厲害|厉害|厲害|太棒|好极了|好極了|呵呵|佩服|服了",
    re.IGNORECASE,
)
FAULT = re.compile(
    r"\bfor (?:nothing|nought|no help|making (?:me|us) wait|letting (?:me|us) down|(?:your|the) (?:mess|mistake|runaround)|"
    r"(?:wast|ruin|spoil|los|break|ignor|mess|delay|damag)ing)\b"
    r"|\b(?:late|broken|wrong|delayed|lost|missing|cancell?ed|damaged|nothing) again\b|\bagain (?:late|broken|wrong|delayed|nothing)\b"
    r"|\b(?:yet another|another|the (?:second|third|fourth)) (?:delay|mistake|wrong \w+|broken \w+)\b"
    r"|\bstill (?:nothing|no|not|missing|waiting|broken|late|hasn['’]?t|haven['’]?t)\b|\bno (?:reply|answer|help) (?:at all|whatsoever)\b"
    r"|又(?:延误|延誤|延迟|晚|坏|壞|错|錯|丢|丟|拖|推迟|破|碎)|还(?:是)?(?:没|不)|還(?:是)?(?:沒|不)|没人(?:理|管|回)|沒人(?:理|管|回)"
    r"|等了[^，。,.！!]{0,8}(?:天|周|月|年|小时|小時|星期|礼拜|禮拜)|毁了|毀了|白(?:等|跑|买|買)|才到|全家|耽误|耽誤",
    re.IGNORECASE,
)
TWICE = re.compile(
    r"^\W*(?:oh|well|wow|ah)?\W*(?:that['’]?s )?(?:just )?(great|brilliant|wonderful|fantastic|lovely|perfect|terrific)\W+just \1\W*$"
    r"|^\W*just (?:great|brilliant|wonderful|lovely|perfect|what i needed)\W*$",
    re.IGNORECASE,
)
"""Praise said twice, or drily: "oh wonderful. just wonderful"."""


def sarcastic(text: str) -> bool:
    """Whether a message praises in one breath with what went wrong."""
    return TWICE.search(text) is not None or (PRAISE.search(text) is not None and FAULT.search(text) is not None)


def no_thanks(text: str, wanted: Sequence[Intent], trace: list[Reason]) -> tuple[CannotHandle, ...]:
    """The command for a message that only seems to give thanks; none where it wants something besides, which is served."""
    if not wanted or not all(intent.reply for intent in wanted) or not sarcastic(text):
        return ()
    trace.append(Reason(REASON, True, f"sounds like {', '.join(intent.name for intent in wanted)}, beside what went wrong"))
    return (CannotHandle(REASON),)
