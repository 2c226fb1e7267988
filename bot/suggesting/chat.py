"""Recognises replies that are only chat: they greet, thank or ask for patience, and would answer no other customer's question."""

import re

from bot.suggesting.gaps import without
from retrieval.chunks import SHORTEST_ANSWER, length

CLAUSE = re.compile(r"[.!?,;:。！？，；：\n—–]+(?!\d)|\s(?:and|but|then)\s(?=I\b)")
"""Matches the boundary between two clauses of a reply: "you can send it back, and I'll check the label"."""

STALLING = re.compile(
    r"\b(?:one|a|just a) (?:moment|minute|min|second|sec)\b(?! (?:later|ago|after))|\bbear with me\b|\b(?:hold|hang) on\b"
    r"|\b(?:let me|i(?:['’]ll| will| am going to|['’]m going to)|i['’]d like to) (?:just |quickly |first )*"
    r"(?:check|look|have a look|see|find out|ask|get back|be right back|look into)\b"
    r"|\bi(?:['’]m| am) (?:just |still )?(?:checking|looking)\b|\bthanks? (?:you )?for (?:your patience|waiting|bearing)\b"
    r"|稍等|稍候|等一下|等等哦|我(?:来|先|再|去|这就|现在)*(?:帮|替|为)?(?:您|你)?(?:查|看|问|核实|确认)(?:一下|下|看|一查)"
    r"|正在(?:为|帮)?(?:您|你)?(?:查|看|核实|处理)|马上(?:为|帮)?(?:您|你)?(?:查|看|处理)|(?:感谢|谢谢)(?:您|你)?的?(?:耐心)?等[待候]",
    re.IGNORECASE,
)
"""Matches a clause that asks for patience or says what the operator is about to do, which is no answer yet."""

COURTESY = re.compile(
    r"^\s*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|thanks?(?: you)?(?: (?:so |very )?much| a lot)?"
    r"|you['’]re welcome|my pleasure|no (?:problem|worries)|great|perfect|ok(?:ay)?|sure|of course|certainly"
    r"|(?:i['’]m |i am |we['’]re |we are )?(?:so |very |really )?sorry(?: (?:about|for|to hear) (?:that|this|the \w+))?"
    r"|glad (?:to|i could) help|happy to help|(?:have|enjoy) (?:a|the|your) (?:nice|good|great|lovely|rest|day|evening|weekend).*"
    r"|bye|goodbye|take care|(?:is there )?anything else.*|(?:how|what) (?:can|may) i (?:help|do).*)\b"
    r"|您好|你好|不客气|(?:谢谢|感谢)(?:您|你)?|(?:非常|很)?抱歉|对不起|不好意思|好的|没问题|再见"
    r"|请问有什么.*|还有(?:什么|其他|别的).*|祝(?:您|你).*)[\s,，、:：~!！。.]*",
    re.IGNORECASE,
)
"""Matches the polite beginning of a clause; the rest of it may still be an answer."""


def chat(said: str) -> bool:
    """Whether a reply is only chat: without courtesy, gaps and pleas for patience, it is shorter than the shortest past answer."""
    return length(" ".join(substance(without(said)))) < SHORTEST_ANSWER


def substance(said: str) -> list[str]:
    """The clauses that say something, without their polite beginnings."""
    clauses = (one for one in CLAUSE.split(said) if not STALLING.search(one))
    return [rest for clause in clauses if (rest := COURTESY.sub("", clause).strip())]
