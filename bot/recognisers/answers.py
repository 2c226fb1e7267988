"""Yes and no as people say them, in English; Chinese is in ``answers_chinese``. "No idea" is neither."""

import re

from bot.dialogue.events import Entity
from bot.recognisers.answers_chinese import chinese
from bot.recognisers.contrasts import settled
from bot.recognisers.negations import negated

STOPS = r"(?= *(?:$|[.,!;]|but\b|please\b|thanks?\b|at all\b|any ?more\b|yet\b|now\b|bother\b|worry\b))"
"""What must follow "I don't" for it to mean no: it has to stand alone."""

DEEDS = r"(?:cancel|return|exchange|change|swap|start|open|proceed|go ahead|do)"
NO = (
    r"(?:no+|nope|nah+|nay|negative|never|not yet|not really|not now|not at all|not today|not that|not necessary|no thanks?|"
    r"no thank you|no need|"
    r"no way|(?:absolutely|certainly|definitely|of course|probably|rather|better|maybe) not|"
    r"i(?:'?d rather not|'?d prefer not to| would not)|"
    rf"(?:i (?:do not|don'?t)|please don'?t|do not|don'?t) (?:think so|(?:want|need|wish) (?:an?\b|any\b)|"
    rf"(?:want|need|like|wish) to(?= {DEEDS}\b))|"
    rf"(?:i |please )?(?:do not|don'?t)(?: do (?:it|that|so)| (?:want|need|wish|like)(?: to| that)?)?{STOPS}|"
    rf"(?:i (?:do not|don'?t) (?:want|need) )?(?:do not|don'?t)(?= {DEEDS}\b)|"
    r"it (?:did not|didn'?t|isn'?t|wasn'?t|hasn'?t)(?= *(?:$|[.,!]))|"
    r"(?:wrong|incorrect)(?= *(?:$|[.,!]))|"
    r"that'?s (?:not (?:right|correct|it)|wrong)|it'?s not|it is not|yeah,? no+|yeah,? nah|neither|"
    r"(?:none|not (?:one|any)) of (?:these|those|them|that|this|the above)|not (?:a single|any) one|all no|n|"
    r"(?:none|nothing)(?: (?:like (?:that|those|this)|of (?:the|that) (?:kind|sort)|whatsoever|at all))?(?= *(?:$|[,.!;])))"
)
NEITHER = (
    r"(?:(?<=oh )no+\b|no (?:idea|clue|matter|one|body|doubt|answer|reply|sign|news|response|tracking|parcel|package|refund|email|"
    r"e-mail|mail|luck|"
    r"longer|more|order|code|"
    r"receipt|invoice|money|delivery|update|info|information|help|explanation)|not sure|don'?t know|correct me|"
    r"i don'?t (?:know|understand|have|"
    r"see|get|remember)|"
    r"(?:ok|okay|right|well|sure|fine|alright|all right) (?:so|then where|where|when|why(?! not)|how|what|who|which)\b)"
)
SURE = (
    r"(?:yes+|yep|yup|yeah+|yea|yah|ye|aye|ja|yes please|y|no problem|no worries|why not|go ahead|go for it|do it|please do|do that|"
    r"do so|of course|go on(?: then)?(?= *(?:$|[.,!]|please\b|and (?:cancel|do|send|return)\b))|"
    r"certainly|definitely|absolutely|exactly|correct|that'?s (?:right|correct|it|the one|fine|ok(?:ay)?|perfect|great)|sounds (?:good|"
    r"great|fine)|"
    r"(?:i (?:do|did|am|have|would|confirm|agree)|it (?:did|is|was|does|has))(?= *[.!]*$)|confirmed?|"
    r"affirmative|agreed|indeed|you bet|(?:that )?works(?: for me)?|"
    r"no,? (?:yeah|yes)|absolutely yes|for sure|very much so|yessir|👍|✅|👌|🙆)"
)
WEAK = (
    r"(?:ok+|okay|okey|oki|k|kk|sure(?: thing)?|right|fine|alright|all right|great|perfect|good|please|cool|true|deal|by all means|"
    r"lovely|thanks,? yes)"
)
LEAD = (
    r"(?:oh|um+|uh+|er+|hm+|well|ah+|actually|so|and|but|please|honestly|hi|hello|haha|lol|sorry|thanks|i think|i guess|i said|"
    r"same(?: again| here)?)"
)
MORE = (
    r"(?:please|pls|plz|thanks?|thank you|thx|do it|do that|go ahead|go for it|cancel it|send it|that works|that'?s (?:fine|right|"
    r"ok(?:ay)?|good|it)|"
    r"then|with me|for me|why not|yes|yeah|it is|of course|sure|sir|mate|man|please do|sounds good|ok(?:ay)?|do|correct|👍|🙏)"
)

START = rf"^(?:{LEAD}\b[\s,.!]*)*"
NEITHER_AT_START = re.compile(rf"{START}{NEITHER}", re.IGNORECASE)
END = r"(?![\w'’]| *&)"
"""What must not follow an answer: the rest of a word, or of a name such as "N & Sons"."""

