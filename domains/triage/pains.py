"""Tummy pain whose place or force says more than its name, English and Chinese."""

import re
from collections.abc import Mapping

from bot.advice.triage.case import Answer
from bot.simplified import simplified

PAIN, SEVERE, RIGHT_SIDE = "腹痛", "腹痛剧烈", "右下腹痛"
TUMMY = r"(?:tummy|belly|stomach|abdomen|abdominal)"
HURTS = r"(?:pains?|aches?|hurts?|hurting|sore|cramps?)"
NO_CLAUSE = r"[^，。,.;；！!？?\n]"
RIGHT = r"(?:lower right|right(?:-hand)? side|bottom right)"
BELLY = r"(?:小?肚子?|小?腹部?)"
ON_THE_RIGHT = re.compile(
    rf"(?:\b{TUMMY}\b[^.;!?]{{0,25}}\b{HURTS}|\b{HURTS}\b[^.;!?]{{0,25}}\b{TUMMY})\b[^.;!?]{{0,25}}\b{RIGHT}\b|"
    rf"\b{RIGHT}\b[^.;!?]{{0,15}}\b{TUMMY}\b[^.;!?]{{0,15}}\b{HURTS}\b|\b{HURTS}\b[^.;!?]{{0,15}}\b{RIGHT}\b[^.;!?]{{0,15}}\b{TUMMY}\b|"
    rf"右(?:边|侧|下|面)*的?{BELLY}{NO_CLAUSE}{{0,5}}[疼痛]|{BELLY}的?(?:靠)?右(?:边|侧|下|面)+{NO_CLAUSE}{{0,5}}[疼痛]",
    re.IGNORECASE,
)
BENT = (
    r"(?:站不(?:直|起来|住)|直不起(?:腰|身|来)|(?:腰|身子?)(?:都|也)?直不起来|走不(?:了|动)路?|不(?:能|敢)走路?|弯着?腰|佝偻着|"
    r"[蜷缩]成一?团|满?床?打滚)"
)
DOUBLED_UP = re.compile(
    rf"{BELLY}{NO_CLAUSE}{{0,6}}?[疼痛](?:[得的地到]|起来)?{NO_CLAUSE}{{0,6}}?{BENT}|"
    rf"{BELLY}{NO_CLAUSE}{{0,6}}?[疼痛][^。.;；！!？?\n]{{0,12}}(?:走路?|站|身子?){NO_CLAUSE}{{0,4}}{BENT}|"
    rf"\b{TUMMY}\b[^.;!?]{{0,40}}\b(?:doubled (?:up|over)|bent (?:over|double)|curled up in pain|"
    r"can(?:['’]?t|not) (?:stand(?: up)?|walk) (?:up ?)?straight)\b|"
    rf"\b(?:doubled (?:up|over)|bent (?:over|double)|curled up)\b[^.;!?]{{0,20}}\b{TUMMY}\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"(?:没有?|不(?!舒服)|无|\b(?:no|not|never|isn['’]?t|doesn['’]?t|without))\s*(?:\w{1,4}\s)?$", re.IGNORECASE)
"""Before words of a pain that is not there."""
PAINLESS = re.compile(r"[不没](?:有|怎么|太|再|是|会)?[疼痛]")
"""Within them: 右边肚子不疼."""


def pains(text: str) -> Mapping[str, Answer]:
    """What a text says of tummy pain on the right, where an inflamed appendix hurts, and of one that bends a child double."""
    plain = simplified(text)
    right, severe = found(ON_THE_RIGHT, plain), found(DOUBLED_UP, plain)
    said: dict[str, Answer] = {PAIN: "yes"} if right or severe else {}
    return said | ({RIGHT_SIDE: "yes"} if right else {}) | ({SEVERE: "yes"} if severe else {})


def found(words: re.Pattern[str], text: str) -> bool:
    """Whether a text holds words that nothing before them denies."""
    return any(not DENIED.search(text[: match.start()]) and not PAINLESS.search(match[0]) for match in words.finditer(text))
