"""Detects that a customer in the queue no longer needs a person, and what else they ask in the same message."""

import re

from bot.dialogue.events import Understood
from bot.dialogue.hearing import asks, han, marked

PERSON = (
    r"(?:real |live |human )?(?:person|people|human(?: being)?|someone|somebody|anyone|anybody|agent|colleague|operator|representative|"
    r"staff|advis[eo]r|queue|hand-?over)\b"
)
ONE = rf"(?:(?:a|an|the|any|your|that|this|some|another) )?{PERSON}"
NO_MORE = r"(?: (?:any ?more|any longer|after all|now|then|really|please|thanks|thank you|for (?:that|this|it)))*"
DONT = r"(?:do not|don't|dont|no longer|don't really|wouldn't|won't)"
LED = (
    r"(?:^|[.,;:!?…\n]\s*|\s-+\s)(?:(?:ok(?:ay)?|oh|ah|well|fine|no|nah|hm+|hey|hi|sorry|actually|so|alright|all right|thanks|please|"
    r"you know what|on second thoughts?)[\s,.!…-]+)*"
)
NEXT = r"(?=\s*(?:$|[.,;:!…\n]|-|(?:just|and|but|so|can|could|please|tell|show|where|when|what|how|i|it)\b))"
"""What may follow: the end of the clause, or another wish without punctuation; a question mark does not count."""

ENGLISH = re.compile(
    rf"{LED}(?P<said>(?:"
    rf"(?:forget|skip|drop|cancel|leave|scrap|never ?mind|nvm)(?: about)? {ONE}"
    rf"|(?:i |we )?{DONT} (?:need|want|require) (?:to (?:talk|speak|chat) (?:to|with) )?{ONE}"
    rf"|(?:i |we )?{DONT} (?:need|want) to be (?:transferred|passed on|connected|put through)"
    rf"|(?:there is |there's |theres )?no (?:longer (?:a )?)?need (?:for|of|to (?:get|fetch|bring in|call|wait for|pass me to)) {ONE}"
    rf"|no {PERSON} (?:is )?(?:needed|necessary|required)"
    rf"|(?:take|get) me out of the queue|i(?:'ll| will|'d rather) (?:leave|quit) the queue"
    rf"){NO_MORE}){NEXT}",
    re.IGNORECASE,
)
CHINESE_PERSON = r"(?:人工(?!智能)(?:客服|服务)?|真人(?:客服)?|客服|同事|排队)"
CHINESE = re.compile(
    rf"(?:^|[，,。.！!；;…\s])(?:好吧|好的|行吧|那|我|就|还是|先|算了|嗯|唉|哦|[，,\s])*"
    rf"(?P<said>(?:不用|不需要|不必|不要|不想要?(?!排队)|别|不|取消)(?:再|给我|帮我|麻烦)*(?:转接?|找|等|叫|接|排)?(?:了)?{CHINESE_PERSON}(?:了|吧|啦|排队)*)"
    rf"(?=\s*(?:$|[，,。.！!；;…~～\n]|(?:你|您|直接|(?<=了)帮|请|谢|告诉|我)))"
    r"|^\s*(?:那|还是)?(?P<aside>算了|没事了)(?:吧|啦)?(?=我?(?:自己|已经(?!等|排)))"
)
BRUSHED_ASIDE = re.compile(
    r"^\s*(?:(?:ok(?:ay)?|oh|ah|well|fine|no|hm+|sorry|actually)[\s,.!…-]+)*"
    r"(?P<said>never ?mind|nvm|forget (?:it|that)|(?:那|还是)?算了(?:吧|啦)?|没事了) *[\n,.;:!…—，。；！-]",
    re.IGNORECASE,
)
"""Words that drop a wish before something else; punctuation must follow, as "never mind the shirt" only corrects the shirt."""

WAITS = re.compile(
    r"\b(?:i'?ll|i will|i can|i'?m|we'?ll|we can|happy to|still|keep|just) (?:\w+ )?wait(?:ing)?\b"
    r"|(?<![不别想])(?:等着|等一?等|等吧|等你|等人|慢慢等)",
    re.IGNORECASE,
)
"""Words of a customer who drops something but still waits: "never mind, I'll wait"."""

FOR_BOT = re.compile(
    r"\b(?:tell me|show|check|track|help me|find out|look (?:up|into|at)|let me know|to know)\b"
    r"|查(?:一|下|询|个)|帮我|帮忙|告诉|看看|看下|看一下|想问",
    re.IGNORECASE,
)
"""Words that ask the bot for something without a question."""

NEEDS = re.compile(
    r"\bi (?:\w+ )?(?:need|want|would like|have to|must)\b|\bi(?:'d like|'m after| am after)\b"
    r"|(?<!不)(?:需要|想要)|(?<![不想需重主])要|我想(?!起|通)|直接",
    re.IGNORECASE,
)
"""Words that say what is needed, no matter who provides it: "I don't need a transfer, I need my money"."""