ENGLISH_NO = re.compile(rf"{START}(?P<said>{NO}){END}", re.IGNORECASE)
ENGLISH_SURE = re.compile(rf"{START}(?P<said>{SURE}){END}", re.IGNORECASE)
ENGLISH_WEAK = re.compile(
    rf"{START}(?P<said>{WEAK})(?:[\s,.!]+{MORE})*[\s~:)🙂😊🙏👍]*"
    r"(?=$|[,.!;…]|\b(?:but|however|though|although|except|wait|actually|instead|hold on)\b)",
    re.IGNORECASE,
)
NOTHING_OF = re.compile(
    r" +(?!thanks?|thank|need|way|i|it|its|it's|that|this|these|those|don'?t|do|not|never|please|but|the|my|sorry|wait|actually|just|"
    r"leave|keep|"
    r"he|she|they|we|you|cancel|change|stop|wrong|other|another|because|cause|since|for|if|and|or|a|an|at|on|in|too|really|absolutely|no)"
    r"[a-z'-]+(?: +[\w'-]+){2,}",
    re.IGNORECASE,
)
"""After "no": something that is missing; "no screws in the box" is not an answer."""

LAST_CLAUSE = re.compile(
    rf"[,.!;]\s*(?:(?P<no>no|nope|no thanks|no thank you)|(?P<yes>(?:yes|yep|yes please|yeah|go ahead|please do)"
    rf"(?:,? (?:{DEEDS}|{MORE})(?: (?:it|them|that|please))*)*))[\s.!]*$",
    re.IGNORECASE,
)
MEANT = re.compile(
    r"^[\s,.!;…-]*(?:(?:no|sorry|wait|oops|actually|not that(?: one)?)[\s,.!;…-]+)*(?:i meant?\b|i (?:meant|wanted) to (?:say|write|"
    r"type)|typo\b|i mistyped|"
    r"wrong (?:order|number|code|one|thing|item)\b)",
    re.IGNORECASE,
)
"""After "no": the customer corrects something, so the "no" is not an answer."""

KEEP = re.compile(
    rf"{START}(?:(?:ok(?:ay)?|alright|all right|fine|right|then)\b[\s,.!]*)*(?:(?:i'?ve |i )?changed my mind[\s,.!]*(?:so |and )?)?"
    r"(?P<said>(?:(?:i|we)(?:'?ll| will| want to| would like to|'?d (?:like to|rather|prefer to)| would rather|"
    r" think i'?ll|'?m going to)? )?"
    r"(?:keep(?: (?:it|them|this|that|everything|the order|my order)\b(?! (?:in|at|on|with|short|quick|simple|coming))|(?=[\s.!]*$))|"
    r"leave (?:it|them|this|that|everything|the order|my order) (?:as (?:it|they)\b(?:'?s| is| are| was)?|as is|alone|be\b|"
    r"like (?:this|that)|"
    r"the way it is)|leave it(?: for now| then| please| there)?(?=[\s.!]*$)|let it be\b))",
    re.IGNORECASE,
)
"""The customer keeps things as they are, which means no when an action is about to be taken."""

CHINESE_CHARS = re.compile(r"[一-鿿]")
ASKS = re.compile(r"[?？]|^[\s,.!;]*(?:so |and |then )?(?:when|how|what|why|where|who|which)\b", re.IGNORECASE)
"""A question, which may follow "ok"."""

LONGEST = 400
"""Only so many characters are read: a longer message is an answer only if it begins with one."""


def yes_or_no(text: str) -> Entity | None:
    """The answer that a message gives, if any; a request that it takes back counts as no."""
    head = text[:LONGEST].replace("’", "'")
    if (back := negated(head)) is not None:
        return Entity("boolean", False, back.text, back.start, back.end)
    start = len(head) - len(head.lstrip(" \t\n.…-–—*>\"'“”"))
    head = head[start:]
    if not head:
        return None
    answer = chinese(head) if CHINESE_CHARS.search(head[:12]) else english(head)
    if answer is None:
        return None
    yes, said, at = answer
    return Entity("boolean", yes, said, start + at, start + at + len(said))


def english(text: str) -> tuple[bool, str, int] | None:
    """Yes or no, the words that say it, and where they begin; None if there is no answer, or the rest of the message reverses it."""
    said = first(text)
    if said is None:
        return None
    yes, words, at = said
    if not yes and MEANT.match(text[at + len(words) :]):
        return None
    left = settled(yes, text[at + len(words) :], says)
    return None if left is None else (left, words, at)


def says(text: str) -> bool | None:
    """True for yes, False for no, None for neither."""
    answer = english(text)
    return answer[0] if answer else None


def first(text: str) -> tuple[bool, str, int] | None:
    """The yes or no that a message begins or ends with."""
    kept = KEEP.match(text)
    if kept and not text.rstrip().endswith("?"):
        return False, kept["said"], kept.start("said")
    if NEITHER_AT_START.match(text):
        return None
    sure = ENGLISH_SURE.match(text)
    no = ENGLISH_NO.match(text)
    if sure and (not no or len(sure[0]) > len(no[0])):
        return None if text.strip().endswith("?") and len(text.split()) <= 2 else (True, sure[0], 0)
    if no and not (no["said"].lower() == "no" and NOTHING_OF.match(text[no.end() :])):
        return False, no[0], 0
    weak = ENGLISH_WEAK.match(text)
    last = LAST_CLAUSE.search(text)
    if weak and not (last and last["no"]) and not ASKS.search(text[weak.end() :]):
        return True, weak[0].rstrip(), 0
    if last and len(text.split()) <= 12:
        return last["yes"] is not None, last[0].strip(" ,.!;"), last.end() - len(last[0].lstrip(" ,.!;"))
    return None