FOR_ANOTHER = re.compile(
    rf"\b{PERSON}|\b(?:manager|supervisor|boss|complain(?:t|ts|ing)?)\b|\b(?:tell|ask|let) (?:them|him|her)\b"
    r"|人工|真人|客服|经理|主管|领导|投诉|转告|告诉[他她]",
    re.IGNORECASE,
)
"""Words that ask for another person or pass something on, and so keep the place in the queue: "forget it, I want your manager"."""

IMPATIENT = re.compile(
    r"(?:^|[,.!;]\s*|\b(?:i|we|i'm|im|i am|i'd|id|i'll|i will|just|really|simply|rather) )"
    r"(?:do not|don't|dont|can't|cannot|cant|can not|won't|wont|not|no longer) (?:\w+ ){0,3}?wait(?:ing)?\b"
    r"|\b(?:tired|sick|fed up) (?:of|with) waiting|\bhate (?:to wait|waiting)"
    r"|不(?:想|能|愿意?|願意?|要)?(?:再|一直|这么|這麼)*等|等不[了及起]|等够了|等夠了|唔(?:想|要)?再?等|懒得等|懶得等",
    re.IGNORECASE,
)
"""Words of a customer who dislikes waiting; most of them wait all the same."""

LEAVES = re.compile(
    r"\b(?:bot|assistant|machine|queue|with you)\b|\bwait (?:for|until)\b.*\b(?:person|human|agent|colleague|someone)\b"
    r"|机器人|機器人|智能|排队|排隊|人工|真人|客服|还是你|還是你|你来|你來",
    re.IGNORECASE,
)
"""Words of a customer who would rather go on with the bot, or needs no person."""

GRUMBLE = 12
"""How many words, or Chinese characters, a message that only complains about waiting may have."""

LONGEST = 400
"""How many characters of a message are read."""

SIGNS = " \t\n,.;:!…—-，。；：！、~～"


def impatient(understood: Understood) -> bool:
    """Whether the message only complains about waiting, and so does not ask to leave the queue."""
    text = beginning(understood)
    short = len(text.split()) <= GRUMBLE and han(text) <= GRUMBLE
    return short and not asks(text) and IMPATIENT.search(text) is not None and LEAVES.search(text) is None


def lets_go(understood: Understood) -> bool:
    """Whether the message says that no person is needed any more."""
    if impatient(understood):
        return False
    if marked(understood, "bot", "restart"):
        return True
    if WAITS.search(beginning(understood)) is not None:
        return False
    return marked(understood, "cancel") or said(understood) is not None


def beside(understood: Understood) -> str:
    """What the same message asks of the bot; empty if nothing."""
    found = said(understood)
    return "" if found is None else next((rest for rest in around(understood, found) if for_bot(rest) or names(rest, understood)), "")


def said(understood: Understood) -> tuple[int, int] | None:
    """The span of the words that say no person is needed; None if there are none or the rest of the message is for a person.

    A mere "never mind" counts only before a wish that the bot can look up; anything else may be an addition for the colleague.
    """
    text = beginning(understood)
    match = ENGLISH.search(text) or CHINESE.search(text)
    if match is not None:
        place = next(match.span(name) for name, words in match.groupdict().items() if words is not None)
    elif (aside := BRUSHED_ASIDE.match(text)) is not None:
        place = aside.span("said")
        rest, _ = around(understood, place)
        if not (for_bot(rest) and names(rest, understood)):
            return None
    else:
        return None
    return None if any(for_colleague(rest) for rest in around(understood, place)) else place


def around(understood: Understood, place: tuple[int, int]) -> tuple[str, str]:
    """The text after a span of the message, and the text before it."""
    return understood.text[place[1] :].strip(SIGNS), understood.text[: place[0]].strip(SIGNS)


def for_bot(rest: str) -> bool:
    """Whether a part of the message is a question or asks the bot to do something."""
    return asks(rest) or FOR_BOT.search(rest) is not None


def for_colleague(rest: str) -> bool:
    """Whether a part of the message is still for a person: it names one, or says what is needed without asking the bot."""
    return FOR_ANOTHER.search(rest) is not None or (NEEDS.search(rest) is not None and not for_bot(rest))


def names(rest: str, understood: Understood) -> bool:
    """Whether a part of the message names something to look up; amounts and choices may as well be facts for the colleague."""
    return any(e.kind in ("code", "lookup") and e.slot is not None and e.text in rest for e in understood.entities)


def beginning(understood: Understood) -> str:
    """The first ``LONGEST`` characters of the text with straight apostrophes; offsets stay the same."""
    return understood.text[:LONGEST].replace("’", "'")
